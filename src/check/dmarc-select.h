#pragma once
/* The DMARC records among the TXT records of a name (RFC 9989 section 4.10 steps 2 and 6). */

#include "dns/dns.h"

typedef struct {
	guint n;	     /* begin with a valid v=DMARC1 */
	const GBytes *first; /* of those; borrowed from the answer; NULL */
	gboolean nearly;     /* another one meant to be one */
} EmlDmarcSelected;

EmlDmarcSelected eml_dmarc_select(const EmlDnsAnswer *answer);
