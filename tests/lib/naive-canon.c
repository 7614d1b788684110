#include "naive-canon.h"

/* Every line end as CRLF. */
static GByteArray *
with_crlf(EmlSlice text)
{
	GByteArray *out = g_byte_array_new();

	for (gsize i = 0; i < text.len; i++) {
		if (text.data[i] == '\n' && (i == 0 || text.data[i - 1] != '\r'))
			g_byte_array_append(out, (const guint8 *)"\r", 1);
		g_byte_array_append(out, (const guint8 *)text.data + i, 1);
	}
	return out;
}

static gboolean
is_crlf(const GByteArray *text, guint i)
{
	return i + 1 < text->len && text->data[i] == '\r' && text->data[i + 1] == '\n';
}

static gboolean
is_wsp_byte(guint8 c)
{
	return c == ' ' || c == '\t';
}

/* "Ignore all whitespace at the end of lines. Reduce all sequences of WSP within a line to a single
 * SP." */
static GByteArray *
without_spare_wsp(const GByteArray *text)
{
	GByteArray *out = g_byte_array_new();

	for (guint i = 0; i < text->len; i++) {
		guint next = i;

		while (next < text->len && is_wsp_byte(text->data[next]))
			next++;
		if (next > i) {
			if (next < text->len && !is_crlf(text, next))
				g_byte_array_append(out, (const guint8 *)" ", 1);
			i = next - 1;
		} else {
			g_byte_array_append(out, text->data + i, 1);
		}
	}
	return out;
}

GByteArray *
naive_canon_body(EmlCanon canon, EmlSlice body)
{
	GByteArray *out = with_crlf(body);

	if (canon == EML_CANON_RELAXED) {
		GByteArray *reduced = without_spare_wsp(out);

		g_byte_array_unref(out);
		out = reduced;
	}
	while (
	    out->len >= 2 &&
	    is_crlf(out, out->len - 2)) /* empty lines at the end, and the end of the last line */
		g_byte_array_set_size(out, out->len - 2);
	if (out->len > 0 || canon == EML_CANON_SIMPLE)
		g_byte_array_append(out, (const guint8 *)"\r\n", 2);
	return out;
}

static void
trim_wsp(GByteArray *text)
{
	while (text->len > 0 && is_wsp_byte(text->data[text->len - 1]))
		g_byte_array_set_size(text, text->len - 1);
	while (text->len > 0 && is_wsp_byte(text->data[0]))
		g_byte_array_remove_index(text, 0);
}

static GByteArray *
naive_relaxed_field(EmlSlice name, EmlSlice value)
{
	g_autoptr(GByteArray) lines = with_crlf(value);
	g_autoptr(GByteArray) unfolded = g_byte_array_new();
	g_autoptr(GByteArray) reduced = NULL;
	GByteArray *out = g_byte_array_new();

	g_byte_array_append(out, (const guint8 *)name.data, (guint)name.len);
	trim_wsp(out);
	for (guint i = 0; i < out->len; i++)
		out->data[i] = (guint8)g_ascii_tolower((char)out->data[i]);
	g_byte_array_append(out, (const guint8 *)":", 1);
	for (guint i = 0; i < lines->len; i++) {
		if (is_crlf(lines, i))
			i++;
		else
			g_byte_array_append(unfolded, lines->data + i, 1);
	}
	trim_wsp(unfolded);
	reduced = without_spare_wsp(unfolded);
	g_byte_array_append(out, reduced->data, reduced->len);
	return out;
}

GByteArray *
naive_canon_field(EmlCanon canon, EmlSlice name, EmlSlice value)
{
	GByteArray *out = NULL;
	g_autoptr(GByteArray) lines = NULL;

	if (canon == EML_CANON_RELAXED)
		return naive_relaxed_field(name, value);
	out = g_byte_array_new();
	lines = with_crlf(value);
	g_byte_array_append(out, (const guint8 *)name.data, (guint)name.len);
	g_byte_array_append(out, (const guint8 *)":", 1);
	g_byte_array_append(out, lines->data, lines->len);
	return out;
}
