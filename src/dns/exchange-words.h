#pragma once
/* The sentences about servers: which did what. */

#include "dns/resolvconf.h"

/* How one server did with one question. */
typedef struct {
	gboolean asked;
	gboolean failed;    /* it will not be asked again; reason and note say why */
	gboolean part;	    /* a part of an answer came by TCP */
	const char *reason; /* static: EmlDnsAnswer.reason */
	const char
	    *turned; /* static: why it was asked by TCP, e.g. "sent a truncated answer"; NULL */
	char *note;  /* what it did: "answered SERVFAIL" */
} EmlDnsServerState;

/* "servfail", "refused", ...; static. extended: RFC 8914, -1 if there is none. */
const char *eml_dns_words_rcode_reason(guint rcode, gint extended);
/* What the server did: "answered SERVFAIL"; the caller owns it. */
char *eml_dns_words_rcode(guint rcode, gint extended);
/* TRUE if a server that does not know EDNS says so (RFC 6891 section 7, and section 6.1.3 for
 * another version). */
gboolean eml_dns_words_means_no_edns(guint rcode);
/* "cannot be reached (nothing listens there)"; turned may be NULL. The caller owns it. */
char *eml_dns_words_trouble(const char *turned, int error, gboolean tcp);
/* "sent a truncated answer and refused a TCP connection"; turned may be NULL. The caller owns it.
 */
char *eml_dns_words_tcp(const char *turned, const char *then);
/* The sentence about all servers; `by` answered (beyond the last: none did). NULL if there is
 * nothing to say. The caller owns it. foreign: replies that did not match the question. */
char *eml_dns_words_of(const EmlDnsServers *servers,
		       const EmlDnsServerState *states,
		       guint foreign,
		       guint by);
