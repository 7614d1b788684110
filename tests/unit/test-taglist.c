/* Rows for syntax/taglist: RFC 6376 section 3.2. */
#include "base/limits.h"
#include "syntax/taglist.h"

#define SLICE(text)                                                                                \
	{                                                                                          \
		text, sizeof(text) - 1                                                             \
	}

static const struct {
	const char *name;
	EmlSlice in;
	EmlTagTrouble trouble;
	const char *tags; /* name=value, joined by '|' */
	gsize error_at;
} rows[] = {
    {"minimal", SLICE("a=b"), EML_TAGS_OK, "a=b", 0},
    {"several", SLICE("v=1; a=b;c=d"), EML_TAGS_OK, "v=1|a=b|c=d", 0},
    {"trailing-semicolon", SLICE("v=1;"), EML_TAGS_OK, "v=1", 0},
    {"trailing-semicolon-space", SLICE("v=1; "), EML_TAGS_OK, "v=1", 0},
    {"trailing-semicolon-fold", SLICE("v=1;\r\n\t"), EML_TAGS_OK, "v=1", 0},
    {"empty-value", SLICE("v=1; p=; s=x"), EML_TAGS_OK, "v=1|p=|s=x", 0},
    {"empty-value-last", SLICE("v=1; p="), EML_TAGS_OK, "v=1|p=", 0},
    {"empty-value-space", SLICE("p= ;s = "), EML_TAGS_OK, "p=|s=", 0},
    {"fws-everywhere", SLICE(" \r\n v \r\n\t= \r\n 1 \r\n ; \r\n a\r\n =\r\n b "), EML_TAGS_OK,
     "v=1|a=b", 0},
    {"fold-lf", SLICE("v=1;\n\ta=b"), EML_TAGS_OK, "v=1|a=b", 0},
    {"fws-inside-value", SLICE("b=ab\r\n cd  ef; x=1"), EML_TAGS_OK, "b=ab\r\n cd  ef|x=1", 0},
    {"blank-folded-line", SLICE("b=ab\r\n \r\n cd"), EML_TAGS_OK, "b=ab\r\n \r\n cd", 0},
    {"equals-in-value", SLICE("b=ab==; z=From:a=20b|c"), EML_TAGS_OK, "b=ab==|z=From:a=20b|c", 0},
    {"name-with-digits", SLICE("a_1B=x"), EML_TAGS_OK, "a_1B=x", 0},
    {"case-matters", SLICE("a=1; A=2"), EML_TAGS_OK, "a=1|A=2", 0},
    {"8-bit-value", SLICE("n=\xc3\xbc\xff"), EML_TAGS_OK, "n=\xc3\xbc\xff", 0},
    {"empty", SLICE(""), EML_TAGS_SYNTAX, "", 0},
    {"only-space", SLICE("  "), EML_TAGS_SYNTAX, "", 2},
    {"only-semicolon", SLICE(";"), EML_TAGS_SYNTAX, "", 0},
    {"double-semicolon", SLICE("v=1;;a=b"), EML_TAGS_SYNTAX, "v=1", 4},
    {"leading-semicolon", SLICE(";v=1"), EML_TAGS_SYNTAX, "", 0},
    {"no-equals", SLICE("v=1; a"), EML_TAGS_SYNTAX, "v=1", 6},
    {"no-equals-between", SLICE("v=1; a; b=c"), EML_TAGS_SYNTAX, "v=1", 6},
    {"name-starts-with-digit", SLICE("1a=b"), EML_TAGS_SYNTAX, "", 0},
    {"name-starts-with-underscore", SLICE("_a=b"), EML_TAGS_SYNTAX, "", 0},
    {"name-with-hyphen", SLICE("a-b=c"), EML_TAGS_SYNTAX, "", 1},
    {"name-8-bit", SLICE("\xc3\xbc=c"), EML_TAGS_SYNTAX, "", 0},
    {"no-name", SLICE("=c"), EML_TAGS_SYNTAX, "", 0},
    {"nul-in-value", SLICE("v=1; a=b\0c; d=e"), EML_TAGS_SYNTAX, "v=1", 8},
    {"nul-in-name", SLICE("a\0=b"), EML_TAGS_SYNTAX, "", 1},
    {"nul-first", SLICE("\0v=1"), EML_TAGS_SYNTAX, "", 0},
    {"del-in-value", SLICE("a=b\x7f"), EML_TAGS_SYNTAX, "", 3},
    {"bare-cr", SLICE("a=b\rc"), EML_TAGS_SYNTAX, "", 3},
    {"cr-cr-lf", SLICE("a=b\r\r\n c"), EML_TAGS_SYNTAX, "", 3},
    {"line-end-without-fold", SLICE("a=b;\r\nc=d"), EML_TAGS_SYNTAX, "a=b", 4},
    {"line-end-at-end", SLICE("a=b\r\n"), EML_TAGS_SYNTAX, "", 3},
    {"duplicate", SLICE("v=1; a=b; v=1"), EML_TAGS_DUPLICATE, "v=1|a=b", 10},
    {"duplicate-unknown", SLICE("zz=1;zz=2"), EML_TAGS_DUPLICATE, "zz=1", 5},
};

