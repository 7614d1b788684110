#pragma once
/* One UDP socket for one query to one server: its own random port, connected, so that the kernel
 * drops what comes from elsewhere. Never blocks. */

#include "base/slice.h"
#include "dns/resolvconf.h"

typedef enum {
	EML_DNS_WAITING, /* nothing more is there */
	EML_DNS_MESSAGE, /* a message is whole */
	EML_DNS_REFUSED, /* TCP: no connection */
	EML_DNS_CLOSED,	 /* TCP: the server closed it before an answer was whole */
	EML_DNS_TROUBLE, /* see the errno */
} EmlDnsReceived;

/* A socket that has sent the query; -1 with the errno. The caller closes it. */
int eml_dns_udp_send(const EmlDnsServer *server, GBytes *query, int *reterr);
/* The next datagram, inside the buffer. */
EmlDnsReceived
eml_dns_udp_receive(int fd, guint8 *buffer, gsize size, EmlSlice *ret_message, int *reterr);
/* The socket of the given kind (SOCK_DGRAM, SOCK_STREAM), not blocking; -1 with the errno. For udp
 * and tcp. */
int eml_dns_socket_open(const EmlDnsServer *server, int kind, int *reterr);
