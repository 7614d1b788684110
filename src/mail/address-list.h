#pragma once
/* The mailboxes of an address field, RFC 5322 section 3.4, by our own parser: GMime loses
 * "a.@docomo.ne.jp" and a lone phrase, and the domain found here decides about DMARC. Part of
 * mail/meaning. */

#include "mail/meaning.h"

/* Like eml_meaning_addresses(), of an unfolded value, with encoded words still in the display
 * names. */
GPtrArray *eml_address_list(EmlSlice value);
