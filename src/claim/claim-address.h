#pragma once
/* The client addresses that one claim names (standards E.6). */

#include "claim/claim-field.h"

/* Canonical texts of public addresses, in the order in which they stand; the caller owns the array.
 * An address that the internet cannot send from belongs to some inner hop. */
GPtrArray *eml_claim_addresses(const EmlClaimField *claim);
/* TRUE if the first Authentication-Results or Received-SPF in the run of such fields right under
 * that one, where in a torn chain the receiver's stand (standards E.5 (8)), names the address. */
gboolean eml_claim_run_names(const EmlMessage *message, guint field, const char *address);
