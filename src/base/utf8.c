#include "base/utf8.h"

/* Well-formed UTF-8, Unicode 15 table 3-7: what may follow each first byte. */
static const struct {
	guchar first, last; /* range of the first byte */
	guchar low, high;   /* range of the second byte; the others are 80..BF */
	gsize len;
} forms[] = {
    {0x00, 0x7F, 0, 0, 1},	 {0xC2, 0xDF, 0x80, 0xBF, 2}, {0xE0, 0xE0, 0xA0, 0xBF, 3},
    {0xE1, 0xEC, 0x80, 0xBF, 3}, {0xED, 0xED, 0x80, 0x9F, 3}, {0xEE, 0xEF, 0x80, 0xBF, 3},
    {0xF0, 0xF0, 0x90, 0xBF, 4}, {0xF1, 0xF3, 0x80, 0xBF, 4}, {0xF4, 0xF4, 0x80, 0x8F, 4},
};

EmlUtf8Char
eml_utf8_char_at(EmlSlice bytes)
{
	const guchar first = (guchar)bytes.data[0];
	EmlUtf8Char c = {1, FALSE, first};

	for (guint i = 0; i < G_N_ELEMENTS(forms); i++) {
		if (first < forms[i].first || first > forms[i].last)
			continue;
		if (forms[i].len > 1)
			c.value = first & (0xFFu >> (forms[i].len + 1));
		while (c.len < forms[i].len && c.len < bytes.len) {
			const guchar next = (guchar)bytes.data[c.len];

			if (next < (c.len == 1 ? forms[i].low : 0x80) ||
			    next > (c.len == 1 ? forms[i].high : 0xBF))
				return c;
			c.value = c.value << 6 | (next & 0x3Fu);
			c.len++;
		}
		c.valid = c.len == forms[i].len;
		return c;
	}
	return c;
}

void
eml_utf8_append_repaired(GString *out, EmlSlice bytes)
{
	while (bytes.len > 0) {
		const EmlUtf8Char c = eml_utf8_char_at(bytes);

		if (!c.valid)
			g_string_append_unichar(out, 0xFFFD);
		else if (c.value == 0)
			g_string_append(out, "\\u{0}");
		else
			g_string_append_len(out, bytes.data, (gssize)c.len); /* at most 4 */
		bytes = eml_slice_part(bytes, c.len, bytes.len);
	}
}

char *
eml_utf8_repair(EmlSlice bytes)
{
	GString *out = g_string_sized_new(bytes.len + 1);

	eml_utf8_append_repaired(out, bytes);
	return g_string_free(out, FALSE);
}
