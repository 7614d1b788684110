#include "render/text.h"

#define INDENT 2   /* columns */
#define MAX_ARGS 9 /* %1 to %9 */

/* What a message puts into the sentence, where there is no message. */
static GPtrArray *
placeholders(void)
{
	GPtrArray *args = g_ptr_array_new_with_free_func((GDestroyNotify)g_bytes_unref);

	for (guint i = 0; i < MAX_ARGS; i++)
		g_ptr_array_add(args, g_bytes_new_static("\xe2\x80\xa6", 3)); /* … */
	return args;
}

static void
paragraph(EmlOut *out, const char *lead, const char *text)
{
	g_autoptr(GPtrArray) args = placeholders();
	g_autofree EmlPlain *expanded = eml_words_expand(text, args);
	g_autofree char *joined = g_strconcat(lead, expanded, NULL);
	g_autofree EmlPlain *plain = eml_plain(eml_slice(joined));

	eml_out_wrapped(out, plain, INDENT, 0);
}

void
eml_text_words(EmlOut *out, const EmlWords *words)
{
	g_autofree EmlPlain *id = eml_plain(eml_slice(words->id));

	eml_out_bold(out, id);
	eml_out_newline(out);
	paragraph(out, "", words->title);
	if (words->why != NULL) {
		eml_out_newline(out);
		paragraph(out, "", words->why);
	}
	if (words->advice != NULL) {
		eml_out_newline(out);
		paragraph(out, "What to do: ", words->advice);
	}
	if (words->rfc != NULL) {
		eml_out_newline(out);
		paragraph(out, "Source: ", words->rfc);
	}
}

void
eml_text_words_line(EmlOut *out, const EmlWords *words, guint column)
{
	g_autoptr(GPtrArray) args = placeholders();
	g_autofree EmlPlain *id = eml_plain(eml_slice(words->id));
	g_autofree EmlPlain *title = eml_words_expand(words->title, args);

	eml_out_cell(out, EML_TONE_PLAIN, id, column);
	eml_out_plain(out, title);
	eml_out_newline(out);
}
