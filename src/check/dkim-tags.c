#include "check/dkim-tags.h"

#include "base/limits.h"
#include "check/dkim-meaning.h"

/* A range in the value as one in the whole field. */
static EmlStep *
add_range_step(const EmlMessage *message,
	       EmlDkimResult *result,
	       EmlStepCode code,
	       EmlTone tone,
	       gsize start,
	       gsize end)
{
	const EmlField *field = eml_message_field(message, result->field);
	const gsize offset =
	    (gsize)(field->value.data - field->whole.data); /* the value is a part of the whole */
	EmlStep *step = eml_trace_add(result->trace, code, tone);

	if (end == 0)
		return eml_step_at_field(step, (gint)result->field, -1, -1);
	return eml_step_at_field(step, (gint)result->field, (gssize)(offset + start),
				 (gssize)(offset + end)); /* inside a header block: they fit */
}

gboolean
eml_dkim_tag_range(const EmlMessage *message,
		   const EmlDkimSig *sig,
		   guint field,
		   const char *tag,
		   gsize *ret_start,
		   gsize *ret_end)
{
	const EmlField *self = eml_message_field(message, field);
	const gsize offset = (gsize)(self->value.data - self->whole.data);
	const EmlTag *found = eml_taglist_get(sig->tags, tag);

	if (found == NULL)
		return FALSE;
	*ret_start = offset + found->at;
	*ret_end = offset + found->value_at + found->value.len;
	return TRUE;
}

EmlStep *
eml_dkim_tag_step(const EmlMessage *message,
		  const EmlDkimSig *sig,
		  EmlDkimResult *result,
		  EmlStepCode code,
		  EmlTone tone,
		  const char *tag)
{
	const EmlTag *found = tag != NULL ? eml_taglist_get(sig->tags, tag) : NULL;

	if (found == NULL)
		return add_range_step(message, result, code, tone, 0, 0);
	return add_range_step(message, result, code, tone, found->at,
			      found->value_at + found->value.len);
}

/* What a step about a fault is told. */
typedef enum { ARG_NONE, ARG_TAG, ARG_VALUE, ARG_VALUE_AND_DOMAIN, ARG_LIMITS } FaultArgs;

static const struct {
	EmlStepCode code;
	FaultArgs args;
} fault_steps[EML_FAULT_LAST] = {
    [EML_FAULT_SYNTAX] = {EML_STEP_DKIM_TAG_SYNTAX, ARG_NONE},
    [EML_FAULT_ENCODED_WORD] = {EML_STEP_DKIM_ENCODED, ARG_NONE},
    [EML_FAULT_DUPLICATE] = {EML_STEP_DKIM_TAG_DUPLICATE, ARG_NONE},
    [EML_FAULT_TOO_MANY] = {EML_STEP_DKIM_TAG_TOO_MANY, ARG_LIMITS},
    [EML_FAULT_MISSING] = {EML_STEP_DKIM_TAG_MISSING, ARG_TAG},
    [EML_FAULT_REFUSED] = {EML_STEP_ARC_SEAL_NAMES_FIELDS, ARG_NONE},
    [EML_FAULT_VALUE] = {EML_STEP_DKIM_TAG_VALUE, ARG_TAG},
    [EML_FAULT_VERSION] = {EML_STEP_DKIM_VERSION_UNKNOWN, ARG_VALUE},
    [EML_FAULT_ALGORITHM] = {EML_STEP_DKIM_ALGORITHM_UNKNOWN, ARG_VALUE},
    [EML_FAULT_CANON] = {EML_STEP_DKIM_CANON_UNKNOWN, ARG_VALUE},
    [EML_FAULT_QUERY] = {EML_STEP_DKIM_QUERY_UNKNOWN, ARG_VALUE},
    [EML_FAULT_DOMAIN] = {EML_STEP_DKIM_DOMAIN_BAD, ARG_VALUE},
    [EML_FAULT_SELECTOR] = {EML_STEP_DKIM_SELECTOR_BAD, ARG_VALUE},
    [EML_FAULT_NAME_TOO_LONG] = {EML_STEP_DKIM_NAME_TOO_LONG, ARG_VALUE},
    [EML_FAULT_IDENTITY] = {EML_STEP_DKIM_IDENTITY_BAD, ARG_VALUE},
    [EML_FAULT_IDENTITY_DOMAIN] = {EML_STEP_DKIM_IDENTITY_OUTSIDE, ARG_VALUE_AND_DOMAIN},
    [EML_FAULT_FROM_UNSIGNED] = {EML_STEP_DKIM_FROM_UNSIGNED, ARG_NONE},
    [EML_FAULT_TIMES] = {EML_STEP_DKIM_TIMES_ORDER, ARG_NONE},
};

