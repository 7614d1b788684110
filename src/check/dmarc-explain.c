#include "check/dmarc-explain.h"

/* What a tag that counts means; NULL value: whatever it says. */
static const struct {
	EmlDmarcTagCode tag;
	const char *value;
	EmlStepCode step;
	EmlTone tone;
} meanings[] = {
    {EML_DMARC_V, NULL, EML_STEP_DMARC_TAG_V, EML_TONE_PLAIN},
    {EML_DMARC_P, "none", EML_STEP_DMARC_TAG_P_NONE, EML_TONE_NOTE},
    {EML_DMARC_P, "quarantine", EML_STEP_DMARC_TAG_P_QUARANTINE, EML_TONE_PLAIN},
    {EML_DMARC_P, "reject", EML_STEP_DMARC_TAG_P_REJECT, EML_TONE_PLAIN},
    {EML_DMARC_SP, NULL, EML_STEP_DMARC_TAG_SP, EML_TONE_PLAIN},
    {EML_DMARC_NP, NULL, EML_STEP_DMARC_TAG_NP, EML_TONE_PLAIN},
    {EML_DMARC_ADKIM, "r", EML_STEP_DMARC_TAG_ADKIM_R, EML_TONE_PLAIN},
    {EML_DMARC_ADKIM, "s", EML_STEP_DMARC_TAG_ADKIM_S, EML_TONE_PLAIN},
    {EML_DMARC_ASPF, "r", EML_STEP_DMARC_TAG_ASPF_R, EML_TONE_PLAIN},
    {EML_DMARC_ASPF, "s", EML_STEP_DMARC_TAG_ASPF_S, EML_TONE_PLAIN},
    {EML_DMARC_PSD, "y", EML_STEP_DMARC_TAG_PSD_Y, EML_TONE_PLAIN},
    {EML_DMARC_PSD, "n", EML_STEP_DMARC_TAG_PSD_N, EML_TONE_PLAIN},
    {EML_DMARC_PSD, "u", EML_STEP_DMARC_TAG_PSD_U, EML_TONE_PLAIN},
    {EML_DMARC_T, "y", EML_STEP_DMARC_TAG_T_Y, EML_TONE_NOTE},
    {EML_DMARC_T, "n", EML_STEP_DMARC_TAG_T_N, EML_TONE_PLAIN},
    {EML_DMARC_FO, NULL, EML_STEP_DMARC_TAG_FO, EML_TONE_PLAIN},
    {EML_DMARC_RUA, NULL, EML_STEP_DMARC_TAG_RUA, EML_TONE_PLAIN},
    {EML_DMARC_RUF, NULL, EML_STEP_DMARC_TAG_RUF, EML_TONE_PLAIN},
};

/* pct, rf and ri each say something else about their past: see historic_step(). */
static const struct {
	EmlStepCode step;
	EmlTone tone;
} problem_steps[EML_DMARC_PROBLEM_LAST] = {
    [EML_DMARC_DUPLICATE] = {EML_STEP_DMARC_TAG_DUPLICATE, EML_TONE_BAD},
    [EML_DMARC_DUPLICATE_OTHER] = {EML_STEP_DMARC_TAG_DUPLICATE_IGNORED, EML_TONE_NOTE},
    [EML_DMARC_LEADING_SPACE] = {EML_STEP_DMARC_LEADING_SPACE, EML_TONE_WARN},
    [EML_DMARC_NO_TAG] = {EML_STEP_DMARC_TAG_BROKEN, EML_TONE_WARN},
    [EML_DMARC_UPPER_CASE] = {EML_STEP_DMARC_TAG_UPPER_CASE, EML_TONE_NOTE},
    [EML_DMARC_UNKNOWN] = {EML_STEP_DMARC_TAG_UNKNOWN, EML_TONE_NOTE},
    [EML_DMARC_HISTORIC] = {EML_STEP_DMARC_TAG_PCT, EML_TONE_NOTE},
    [EML_DMARC_BAD_VALUE] = {EML_STEP_DMARC_TAG_BAD_VALUE, EML_TONE_WARN},
    [EML_DMARC_NO_POLICY] = {EML_STEP_DMARC_TAG_P_MISSING, EML_TONE_WARN},
    [EML_DMARC_BAD_URI] = {EML_STEP_DMARC_URI_BAD, EML_TONE_WARN},
    [EML_DMARC_URI_SIZE] = {EML_STEP_DMARC_URI_SIZE, EML_TONE_NOTE},
    [EML_DMARC_MAILTO_NO_AT] = {EML_STEP_DMARC_URI_NO_ADDRESS, EML_TONE_WARN},
    [EML_DMARC_NO_RUF] = {EML_STEP_DMARC_FO_UNUSED, EML_TONE_NOTE},
    [EML_DMARC_TOO_MANY] = {EML_STEP_DMARC_TAG_LIMIT, EML_TONE_WARN},
};

