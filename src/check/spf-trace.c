#include "check/spf-eval.h"

#include <arpa/inet.h>

#include "base/limits.h"

EmlTone
eml_spf_tone(EmlResult result)
{
	switch (result) {
	case EML_RESULT_PASS:
		return EML_TONE_GOOD;
	case EML_RESULT_FAIL:
	case EML_RESULT_PERMERROR:
		return EML_TONE_BAD;
	case EML_RESULT_SOFTFAIL:
	case EML_RESULT_TEMPERROR:
		return EML_TONE_WARN;
	case EML_RESULT_NONE:
	case EML_RESULT_POLICY:
	case EML_RESULT_NEUTRAL:
	case EML_RESULT_LAST:
		break;
	}
	return EML_TONE_NOTE;
}

EmlStep *
eml_spf_term_step(const EmlSpfFrame *frame, const EmlSpfTerm *term, EmlStepCode code)
{
	EmlStep *step = eml_trace_add(frame->steps, code, EML_TONE_PLAIN);
	const gssize at = term->text.data - frame->record->text.data;

	eml_step_at_record(step, frame->slot, at, at + (gssize)term->text.len);
	eml_step_arg(step, term->text);
	eml_step_arg_text(step, frame->eval->ip_text);
	return eml_step_arg_text(step, eml_result_word(term->qualifier));
}

void
eml_spf_step_set(EmlStep *step, EmlStepCode code, EmlTone tone)
{
	step->code = code;
	step->tone = tone;
}

static EmlStepCode
problem_code(EmlSpfProblem problem)
{
	static const EmlStepCode codes[EML_SPF_PROBLEM_LAST] = {
	    [EML_SPF_UNKNOWN_MECHANISM] = EML_STEP_SPF_SYNTAX_UNKNOWN_MECHANISM,
	    [EML_SPF_BARE_ADDRESS] = EML_STEP_SPF_SYNTAX_BARE_ADDRESS,
	    [EML_SPF_COLON_FOR_EQUALS] = EML_STEP_SPF_SYNTAX_COLON,
	    [EML_SPF_ARGUMENT_MISSING] = EML_STEP_SPF_SYNTAX_ARGUMENT_MISSING,
	    [EML_SPF_ARGUMENT_UNWANTED] = EML_STEP_SPF_SYNTAX_ARGUMENT_UNWANTED,
	    [EML_SPF_PREFIX_UNWANTED] = EML_STEP_SPF_SYNTAX_PREFIX_UNWANTED,
	    [EML_SPF_BAD_PREFIX] = EML_STEP_SPF_SYNTAX_BAD_PREFIX,
	    [EML_SPF_BAD_ADDRESS] = EML_STEP_SPF_SYNTAX_BAD_ADDRESS,
	    [EML_SPF_ADDRESS_AS_NAME] = EML_STEP_SPF_SYNTAX_ADDRESS_AS_NAME,
	    [EML_SPF_BAD_NAME] = EML_STEP_SPF_SYNTAX_BAD_NAME,
	    [EML_SPF_BAD_MACRO] = EML_STEP_SPF_SYNTAX_BAD_MACRO,
	    [EML_SPF_BAD_BYTE] = EML_STEP_SPF_SYNTAX_BAD_BYTE,
	    [EML_SPF_SECOND_MODIFIER] = EML_STEP_SPF_SYNTAX_SECOND_MODIFIER,
	};

	return codes[problem];
}

void
eml_spf_trace_problems(const EmlSpfFrame *frame)
{
	const EmlSpfRecord *record = frame->record;

	for (guint i = 0; i < eml_spf_record_n_terms(record); i++) {
		const EmlSpfTerm *term = eml_spf_record_term(record, i);

		if (term->problem != EML_SPF_FINE)
			eml_spf_term_step(frame, term, problem_code(term->problem))->tone =
			    EML_TONE_BAD;
	}
	if (record->too_many)
		eml_step_argf(
		    eml_trace_add(frame->steps, EML_STEP_SPF_SYNTAX_TOO_MANY_TERMS, EML_TONE_BAD),
		    "%d", EML_SPF_MAX_TERMS);
}

