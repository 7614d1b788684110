#include "check/spf-eval.h"

#include "base/limits.h"

void
eml_spf_eval_clear(EmlSpfEval *eval)
{
	g_free(eval->ip_text);
	g_free(eval->ip_dotted);
	g_free(eval->sender);
	g_free(eval->local_part);
	g_free(eval->sender_domain);
	g_free(eval->helo);
	g_free(eval->receiver);
	g_free(eval->time);
	g_free(eval->near.term);
	g_free(eval->near.domain);
	g_clear_pointer(&eval->validated, g_ptr_array_unref);
	eml_dns_drop_thens(eval->dns);
	g_clear_pointer(&eval->followed, g_hash_table_unref);
}

EmlSpfOutcome
eml_spf_stop(EmlSpfEval *eval, EmlResult result, EmlStepCode reason)
{
	eval->stopped = result;
	eval->out->reason = reason;
	return EML_SPF_STOP;
}

/* Section 4.6.4: one limit for the whole evaluation, whatever was asked ahead. */
EmlSpfOutcome
eml_spf_count_lookup(EmlSpfEval *eval, EmlSlice term, GPtrArray *steps)
{
	EmlStep *step = NULL;

	if (eval->explaining || ++eval->out->dns_lookups <= EML_SPF_MAX_LOOKUPS)
		return EML_SPF_MATCH;
	step = eml_trace_add(steps, EML_STEP_SPF_LOOKUP_LIMIT, EML_TONE_BAD);
	eml_step_argf(eml_step_arg(step, term), "%u", eval->out->dns_lookups);
	return eml_spf_stop(eval, EML_RESULT_PERMERROR, EML_STEP_SPF_LOOKUP_LIMIT);
}

/* A step about a question: %1 type, %2 name. */
static EmlStep *
add_question_step(GPtrArray *steps, EmlStepCode code, EmlTone tone, EmlDnsType type, EmlSlice name)
{
	EmlStep *step = eml_trace_add(steps, code, tone);

	return eml_step_arg(eml_step_arg_text(step, eml_dns_type_word(type)), name);
}

/* "positive answer with an answer count of 0, or Name Error", section 4.6.4 */
static EmlSpfOutcome
count_void(EmlSpfEval *eval, EmlDnsType type, EmlSlice name, guint slot, GPtrArray *steps)
{
	const guint count = ++eval->out->void_lookups;
	const gboolean over = count > EML_SPF_MAX_VOID_LOOKUPS;
	EmlStep *step = add_question_step(steps, over ? EML_STEP_SPF_VOID_LIMIT : EML_STEP_SPF_VOID,
					  over ? EML_TONE_BAD : EML_TONE_NOTE, type, name);

	step->slot = slot;
	eml_step_argf(step, "%u", count);
	return over ? eml_spf_stop(eval, EML_RESULT_PERMERROR, EML_STEP_SPF_VOID_LIMIT)
		    : EML_SPF_NO_MATCH;
}

static EmlSpfOutcome
empty_answer(EmlSpfEval *eval,
	     const EmlDnsAnswer *answer,
	     EmlDnsType type,
	     EmlSlice name,
	     guint slot,
	     GPtrArray *steps)
{
	if (slot == 0) { /* no question could be made of it, so none was asked */
		eml_step_arg(eml_trace_add(steps, EML_STEP_SPF_NAME_IMPOSSIBLE, EML_TONE_NOTE),
			     name);
		return EML_SPF_NO_MATCH;
	}
	if (!eval->explaining)
		return count_void(eval, type, name, slot, steps);
	(void)answer;
	add_question_step(steps, EML_STEP_SPF_EMPTY, EML_TONE_PLAIN, type, name)->slot = slot;
	return EML_SPF_NO_MATCH;
}

/* Sections 4.4 and 5: an error is a temperror of the topmost check_host(); "not asked" is no answer
 * either, and offline the check is not made at all. */
