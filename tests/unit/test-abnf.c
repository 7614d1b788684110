/* Rows for syntax/abnf and syntax/ip-text. */
#include "base/comment.h"
#include "base/limits.h"
#include "syntax/abnf.h"
#include "syntax/ip-text.h"

static gboolean
take_quoted(EmlCursor *c, EmlSlice *ret)
{
	*ret = (EmlSlice){NULL, 0};
	return eml_abnf_take_quoted_string(c, NULL);
}

static gboolean
take_fws(EmlCursor *c, EmlSlice *ret)
{
	*ret = (EmlSlice){NULL, 0};
	return eml_abnf_take_fws(c);
}

/* what: how many bytes are taken, -1 = no match */
static const struct {
	const char *name;
	gboolean (*take)(EmlCursor *c, EmlSlice *ret);
	const char *in;
	gint taken;
} takes[] = {
    {"fws/blank", take_fws, " \tx", 2},
    {"fws/folded", take_fws, " \r\n x", 4},
    {"fws/folded-lf", take_fws, "\n\tx", 2},
    {"fws/obsolete-empty-line", take_fws, " \r\n \r\n x", 7},
    {"fws/line-end-alone", take_fws, "\r\nx", -1},
    {"fws/stops-at-line-end", take_fws, " \r\nx", 1},
    {"fws/bare-cr", take_fws, "\r x", -1},
    {"fws/none", take_fws, "x", -1},
    {"fws/empty", take_fws, "", -1},
    {"comment/simple", eml_comment_take, "(a) b", 3},
    {"comment/empty", eml_comment_take, "()", 2},
    {"comment/nested", eml_comment_take, "(a (b) c)d", 9},
    {"comment/quoted-pair", eml_comment_take, "(a\\)b)c", 6},
    {"comment/quoted-pair-open", eml_comment_take, "(a\\(b)c", 6},
    {"comment/quote-is-text", eml_comment_take, "(a\"b)c\")", 5},
    {"comment/folded", eml_comment_take, "(a\r\n b)", 7},
    {"comment/8-bit", eml_comment_take, "(\xc3\xb8\xff)", 5},
    {"comment/open", eml_comment_take, "(a", -1},
    {"comment/open-nested", eml_comment_take, "(a (b)", -1},
    {"comment/open-by-quoted-pair", eml_comment_take, "(a\\)", -1},
    {"comment/backslash-at-end", eml_comment_take, "(a\\", -1},
    {"comment/none", eml_comment_take, "a(b)", -1},
    {"quoted/simple", take_quoted, "\"a\"b", 3},
    {"quoted/empty", take_quoted, "\"\"", 2},
    {"quoted/quoted-pair", take_quoted, "\"a\\\"b\"c", 6},
    {"quoted/parenthesis", take_quoted, "\"a(b;c\"d", 7},
    {"quoted/open", take_quoted, "\"a", -1},
    {"quoted/open-by-quoted-pair", take_quoted, "\"a\\\"", -1},
    {"quoted/none", take_quoted, "a\"b\"", -1},
    {"token/simple", eml_abnf_take_token, "a.b-c_d+e!f/g", 11},
    {"token/8-bit", eml_abnf_take_token, "m\xc3\xb8x", 1},
    {"token/special", eml_abnf_take_token, "@a", -1},
    {"token/control", eml_abnf_take_token, "\x7f", -1},
    {"token/empty", eml_abnf_take_token, "", -1},
    {"dot-atom/simple", eml_abnf_take_dot_atom, "a.b=c/d@e", 7},
    {"dot-atom/utf-8", eml_abnf_take_dot_atom, "m\xc3\xb8x.a@", 6},
    {"dot-atom/dot-first", eml_abnf_take_dot_atom, ".a", -1},
    {"dot-atom/dot-last", eml_abnf_take_dot_atom, "a.", 1},
    {"dot-atom/two-dots", eml_abnf_take_dot_atom, "a..b", 1},
    {"domain/simple", eml_abnf_take_domain_name, "a.example;", 9},
    {"domain/one-label", eml_abnf_take_domain_name, "localhost", -1},
    {"domain/dot-last", eml_abnf_take_domain_name, "a.example.", 9},
    {"domain/underscore", eml_abnf_take_domain_name, "_spf.example.com", -1},
    {"domain/hyphen-last", eml_abnf_take_domain_name, "a.example-", 9},
    {"domain/hyphen-before-dot", eml_abnf_take_domain_name, "a-.example", -1},
    {"domain/hyphen-first", eml_abnf_take_domain_name, "a.-b", -1},
    {"domain/two-hyphens", eml_abnf_take_domain_name, "a.r3---b", 8},
    {"domain/u-label", eml_abnf_take_domain_name, "m\xc3\xb8x.example", 12},
    {"keyword/simple", eml_abnf_take_keyword, "x-Foo2=", 6},
    {"keyword/hyphen-last", eml_abnf_take_keyword, "foo-=", 3},
    {"keyword/hyphen-first", eml_abnf_take_keyword, "-foo", 4},
    {"keyword/hyphens", eml_abnf_take_keyword, "--", -1},
    {"keyword/underscore", eml_abnf_take_keyword, "dkim_pass", 4},
};

