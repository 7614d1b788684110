/* check_host(), to be read beside RFC 7208 section 4. */
#include "check/spf.h"

#include "base/limits.h"
#include "check/spf-eval.h"

static EmlResult
check_host(EmlSpfEval *eval, const char *domain, gboolean included, GPtrArray *steps);

/* Section 4.3: "malformed (e.g., label longer than 63 characters, zero-length label not at the end,
 * etc.) or is not a multi-label domain name". The final dot is gone already. */
EmlStepCode
eml_spf_domain_problem(const char *domain)
{
	const gsize len = strlen(domain);
	gsize label = 0;

	if (len == 0)
		return EML_STEP_SPF_DOMAIN_MISSING;
	if (domain[0] == '[')
		return EML_STEP_SPF_DOMAIN_LITERAL;
	if (len > EML_DNS_MAX_NAME)
		return EML_STEP_SPF_DOMAIN_MALFORMED;
	for (gsize i = 0; i <= len; i++) {
		if (domain[i] != '.' && domain[i] != '\0') {
			label++;
			continue;
		}
		if (label == 0 || label > EML_DNS_MAX_LABEL)
			return EML_STEP_SPF_DOMAIN_MALFORMED;
		label = 0;
	}
	return strchr(domain, '.') == NULL ? EML_STEP_SPF_DOMAIN_SINGLE_LABEL : EML_STEP_NONE;
}

static EmlSlice
text_of(const EmlDnsRecord *record)
{
	gsize len = 0;
	const char *data = g_bytes_get_data(record->data, &len);

	return eml_slice_n(data, len);
}

/* Section 4.5: "discard records that do not begin with a version section of exactly v=spf1" */
guint
eml_spf_select(const EmlDnsAnswer *answer, EmlSlice *ret_text)
{
	guint count = 0;

	for (guint i = 0; i < answer->records->len; i++) {
		const EmlSlice text = text_of(g_ptr_array_index(answer->records, i));

		if (!eml_spf_is_record(text))
			continue;
		if (count == 0)
			*ret_text = text;
		count++;
	}
	return count;
}

/* Ends this check_host() with a step of its own; the outer one may still think otherwise. */
static EmlStep *
end_with(EmlSpfFrame *frame, GPtrArray *steps, EmlStepCode code, EmlResult result)
{
	EmlStep *step = eml_trace_add(steps, code, eml_spf_tone(result));

	step->slot = frame->slot;
	frame->eval->out->reason = code;
	return eml_step_arg_text(step, frame->domain);
}

/* Names TXT records that were probably meant: quotes, blanks or signs before "v=spf1" and the like.
 */
static void
note_almost(const EmlSpfFrame *frame, GPtrArray *steps)
{
	for (guint i = 0; i < frame->answer->records->len; i++) {
		const EmlSlice text = text_of(g_ptr_array_index(frame->answer->records, i));
		const EmlSlice head = eml_slice_part(text, 0, 12);
		EmlStep *step = NULL;

		for (gsize at = 0; at < head.len; at++) {
			if (!eml_slice_starts_with_ci(eml_slice_part(head, at, head.len), "spf1"))
				continue;
			step = eml_trace_add(steps, EML_STEP_SPF_RECORD_ALMOST, EML_TONE_WARN);
			step->slot = frame->slot;
			eml_step_arg(eml_step_arg_text(step, frame->domain), text);
			break;
		}
	}
}

/* No record at all, section 4.5; NXDOMAIN, section 4.3. */
static EmlResult
no_record(EmlSpfFrame *frame, GPtrArray *steps)
{
	if (frame->answer->outcome == EML_DNS_NO_NAME) {
		end_with(frame, steps, EML_STEP_SPF_RECORD_NO_NAME, EML_RESULT_NONE);
		return EML_RESULT_NONE;
	}
	note_almost(frame, steps);
	eml_step_argf(end_with(frame, steps, EML_STEP_SPF_RECORD_MISSING, EML_RESULT_NONE), "%u",
		      frame->answer->records->len);
	return EML_RESULT_NONE;
}

