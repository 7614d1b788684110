/* Rows for base/slice (test-cursor has the cursor). */
#include "base/slice.h"

static void
assert_slice(EmlSlice slice, const char *expected)
{
	g_assert_true(eml_slice_equal(slice, eml_slice(expected)));
}

static void
test_part(void)
{
	const EmlSlice text = eml_slice("abcdef");

	assert_slice(eml_slice_part(text, 1, 3), "bc");
	assert_slice(eml_slice_part(text, 4, 99), "ef");
	assert_slice(eml_slice_part(text, 99, 99), "");
	assert_slice(eml_slice_part(text, 3, 1), "");
	assert_slice(eml_slice_part(text, 0, G_MAXSIZE), "abcdef");
	g_assert_null(eml_slice_part(eml_slice(NULL), 0, 5).data);
}

static void
test_equal(void)
{
	g_assert_true(eml_slice_equal(eml_slice(NULL), eml_slice("")));
	g_assert_false(eml_slice_equal(eml_slice_n("a\0b", 3), eml_slice_n("a\0c", 3)));
	g_assert_false(eml_slice_equal(eml_slice("a"), eml_slice("A")));
	g_assert_true(eml_slice_equal_ci(eml_slice("aZ@["), eml_slice("Az@[")));
	g_assert_false(eml_slice_equal_ci(eml_slice("@"), eml_slice("`")));
	g_assert_false(eml_slice_equal_ci(eml_slice("\xe4"), eml_slice("\xc4")));
	g_assert_false(eml_slice_equal_ci(eml_slice("a"), eml_slice("ab")));
}

static void
test_ends(void)
{
	g_assert_true(eml_slice_starts_with_ci(eml_slice("Content-Type"), "content-"));
	g_assert_true(eml_slice_starts_with_ci(eml_slice(NULL), ""));
	g_assert_false(eml_slice_starts_with_ci(eml_slice("co"), "content-"));
	g_assert_true(eml_slice_ends_with_ci(eml_slice("a.EMLX"), ".emlx"));
	g_assert_false(eml_slice_ends_with_ci(eml_slice("mlx"), ".emlx"));
	g_assert_true(eml_slice_ends_with_ci(eml_slice("x"), ""));
}

static void
test_find(void)
{
	g_assert_cmpint(eml_slice_find(eml_slice("abcb"), 'b'), ==, 1);
	g_assert_cmpint(eml_slice_find(eml_slice("abc"), 'z'), ==, -1);
	g_assert_cmpint(eml_slice_find(eml_slice_n("a\0", 2), '\0'), ==, 1);
	g_assert_cmpint(eml_slice_find(eml_slice("a"), '\0'), ==, -1);
	g_assert_cmpint(eml_slice_find(eml_slice("a\xff"), '\xff'), ==, 1);
}

static void
test_strip(void)
{
	assert_slice(eml_slice_strip(eml_slice(" \t\r\n a b \r\n")), "a b");
	assert_slice(eml_slice_strip(eml_slice(" \n")), "");
	assert_slice(eml_slice_strip(eml_slice("\v\fa")), "\v\fa"); /* no blanks of mail */
	assert_slice(eml_slice_strip(eml_slice("\u00a0")), "\u00a0");
}

static void
test_dup(void)
{
	g_autofree char *copy = eml_slice_dup(eml_slice_n("A\0\xc4Z", 4));
	g_autofree char *lower = eml_slice_dup_lower(eml_slice_n("A\0\xc4Z", 4));
	g_autofree char *empty = eml_slice_dup(eml_slice(NULL));

	g_assert_cmpstr(copy, ==, "A\\u{0}\xc4Z");
	g_assert_cmpstr(lower, ==, "a\\u{0}\xc4z");
	g_assert_cmpstr(empty, ==, "");
}

int
main(int argc, char **argv)
{
	g_test_init(&argc, &argv, NULL);
	g_test_add_func("/slice/part", test_part);
	g_test_add_func("/slice/equal", test_equal);
	g_test_add_func("/slice/ends", test_ends);
	g_test_add_func("/slice/find", test_find);
	g_test_add_func("/slice/strip", test_strip);
	g_test_add_func("/slice/dup", test_dup);
	return g_test_run();
}
