#pragma once
/* Judges one signature: both halves, the key, the times, and from all of it the result and the step
 * that decided (interface contract, section 3, "DKIM result"). */

#include "check/dkim-hash.h"
#include "check/dkim.h"

/* What all signatures of a message share. Borrowed. */
typedef struct {
	const EmlMessage *message;
	const EmlFieldIndex *index;
	const EmlBodyHashes *bodies;
	const EmlHashValue *header_hash; /* what b= signs; NULL: what h= says (not in ARC-Seal) */
	EmlDns *dns;
	gint64 at;
} EmlDkimContext;

/* A result with what stands in the tags, not yet judged: its reason is the cap. The caller owns it.
 */
EmlDkimResult *eml_dkim_result_new(guint field, const char *header, const EmlDkimSig *sig);
/* Wants the body hash that the signature needs, if it can be tested. */
void eml_dkim_want_body(const EmlDkimSig *sig, EmlBodyHashes *bodies);
/* The hash that the signature uses. */
EmlHash eml_dkim_hash_of(const EmlDkimSig *sig);
/* TRUE if its body hash can be tested as far as its tags go, whatever else is wrong. */
gboolean eml_dkim_has_body_hash(const EmlDkimSig *sig);
/* Fills in the result: everything but what was copied from the tags. */
void eml_dkim_judge(const EmlDkimContext *context, const EmlDkimSig *sig, EmlDkimResult *result);