/* Sections 4.3 and 4.4. TRUE with frame->answer, or FALSE with the result. */
static gboolean
look_up_records(EmlSpfFrame *frame, GPtrArray *steps, EmlResult *ret_result)
{
	EmlSpfEval *eval = frame->eval;
	const EmlStepCode problem = eml_spf_domain_problem(frame->domain);
	const gboolean first = eval->out->dns_lookups == 0; /* not the question of a term */

	if (problem != EML_STEP_NONE) {
		end_with(frame, steps, problem, EML_RESULT_NONE);
		*ret_result = EML_RESULT_NONE;
		return FALSE;
	}
	frame->answer = eml_spf_ask(eval, EML_DNS_TXT, eml_slice(frame->domain),
				    first ? EML_SPF_ASK_FREE : 0, steps, &frame->slot);
	*ret_result = eval->stopped;
	return frame->answer != NULL;
}

/* Section 4.5. TRUE with the text of the one record, or FALSE with the result. */
static gboolean
select_record(EmlSpfFrame *frame, GPtrArray *steps, EmlSlice *ret_text, EmlResult *ret_result)
{
	const guint count = eml_spf_select(frame->answer, ret_text);

	if (count == 1)
		return TRUE;
	if (count == 0) {
		*ret_result = no_record(frame, steps);
		return FALSE;
	}
	*ret_result = EML_RESULT_PERMERROR;
	eml_step_argf(end_with(frame, steps, EML_STEP_SPF_RECORD_SEVERAL, *ret_result), "%u",
		      count);
	return FALSE;
}

/* Section 4.6: "if there are any syntax errors anywhere in the record, check_host() returns
 * immediately with the result permerror". */
static gboolean
read_record(EmlSpfFrame *frame, EmlSlice text, GPtrArray *steps)
{
	EmlStep *step = eml_trace_add(steps, EML_STEP_SPF_RECORD, EML_TONE_PLAIN);

	step->slot = frame->slot;
	eml_step_arg(eml_step_arg_text(step, frame->domain), text);
	eml_step_argf(step, "%u", frame->answer->ttl);
	frame->steps = step->children;
	frame->record = eml_spf_record_parse(text);
	if (frame->record->n_problems == 0)
		return TRUE;
	eml_spf_step_set(step, EML_STEP_SPF_RECORD_BROKEN, EML_TONE_BAD);
	eml_step_argf(step, "%u", frame->record->n_problems);
	eml_spf_trace_problems(frame);
	frame->eval->out->reason = EML_STEP_SPF_RECORD_BROKEN;
	return FALSE;
}

/* Section 5.2: the table of what the included result means. */
static EmlSpfOutcome
weigh_included(EmlSpfEval *eval, EmlResult result, EmlStep *step)
{
	switch (result) {
	case EML_RESULT_PASS:
		eml_spf_step_set(step, EML_STEP_SPF_INCLUDE_MATCH, EML_TONE_PLAIN);
		return EML_SPF_MATCH;
	case EML_RESULT_FAIL:
	case EML_RESULT_SOFTFAIL:
	case EML_RESULT_NEUTRAL:
	case EML_RESULT_POLICY: /* never a result of check_host() */
		eml_spf_step_set(step, EML_STEP_SPF_INCLUDE_NO_MATCH, EML_TONE_PLAIN);
		return EML_SPF_NO_MATCH;
	case EML_RESULT_NONE:
		eml_spf_step_set(step, EML_STEP_SPF_INCLUDE_NO_RECORD, EML_TONE_BAD);
		return eml_spf_stop(eval, EML_RESULT_PERMERROR, EML_STEP_SPF_INCLUDE_NO_RECORD);
	case EML_RESULT_TEMPERROR:
	case EML_RESULT_PERMERROR:
	case EML_RESULT_LAST:
		break;
	}
	eml_spf_step_set(step, EML_STEP_SPF_INCLUDE_ERROR, eml_spf_tone(result));
	eval->stopped = result; /* the reason is the one inside */
	return EML_SPF_STOP;
}

/* Counts the term and finds the name that include or redirect leads to: %4 and %5 of the step. */
static EmlSpfOutcome
find_other_record(const EmlSpfFrame *frame, const EmlSpfTerm *term, EmlStep *step, char **ret_name)
{
	EmlSpfEval *eval = frame->eval;
	EmlSpfOutcome outcome = eml_spf_count_lookup(eval, term->text, step->children);
	const guint number = eval->out->dns_lookups;

	if (outcome == EML_SPF_STOP)
		return EML_SPF_STOP;
	outcome = eml_spf_target_name(frame, term, step->children, ret_name);
	eml_step_arg(step, *ret_name != NULL ? eml_slice(*ret_name) : term->domain);
	eml_step_argf(step, "%u", number);
	return outcome;
}

