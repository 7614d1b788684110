#pragma once
/* Causes that no hash can prove, with their evidence: what is missing, and the marks of programs
 * that write messages anew. For judge/forensics*.c only. */

#include "judge/forensics-mime.h"
#include "judge/forensics.h"
#include "syntax/dkim-sig.h"

typedef struct {
	const EmlMessage *message;
	const EmlDkimResult *result;
	const EmlDkimSig *sig;
	EmlSlice body;		  /* empty where it was not looked at */
	const GArray *parts;	  /* EmlMimePart; NULL likewise */
	gboolean header, in_body; /* the halves that fail and are not explained */
	GPtrArray *causes;	  /* gets them */
} EmlLikely;

void eml_likely_explain(const EmlLikely *self);
