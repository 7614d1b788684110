#pragma once
/* The receiver's claims, gathered from its fields, for judge/compare. */

#include "claim/claims.h"

/* One result that the receiver wrote; all borrowed from the claims. */
typedef struct {
	const char *method; /* "spf", "dkim", "dmarc" */
	const char *word;   /* as the standard spells it */
	EmlResult result;   /* EML_RESULT_LAST: a word without a meaning in RFC 8601 */
	const char *who;    /* authserv-id; NULL if the field names nobody */
	guint field;
	const EmlAuthresResult *detail; /* NULL: from Received-SPF */
	const char *spf_domain;		/* from Received-SPF: envelope-from; NULL */
	gboolean used;			/* compared already */
} EmlReceiverClaim;

/* In the order of the fields; Received-SPF only where no Authentication-Results speaks of spf.
 * Array of EmlReceiverClaim; the caller owns it. */
GArray *eml_receiver_claims(const EmlClaims *claims);
/* The first unused claim of the method; NULL if there is none. Borrowed. */
EmlReceiverClaim *eml_receiver_claim_first(GArray *claims, const char *method);
/* A property of the claim's result, "" if it has none. Borrowed. */
const char *
eml_receiver_claim_property(const EmlReceiverClaim *claim, const char *ptype, const char *property);