static EmlStepCode
historic_step(EmlDmarcTagCode tag)
{
	if (tag == EML_DMARC_RF)
		return EML_STEP_DMARC_TAG_RF;
	return tag == EML_DMARC_RI ? EML_STEP_DMARC_TAG_RI : EML_STEP_DMARC_TAG_PCT;
}

static EmlSlice
bytes_of(const EmlDmarcRecord *record, gsize start, gsize end)
{
	return eml_slice_part(record->text, start, end);
}

/* Args: the value (%1), the tag's name (%2). */
static EmlStep *
explain_tag(const EmlDmarcTag *tag, guint slot, GPtrArray *steps)
{
	for (gsize i = 0; i < G_N_ELEMENTS(meanings); i++) {
		EmlStep *step = NULL;

		if (meanings[i].tag != tag->code ||
		    (meanings[i].value != NULL &&
		     !eml_slice_equal_ci(tag->value, eml_slice(meanings[i].value))))
			continue;
		step = eml_trace_add(steps, meanings[i].step, meanings[i].tone);
		eml_step_arg(eml_step_arg(step, tag->value), tag->name);
		return eml_step_at_record(step, slot, (gssize)tag->at_start, (gssize)tag->at_end);
	}
	return NULL;
}

/* Args: the bytes it talks about (%1), the tag's name (%2). */
static void
explain_problem(const EmlDmarcRecord *record,
		const EmlDmarcProblem *problem,
		guint slot,
		GPtrArray *steps)
{
	const EmlDmarcTag *tag =
	    problem->tag >= 0 ? &g_array_index(record->tags, EmlDmarcTag, (guint)problem->tag)
			      : NULL;
	const EmlStepCode code = problem->code == EML_DMARC_HISTORIC
				     ? historic_step(tag->code)
				     : problem_steps[problem->code].step;
	EmlStep *step = eml_trace_add(steps, code, problem_steps[problem->code].tone);

	eml_step_arg(step, bytes_of(record, problem->at_start, problem->at_end));
	if (tag != NULL)
		eml_step_arg(step, tag->name);
	eml_step_at_record(step, slot, (gssize)problem->at_start, (gssize)problem->at_end);
}

static void
explain_problems(const EmlDmarcRecord *record, gint tag, guint slot, GPtrArray *steps)
{
	for (guint i = 0; i < record->problems->len; i++) {
		const EmlDmarcProblem *problem =
		    &g_array_index(record->problems, EmlDmarcProblem, i);

		if (problem->tag == tag)
			explain_problem(record, problem, slot, steps);
	}
}

void
eml_dmarc_explain(const EmlDmarcRecord *record, guint slot, GPtrArray *steps)
{
	for (guint i = 0; i < record->tags->len; i++) {
		const EmlDmarcTag *tag = &g_array_index(record->tags, EmlDmarcTag, i);
		EmlStep *step = tag->used ? explain_tag(tag, slot, steps) : NULL;

		explain_problems(record, (gint)i, slot, step != NULL ? step->children : steps);
	}
	explain_problems(record, -1, slot, steps);
}
