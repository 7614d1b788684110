/* Rows for base/cursor and base/slice. */
#include "base/cursor.h"

static void
test_take(void)
{
	EmlCursor c = eml_cursor(eml_slice("ab\tC"));

	g_assert_false(eml_cursor_take(&c, 'b'));
	g_assert_true(eml_cursor_take(&c, 'a'));
	g_assert_cmpint(eml_cursor_peek(&c), ==, 'b');
	g_assert_cmpint(eml_cursor_peek_at(&c, 2), ==, 'C');
	g_assert_cmpint(eml_cursor_peek_at(&c, 3), ==, -1);
	g_assert_false(eml_cursor_take_ci(&c, "b\tcd"));
	g_assert_true(eml_cursor_take_ci(&c, "B\tc"));
	g_assert_true(eml_cursor_at_end(&c));
	g_assert_cmpint(eml_cursor_peek(&c), ==, -1);
	g_assert_true(eml_slice_equal(eml_cursor_since(&c, 1), eml_slice("b\tC")));
}

static void
test_bytes(void)
{
	EmlCursor c = eml_cursor(eml_slice_n("\xff\0x", 3));
	g_autofree char *copy = eml_slice_dup(c.in);

	g_assert_cmpint(eml_cursor_peek(&c), ==, 0xff);
	g_assert_cmpint(eml_cursor_peek_at(&c, 1), ==, 0);
	g_assert_cmpstr(copy, ==, "\xff\\u{0}x");
}

static void
test_empty(void)
{
	EmlCursor c = eml_cursor((EmlSlice){NULL, 0});

	g_assert_true(eml_cursor_at_end(&c));
	g_assert_false(eml_cursor_take_ci(&c, "x"));
	g_assert_cmpuint(eml_slice_strip(c.in).len, ==, 0);
	g_assert_cmpint(eml_slice_find(c.in, 'x'), ==, -1);
}

int
main(int argc, char **argv)
{
	g_test_init(&argc, &argv, NULL);
	g_test_add_func("/cursor/take", test_take);
	g_test_add_func("/cursor/bytes", test_bytes);
	g_test_add_func("/cursor/empty", test_empty);
	return g_test_run();
}
