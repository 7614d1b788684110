#pragma once
/* What the makers of rows share; used by tui/rows*.c only. Texts of any origin may be given: each
 * is made safe here. */

#include "tui/rows.h"

/* An empty set; report may be NULL (tests). */
EmlRows *eml_rows_new(EmlReport *report);
/* Marks the rows that have a deeper one right below, once all are there. */
void eml_rows_find_branches(EmlRows *self);
/* Rows are owned by the set. */
EmlRow *eml_rows_add(EmlRows *self, EmlShape shape, guint depth);
/* The row of column names above the others. */
EmlRow *eml_rows_titles(EmlRows *self, EmlShape shape);
/* Names the row, so that it can be selected and found again. Returns the row. */
EmlRow *eml_row_name(EmlRow *row, EmlAbout about, const char *format, ...) G_GNUC_PRINTF(3, 4);

void eml_row_text(EmlRow *row,
		  guint cell,
		  EmlRole role,
		  const char *text); /* NULL text: the cell stays empty */
void eml_row_bytes(EmlRow *row, guint cell, EmlRole role, EmlSlice bytes);
void eml_row_textf(EmlRow *row, guint cell, EmlRole role, const char *format, ...)
    G_GNUC_PRINTF(4, 5);
void eml_row_take(EmlRow *row, guint cell, EmlRole role, EmlPlain *text); /* takes the text */
void eml_row_glyph(EmlRow *row, guint cell, EmlRole role, EmlGlyph glyph);
void eml_row_bar(EmlRow *row, guint cell, EmlRole role, guint thousandths);
/* The first bytes of the cell's text get that role. */
void eml_row_mark(EmlRow *row, guint cell, EmlRole role, gsize bytes);
/* The sign of a tone in the tone's color. */
void eml_row_sign(EmlRow *row, guint cell, EmlTone tone);

void eml_rows_blank(EmlRows *self);
void eml_rows_heading(EmlRows *self, const char *text);
/* A paragraph; empty and NULL give no row. */
EmlRow *eml_rows_paragraph(EmlRows *self, guint depth, EmlRole role, const char *text);
/* label: value with the sign of the tone; the value has the tone's color only if that says
 * something. Returns the row; NULL value: no row, NULL is returned. */
EmlRow *eml_rows_pair(EmlRows *self, const char *label, EmlTone tone, const char *value);
EmlRow *eml_rows_pairf(EmlRows *self, const char *label, EmlTone tone, const char *format, ...)
    G_GNUC_PRINTF(4, 5);
/* A pair whose row leads to a header field; field -1: to nothing. */
EmlRow *
eml_rows_pair_field(EmlRows *self, const char *label, EmlTone tone, const char *value, gint field);
/* The steps as a tree. prefix: of their identities. */
void eml_rows_steps(EmlRows *self, guint depth, const GPtrArray *steps, const char *prefix);
/* "See: RFC 6376 section 6.1.2", why and advice of an entry of judge/words with its args. */
void eml_rows_words(
    EmlRows *self, const char *why, const char *advice, const char *rfc, const GPtrArray *args);
/* The header field of that index folded as it stands, one row a line. from, to: bytes of the field
 * to show as evidence; to 0: none. */
void eml_rows_field_lines(EmlRows *self, guint index, gsize from, gsize to);

/* The text on one line: runs of blanks become one, and so do folds if it has any. The caller owns
 * it. */
EmlPlain *eml_rows_one_line(EmlSlice text, gboolean folded);
/* The field's value with its encoded words as text, on one line; NULL if there are none. The caller
 * owns it. */
EmlPlain *eml_rows_decoded(const EmlField *field);

EmlAbout eml_about(EmlAboutKind kind, guint index);
/* TRUE for the tones that `problems only` keeps. */
gboolean eml_tone_is_problem(EmlTone tone);

/* The claim of the receiver about a check, known before any answer. Strings are owned. */
typedef struct {
	char *word;			 /* NULL: no claim */
	char *detail;			 /* about which identity: "bounce@example.org"; NULL */
	char *by;			 /* NULL */
	gint field;			 /* -1 */
	gboolean wait;			 /* not known yet which claim belongs to the check */
	const EmlComparison *comparison; /* NULL while the check runs */
} EmlRowClaim;

void
eml_row_claim_find(const EmlReport *report, const char *method, gint dkim, EmlRowClaim *ret_claim);
void eml_row_claim_clear(EmlRowClaim *self);
/* Fields that hold a signature, topmost first: GArray of guint; the caller owns it. */
GArray *eml_rows_signatures(const EmlReport *report);

/* The makers. */
void eml_rows_overview(EmlRows *self);
void eml_rows_verdict(EmlRows *self);
void eml_rows_spf(EmlRows *self);
void eml_rows_spf_helo(EmlRows *self);
void eml_rows_dkim(EmlRows *self, guint index);
void eml_rows_dmarc(EmlRows *self);
void eml_rows_arc(EmlRows *self);
void eml_rows_unsubscribe(EmlRows *self);
void eml_rows_iprev(EmlRows *self);
void eml_rows_path(EmlRows *self);
void eml_rows_hops(EmlRows *self); /* the path without the names of its columns */
/* The hop with the longest delay, an index; -1 if none is known or all are 0. */
gint eml_path_slowest(const EmlHops *hops);
void eml_rows_claims(EmlRows *self);
void eml_rows_findings(EmlRows *self);
void eml_rows_headers(EmlRows *self);
void eml_rows_parts(EmlRows *self);
void eml_rows_dns(EmlRows *self);
void eml_rows_help(EmlRows *self);
void eml_rows_step(EmlRows *self, const EmlStep *step);
void eml_rows_field(EmlRows *self, guint field);
void eml_rows_hop(EmlRows *self, guint hop);
void eml_rows_claim(EmlRows *self, guint field);
void eml_rows_finding(EmlRows *self, guint finding);
void eml_rows_question(EmlRows *self, guint number);
void eml_rows_part(EmlRows *self, guint part);
/* What stands behind the l= of that signature. */
void eml_rows_tail(EmlRows *self, guint signature);
/* A row that leads there from wherever the signature in that field is talked about; none if there
 * is no tail. */
void eml_rows_tail_of(EmlRows *self, guint field);
