/* The public suffix list's own tests with the list they belong to: checkPublicSuffix(name, wanted).
 * U-labels are asked as A-labels, as everywhere in this program. */
#include "base/idna.h"
#include "base/psl.h"
#include "support.h"

typedef struct {
	const EmlPsl *list;
	char *name, *wanted; /* "null" is none */
} Row;

static void
row_free(gpointer data)
{
	Row *row = data;

	g_free(row->name);
	g_free(row->wanted);
	g_free(row);
}

static char *
ascii_of(const char *name)
{
	return strcmp(name, "null") == 0 ? NULL : eml_idna_to_ascii(eml_slice(name));
}

static void
test_row(gconstpointer data)
{
	const Row *row = data;
	g_autofree char *name = ascii_of(row->name);
	g_autofree char *wanted = ascii_of(row->wanted);
	g_autofree char *got = eml_psl_registrable_by(row->list, name != NULL ? name : "");

	g_assert_cmpstr(got, ==, wanted);
}

/* Lines "NAME WANTED"; the others are comments. */
static void
add_rows(const EmlPsl *list, const char *text)
{
	g_auto(GStrv) lines = g_strsplit(text, "\n", -1);
	guint n = 0;

	for (guint i = 0; lines[i] != NULL; i++) {
		g_auto(GStrv) words = g_strsplit(g_strstrip(lines[i]), " ", -1);
		g_autofree char *path = NULL;
		Row *row = NULL;

		if (g_str_has_prefix(lines[i], "//") || g_strv_length(words) != 2)
			continue;
		row = g_new0(Row, 1);
		row->list = list;
		row->name = g_strdup(words[0]);
		row->wanted = g_strdup(words[1]);
		path = g_strdup_printf("/psl-list/%u %s", ++n, words[0]);
		g_test_add_data_func_full(path, row, test_row, row_free);
	}
}

static void
test_absent(void)
{
	test_shared_or_skip();
}

int
main(int argc, char **argv)
{
	g_autofree char *list_path = test_shared_path("suites/dmarc/psl/public_suffix_list.dat");
	g_autofree char *rows_path = test_shared_path("suites/dmarc/psl/tests.txt");
	g_autoptr(EmlPsl) list = NULL;
	g_autofree char *text = NULL;

	g_test_init(&argc, &argv, NULL);
	list = eml_psl_load(list_path);
	if (list != NULL && g_file_get_contents(rows_path, &text, NULL, NULL))
		add_rows(list, text);
	else
		g_test_add_func("/psl-list", test_absent);
	return g_test_run();
}
