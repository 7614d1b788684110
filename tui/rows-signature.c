/* One DKIM signature, and what hangs on it: List-Unsubscribe. */
#include "tui/rows-check.h"

#include "base/clock.h"
#include "judge/words.h"
#include "render/cells.h"
#include "render/out.h"

/* The fields that check/dkim reads as signatures. */
static const char *const signature_fields[] = {
    "DKIM-Signature",
    "X-Google-DKIM-Signature",
    "DKIM2-Signature",
};

GArray *
eml_rows_signatures(const EmlReport *report)
{
	GArray *fields = g_array_new(FALSE, FALSE, sizeof(guint));
	const guint n = eml_message_n_fields(report->message);

	if (report->dkim != NULL) {
		for (guint i = 0; i < report->dkim->len; i++)
			g_array_append_val(
			    fields, ((EmlDkimResult *)g_ptr_array_index(report->dkim, i))->field);
		return fields;
	}
	for (guint i = 0; i < n; i++) {
		const EmlSlice name = eml_field_name(eml_message_field(report->message, i));

		for (gsize s = 0; s < G_N_ELEMENTS(signature_fields); s++)
			if (eml_slice_equal_ci(name, eml_slice(signature_fields[s])))
				g_array_append_val(fields, i);
	}
	return fields;
}

static void
add_halves(EmlRows *self, const EmlDkimResult *signature)
{
	static const struct {
		const char *text;
		EmlTone tone;
	} halves[EML_HALF_LAST] = {
	    [EML_HALF_NOT_TESTED] = {"not tested", EML_TONE_NOTE},
	    [EML_HALF_MATCH] = {"matches", EML_TONE_GOOD},
	    [EML_HALF_MISMATCH] = {"does not match", EML_TONE_BAD},
	    [EML_HALF_HEADERS_CHANGED] = {"the signed headers were changed", EML_TONE_BAD},
	    [EML_HALF_WRONG_KEY] = {"was not made with the published key", EML_TONE_BAD},
	};

	eml_rows_pair(self, "body hash", halves[signature->body_hash].tone,
		      halves[signature->body_hash].text);
	eml_rows_pair(self, "signature", halves[signature->header_signature].tone,
		      halves[signature->header_signature].text);
}

/* What was signed or is there now, its lines one below the other. */
static void
add_change(EmlRows *self, const char *label, const char *bytes)
{
	g_auto(GStrv) lines = bytes != NULL ? g_strsplit(bytes, "\n", -1) : NULL;

	for (guint i = 0; lines != NULL && lines[i] != NULL; i++) {
		const char *line = g_strchomp(lines[i]);

		if (i > 0 && *line == '\0' && lines[i + 1] == NULL)
			break;
		eml_rows_pair(self, i == 0 ? label : "", EML_TONE_PLAIN, line);
	}
}

/* Why a half does not match: what was signed, and what is there now. */
static void
add_causes(EmlRows *self, guint index)
{
	const GPtrArray *all = self->report->forensics;
	const GPtrArray *causes = all != NULL ? g_ptr_array_index(all, index) : NULL;

	for (guint i = 0; causes != NULL && i < causes->len; i++) {
		const EmlCause *cause = g_ptr_array_index(causes, i);
		g_autofree EmlPlain *text = eml_cause_text(cause);
		g_autofree char *value =
		    g_strdup_printf("%s: %s", eml_cause_certainty(cause, causes), text);

		eml_rows_pair_field(self, i == 0 ? "cause" : "",
				    cause->proved ? EML_TONE_WARN : EML_TONE_NOTE, value,
				    cause->field);
		add_change(self, "  signed", cause->before);
		add_change(self, cause->before != NULL ? "  now" : "  added", cause->after);
	}
}

static void
add_key(EmlRows *self, const EmlDkimKeyInfo *key)
{
	if (!key->found) {
		eml_rows_pair(self, "key", EML_TONE_NOTE, "not found");
		return;
	}
	eml_rows_pairf(self, "key", EML_TONE_PLAIN, "%s, %u bits%s",
		       key->type != NULL ? key->type : "unknown type", key->bits,
		       key->testing ? ", test mode (t=y)" : "");
	eml_rows_pair(self, "key record", EML_TONE_PLAIN, key->record);
}

