#include "tui/rows-build.h"

#include "base/limits.h"
#include "judge/words.h"
#include "render/cells.h"
#include "render/out.h"
#include "tui/head.h"
#include "tui/rows-overview.h"

EmlRow *
eml_overview_row(EmlRows *self, EmlViewKind view, guint index, const char *label)
{
	EmlRow *row = eml_rows_add(self, EML_SHAPE_CHECK, 0);

	if (index == 0 && eml_view_digit(view) != 0)
		eml_row_textf(row, DIGIT, EML_ROLE_KEY, "%c", eml_view_digit(view));
	eml_row_text(row, CHECK, EML_ROLE_TEXT, label);
	return eml_row_name(row, eml_about_view(view, index), "view/%d/%u", view, index);
}

void
eml_overview_word(EmlRow *row, EmlTone tone, const char *word)
{
	eml_row_sign(row, SIGN, tone);
	eml_row_text(row, VERIFIED, eml_theme_tone(tone), word);
}

void
eml_overview_wait(EmlRow *row)
{
	eml_row_glyph(row, VERIFIED, EML_ROLE_WAIT, EML_GLYPH_WAIT);
}

static void
fill_claim(EmlRow *row, const EmlRowClaim *claim)
{
	static const struct {
		EmlGlyph glyph;
		EmlRole role;
	} marks[EML_COMPARE_LAST] = {
	    [EML_COMPARE_AGREE] = {EML_GLYPH_SAME, EML_ROLE_DIM},
	    [EML_COMPARE_DISAGREE] = {EML_GLYPH_DIFFERS, EML_ROLE_WARN},
	    [EML_COMPARE_NOT_COMPARABLE] = {EML_GLYPH_UNSURE, EML_ROLE_NOTE},
	};
	const EmlComparison *one = claim->comparison;

	if (claim->wait)
		eml_row_glyph(row, CLAIMED, EML_ROLE_WAIT, EML_GLYPH_WAIT);
	else if (claim->word == NULL)
		eml_row_text(row, CLAIMED, EML_ROLE_DIM, "-");
	else
		eml_row_text(row, CLAIMED,
			     eml_theme_tone(
				 eml_tone_of_result(eml_result_from_word(eml_slice(claim->word)))),
			     claim->word);
	eml_row_text(row, OF_WHOM, EML_ROLE_DIM,
		     one != NULL && one->claimed_guess ? eml_words_title("shown-best-guess")
						       : claim->detail);
	if (one == NULL || marks[one->verdict].glyph == EML_GLYPH_NONE)
		return;
	eml_row_glyph(row, COMPARED, marks[one->verdict].role, marks[one->verdict].glyph);
	row->problem = row->problem || one->verdict == EML_COMPARE_DISAGREE;
}

static void
fill_result(EmlRow *row, EmlResult result, EmlTone tone)
{
	eml_overview_word(row, tone, eml_cell_result(result));
}

static void
add_spf(EmlRows *self)
{
	const EmlSpfResult *spf = self->report->spf;
	const gboolean helo = eml_report_spf_identity(self->report) == EML_SPF_HELO;
	EmlRow *row = eml_overview_row(self, EML_VIEW_SPF, 0,
				       eml_words_title(helo ? "shown-spf-helo" : "shown-spf"));
	EmlRowClaim claim;

	eml_row_claim_find(self->report, "spf", -1, &claim);
	fill_claim(row, &claim);
	eml_row_claim_clear(&claim);
	if (spf == NULL) {
		eml_overview_wait(row);
		return;
	}
	eml_overview_word(row, eml_tone_of_result(spf->result), eml_cell_spf(spf));
	if (self->report->gateway != NULL && spf->result != EML_RESULT_PASS)
		eml_row_text(row, NOTE, EML_ROLE_DIM, eml_words_title("shown-of-gateway"));
	else if (eml_report_spf_is_helo(self->report))
		eml_row_text(row, NOTE, EML_ROLE_DIM, eml_words_title("shown-helo-only"));
	else if (spf->mechanism != NULL)
		eml_row_textf(row, NOTE, EML_ROLE_DIM, "%s, %u/%u lookups", spf->mechanism,
			      spf->lookups_needed, EML_SPF_MAX_LOOKUPS);
	else
		eml_row_text(row, NOTE, EML_ROLE_DIM, spf->domain);
}

