/* The man page's list of keys is the key table's. Where they differ, the lines that have to stand
 * there are printed. */
#include "tui/keys.h"

#include <string.h>

/* As the page writes it: arrows by name, and no sign read as a macro's delimiter. The caller owns
 * it. */
static char *
in_mdoc(const char *shown)
{
	static const char *const arrows[][2] = {{"-", "\\-"},	{"↓", "\\(da"}, {"↑", "\\(ua"},
						{"→", "\\(->"}, {"←", "\\(<-"}, {"^", "\\(ha"}};
	g_auto(GStrv) words = g_strsplit(shown, " ", -1);
	GString *all = g_string_new(NULL);

	for (guint i = 0; words[i] != NULL; i++)
		g_string_append_printf(all, "%s%s%s", i > 0 ? " " : "",
				       g_ascii_isalnum(words[i][0]) ? "" : "\\&", words[i]);
	for (gsize i = 0; i < G_N_ELEMENTS(arrows); i++)
		g_string_replace(all, arrows[i][0], arrows[i][1], 0);
	return g_string_free(all, FALSE);
}

/* The sentence in lines of less than 80 bytes, as mandoc wants them. */
static void
append_wrapped(GString *all, const char *sentence)
{
	gsize column = 0;
	g_auto(GStrv) words = g_strsplit(sentence, " ", -1);

	for (guint i = 0; words[i] != NULL; i++) {
		const gsize len = strlen(words[i]);
		const gboolean fits = column + 1 + len < 78;

		if (i > 0)
			g_string_append_c(all, fits ? ' ' : '\n');
		column = fits ? column + 1 + len : len;
		g_string_append(all, words[i]);
	}
	g_string_append(all, ".\n");
}

/* The section as it has to be. The caller owns it. */
static char *
wanted_keys(void)
{
	guint n = 0;
	const EmlKeyEntry *entries = eml_keys(&n);
	const char *group = NULL;
	GString *all = g_string_new(".Sh KEYS\n");

	for (guint i = 0; i < n; i++) {
		g_autofree char *shown = in_mdoc(entries[i].shown);

		if (entries[i].help == NULL)
			continue;
		if (g_strcmp0(group, entries[i].group) != 0)
			g_string_append_printf(all, "%s.Ss %s\n.Bl -tag -width Ds\n",
					       group != NULL ? ".El\n" : "", entries[i].group);
		group = entries[i].group;
		g_string_append_printf(all, ".It Ic %s\n", shown);
		append_wrapped(all, entries[i].help);
	}
	g_string_append(all, ".El\n");
	return g_string_free(all, FALSE);
}

static void
test_keys(void)
{
	g_autofree char *path =
	    g_build_filename(g_getenv("EMLENS_SOURCE"), "src", "data", "emlens.1", NULL);
	g_autofree char *page = NULL;
	g_autofree char *wanted = wanted_keys();

	g_assert_true(g_file_get_contents(path, &page, NULL, NULL));
	if (strstr(page, wanted) == NULL) {
		g_test_message("the section has to be:\n%s", wanted);
		g_test_fail();
	}
}

int
main(int argc, char **argv)
{
	g_test_init(&argc, &argv, NULL);
	g_test_add_func("/manual/keys", test_keys);
	return g_test_run();
}
