/* check/canon: the same as the naive form, wherever the pieces are cut (the first byte says where).
 */
#include "naive-canon.h"

int LLVMFuzzerTestOneInput(const guint8 *data, gsize size);

static void
gather(EmlSlice bytes, gpointer data)
{
	g_byte_array_append(data, (const guint8 *)bytes.data, (guint)bytes.len);
}

static void
check_body(EmlCanon canon, EmlSlice body, gsize step)
{
	g_autoptr(GByteArray) expected = naive_canon_body(canon, body);
	g_autoptr(GByteArray) got = g_byte_array_new();
	g_autoptr(EmlCanonBody) writer = eml_canon_body_new(canon, gather, got);

	for (gsize at = 0; at < body.len; at += step)
		eml_canon_body_feed(writer, eml_slice_part(body, at, at + step));
	eml_canon_body_finish(writer);
	g_assert_cmpmem(got->data, got->len, expected->data, expected->len);
}

static void
check_field(EmlCanon canon, EmlSlice value, gsize from)
{
	const EmlField field = {.name = eml_slice("X-Name "), .value = value};
	g_autoptr(GByteArray) expected = naive_canon_field(canon, field.name, value);
	g_autoptr(GByteArray) got = g_byte_array_new();

	eml_canon_field_without(canon, &field, value.len, value.len, gather, got);
	g_assert_cmpmem(got->data, got->len, expected->data, expected->len);
	g_byte_array_set_size(got, 0);
	eml_canon_field_without(canon, &field, from, from + 1, gather, got);
	g_assert(got->len <= 2 * (field.name.len + value.len) + 1);
}

int
LLVMFuzzerTestOneInput(const guint8 *data, gsize size)
{
	const EmlSlice all = eml_slice_n((const char *)data, size);
	const EmlSlice text = eml_slice_part(all, 1, size);
	const gsize step = size > 0 ? 1 + data[0] % 16 : 1;

	for (guint canon = 0; canon < EML_CANON_LAST; canon++) {
		check_body((EmlCanon)canon, text, step);
		check_field((EmlCanon)canon, text, step);
	}
	return 0;
}
