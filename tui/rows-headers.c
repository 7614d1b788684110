#include "tui/rows-build.h"

#include "base/limits.h"
#include "judge/words.h"

#define MARKED_SIGNATURES 4 /* columns of marks; the field's details name all signatures */

/* Headers that a reader sees or a program acts on: unsigned, they may be anybody's (RFC 6376
 * section 5.4.1). */
static const char *const risky[] = {
    "From",
    "Reply-To",
    "Subject",
    "Date",
    "To",
    "Cc",
    "Content-Type",
    "List-Unsubscribe",
    "List-Unsubscribe-Post",
};

static gboolean
is_risky(EmlSlice name)
{
	for (gsize i = 0; i < G_N_ELEMENTS(risky); i++)
		if (eml_slice_equal_ci(name, eml_slice(risky[i])))
			return TRUE;
	return FALSE;
}

/* For each field, how many of its name stand at or below it: signatures count from the bottom (RFC
 * 6376 section 5.4.2). The caller frees it. */
static guint *
ranks_from_bottom(const EmlMessage *message)
{
	g_autoptr(GHashTable) counts = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL);
	const guint n = eml_message_n_fields(message);
	guint *ranks = g_new0(guint, n);

	for (guint i = n; i > 0; i--) {
		char *name = eml_slice_dup_lower(eml_field_name(eml_message_field(message, i - 1)));

		ranks[i - 1] = GPOINTER_TO_UINT(g_hash_table_lookup(counts, name)) + 1;
		g_hash_table_insert(counts, name, GUINT_TO_POINTER(ranks[i - 1]));
	}
	return ranks;
}

static const EmlSignedHeader *
signed_header(const EmlDkimResult *signature, EmlSlice name)
{
	for (guint i = 0; i < signature->signed_headers->len; i++) {
		const EmlSignedHeader *header = g_ptr_array_index(signature->signed_headers, i);

		if (eml_slice_equal_ci(name, eml_slice(header->name)))
			return header;
	}
	return NULL;
}

/* What the signature says of the field: 's' it is the signature, '1' signed, 'o' over-signed, '!'
 * unsigned though people rely on it, '.' unsigned. */
static char
mark_of(const EmlDkimResult *signature, guint field, EmlSlice name, guint rank)
{
	const EmlSignedHeader *header = NULL;

	if (signature->field == field)
		return 's';
	header = signed_header(signature, name);
	if (header != NULL && rank <= header->n_signed)
		return header->oversigned ? 'o' : '1';
	return signature->counts && is_risky(name) ? '!' : '.';
}

static void
add_marks(EmlRow *row, const EmlReport *report, guint field, guint rank)
{
	const EmlSlice name = eml_field_name(eml_message_field(report->message, field));
	g_autoptr(GString) marks = g_string_new(NULL);
	EmlRole role = EML_ROLE_DIM;

	if (report->dkim == NULL) {
		eml_row_glyph(row, 0, EML_ROLE_WAIT, EML_GLYPH_WAIT);
		return;
	}
	for (guint i = 0; i < report->dkim->len && i < MARKED_SIGNATURES; i++) {
		const char mark = mark_of(g_ptr_array_index(report->dkim, i), field, name, rank);

		g_string_append_printf(marks, "%s%c", i > 0 ? " " : "",
				       mark == '1' ? (char)('1' + i) : mark);
		if (mark == '!')
			role = EML_ROLE_WARN;
		else if (mark != '.' && role == EML_ROLE_DIM)
			role = EML_ROLE_GOOD;
	}
	row->problem = role == EML_ROLE_WARN;
	eml_row_text(row, 0, role, marks->str);
}

static const EmlTrustReason *
trust_of(const EmlClaims *claims, guint field)
{
	const GPtrArray *lists[] = {claims->authres, claims->received_spf};

	for (gsize l = 0; l < G_N_ELEMENTS(lists); l++) {
		for (guint i = 0; i < lists[l]->len; i++) {
			const EmlClaimField *claim = g_ptr_array_index(lists[l], i);

			if (claim->field == field)
				return &claim->trust;
		}
	}
	return NULL;
}

/* Bytes at the start that are neither blank nor line end. */
static gsize
word_run(EmlSlice text)
{
	gsize n = 0;

	while (n < text.len && text.data[n] != ' ' && text.data[n] != '\t' &&
	       text.data[n] != '\r' && text.data[n] != '\n')
		n++;
	return n;
}

