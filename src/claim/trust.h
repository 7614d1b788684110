#pragma once
/* Whose word each claim is: standards E.5 (3) to (6) as one walk over the fields from the top. For
 * claims.c only. */

#include "claim/claim-field.h"
#include "claim/receiver.h"

typedef struct EmlTrustWalk EmlTrustWalk;

/* All live as long as the walk; trust is NULL-terminated and may be NULL. */
EmlTrustWalk *
eml_trust_walk_new(const EmlMessage *message, const EmlHops *hops, const char *const *trust);
void eml_trust_walk_free(EmlTrustWalk *walk);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(EmlTrustWalk, eml_trust_walk_free)
/* Every field of the message must be shown once, in order. `claim` is NULL for a field that claims
 * nothing; else its trust is set. */
void eml_trust_walk_take(EmlTrustWalk *walk, guint field, EmlClaimForm form, EmlClaimField *claim);
/* Borrowed. */
const EmlReceiver *eml_trust_walk_receiver(const EmlTrustWalk *walk);
