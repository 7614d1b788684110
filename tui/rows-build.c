#include "tui/rows-build.h"

#include "base/limits.h"
#include "judge/words.h"
#include "render/out.h"

static void
row_free_cb(gpointer data)
{
	EmlRow *row = data;

	for (guint i = 0; i < EML_ROW_CELLS; i++)
		g_free(row->cells[i].text);
	g_free(row->identity);
	g_free(row);
}

EmlRows *
eml_rows_ref(EmlRows *self)
{
	self->references++;
	return self;
}

void
eml_rows_free(EmlRows *self)
{
	if (self == NULL || --self->references > 0)
		return;
	g_ptr_array_unref(self->rows);
	if (self->titles != NULL)
		row_free_cb(self->titles);
	eml_report_unref(self->report);
	g_free(self);
}

EmlRows *
eml_rows_new(EmlReport *report)
{
	EmlRows *self = g_new0(EmlRows, 1);

	self->references = 1;
	self->report = report != NULL ? eml_report_ref(report) : NULL;
	self->rows = g_ptr_array_new_with_free_func(row_free_cb);
	return self;
}

void
eml_rows_find_branches(EmlRows *self)
{
	for (guint i = 0; i + 1 < self->rows->len; i++) {
		EmlRow *row = g_ptr_array_index(self->rows, i);
		const EmlRow *below = g_ptr_array_index(self->rows, i + 1);

		row->branch = row->identity != NULL && below->depth > row->depth;
		self->tree = self->tree || row->branch;
	}
}

static EmlRow *
row_new(EmlShape shape, guint depth)
{
	EmlRow *row = g_new0(EmlRow, 1);

	row->shape = shape;
	row->depth = depth;
	return row;
}

EmlRow *
eml_rows_add(EmlRows *self, EmlShape shape, guint depth)
{
	EmlRow *row = row_new(shape, depth);

	g_ptr_array_add(self->rows, row);
	return row;
}

EmlRow *
eml_rows_titles(EmlRows *self, EmlShape shape)
{
	if (self->titles == NULL)
		self->titles = row_new(shape, 0);
	return self->titles;
}

EmlRow *
eml_row_name(EmlRow *row, EmlAbout about, const char *format, ...)
{
	va_list list;

	va_start(list, format);
	g_free(row->identity);
	row->identity = g_strdup_vprintf(format, list);
	va_end(list);
	row->about = about;
	return row;
}

void
eml_row_take(EmlRow *row, guint cell, EmlRole role, EmlPlain *text)
{
	g_free(row->cells[cell].text);
	row->cells[cell] = (EmlCell){.text = text, .role = role};
}

void
eml_row_bytes(EmlRow *row, guint cell, EmlRole role, EmlSlice bytes)
{
	eml_row_take(row, cell, role, eml_plain(bytes));
}

void
eml_row_text(EmlRow *row, guint cell, EmlRole role, const char *text)
{
	if (text != NULL)
		eml_row_bytes(row, cell, role, eml_slice(text));
}

void
eml_row_textf(EmlRow *row, guint cell, EmlRole role, const char *format, ...)
{
	va_list list;
	g_autofree char *text = NULL;

	va_start(list, format);
	text = g_strdup_vprintf(format, list);
	va_end(list);
	eml_row_text(row, cell, role, text);
}

void
eml_row_glyph(EmlRow *row, guint cell, EmlRole role, EmlGlyph glyph)
{
	eml_row_take(row, cell, role, NULL);
	row->cells[cell].glyph = glyph;
}

void
eml_row_bar(EmlRow *row, guint cell, EmlRole role, guint thousandths)
{
	eml_row_take(row, cell, role, NULL);
	row->cells[cell].bar = thousandths;
}

void
eml_row_mark(EmlRow *row, guint cell, EmlRole role, gsize bytes)
{
	row->cells[cell].from = 0;
	row->cells[cell].to = bytes;
	row->cells[cell].marked = role;
}

void
eml_row_sign(EmlRow *row, guint cell, EmlTone tone)
{
	if (tone == EML_TONE_PLAIN)
		return;
	eml_row_glyph(row, cell, eml_theme_tone(tone), eml_theme_sign(tone));
	row->problem = row->problem || eml_tone_is_problem(tone);
}

gboolean
eml_tone_is_problem(EmlTone tone)
{
	return tone == EML_TONE_WARN || tone == EML_TONE_BAD;
}

void
eml_rows_blank(EmlRows *self)
{
	eml_rows_add(self, EML_SHAPE_BLANK, 0);
}

void
eml_rows_heading(EmlRows *self, const char *text)
{
	eml_row_text(eml_rows_add(self, EML_SHAPE_HEADING, 0), 0, EML_ROLE_HEADING, text);
}

EmlRow *
eml_rows_paragraph(EmlRows *self, guint depth, EmlRole role, const char *text)
{
	EmlRow *row = NULL;

	if (text == NULL || *text == '\0')
		return NULL;
	row = eml_rows_add(self, EML_SHAPE_TEXT, depth);
	eml_row_text(row, 0, role, text);
	return eml_row_name(row, (EmlAbout){0}, "text/%u", self->rows->len);
}

