#pragma once
/* The source that asks nothing: every answer is NOT_ASKED, reason "offline". */

#include "dns/dns.h"

EmlDnsSource *eml_dns_offline_new(void);
