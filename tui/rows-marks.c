#include "tui/rows-marks.h"

#define MAX_COLUMNS 4 /* of marks; the field's details name all signatures */

/* A signature with marks. Borrowed from the report. */
typedef struct {
	const EmlDkimResult *signature;
	guint number;	   /* of the DKIM signature, from 1, or of the ARC set */
	gboolean is_arc;   /* a forwarder's word, which nothing counts */
	gboolean has_head; /* it has a column */
	char head;
} Signer;

struct EmlMarks {
	EmlReport *report;
	GArray *signers; /* Signer: DKIM, then ARC by instance */
	guint *ranks;	 /* for each field, how many of its name stand at or below it */
};

/* Signatures count from the bottom (RFC 6376 section 5.4.2). The caller frees it. */
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

static guint
count_arc(const EmlArcResult *arc)
{
	guint n = 0;

	for (guint i = 0; arc != NULL && i < arc->sets->len; i++)
		n += ((EmlArcSet *)g_ptr_array_index(arc->sets, i))->signature_details != NULL;
	return n;
}

static void
add_dkim(EmlMarks *self, guint columns)
{
	const GPtrArray *dkim = self->report->dkim;

	for (guint i = 0; dkim != NULL && i < dkim->len; i++) {
		const Signer signer = {.signature = g_ptr_array_index(dkim, i),
				       .number = i + 1,
				       .has_head = i < columns,
				       .head = (char)('1' + i % 9)};

		g_array_append_val(self->signers, signer);
	}
}

/* The newest sets have the columns: theirs are the signatures that should still hold (RFC 8617
 * section 5.2). */
static void
add_arc(EmlMarks *self, guint n, guint columns)
{
	const EmlArcResult *arc = self->report->arc;
	const guint without = n - MIN(n, columns);
	guint seen = 0;

	for (guint i = 0; arc != NULL && i < arc->sets->len; i++) {
		const EmlArcSet *set = g_ptr_array_index(arc->sets, i);
		const Signer signer = {.signature = set->signature_details,
				       .number = set->instance,
				       .is_arc = TRUE,
				       .has_head = seen >= without,
				       .head = (char)('a' + (seen - MIN(seen, without)) % 26)};

		if (set->signature_details == NULL)
			continue;
		g_array_append_val(self->signers, signer);
		seen++;
	}
}

EmlMarks *
eml_marks_new(EmlReport *report)
{
	EmlMarks *self = g_new0(EmlMarks, 1);
	const guint n_dkim = report->dkim != NULL ? report->dkim->len : 0;
	const guint n_arc = count_arc(report->arc);
	const guint dkim = MIN(n_dkim, MAX_COLUMNS - MIN(n_arc, 1));

	self->report = eml_report_ref(report);
	self->signers = g_array_new(FALSE, FALSE, sizeof(Signer));
	self->ranks = ranks_from_bottom(report->message);
	add_dkim(self, dkim);
	add_arc(self, n_arc, MAX_COLUMNS - dkim);
	return self;
}

void
eml_marks_free(EmlMarks *self)
{
	if (self == NULL)
		return;
	eml_report_unref(self->report);
	g_array_unref(self->signers);
	g_free(self->ranks);
	g_free(self);
}

