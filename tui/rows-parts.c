#include "tui/rows-build.h"

#include "judge/words.h"
#include "render/out.h"

/* "812 B", "12.3 KiB" */
static char *
size_text(guint64 bytes)
{
	if (bytes < 1024)
		return g_strdup_printf("%u B", (guint)bytes);
	return g_format_size_full(bytes, G_FORMAT_SIZE_IEC_UNITS);
}

/* In quotes, so that nothing in it is taken for what stands beside it. */
static EmlPlain *
quoted_name(const char *filename)
{
	g_autofree EmlPlain *name = eml_rows_one_line(eml_slice(filename), FALSE);
	g_autoptr(GString) quoted = g_string_new(name);

	g_string_replace(quoted, "\"", "\\\"", 0);
	return g_strdup_printf("\"%s\"", quoted->str);
}

/* `"invoice.pdf" application/pdf`: types are long, and the name says more. */
static void
fill_name(EmlRow *row, const EmlPart *part)
{
	g_autofree EmlPlain *type = eml_plain(eml_slice(part->type));
	g_autofree EmlPlain *name = NULL;

	if (part->filename == NULL) {
		eml_row_text(row, 1, EML_ROLE_TEXT, type);
		return;
	}
	name = quoted_name(part->filename);
	eml_row_take(row, 1, EML_ROLE_TEXT, g_strdup_printf("%s %s", name, type));
	eml_row_mark(row, 1, EML_ROLE_STRONG, strlen(name));
}

static void
add_part(EmlRows *self, guint index)
{
	const EmlPart *part = g_ptr_array_index(self->report->parts->parts, index);
	EmlRow *row = eml_rows_add(self, EML_SHAPE_PART, part->depth);
	g_autofree char *size = size_text(part->size);

	if (part->oddities != 0)
		eml_row_sign(row, 0, EML_TONE_WARN);
	fill_name(row, part);
	eml_row_text(row, 2, EML_ROLE_DIM, part->charset);
	eml_row_text(row, 3, EML_ROLE_DIM, part->encoding);
	eml_row_text(row, 4, EML_ROLE_DIM, size);
	eml_row_name(row, eml_about(EML_ABOUT_PART, index), "part/%u", index);
}

void
eml_rows_parts(EmlRows *self)
{
	const EmlParts *parts = self->report->parts;
	EmlRow *titles = eml_rows_titles(self, EML_SHAPE_PART);

	eml_row_text(titles, 1, EML_ROLE_DIM, "part");
	eml_row_text(titles, 2, EML_ROLE_DIM, "charset");
	eml_row_text(titles, 3, EML_ROLE_DIM, "encoding");
	eml_row_text(titles, 4, EML_ROLE_DIM, "size");
	if (parts == NULL) {
		eml_row_glyph(eml_rows_add(self, EML_SHAPE_PART, 0), 1, EML_ROLE_WAIT,
			      EML_GLYPH_WAIT);
		return;
	}
	for (guint i = 0; i < parts->parts->len; i++)
		add_part(self, i);
	if (!parts->complete)
		eml_rows_paragraph(self, 0, EML_ROLE_WARN,
				   "The message was not read to its end; there may be more parts.");
}

/* A heading with a paragraph for each thing that is odd. */
static void
add_oddities(EmlRows *self, const EmlPart *part)
{
	for (guint i = 0; i < EML_PART_ODDITY_LAST; i++) {
		const EmlWords *words = eml_words_by_id(eml_part_oddity_id((EmlPartOddity)i));

		if ((part->oddities & 1u << i) == 0 || words == NULL)
			continue;
		eml_rows_pair(self, "odd", EML_TONE_WARN, words->title);
		eml_rows_words(self, words->why, words->advice, words->rfc, NULL);
	}
}

/* Of the message itself the row leads to the header field that says it. */
static void
add_said(
    EmlRows *self, const EmlPart *part, const char *label, const char *value, const char *header)
{
	const gint field =
	    part->depth == 0 ? eml_message_find(self->report->message, header, -1) : -1;

	eml_rows_pair_field(self, label, EML_TONE_PLAIN, value, field);
}

/* The lines of the part's own header. */
static void
add_header(EmlRows *self, const EmlPart *part)
{
	EmlSlice rest = eml_slice_n(part->header->str, part->header->len);

	if (rest.len > 0)
		eml_rows_heading(self, "Its header");
	while (rest.len > 0) {
		const gssize lf = eml_slice_find(rest, '\n');
		const gsize next = lf < 0 ? rest.len : (gsize)lf + 1;
		EmlSlice line = eml_slice_part(rest, 0, lf < 0 ? rest.len : (gsize)lf);
		g_autofree EmlPlain *plain = NULL;
		const gboolean tab = line.len > 0 && line.data[0] == '\t';

		if (lf > 0 && line.data[line.len - 1] == '\r')
			line.len--;
		plain = eml_plain(eml_slice_part(line, tab ? 1 : 0, line.len));
		eml_row_take(eml_row_name(eml_rows_add(self, EML_SHAPE_TEXT, 0), (EmlAbout){0},
					  "line/%u", self->rows->len),
			     0, EML_ROLE_TEXT, g_strconcat(tab ? "        " : "", plain, NULL));
		rest = eml_slice_part(rest, next, rest.len);
	}
}

void
eml_rows_part(EmlRows *self, guint index)
{
	const EmlParts *parts = self->report->parts;
	const EmlPart *part = parts != NULL && index < parts->parts->len
				  ? g_ptr_array_index(parts->parts, index)
				  : NULL;
	g_autofree char *type = NULL;
	g_autofree char *size = NULL;

	if (part == NULL)
		return;
	add_oddities(self, part);
	type = g_strconcat(part->type, part->assumed ? " (assumed: its header does not say)" : "",
			   NULL);
	add_said(self, part, "type", type, "Content-Type");
	add_said(self, part, "file name", part->filename, "Content-Disposition");
	add_said(self, part, "disposition", part->disposition, "Content-Disposition");
	add_said(self, part, "charset", part->charset, "Content-Type");
	add_said(self, part, "encoding", part->encoding, "Content-Transfer-Encoding");
	add_said(self, part, "boundary", part->boundary, "Content-Type");
	size = size_text(part->size);
	eml_rows_pairf(self, "size", EML_TONE_PLAIN, "%s, as it stands in the message", size);
	eml_rows_pairf(self, "line", EML_TONE_PLAIN, "%u of the file", part->line);
	add_header(self, part);
}
