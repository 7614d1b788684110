#pragma once
/* The network as a source: one thread with a poll loop keeps any number of questions in flight.
 * ldns builds and parses the packets; the exchange is ours, since ldns's own accepts forged
 * replies. Never blocks the caller; free() returns within 100 ms whatever the network does. */

#include "dns/dns.h"
#include "dns/resolvconf.h"

/* Takes the servers. NULL with EML_ERROR_SOFTWARE if no socket or thread can be made. */
EmlDnsSource *eml_dns_live_new(EmlDnsServers *servers, GError **error);
