#include "judge/forensics-text.h"

#include "mail/meaning.h"

/* RFC 2047 section 5 allows the first in display names; programs go from there to all but what
 * section 4.2 forbids. */
static const char *const plains[] = {
    "!*+-/", "!\"#$%&'()*+,-./:;<>@[\\]^`{|}~", "!*+-/.,:;'\"()<>@[]", "!*+-/:.", "!*+-/:.()",
};
static const char *const charsets[] = {"utf-8", "UTF-8", "iso-8859-1", "ISO-8859-1"};

gboolean
eml_text_word_style(guint i, EmlWordStyle *ret_style)
{
	static const guint ways = 2 * (G_N_ELEMENTS(plains) * 2 + 1);
	const guint charset = i / (ways * 3);
	const guint part = i / ways % 3;
	const guint way = i % ways / 2;
	const gboolean capital = i % 2 == (charset % 2 == 0 ? 1U : 0U);

	if (charset >= G_N_ELEMENTS(charsets))
		return FALSE;
	*ret_style = (EmlWordStyle){.charset = charsets[charset],
				    .encoding = capital ? 'Q' : 'q',
				    .plain = plains[way / 2 % G_N_ELEMENTS(plains)],
				    .hex_blank = way % 2 == 1,
				    .most = part == 1 ? 75 : 0,
				    .all = part != 2};
	if (way == G_N_ELEMENTS(plains) * 2)
		ret_style->encoding = capital ? 'B' : 'b';
	return TRUE;
}

gboolean
eml_text_is_ascii(const char *text)
{
	for (const char *c = text; *c != '\0'; c++)
		if ((guchar)*c >= 0x80)
			return FALSE;
	return TRUE;
}

/* The end of the encoded word that begins here; NULL if none does. */
static const char *
encoded_word_end(const char *at)
{
	const char *end = at;

	if (at[0] != '=' || at[1] != '?')
		return NULL;
	for (guint marks = 0; *end != '\0' && !g_ascii_isspace(*end); end++) {
		if (*end != '?')
			continue;
		marks++;
		if (marks == 4)
			return end[1] == '=' ? end + 2 : NULL;
	}
	return NULL;
}

/* From the first of a run of encoded words to the end of the last one: blanks between them are not
 * shown (RFC 2047 section 6.2). */
static const char *
encoded_run_end(const char *at)
{
	const char *end = encoded_word_end(at);

	while (end != NULL) {
		const char *next = end;

		while (g_ascii_isspace(*next))
			next++;
		next = next > end ? encoded_word_end(next) : NULL;
		if (next == NULL)
			return end;
		end = next;
	}
	return NULL;
}

char *
eml_text_decode_words(const char *value)
{
	GString *out = g_string_new(NULL);

	for (const char *at = value; *at != '\0';) {
		const char *end = encoded_run_end(at);

		if (end == NULL) {
			g_string_append_c(out, *at++);
			continue;
		}
		g_autofree char *words = eml_meaning_words(eml_slice_n(at, (gsize)(end - at)));

		g_string_append(out, words);
		at = end;
	}
	return g_string_free(out, FALSE);
}

char *
eml_text_convert(const char *text, gsize len, const char *to, const char *from, gsize *ret_len)
{
	gsize written = 0;
	char *out = g_convert(len > 0 ? text : "", (gssize)len, to, from, NULL, &written, NULL);

	if (out != NULL && ret_len != NULL)
		*ret_len = written;
	return out;
}

static void
append_q(GString *out, guchar c, const EmlWordStyle *style)
{
	if (c == ' ' && !style->hex_blank)
		g_string_append_c(out, '_');
	else if (g_ascii_isalnum(c) || (c != '\0' && strchr(style->plain, c) != NULL))
		g_string_append_c(out, (char)c);
	else
		g_string_append_printf(out, "=%02X", c);
}

static char *
encode_one(const char *text, gsize len, const EmlWordStyle *style)
{
	gsize n = 0;
	g_autofree char *bytes = eml_text_convert(text, len, style->charset, "UTF-8", &n);
	g_autoptr(GString) out = g_string_new(NULL);

	if (bytes == NULL)
		return NULL;
	if (g_ascii_toupper(style->encoding) == 'B') {
		g_autofree char *base64 = g_base64_encode((const guchar *)bytes, n);

		g_string_append(out, base64);
	} else {
		for (gsize i = 0; i < n; i++)
			append_q(out, (guchar)bytes[i], style);
	}
	return g_strdup_printf("=?%s?%c?%s?=", style->charset, style->encoding, out->str);
}

