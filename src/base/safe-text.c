#include "base/safe-text.h"

#include "base/utf8.h"

static gboolean
is_c1(gunichar c)
{
	return c >= 0x80 && c <= 0x9F;
}

/* Bidi_Control, Unicode Standard Annex 9 */
static gboolean
is_bidi(gunichar c)
{
	return c == 0x061C || c == 0x200E || c == 0x200F || (c >= 0x202A && c <= 0x202E) ||
	       (c >= 0x2066 && c <= 0x2069);
}

/* Line and paragraph separator, and the byte order mark, which nobody sees. */
static gboolean
is_hidden(gunichar c)
{
	return c == 0x2028 || c == 0x2029 || c == 0xFEFF;
}

static void
append_plain(GString *out, EmlSlice bytes, EmlUtf8Char c, const char *kept)
{
	if (!c.valid) {
		for (gsize i = 0; i < c.len; i++)
			g_string_append_printf(out, "\\x%02x", (guchar)bytes.data[i]);
	} else if (c.value < 0x20 && (c.value == 0 || strchr(kept, (int)c.value) == NULL)) {
		g_string_append_unichar(out, 0x2400 + c.value);
	} else if (c.value == 0x7F) {
		g_string_append_unichar(out, 0x2421);
	} else if (is_c1(c.value) || is_bidi(c.value) || is_hidden(c.value)) {
		g_string_append_printf(out, "<U+%04X>", c.value);
	} else {
		g_string_append_len(out, bytes.data, (gssize)c.len); /* at most 4 */
	}
}

/* How many bytes at the start are ASCII that is shown as it is: most of all mail. */
static gsize
printable_run(EmlSlice bytes)
{
	gsize n = 0;

	while (n < bytes.len && bytes.data[n] >= 0x20 && bytes.data[n] < 0x7F)
		n++;
	return n;
}

static EmlPlain *
plain_of(EmlSlice bytes, const char *kept)
{
	GString *out = g_string_sized_new(bytes.len + 1);

	while (bytes.len > 0) {
		const gsize run = printable_run(bytes);
		EmlUtf8Char c = {0};

		g_string_append_len(out, bytes.data, (gssize)run); /* a part of a slice */
		bytes = eml_slice_part(bytes, run, bytes.len);
		if (bytes.len == 0)
			break;
		c = eml_utf8_char_at(bytes);
		append_plain(out, bytes, c, kept);
		bytes = eml_slice_part(bytes, c.len, bytes.len);
	}
	return g_string_free(out, FALSE);
}

EmlPlain *
eml_plain(EmlSlice bytes)
{
	return plain_of(bytes, "");
}

EmlPlain *
eml_plain_lines(EmlSlice bytes)
{
	return plain_of(bytes, "\t\n");
}

EmlJsonText *
eml_json_text(EmlSlice bytes)
{
	GString *out = g_string_sized_new(bytes.len + 1);

	while (bytes.len > 0) {
		const EmlUtf8Char c = eml_utf8_char_at(bytes);

		if (!c.valid)
			g_string_append_unichar(out, 0xFFFD);
		else if (c.value == 0 || c.value == 0x1F || is_c1(c.value) || is_bidi(c.value))
			g_string_append_printf(out, "\\u{%X}", c.value);
		else
			g_string_append_len(out, bytes.data, (gssize)c.len); /* at most 4 */
		bytes = eml_slice_part(bytes, c.len, bytes.len);
	}
	return g_string_free(out, FALSE);
}

static guint
char_width(gunichar c)
{
	if (c < 0x20 || g_unichar_iszerowidth(c))
		return 0;
	return g_unichar_iswide(c) ? 2 : 1;
}

guint
eml_plain_width(const EmlPlain *text)
{
	guint width = 0;

	for (const char *c = text; *c != '\0'; c = g_utf8_next_char(c))
		width += char_width(g_utf8_get_char(c));
	return width;
}

EmlPlain *
eml_plain_start(const EmlPlain *text, guint columns)
{
	const char *end = text;
	guint width = 0;

	while (*end != '\0' && width + char_width(g_utf8_get_char(end)) <= columns) {
		width += char_width(g_utf8_get_char(end));
		end = g_utf8_next_char(end);
	}
	return g_strndup(text, (gsize)(end - text));
}

EmlPlain *
eml_plain_cut(const EmlPlain *text, guint columns)
{
	g_autofree EmlPlain *start = NULL;

	if (columns == 0)
		return g_strdup("");
	if (eml_plain_width(text) <= columns)
		return g_strdup(text);
	start = eml_plain_start(text, columns - 1);
	return g_strconcat(start, "\u2026", NULL);
}
