/* Values of --what-if: what they lay over, and what is wrong with broken ones. */
#include "dns/what-if.h"

#include "base/error.h"
#include "dns/zone-tree.h"

#include <glib/gstdio.h>

/* The lines joined with '\n'. */
static const struct {
	const char *name, *value, *lines;
} good[] = {
    {"txt", "example.jp. TXT \"v=spf1 ip4:192.0.2.1 ~all\"",
     "example.jp. TXT \"v=spf1 ip4:192.0.2.1 ~all\""},
    {"no-final-dot", "Example.JP txt \"x\"", "example.jp. TXT \"x\""},
    {"ttl-and-class", "a.b. 60 IN A 192.0.2.1", "a.b. A 192.0.2.1"},
    {"mx", "a.b. MX 10 m.b.", "a.b. MX 10 m.b."},
    {"cname", "a.b. CNAME c.b.", "a.b. CNAME c.b."},
    {"aaaa", "a.b. AAAA 2001:DB8::1", "a.b. AAAA 2001:db8::1"},
    {"one-word", "a.b. TXT x", "a.b. TXT \"x\""},
    {"strings", "a.b. TXT \"x\" \"y\"", "a.b. TXT \"x\" \"y\""},
    {"escapes", "a.b. TXT \"a\\\"b\\\\c\\007\"", "a.b. TXT \"a\\\"b\\\\c\\007\""},
    {"two-lines", "b. TXT x\na. TXT y", "a. TXT \"y\"\nb. TXT \"x\""},
    {"no-data", ";! no-data a.b. TXT", ";! no-data a.b. TXT"},
    {"no-name", ";! no-name a.b.", ";! no-name a.b."},
    {"no-name-type", ";! no-name a.b. MX", ";! no-name a.b. MX"},
    {"failed", ";! failed a.b. * servfail", ";! failed a.b. * servfail"},
};

static const struct {
	const char *name, *value, *says;
	int code;
} bad[] = {
    {"no-type", "example.jp. \"v=spf1 -all\"", "a record type such as TXT is missing",
     EML_ERROR_USAGE},
    {"wrong-type", "example.jp. SPF2 \"v=spf1 -all\"", "\"SPF2\" is not a record type",
     EML_ERROR_USAGE},
    {"wrong-address", "a.b. A 192.0.2.256", "not an address", EML_ERROR_USAGE},
    {"open-quote", "a.b. TXT \"v=spf1 -all", "quote", EML_ERROR_USAGE},
    {"shell-took-the-quotes", "a.b. TXT v=spf1 -all", "needs quotes", EML_ERROR_USAGE},
    {"shell-took-the-quotes-dkim", "a.b. TXT v=DKIM1; p=x", "in quotes", EML_ERROR_USAGE},
    {"empty", " ", "there is no record in it", EML_ERROR_USAGE},
    {"remark", "; nothing", "there is no record in it", EML_ERROR_USAGE},
    {"complete", ";! complete", "there is no record in it", EML_ERROR_USAGE},
    {"no-file", "no-such-file.zone", "there is no such file", EML_ERROR_NO_INPUT},
};

static EmlZoneTree *
read_value(const char *value, GPtrArray *lines, GError **error)
{
	const char *const values[] = {value, NULL};

	return eml_what_if_read(values, lines, error);
}

static char *
joined(GPtrArray *lines)
{
	g_ptr_array_add(lines, NULL);
	return g_strjoinv("\n", (char **)lines->pdata);
}

static void
test_good(gconstpointer data)
{
	const gsize i = GPOINTER_TO_SIZE(data);
	g_autoptr(GPtrArray) lines = g_ptr_array_new_with_free_func(g_free);
	g_autoptr(GError) error = NULL;
	g_autoptr(EmlZoneTree) tree = read_value(good[i].value, lines, &error);
	g_autofree char *text = NULL;

	g_assert_no_error(error);
	g_assert_nonnull(tree);
	text = joined(lines);
	g_assert_cmpstr(text, ==, good[i].lines);
}

