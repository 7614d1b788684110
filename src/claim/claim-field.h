#pragma once
/* One field that carries somebody's claims: which fields those are, and in whose name they speak.
 * For claims.c only. */

#include "claim/claims.h"

typedef enum {
	EML_FORM_NONE,	   /* claims nothing */
	EML_FORM_AUTHRES,  /* Authentication-Results */
	EML_FORM_ARC,	   /* ARC-Authentication-Results */
	EML_FORM_ORIGINAL, /* Authentication-Results-Original: Exchange's new name for the one that
			      came in */
	EML_FORM_COPY,	   /* X-…Authentication-Results…: kept by somebody for some reason */
	EML_FORM_RECEIVED_SPF, /* Received-SPF */
} EmlClaimForm;

/* ASCII case does not count. */
EmlClaimForm eml_claim_form(EmlSlice field_name);
/* The parsed field, its trust not yet judged. */
EmlClaimField *eml_claim_field_new(const EmlMessage *message, guint field, EmlClaimForm form);
void eml_claim_field_free(EmlClaimField *self);

/* The names a field speaks in, lower case, the first first; NULL where there is none. */
typedef struct {
	char *name[2];
} EmlClaimNames;

/* Of Authentication-Results the authserv-id; of Received-SPF the host that opens the comment, and
 * the value of receiver= (of an address its domain; "unknown" is no name). */
EmlClaimNames eml_claim_names(const EmlClaimField *self);
void eml_claim_names_clear(EmlClaimNames *self);
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(EmlClaimNames, eml_claim_names_clear)

/* The one method of all results; NULL if they differ or there are none. Borrowed. */
const char *eml_claim_only_method(const EmlClaimField *self);
/* TRUE for the names of fields that filters of a receiver write, results and others. */
gboolean eml_claim_is_of_filter(EmlSlice field_name);
