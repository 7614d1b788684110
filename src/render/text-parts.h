#pragma once
/* The parts of the text report, in the order they are printed; for text.c only. */

#include "render/text.h"

#define EML_TEXT_LABEL 13 /* columns of a label */

/* A heading over the full width. */
void eml_text_heading(EmlOut *out, const char *title);
/* "label   text" with the text cut to the width. */
void eml_text_line(EmlOut *out, const char *label, const char *bytes);

void eml_text_summary(EmlOut *out, const EmlReport *report); /* who, verdict, claimed | verified */
/* full: with what each means, and where it stands; else the title and the first thing to do. */
void eml_text_findings(EmlOut *out, const EmlReport *report, gboolean full);
/* "-> TEXT"; nothing for "". */
void eml_text_advice(EmlOut *out, const EmlPlain *advice);
void eml_text_envelope(EmlOut *out, const EmlReport *report); /* the SMTP session and the path */
/* Whose claims count, in the order of the header; nothing where there are none. */
void eml_text_claims(EmlOut *out, const EmlReport *report);
/* The warning that the answer is hypothetical, if it is: records laid over DNS, and facts of the
 * session that are supposed; both may be NULL. */
void eml_text_hypothetical(EmlOut *out, const GPtrArray *records, const EmlEnvelope *envelope);
/* The steps as an indented tree. report: for the numbers of DNS questions; NULL = none. */
void eml_text_steps(EmlOut *out, const EmlReport *report, const GPtrArray *steps);
/* How the message's parts nest; nothing for one that has no others in it and is not odd. */
void eml_text_mime(EmlOut *out, const EmlReport *report);
/* FALSE: offline, and nothing was asked, so that no list of the questions is printed. */
gboolean eml_text_asked_dns(const EmlReport *report);
void eml_text_dns(EmlOut *out, const EmlReport *report);
