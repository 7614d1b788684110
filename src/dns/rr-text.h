#pragma once
/* Records in master-file form (RFC 1035 section 5.1), as dns/zone reads them. */

#include "dns/dns.h"

/* Appends the record data, each word with a blank before it. */
void eml_dns_rr_text(GString *out, const EmlDnsRecord *record);
