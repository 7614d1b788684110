#pragma once
/* The ARC fields of a message, sorted into sets by their instance (RFC 8617 section 4.2): what
 * stands there, not whether it verifies. For check/arc*.c only. Borrows the message. */

#include "base/limits.h"
#include "mail/message.h"
#include "syntax/authres.h"
#include "syntax/dkim-sig.h"

typedef enum {
	EML_ARC_RESULTS,	   /* ARC-Authentication-Results, section 4.1.1 */
	EML_ARC_MESSAGE_SIGNATURE, /* ARC-Message-Signature, section 4.1.2 */
	EML_ARC_SEAL,		   /* ARC-Seal, section 4.1.3 */
	EML_ARC_PART_LAST,
} EmlArcPart;
const char *eml_arc_part_header(EmlArcPart part); /* "ARC-Seal"… */

/* The fields of one instance. */
typedef struct {
	guint n[EML_ARC_PART_LAST];
	gint field[EML_ARC_PART_LAST]; /* the topmost; -1 if there is none */
	EmlDkimSig *
	    sig[EML_ARC_PART_LAST]; /* of the topmost; NULL if there is none, or no such tag-list */
	EmlAuthres *results;	    /* of the topmost ARC-Authentication-Results; NULL */
} EmlArcFields;

typedef struct {
	const EmlMessage *message;
	EmlArcFields sets[EML_MAX_ARC_SETS]; /* instance 1 first */
	guint n_sets;			     /* the highest instance */
	guint n_fields;			     /* ARC fields, usable or not */
	GArray *astray;			     /* guint: fields without a usable instance */
	gboolean too_many;		     /* one of them is above the cap */
} EmlArcChain;

EmlArcChain *eml_arc_chain_new(const EmlMessage *message);
void eml_arc_chain_free(EmlArcChain *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(EmlArcChain, eml_arc_chain_free)
/* TRUE if the set has exactly one field of each kind. */
gboolean eml_arc_fields_complete(const EmlArcFields *self);
