#pragma once
/* Steps about the tags of a signature field: what it says, what is wrong with it, and where that
 * stands. */

#include "check/dkim.h"
#include "syntax/dkim-sig.h"

/* The byte range of a tag (name, "=" and value) inside field.whole; FALSE if it is missing. */
gboolean eml_dkim_tag_range(const EmlMessage *message,
			    const EmlDkimSig *sig,
			    guint field,
			    const char *tag,
			    gsize *ret_start,
			    gsize *ret_end);
/* Appends a step at that tag; at the whole field if it is missing or NULL. Returns it, borrowed. */
EmlStep *eml_dkim_tag_step(const EmlMessage *message,
			   const EmlDkimSig *sig,
			   EmlDkimResult *result,
			   EmlStepCode code,
			   EmlTone tone,
			   const char *tag);
/* Steps for the whole field and each fault. Returns the first fault's step, NONE if the field is
 * usable. */
EmlStepCode
eml_dkim_explain_tags(const EmlMessage *message, const EmlDkimSig *sig, EmlDkimResult *result);