static void
test_bad(gconstpointer data)
{
	const gsize i = GPOINTER_TO_SIZE(data);
	g_autoptr(GPtrArray) lines = g_ptr_array_new_with_free_func(g_free);
	g_autoptr(GError) error = NULL;
	g_autoptr(EmlZoneTree) tree = read_value(bad[i].value, lines, &error);

	g_assert_null(tree);
	g_assert_error(error, EML_ERROR, bad[i].code);
	g_assert_true(g_str_has_prefix(error->message, "--what-if="));
	if (strstr(error->message, bad[i].says) == NULL)
		g_assert_cmpstr(error->message, ==, bad[i].says);
	g_assert_null(strstr(error->message, "--what-if:1"));
}

/* A file by its name; each value adds to what those before it laid over. */
static void
test_file(void)
{
	g_autoptr(GError) error = NULL;
	g_autoptr(GPtrArray) lines = g_ptr_array_new_with_free_func(g_free);
	g_autoptr(EmlZoneTree) tree = NULL;
	g_autofree char *folder = g_dir_make_tmp("emlens-XXXXXX", &error);
	g_autofree char *path = g_build_filename(folder, "with blanks.zone", NULL);
	const char *const values[] = {"a.b. MX 1 x.b.", path, "a.b. MX 2 y.b.", NULL};
	g_autofree char *text = NULL;

	g_assert_no_error(error);
	g_file_set_contents(path, "$ORIGIN b.\n; remark\nz TXT \"v=spf1 -all\"\nc A 192.0.2.1\n",
			    -1, &error);
	g_assert_no_error(error);
	tree = eml_what_if_read(values, lines, &error);
	g_assert_no_error(error);
	text = joined(lines);
	g_assert_cmpstr(text, ==,
			"a.b. MX 1 x.b.\nc.b. A 192.0.2.1\nz.b. TXT \"v=spf1 -all\"\n"
			"a.b. MX 2 y.b.");
	g_assert_cmpuint(eml_zone_node_set(eml_zone_tree_find(tree, "a.b."), EML_DNS_MX)->len, ==,
			 2);
	g_remove(path);
	g_rmdir(folder);
}

static void
test_broken_file(void)
{
	g_autoptr(GError) error = NULL;
	g_autoptr(GPtrArray) lines = g_ptr_array_new_with_free_func(g_free);
	g_autoptr(EmlZoneTree) tree = NULL;
	g_autofree char *path = NULL;
	g_autofree char *place = NULL;
	const int fd = g_file_open_tmp("emlens-XXXXXX", &path, &error);

	g_assert_no_error(error);
	g_close(fd, NULL);
	g_file_set_contents(path, "a.b. TXT x\na.b. A nonsense\n", -1, &error);
	g_assert_no_error(error);
	tree = read_value(path, lines, &error);
	g_assert_null(tree);
	g_assert_error(error, EML_ERROR, EML_ERROR_DATA);
	place = g_strdup_printf("%s:2: ", path);
	g_assert_true(g_str_has_prefix(error->message, place));
	g_remove(path);
}

int
main(int argc, char **argv)
{
	g_test_init(&argc, &argv, NULL);
	for (gsize i = 0; i < G_N_ELEMENTS(good); i++) {
		g_autofree char *path = g_strdup_printf("/what-if/good/%s", good[i].name);

		g_test_add_data_func(path, GSIZE_TO_POINTER(i), test_good);
	}
	for (gsize i = 0; i < G_N_ELEMENTS(bad); i++) {
		g_autofree char *path = g_strdup_printf("/what-if/bad/%s", bad[i].name);

		g_test_add_data_func(path, GSIZE_TO_POINTER(i), test_bad);
	}
	g_test_add_func("/what-if/file", test_file);
	g_test_add_func("/what-if/broken-file", test_broken_file);
	return g_test_run();
}
