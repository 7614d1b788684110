#include "syntax/dkim-name.h"

#include "base/limits.h"

/* sub-domain = Let-dig [Ldh-str], RFC 5321 section 4.1.2 */
static gboolean
is_label(EmlSlice label)
{
	if (label.len == 0 || label.len > EML_DNS_MAX_LABEL)
		return FALSE;
	if (label.data[0] == '-' || label.data[label.len - 1] == '-')
		return FALSE;
	for (gsize i = 0; i < label.len; i++) {
		const guchar c = (guchar)label.data[i];

		if (c < 0x80 && !g_ascii_isalnum(c) && c != '-' && c != '_')
			return FALSE;
	}
	return TRUE;
}

gboolean
eml_dkim_is_name(EmlSlice name, guint min_labels)
{
	guint labels = 0;
	gsize start = 0;

	if (name.len > EML_DNS_MAX_NAME)
		return FALSE;
	for (gsize i = 0; i <= name.len; i++) {
		if (i < name.len && name.data[i] != '.')
			continue;
		if (!is_label(eml_slice_part(name, start, i)))
			return FALSE;
		labels++;
		start = i + 1;
	}
	return labels >= min_labels;
}

static gboolean
is_fws(char c)
{
	return c == ' ' || c == '\t' || c == '\r' || c == '\n';
}

char *
eml_dkim_without_fws(EmlSlice text)
{
	GString *out = g_string_sized_new(text.len + 1);

	for (gsize i = 0; i < text.len; i++)
		if (!is_fws(text.data[i]))
			g_string_append_c(out, text.data[i]);
	return g_string_free(out, FALSE);
}

/* hex-octet = "=" 2(DIGIT / "A" / "B" / "C" / "D" / "E" / "F") */
static int
hex_digit(char c)
{
	return c >= 'a' ? -1 : g_ascii_xdigit_value(c);
}

GBytes *
eml_dkim_qp_decode(EmlSlice text)
{
	g_autoptr(GByteArray) out = g_byte_array_new();

	for (gsize i = 0; i < text.len; i++) {
		guint8 byte = (guint8)text.data[i];

		if (is_fws(text.data[i]))
			continue;
		if (byte == '=') {
			if (text.len - i < 3 || hex_digit(text.data[i + 1]) < 0 ||
			    hex_digit(text.data[i + 2]) < 0)
				return NULL;
			byte = (guint8)(hex_digit(text.data[i + 1]) << 4 |
					hex_digit(text.data[i + 2]));
			i += 2;
		}
		g_byte_array_append(out, &byte, 1);
	}
	return g_byte_array_free_to_bytes(g_steal_pointer(&out));
}

gboolean
eml_dkim_take_item(EmlSlice *rest, EmlSlice *ret_item)
{
	const gssize colon = eml_slice_find(*rest, ':');

	if (rest->data == NULL)
		return FALSE;
	if (colon < 0) {
		*ret_item = eml_slice_strip(*rest);
		*rest = (EmlSlice){NULL, 0};
		return TRUE;
	}
	*ret_item = eml_slice_strip(eml_slice_part(*rest, 0, (gsize)colon));
	*rest = eml_slice_part(*rest, (gsize)colon + 1, rest->len);
	return TRUE;
}
