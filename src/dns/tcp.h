#pragma once
/* One query by TCP (RFC 7766): two bytes of length, then the message, in whatever pieces the
 * network makes. Never blocks. */

#include "dns/udp.h"

typedef struct EmlDnsTcp EmlDnsTcp;

/* Begins to connect. NULL with the errno. */
EmlDnsTcp *eml_dns_tcp_new(const EmlDnsServer *server, GBytes *query, int *reterr);
void eml_dns_tcp_free(EmlDnsTcp *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(EmlDnsTcp, eml_dns_tcp_free)

int eml_dns_tcp_fd(const EmlDnsTcp *self);
short eml_dns_tcp_events(const EmlDnsTcp *self); /* what poll() is to wait for */
/* Call when poll() says that something can be done. ret_message (only with MESSAGE) is borrowed
 * until the next call; after it the object waits for another message. */
EmlDnsReceived eml_dns_tcp_step(EmlDnsTcp *self, EmlSlice *ret_message, int *reterr);
/* TRUE if a part of an answer has come. */
gboolean eml_dns_tcp_has_part(const EmlDnsTcp *self);
