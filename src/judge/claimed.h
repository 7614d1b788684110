#pragma once
/* One word for what the receiver claimed, for places that show claims only (interface contract,
 * section 3, filter). */

#include "base/safe-text.h"
#include "claim/claims.h"

typedef struct {
	const char *word; /* static: a result word of RFC 8601, "unknown" or "forged" */
	EmlPlain *text;	  /* the sentence beside it */
	EmlPlain *detail; /* one more line; NULL if there is nothing to add */
} EmlClaimed;

/* from_domain: A-labels; NULL if the From field has none. */
EmlClaimed *eml_claimed_new(const EmlClaims *claims, const char *from_domain);
void eml_claimed_free(EmlClaimed *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(EmlClaimed, eml_claimed_free)