/* Section 5.2 */
static EmlSpfOutcome
match_include(const EmlSpfFrame *frame, const EmlSpfTerm *term, EmlStep *step)
{
	g_autofree char *name = NULL;
	EmlResult result = EML_RESULT_NEUTRAL;
	const EmlSpfOutcome outcome = find_other_record(frame, term, step, &name);

	if (outcome == EML_SPF_STOP)
		return EML_SPF_STOP;
	if (outcome == EML_SPF_MATCH)
		result = check_host(frame->eval, name, TRUE, step->children);
	eml_step_arg_text(step, eml_result_word(result));
	return weigh_included(frame->eval, result, step);
}

/* Section 4.7 */
static EmlResult
default_result(const EmlSpfFrame *frame)
{
	EmlStep *step = eml_trace_add(frame->steps, EML_STEP_SPF_DEFAULT,
				      frame->included ? EML_TONE_PLAIN : EML_TONE_NOTE);

	eml_step_arg_text(eml_step_arg_text(step, frame->domain), frame->eval->ip_text);
	frame->eval->out->reason = EML_STEP_SPF_DEFAULT;
	return EML_RESULT_NEUTRAL;
}

/* Section 6.1 */
static EmlResult
redirect(const EmlSpfFrame *frame)
{
	EmlSpfEval *eval = frame->eval;
	const EmlSpfTerm *term = eml_spf_record_term(frame->record, (guint)frame->record->redirect);
	EmlStep *step = eml_spf_term_step(frame, term, EML_STEP_SPF_STOPPED);
	g_autofree char *name = NULL;
	EmlResult result = EML_RESULT_NONE;

	switch (find_other_record(frame, term, step, &name)) {
	case EML_SPF_STOP:
		step->tone = eml_spf_tone(eval->stopped);
		return eval->stopped;
	case EML_SPF_NO_MATCH:
		eml_spf_step_set(step, EML_STEP_SPF_REDIRECT_IMPOSSIBLE, EML_TONE_NOTE);
		return default_result(frame);
	case EML_SPF_MATCH:
		break;
	}
	result = check_host(eval, name, frame->included, step->children);
	eml_step_arg_text(step, eml_result_word(result));
	if (result != EML_RESULT_NONE) {
		eml_spf_step_set(step, EML_STEP_SPF_REDIRECT, eml_spf_tone(result));
		return result;
	}
	eml_spf_step_set(step, EML_STEP_SPF_REDIRECT_NO_RECORD, EML_TONE_BAD);
	eval->out->reason = EML_STEP_SPF_REDIRECT_NO_RECORD;
	return EML_RESULT_PERMERROR;
}

/* Below an include anything but pass only means "not one of these". */
static EmlTone
match_tone(const EmlSpfFrame *frame, const EmlSpfTerm *term, const EmlStep *step)
{
	if (step->code == EML_STEP_SPF_ALL_PASS)
		return EML_TONE_WARN;
	if (frame->included && term->qualifier != EML_RESULT_PASS)
		return EML_TONE_PLAIN;
	return eml_spf_tone(term->qualifier);
}

/* A mechanism matched: its qualifier is the result (section 4.6.2). */
static EmlResult
matched(const EmlSpfFrame *frame, const EmlSpfTerm *term, EmlStep *step)
{
	EmlSpfResult *out = frame->eval->out;

	step->tone = match_tone(frame, term, step);
	out->reason = step->code;
	if (frame->included)
		return term->qualifier;
	out->mechanism = eml_slice_dup(term->text);
	if (term->qualifier == EML_RESULT_FAIL && frame->record->exp >= 0)
		out->explanation = eml_spf_explanation(frame);
	return term->qualifier;
}

