#include "base/slice.h"

EmlSlice
eml_slice_part(EmlSlice slice, gsize from, gsize to)
{
	const gsize end = MIN(to, slice.len);
	const gsize start = MIN(from, end);

	return (EmlSlice){slice.data != NULL ? slice.data + start : NULL, end - start};
}

gboolean
eml_slice_equal(EmlSlice a, EmlSlice b)
{
	return a.len == b.len && (a.len == 0 || memcmp(a.data, b.data, a.len) == 0);
}

gboolean
eml_slice_equal_ci(EmlSlice a, EmlSlice b)
{
	if (a.len != b.len)
		return FALSE;
	for (gsize i = 0; i < a.len; i++)
		if (g_ascii_tolower(a.data[i]) != g_ascii_tolower(b.data[i]))
			return FALSE;
	return TRUE;
}

gboolean
eml_slice_starts_with_ci(EmlSlice slice, const char *prefix)
{
	const EmlSlice wanted = eml_slice(prefix);

	return slice.len >= wanted.len &&
	       eml_slice_equal_ci(eml_slice_part(slice, 0, wanted.len), wanted);
}

gboolean
eml_slice_ends_with_ci(EmlSlice slice, const char *suffix)
{
	const EmlSlice wanted = eml_slice(suffix);

	return slice.len >= wanted.len &&
	       eml_slice_equal_ci(eml_slice_part(slice, slice.len - wanted.len, slice.len), wanted);
}

gssize
eml_slice_find(EmlSlice slice, char byte)
{
	const char *at = slice.len > 0 ? memchr(slice.data, byte, slice.len) : NULL;

	return at != NULL ? at - slice.data : -1;
}

static gboolean
is_blank(char c)
{
	return c == ' ' || c == '\t' || c == '\r' || c == '\n';
}

EmlSlice
eml_slice_strip(EmlSlice slice)
{
	while (slice.len > 0 && is_blank(slice.data[0])) {
		slice.data++;
		slice.len--;
	}
	while (slice.len > 0 && is_blank(slice.data[slice.len - 1]))
		slice.len--;
	return slice;
}

char *
eml_slice_dup(EmlSlice slice)
{
	GString *out = g_string_sized_new(slice.len + 1);

	for (gsize i = 0; i < slice.len; i++) {
		if (slice.data[i] == '\0')
			g_string_append(out, "\\u{0}");
		else
			g_string_append_c(out, slice.data[i]);
	}
	return g_string_free(out, FALSE);
}

char *
eml_slice_dup_lower(EmlSlice slice)
{
	char *out = eml_slice_dup(slice);

	for (char *c = out; *c != '\0'; c++)
		*c = g_ascii_tolower(*c);
	return out;
}