/* A claim that has no check beside it. */
static void
add_unchecked_spf(EmlRows *self)
{
	const EmlComparison *one = eml_report_unchecked_spf(self->report);
	EmlRowClaim claim = {.field = -1, .comparison = one};
	EmlRow *row = NULL;

	if (one == NULL)
		return;
	claim.word = one->claimed;
	claim.detail = one->subject;
	row = eml_rows_add(self, EML_SHAPE_CHECK, 0);
	eml_row_text(row, CHECK, EML_ROLE_TEXT, eml_cell_unchecked_spf(one));
	eml_row_name(row, eml_about(EML_ABOUT_CLAIM, (guint)one->claimed_field),
		     "unchecked-spf"); /* an index */
	fill_claim(row, &claim);
	eml_overview_word(row, EML_TONE_NOTE, eml_words_title("shown-not-checked"));
	eml_row_textf(row, NOTE, EML_ROLE_DIM, "by %s", one->claimed_by);
}

/* For information, as in the text report: no policy looks at it, and nothing is compared. */
static void
add_spf_helo(EmlRows *self)
{
	const EmlSpfResult *helo = self->report->spf_helo;
	const char *word = eml_report_receivers_helo_word(self->report);
	const EmlRowClaim claim = {.word = (char *)word}; /* only read */
	EmlRow *row = NULL;

	if (!eml_report_checks_helo(self->report))
		return;
	row = eml_overview_row(self, EML_VIEW_SPF, 1, eml_words_title("shown-spf-helo"));
	fill_claim(row, &claim);
	if (helo == NULL) {
		eml_overview_wait(row);
		return;
	}
	fill_result(row, helo->result, eml_tone_of_result(helo->result));
	eml_row_text(row, NOTE, EML_ROLE_DIM, helo->domain);
}

/* What there is to say about a signature in a few words. */
static const char *
dkim_note(const EmlDkimResult *self, char *buffer, gsize size)
{
	static const char *const halves[EML_HALF_LAST] = {
	    [EML_HALF_MISMATCH] = "does not verify",
	    [EML_HALF_HEADERS_CHANGED] = "headers changed",
	    [EML_HALF_WRONG_KEY] = "wrong key",
	};

	if (self->body_hash == EML_HALF_MISMATCH)
		return eml_words_title("shown-body-changed");
	if (!self->counts)
		return eml_cell_uncounted(self);
	if (self->result == EML_RESULT_LAST && self->body_hash == EML_HALF_MATCH)
		return eml_words_title("shown-body-matches"); /* as far as can be told offline */
	if (halves[self->header_signature] != NULL)
		return halves[self->header_signature];
	if (self->result == EML_RESULT_PERMERROR && !self->key.found)
		return eml_words_title("shown-no-key");
	if (self->key.type == NULL)
		return self->algorithm != NULL ? self->algorithm : "";
	g_snprintf(buffer, size, "%s %u", self->key.type, self->key.bits);
	return buffer;
}

