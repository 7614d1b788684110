#pragma once
/* Which signature says what of a header field: one mark for each signature. DKIM signatures come
 * first, then the message signatures of ARC sets. A seal has no mark: it signs ARC's own fields
 * only (RFC 8617 section 5.1.1). */

#include "tui/rows-build.h"

typedef struct EmlMarks EmlMarks;
/* Keeps the report. The caller owns it. */
EmlMarks *eml_marks_new(EmlReport *report);
/* NULL is fine. */
void eml_marks_free(EmlMarks *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(EmlMarks, eml_marks_free)

/* "1 2 a": above the marks; the caller owns it. */
char *eml_marks_heads(const EmlMarks *self);
/* "    DKIM 1 shop.example  2 esp.example  a lists.example (ARC 1)": whose the columns are; the
 * caller owns it. */
char *eml_marks_names(const EmlMarks *self);
/* The marks of the field of that index, in the first cell of its row: 's' it is the signature
 * itself, the signature's own digit or letter where it is signed, 'o' where it is over-signed, '!'
 * unsigned though people rely on it, '.' unsigned. */
void eml_marks_row(const EmlMarks *self, EmlRow *row, guint field);
/* Rows for the names that are signed though no field has them (RFC 6376 section 5.4.2): one that is
 * added breaks the signature. */
void eml_marks_absent(const EmlMarks *self, EmlRows *rows);
/* The same about one field in words, a row for each signature, which leads to it. */
void eml_marks_field(const EmlMarks *self, EmlRows *rows, guint field);
