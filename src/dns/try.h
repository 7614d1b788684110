#pragma once
/* One packet sent to one server, and what comes back on its own socket: connected UDP with a random
 * port, or TCP (RFC 7766). Never blocks. */

#include "dns/packet.h"
#include "dns/resolvconf.h"

typedef enum {
	EML_TRY_WAITING, /* nothing whole yet */
	EML_TRY_MESSAGE, /* a packet is there */
	EML_TRY_FAILED,	 /* the socket is of no use any more: see trouble */
} EmlTryState;

typedef struct {
	const EmlDnsServer *server; /* borrowed */
	EmlPacketOptions options;
	gboolean tcp;
	int fd;		 /* -1 once it failed */
	int trouble;	 /* errno of the failure */
	GByteArray *out; /* TCP: bytes still to be sent, with their length prefix */
	GByteArray *in;	 /* TCP: bytes so far */
} EmlTry;

/* Opens the socket and sends; a failure shows in fd < 0 and trouble. Never NULL; the caller owns
 * it. */
EmlTry *eml_try_udp(const EmlDnsServer *server, const EmlDnsQuestion *question, gboolean edns);
EmlTry *eml_try_tcp(const EmlDnsServer *server, const EmlDnsQuestion *question, gboolean edns);
void eml_try_free(EmlTry *self);
/* poll() events the socket waits for. */
short eml_try_events(const EmlTry *self);
/* Call when poll() reports the socket. MESSAGE: *ret_packet holds it; the caller owns it. */
EmlTryState eml_try_go_on(EmlTry *self, GByteArray **ret_packet);

/* For try.c: what UDP and TCP do differently. */
EmlTryState eml_udp_read(EmlTry *self, GByteArray **ret_packet);
EmlTryState eml_tcp_go_on(EmlTry *self, GByteArray **ret_packet);
EmlTryState eml_try_fail(EmlTry *self, int trouble);
