#pragma once
/* Rows of the overview's table: the checks in tui/rows-overview.c, the lists one can open in
 * tui/rows-overview-lists.c. */

#include "tui/rows-build.h"

/* Cells of EML_SHAPE_CHECK */
enum { DIGIT, CHECK, CLAIMED, OF_WHOM, COMPARED, SIGN, VERIFIED, NOTE };

/* A row that opens a view; only index 0 shows the digit. */
EmlRow *eml_overview_row(EmlRows *self, EmlViewKind view, guint index, const char *label);
void eml_overview_word(EmlRow *row, EmlTone tone, const char *word);
/* The place of a word that is not known yet. */
void eml_overview_wait(EmlRow *row);
/* Path, claims, findings, headers, parts, DNS log. */
void eml_overview_lists(EmlRows *self);
/* Whether the addresses to unsubscribe may be used, in a few words; "" before all checks are done.
 * Static. */
const char *eml_unsubscribe_use(const EmlReport *report);
