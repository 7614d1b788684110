#pragma once
/* One question on its way: to which server next, what came back, when to give up. Belongs to the
 * network thread; never blocks.
 *
 * Time: the first query goes to the first server (or to one that answered where it was silent) at
 * once, the next one (next server, or the same again) after a quarter of the time that is left,
 * 250 ms at least and 1.5 s at most, then after twice that in each round; an earlier query is still
 * waited for. A server that fails hands over to the next at once. The question is given up after the
 * time that resolv.conf(5) grants in all (timeout x attempts x servers), or shortly before its
 * deadline. */

#include <poll.h>

#include "dns/dns.h"
#include "dns/resolvconf.h"

/* What all exchanges share. */
typedef struct {
	EmlDnsServers *servers;
	gboolean *no_edns; /* per server: it did not understand EDNS */
	guint first;	   /* the server that a question is sent to first: the last one to answer
			      where another was silent */
	guint8 *buffer;	   /* EML_DNS_BUFFER bytes for one datagram */
} EmlDnsNetwork;

#define EML_DNS_BUFFER 65536

typedef struct EmlDnsExchange EmlDnsExchange;

/* Times are monotonic µs. */
EmlDnsExchange *eml_dns_exchange_new(EmlDnsNetwork *network,
				     const EmlDnsQuestion *question,
				     gint64 now,
				     gint64 deadline);
void eml_dns_exchange_free(EmlDnsExchange *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(EmlDnsExchange, eml_dns_exchange_free)

/* Does what is due, and gives up when the time is over. */
void eml_dns_exchange_advance(EmlDnsExchange *self, gint64 now);
/* The answer once there is one, which the caller owns; NULL before. */
EmlDnsAnswer *eml_dns_exchange_take_answer(EmlDnsExchange *self);
/* When advance() has something to do. */
gint64 eml_dns_exchange_wake_at(const EmlDnsExchange *self);
/* Adds its struct pollfd to the array. */
void eml_dns_exchange_add_fds(EmlDnsExchange *self, GArray *fds);
/* Takes what poll() found; fds is the same array. */
void eml_dns_exchange_handle(EmlDnsExchange *self, const GArray *fds, gint64 now);
