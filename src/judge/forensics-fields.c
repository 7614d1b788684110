/* Field values written in another way: MIME fields, encoded words. */
#include "judge/forensics-guess.h"
#include "judge/forensics-mime.h"
#include "judge/forensics-text.h"

static gboolean
is_slot(const EmlGuesses *self, guint slot, const char *name)
{
	const EmlSlot *there = eml_guesses_slot(self, slot);

	return there->field >= 0 && g_str_equal(there->name, name);
}

static void
guess_encoding(EmlGuesses *self, guint slot)
{
	static const char *const words[] = {"7bit",
					    "8bit",
					    "quoted-printable",
					    "base64",
					    "binary",
					    "7Bit",
					    "8Bit",
					    "7BIT",
					    "8BIT",
					    "BASE64",
					    "Base64",
					    "QUOTED-PRINTABLE",
					    "Quoted-Printable"};
	g_autofree char *now = eml_guesses_text(self, slot);
	const char *cause = eml_mime_reencoded_cause(eml_mime_encoding_of(now));

	for (gsize i = 0; i < G_N_ELEMENTS(words); i++)
		eml_guess_text(self, slot, cause, words[i]);
}

static char *
with_quotes(const char *part, gboolean quoted)
{
	const char *equals = strchr(part, '=');
	gsize len = 0;
	g_autofree char *value = NULL;

	if (equals == NULL)
		return g_strdup(part);
	value = g_strdup(equals + 1);
	len = strlen(value);
	if (quoted && value[0] != '"')
		return g_strdup_printf("%.*s=\"%s\"", (int)(equals - part), part, value);
	if (!quoted && len >= 2 && value[0] == '"' && value[len - 1] == '"')
		return g_strdup_printf("%.*s=%.*s", (int)(equals - part), part, (int)len - 2,
				       value + 1);
	return g_strdup(part);
}

/* The parts joined anew in the usual ways. */
static void
guess_joined(EmlGuesses *self, guint slot, const char *cause, const GPtrArray *parts)
{
	static const char *const between[] = {"; ",	 ";",	    ";\r\n ",
					      ";\r\n\t", ";\r\n  ", ";\r\n        "};

	for (gsize i = 0; i < G_N_ELEMENTS(between); i++) {
		g_autofree char *text = eml_text_join_list(parts, between[i]);
		g_autofree char *closed = g_strconcat(text, ";", NULL);

		eml_guess_text(self, slot, cause, text);
		if (i < 2)
			eml_guess_text(self, slot, cause, closed);
	}
}

static GPtrArray *
copy_parts(const GPtrArray *parts, guint without)
{
	GPtrArray *copy = g_ptr_array_new_with_free_func(g_free);

	for (guint i = 0; i < parts->len; i++)
		if (i != without)
			g_ptr_array_add(copy, g_strdup(g_ptr_array_index(parts, i)));
	return copy;
}

/* Takes the text. */
static void
set_part(GPtrArray *parts, guint at, char *text)
{
	g_free(g_ptr_array_index(parts, at));
	g_ptr_array_index(parts, at) = text;
}

static void
guess_quotes(EmlGuesses *self, guint slot, const GPtrArray *parts)
{
	for (guint quoted = 0; quoted < 2; quoted++) {
		g_autoptr(GPtrArray) all = copy_parts(parts, G_MAXUINT);

		for (guint i = 1; i < parts->len; i++) {
			g_autoptr(GPtrArray) one = copy_parts(parts, G_MAXUINT);

			set_part(one, i, with_quotes(g_ptr_array_index(parts, i), quoted != 0));
			set_part(all, i, with_quotes(g_ptr_array_index(parts, i), quoted != 0));
			guess_joined(self, slot, "content-type", one);
		}
		guess_joined(self, slot, "content-type", all);
	}
}