static void
test_take(gconstpointer data)
{
	const guint row = GPOINTER_TO_UINT(data);
	EmlCursor c = eml_cursor(eml_slice(takes[row].in));
	EmlSlice ret = {NULL, 0};
	const gboolean taken = takes[row].take(&c, &ret);

	g_assert_cmpint(taken ? (gint)c.at : -1, ==, takes[row].taken);
	if (!taken)
		g_assert_cmpuint(c.at, ==, 0);
	if (taken && ret.data != NULL && takes[row].take != eml_comment_take)
		g_assert_true(eml_slice_equal(ret, eml_cursor_since(&c, 0)));
}

static void
test_comments(void)
{
	EmlCursor c = eml_cursor(eml_slice(" (one) \r\n\t(t\r\n wo (in\\)ner))()x(no)"));
	g_autoptr(GPtrArray) comments = g_ptr_array_new_with_free_func(g_free);

	g_assert_true(eml_abnf_take_cfws(&c, comments));
	g_assert_cmpint(eml_cursor_peek(&c), ==, 'x');
	g_assert_cmpuint(comments->len, ==, 3);
	g_assert_cmpstr(g_ptr_array_index(comments, 0), ==, "one");
	g_assert_cmpstr(g_ptr_array_index(comments, 1), ==, "t wo (in\\)ner)");
	g_assert_cmpstr(g_ptr_array_index(comments, 2), ==, "");
	g_assert_false(eml_abnf_take_cfws(&c, NULL));
}

static void
test_depth(void)
{
	for (guint depth = EML_MAX_COMMENT_DEPTH; depth <= EML_MAX_COMMENT_DEPTH + 1; depth++) {
		GString *text = g_string_new(NULL);
		EmlSlice inner = {NULL, 0};
		EmlCursor c;

		for (guint i = 0; i < depth; i++)
			g_string_append_c(text, '(');
		for (guint i = 0; i < depth; i++)
			g_string_append_c(text, ')');
		c = eml_cursor(eml_slice(text->str));
		g_assert_cmpint(eml_comment_take(&c, &inner), ==, depth <= EML_MAX_COMMENT_DEPTH);
		g_string_free(text, TRUE);
	}
}

static const struct {
	const char *name;
	EmlSlice in;
	const char *text;
} quoted[] = {
    {"plain", {"\"a b\"", 5}, "a b"},	   {"quoted-pairs", {"\"\\a\\\"\\\\\"", 8}, "a\"\\"},
    {"folded", {"\"a\r\n b\"", 7}, "a b"}, {"nul", {"\"a\0b\"", 5}, "a\\u{0}b"},
    {"line-end", {"\"a\nb\"", 5}, "a\nb"},
};

static void
test_quoted(gconstpointer data)
{
	const guint row = GPOINTER_TO_UINT(data);
	EmlCursor c = eml_cursor(quoted[row].in);
	g_autofree char *text = NULL;

	g_assert_true(eml_abnf_take_quoted_string(&c, &text));
	g_assert_true(eml_cursor_at_end(&c));
	g_assert_cmpstr(text, ==, quoted[row].text);
}

