#pragma once
/* One word for what the receiver claimed, for places that show claims only (interface contract,
 * section 3, filter). */

#include "base/safe-text.h"
#include "claim/claims.h"

/* What the word goes by. */
typedef enum {
	EML_CLAIMED_NOTHING,
	EML_CLAIMED_BY_DMARC,
	EML_CLAIMED_BY_ALIGNED, /* the best aligned DKIM or SPF result */
	EML_CLAIMED_UNALIGNED,	/* results, none of them about the From domain */
	EML_CLAIMED_DOUBTFUL,	/* results that a filter of the receiver or the sender wrote */
	EML_CLAIMED_FORGED,
} EmlClaimedBasis;

typedef struct {
	const char *word; /* static: a result word of RFC 8601, "unknown", "forged" or "mismatch" */
	EmlClaimedBasis basis;
	EmlPlain *text;	      /* the sentence beside it */
	EmlPlain *details[2]; /* more lines; NULL where there is nothing to add */
	EmlPlain *untrue;     /* in the place of the first where the sender turns out not to be
			       * authenticated: a doubtful field says otherwise; NULL */
} EmlClaimed;

/* from_domain: A-labels; NULL if the From field has none. */
EmlClaimed *eml_claimed_new(const EmlClaims *claims, const EmlHops *hops, const char *from_domain);
/* What the receiver claimed of the From domain: its dmarc result, without one the best aligned of
 * its dkim and spf results. Borrowed of the claims. */
typedef struct {
	const EmlAuthresResult *result;
	const char *receiver; /* NULL if the field does not name it */
} EmlClaimedBest;
/* FALSE if there is none, and where a field is shown to be forged. */
gboolean eml_claimed_best(const EmlClaims *claims,
			  const EmlHops *hops,
			  const char *from_domain,
			  EmlClaimedBest *ret_best);
/* The domain that a dkim or spf result is about, in A-labels; NULL if it does not say. The caller
 * owns it. */
char *eml_claimed_domain(const EmlAuthresResult *result);
/* The word "unknown" with that sentence of judge/words. */
EmlClaimed *eml_claimed_unknown(const char *id);
void eml_claimed_free(EmlClaimed *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(EmlClaimed, eml_claimed_free)
