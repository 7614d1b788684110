#pragma once
/* One query to one server, by UDP or TCP, and the bytes that come back. Belongs to the network
 * thread; never blocks. */

#include "dns/dns.h"
#include "dns/tcp.h"

typedef struct {
	guint server; /* its place in EmlDnsServers */
	guint16 id;   /* random */
	gboolean edns;
	int fd;		/* UDP; -1 with TCP */
	EmlDnsTcp *tcp; /* NULL with UDP */
	guint foreign;	/* replies so far that did not match */
	guint poll_at;	/* its place in the array of poll() */
	gboolean ready; /* poll() found something */
} EmlDnsQuery;

typedef struct {
	const EmlDnsServers *servers;
	guint server; /* its place there */
	gboolean edns;
	gboolean tcp;
} EmlDnsQueryWay;

/* A query that is sent, or is being sent. NULL with the errno. */
EmlDnsQuery *
eml_dns_query_new(const EmlDnsQuestion *question, const EmlDnsQueryWay *way, int *reterr);
void eml_dns_query_free(EmlDnsQuery *self);

/* Adds its struct pollfd to the array. */
void eml_dns_query_add_fd(EmlDnsQuery *self, GArray *fds);
/* The next message; it lies in the buffer or in the query, until the next call. */
EmlDnsReceived eml_dns_query_receive(
    EmlDnsQuery *self, guint8 *buffer, gsize size, EmlSlice *ret_message, int *reterr);
