#include "judge/mail-from.h"

#include "judge/words.h"

#define MAX_SHOWN 200 /* bytes of an address */

/* "(envelope-from <a@b>)", as Exim, sendmail and Postfix write it into their Received fields, is a
 * remark for people: no standard says what it looks like, and the sender chose what stands in it.
 */
static EmlSlice
remark_of(EmlSlice value)
{
	static const char *const starts[] = {"(envelope-from", "(envelope-sender"};

	for (gsize at = 0; at < value.len; at++)
		for (gsize i = 0; i < G_N_ELEMENTS(starts); i++) {
			const EmlSlice rest = eml_slice_part(value, at, value.len);
			gssize end = 0;

			if (!eml_slice_starts_with_ci(rest, starts[i]))
				continue;
			end = eml_slice_find(rest, ')');
			return end > 0 ? eml_slice_strip(
					     eml_slice_part(rest, strlen(starts[i]), (gsize)end))
				       : (EmlSlice){NULL, 0};
		}
	return (EmlSlice){NULL, 0};
}

static EmlSlice
without_brackets(EmlSlice text)
{
	return text.len >= 2 && text.data[0] == '<' && text.data[text.len - 1] == '>'
		   ? eml_slice_part(text, 1, text.len - 1)
		   : text;
}

static void
add_line(GString *text, const EmlMessage *message, gint field, EmlSlice written)
{
	const EmlSlice bare = without_brackets(written);
	const EmlSlice name = eml_field_name(eml_message_field(message, (guint)field));
	g_autofree char *header = eml_slice_dup(name);
	g_autofree char *value = eml_slice_dup(eml_slice_part(bare, 0, MAX_SHOWN));

	g_string_append_printf(text, "%sline %u (%s) says %s%s", text->len > 0 ? " and " : "",
			       eml_message_field(message, (guint)field)->line, header,
			       bare.len > 0 ? value : "<>", bare.len > MAX_SHOWN ? "…" : "");
}

char *
eml_mail_from_unused(const EmlEnvelope *envelope, const EmlHops *hops, const EmlMessage *message)
{
	const EmlHop *border = eml_hops_border(hops);
	const gint path = eml_message_find(message, "Return-Path", -1);
	g_autoptr(GString) text = g_string_new(NULL);

	if (envelope->mail_from.value != NULL)
		return NULL;
	if (border != NULL) {
		const EmlSlice remark = remark_of(eml_message_field(message, border->field)->value);

		if (remark.len > 0)
			add_line(text, message, (gint)border->field, remark);
	}
	if (path >= 0)
		add_line(text, message, path,
			 eml_slice_strip(eml_message_field(message, (guint)path)->value));
	return text->len > 0 ? g_string_free(g_steal_pointer(&text), FALSE) : NULL;
}

/* Why the lines are not relied on, by what stands there. */
static const char *
why_unused(const EmlHops *hops, const EmlMessage *message)
{
	const gint path = eml_message_find(message, "Return-Path", -1);

	if (path < 0)
		return "unused-remark";
	return hops->hops->len == 0 ? "unused-path-untraced" : "unused-path-below";
}

EmlPlain *
eml_words_mail_from(const EmlEnvelope *envelope, const EmlHops *hops, const EmlMessage *message)
{
	const EmlFact *fact = &envelope->mail_from;
	const gboolean bare =
	    fact->value != NULL && *fact->value != '\0' && strchr(fact->value, '@') == NULL;
	g_autofree char *domain = bare ? g_strconcat("\u2026@", fact->value, NULL) : NULL;
	const EmlFact shown = {domain != NULL ? domain : fact->value, fact->source, fact->field};
	g_autofree char *unused = eml_mail_from_unused(envelope, hops, message);
	g_autofree EmlPlain *known =
	    eml_words_fact(&shown, bare ? "shown-mail-from-domain" : "shown-mail-from", message);
	g_autofree char *text = NULL;

	if (unused == NULL)
		return g_steal_pointer(&known);
	text = g_strdup_printf("%s; %s, %s", known, unused,
			       eml_words_title(why_unused(hops, message)));
	return eml_plain(eml_slice(text));
}
