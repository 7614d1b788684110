/* What terminals insert when files are dropped, and what people type: each form a row. */
#include "mail/names.h"

#include "base/error.h"

#include <glib/gstdio.h>

static const char *const files[] = {"My phish (1) & it's $x \303\274.eml", "b.eml", "a", "a b"};

/* %s is the folder of the files above. */
static const struct {
	const char *name, *paste;
	guint n;	     /* names expected */
	guint first, second; /* indexes into files */
} pastes[] = {
    {"gnome-terminal", "'%s/My phish (1) & it'\\''s $x \303\274.eml' '%s/b.eml' ", 2, 0, 1},
    {"xfce4-terminal", "'%s/My phish (1) & it'\\''s $x \303\274.eml' '%s/b.eml' ", 2, 0, 1},
    {"terminator", "'%s/b.eml' ", 1, 1, 0},
    {"wezterm", "%s/My\\ phish\\ (1)\\ &\\ it's\\ $x\\ \303\274.eml %s/b.eml ", 2, 0, 1},
    {"wezterm-one", "%s/My\\ phish\\ (1)\\ &\\ it's\\ $x\\ \303\274.eml ", 1, 0, 0},
    {"terminal-app", "%s/My\\ phish\\ \\(1\\)\\ \\&\\ it\\'s\\ \\$x\\ \303\274.eml ", 1, 0, 0},
    {"konsole-plain", "%s/b.eml %s/a ", 2, 1, 2},
    {"alacritty-one", "%s/My phish (1) & it's $x \303\274.eml ", 1, 0, 0},
    {"iterm2-quoted", "'%s/My phish (1) & it'\\''s $x \303\274.eml'", 1, 0, 0},
    {"ghostty-escaped", "%s/My\\ phish\\ \\(1\\)\\ \\&\\ it\\'s\\ \\$x\\ \303\274.eml\n%s/b.eml\n",
     2, 0, 1},
    {"windows-terminal-wsl", "'%s/My phish (1) & it'\\''s $x \303\274.eml'", 1, 0, 0},
    {"windows-terminal-blanks", "\"%s/a b\" \"%s/b.eml\"", 2, 3, 1},
    {"kitty-one", "%s/a b", 1, 3, 0},
    {"konsole", "'%s/My phish (1) & it'\\''s $x \303\274.eml' %s/b.eml ", 2, 0, 1},
    {"kitty-lines", "%s/My phish (1) & it's $x \303\274.eml\n%s/b.eml", 2, 0, 1},
    {"kitty-returns", "%s/My phish (1) & it's $x \303\274.eml\r%s/b.eml", 2, 0, 1},
    {"alacritty", "%s/My phish (1) & it's $x \303\274.eml %s/b.eml ", 2, 0, 1},
    {"iterm2", "%s/My\\ phish\\ \\(1\\)\\ \\&\\ it\\'s\\ \\$x\\ \303\274.eml %s/b.eml", 2, 0, 1},
    {"windows-terminal", "\"%s/b.eml\"", 1, 1, 0},
    {"ghostty", "%s/b.eml\n", 1, 1, 0},
    {"uri", "file://%s/b.eml", 1, 1, 0},
    {"uri-localhost", "file://localhost%s/b.eml", 1, 1, 0},
    {"uri-encoded", "file://%s/My%%20phish%%20(1)%%20%%26%%20it%%27s%%20$x%%20%%C3%%BC.eml", 1, 0,
     0},
    {"blank-in-name", "%s/a b", 1, 3, 0},
};

static char *
make_folder(void)
{
	char *folder = g_dir_make_tmp("emlens-names-XXXXXX", NULL);

	for (gsize i = 0; i < G_N_ELEMENTS(files); i++) {
		g_autofree char *path = g_build_filename(folder, files[i], NULL);

		g_assert_true(g_file_set_contents(path, "x", 1, NULL));
	}
	return folder;
}

static void
remove_folder(const char *folder)
{
	for (gsize i = 0; i < G_N_ELEMENTS(files); i++) {
		g_autofree char *path = g_build_filename(folder, files[i], NULL);

		g_unlink(path);
	}
	g_rmdir(folder);
}

/* The text with each %s replaced by the folder and %% by %. */
static char *
fill(const char *text, const char *folder)
{
	g_auto(GStrv) parts = g_strsplit(text, "%s", -1);
	g_autofree char *joined = g_strjoinv(folder, parts);
	g_auto(GStrv) percents = g_strsplit(joined, "%%", -1);

	return g_strjoinv("%", percents);
}

static void
assert_is(const GPtrArray *names, guint i, const char *folder, guint file)
{
	g_autofree char *path = g_build_filename(folder, files[file], NULL);

	g_assert_cmpstr(g_ptr_array_index(names, i), ==, path);
}