static void
fill_dkim(EmlRow *row, const EmlReport *report, guint index)
{
	const EmlDkimResult *signature = g_ptr_array_index(report->dkim, index);
	const gboolean aligned =
	    report->dkim_aligned != NULL &&
	    g_array_index(report->dkim_aligned, EmlAlignment, index) != EML_ALIGNED_NO;
	const char *domain =
	    signature->domain != NULL ? signature->domain : eml_words_title("shown-no-domain");
	char buffer[64] = "";
	g_autofree char *length = eml_cell_length(signature);

	eml_overview_word(row,
			  signature->reason == EML_STEP_DKIM2_DRAFT
			      ? EML_TONE_NOTE
			      : eml_tone_of_signature(signature),
			  eml_cell_signature(signature));
	eml_row_textf(row, OF_WHOM, EML_ROLE_DIM, "d=%s", domain);
	eml_row_textf(row, NOTE, EML_ROLE_DIM, "%s%s, %s",
		      length != NULL ? length : dkim_note(signature, buffer, sizeof buffer),
		      aligned ? ", aligned" : "", domain);
}

static void
add_dkim(EmlRows *self)
{
	const EmlReport *report = self->report;
	g_autoptr(GArray) fields = eml_rows_signatures(report);

	for (guint i = 0; i < fields->len; i++) {
		g_autofree char *label = g_strdup_printf("DKIM #%u", i + 1);
		EmlRow *row = eml_overview_row(self, EML_VIEW_DKIM, i, label);
		EmlRowClaim claim;

		eml_row_claim_find(report, "dkim", (gint)i, &claim);
		fill_claim(row, &claim);
		eml_row_claim_clear(&claim);
		if (report->dkim != NULL && i < report->dkim->len)
			fill_dkim(row, report, i);
		else
			eml_overview_wait(row);
	}
	if (fields->len == 0) {
		EmlRow *row = eml_overview_row(self, EML_VIEW_DKIM, 0, "DKIM");
		EmlRowClaim claim;

		eml_row_claim_find(report, "dkim", -1, &claim);
		fill_claim(row, &claim);
		eml_row_claim_clear(&claim);
		eml_overview_word(row, EML_TONE_NOTE, "none");
		eml_row_text(row, NOTE, EML_ROLE_DIM, "no signature");
	}
}

/* Which identifier made DMARC pass. */
static char *
dmarc_via(const EmlReport *report)
{
	for (guint i = 0;
	     report->dmarc->dkim_aligned && report->dkim != NULL && i < report->dkim->len; i++) {
		const EmlDkimResult *signature = g_ptr_array_index(report->dkim, i);

		if (signature->result == EML_RESULT_PASS &&
		    g_array_index(report->dkim_aligned, EmlAlignment, i) != EML_ALIGNED_NO)
			return g_strdup_printf(", via DKIM #%u", i + 1);
	}
	return g_strdup(report->dmarc->spf_aligned ? ", via SPF" : "");
}

static void
add_dmarc(EmlRows *self)
{
	const EmlReport *report = self->report;
	const EmlDmarcResult *dmarc = report->dmarc;
	EmlRow *row = eml_overview_row(self, EML_VIEW_DMARC, 0, "DMARC");
	g_autofree char *policy = NULL;
	g_autofree char *via = NULL;
	EmlRowClaim claim;

	eml_row_claim_find(report, "dmarc", -1, &claim);
	fill_claim(row, &claim);
	eml_row_claim_clear(&claim);
	if (dmarc == NULL) {
		eml_overview_wait(row);
		return;
	}
	fill_result(row, dmarc->result, eml_cell_dmarc_tone(report));
	policy = eml_cell_dmarc_policy(report);
	via = dmarc->policy < EML_POLICY_LAST ? dmarc_via(report) : g_strdup("");
	eml_row_textf(row, NOTE, EML_ROLE_DIM, "%s%s", policy, via);
}