/* Without each parameter, with the usual ones that are missing, and in the other order. */
static void
guess_parameters(EmlGuesses *self, guint slot, const GPtrArray *parts)
{
	static const char *const usual[] = {
	    "format=flowed",	 "delsp=yes",	       "charset=us-ascii",  "charset=\"us-ascii\"",
	    "charset=US-ASCII",	 "charset=utf-8",      "charset=\"utf-8\"", "charset=UTF-8",
	    "charset=\"UTF-8\"", "charset=iso-8859-1", "charset=ISO-8859-1"};
	g_autoptr(GPtrArray) turned = copy_parts(parts, G_MAXUINT);

	for (guint i = 1; i < parts->len; i++) {
		g_autoptr(GPtrArray) less = copy_parts(parts, i);

		guess_joined(self, slot, "content-type", less);
	}
	for (gsize i = 0; i < G_N_ELEMENTS(usual); i++) {
		for (guint at = parts->len; at > 0; at--) {
			g_autoptr(GPtrArray) other = copy_parts(parts, G_MAXUINT);

			g_ptr_array_insert(other, (gint)at, g_strdup(usual[i])); /* at most 12 */
			guess_joined(self, slot, "content-type", other);
		}
	}
	for (guint i = 1; i < parts->len; i++)
		set_part(turned, i, g_strdup(g_ptr_array_index(parts, parts->len - i)));
	guess_joined(self, slot, "content-type", turned);
}

static void
guess_charsets(EmlGuesses *self, guint slot, const GPtrArray *parts)
{
	guint n = 0;
	const char *const *charsets = eml_mime_charsets(&n);
	g_autofree char *text = eml_guesses_text(self, slot);
	g_autofree char *now = eml_text_parameter(text, "charset");

	for (guint at = 1; at < parts->len; at++) {
		const char *part = g_ptr_array_index(parts, at);
		const gboolean quoted = strchr(part, '"') != NULL;

		if (g_ascii_strncasecmp(part, "charset", 7) != 0)
			continue;
		for (guint i = 0; i < 4 * n; i++) {
			g_autoptr(GPtrArray) other = copy_parts(parts, G_MAXUINT);
			g_autofree char *name = i % 2 == 0 ? g_ascii_strdown(charsets[i / 4], -1)
							   : g_ascii_strup(charsets[i / 4], -1);
			const char *quote = (i / 2 % 2 == 0) == quoted ? "\"" : "";
			const gboolean same = now != NULL && g_ascii_strcasecmp(now, name) == 0;

			set_part(other, at, g_strdup_printf("charset=%s%s%s", quote, name, quote));
			guess_joined(self, slot, same ? "content-type" : "charset", other);
		}
	}
}

static void
guess_content_type(EmlGuesses *self, guint slot)
{
	g_autofree char *text = eml_guesses_text(self, slot);
	g_autoptr(GPtrArray) parts = eml_text_split_parameters(text);
	g_autoptr(GPtrArray) lower = NULL;

	while (parts->len > 1 && *(const char *)g_ptr_array_index(parts, parts->len - 1) == '\0')
		g_ptr_array_remove_index(parts, parts->len - 1);
	if (parts->len > 12)
		return;
	lower = copy_parts(parts, G_MAXUINT);
	set_part(lower, 0, g_ascii_strdown(g_ptr_array_index(parts, 0), -1));
	guess_joined(self, slot, "content-type", parts);
	guess_joined(self, slot, "content-type", lower);
	set_part(lower, 0, g_ascii_strup(g_ptr_array_index(parts, 0), -1));
	guess_joined(self, slot, "content-type", lower);
	guess_charsets(self, slot, parts);
	guess_quotes(self, slot, parts);
	guess_parameters(self, slot, parts);
}

/* What the first parts of the body say of themselves: a list wraps a plain message into a multipart
 * and moves its fields there. */
void
eml_guess_wrapped(EmlGuesses *self, const GArray *parts)
{
	for (guint i = 1; i < MIN(parts->len, 6); i++) {
		const EmlMimePart *part = &g_array_index(parts, EmlMimePart, i);

		for (guint slot = 0; slot < self->slots->len; slot++) {
			const EmlSlot *there = eml_guesses_slot(self, slot);
			g_autofree char *value = NULL;

			if (!g_str_has_prefix(there->name, "content-"))
				continue;
			value = eml_mime_part_field(part, there->name);
			if (value != NULL)
				eml_guess_value(self, slot, "part-added", value);
			else
				eml_guess_absent(self, slot, "part-added");
		}
	}
}

