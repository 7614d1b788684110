/* How far misspelt words are from those that are known. */
#include "base/near.h"

#include <string.h>

static const struct {
	const char *left, *right;
	guint distance;
	gboolean near;
} rows[] = {
    {"offline", "offline", 0, TRUE},
    {"ofline", "offline", 1, TRUE},
    {"josn", "json", 1, TRUE},
    {"colour", "color", 1, TRUE},
    {"JSON", "json", 0, TRUE},
    {"", "ip", 2, FALSE},
    {"", "", 0, TRUE},
    {"kitten", "sitting", 3, FALSE},
    {"spf", "dns", 3, FALSE},
    {"abc", "acb", 1, TRUE},
    {"helo", "hello-x", 3, FALSE},
};

static void
test_rows(void)
{
	for (gsize i = 0; i < G_N_ELEMENTS(rows); i++) {
		g_assert_cmpuint(eml_near_distance(rows[i].left, rows[i].right), ==,
				 rows[i].distance);
		g_assert_cmpuint(eml_near_distance(rows[i].right, rows[i].left), ==,
				 rows[i].distance);
		g_assert_cmpint(eml_near(rows[i].left, rows[i].right), ==, rows[i].near);
	}
}

static void
test_long(void)
{
	g_autofree char *word = g_strnfill(100000, 'a');
	g_autofree char *longest = g_strnfill(64, 'a');

	g_assert_cmpuint(eml_near_distance(word, "a"), ==, 100000);
	g_assert_cmpuint(eml_near_distance(longest, "a"), ==, 63);
}

int
main(int argc, char **argv)
{
	g_test_init(&argc, &argv, NULL);
	g_test_add_func("/near/rows", test_rows);
	g_test_add_func("/near/long", test_long);
	return g_test_run();
}