static char *
joined(const EmlTagList *list)
{
	GString *out = g_string_new(NULL);

	for (guint i = 0; i < list->tags->len; i++) {
		const EmlTag *tag = &g_array_index(list->tags, EmlTag, i);

		if (i > 0)
			g_string_append_c(out, '|');
		g_string_append_len(out, tag->name.data, (gssize)tag->name.len);
		g_string_append_c(out, '=');
		g_string_append_len(out, tag->value.data, (gssize)tag->value.len);
	}
	return g_string_free(out, FALSE);
}

static void
test_row(gconstpointer data)
{
	const guint i = GPOINTER_TO_UINT(data);
	g_autoptr(EmlTagList) list = NULL;
	g_autofree char *got = NULL;
	gsize at = 0;

	g_assert_cmpint(eml_taglist_parse(rows[i].in, &list, &at), ==, rows[i].trouble);
	got = joined(list);
	g_assert_cmpstr(got, ==, rows[i].tags);
	g_assert_cmpuint(at, ==, rows[i].error_at);
	for (guint j = 0; j < list->tags->len; j++) {
		const EmlTag *tag = &g_array_index(list->tags, EmlTag, j);

		g_assert_true(tag->name.data == rows[i].in.data + tag->at);
		g_assert_true(tag->value.data == rows[i].in.data + tag->value_at);
	}
}

/* Cut at every byte: never a crash, never more tags, and what stands complete before the cut is
 * found. */
static void
test_truncated(void)
{
	static const char whole[] = " v = 1 ; bh=ab\r\n c==;\r\n\tx_y =\xc3\xbc; h = a : b ;";

	for (gsize len = 0; len < sizeof(whole); len++) {
		g_autofree char *copy =
		    g_memdup2(whole, MAX(len, 1)); /* its own block: overreads are seen */
		g_autoptr(EmlTagList) list = NULL;
		guint complete = 0;

		for (gsize i = 0; i < len; i++)
			complete += copy[i] == ';';
		eml_taglist_parse(eml_slice_n(copy, len), &list, NULL);
		g_assert_cmpuint(list->tags->len, >=, complete);
		g_assert_cmpuint(list->tags->len, <=, complete + 1);
	}
}

static void
test_too_many(void)
{
	g_autoptr(GString) text = g_string_new(NULL);
	g_autoptr(EmlTagList) exact = NULL;
	g_autoptr(EmlTagList) over = NULL;
	gsize last = 0;
	gsize at = 0;

	for (guint i = 0; i < EML_MAX_TAGS; i++)
		g_string_append_printf(text, "t%u=x;", i);
	g_assert_cmpint(eml_taglist_parse(eml_slice_n(text->str, text->len), &exact, NULL), ==,
			EML_TAGS_OK);
	g_assert_cmpuint(exact->tags->len, ==, EML_MAX_TAGS);
	last = text->len;
	g_string_append(text, "more=x");
	g_assert_cmpint(eml_taglist_parse(eml_slice_n(text->str, text->len), &over, &at), ==,
			EML_TAGS_TOO_MANY);
	g_assert_cmpuint(over->tags->len, ==, EML_MAX_TAGS);
	g_assert_cmpuint(at, ==, last);
}

static void
test_get(void)
{
	g_autoptr(EmlTagList) list = NULL;

	g_assert_cmpint(eml_taglist_parse(eml_slice("b=1; B=2"), &list, NULL), ==, EML_TAGS_OK);
	g_assert_true(eml_slice_equal(eml_taglist_get(list, "B")->value, eml_slice("2")));
	g_assert_null(eml_taglist_get(list, "bh"));
	g_assert_null(eml_taglist_get(list, ""));
}

int
main(int argc, char **argv)
{
	g_test_init(&argc, &argv, NULL);
	for (guint i = 0; i < G_N_ELEMENTS(rows); i++) {
		g_autofree char *path = g_strdup_printf("/taglist/row/%s", rows[i].name);

		g_test_add_data_func(path, GUINT_TO_POINTER(i), test_row);
	}
	g_test_add_func("/taglist/truncated", test_truncated);
	g_test_add_func("/taglist/too-many", test_too_many);
	g_test_add_func("/taglist/get", test_get);
	return g_test_run();
}
