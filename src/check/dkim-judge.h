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
	gboolean body_read; /* the body was read to its end */
	EmlDns *dns;
	gint64 at;
} EmlDkimContext;

/* The hash that the signature uses. */
EmlHash eml_dkim_hash_of(const EmlDkimSig *sig);
/* TRUE if its body hash can be tested as far as its tags go, whatever else is wrong. */
gboolean eml_dkim_has_body_hash(const EmlDkimSig *sig);
/* Fills in the result: everything but what was copied from the tags. */
void eml_dkim_judge(const EmlDkimContext *context, const EmlDkimSig *sig, EmlDkimResult *result);
