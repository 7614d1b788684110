#pragma once
/* The receiver's claim beside the re-check (architecture 8): a difference is a finding, not yet a
 * contradiction. */

#include "claim/claims.h"
#include "report.h"

/* Array of EmlComparison (report.h): spf, each DKIM signature, dmarc. The report needs message,
 * claims, envelope and the checks; a check that still runs gives no row. The caller owns it. */
GPtrArray *eml_compare(const EmlReport *report);
/* The same for the claims of one field, as if the receiver had written it; those of other fields
 * with its trust stand behind them, since filters that work together write one each. */
GPtrArray *eml_compare_field(const EmlReport *report, const EmlClaimField *field);
/* TRUE if the reason blames DNS, or what follows from it. */
gboolean eml_comparison_blames_records(const EmlComparison *self);
/* TRUE if the receiver's DMARC result is about another From domain than the message has: it says
 * nothing about this author. */
gboolean eml_comparison_is_of_other_author(const EmlComparison *self);
