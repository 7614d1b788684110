#include "tui/rows-check.h"

#include "judge/words.h"
#include "render/out.h"

#include <string.h>

const char *
eml_check_label(const EmlReport *report)
{
	return report->offline && report->hypothetical == NULL ? "without DNS" : "verified now";
}

void
eml_check_verified(
    EmlRows *self, const char *word, EmlTone tone, EmlStepCode reason, const GPtrArray *trace)
{
	const EmlStep *step = eml_trace_find(trace, reason);
	g_autofree EmlPlain *sentence = step != NULL ? eml_words_step_text(step) : NULL;
	/* not "fail: -all matches every address: fail" */
	const gboolean whole =
	    step != NULL && (eml_words_step(step->code)->flags & EML_WORDS_SAY_RESULT) != 0;
	EmlRow *row =
	    eml_rows_pairf(self, eml_check_label(self->report), tone, "%s%s%s", whole ? "" : word,
			   whole || sentence == NULL ? "" : ": ", sentence != NULL ? sentence : "");

	if (!whole)
		eml_row_mark(row, 2, eml_theme_tone(tone), strlen(word));
	if (step != NULL)
		row->about = (EmlAbout){.kind = EML_ABOUT_STEP, .step = step};
}

void
eml_check_waiting(EmlRows *self)
{
	EmlRow *row = eml_rows_pair(self, eml_check_label(self->report), EML_TONE_PLAIN, "");

	eml_row_glyph(row, 2, EML_ROLE_WAIT, EML_GLYPH_WAIT);
}

static void
add_claim(EmlRows *self, const EmlRowClaim *claim)
{
	EmlRow *row = NULL;
	const EmlTone tone = claim->word != NULL
				 ? eml_tone_of_result(eml_result_from_word(eml_slice(claim->word)))
				 : EML_TONE_PLAIN;

	if (claim->wait) {
		row = eml_rows_pair(self, "claimed", EML_TONE_PLAIN, "");
		eml_row_glyph(row, 2, EML_ROLE_WAIT, EML_GLYPH_WAIT);
		return;
	}
	if (claim->word == NULL) {
		eml_rows_pair(self, "claimed", EML_TONE_PLAIN, "nothing by the receiver");
		return;
	}
	row = eml_rows_pairf(self, "claimed", EML_TONE_PLAIN, "%s%s%s%s%s", claim->word,
			     claim->detail != NULL ? " for " : "",
			     claim->detail != NULL ? claim->detail : "",
			     claim->by != NULL ? ", by " : "", claim->by != NULL ? claim->by : "");
	eml_row_sign(row, 1, tone);
	row->problem = FALSE; /* a claim is not what was found */
	eml_row_mark(row, 2, eml_theme_tone(tone), strlen(claim->word));
	if (claim->field >= 0)
		row->about = eml_about(EML_ABOUT_CLAIM, (guint)claim->field);
}

static void
add_comparison(EmlRows *self, const EmlComparison *one)
{
	static const EmlTone tones[EML_COMPARE_LAST] = {
	    [EML_COMPARE_AGREE] = EML_TONE_GOOD,
	    [EML_COMPARE_DISAGREE] = EML_TONE_WARN,
	    [EML_COMPARE_CLAIM_ONLY] = EML_TONE_NOTE,
	    [EML_COMPARE_RECHECK_ONLY] = EML_TONE_NOTE,
	    [EML_COMPARE_NOT_COMPARABLE] = EML_TONE_NOTE,
	};
	const EmlWords *words = one->why != NULL ? eml_words_by_id(one->why) : NULL;
	g_autofree EmlPlain *why = words != NULL ? eml_words_expand(words->title, one->args) : NULL;

	if (why != NULL)
		eml_rows_pair(self, "compared", tones[one->verdict], why);
}

void
eml_check_claim(EmlRows *self, const char *method, gint dkim)
{
	EmlRowClaim claim;

	eml_row_claim_find(self->report, method, dkim, &claim);
	add_claim(self, &claim);
	if (claim.comparison != NULL && claim.comparison->verdict != EML_COMPARE_RECHECK_ONLY)
		add_comparison(self, claim.comparison);
	eml_row_claim_clear(&claim);
}

void
eml_check_problem(EmlRows *self, const char *label, const char *id, const GPtrArray *trace)
{
	for (guint i = 0; i < trace->len; i++) {
		const EmlStep *step = g_ptr_array_index(trace, i);
		g_autofree EmlPlain *sentence = NULL;

		if (!g_str_equal(eml_words_step(step->code)->id, id))
			continue;
		sentence = eml_words_step_text(step);
		eml_rows_pair(self, label, EML_TONE_WARN, sentence)->about =
		    (EmlAbout){.kind = EML_ABOUT_STEP, .step = step};
		return;
	}
}

void
eml_check_steps(EmlRows *self, const GPtrArray *trace, const char *prefix)
{
	if (trace->len == 0)
		return;
	eml_rows_heading(self, "Steps");
	eml_rows_steps(self, 0, trace, prefix);
}

/* What the term that a check stopped in would have asked. */
static void
add_term(EmlRows *self, const EmlStep *step)
{
	gsize len = 0;
	const char *term = g_bytes_get_data(g_ptr_array_index(step->args, 0), &len);

	eml_rows_paragraph(self, 0, EML_ROLE_TEXT,
			   eml_words_spf_term(eml_slice_n(term, len))->title);
}

/* The sentence, why, what to do, and the place it talks about. */
void
eml_rows_step(EmlRows *self, const EmlStep *step)
{
	const EmlWords *words = eml_words_step(step->code);
	const guint question = eml_report_question(self->report, step);
	g_autofree EmlPlain *text = eml_words_step_text(step);
	EmlRow *row = eml_rows_add(self, EML_SHAPE_FINDING, 0);

	eml_row_sign(row, 0, step->tone);
	eml_row_text(row, 1, EML_ROLE_STRONG, text);
	eml_row_name(row, (EmlAbout){0}, "title");
	eml_rows_words(self, words->why, words->advice, words->rfc, step->args);
	if (step->code == EML_STEP_SPF_STOPPED)
		add_term(self, step);
	if (step->code == EML_STEP_DKIM_LENGTH_TAIL && step->field >= 0)
		eml_rows_tail_of(self, (guint)step->field);
	if (step->field >= 0) {
		const gboolean part = step->at_start >= 0 && step->at_end >= step->at_start;

		eml_rows_pairf(self, "in", EML_TONE_PLAIN, "line %u",
			       eml_report_line(self->report, step->field))
		    ->about = eml_about(EML_ABOUT_FIELD, (guint)step->field);
		eml_rows_field_lines(self, (guint)step->field, part ? (gsize)step->at_start : 0,
				     part ? (gsize)step->at_end : 0);
	}
	if (question > 0) {
		eml_rows_pairf(self, "in", EML_TONE_PLAIN, "DNS %u", question)->about =
		    eml_about(EML_ABOUT_QUESTION, question);
		eml_rows_question(self, question);
	}
}
