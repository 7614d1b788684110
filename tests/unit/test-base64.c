/* Rows for syntax/base64: RFC 6376 section 2.10, RFC 4648 sections 3 and 10. */
#include "syntax/base64.h"

#define SLICE(text)                                                                                \
	{                                                                                          \
		text, sizeof(text) - 1                                                             \
	}

static const struct {
	const char *name;
	EmlSlice in;
	gboolean fine;
	EmlSlice out;
} rows[] = {
    {"one", SLICE("Zg=="), TRUE, SLICE("f")},
    {"two", SLICE("Zm8="), TRUE, SLICE("fo")},
    {"three", SLICE("Zm9v"), TRUE, SLICE("foo")},
    {"six", SLICE("Zm9vYmFy"), TRUE, SLICE("foobar")},
    {"all-bits", SLICE("+/+/"), TRUE, SLICE("\xfb\xff\xbf")},
    {"zeros", SLICE("AAAA"), TRUE, SLICE("\0\0\0")},
    {"fws-everywhere", SLICE(" Z\r\n m\t8\r\n\t= "), TRUE, SLICE("fo")},
    {"spare-bits-set", SLICE("Zh=="), TRUE, SLICE("f")},
    {"empty", SLICE(""), FALSE, SLICE("")},
    {"only-space", SLICE(" \r\n "), FALSE, SLICE("")},
    {"no-padding", SLICE("Zg"), FALSE, SLICE("")},
    {"half-padding", SLICE("Zg="), FALSE, SLICE("")},
    {"one-character", SLICE("Z"), FALSE, SLICE("")},
    {"too-much-padding", SLICE("Zg==="), FALSE, SLICE("")},
    {"only-padding", SLICE("===="), FALSE, SLICE("")},
    {"padding-first", SLICE("=Zg="), FALSE, SLICE("")},
    {"padding-second", SLICE("Z==="), FALSE, SLICE("")},
    {"more-behind-padding", SLICE("Zg==Zg=="), FALSE, SLICE("")},
    {"character-between-padding", SLICE("Zg=a"), FALSE, SLICE("")},
    {"url-alphabet", SLICE("-_-_"), FALSE, SLICE("")},
    {"nul", SLICE("Zm\0v"), FALSE, SLICE("")},
    {"8-bit", SLICE("Zm\xe9v"), FALSE, SLICE("")},
    {"vertical-tab", SLICE("Zm\v9v"), FALSE, SLICE("")},
};

static void
test_row(gconstpointer data)
{
	const guint i = GPOINTER_TO_UINT(data);
	g_autoptr(GBytes) got = eml_base64_decode(rows[i].in);

	g_assert_cmpint(got != NULL, ==, rows[i].fine);
	if (got != NULL)
		g_assert_cmpmem(g_bytes_get_data(got, NULL), g_bytes_get_size(got),
				rows[i].out.data, rows[i].out.len);
}

/* What GLib writes is read back, whatever the bytes. */
static void
test_round_trip(void)
{
	for (guint len = 1; len < 200; len++) {
		g_autofree guint8 *bytes = g_malloc(len);
		g_autofree char *text = NULL;
		g_autoptr(GBytes) got = NULL;

		for (guint i = 0; i < len; i++)
			bytes[i] = (guint8)g_test_rand_int();
		text = g_base64_encode(bytes, len);
		got = eml_base64_decode(eml_slice(text));
		g_assert_nonnull(got);
		g_assert_cmpmem(g_bytes_get_data(got, NULL), g_bytes_get_size(got), bytes, len);
	}
}

int
main(int argc, char **argv)
{
	g_test_init(&argc, &argv, NULL);
	for (guint i = 0; i < G_N_ELEMENTS(rows); i++) {
		g_autofree char *path = g_strdup_printf("/base64/row/%s", rows[i].name);

		g_test_add_data_func(path, GUINT_TO_POINTER(i), test_row);
	}
	g_test_add_func("/base64/round-trip", test_round_trip);
	return g_test_run();
}
