#include "check/dkim2.h"

#include "check/dkim-tags.h"

/* s=selector:algorithm:base64: the first two parts. */
static void
take_selector(const EmlDkimSig *sig, EmlDkimResult *result)
{
	const EmlTag *tag = eml_taglist_get(sig->tags, "s");
	g_autofree char *text = tag != NULL ? eml_slice_dup(tag->value) : NULL;
	g_auto(GStrv) parts = text != NULL ? g_strsplit(text, ":", 3) : NULL;

	g_clear_pointer(&result->selector, g_free);
	g_clear_pointer(&result->algorithm, g_free);
	if (parts == NULL || parts[0] == NULL)
		return;
	result->selector = g_strdup(g_strstrip(parts[0]));
	result->algorithm = g_strdup(parts[1] != NULL ? g_strstrip(parts[1]) : NULL);
}

/* "?" where the tag is missing. */
static EmlStep *
add_tag(EmlStep *step, const EmlDkimSig *sig, const char *tag)
{
	const EmlSlice value = eml_dkim_sig_raw(sig, tag);

	return eml_step_arg(step, value.data != NULL ? value : eml_slice("?"));
}

/* The field that says how the message looked at that hop. */
static void
add_instances(const EmlMessage *message, EmlDkimResult *result)
{
	for (gint i = eml_message_find(message, "Message-Instance", -1); i >= 0;
	     i = eml_message_find(message, "Message-Instance", i))
		eml_step_at_field(
		    eml_trace_add(result->trace, EML_STEP_DKIM2_INSTANCE, EML_TONE_PLAIN), i, -1,
		    -1);
}

void
eml_dkim2_describe(const EmlMessage *message, const EmlDkimSig *sig, EmlDkimResult *result)
{
	EmlStep *hop = NULL;

	take_selector(sig, result);
	result->result = EML_RESULT_LAST;
	result->reason = EML_STEP_DKIM2_DRAFT;
	eml_dkim_tag_step(message, sig, result, EML_STEP_DKIM2_DRAFT, EML_TONE_NOTE, NULL);
	hop = eml_dkim_tag_step(message, sig, result, EML_STEP_DKIM2_HOP, EML_TONE_PLAIN, NULL);
	add_tag(add_tag(add_tag(add_tag(hop, sig, "i"), sig, "d"), sig, "mf"), sig, "rt");
	add_instances(message, result);
}