/* As many characters as fit into one word each time. */
static char *
encode_long(const char *text, const EmlWordStyle *style)
{
	g_autoptr(GString) out = g_string_new(NULL);

	while (*text != '\0') {
		const char *end = g_utf8_next_char(text);
		g_autofree char *best = encode_one(text, (gsize)(end - text), style);

		while (*end != '\0') {
			const char *next = g_utf8_next_char(end);
			char *longer = encode_one(text, (gsize)(next - text), style);

			if (longer == NULL || strlen(longer) > style->most) {
				g_free(longer);
				break;
			}
			g_free(best);
			best = longer;
			end = next;
		}
		if (best == NULL)
			return NULL;
		g_string_append_printf(out, "%s%s", out->len > 0 ? " " : "", best);
		text = end;
	}
	return g_strdup(out->str);
}

char *
eml_text_encode_words(const char *text, const EmlWordStyle *style)
{
	gsize from = 0;
	gsize to = strlen(text);
	g_autofree char *words = NULL;

	if (!g_utf8_validate(text, -1, NULL) || strlen(text) > 1000)
		return NULL;
	while (!style->all && from < to && (guchar)text[from] < 0x80)
		from++;
	while (!style->all && to > from && (guchar)text[to - 1] < 0x80)
		to--;
	while (from > 0 && text[from - 1] != ' ')
		from--;
	while (text[to] != '\0' && text[to] != ' ')
		to++;
	if (style->most > 0)
		words = encode_long(text, style);
	else
		words = encode_one(text + from, to - from, style);
	return words != NULL ? g_strdup_printf("%.*s%s%s", style->most > 0 ? 0 : (int)from, text,
					       words, style->most > 0 ? "" : text + to)
			     : NULL;
}

/* The parts between the separators that stand in no quotes, comments or angle brackets. */
static GPtrArray *
split_outside(const char *value, char separator)
{
	GPtrArray *items = g_ptr_array_new_with_free_func(g_free);
	const char *start = value;
	gboolean quoted = FALSE;
	gint depth = 0;

	for (const char *c = value;; c++) {
		if (*c == '\\' && c[1] != '\0' && (quoted || depth > 0)) {
			c++;
			continue;
		}
		if (*c == '"')
			quoted = !quoted;
		else if (!quoted && (*c == '(' || *c == '<'))
			depth++;
		else if (!quoted && (*c == ')' || *c == '>'))
			depth = MAX(depth - 1, 0);
		if (*c != '\0' && (*c != separator || quoted || depth > 0))
			continue;
		g_ptr_array_add(items, g_strstrip(g_strndup(start, (gsize)(c - start))));
		start = c + 1;
		if (*c == '\0' || items->len > 200)
			return items;
	}
}

GPtrArray *
eml_text_split_list(const char *value)
{
	return split_outside(value, ',');
}

GPtrArray *
eml_text_split_parameters(const char *value)
{
	return split_outside(value, ';');
}

char *
eml_text_join_list(const GPtrArray *items, const char *between)
{
	g_autoptr(GString) out = g_string_new(NULL);

	for (guint i = 0; i < items->len; i++)
		g_string_append_printf(out, "%s%s", i > 0 ? between : "",
				       (const char *)g_ptr_array_index(items, i));
	return g_strdup(out->str);
}

gboolean
eml_text_split_mailbox(const char *item, char **ret_name, char **ret_rest)
{
	const char *angle = strrchr(item, '<');
	char *name = NULL;
	gsize len = 0;

	if (angle == NULL || angle == item)
		return FALSE;
	name = g_strstrip(g_strndup(item, (gsize)(angle - item)));
	len = strlen(name);
	if (len >= 2 && name[0] == '"' && name[len - 1] == '"') {
		char *inside = g_strndup(name + 1, len - 2);

		g_free(name);
		name = inside;
	}
	*ret_name = name;
	*ret_rest = g_strdup(angle);
	return TRUE;
}

char *
eml_text_parameter(const char *value, const char *name)
{
	g_autoptr(GPtrArray) parts = eml_text_split_parameters(value);

	for (guint i = 1; i < parts->len; i++) {
		const char *part = g_ptr_array_index(parts, i);
		const char *equals = strchr(part, '=');
		g_autofree char *key =
		    equals != NULL ? g_strndup(part, (gsize)(equals - part)) : NULL;
		gsize len = 0;
		char *found = NULL;

		if (key == NULL || g_ascii_strcasecmp(g_strstrip(key), name) != 0)
			continue;
		found = g_strstrip(g_strdup(equals + 1));
		len = strlen(found);
		if (len >= 2 && found[0] == '"' && found[len - 1] == '"') {
			memmove(found, found + 1, len - 2);
			found[len - 2] = '\0';
		}
		return found;
	}
	return NULL;
}