static const struct {
	const char *name;
	EmlSlice in;
	gint bad_at; /* -1 = clean */
} cleans[] = {
    {"empty", {NULL, 0}, -1},	      {"ascii", {"a\tb\r\n c\n d", 10}, -1},
    {"utf-8", {"m\xc3\xb8x", 4}, -1}, {"8-bit", {"a\xf8", 2}, 1},
    {"nul", {"a\0", 2}, 1},	      {"escape", {"ab\x1b", 3}, 2},
    {"delete", {"\x7f", 1}, 0},	      {"bare-cr", {"a\r b", 4}, 1},
    {"bare-lf", {"a\nb", 3}, 1},      {"crlf-at-end", {"a\r\n", 3}, 1},
};

static void
test_clean(gconstpointer data)
{
	const guint row = GPOINTER_TO_UINT(data);
	gsize at = 0;
	const gboolean clean = eml_abnf_is_clean(cleans[row].in, &at);

	g_assert_cmpint(clean ? -1 : (gint)at, ==, cleans[row].bad_at);
}

static void
test_number(void)
{
	EmlCursor c = eml_cursor(eml_slice("12x"));
	EmlCursor huge = eml_cursor(eml_slice("99999999999999999999999999"));
	gint number = -1;

	g_assert_true(eml_abnf_take_number(&c, &number));
	g_assert_cmpint(number, ==, 12);
	g_assert_false(eml_abnf_take_number(&c, &number));
	g_assert_true(eml_abnf_take_number(&huge, &number));
	g_assert_cmpint(number, ==, G_MAXINT);
}

static const struct {
	const char *in, *out;
} addresses[] = {
    {"192.0.2.1", "192.0.2.1"},
    {"[192.0.2.1]", "192.0.2.1"},
    {"192.0.2.1:25", "192.0.2.1"},
    {"2001:DB8:0:0:0:0:0:1", "2001:db8::1"},
    {"[IPv6:2001:db8::1]", "2001:db8::1"},
    {"ipv6:::1", "::1"},
    {"fe80::1%7", "fe80::1"},
    {"::ffff:192.0.2.1", "192.0.2.1"},
    {"[::ffff:c000:201]", "192.0.2.1"},
    {"15.20.4567.1", NULL},
    {"192.0.2", NULL},
    {"192.0.2.1.example", NULL},
    {"192.0.2.01", NULL},
    {"192.0.2.1:", "192.0.2.1"},
    {"192.0.2.1:x", NULL},
    {"192.0.2.1%1", NULL},
    {"mail.example", NULL},
    {"[192.0.2.1", NULL},
    {"", NULL},
    {"2001:db8::1::2", NULL},
    {"11111111111111111111111111111111111111111111111111111111111111111111111111111111111", NULL},
};

static void
test_address(gconstpointer data)
{
	const guint row = GPOINTER_TO_UINT(data);
	g_autofree char *out = eml_ip_canonical(eml_slice(addresses[row].in));

	g_assert_cmpstr(out, ==, addresses[row].out);
}

static void
add_rows(const char *prefix, const char *name, guint row, GTestDataFunc test)
{
	g_autofree char *path = g_strdup_printf("/abnf/%s/%s", prefix, name);

	g_test_add_data_func(path, GUINT_TO_POINTER(row), test);
}

int
main(int argc, char **argv)
{
	g_test_init(&argc, &argv, NULL);
	g_test_set_nonfatal_assertions();
	for (guint i = 0; i < G_N_ELEMENTS(takes); i++)
		add_rows("take", takes[i].name, i, test_take);
	for (guint i = 0; i < G_N_ELEMENTS(quoted); i++)
		add_rows("quoted-text", quoted[i].name, i, test_quoted);
	for (guint i = 0; i < G_N_ELEMENTS(cleans); i++)
		add_rows("clean", cleans[i].name, i, test_clean);
	for (guint i = 0; i < G_N_ELEMENTS(addresses); i++) {
		g_autofree char *name = g_strdup_printf("%u", i);

		add_rows("address", name, i, test_address);
	}
	g_test_add_func("/abnf/comments", test_comments);
	g_test_add_func("/abnf/depth", test_depth);
	g_test_add_func("/abnf/number", test_number);
	return g_test_run();
}
