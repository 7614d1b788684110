#pragma once
/* What verifying a message gave, in the little that is worth keeping: the display filter shows it
 * again the next time, beside what the receiver claimed. Has a text form for a cache. */

#include "judge/claimed.h"
#include "report.h"

typedef struct {
	EmlStatus status;
	EmlResult dmarc;   /* EML_RESULT_LAST = not evaluated */
	const char *id;	   /* of the verdict's sentence, static */
	GPtrArray *args;   /* GBytes for it */
	EmlPlain *results; /* "spf=softfail dkim=pass dmarc=pass" */
	gboolean hypothetical; /* what would be: never kept, and no word of the line */
} EmlRechecked;

/* report: of a message whose checks are done. */
EmlRechecked *eml_rechecked_new(const EmlReport *report);
void eml_rechecked_free(EmlRechecked *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(EmlRechecked, eml_rechecked_free)
/* ASCII lines; the caller owns them. */
char *eml_rechecked_print(const EmlRechecked *self);
/* NULL if the text is not what eml_rechecked_print() writes. */
EmlRechecked *eml_rechecked_parse(EmlSlice text);

/* TRUE if something that could change the answer is missing. That the end of the body is not signed
 * is not: it is an answer. */
gboolean eml_rechecked_is_open(const EmlRechecked *self);
/* The line for both. when: "now", "2 min ago". A result that is open leaves the claim's word. */
EmlClaimed *
eml_rechecked_beside(const EmlRechecked *self, const EmlClaimed *claimed, const char *when);
