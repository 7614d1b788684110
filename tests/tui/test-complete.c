/* Rows for tui/complete over a folder of the test's own. */
#include "support-file.h"
#include "tui/complete.h"

#include <glib/gstdio.h>

/* Paths below the folder. */
static const struct {
	const char *name, *typed, *wanted, *names;
	guint n;
} rows[] = {
    {"/tui/complete/one", "inv", "invoice.eml", "", 1},
    {"/tui/complete/several", "sp", "spoof-", "spoof-1.eml spoof-2.eml", 2},
    {"/tui/complete/complete", "invoice.eml", "invoice.eml", "", 1},
    {"/tui/complete/none", "x", "x", "", 0},
    {"/tui/complete/folder", "old", "old/", "", 1},
    {"/tui/complete/in-a-folder", "old/a", "old/a b.eml", "", 1},
    {"/tui/complete/folder-of-one", "old/", "old/a b.eml", "", 1},
    {"/tui/complete/hidden-not-unasked", "", "", "invoice.eml old/ spoof-1.eml spoof-2.eml ü1 ü2",
     6},
    {"/tui/complete/hidden", ".h", ".hidden", "", 1},
    {"/tui/complete/whole-characters", "ü", "ü", "ü1 ü2", 2},
    {"/tui/complete/no-such-folder", "none/a", "none/a", "", 0},
};

static void
test_row(gconstpointer data)
{
	static const char *const files[] = {"invoice.eml", "spoof-1.eml", "spoof-2.eml", ".hidden",
					    "ü1",	   "ü2",	  "\xff",	 NULL};
	const gsize i = GPOINTER_TO_SIZE(data);
	g_autofree char *names = NULL;
	g_autofree char *text = NULL;
	g_autofree char *typed = NULL;
	g_autofree char *wanted = NULL;
	g_autofree char *inside = NULL;
	g_autofree char *folder = NULL;
	guint n = 0;

	test_folder_make();
	for (guint f = 0; files[f] != NULL; f++)
		g_free(test_folder_write(files[f], "", 0));
	folder = test_folder_path("old");
	g_assert_cmpint(g_mkdir(folder, 0700), ==, 0);
	inside = g_build_filename(folder, "a b.eml", NULL);
	g_assert_true(g_file_set_contents(inside, "", 0, NULL));
	typed = g_strdup_printf("%s/%s", test_folder(), rows[i].typed);
	wanted = g_strdup_printf("%s/%s", test_folder(), rows[i].wanted);
	text = eml_complete_path(typed, &names, &n);
	g_assert_cmpstr(text, ==, wanted);
	g_assert_cmpstr(names, ==, rows[i].names);
	g_assert_cmpuint(n, ==, rows[i].n);
	g_unlink(inside);
	g_rmdir(folder);
	test_folder_remove();
}

static void
test_home(void)
{
	g_autofree char *home = eml_complete_home("~");
	g_autofree char *below = eml_complete_home("~/x");
	g_autofree char *wanted = g_strconcat(g_get_home_dir(), "/x", NULL);
	g_autofree char *other = eml_complete_home("~root/x");
	g_autofree char *plain = eml_complete_home("a~/x");

	g_assert_cmpstr(home, ==, g_get_home_dir());
	g_assert_cmpstr(below, ==, wanted);
	g_assert_cmpstr(other, ==, "~root/x");
	g_assert_cmpstr(plain, ==, "a~/x");
}

int
main(int argc, char **argv)
{
	g_test_init(&argc, &argv, NULL);
	for (gsize i = 0; i < G_N_ELEMENTS(rows); i++)
		g_test_add_data_func(rows[i].name, GSIZE_TO_POINTER(i), test_row);
	g_test_add_func("/tui/complete/home", test_home);
	return g_test_run();
}
