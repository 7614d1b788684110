#include "check/dkim2.h"

#include "base/clock.h"
#include "check/dkim-tags.h"
#include "syntax/base64.h"

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

/* An envelope address as people write it, where the field holds "<address>" in base64; else as it
 * stands. */
static void
append_address(GString *text, EmlSlice item)
{
	g_autoptr(GBytes) decoded = eml_base64_decode(item);
	const char *bytes = decoded != NULL ? g_bytes_get_data(decoded, NULL) : NULL;
	const gsize len = decoded != NULL ? g_bytes_get_size(decoded) : 0;

	g_string_append(text, text->len > 0 ? ", " : "");
	if (len >= 2 && bytes[0] == '<' && bytes[len - 1] == '>')
		g_string_append_len(text, bytes, (gssize)len); /* part of a field */
	else
		g_string_append_len(text, item.data, (gssize)item.len);
}

/* mf= or rt=, the latter a list with commas. */
static EmlStep *
add_addresses(EmlStep *step, const EmlDkimSig *sig, const char *tag)
{
	EmlSlice rest = eml_dkim_sig_raw(sig, tag);
	g_autoptr(GString) text = g_string_new(NULL);

	while (rest.data != NULL) {
		const gssize comma = eml_slice_find(rest, ',');
		const gsize end = comma >= 0 ? (gsize)comma : rest.len; /* not negative here */

		append_address(text, eml_slice_strip(eml_slice_part(rest, 0, end)));
		if (comma < 0)
			break;
		rest = eml_slice_part(rest, end + 1, rest.len);
	}
	return eml_step_arg_text(step, text->len > 0 ? text->str : "?");
}

static EmlStep *
add_time(EmlStep *step, const EmlDkimSig *sig)
{
	g_autofree char *text = sig->signed_at >= 0 ? eml_clock_format(sig->signed_at) : NULL;

	return eml_step_arg_text(step, text != NULL ? text : "?");
}

/* The fields that say how the message looked: those of the instance that the signature names; all
 * of them, where it names none. */
static void
add_instances(const EmlMessage *message, const EmlDkimSig *sig, EmlDkimResult *result)
{
	const EmlSlice wanted = eml_dkim_sig_raw(sig, "m");

	for (gint i = eml_message_find(message, "Message-Instance", -1); i >= 0;
	     i = eml_message_find(message, "Message-Instance", i)) {
		const EmlSlice value = eml_message_field(message, (guint)i)->value; /* an index */
		g_autoptr(EmlTagList) tags = NULL;
		const EmlTag *m = NULL;

		eml_taglist_parse(value, &tags, NULL);
		m = eml_taglist_get(tags, "m");
		if (wanted.data != NULL && m != NULL && !eml_slice_equal(wanted, m->value))
			continue;
		eml_step_arg(eml_step_at_field(eml_trace_add(result->trace, EML_STEP_DKIM2_INSTANCE,
							     EML_TONE_PLAIN),
					       i, -1, -1),
			     m != NULL ? m->value : eml_slice("?"));
	}
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
	add_tag(add_tag(hop, sig, "i"), sig, "d");
	add_time(add_addresses(add_addresses(hop, sig, "mf"), sig, "rt"), sig);
	add_instances(message, sig, result);
}
