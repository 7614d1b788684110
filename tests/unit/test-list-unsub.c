/* RFC 2369 sections 2 and 3, RFC 8058 sections 3.1 and 5. */
#include "syntax/list-unsub.h"

static const struct {
	const char *name, *value;
	guint n;
	const char *first, *last;
	gboolean ignored, cut, folded;
} rows[] = {
    {"one", " <https://a.example/u>", 1, "https://a.example/u", "https://a.example/u", FALSE, FALSE,
     FALSE},
    {"two", " <https://a.example/u>, <mailto:x@a.example>", 2, "https://a.example/u",
     "mailto:x@a.example", FALSE, FALSE, FALSE},
    {"comments", " (c) <mailto:a> (Use, this) , (d) <mailto:b>", 2, "mailto:a", "mailto:b", FALSE,
     FALSE, FALSE},
    {"folded-uri", " <https://a.example/\r\n abc>", 1, "https://a.example/abc",
     "https://a.example/abc", FALSE, FALSE, TRUE},
    {"blank-at-ends", " < https://a.example/u >", 1, "https://a.example/u", "https://a.example/u",
     FALSE, FALSE, FALSE},
    {"comma-inside", " <https://a.example/a,b>", 1, "https://a.example/a,b",
     "https://a.example/a,b", FALSE, FALSE, FALSE},
    {"after-bracket-ignored", " <mailto:a> junk, <mailto:b>", 2, "mailto:a", "mailto:b", FALSE,
     FALSE, FALSE},
    {"not-a-url-cuts", " <mailto:a>, mailto:b, <mailto:c>", 1, "mailto:a", "mailto:a", FALSE, TRUE,
     FALSE},
    {"first-no-bracket", " https://a.example/u", 0, NULL, NULL, TRUE, FALSE, FALSE},
    {"never-closed", " <https://a.example/u", 0, NULL, NULL, FALSE, TRUE, FALSE},
    {"trailing-comma", " <mailto:a>,", 1, "mailto:a", "mailto:a", FALSE, FALSE, FALSE},
    {"empty-uri", " <>", 1, "", "", FALSE, FALSE, FALSE},
    {"empty", "", 0, NULL, NULL, FALSE, FALSE, FALSE},
    {"blank", "  \r\n ", 0, NULL, NULL, FALSE, FALSE, FALSE},
};

static void
test_row(gconstpointer data)
{
	const gsize i = GPOINTER_TO_SIZE(data);
	g_autoptr(EmlListUnsubscribe) list = eml_list_unsubscribe_parse(eml_slice(rows[i].value));

	g_assert_cmpuint(list->uris->len, ==, rows[i].n);
	if (rows[i].n > 0) {
		g_assert_cmpstr(g_ptr_array_index(list->uris, 0), ==, rows[i].first);
		g_assert_cmpstr(g_ptr_array_index(list->uris, rows[i].n - 1), ==, rows[i].last);
	}
	g_assert_cmpint(list->ignored, ==, rows[i].ignored);
	g_assert_cmpint(list->cut, ==, rows[i].cut);
	g_assert_cmpint(list->folded_uri, ==, rows[i].folded);
}

static const struct {
	const char *name, *value;
	EmlListPost post;
} posts[] = {
    {"exact", " List-Unsubscribe=One-Click", EML_POST_EXACT},
    {"no-blank", "List-Unsubscribe=One-Click", EML_POST_EXACT},
    {"case", " list-unsubscribe=one-click", EML_POST_OTHER_CASE},
    {"blanks-inside", " List-Unsubscribe = One-Click", EML_POST_WRONG},
    {"more", " List-Unsubscribe=One-Click; x", EML_POST_WRONG},
    {"quoted", " \"List-Unsubscribe=One-Click\"", EML_POST_WRONG},
    {"empty", "", EML_POST_WRONG},
};

static void
test_post(gconstpointer data)
{
	const gsize i = GPOINTER_TO_SIZE(data);

	g_assert_cmpint(eml_list_post_parse(eml_slice(posts[i].value)), ==, posts[i].post);
}

static void
test_truncated(void)
{
	const char whole[] = " (c\\)) <https://a.example/\r\n x>, <mailto:b>";

	for (gsize n = 0; n < sizeof whole; n++) {
		g_autofree char *part = g_memdup2(whole, n);
		g_autoptr(EmlListUnsubscribe) list =
		    eml_list_unsubscribe_parse(eml_slice_n(part, n));

		g_assert_cmpuint(list->uris->len, <=, 2);
	}
}

int
main(int argc, char **argv)
{
	g_test_init(&argc, &argv, NULL);
	for (gsize i = 0; i < G_N_ELEMENTS(rows); i++) {
		g_autofree char *path = g_strdup_printf("/list-unsub/%s", rows[i].name);

		g_test_add_data_func(path, GSIZE_TO_POINTER(i), test_row);
	}
	for (gsize i = 0; i < G_N_ELEMENTS(posts); i++) {
		g_autofree char *path = g_strdup_printf("/list-post/%s", posts[i].name);

		g_test_add_data_func(path, GSIZE_TO_POINTER(i), test_post);
	}
	g_test_add_func("/list-unsub/truncated", test_truncated);
	return g_test_run();
}
