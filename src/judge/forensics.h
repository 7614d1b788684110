#pragma once
/* Why a DKIM signature fails. Hypotheses about what happened on the way are tried until a hash
 * matches: a cause is proved only then. What is merely likely says its evidence; else nothing is
 * said. Made in the signatures thread after verification; immutable once made. */

#include "base/safe-text.h"
#include "check/dkim.h"

typedef struct {
	const char *id;	 /* in judge/words-forensics.def; static */
	gboolean proved; /* a hash matches */
	gboolean in_body;
	gint field;	 /* header field it talks about, -1 = none */
	GPtrArray *args; /* GBytes for the words */
	char *before;	 /* what was signed, as it stood; NULL if there is nothing to show */
	char *after;	 /* what is there now; NULL likewise */
} EmlCause;

EmlCause *eml_cause_new(const char *id, gboolean proved, gboolean in_body, gint field);
void eml_cause_free(EmlCause *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(EmlCause, eml_cause_free)
/* Appends an argument, cut to EML_FORENSICS_MAX_SHOWN bytes; NULL is empty. Returns the cause. */
EmlCause *eml_cause_arg(EmlCause *self, const char *text);
EmlCause *eml_cause_arg_number(EmlCause *self, guint64 number);
/* The sentence: the title of its words with the args. The caller owns it. */
EmlPlain *eml_cause_text(const EmlCause *self);
/* How sure one of the causes of a signature is: "proved"; "proved together" where the hash matches
 * only with others of them undone too; "likely". */
const char *eml_cause_certainty(const EmlCause *self, const GPtrArray *causes);

/* Whether the work was cancelled: asked before each hash. */
typedef struct {
	gboolean (*cancelled)(gconstpointer data);
	gconstpointer data;
} EmlForensicsStop;

/* For each of the signatures (EmlDkimResult) an array of EmlCause, empty where nothing is to be
 * explained or nothing is known. stop: may be NULL. The caller owns it. */
GPtrArray *eml_forensics_explain(const EmlMessage *message,
				 const GPtrArray *signatures,
				 const EmlForensicsStop *stop);
