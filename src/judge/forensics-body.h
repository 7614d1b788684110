#pragma once
/* Hypotheses about the body: other bytes are canonicalized and hashed as the signature says. With
 * each of them every beginning that ends with a line is tried too, at the cost of copying the state
 * of the hash, so that a footer below any other change is found. For judge/forensics*.c only. */

#include "check/crypto.h"
#include "judge/forensics-mime.h"
#include "judge/forensics-work.h"
#include "judge/forensics.h"
#include "syntax/dkim-sig.h"

typedef struct {
	const EmlDkimSig *sig;
	EmlHash hash;
	EmlSlice body;	     /* with CRLF, without empty lines at its end */
	const GArray *parts; /* EmlMimePart of it */
	EmlWork work;
	GPtrArray *causes; /* EmlCause: what matched */
} EmlBodyTrial;

/* FALSE if there is no work left to write the body anew. */
gboolean eml_body_may_rewrite(EmlBodyTrial *self);
/* Tries those bytes, and their beginnings. A match appends the footer that had to go, if any; what
 * else was changed is the caller's to append. */
gboolean eml_body_try(EmlBodyTrial *self, EmlSlice bytes);
/* The same without the beginnings, of two slices one behind the other. */
gboolean eml_body_try_exact(EmlBodyTrial *self, EmlSlice first, EmlSlice second);
/* The canonical form, and whether bytes that are canonical already are what was signed. */
GByteArray *eml_body_canonical(EmlCanon canon, EmlSlice bytes);
gboolean eml_body_matches(EmlBodyTrial *self, EmlSlice canonical);
/* Appends a cause that is proved. */
EmlCause *eml_body_cause(EmlBodyTrial *self, const char *id);
/* The same with text that was added: %1 lines, %2 its first line. */
EmlCause *eml_body_added(EmlBodyTrial *self, const char *id, EmlSlice text);

/* The groups of hypotheses, in the order of trial. TRUE: one matched. */
gboolean eml_body_as_it_stands(EmlBodyTrial *self);
gboolean eml_body_lines(EmlBodyTrial *self);
gboolean eml_body_encodings(EmlBodyTrial *self);
gboolean eml_body_charsets(EmlBodyTrial *self);
gboolean eml_body_structure(EmlBodyTrial *self);
gboolean eml_body_blocks(EmlBodyTrial *self);
gboolean eml_body_tail(EmlBodyTrial *self);
gboolean eml_body_lost_dot(EmlBodyTrial *self);
