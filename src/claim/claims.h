#pragma once
/* What receivers wrote into the message, and whose word each field is (standards E.5). Immutable
 * once made. */

#include "claim/hops.h"
#include "syntax/authres.h"
#include "syntax/received-spf.h"

typedef enum {
	EML_TRUST_RECEIVER,  /* written by the receiver whose mailbox this is */
	EML_TRUST_OTHER,     /* somebody else's word */
	EML_TRUST_SEALED,    /* inside an ARC set: trusted as far as its sealer */
	EML_TRUST_FORGEABLE, /* claims the receiver's name but stands in the sender's data */
	EML_TRUST_DOUBTFUL,  /* claims it where filters of receivers like this one write, and so can
				the sender */
	EML_TRUST_LAST,
} EmlTrust;
const char *eml_trust_word(EmlTrust trust);

/* Why that trust; the sentences are in judge/words. %1 is `arg`, %2 the number of field `because`.
 */
typedef enum {
	EML_TRUST_WHY_OPTION,	    /* --trust names it (arg: as given there) */
	EML_TRUST_WHY_ABOVE_BORDER, /* above the border, same organization as the host (arg) that
				       wrote field `because` */
	EML_TRUST_WHY_ABOVE_TOP,    /* the same above the topmost hop, where there is no border */
	EML_TRUST_WHY_KNOWN_RUN, /* Gmail's shape: in the unbroken run right under the border, which
				    arg wrote */
	EML_TRUST_WHY_ABOVE_GAP, /* the chain is torn below field `because`, which arg wrote; in
				  * the run right under that */
	EML_TRUST_WHY_NO_ID_ABOVE,  /* names nobody, above the border of a host (arg) of which that
				       is known */
	EML_TRUST_WHY_OTHER_NAME,   /* above the border, but the name (arg) is not one of the
				       receiver's */
	EML_TRUST_WHY_BELOW_BORDER, /* below the border: the sender's data */
	EML_TRUST_WHY_NO_BORDER,    /* no Received field shows where the message came in */
	EML_TRUST_WHY_FORGEABLE,    /* claims the receiver's name (arg) in the sender's data */
	EML_TRUST_WHY_UNDER_BORDER, /* the same, but in the unbroken run right under the border,
				     * where some receivers' filters write: either the receiver's or
				     * forged, and nothing tells which */
	EML_TRUST_WHY_AT_END,	    /* the same at the end of the header, where an Exim writes */
	EML_TRUST_WHY_BESIDE_OWN,   /* there too, but other results of that name count */
	EML_TRUST_WHY_NO_RECEIVED,  /* no Received field: nothing says who received it */
	EML_TRUST_WHY_SEALED,	    /* in ARC set `arg` */
	EML_TRUST_WHY_UNSEALED,	    /* an ARC field without the seal of its set */
	EML_TRUST_WHY_COPY,	    /* a copy under another field name: nobody's own claim */
	EML_TRUST_WHY_LAST,
} EmlTrustWhy;

typedef struct {
	EmlTrust trust;
	EmlTrustWhy why;
	char *arg;    /* a name; may be NULL */
	gint because; /* field index, -1 = none */
} EmlTrustReason;

typedef struct {
	guint field;
	char *header;	     /* the field's name in the spelling of the standard, else as written */
	EmlAuthres *authres; /* for A-R like fields, else NULL */
	EmlReceivedSpf *spf; /* for Received-SPF, else NULL */
	char *spf_mail_from; /* of Received-SPF: the MAIL FROM that it is about, from envelope-from
			      * or the comment; NULL: it names none, or is about the HELO name */
	EmlTrustReason trust;
	gboolean elsewhere; /* --trust names its writer, a receiver that had the message before the
			     * border: what it says of an SMTP session is about another one */
} EmlClaimField;

typedef struct {
	GPtrArray *authres;	 /* EmlClaimField, topmost first: Authentication-Results, ARC-…,
				    …-Original, X-… forms */
	GPtrArray *received_spf; /* EmlClaimField, topmost first */
	char
	    *receiver; /* the receiver's name (authserv-id or the border's `by`); NULL if unknown */
	gboolean traced;	     /* there are Received fields, which tell the receiver's fields
					from the sender's */
	gint receiver_field;	     /* where that stands; -1 */
	const char *receiver_source; /* static: "authentication-results", "border-received",
					"received", "option" */
} EmlClaims;

/* trust: the --trust names, NULL-terminated; may be NULL. */
EmlClaims *eml_claims_new(const EmlMessage *message, const EmlHops *hops, const char *const *trust);
void eml_claims_free(EmlClaims *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(EmlClaims, eml_claims_free)
