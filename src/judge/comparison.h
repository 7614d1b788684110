#pragma once
/* One row of judge/compare while it is made. For judge/compare*.c only. */

#include "judge/compare-claims.h"
#include "report.h"

/* claim: NULL if the receiver says nothing; it is marked as used. %1 of the words is the claimed
 * word, %2 what the re-check gives. The caller owns it. */
EmlComparison *eml_comparison_new(const char *method,
				  const char *subject,
				  EmlReceiverClaim *claim,
				  EmlResult rechecked);
void eml_comparison_decide(EmlComparison *self, EmlCompareVerdict verdict, const char *why);
/* Adds %3 of the words. */
void eml_comparison_arg(EmlComparison *self, const char *text);
/* What can be said before looking at the kind of check; FALSE if that must be looked at: the
 * receiver says pass, the re-check does not. */
gboolean eml_comparison_decide_common(EmlComparison *self, const EmlReceiverClaim *claim);
/* Where both say that it does not pass and the message shows signs of forwarding, that is the
 * reason. */
void eml_comparison_explain_by_forwarding(EmlComparison *self, const EmlReport *report);
/* The domain of an address or a bare domain, in lower-case A-labels; NULL if there is none. The
 * caller owns it. */
char *eml_comparison_domain(const char *text);

/* The rows of each check. Each gives NULL, or adds nothing, while the check still runs. */
EmlComparison *eml_compare_spf(const EmlReport *report, GArray *claims);
/* SPF results about other hand-overs than that at the border, or about a MAIL FROM that is not
 * known: nothing is checked of those. */
void eml_compare_other_spf(const EmlReport *report, GArray *claims, GPtrArray *all);
void eml_compare_dkim(const EmlReport *report, GArray *claims, GPtrArray *all);
EmlComparison *eml_compare_dmarc(const EmlReport *report, GArray *claims, const GPtrArray *all);