static void
add_time(EmlRows *self, const char *label, gint64 seconds)
{
	g_autofree char *text = seconds >= 0 ? eml_clock_format(seconds) : NULL;

	eml_rows_pair(self, label, EML_TONE_PLAIN, text);
}

static void
add_alignment(EmlRows *self, const EmlReport *report, guint index)
{
	EmlAlignment aligned = EML_ALIGNED_NO;

	if (report->dkim_aligned == NULL)
		return;
	aligned = g_array_index(report->dkim_aligned, EmlAlignment, index);
	eml_rows_pairf(
	    self, "alignment", aligned != EML_ALIGNED_NO ? EML_TONE_GOOD : EML_TONE_NOTE, "%s",
	    aligned != EML_ALIGNED_NO ? eml_alignment_word(aligned) : "not with the From domain");
}

#define MAX_NAMES 60 /* of one list: whoever wants more goes to the header */

/* Names one behind the other, and how many fields they stand for. */
typedef struct {
	GString *text;
	guint n_names, n_fields;
} NameList;

/* n: fields of that name that the list is about; of: how many there are. */
static void
add_name(NameList *list, const char *name, guint n, guint of)
{
	list->n_fields += n;
	if (++list->n_names > MAX_NAMES)
		return;
	g_string_append_printf(list->text, "%s%s", list->n_names > 1 ? " " : "", name);
	if (n != of)
		g_string_append_printf(list->text, " (%u of %u)", n, of);
	else if (n > 1)
		g_string_append_printf(list->text, " (%u)", n);
}

/* Takes the list. */
static void
add_names(EmlRows *self, const char *label, NameList *list, const char *remark)
{
	if (list->n_names > 0)
		eml_rows_pairf(self, label, EML_TONE_PLAIN, "%u: %s%s%s", list->n_fields,
			       list->text->str, list->n_names > MAX_NAMES ? " \342\200\246" : "",
			       remark);
	g_string_free(list->text, TRUE);
}

/* How many fields of each name (lower case) there are without the signature; the names stand in
 * `ret_names` from the top. */
static GHashTable *
count_names(const EmlMessage *message, guint signature, GPtrArray *ret_names)
{
	GHashTable *counts = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL);

	for (guint i = 0; i < eml_message_n_fields(message); i++) {
		char *name = eml_slice_dup_lower(eml_field_name(eml_message_field(message, i)));
		const guint n =
		    GPOINTER_TO_UINT(g_hash_table_lookup(counts, name)) + (i != signature ? 1 : 0);

		if (!g_hash_table_contains(counts, name))
			g_ptr_array_add(ret_names, name);
		/* of a name that is there already the table frees the new copy */
		g_hash_table_insert(counts, name, GUINT_TO_POINTER(n));
	}
	return counts;
}

/* What the signature leaves open. */
static void
add_unsigned(EmlRows *self, const EmlDkimResult *signature)
{
	g_autoptr(GPtrArray) names = g_ptr_array_new();
	g_autoptr(GHashTable) counts = count_names(self->report->message, signature->field, names);
	g_autoptr(GHashTable) covered = g_hash_table_new(g_str_hash, g_str_equal);
	NameList list = {g_string_new(NULL), 0, 0};

	for (guint i = 0; i < signature->signed_headers->len; i++) {
		EmlSignedHeader *header = g_ptr_array_index(signature->signed_headers, i);

		g_hash_table_insert(covered, header->name, header);
	}
	for (guint i = 0; i < names->len; i++) {
		const char *name = g_ptr_array_index(names, i);
		const guint n = GPOINTER_TO_UINT(g_hash_table_lookup(counts, name));
		const EmlSignedHeader *header = g_hash_table_lookup(covered, name);
		const guint done = header != NULL ? MIN(n, header->n_signed) : 0;

		if (n > done)
			add_name(&list, name, n - done, n);
	}
	add_names(self, "unsigned", &list, "");
}

