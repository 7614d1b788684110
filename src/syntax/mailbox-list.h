#pragma once
/* Whether an address field is written as RFC 5322 says, apart from what can be read in it all the
 * same (mail/meaning): what is not, mail programs read differently. */

#include "base/slice.h"

/* mailbox-list of RFC 5322 section 3.4, or with the groups of RFC 6854, obsolete forms (section 4)
 * and UTF-8 (RFC 6532) included. An encoded word may hold what RFC 2047 section 5 forbids in a
 * phrase, since everybody reads it the same way. `value` may be folded. */
gboolean eml_mailbox_list_is_valid(EmlSlice value);