/* The value on one line: folds and runs of white space become one blank. */
static EmlPlain *
one_line(EmlSlice value)
{
	EmlSlice part = eml_slice_strip(eml_slice_part(value, 0, EML_TUI_MAX_LISTED));
	g_autoptr(GString) text = g_string_sized_new(part.len + 1);

	while (part.len > 0) {
		const gsize run = word_run(part);
		char c = 0;

		g_string_append_len(text, part.data, (gssize)run); /* at most EML_TUI_MAX_LISTED */
		part = eml_slice_part(part, run, part.len);
		if (part.len == 0)
			break;
		c = part.data[0];
		if (c == '\r' && (part.len == 1 || part.data[1] != '\n'))
			g_string_append_c(text, c);
		else if (text->len > 0 && text->str[text->len - 1] != ' ')
			g_string_append_c(text, ' ');
		part = eml_slice_part(part, 1, part.len);
	}
	return eml_plain(eml_slice_n(text->str, text->len));
}

static void
add_field(EmlRows *self, guint index, guint rank)
{
	const EmlReport *report = self->report;
	const EmlField *field = eml_message_field(report->message, index);
	const EmlTrustReason *trust = trust_of(report->claims, index);
	g_autofree EmlPlain *name = eml_plain(eml_field_name(field));
	g_autofree EmlPlain *value = one_line(field->value);
	EmlRow *row = eml_rows_add(self, EML_SHAPE_FIELD, 0);

	add_marks(row, report, index, rank);
	eml_row_textf(row, 1, EML_ROLE_DIM, "%u", field->line);
	eml_row_take(row, 2, EML_ROLE_TEXT, g_strconcat(name, ": ", value, NULL));
	eml_row_mark(row, 2, EML_ROLE_STRONG, strlen(name) + 1);
	if (trust != NULL) {
		const gboolean bad = trust->trust == EML_TRUST_FORGEABLE;

		eml_row_text(row, 3, bad ? EML_ROLE_BAD : EML_ROLE_DIM,
			     eml_trust_word(trust->trust));
		row->problem = row->problem || bad;
	}
	eml_row_name(row, eml_about(EML_ABOUT_FIELD, index), "field/%u", index);
}

void
eml_rows_headers(EmlRows *self)
{
	const EmlHop *border = eml_hops_border(self->report->hops);
	const guint n = eml_message_n_fields(self->report->message);
	g_autofree guint *ranks = ranks_from_bottom(self->report->message);
	EmlRow *titles = eml_rows_titles(self, EML_SHAPE_FIELD);

	eml_row_text(titles, 0, EML_ROLE_DIM, "DKIM");
	eml_row_text(titles, 1, EML_ROLE_DIM, "line");
	eml_row_text(titles, 2, EML_ROLE_DIM, "field");
	eml_row_text(titles, 3, EML_ROLE_DIM, "word of");
	for (guint i = 0; i < n; i++) {
		add_field(self, i, ranks[i]);
		if (border != NULL && i == border->field)
			eml_rows_heading(self, "border: what stands below came with the message");
	}
}

/* "DKIM #1 signs it" for each signature. */
static void
add_signers(EmlRows *self, guint index, EmlSlice name)
{
	const GPtrArray *dkim = self->report->dkim;
	g_autofree guint *ranks = ranks_from_bottom(self->report->message);

	for (guint i = 0; dkim != NULL && i < dkim->len; i++) {
		const EmlDkimResult *signature = g_ptr_array_index(dkim, i);
		const char mark = mark_of(signature, index, name, ranks[index]);
		g_autofree char *label = g_strdup_printf("DKIM #%u", i + 1);

		if (mark == 's')
			eml_rows_pair(self, label, EML_TONE_PLAIN, "is this field");
		else if (mark == 'o')
			eml_rows_pair(self, label, EML_TONE_PLAIN,
				      "signs it, and that there is no other");
		else if (mark == '!')
			eml_rows_pair(self, label, EML_TONE_WARN,
				      "does not sign it: it may have been changed or added");
		else
			eml_rows_pair(self, label, EML_TONE_PLAIN,
				      mark == '.' ? "does not sign it" : "signs it");
	}
}

void
eml_rows_field(EmlRows *self, guint index)
{
	const EmlReport *report = self->report;
	const EmlField *field = NULL;
	const EmlTrustReason *trust = trust_of(report->claims, index);

	if (index >= eml_message_n_fields(report->message))
		return;
	field = eml_message_field(report->message, index);
	eml_rows_field_lines(self, index, 0, 0);
	eml_rows_pairf(self, "line", EML_TONE_PLAIN, "%u of the file", field->line);
	if (trust != NULL) {
		g_autofree EmlPlain *why = eml_words_trust_text(trust, report->message);

		eml_rows_pairf(self, "trust", EML_TONE_PLAIN, "%s: %s",
			       eml_trust_word(trust->trust), why)
		    ->about = eml_about(EML_ABOUT_CLAIM, index);
	}
	add_signers(self, index, eml_field_name(field));
}