/* "ip4=192.0.2.1" is a modifier of that name, and therefore without effect. */
static gboolean
is_named_like_mechanism(EmlSlice name)
{
	static const char *const names[] = {"all", "include", "a",   "mx",
					    "ptr", "ip4",     "ip6", "exists"};

	for (gsize i = 0; i < G_N_ELEMENTS(names); i++)
		if (eml_slice_equal_ci(name, eml_slice(names[i])))
			return TRUE;
	return FALSE;
}

void
eml_spf_trace_ignored(const EmlSpfFrame *frame)
{
	const EmlSpfRecord *record = frame->record;
	gboolean told = FALSE;

	for (guint i = 0; i < eml_spf_record_n_terms(record); i++) {
		const EmlSpfTerm *term = eml_spf_record_term(record, i);

		if (term->kind == EML_SPF_OTHER_MODIFIER && is_named_like_mechanism(term->name)) {
			eml_spf_term_step(frame, term, EML_STEP_SPF_MODIFIER_LIKE_MECHANISM)->tone =
			    EML_TONE_WARN;
		} else if (term->kind == EML_SPF_OTHER_MODIFIER) {
			eml_spf_term_step(frame, term, EML_STEP_SPF_MODIFIER_IGNORED);
		} else if (record->all >= 0 && term->kind == EML_SPF_REDIRECT) {
			eml_spf_term_step(frame, term, EML_STEP_SPF_REDIRECT_IGNORED)->tone =
			    EML_TONE_NOTE;
		} else if (record->all >= 0 && i > (guint)record->all &&
			   term->kind < EML_SPF_REDIRECT && !told) {
			eml_spf_term_step(frame, term, EML_STEP_SPF_TERMS_AFTER_ALL)->tone =
			    EML_TONE_NOTE;
			told = TRUE;
		}
	}
}

void
eml_spf_trace_not_reached(const EmlSpfFrame *frame, guint matched)
{
	const EmlSpfRecord *record = frame->record;
	gssize start = -1, end = -1;
	EmlStep *step = NULL;

	if (eml_spf_record_term(record, matched)->kind == EML_SPF_ALL)
		return; /* then they are never reached, and that is said */
	for (guint i = matched + 1; i < eml_spf_record_n_terms(record); i++) {
		const EmlSpfTerm *term = eml_spf_record_term(record, i);
		const gssize at = term->text.data - record->text.data;

		if (term->kind > EML_SPF_REDIRECT ||
		    (record->all >= 0 &&
		     (i > (guint)record->all || term->kind == EML_SPF_REDIRECT)))
			continue;
		if (start < 0)
			start = at;
		end = at + (gssize)term->text.len;
	}
	if (start < 0)
		return;
	step = eml_trace_add(frame->steps, EML_STEP_SPF_NOT_REACHED, EML_TONE_PLAIN);
	eml_step_at_record(step, frame->slot, start, end);
	eml_step_arg(step, eml_slice_part(record->text, (gsize)start, (gsize)end));
}

static void
append_record(GString *text, const EmlDnsRecord *record)
{
	char address[INET6_ADDRSTRLEN];

	if (text->len > 0)
		g_string_append(text, ", ");
	if (record->type == EML_DNS_MX)
		g_string_append_printf(text, "%u ", record->preference);
	if (record->name != NULL)
		g_string_append(text, record->name);
	else if (inet_ntop(record->type == EML_DNS_A ? AF_INET : AF_INET6,
			   g_bytes_get_data(record->data, NULL), address, sizeof address) != NULL)
		g_string_append(text, address);
}

char *
eml_spf_answer_text(const EmlDnsAnswer *answer)
{
	GString *text = g_string_new(NULL);
	const guint n = answer->records->len;

	for (guint i = 0; i < n && i < EML_SPF_MAX_SHOWN; i++)
		append_record(text, g_ptr_array_index(answer->records, i));
	if (n > EML_SPF_MAX_SHOWN)
		g_string_append_printf(text, ", … (%u)", n);
	return g_string_free(text, FALSE);
}
