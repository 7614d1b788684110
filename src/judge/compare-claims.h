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
	const GPtrArray *all;	/* EmlAuthresResult: the field's results; NULL: from Received-SPF */
	const char *spf_domain; /* from Received-SPF: the MAIL FROM that it is about; NULL */
	const char *spf_helo;	/* from Received-SPF about the HELO name: helo; NULL */
	gboolean guess;		/* by an SPF record that the receiver made up for want of one */
	gboolean other_session; /* of SPF: about another hand-over than that at the border */
	gboolean used;		/* compared already */
} EmlReceiverClaim;

/* In the order of the fields; Received-SPF only where no Authentication-Results speaks of spf.
 * Array of EmlReceiverClaim; the caller owns it. */
GArray *eml_receiver_claims(const EmlClaims *claims);
/* The same, with every Received-SPF of the receiver. */
GArray *eml_receiver_claims_all(const EmlClaims *claims);
/* The claims of one field, whoever wrote it. */
GArray *eml_receiver_claims_of(const EmlClaimField *field);
/* The first unused claim of the method, about the session at the border; NULL if there is none.
 * Borrowed. */
EmlReceiverClaim *eml_receiver_claim_first(GArray *claims, const char *method);
/* A property of the claim's result, "" if it has none. Borrowed. */
const char *
eml_receiver_claim_property(const EmlReceiverClaim *claim, const char *ptype, const char *property);
