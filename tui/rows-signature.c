/* One DKIM signature, and what hangs on it: List-Unsubscribe. */
#include "tui/rows-check.h"

#include "base/clock.h"
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
		    g_strdup_printf("%s: %s", cause->proved ? "proved" : "likely", text);

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

/* Which headers the signature covers, in the order of h=. */
static void
add_signed(EmlRows *self, const EmlDkimResult *signature)
{
	g_autoptr(GString) covered = g_string_new(NULL), extra = g_string_new(NULL),
			   absent = g_string_new(NULL);

	for (guint i = 0; i < signature->signed_headers->len; i++) {
		const EmlSignedHeader *header = g_ptr_array_index(signature->signed_headers, i);
		GString *list = header->n_present > 0 ? covered : absent;

		g_string_append_printf(list, "%s%s", list->len > 0 ? " " : "", header->name);
		if (header->oversigned && header->n_present > 0)
			g_string_append_printf(extra, "%s%s", extra->len > 0 ? " " : "",
					       header->name);
	}
	if (covered->len > 0)
		eml_rows_pair(self, "signed", EML_TONE_PLAIN, covered->str);
	if (extra->len > 0)
		eml_rows_pairf(self, "over-signed", EML_TONE_PLAIN, "%s (no more may be added)",
			       extra->str);
	if (absent->len > 0)
		eml_rows_pairf(self, "absent", EML_TONE_PLAIN,
			       "%s (signed as missing: none may be added)", absent->str);
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
		eml_rows_pair(self, "verified now", EML_TONE_NOTE,
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
	eml_check_verified(self, signature->result, eml_tone_of_signature(signature),
			   signature->reason, signature->trace);
	if (!signature->counts)
		eml_rows_pairf(self, "field", EML_TONE_NOTE,
			       "%s: shown only, neither DMARC nor anything else counts it",
			       signature->header);
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
