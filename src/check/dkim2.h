#pragma once
/* DKIM2-Signature (draft-ietf-dkim-dkim2-spec): no RFC yet, and the meaning of its tags has moved
 * from draft to draft. Such a field is recognized and shown, and never verified. */

#include "check/dkim.h"
#include "syntax/dkim-sig.h"

/* Fills in what can be read; the result stays open. The tags are those of the field, as a tag list.
 */
void eml_dkim2_describe(const EmlMessage *message, const EmlDkimSig *sig, EmlDkimResult *result);