EmlRow *
eml_rows_pair(EmlRows *self, const char *label, EmlTone tone, const char *value)
{
	EmlRow *row = NULL;

	if (value == NULL)
		return NULL;
	row = eml_rows_add(self, EML_SHAPE_PAIR, 0);
	eml_row_text(row, 0, EML_ROLE_DIM, label);
	eml_row_sign(row, 1, tone);
	eml_row_text(row, 2, EML_ROLE_TEXT, value);
	return eml_row_name(row, (EmlAbout){0}, "pair/%s/%u", label, self->rows->len);
}

EmlRow *
eml_rows_pairf(EmlRows *self, const char *label, EmlTone tone, const char *format, ...)
{
	va_list list;
	g_autofree char *value = NULL;

	va_start(list, format);
	value = g_strdup_vprintf(format, list);
	va_end(list);
	return eml_rows_pair(self, label, tone, value);
}

EmlRow *
eml_rows_pair_field(EmlRows *self, const char *label, EmlTone tone, const char *value, gint field)
{
	EmlRow *row = eml_rows_pair(self, label, tone, value);

	if (row != NULL && field >= 0)
		row->about = eml_about(EML_ABOUT_FIELD, (guint)field);
	return row;
}

/* Where a step looks: its field, else its DNS question. */
static void
step_where(const EmlRows *self, EmlRow *row, const EmlStep *step)
{
	const guint question = eml_report_question(self->report, step);

	if (step->field >= 0)
		eml_row_textf(row, 2, EML_ROLE_DIM, "line %u",
			      eml_report_line(self->report, step->field));
	else if (question > 0)
		eml_row_textf(row, 2, EML_ROLE_DIM, "DNS %u", question);
}

void
eml_rows_steps(EmlRows *self, guint depth, const GPtrArray *steps, const char *prefix)
{
	for (guint i = 0; i < steps->len; i++) {
		const EmlStep *step = g_ptr_array_index(steps, i);
		g_autofree char *path = g_strdup_printf("%s/%u", prefix, i);
		EmlRow *row = eml_rows_add(self, EML_SHAPE_STEP, depth);

		eml_row_name(row, (EmlAbout){.kind = EML_ABOUT_STEP, .step = step}, "%s", path);
		eml_row_sign(row, 0, step->tone);
		eml_row_take(row, 1, EML_ROLE_TEXT, eml_words_step_text(step));
		step_where(self, row, step);
		eml_rows_steps(self, depth + 1, step->children, path);
	}
}

void
eml_rows_words(
    EmlRows *self, const char *why, const char *advice, const char *rfc, const GPtrArray *args)
{
	g_autofree EmlPlain *why_text = eml_words_expand(why, args);
	g_autofree EmlPlain *advice_text = eml_words_expand(advice, args);

	eml_rows_paragraph(self, 0, EML_ROLE_TEXT, why_text);
	if (*advice_text != '\0')
		eml_rows_pair(self, "what to do", EML_TONE_PLAIN, advice_text);
	eml_rows_pair(self, "standard", EML_TONE_PLAIN, rfc);
}

/* A field, and the bytes of it that are evidence. */
typedef struct {
	guint field;
	EmlSlice whole;
	gsize from, to;
} FieldText;

/* The bytes [start, end) of the field as a row. A TAB that begins a folded line is shown as blanks,
 * as it was meant. */
static void
field_line(EmlRows *self, const FieldText *field, gsize start, gsize end)
{
	EmlRow *row = eml_rows_add(self, EML_SHAPE_TEXT, 0);
	const gboolean tab = start < end && field->whole.data[start] == '\t';
	const gsize text_start = tab ? start + 1 : start;
	const gsize from = CLAMP(field->from, text_start, end), to = CLAMP(field->to, from, end);
	g_autofree EmlPlain *before = eml_plain(eml_slice_part(field->whole, text_start, from));
	g_autofree EmlPlain *inside = eml_plain(eml_slice_part(field->whole, from, to));
	g_autofree EmlPlain *after = eml_plain(eml_slice_part(field->whole, to, end));
	const char *fold = tab ? "        " : "";

	eml_row_take(row, 0, EML_ROLE_TEXT, g_strconcat(fold, before, inside, after, NULL));
	row->cells[0].from = strlen(fold) + strlen(before);
	row->cells[0].to = row->cells[0].from + strlen(inside);
	row->cells[0].marked = EML_ROLE_EVIDENCE;
	eml_row_name(row, (EmlAbout){0}, "line/%u/%" G_GSIZE_FORMAT, field->field, start);
}

void
eml_rows_field_lines(EmlRows *self, guint index, gsize from, gsize to)
{
	const EmlSlice whole = eml_message_field(self->report->message, index)->whole;
	const FieldText field = {index, eml_slice_part(whole, 0, EML_TUI_MAX_FIELD), from, to};
	gsize start = 0;

	while (start < field.whole.len) {
		const EmlSlice rest = eml_slice_part(field.whole, start, field.whole.len);
		const gssize lf = eml_slice_find(rest, '\n');
		const gsize next = lf >= 0 ? start + (gsize)lf + 1 : field.whole.len;
		gsize end = next;

		while (end > start && strchr("\r\n", field.whole.data[end - 1]) != NULL &&
		       field.whole.data[end - 1] != '\0')
			end--;
		field_line(self, &field, start, end);
		start = next;
	}
	if (whole.len > field.whole.len)
		eml_rows_paragraph(self, 0, EML_ROLE_DIM, "The rest of this field is not shown.");
}
