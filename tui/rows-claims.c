#include "tui/rows-build.h"

#include "judge/words.h"
#include "render/out.h"

/* What somebody else claims, or a forger, is neither good nor bad. */
static EmlRole
result_role(const EmlClaimField *claim, EmlResult result)
{
	return claim->trust.trust == EML_TRUST_RECEIVER || claim->trust.trust == EML_TRUST_SEALED
		   ? eml_theme_tone(eml_tone_of_result(result))
		   : EML_ROLE_DIM;
}

static void
add_properties(GString *text, const EmlAuthresResult *result)
{
	for (guint i = 0; i < result->properties->len; i++) {
		const EmlAuthresProperty *property = g_ptr_array_index(result->properties, i);

		g_string_append_printf(text, "%s%s%s%s=%s", text->len > 0 ? " " : "",
				       property->ptype != NULL ? property->ptype : "",
				       property->ptype != NULL ? "." : "", property->property,
				       property->value);
	}
	for (guint i = 0; i < result->comments->len; i++)
		g_string_append_printf(text, "%s(%s)", text->len > 0 ? " " : "",
				       (const char *)g_ptr_array_index(result->comments, i));
}

/* What the receiver's own words mean, beside the raw values in the row above. */
static void
add_vendor_words(EmlRows *self, const GPtrArray *all, guint depth)
{
	for (guint i = 0; i < all->len; i++) {
		const EmlVendorWord *word = g_ptr_array_index(all, i);
		g_autofree char *text = g_strdup_printf("%s: %s", word->raw, word->words->title);

		eml_rows_paragraph(self, depth, EML_ROLE_TEXT, text);
	}
}

static void
add_result(EmlRows *self, const EmlClaimField *claim, guint index)
{
	const EmlAuthresResult *result = g_ptr_array_index(claim->authres->results, index);
	EmlRow *row = eml_rows_add(self, EML_SHAPE_RESULT, 1);
	g_autoptr(GString) text = g_string_new(NULL);

	add_properties(text, result);
	eml_row_text(row, 0, EML_ROLE_TEXT, result->method);
	eml_row_text(row, 1, result_role(claim, result->mapped), result->result);
	eml_row_text(row, 2, EML_ROLE_DIM, text->str);
	eml_row_name(row, eml_about(EML_ABOUT_CLAIM, claim->field), "claim/%u/%u", claim->field,
		     index);
	if (!eml_report_asks_forged(claim)) { /* a forger's words need no explanation */
		g_autoptr(GPtrArray) words = eml_words_vendor(result);

		add_vendor_words(self, words, 2);
	}
}

static void
add_spf_result(EmlRows *self, const EmlClaimField *claim)
{
	const EmlReceivedSpf *spf = claim->spf;
	EmlRow *row = eml_rows_add(self, EML_SHAPE_RESULT, 1);
	g_autoptr(GString) text = g_string_new(NULL);

	for (guint i = 0; i < spf->pairs->len; i++) {
		const EmlSpfPair *pair = g_ptr_array_index(spf->pairs, i);

		g_string_append_printf(text, "%s%s=%s", text->len > 0 ? " " : "", pair->key,
				       pair->value);
	}
	if (spf->comment != NULL)
		g_string_append_printf(text, "%s(%s)", text->len > 0 ? " " : "", spf->comment);
	eml_row_text(row, 0, EML_ROLE_TEXT, "spf");
	eml_row_text(row, 1, result_role(claim, spf->result),
		     spf->result < EML_RESULT_LAST ? eml_result_word(spf->result)
						   : spf->result_raw);
	eml_row_text(row, 2, EML_ROLE_DIM, text->str);
	eml_row_name(row, eml_about(EML_ABOUT_CLAIM, claim->field), "claim/%u/0", claim->field);
	if (!eml_report_asks_forged(claim)) {
		g_autoptr(GPtrArray) words = eml_words_vendor_spf(spf);

		add_vendor_words(self, words, 2);
	}
}