void
eml_guess_mime(EmlGuesses *self)
{
	for (guint slot = 0; slot < self->slots->len; slot++) {
		if (is_slot(self, slot, "content-transfer-encoding"))
			guess_encoding(self, slot);
		if (is_slot(self, slot, "content-type"))
			guess_content_type(self, slot);
		if (is_slot(self, slot, "mime-version"))
			eml_guess_text(self, slot, "field-changed", "1.0");
	}
}

/* The display names of a list of addresses encoded, or the whole text of another field. */
static char *
encoded_value(const char *text, gboolean addresses, const EmlWordStyle *style)
{
	g_autoptr(GPtrArray) items = NULL;

	if (!addresses)
		return eml_text_encode_words(text, style);
	items = eml_text_split_list(text);
	for (guint i = 0; i < items->len; i++) {
		g_autofree char *name = NULL;
		g_autofree char *rest = NULL;
		g_autofree char *words = NULL;

		if (eml_text_is_ascii(g_ptr_array_index(items, i)) ||
		    !eml_text_split_mailbox(g_ptr_array_index(items, i), &name, &rest))
			continue;
		words = eml_text_encode_words(name, style);
		if (words == NULL)
			return NULL;
		set_part(items, i, g_strdup_printf("%s %s", words, rest));
	}
	return eml_text_join_list(items, ", ");
}

/* Raw names in quotation marks, as they have to be with dots or commas in them. */
static char *
quoted_names(const char *text)
{
	g_autoptr(GPtrArray) items = eml_text_split_list(text);

	for (guint i = 0; i < items->len; i++) {
		g_autofree char *name = NULL;
		g_autofree char *rest = NULL;

		if (!eml_text_is_ascii(g_ptr_array_index(items, i)) &&
		    eml_text_split_mailbox(g_ptr_array_index(items, i), &name, &rest))
			set_part(items, i, g_strdup_printf("\"%s\" %s", name, rest));
	}
	return eml_text_join_list(items, ", ");
}

static void
guess_words_of(EmlGuesses *self, guint slot, gboolean addresses)
{
	g_autofree char *text = eml_guesses_text(self, slot);
	g_autofree char *raw = eml_text_decode_words(text);
	g_autofree char *latin1 = NULL;
	EmlWordStyle style;

	if (g_str_equal(raw, text) && eml_text_is_ascii(text) &&
	    !g_str_equal(eml_guesses_slot(self, slot)->name, "subject"))
		return; /* some programs encode every subject */
	eml_guess_text(self, slot, "encoded-words", raw);
	if (addresses) {
		g_autofree char *quoted = quoted_names(raw);

		eml_guess_text(self, slot, "encoded-words", quoted);
	}
	if (!g_utf8_validate(raw, -1, NULL)) {
		char *utf8 = eml_text_convert(raw, strlen(raw), "UTF-8", "ISO-8859-1", NULL);

		g_free(raw);
		raw = utf8;
	}
	latin1 = eml_text_convert(raw, strlen(raw), "ISO-8859-1", "UTF-8", NULL);
	if (latin1 != NULL)
		eml_guess_text(self, slot, "encoded-words", latin1);
	eml_guess_text(self, slot, "encoded-words", raw);
	for (guint i = 0; eml_text_word_style(i, &style); i++) {
		g_autofree char *words = encoded_value(raw, addresses, &style);

		if (words != NULL)
			eml_guess_text(self, slot, "encoded-words", words);
	}
}

void
eml_guess_words(EmlGuesses *self)
{
	static const char *const lists[] = {"from", "to", "cc", "reply-to", "sender", "bcc"};

	for (guint slot = 0; slot < self->slots->len; slot++) {
		const EmlSlot *there = eml_guesses_slot(self, slot);
		gboolean addresses = FALSE;

		for (gsize i = 0; i < G_N_ELEMENTS(lists); i++)
			addresses = addresses || g_str_equal(lists[i], there->name);
		if (there->field >= 0)
			guess_words_of(self, slot, addresses);
	}
}
