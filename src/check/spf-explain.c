/* exp=, RFC 7208 section 6.2: asked once, after the result, and never changing it. */
#include "check/spf-eval.h"

#include "base/limits.h"

/* "the explanation string MUST be limited to [US-ASCII]"; control characters of a macro's value
 * would break an SMTP reply. */
static char *
printable(const GString *text)
{
	const gsize len = MIN(text->len, (gsize)EML_SPF_MAX_EXPLANATION);
	char *out = g_strndup(text->str, len);

	for (gsize i = 0; i < len; i++)
		if (out[i] < 0x20 || out[i] > 0x7e)
			out[i] = '?';
	return out;
}

static EmlStep *
unusable(GPtrArray *steps, EmlStepCode code, const char *name)
{
	return eml_step_arg_text(eml_trace_add(steps, code, EML_TONE_NOTE), name);
}

/* The one TXT record of the name; NULL, with its step, where there is none, several, or an error.
 */
static GBytes *
fetch_text(EmlSpfEval *eval, const char *name, GPtrArray *steps)
{
	guint slot = 0;
	g_autoptr(EmlDnsAnswer) answer =
	    eml_dns_get(eval->dns, EML_DNS_TXT, eml_slice(name), &slot);
	EmlStepCode code = EML_STEP_SPF_EXP_FAILED;
	const EmlDnsRecord *record = NULL;

	if (answer->outcome == EML_DNS_FOUND && answer->records->len == 1) {
		record = g_ptr_array_index(answer->records, 0);
		return g_bytes_ref(record->data);
	}
	if (answer->outcome == EML_DNS_FOUND)
		code = EML_STEP_SPF_EXP_SEVERAL;
	else if (answer->outcome == EML_DNS_NO_DATA || answer->outcome == EML_DNS_NO_NAME)
		code = EML_STEP_SPF_EXP_MISSING;
	unusable(steps, code, name)->slot = slot;
	return NULL;
}

static GString *
expand_text(const EmlSpfFrame *frame, EmlSlice text, EmlSlice term, GPtrArray *steps)
{
	EmlSpfMacroValues values;

	eml_spf_prepare_p(frame->eval, text, term, steps);
	eml_spf_macro_values(frame->eval, frame->domain, &values);
	return eml_spf_macro_expand(text, EML_SPF_IN_EXPLANATION, &values);
}

char *
eml_spf_explanation(const EmlSpfFrame *frame)
{
	const EmlSpfTerm *term = eml_spf_record_term(frame->record, (guint)frame->record->exp);
	EmlStep *step = eml_spf_term_step(frame, term, EML_STEP_SPF_EXP);
	g_autofree char *name = NULL;
	g_autofree char *explanation = NULL;
	g_autoptr(GBytes) text = NULL;
	g_autoptr(GString) expanded = NULL;
	gsize len = 0;
	const char *data = NULL;

	frame->eval->explaining = TRUE;
	if (eml_spf_target_name(frame, term, step->children, &name) != EML_SPF_MATCH)
		return NULL;
	text = fetch_text(frame->eval, name, step->children);
	if (text == NULL)
		return NULL;
	data = g_bytes_get_data(text, &len);
	expanded = expand_text(frame, eml_slice_n(data, len), term->text, step->children);
	if (expanded == NULL) {
		unusable(step->children, EML_STEP_SPF_EXP_SYNTAX, name);
		return NULL;
	}
	explanation = printable(expanded);
	eml_step_arg_text(eml_trace_add(step->children, EML_STEP_SPF_EXPLANATION, EML_TONE_NOTE),
			  explanation);
	return g_steal_pointer(&explanation);
}