static const Signer *
signer_at(const EmlMarks *self, guint i)
{
	return &g_array_index(self->signers, Signer, i);
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

/* '1' for signed; the others as they are shown. */
static char
mark_of(const EmlMarks *self, const Signer *signer, guint field)
{
	const EmlSlice name = eml_field_name(eml_message_field(self->report->message, field));
	const EmlSignedHeader *header = NULL;

	if (signer->signature->field == field)
		return 's';
	header = signed_header(signer->signature, name);
	if (header != NULL && self->ranks[field] <= header->n_signed)
		return header->oversigned ? 'o' : '1';
	return (signer->signature->counts || signer->is_arc) &&
		       eml_dkim_should_name(signer->signature, name)
		   ? '!'
		   : '.';
}

/* Only a DKIM signature that holds is a reason to believe what it signs, and only one that leaves
 * something out is a problem: what ARC signs is a forwarder's word. */
static EmlRole
role_of(EmlRole before, char mark, const Signer *signer)
{
	const gboolean good = !signer->is_arc && signer->signature->result == EML_RESULT_PASS;

	if (before == EML_ROLE_WARN || (mark == '!' && !signer->is_arc))
		return EML_ROLE_WARN;
	if (mark == '.' || mark == '!')
		return before;
	return good || before == EML_ROLE_GOOD ? EML_ROLE_GOOD : EML_ROLE_TEXT;
}

static void
append_mark(GString *marks, const Signer *signer, char mark)
{
	g_string_append_printf(marks, "%s%c", marks->len > 0 ? " " : "",
			       mark == '1' ? signer->head : mark);
}

char *
eml_marks_heads(const EmlMarks *self)
{
	g_autoptr(GString) heads = g_string_new(NULL);

	for (guint i = 0; i < self->signers->len; i++)
		if (signer_at(self, i)->has_head)
			append_mark(heads, signer_at(self, i), '1');
	return g_strdup(heads->len > 0 ? heads->str : "DKIM");
}

char *
eml_marks_names(const EmlMarks *self)
{
	g_autoptr(GString) names = g_string_new(NULL);

	for (guint i = 0; i < self->signers->len; i++) {
		const Signer *signer = signer_at(self, i);
		const char *domain = signer->signature->domain;

		if (!signer->has_head)
			continue;
		g_string_append(names, names->len == 0 ? "    " : "  ");
		g_string_append(names, i == 0 && !signer->is_arc ? "DKIM " : "");
		g_string_append_printf(names, "%c %s", signer->head, domain != NULL ? domain : "?");
		if (signer->is_arc)
			g_string_append_printf(names, " (ARC %u)", signer->number);
	}
	return g_strdup(names->str);
}

void
eml_marks_row(const EmlMarks *self, EmlRow *row, guint field)
{
	g_autoptr(GString) marks = g_string_new(NULL);
	EmlRole role = EML_ROLE_DIM;

	if (self->report->dkim == NULL) {
		eml_row_glyph(row, 0, EML_ROLE_WAIT, EML_GLYPH_WAIT);
		return;
	}
	for (guint i = 0; i < self->signers->len; i++) {
		const Signer *signer = signer_at(self, i);
		const char mark = signer->has_head ? mark_of(self, signer, field) : '.';

		if (!signer->has_head)
			continue;
		append_mark(marks, signer, mark);
		role = role_of(role, mark, signer);
	}
	row->problem = role == EML_ROLE_WARN;
	eml_row_text(row, 0, role, marks->str);
}

/* "o ." for a name that no field has and the first signature signs. */
static void
absent_marks(const EmlMarks *self, EmlRow *row, EmlSlice name)
{
	g_autoptr(GString) marks = g_string_new(NULL);
	EmlRole role = EML_ROLE_DIM;

	for (guint i = 0; i < self->signers->len; i++) {
		const Signer *signer = signer_at(self, i);
		const char mark = signed_header(signer->signature, name) != NULL ? 'o' : '.';

		if (!signer->has_head)
			continue;
		append_mark(marks, signer, mark);
		role = role_of(role, mark, signer);
	}
	eml_row_text(row, 0, role, marks->str);
}

static void
absent_of(const EmlMarks *self, EmlRows *rows, const EmlDkimResult *signature, GHashTable *seen)
{
	for (guint i = 0; i < signature->signed_headers->len; i++) {
		const EmlSignedHeader *header = g_ptr_array_index(signature->signed_headers, i);
		EmlRow *row = NULL;

		if (header->n_present > 0 || !g_hash_table_add(seen, header->name))
			continue;
		if (g_hash_table_size(seen) == 1)
			eml_rows_heading(rows, "not in the message, and signed as such");
		row = eml_rows_add(rows, EML_SHAPE_FIELD, 0);
		absent_marks(self, row, eml_slice(header->name));
		eml_row_textf(row, 2, EML_ROLE_DIM, "%s: one that is added breaks the signature",
			      header->name);
		eml_row_name(row, (EmlAbout){0}, "absent/%s", header->name);
	}
}

void
eml_marks_absent(const EmlMarks *self, EmlRows *rows)
{
	g_autoptr(GHashTable) seen = g_hash_table_new(g_str_hash, g_str_equal);

	for (guint i = 0; i < self->signers->len; i++)
		if (signer_at(self, i)->has_head)
			absent_of(self, rows, signer_at(self, i)->signature, seen);
}

void
eml_marks_field(const EmlMarks *self, EmlRows *rows, guint field)
{
	for (guint i = 0; i < self->signers->len; i++) {
		const Signer *signer = signer_at(self, i);
		const char mark = mark_of(self, signer, field);
		const gboolean warn = mark == '!' && !signer->is_arc;
		const char *text = mark == 's'	 ? "is this field"
				   : mark == 'o' ? "signs it, and that there is no other"
				   : mark == '1' ? "signs it"
				   : warn ? "does not sign it: it may have been changed or added"
					  : "does not sign it";
		g_autofree char *label =
		    g_strdup_printf(signer->is_arc ? "ARC set %u" : "DKIM #%u", signer->number);

		eml_rows_pair(rows, label, warn ? EML_TONE_WARN : EML_TONE_PLAIN, text)->about =
		    signer->is_arc ? eml_about_view(EML_VIEW_ARC, 0)
				   : eml_about_view(EML_VIEW_DKIM, signer->number - 1);
	}
}
