/* Rows for base/psl. */
#include "base/psl.h"

static const struct {
	const char *name, *domain, *registrable;
} rows[] = {
    {"domain", "example.com", "example.com"},
    {"below", "a.b.example.com", "example.com"},
    {"suffix", "com", NULL},
    {"second-level-suffix", "co.uk", NULL},
    {"below-second-level", "a.b.co.uk", "b.co.uk"},
    {"wildcard", "a.b.c.ck", "b.c.ck"},
    {"wildcard-suffix", "b.ck", NULL},
    {"exception", "a.www.ck", "www.ck"},
    {"private", "x.a.github.io", "a.github.io"},
    {"private-suffix", "github.io", NULL},
    {"idn", "a.foo.xn--55qx5d.cn", "foo.xn--55qx5d.cn"},
    {"unknown-top", "a.b.unknowntld", "b.unknowntld"},
    {"underscore", "_dmarc.example.com", "example.com"},
    {"no-dot", "localhost", NULL},
    {"ipv4", "192.0.2.1", NULL},
    {"empty", "", NULL},
    {"dot-first", ".example.com", NULL},
};

static void
test_row(gconstpointer data)
{
	const guint i = GPOINTER_TO_UINT(data);
	g_autofree char *registrable = eml_psl_registrable(rows[i].domain);

	g_assert_cmpstr(registrable, ==, rows[i].registrable);
}

static void
test_same(void)
{
	g_assert_true(eml_psl_same_organization("a.example.com", "b.c.example.com"));
	g_assert_true(eml_psl_same_organization("example.com", "example.com"));
	g_assert_false(eml_psl_same_organization("example.com", "example.org"));
	g_assert_false(eml_psl_same_organization("a.co.uk", "b.co.uk"));
	g_assert_false(eml_psl_same_organization("co.uk", "co.uk"));
	g_assert_false(eml_psl_same_organization("co.uk", "a.co.uk"));
}

int
main(int argc, char **argv)
{
	g_test_init(&argc, &argv, NULL);
	for (guint i = 0; i < G_N_ELEMENTS(rows); i++) {
		g_autofree char *path = g_strdup_printf("/psl/%s", rows[i].name);

		g_test_add_data_func(path, GUINT_TO_POINTER(i), test_row);
	}
	g_test_add_func("/psl/same", test_same);
	return g_test_run();
}
