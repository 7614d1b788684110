/* Any bytes become valid UTF-8 without what moves a cursor, in every form. */
#include "base/safe-text.h"

int LLVMFuzzerTestOneInput(const guint8 *data, gsize size);

int
LLVMFuzzerTestOneInput(const guint8 *data, gsize size)
{
	const EmlSlice in = eml_slice_n((const char *)data, size);
	g_autofree EmlPlain *plain = eml_plain(in);
	g_autofree EmlPlain *lines = eml_plain_lines(in);
	g_autofree EmlJsonText *json = eml_json_text(in);
	g_autofree EmlPlain *cut = eml_plain_cut(plain, (guint)(size % 100));

	g_assert_true(g_utf8_validate(plain, -1, NULL) && g_utf8_validate(lines, -1, NULL));
	g_assert_true(g_utf8_validate(json, -1, NULL) && g_utf8_validate(cut, -1, NULL));
	g_assert_cmpuint(eml_plain_width(cut), <=, size % 100);
	for (const char *c = plain; *c != '\0'; c++)
		g_assert_true((guchar)*c >= 0x20 && *c != 0x7F);
	for (const char *c = lines; *c != '\0'; c++)
		g_assert_true((guchar)*c >= 0x20 || *c == '\t' || *c == '\n');
	g_assert_null(strchr(json, 0x1F));
	return 0;
}