static void
add_claim(EmlRows *self, const EmlClaimField *claim)
{
	const char *who = claim->authres != NULL ? claim->authres->authserv_id : NULL;
	EmlRow *row = eml_rows_add(self, EML_SHAPE_CLAIM, 0);
	const EmlTone tone = eml_report_tone_of(self->report, claim);

	eml_row_textf(row, 0, EML_ROLE_DIM, "%u",
		      eml_report_line(self->report, (gint)claim->field));
	eml_row_textf(row, 1, EML_ROLE_STRONG, "%s%s%s", claim->header, who != NULL ? " of " : "",
		      who != NULL ? who : "");
	eml_row_text(row, 2, eml_theme_tone(tone), eml_report_word_of(self->report, claim));
	row->problem = eml_tone_is_problem(tone);
	eml_row_name(row, eml_about(EML_ABOUT_CLAIM, claim->field), "claim/%u", claim->field);
	for (guint i = 0; claim->authres != NULL && i < claim->authres->results->len; i++)
		add_result(self, claim, i);
	if (claim->spf != NULL)
		add_spf_result(self, claim);
}

static void
add_titles(EmlRows *self)
{
	EmlRow *titles = eml_rows_titles(self, EML_SHAPE_CLAIM);

	eml_row_text(titles, 0, EML_ROLE_DIM, "line");
	eml_row_text(titles, 1, EML_ROLE_DIM, "field, and whose name it bears");
	eml_row_text(titles, 2, EML_ROLE_DIM, "word of");
}

void
eml_rows_claims(EmlRows *self)
{
	g_autoptr(GPtrArray) claims = eml_report_claim_fields(self->report);

	add_titles(self);
	for (guint i = 0; i < claims->len; i++)
		add_claim(self, g_ptr_array_index(claims, i));
	if (self->rows->len == 0)
		eml_rows_paragraph(self, 0, EML_ROLE_DIM, eml_words_by_id("shown-no-claims")->why);
}

static const EmlClaimField *
claim_at(const EmlClaims *claims, guint field)
{
	const GPtrArray *lists[] = {claims->authres, claims->received_spf};

	for (gsize l = 0; l < G_N_ELEMENTS(lists); l++)
		for (guint i = 0; i < lists[l]->len; i++)
			if (((const EmlClaimField *)g_ptr_array_index(lists[l], i))->field == field)
				return g_ptr_array_index(lists[l], i);
	return NULL;
}

static void
add_grammar(EmlRows *self, const EmlAuthres *authres)
{
	static const EmlTone tones[] = {
	    [EML_GRAMMAR_STRICT] = EML_TONE_PLAIN,
	    [EML_GRAMMAR_TOLERANT] = EML_TONE_NOTE,
	    [EML_GRAMMAR_BROKEN] = EML_TONE_WARN,
	};
	static const char *const ids[] = {
	    [EML_GRAMMAR_STRICT] = "grammar-strict",
	    [EML_GRAMMAR_TOLERANT] = "grammar-tolerant",
	    [EML_GRAMMAR_BROKEN] = "grammar-broken",
	};
	g_autoptr(GString) text = g_string_new(eml_words_title(ids[authres->grammar]));

	for (guint i = 0; i < authres->deviations->len; i++) {
		const EmlAuthresDeviation *deviation = g_ptr_array_index(authres->deviations, i);
		g_autofree char *id = g_strconcat("form-", deviation->id, NULL);

		g_string_append_printf(text, "%s%s", i == 0 ? ": " : ", ", eml_words_title(id));
	}
	eml_rows_pair(self, "grammar", tones[authres->grammar], text->str);
}

void
eml_rows_claim(EmlRows *self, guint field)
{
	const EmlClaimField *claim = claim_at(self->report->claims, field);
	g_autofree EmlPlain *why = NULL;
	g_autofree char *setting = NULL;

	if (claim == NULL)
		return;
	why = eml_words_claim_text(self->report, claim);
	setting = eml_report_setting_for(self->report, claim);
	eml_rows_pairf(self, "trust", eml_report_tone_of(self->report, claim), "%s: %s",
		       eml_report_word_of(self->report, claim), why);
	eml_rows_pair(self, "setting", EML_TONE_PLAIN, setting);
	if (claim->authres != NULL)
		add_grammar(self, claim->authres);
	for (guint i = 0; claim->authres != NULL && i < claim->authres->results->len; i++)
		add_result(self, claim, i);
	if (claim->spf != NULL)
		add_spf_result(self, claim);
	eml_rows_pairf(self, "in", EML_TONE_PLAIN, "line %u",
		       eml_report_line(self->report, (gint)field))
	    ->about = eml_about(EML_ABOUT_FIELD, field);
	eml_rows_field_lines(self, field, 0, 0);
}