static EmlSpfOutcome
no_answer(EmlSpfEval *eval,
	  const EmlDnsAnswer *answer,
	  EmlDnsType type,
	  EmlSlice name,
	  guint slot,
	  GPtrArray *steps)
{
	const gboolean offline = g_strcmp0(answer->reason, "offline") == 0;
	EmlStepCode code = EML_STEP_SPF_DNS_FAILED;
	EmlResult result = EML_RESULT_TEMPERROR;
	EmlStep *step = NULL;

	if (answer->outcome == EML_DNS_NOT_ASKED) {
		code = offline ? EML_STEP_SPF_NOT_ASKED : EML_STEP_SPF_NOT_IN_SNAPSHOT;
		result = offline ? EML_RESULT_LAST : EML_RESULT_TEMPERROR;
	}
	step = add_question_step(steps, code, EML_TONE_WARN, type, name);
	step->slot = slot;
	if (answer->outcome == EML_DNS_FAILED) {
		eml_step_arg_text(step, answer->reason);
		eml_step_arg_text(step, answer->detail);
	}
	return eval->explaining ? EML_SPF_NO_MATCH : eml_spf_stop(eval, result, code);
}

static gboolean
is_tolerable(const EmlDnsAnswer *answer, guint flags)
{
	return (flags & EML_SPF_ASK_TOLERANT) != 0 && answer->outcome == EML_DNS_FAILED &&
	       g_strcmp0(answer->reason, "cancelled") != 0;
}

/* What an answer means for the evaluation; its step is written here. */
static EmlSpfOutcome
weigh_answer(EmlSpfEval *eval,
	     const EmlDnsAnswer *answer,
	     EmlDnsType type,
	     EmlSlice name,
	     guint slot,
	     GPtrArray *steps)
{
	g_autofree char *text = NULL;
	EmlStep *step = NULL;

	switch (answer->outcome) {
	case EML_DNS_FOUND:
		if (type == EML_DNS_TXT) /* the record has a step of its own */
			return EML_SPF_MATCH;
		text = eml_spf_answer_text(answer);
		step = add_question_step(steps, EML_STEP_SPF_FOUND, EML_TONE_PLAIN, type, name);
		step->slot = slot;
		eml_step_argf(eml_step_arg_text(step, text), "%u", answer->ttl);
		return EML_SPF_MATCH;
	case EML_DNS_NO_DATA:
	case EML_DNS_NO_NAME:
		return empty_answer(eval, answer, type, name, slot, steps);
	case EML_DNS_FAILED:
	case EML_DNS_NOT_ASKED:
	case EML_DNS_LAST:
		break;
	}
	return no_answer(eval, answer, type, name, slot, steps);
}

EmlDnsAnswer *
eml_spf_ask(EmlSpfEval *eval,
	    EmlDnsType type,
	    EmlSlice name,
	    guint flags,
	    GPtrArray *steps,
	    guint *ret_slot)
{
	guint slot = 0;
	g_autoptr(EmlDnsAnswer) answer = eml_dns_get(eval->dns, type, name, &slot);
	const gboolean empty =
	    answer->outcome == EML_DNS_NO_DATA || answer->outcome == EML_DNS_NO_NAME;

	if (ret_slot != NULL)
		*ret_slot = slot;
	if (empty && (flags & EML_SPF_ASK_FREE) != 0)
		return g_steal_pointer(&answer);
	if (is_tolerable(answer, flags)) {
		EmlStep *step = add_question_step(steps, EML_STEP_SPF_FAILED_SKIPPED, EML_TONE_NOTE,
						  type, name);

		step->slot = slot;
		eml_step_arg_text(step, answer->reason);
		return g_steal_pointer(&answer);
	}
	if (weigh_answer(eval, answer, type, name, slot, steps) == EML_SPF_STOP)
		return NULL;
	return g_steal_pointer(&answer);
}