/* An empty value would leave a hole in the sentence. */
static EmlStep *
add_value(EmlStep *step, const EmlDkimSig *sig, const char *tag)
{
	const EmlSlice value = eml_dkim_sig_raw(sig, tag);

	return eml_step_arg(step, value.len > 0 ? value : eml_slice("(nothing)"));
}

static EmlStepCode
add_fault_step(const EmlMessage *message,
	       const EmlDkimSig *sig,
	       const EmlSigFault *fault,
	       EmlDkimResult *result)
{
	const EmlStepCode code = fault_steps[fault->kind].code;
	EmlStep *step =
	    add_range_step(message, result, code, EML_TONE_BAD, fault->at_start, fault->at_end);

	switch (fault_steps[fault->kind].args) {
	case ARG_NONE:
		break;
	case ARG_TAG:
		eml_step_arg_text(step, fault->tag);
		break;
	case ARG_VALUE:
		add_value(step, sig, fault->tag);
		break;
	case ARG_VALUE_AND_DOMAIN:
		eml_step_arg_text(add_value(step, sig, fault->tag), sig->domain);
		break;
	case ARG_LIMITS:
		eml_step_argf(eml_step_argf(step, "%u", (guint)EML_MAX_TAGS), "%u",
			      (guint)EML_MAX_SIGNED_HEADERS);
		break;
	}
	return code;
}

static void
explain_unknown_tags(const EmlMessage *message, const EmlDkimSig *sig, EmlDkimResult *result)
{
	g_autoptr(GString) names = g_string_new(NULL);

	for (guint i = 0; i < sig->tags->tags->len; i++) { /* at most EML_MAX_TAGS */
		const EmlSlice name = g_array_index(sig->tags->tags, EmlTag, i).name;

		if (eml_dkim_sig_knows(sig->kind, name))
			continue;
		g_string_append(names, names->len > 0 ? ", " : "");
		g_string_append_len(names, name.data, (gssize)name.len);
	}
	if (names->len > 0)
		eml_step_arg_text(eml_dkim_tag_step(message, sig, result, EML_STEP_DKIM_TAG_UNKNOWN,
						    EML_TONE_NOTE, NULL),
				  names->str);
}

/* "?" for what is missing or cannot be used. */
static void
explain_signature(const EmlMessage *message, const EmlDkimSig *sig, EmlDkimResult *result)
{
	const char *args[] = {result->domain, result->selector, result->algorithm,
			      result->canonicalization != NULL ? result->canonicalization
							       : "simple/simple"};
	EmlStep *step =
	    eml_dkim_tag_step(message, sig, result, EML_STEP_DKIM_SIGNATURE, EML_TONE_PLAIN, NULL);

	for (gsize i = 0; i < G_N_ELEMENTS(args); i++)
		eml_step_arg_text(step, args[i] != NULL ? args[i] : "?");
	if (sig->kind == EML_SIG_DKIM)
		eml_dkim_meaning_of_signature(message, sig, result->field, step->children);
}

EmlStepCode
eml_dkim_explain_tags(const EmlMessage *message, const EmlDkimSig *sig, EmlDkimResult *result)
{
	EmlStepCode first = EML_STEP_NONE;

	for (guint i = 0; i < sig->faults->len; i++) {
		const EmlStepCode code = add_fault_step(
		    message, sig, &g_array_index(sig->faults, EmlSigFault, i), result);

		first = first == EML_STEP_NONE ? code : first;
	}
	/* what a seal says is told by check/arc */
	if (sig->tags->tags->len > 0 &&
	    (sig->kind == EML_SIG_DKIM ||
	     (sig->kind == EML_SIG_ARC_MESSAGE && first == EML_STEP_NONE)))
		explain_signature(message, sig, result);
	if (sig->algorithm == EML_ALGORITHM_RSA_SHA1)
		eml_dkim_tag_step(message, sig, result, EML_STEP_DKIM_SHA1, EML_TONE_BAD, "a");
	explain_unknown_tags(message, sig, result);
	return first;
}