static void
test_paste(gconstpointer data)
{
	const gsize i = GPOINTER_TO_SIZE(data);
	g_autofree char *folder = make_folder();
	g_autofree char *text = fill(pastes[i].paste, folder);
	g_autoptr(GPtrArray) names = eml_names_from_paste(text);

	g_assert_cmpuint(names->len, ==, pastes[i].n);
	assert_is(names, 0, folder, pastes[i].first);
	if (pastes[i].n > 1)
		assert_is(names, 1, folder, pastes[i].second);
	remove_folder(folder);
}

static void
test_words(void)
{
	g_autofree char *folder = make_folder();
	g_autofree char *first = g_strdup_printf("%s/My", folder);
	g_autofree char *b = g_build_filename(folder, "b.eml", NULL);
	const char *const words[] = {first,	     "phish", "(1)", "&",	"it's", "$x",
				     "\303\274.eml", b,	      "-",   "missing", NULL};
	g_autoptr(GPtrArray) names = eml_names_from_words(words);

	g_assert_cmpuint(names->len, ==, 4);
	assert_is(names, 0, folder, 0);
	assert_is(names, 1, folder, 1);
	g_assert_cmpstr(g_ptr_array_index(names, 2), ==, "-");
	g_assert_cmpstr(g_ptr_array_index(names, 3), ==, "missing");
	remove_folder(folder);
}

/* A word that exists is taken as it is, also where a longer name would exist too. */
static void
test_shortest(void)
{
	g_autofree char *folder = make_folder();
	g_autofree char *a = g_build_filename(folder, "a", NULL);
	const char *const words[] = {a, "b", NULL};
	g_autoptr(GPtrArray) names = eml_names_from_words(words);

	g_assert_cmpuint(names->len, ==, 2);
	assert_is(names, 0, folder, 2);
	remove_folder(folder);
}

/* As Windows names the files of a system under WSL. */
static void
test_wsl(void)
{
	g_autofree char *folder = make_folder();
	g_autofree char *back = g_strdelimit(g_strdup(folder), "/", '\\');

	for (guint i = 0; i < 2; i++) {
		g_autofree char *paste = g_strdup_printf("\"\\\\%s\\Debian%s\\a b\"",
							 i == 0 ? "wsl.localhost" : "wsl$", back);
		g_autoptr(GPtrArray) names = eml_names_from_paste(paste);

		g_assert_cmpuint(names->len, ==, 1);
		assert_is(names, 0, folder, 3);
	}
	remove_folder(folder);
}

/* What a file manager drops of a place that is no file: refused when it is opened, never fetched.
 */
static void
test_other_schemes(void)
{
	static const char *const pastes_of_uris[] = {"'smb://host/share/My mail.eml' ",
						     "mtp://phone/b.eml"};

	for (gsize i = 0; i < G_N_ELEMENTS(pastes_of_uris); i++) {
		g_autoptr(GPtrArray) names = eml_names_from_paste(pastes_of_uris[i]);

		g_assert_cmpuint(names->len, >, 0);
		for (guint k = 0; k < names->len; k++)
			g_assert_false(
			    g_file_test(g_ptr_array_index(names, k), G_FILE_TEST_EXISTS));
	}
}

static void
test_uris(void)
{
	static const char *const refused[] = {"https://a.example/x.eml", "file://other.example/x",
					      "file:///%zz", "smb://h/x"};

	g_assert_true(eml_names_is_uri("smb://x/y"));
	g_assert_false(eml_names_is_uri("C:\\x"));
	g_assert_false(eml_names_is_uri("c://x"));
	g_assert_false(eml_names_is_uri("a.eml"));
	for (gsize i = 0; i < G_N_ELEMENTS(refused); i++) {
		g_autoptr(GError) error = NULL;

		g_assert_null(eml_names_path_of_uri(refused[i], &error));
		g_assert_error(error, EML_ERROR, EML_ERROR_NO_INPUT);
	}
}

int
main(int argc, char **argv)
{
	g_test_init(&argc, &argv, NULL);
	for (gsize i = 0; i < G_N_ELEMENTS(pastes); i++) {
		g_autofree char *path = g_strdup_printf("/names/paste/%s", pastes[i].name);

		g_test_add_data_func(path, GSIZE_TO_POINTER(i), test_paste);
	}
	g_test_add_func("/names/words", test_words);
	g_test_add_func("/names/shortest", test_shortest);
	g_test_add_func("/names/wsl", test_wsl);
	g_test_add_func("/names/other-schemes", test_other_schemes);
	g_test_add_func("/names/uris", test_uris);
	return g_test_run();
}