static void
add_arc(EmlRows *self)
{
	const EmlArcResult *arc = self->report->arc;
	EmlRow *row = eml_overview_row(self, EML_VIEW_ARC, 0, "ARC");
	g_autofree char *by = NULL;
	EmlRowClaim claim;

	eml_row_claim_find(self->report, "arc", -1, &claim);
	fill_claim(row, &claim);
	eml_row_claim_clear(&claim);
	if (arc == NULL) {
		eml_overview_wait(row);
		return;
	}
	eml_overview_word(row, eml_tone_of_information(arc->result), eml_cell_arc(arc));
	by = eml_arc_sealers(arc);
	if (arc->result == EML_RESULT_NONE)
		eml_row_text(row, NOTE, EML_ROLE_DIM, "no ARC fields");
	else if (eml_cell_arc_cannot_pass(arc))
		eml_row_textf(row, NOTE, EML_ROLE_DIM, "%s, %s",
			      eml_words_title("shown-body-changed"), by);
	else
		eml_row_text(row, NOTE, EML_ROLE_DIM, by);
}

static void
add_unsubscribe(EmlRows *self)
{
	const EmlUnsubscribe *unsubscribe = self->report->unsubscribe;
	EmlRow *row = eml_overview_row(self, EML_VIEW_UNSUBSCRIBE, 0, "Unsubscribe");
	EmlTone tone = EML_TONE_NOTE;
	const char *note = NULL;
	const char *word = NULL;

	eml_row_text(row, CLAIMED, EML_ROLE_DIM, "-"); /* no method of claims speaks of it */
	if (unsubscribe == NULL) {
		eml_overview_wait(row);
		return;
	}
	word = eml_cell_unsubscribe(unsubscribe, &tone, &note);
	eml_overview_word(row, tone, word);
	if (unsubscribe->present)
		eml_row_text(row, NOTE, EML_ROLE_DIM, eml_unsubscribe_use(self->report));
}

static void
add_iprev(EmlRows *self)
{
	const EmlIprevResult *iprev = self->report->iprev;
	EmlRow *row = eml_overview_row(self, EML_VIEW_IPREV, 0, "Reverse DNS");
	EmlRowClaim claim;

	eml_row_claim_find(self->report, "iprev", -1, &claim);
	fill_claim(row, &claim);
	eml_row_claim_clear(&claim);
	if (iprev == NULL) {
		eml_overview_wait(row);
		return;
	}
	eml_overview_word(row, eml_tone_of_information(iprev->result), eml_cell_iprev(iprev));
	eml_row_text(row, NOTE, EML_ROLE_DIM, eml_cell_iprev_note(iprev));
}

static void
add_verdict(EmlRows *self)
{
	EmlRow *row = eml_overview_row(self, EML_VIEW_VERDICT, 0, "Verdict");
	EmlTone tone = EML_TONE_NOTE;
	const char *word = eml_head_status(self->report, &tone);

	if (self->report->done)
		eml_overview_word(row, tone, word);
	else
		eml_overview_wait(row);
}

void
eml_rows_overview(EmlRows *self)
{
	const EmlReport *report = self->report;
	EmlRow *titles = eml_rows_titles(self, EML_SHAPE_TITLES);
	g_autofree EmlPlain *by = eml_head_claimed(report);
	/* beside the details there is no room for the name: it stands above them */
	const gboolean named =
	    (self->how & EML_ROWS_WIDE) == 0 && eml_report_has_claims(report) && *by != '\0';

	eml_row_text(titles, 1, EML_ROLE_DIM, "check");
	eml_row_text(titles, 2, EML_ROLE_DIM, named ? by : "claimed");
	eml_row_text(titles, 3, EML_ROLE_DIM,
		     report->offline && report->hypothetical == NULL
			 ? eml_words_title("shown-without-dns")
			 : eml_words_title("shown-verified"));
	if ((self->how & EML_ROWS_LOW) != 0)
		add_verdict(self);
	add_spf(self);
	add_unchecked_spf(self);
	add_spf_helo(self);
	add_dkim(self);
	add_dmarc(self);
	add_arc(self);
	add_unsubscribe(self);
	add_iprev(self);
	eml_overview_lists(self);
	if ((self->how & EML_ROWS_WIDE) == 0)
		return;
	eml_rows_heading(self, "Path, newest first");
	eml_rows_hops(self);
	eml_rows_heading(self, "Findings");
	eml_rows_findings(self);
}
