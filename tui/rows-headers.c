#include "tui/rows-marks.h"

#include "base/limits.h"
#include "base/utf8.h"
#include "judge/words.h"

static const EmlClaimField *
claim_of(const EmlClaims *claims, guint field)
{
	const GPtrArray *lists[] = {claims->authres, claims->received_spf};

	for (gsize l = 0; l < G_N_ELEMENTS(lists); l++) {
		for (guint i = 0; i < lists[l]->len; i++) {
			const EmlClaimField *claim = g_ptr_array_index(lists[l], i);

			if (claim->field == field)
				return claim;
		}
	}
	return NULL;
}

/* A blank, or a character that looks like some: a run of them could push words to where another
 * column begins. */
static gboolean
is_blank(gunichar c)
{
	return c == ' ' || c == '\t' || g_unichar_type(c) == G_UNICODE_SPACE_SEPARATOR;
}

/* Characters at the start that are ASCII and no blank. */
static gsize
word_run(EmlSlice text)
{
	gsize n = 0;

	while (n < text.len && text.data[n] > ' ' && text.data[n] < 0x7F)
		n++;
	return n;
}

EmlPlain *
eml_rows_one_line(EmlSlice text, gboolean folded)
{
	EmlSlice part = folded ? eml_slice_strip(text) : text;
	g_autoptr(GString) line = g_string_sized_new(part.len + 1);

	while (part.len > 0) {
		const gsize run = word_run(part);
		const EmlUtf8Char c =
		    run > 0 ? (EmlUtf8Char){run, TRUE, 0} : eml_utf8_char_at(part);
		const gboolean fold =
		    folded && run == 0 &&
		    (c.value == '\n' || (c.value == '\r' && part.len > 1 && part.data[1] == '\n'));

		if (run > 0 || !c.valid || (!fold && !is_blank(c.value)))
			g_string_append_len(line, part.data, (gssize)c.len); /* of the text */
		else if (line->len > 0 && line->str[line->len - 1] != ' ')
			g_string_append_c(line, ' ');
		part = eml_slice_part(part, c.len, part.len);
	}
	if (line->len > 0 && line->str[line->len - 1] == ' ')
		g_string_truncate(line, line->len - 1);
	return eml_plain(eml_slice_n(line->str, line->len));
}

/* The value as it is folded; a TAB that begins a line is shown as blanks. */
static EmlPlain *
all_lines(EmlSlice value)
{
	EmlSlice rest = eml_slice_part(value, 0, EML_TUI_MAX_WHOLE);
	g_autoptr(GString) lines = g_string_sized_new(rest.len + 1);

	while (rest.len > 0) {
		const gssize lf = eml_slice_find(rest, '\n');
		const gsize next = lf < 0 ? rest.len : (gsize)lf + 1;
		EmlSlice line = eml_slice_part(rest, 0, lf < 0 ? rest.len : (gsize)lf);
		g_autofree EmlPlain *plain = NULL;

		if (lf > 0 && line.data[line.len - 1] == '\r')
			line.len--;
		if (line.len > 0 && line.data[0] == '\t') {
			g_string_append(lines, lines->len > 0 ? "    " : " ");
			line = eml_slice_part(line, 1, line.len);
		}
		plain = eml_plain(line);
		g_string_append(lines, plain);
		rest = eml_slice_part(rest, next, rest.len);
		if (rest.len > 0)
			g_string_append_c(lines, '\n');
	}
	return g_strdup(lines->str);
}

/* Fields whose value is text as a whole (RFC 2047 section 5 (1)); in others what is decoded must
 * not look like the syntax around it. */
static gboolean
is_text_field(EmlSlice name)
{
	static const char *const names[] = {"Subject", "Comments", "Content-Description",
					    "Thread-Topic"};

	for (gsize i = 0; i < G_N_ELEMENTS(names); i++)
		if (eml_slice_equal_ci(name, eml_slice(names[i])))
			return TRUE;
	return FALSE;
}

/* TRUE if there may be an encoded word. */
static gboolean
has_encoded(EmlSlice value)
{
	gboolean begun = FALSE;

	for (gsize i = 1; i < value.len; i++) {
		begun = begun || (value.data[i] == '?' && value.data[i - 1] == '=');
		if (begun && value.data[i] == '=' && value.data[i - 1] == '?')
			return TRUE;
	}
	return FALSE;
}

/* NULL if nothing in the field is encoded. */
static EmlPlain *
decoded(const EmlField *field, gsize most)
{
	const EmlSlice value = eml_slice_part(field->value, 0, most);
	const gboolean text = is_text_field(eml_field_name(field));
	g_autofree char *words = NULL;

	if (!has_encoded(value))
		return NULL;
	words = text ? eml_meaning_words(value) : eml_meaning_words_quoted(value);
	return eml_rows_one_line(eml_slice(words), FALSE);
}