/* Sections 4.6.2 and 4.7: "Each mechanism is considered in turn from left to right." */
static EmlResult
evaluate(const EmlSpfFrame *frame)
{
	const EmlSpfRecord *record = frame->record;

	eml_spf_ahead(frame);
	for (guint i = 0; i < eml_spf_record_n_terms(record); i++) {
		const EmlSpfTerm *term = eml_spf_record_term(record, i);
		EmlSpfOutcome outcome = EML_SPF_NO_MATCH;
		EmlStep *step = NULL;

		if (term->kind >= EML_SPF_REDIRECT) /* modifiers */
			continue;
		step = eml_spf_term_step(frame, term, EML_STEP_SPF_STOPPED);
		outcome = term->kind == EML_SPF_INCLUDE ? match_include(frame, term, step)
							: eml_spf_term_matches(frame, term, step);
		if (outcome == EML_SPF_MATCH) {
			const EmlResult result = matched(frame, term, step);

			eml_spf_trace_not_reached(frame, i);
			return result;
		}
		if (outcome == EML_SPF_STOP) {
			step->tone = eml_spf_tone(frame->eval->stopped);
			return frame->eval->stopped;
		}
	}
	return record->redirect >= 0 ? redirect(frame) : default_result(frame);
}

/* check_host(), section 4. <ip> and <sender> are in eval. */
static EmlResult
check_host(EmlSpfEval *eval, const char *domain, gboolean included, GPtrArray *steps)
{
	EmlSpfFrame frame = {.eval = eval, .domain = domain, .included = included};
	EmlSlice text = {NULL, 0};
	EmlResult result = EML_RESULT_PERMERROR;

	if (look_up_records(&frame, steps, &result) &&
	    select_record(&frame, steps, &text, &result)) {
		result = EML_RESULT_PERMERROR;
		if (read_record(&frame, text, steps)) {
			result = evaluate(&frame);
			eml_spf_trace_ignored(&frame);
		}
	}
	eml_spf_record_free(frame.record);
	eml_dns_answer_unref(frame.answer);
	return result;
}

/* After the result: the network that came nearest, and what the whole tree of records needs. */
static void
look_around(EmlSpfEval *eval, const char *domain)
{
	EmlSpfResult *out = eval->out;
	EmlStep *step = NULL;
	guint needed = 0;

	if (out->result != EML_RESULT_PASS)
		eml_spf_near_trace(eval);
	if (out->result == EML_RESULT_LAST)
		return;
	needed = eml_spf_tree_lookups(eval, domain);
	out->lookups_needed = MAX(needed, out->dns_lookups);
	if (out->lookups_needed <= EML_SPF_MAX_LOOKUPS || out->dns_lookups > EML_SPF_MAX_LOOKUPS)
		return;
	step = eml_trace_add(out->trace, EML_STEP_SPF_TREE_OVER_LIMIT, EML_TONE_WARN);
	eml_step_argf(eml_step_arg_text(step, domain), "%u", out->lookups_needed);
}

EmlSpfResult *
eml_spf_check(const EmlSpfInput *input, EmlDns *dns)
{
	EmlSpfResult *out = g_new0(EmlSpfResult, 1);
	EmlSpfEval eval = {.dns = dns, .out = out, .stopped = EML_RESULT_LAST};
	g_autofree char *domain = NULL;

	out->result = EML_RESULT_LAST;
	out->trace = eml_trace_new();
	if (eml_spf_begin(&eval, input, &domain)) {
		out->result = check_host(&eval, domain, FALSE, out->trace);
		look_around(&eval, domain);
	}
	eml_spf_eval_clear(&eval);
	return out;
}

void
eml_spf_result_free(EmlSpfResult *self)
{
	if (self == NULL)
		return;
	g_free(self->domain);
	g_free(self->ip);
	g_free(self->mechanism);
	g_free(self->explanation);
	g_ptr_array_unref(self->trace);
	g_free(self);
}

void
eml_spf_prefetch(const EmlSpfInput *input, EmlDns *dns)
{
	EmlSpfResult *out = g_new0(EmlSpfResult, 1);
	EmlSpfEval eval = {.dns = dns, .out = out};
	g_autofree char *domain = NULL;

	out->trace = eml_trace_new();
	if (eml_spf_begin(&eval, input, &domain) && eml_spf_domain_problem(domain) == EML_STEP_NONE)
		eml_dns_prefetch(dns, EML_DNS_TXT, eml_slice(domain));
	eml_spf_eval_clear(&eval);
	eml_spf_result_free(out);
}
