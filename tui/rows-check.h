#pragma once
/* The rows that every check has in common; used by tui/rows-*.c only. */

#include "tui/rows-build.h"

/* What the receiver claimed, and how it compares. dkim: index of the signature, -1 for the other
 * methods. */
void eml_check_claim(EmlRows *self, const char *method, gint dkim);
/* "verified now", but where DNS is not asked, nothing is. */
const char *eml_check_label(const EmlReport *report);
/* The result's word (render/cells.h) with the sentence of its reason, which stands in the trace. */
void eml_check_verified(
    EmlRows *self, const char *word, EmlTone tone, EmlStepCode reason, const GPtrArray *trace);
/* The place of a result that is not known yet. */
void eml_check_waiting(EmlRows *self);
/* The sentence of the trace's step of that id; no row if there is none. */
void eml_check_problem(EmlRows *self, const char *label, const char *id, const GPtrArray *trace);
void eml_check_steps(EmlRows *self, const GPtrArray *trace, const char *prefix);
/* What the header half of the signature in that field was hashed over, as a branch that folds. */
void eml_rows_canonical_header(EmlRows *self, guint field, const char *prefix);
