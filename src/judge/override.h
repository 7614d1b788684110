#pragma once
/* What a receiver's own field says of its local policy: that it did not do what the sender's DMARC
 * record asks for (RFC 9989 section 5.4 allows it). */

#include "judge/compare-claims.h"
#include "syntax/dmarc-record.h"

/* The words that say that a message counts as passed by local policy; NULL if there are none. The
 * caller owns it. */
char *eml_override_of_pass(const EmlReceiverClaim *claim);
/* The words that say that a failed message was not treated as `applied` asks; NULL if there are
 * none. The caller owns it. */
char *eml_override_of_fail(const EmlReceiverClaim *claim, EmlPolicy applied);
