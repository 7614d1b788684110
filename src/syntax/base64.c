#include "syntax/base64.h"

enum { SKIP = 64, PAD = 65, BAD = 66 };

/* RFC 4648 section 4, table 1 */
static guint
value_of(guchar c)
{
	if (c >= 'A' && c <= 'Z')
		return c - 'A';
	if (c >= 'a' && c <= 'z')
		return c - 'a' + 26u;
	if (c >= '0' && c <= '9')
		return c - '0' + 52u;
	switch (c) {
	case '+':
		return 62;
	case '/':
		return 63;
	case '=':
		return PAD;
	case ' ':
	case '\t':
	case '\r':
	case '\n':
		return SKIP;
	default:
		return BAD;
	}
}

GBytes *
eml_base64_decode(EmlSlice text)
{
	g_autoptr(GByteArray) out =
	    g_byte_array_sized_new((guint)MIN(text.len / 4 * 3 + 3, G_MAXUINT / 2));
	guint32 bits = 0;
	guint n = 0; /* characters of the current four, padding included */
	guint padding = 0;

	for (gsize i = 0; i < text.len; i++) {
		const guint value = value_of((guchar)text.data[i]);

		if (value == SKIP)
			continue;
		if (value == BAD || (value == PAD ? n < 2 : padding > 0))
			return NULL;
		padding += value == PAD;
		bits = bits << 6 | (value == PAD ? 0 : value);
		if (++n == 4) {
			const guint8 bytes[] = {(guint8)(bits >> 16), (guint8)(bits >> 8),
						(guint8)bits};

			g_byte_array_append(out, bytes, 3 - padding);
			n = 0;
		}
	}
	if (n > 0 || out->len == 0)
		return NULL;
	return g_byte_array_free_to_bytes(g_steal_pointer(&out));
}
