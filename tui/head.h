#pragma once
/* The texts above the table: who wrote, what about, when; and the verdict. Pure; the caller owns
 * each. */

#include "base/safe-text.h"
#include "report.h"
#include "tui/theme.h"

EmlPlain *eml_head_from(const EmlReport *report);
EmlPlain *eml_head_subject(const EmlReport *report);
EmlPlain *eml_head_date(const EmlReport *report);
EmlPlain *eml_head_size(const EmlReport *report);
/* "claimed by mx.a.example", or that no receiver wrote results; "" where none of them counts. */
EmlPlain *eml_head_claimed(const EmlReport *report);
/* "PASS", "FAIL", "UNDECIDED", "CHECKING" while checks run; static. */
const char *eml_head_status(const EmlReport *report, EmlTone *ret_tone);
EmlPlain *eml_head_sentence(const EmlReport *report);
/* What to do about it; "" if there is nothing, and while checks run. */
EmlPlain *eml_head_advice(const EmlReport *report);
/* The weightiest finding that is a problem and that the sentence does not say already; NULL if
 * there is none or checks still run. */
EmlPlain *eml_head_problem(const EmlReport *report, EmlTone *ret_tone);
guint eml_head_problems(const EmlReport *report);
