#include "tui/rows-build.h"

#include "base/limits.h"
#include "base/utf8.h"
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

/* Only a signature that holds is a reason to believe what it signs. */
static EmlRole
role_of(EmlRole before, char mark, EmlResult result)
{
	if (before == EML_ROLE_WARN || mark == '!')
		return EML_ROLE_WARN;
	if (mark == '.')
		return before;
	return result == EML_RESULT_PASS || before == EML_ROLE_GOOD ? EML_ROLE_GOOD : EML_ROLE_TEXT;
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
		const EmlDkimResult *signature = g_ptr_array_index(report->dkim, i);
		const char mark = mark_of(signature, field, name, rank);

		g_string_append_printf(marks, "%s%c", i > 0 ? " " : "",
				       mark == '1' ? (char)('1' + i) : mark);
		role = role_of(role, mark, signature->result);
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
add_field(EmlRows *self, guint index, guint rank)
{
	const EmlReport *report = self->report;
	const EmlField *field = eml_message_field(report->message, index);
	const EmlTrustReason *trust = trust_of(report->claims, index);
	g_autofree EmlPlain *name = eml_plain(eml_field_name(field));
	const gboolean whole = (self->how & EML_ROWS_WHOLE) != 0;
	EmlRow *row = eml_rows_add(self, whole ? EML_SHAPE_FIELD_WHOLE : EML_SHAPE_FIELD, 0);

	add_marks(row, report, index, rank);
	eml_row_textf(row, 1, EML_ROLE_DIM, "%u", field->line);
	eml_row_take(row, 2, EML_ROLE_TEXT, listed(field, self->how, name));
	eml_row_mark(row, 2, EML_ROLE_STRONG, strlen(name) + 1);
	if (trust != NULL) {
		const gboolean bad = trust->trust == EML_TRUST_FORGEABLE;

		eml_row_text(row, 3, bad ? EML_ROLE_BAD : EML_ROLE_DIM,
			     eml_trust_word(trust->trust));
		row->problem = row->problem || bad;
	}
	eml_row_name(row, eml_about(EML_ABOUT_FIELD, index), "field/%u", index);
}

/* "   1 shop.example  2 esp.example": whose the columns are. */
static char *
names_of_signers(const EmlReport *report)
{
	g_autoptr(GString) names = g_string_new(NULL);

	for (guint i = 0; report->dkim != NULL && i < report->dkim->len && i < MARKED_SIGNATURES;
	     i++) {
		const EmlDkimResult *signature = g_ptr_array_index(report->dkim, i);

		g_string_append_printf(names, "%s%u %s", i == 0 ? "    " : "  ", i + 1,
				       signature->domain != NULL ? signature->domain : "?");
	}
	return g_strdup(names->str);
}

/* "o ." for a name that no field has and the first signature signs. */
static void
add_absent_marks(EmlRow *row, const GPtrArray *dkim, EmlSlice name)
{
	g_autoptr(GString) marks = g_string_new(NULL);
	EmlRole role = EML_ROLE_DIM;

	for (guint i = 0; i < dkim->len && i < MARKED_SIGNATURES; i++) {
		const EmlDkimResult *signature = g_ptr_array_index(dkim, i);
		const char mark = signed_header(signature, name) != NULL ? 'o' : '.';

		g_string_append_printf(marks, "%s%c", i > 0 ? " " : "", mark);
		role = role_of(role, mark, signature->result);
	}
	eml_row_text(row, 0, role, marks->str);
}

/* Below all fields the names that signatures sign though no field has them (RFC 6376 section
 * 5.4.2): one that is added breaks the signature. */
static void
add_absent(EmlRows *self)
{
	const GPtrArray *dkim = self->report->dkim;
	g_autoptr(GHashTable) seen = g_hash_table_new(g_str_hash, g_str_equal);

	for (guint i = 0; dkim != NULL && i < dkim->len && i < MARKED_SIGNATURES; i++) {
		const EmlDkimResult *signature = g_ptr_array_index(dkim, i);

		for (guint j = 0; j < signature->signed_headers->len; j++) {
			const EmlSignedHeader *header =
			    g_ptr_array_index(signature->signed_headers, j);
			EmlRow *row = NULL;

			if (header->n_present > 0 || !g_hash_table_add(seen, header->name))
				continue;
			if (g_hash_table_size(seen) == 1)
				eml_rows_heading(self, "not in the message, and signed as such");
			row = eml_rows_add(self, EML_SHAPE_FIELD, 0);
			add_absent_marks(row, dkim, eml_slice(header->name));
			eml_row_textf(row, 2, EML_ROLE_DIM,
				      "%s: one that is added breaks the signature", header->name);
			eml_row_name(row, (EmlAbout){0}, "absent/%s", header->name);
		}
	}
}

void
eml_rows_headers(EmlRows *self)
{
	const EmlHop *border = eml_hops_border(self->report->hops);
	g_autofree char *signers = names_of_signers(self->report);
	const guint n = eml_message_n_fields(self->report->message);
	g_autofree guint *ranks = ranks_from_bottom(self->report->message);
	EmlRow *titles = eml_rows_titles(self, EML_SHAPE_FIELD);

	eml_row_text(titles, 0, EML_ROLE_DIM, "DKIM");
	eml_row_text(titles, 1, EML_ROLE_DIM, "line");
	eml_row_textf(titles, 2, EML_ROLE_DIM, "field%s", signers);
	eml_row_text(titles, 3, EML_ROLE_DIM, "word of");
	for (guint i = 0; i < n; i++) {
		add_field(self, i, ranks[i]);
		if (border != NULL && i == border->field)
			eml_rows_heading(self, "border: what stands below came with the message");
	}
	add_absent(self);
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
	g_autofree EmlPlain *text = NULL;

	if (index >= eml_message_n_fields(report->message))
		return;
	field = eml_message_field(report->message, index);
	text = eml_rows_decoded(field);
	eml_rows_field_lines(self, index, 0, 0);
	eml_rows_pair(self, "decoded", EML_TONE_PLAIN, text);
	eml_rows_pairf(self, "line", EML_TONE_PLAIN, "%u of the file", field->line);
	if (trust != NULL) {
		g_autofree EmlPlain *why = eml_words_trust_text(trust, report->message);

		eml_rows_pairf(self, "trust", EML_TONE_PLAIN, "%s: %s",
			       eml_trust_word(trust->trust), why)
		    ->about = eml_about(EML_ABOUT_CLAIM, index);
	}
	add_signers(self, index, eml_field_name(field));
}
