/* Bytes in the canonical form of a DKIM signature: the header that it was made over, and what it
 * leaves unsigned behind l=. */
#include "tui/rows-check.h"

#include "base/limits.h"

/* One line, its blanks and its line end visible. */
static void
add_line(EmlRows *self, guint depth, const char *prefix, gsize at, EmlSlice line)
{
	g_autofree EmlPlain *plain = eml_plain(line);
	g_auto(GStrv) words = g_strsplit(plain, " ", -1);
	EmlRow *row = eml_rows_add(self, EML_SHAPE_TEXT, depth);

	eml_row_take(row, 0, EML_ROLE_TEXT, g_strjoinv("\u00b7", words));
	eml_row_name(row, (EmlAbout){0}, "%s/%" G_GSIZE_FORMAT, prefix, at);
}

static void
add_lines(EmlRows *self, guint depth, const char *prefix, EmlSlice bytes)
{
	for (gsize at = 0; at < bytes.len;) {
		const EmlSlice rest = eml_slice_part(bytes, at, bytes.len);
		const gssize lf = eml_slice_find(rest, '\n');
		const gsize line = lf >= 0 ? (gsize)lf + 1 : rest.len; /* not negative here */

		add_line(self, depth, prefix, at, eml_slice_part(rest, 0, line));
		at += line;
	}
}

void
eml_rows_canonical_header(EmlRows *self, guint field, const char *prefix)
{
	g_autoptr(GBytes) bytes = eml_dkim_canonical_header(self->report->message, field);
	g_autofree char *name = g_strdup_printf("%s/canonical", prefix);
	gsize len = 0;
	const char *data = bytes != NULL ? g_bytes_get_data(bytes, &len) : NULL;
	EmlRow *row = NULL;

	if (bytes == NULL)
		return;
	eml_rows_blank(self);
	row = eml_rows_add(self, EML_SHAPE_STEP, 0); /* a shape that shows its fold mark */
	eml_row_text(row, 1, EML_ROLE_HEADING, "Canonical header as hashed");
	eml_row_name(row, (EmlAbout){0}, "%s", name);
	add_lines(self, 1, name, eml_slice_n(data, MIN(len, EML_TUI_MAX_FIELD)));
	if (len > EML_TUI_MAX_FIELD)
		eml_rows_paragraph(self, 1, EML_ROLE_DIM, "The rest is not shown.");
}

void
eml_rows_tail(EmlRows *self, guint index)
{
	const GPtrArray *signatures = self->report->dkim;
	const EmlDkimResult *signature = signatures != NULL && index < signatures->len
					     ? g_ptr_array_index(signatures, index)
					     : NULL;
	g_autofree char *name = g_strdup_printf("dkim/%u/tail", index);
	gsize len = 0;
	const char *data = NULL;

	if (signature == NULL || signature->tail == NULL)
		return;
	data = g_bytes_get_data(signature->tail, &len);
	/* not "signed": the signature may be wrong */
	eml_rows_pair(self, "domain d=", EML_TONE_PLAIN, signature->domain);
	eml_rows_pairf(self, "length l=", EML_TONE_PLAIN,
		       "the first %" G_GUINT64_FORMAT " bytes of the body", signature->length);
	eml_rows_pairf(self, "unsigned", EML_TONE_WARN,
		       "%" G_GUINT64_FORMAT " bytes behind them: anyone could have added these",
		       signature->unsigned_tail);
	eml_rows_heading(self, "The unsigned bytes in canonical form");
	add_lines(self, 0, name, eml_slice_n(data, len));
	if (len < signature->unsigned_tail)
		eml_rows_paragraph(self, 0, EML_ROLE_DIM, "The rest is not shown.");
}

void
eml_rows_tail_of(EmlRows *self, guint field)
{
	const GPtrArray *signatures = self->report->dkim;

	for (guint i = 0; signatures != NULL && i < signatures->len; i++) {
		const EmlDkimResult *signature = g_ptr_array_index(signatures, i);

		if (signature->field == field && signature->tail != NULL)
			eml_rows_pairf(self, "unsigned", EML_TONE_PLAIN,
				       "%" G_GUINT64_FORMAT " bytes (Enter shows them)",
				       signature->unsigned_tail)
			    ->about = eml_about(EML_ABOUT_TAIL, i);
	}
}