/* Which headers the signature covers, in the order of h=. */
static void
add_signed(EmlRows *self, const EmlDkimResult *signature)
{
	NameList covered = {g_string_new(NULL), 0, 0}, extra = {g_string_new(NULL), 0, 0},
		 absent = {g_string_new(NULL), 0, 0};

	for (guint i = 0; i < signature->signed_headers->len; i++) {
		const EmlSignedHeader *header = g_ptr_array_index(signature->signed_headers, i);

		if (header->n_present > 0)
			add_name(&covered, header->name, MIN(header->n_signed, header->n_present),
				 header->n_present);
		else
			add_name(&absent, header->name, 1, 1);
		if (header->oversigned && header->n_present > 0)
			add_name(&extra, header->name, 1, 1);
	}
	add_names(self, "signed", &covered, "");
	add_names(self, "over-signed", &extra, " (no more may be added)");
	add_names(self, "absent", &absent, " (signed as missing: none may be added)");
	add_unsigned(self, signature);
}

static void
add_tags(EmlRows *self, guint index, const EmlDkimResult *signature)
{
	EmlRow *length = NULL;

	eml_rows_pair(self, "domain d=", EML_TONE_PLAIN, signature->domain);
	eml_rows_pair(self, "selector s=", EML_TONE_PLAIN, signature->selector);
	eml_rows_pair(self, "identity i=", EML_TONE_PLAIN, signature->identity);
	eml_rows_pair(self, "algorithm", EML_TONE_PLAIN, signature->algorithm);
	eml_rows_pair(self, "canonical", EML_TONE_PLAIN, signature->canonicalization);
	if (signature->has_length)
		length =
		    eml_rows_pairf(self, "length l=", EML_TONE_WARN,
				   "%" G_GUINT64_FORMAT " bytes, %" G_GUINT64_FORMAT " behind it",
				   signature->length, signature->unsigned_tail);
	if (length != NULL && signature->tail != NULL)
		length->about = eml_about(EML_ABOUT_TAIL, index);
	add_time(self, "signed at", signature->signed_at);
	add_time(self, "expires at", signature->expires_at);
}

void
eml_rows_dkim(EmlRows *self, guint index)
{
	const EmlReport *report = self->report;
	g_autofree char *prefix = g_strdup_printf("dkim/%u", index);
	g_autoptr(GArray) fields = eml_rows_signatures(report);
	const EmlDkimResult *signature = NULL;

	eml_check_claim(self, "dkim", index < fields->len ? (gint)index : -1);
	if (index >= fields->len) {
		eml_rows_pair(self, eml_check_label(self->report), EML_TONE_NOTE,
			      "none: the message has no DKIM signature");
		return;
	}
	if (report->dkim == NULL) {
		eml_check_waiting(self);
		eml_rows_heading(self, "The signature");
		eml_rows_field_lines(self, g_array_index(fields, guint, index), 0, 0);
		return;
	}
	signature = g_ptr_array_index(report->dkim, index);
	eml_check_verified(self, eml_cell_signature(signature), eml_tone_of_signature(signature),
			   eml_cell_cannot_pass(signature) ? EML_STEP_DKIM_BODY_HASH_DIFFERS
							   : signature->reason,
			   signature->trace);
	if (!signature->counts)
		eml_rows_pairf(self, "field", EML_TONE_NOTE, "%s: %s", signature->header,
			       eml_cell_uncounted_why(signature));
	add_halves(self, signature);
	add_causes(self, index);
	if (signature->counts)
		add_alignment(self, report, index);
	add_tags(self, index, signature);
	add_signed(self, signature);
	add_key(self, &signature->key);
	eml_check_steps(self, signature->trace, prefix);
	eml_rows_heading(self, "The signature");
	eml_rows_field_lines(self, signature->field, 0, 0);
	eml_rows_canonical_header(self, signature->field, prefix);
}