EmlPlain *
eml_rows_decoded(const EmlField *field)
{
	return decoded(field, EML_TUI_MAX_FIELD);
}

/* The field as it is listed, its name in front. */
static EmlPlain *
listed(const EmlField *field, guint how, const EmlPlain *name)
{
	const gboolean whole = (how & EML_ROWS_WHOLE) != 0;
	g_autofree EmlPlain *value = NULL;

	if ((how & EML_ROWS_DECODED) != 0)
		value = decoded(field, whole ? EML_TUI_MAX_WHOLE : 4 * EML_TUI_MAX_LISTED);
	if (value == NULL && whole) {
		value = all_lines(field->value);
		return g_strconcat(name, ":", value, NULL);
	}
	if (value == NULL)
		value =
		    eml_rows_one_line(eml_slice_part(field->value, 0, EML_TUI_MAX_LISTED), TRUE);
	return g_strconcat(name, ": ", value, NULL);
}

static void
add_field(EmlRows *self, const EmlMarks *marks, guint index)
{
	const EmlReport *report = self->report;
	const EmlField *field = eml_message_field(report->message, index);
	const EmlClaimField *claim = claim_of(report->claims, index);
	g_autofree EmlPlain *name = eml_plain(eml_field_name(field));
	const gboolean whole = (self->how & EML_ROWS_WHOLE) != 0;
	EmlRow *row = eml_rows_add(self, whole ? EML_SHAPE_FIELD_WHOLE : EML_SHAPE_FIELD, 0);

	eml_marks_row(marks, row, index);
	eml_row_textf(row, 1, EML_ROLE_DIM, "%u", field->line);
	eml_row_take(row, 2, EML_ROLE_TEXT, listed(field, self->how, name));
	eml_row_mark(row, 2, EML_ROLE_STRONG, strlen(name) + 1);
	if (claim != NULL) {
		const EmlTone tone = eml_report_tone_of(report, claim);
		const gboolean bad = eml_tone_is_problem(tone);

		eml_row_text(row, 3, bad ? eml_theme_tone(tone) : EML_ROLE_DIM,
			     eml_report_word_of(report, claim));
		row->problem = row->problem || bad;
	}
	eml_row_name(row, eml_about(EML_ABOUT_FIELD, index), "field/%u", index);
}

void
eml_rows_headers(EmlRows *self)
{
	const EmlHop *border = eml_hops_border(self->report->hops);
	const guint n = eml_message_n_fields(self->report->message);
	g_autoptr(EmlMarks) marks = eml_marks_new(self->report);
	g_autofree char *signers = eml_marks_names(marks);
	g_autofree char *heads = eml_marks_heads(marks);
	EmlRow *titles = eml_rows_titles(self, EML_SHAPE_FIELD);

	eml_row_text(titles, 0, EML_ROLE_DIM, heads);
	eml_row_text(titles, 1, EML_ROLE_DIM, "line");
	eml_row_textf(titles, 2, EML_ROLE_DIM, "field%s", signers);
	eml_row_text(titles, 3, EML_ROLE_DIM, "word of");
	for (guint i = 0; i < n; i++) {
		add_field(self, marks, i);
		if (border != NULL && i == border->field)
			eml_rows_heading(self, "border: the message came in here");
	}
	eml_marks_absent(marks, self);
}

void
eml_rows_field(EmlRows *self, guint index)
{
	const EmlReport *report = self->report;
	const EmlField *field = NULL;
	const EmlClaimField *claim = claim_of(report->claims, index);
	g_autofree EmlPlain *text = NULL;
	g_autoptr(EmlMarks) marks = NULL;

	if (index >= eml_message_n_fields(report->message))
		return;
	field = eml_message_field(report->message, index);
	text = eml_rows_decoded(field);
	eml_rows_field_lines(self, index, 0, 0);
	eml_rows_pair(self, "decoded", EML_TONE_PLAIN, text);
	eml_rows_pairf(self, "line", EML_TONE_PLAIN, "%u of the file", field->line);
	if (claim != NULL) {
		g_autofree EmlPlain *why = eml_words_claim_text(report, claim);

		eml_rows_pairf(self, "trust", EML_TONE_PLAIN, "%s: %s",
			       eml_report_word_of(report, claim), why)
		    ->about = eml_about(EML_ABOUT_CLAIM, index);
	}
	marks = eml_marks_new(self->report);
	eml_marks_field(marks, self, index);
}
