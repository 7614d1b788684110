#pragma once
/* Findings while they are gathered. For judge/findings*.c only. */

#include "report.h"

/* How much a finding changes the answer; within one tone the heavier ones come first. */
typedef enum {
	EML_WEIGHT_ANSWER,     /* the answer itself: From, DMARC */
	EML_WEIGHT_FORGED,     /* somebody lies about results, or it is not known whose they are */
	EML_WEIGHT_SHOWN,      /* what a mail program shows may not be what was signed */
	EML_WEIGHT_UNANSWERED, /* DNS, which could change the answer */
	EML_WEIGHT_DIFFERENCE, /* then and now */
	EML_WEIGHT_CHECK,      /* SPF and DKIM */
	EML_WEIGHT_FORWARDED,  /* what explains a failure */
	EML_WEIGHT_UNSUBSCRIBE,
	EML_WEIGHT_FORM,
	EML_WEIGHT_LAST,
} EmlWeight;

/* The findings so far. */
typedef struct {
	const EmlReport *report;
	GPtrArray *all[EML_TONE_LAST][EML_WEIGHT_LAST]; /* EmlFinding */
} EmlFindings;

/* field: -1 = none. Borrowed. */
EmlFinding *
eml_finding_add(EmlFindings *self, const char *id, EmlTone tone, EmlWeight weight, gint field);
/* One more argument of the words; NULL gives "?". Returns the finding. */
EmlFinding *eml_finding_with(EmlFinding *self, const char *arg);
EmlFinding *eml_finding_with_number(EmlFinding *self, guint64 number);
/* These arguments (GBytes) behind those that it has. */
void eml_finding_with_all(EmlFinding *self, const GPtrArray *args);
/* One more field that it talks about; -1 adds none. */
void eml_finding_field(EmlFinding *self, gint field);
/* TRUE if that was found already, with the same arguments. */
gboolean eml_findings_have(const EmlFindings *self, const char *id, const GPtrArray *args);

/* The body of a signature with these causes (EmlCause; may be NULL) is not the signed one: what is
 * proved to have changed it, told once for all signatures. FALSE if nothing is. */
gboolean
eml_findings_changed_body(EmlFindings *self, const GPtrArray *causes, EmlTone tone, gint field);
/* The causes of all failures; those of bodies only if they are not told already. */
void eml_findings_causes(EmlFindings *self, gboolean body_is_told);

/* What the rules of each file find. */
void eml_findings_claims(EmlFindings *self);
void eml_findings_message(EmlFindings *self);
void eml_findings_signed(EmlFindings *self);
void eml_findings_header(EmlFindings *self);
void eml_findings_mime(EmlFindings *self);
void eml_findings_checks(EmlFindings *self);
void eml_findings_arc(EmlFindings *self);
