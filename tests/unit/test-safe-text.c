/* Rows for base/safe-text: no foreign byte reaches a terminal or JSON as it is if it could do harm
 * there. */
#include "base/safe-text.h"

#define BYTES(text) text, sizeof text - 1

static const struct {
	const char *name;
	const char *in;
	gsize len;
	const char *plain; /* for people */
	const char *lines; /* NULL: as plain */
	const char *json;  /* NULL: as the input */
} rows[] = {
    {"empty", BYTES(""), "", NULL, NULL},
    {"ascii", BYTES("a b~"), "a b~", NULL, NULL},
    {"nul", BYTES("a\0b"), "a\u2400b", NULL, "a\\u{0}b"},
    {"esc", BYTES("\x1b[31m"), "\u241b[31m", NULL, NULL},
    {"us", BYTES("\x1f"), "\u241f", NULL, "\\u{1F}"},
    {"bell-backspace", BYTES("\a\b"), "\u2407\u2408", NULL, NULL},
    {"tab-lf", BYTES("a\tb\nc"), "a\u2409b\u240ac", "a\tb\nc", NULL},
    {"crlf", BYTES("a\r\n"), "a\u240d\u240a", "a\u240d\n", NULL},
    {"vertical-tab-form-feed", BYTES("\v\f"), "\u240b\u240c", NULL, NULL},
    {"delete", BYTES("\x7f"), "\u2421", NULL, NULL},
    {"c1-first", BYTES("\xc2\x80"), "<U+0080>", NULL, "\\u{80}"},
    {"c1-csi",
     BYTES("\xc2\x9b"
	   "31m"),
     "<U+009B>31m", NULL, "\\u{9B}31m"},
    {"c1-last", BYTES("\xc2\x9f\xc2\xa0"), "<U+009F>\u00a0", NULL, "\\u{9F}\u00a0"},
    {"c1-byte",
     BYTES("\x9b"
	   "31m"),
     "\\x9b31m", NULL, "\ufffd31m"},
    {"bidi-alm", BYTES("\u061b\u061c\u061d"), "\u061b<U+061C>\u061d", NULL, "\u061b\\u{61C}\u061d"},
    {"bidi-marks", BYTES("\u200d\u200e\u200f\u2010"), "\u200d<U+200E><U+200F>\u2010", NULL,
     "\u200d\\u{200E}\\u{200F}\u2010"},
    {"bidi-embedding", BYTES("\u202a\u202b\u202c\u202d\u202e\u202f"),
     "<U+202A><U+202B><U+202C><U+202D><U+202E>\u202f", NULL,
     "\\u{202A}\\u{202B}\\u{202C}\\u{202D}\\u{202E}\u202f"},
    {"bidi-isolates", BYTES("\u2065\u2066\u2067\u2068\u2069\u206a"),
     "\u2065<U+2066><U+2067><U+2068><U+2069>\u206a", NULL,
     "\u2065\\u{2066}\\u{2067}\\u{2068}\\u{2069}\u206a"},
    {"line-separators", BYTES("\u2027\u2028\u2029"), "\u2027<U+2028><U+2029>", NULL, NULL},
    {"byte-order-mark",
     BYTES("\ufeff"
	   "A"),
     "<U+FEFF>A", NULL, NULL},
    {"two-bytes", BYTES("\u00fc"), "\u00fc", NULL, NULL},
    {"three-bytes", BYTES("\u65e5\u672c"), "\u65e5\u672c", NULL, NULL},
    {"four-bytes", BYTES("\U0001f600\U0010fffd"), "\U0001f600\U0010fffd", NULL, NULL},
    {"latin1", BYTES("M\xfcller"), "M\\xfcller", NULL, "M\ufffdller"},
    {"lone-continuation", BYTES("\x80\xbf"), "\\x80\\xbf", NULL, "\ufffd\ufffd"},
    {"overlong-2", BYTES("\xc0\x80\xc1\xbf"), "\\xc0\\x80\\xc1\\xbf", NULL,
     "\ufffd\ufffd\ufffd\ufffd"},
    {"overlong-3", BYTES("\xe0\x9f\xbf"), "\\xe0\\x9f\\xbf", NULL, "\ufffd\ufffd\ufffd"},
    {"overlong-4", BYTES("\xf0\x8f\xbf\xbf"), "\\xf0\\x8f\\xbf\\xbf", NULL,
     "\ufffd\ufffd\ufffd\ufffd"},
    {"surrogate", BYTES("\xed\xa0\x80"), "\\xed\\xa0\\x80", NULL, "\ufffd\ufffd\ufffd"},
    {"last-before-surrogate", BYTES("\xed\x9f\xbf"), "\xed\x9f\xbf", NULL, NULL},
    {"beyond-unicode", BYTES("\xf4\x90\x80\x80"), "\\xf4\\x90\\x80\\x80", NULL,
     "\ufffd\ufffd\ufffd\ufffd"},
    {"never-a-byte", BYTES("\xf5\xfe\xff"), "\\xf5\\xfe\\xff", NULL, "\ufffd\ufffd\ufffd"},
    {"cut-2", BYTES("\xc3"), "\\xc3", NULL, "\ufffd"},
    {"cut-3", BYTES("\xe2\x82"), "\\xe2\\x82", NULL, "\ufffd"},
    {"cut-4", BYTES("\xf0\x9f\x98"), "\\xf0\\x9f\\x98", NULL, "\ufffd"},
    {"cut-4-then-ascii",
     BYTES("\xf0\x9f"
	   "a"),
     "\\xf0\\x9f"
     "a",
     NULL,
     "\ufffd"
     "a"},
    {"cut-3-then-lead", BYTES("\xe2\x82\xc3\xbc"), "\\xe2\\x82\u00fc", NULL, "\ufffd\u00fc"},
    /* the example of Unicode 15 section 3.9, table 3-8 */
    {"maximal-subparts",
     BYTES("a\xf1\x80\x80\xe1\x80\xc2"
	   "b\x80"
	   "c\x80\xbf"
	   "d"),
     "a\\xf1\\x80\\x80\\xe1\\x80\\xc2"
     "b\\x80"
     "c\\x80\\xbf"
     "d",
     NULL,
     "a\ufffd\ufffd\ufffd"
     "b\ufffd"
     "c\ufffd\ufffd"
     "d"},
    {"backslash-stays", BYTES("\\x9b \\u{9B}"), "\\x9b \\u{9B}", NULL, NULL},
};

static void
test_row(gconstpointer data)
{
	const guint i = GPOINTER_TO_UINT(data);
	const EmlSlice in = eml_slice_n(rows[i].in, rows[i].len);
	g_autofree EmlPlain *plain = eml_plain(in);
	g_autofree EmlPlain *lines = eml_plain_lines(in);
	g_autofree EmlJsonText *json = eml_json_text(in);

	g_assert_cmpstr(plain, ==, rows[i].plain);
	g_assert_cmpstr(lines, ==, rows[i].lines != NULL ? rows[i].lines : rows[i].plain);
	g_assert_cmpstr(json, ==, rows[i].json != NULL ? rows[i].json : rows[i].in);
}

/* Every code point: the plain form is valid UTF-8 and free of everything that moves a cursor or
 * changes direction. */
static void
test_all_code_points(void)
{
	for (gunichar c = 0; c <= 0x10FFFF; c++) {
		char bytes[6] = {0};
		const gint len = g_unichar_to_utf8(c, bytes);
		const EmlSlice in = eml_slice_n(bytes, (gsize)len); /* 1 to 4 */
		g_autofree EmlPlain *plain = NULL;
		gunichar first = 0;

		if (c >= 0xD800 && c <= 0xDFFF)
			continue;
		plain = eml_plain(in);
		first = g_utf8_get_char(plain);
		g_assert_true(g_utf8_validate(plain, -1, NULL));
		g_assert_true(first >= 0x20 && first != 0x7F && !(first >= 0x80 && first < 0xA0));
		g_assert_true(first == c || (c < 0x20 && first == 0x2400 + c) || first == '<' ||
			      c == 0x7F);
	}
}

/* Every pair of bytes: valid UTF-8 without a byte below SP. */
static void
test_all_pairs(void)
{
	for (guint pair = 0; pair <= 0xFFFF; pair++) {
		const char bytes[2] = {(char)(pair >> 8), (char)(pair & 0xFF)};
		g_autofree EmlPlain *plain = eml_plain(eml_slice_n(bytes, 2));
		g_autofree EmlJsonText *json = eml_json_text(eml_slice_n(bytes, 2));

		g_assert_true(g_utf8_validate(plain, -1, NULL));
		g_assert_true(g_utf8_validate(json, -1, NULL));
		g_assert_null(strchr(json, 0x1F));
		for (const char *c = plain; *c != '\0'; c++)
			g_assert_true((guchar)*c >= 0x20 && *c != 0x7F);
	}
}

static const struct {
	const char *name, *text;
	guint width;
	guint columns;
	const char *cut;
} widths[] = {
    {"empty", "", 0, 0, ""},
    {"fits", "abc", 3, 3, "abc"},
    {"one-less", "abc", 3, 2, "a\u2026"},
    {"one", "abc", 3, 1, "\u2026"},
    {"none", "abc", 3, 0, ""},
    {"cjk", "\u65e5\u672c\u8a9e", 6, 6, "\u65e5\u672c\u8a9e"},
    {"cjk-odd", "\u65e5\u672c\u8a9e", 6, 5, "\u65e5\u672c\u2026"},
    {"cjk-even", "\u65e5\u672c\u8a9e", 6, 4, "\u65e5\u2026"},
    {"cjk-two", "\u65e5\u672c\u8a9e", 6, 2, "\u2026"},
    {"emoji", "\U0001f600x", 3, 2, "\u2026"},
    {"combining", "e\u0301a\u0308b", 3, 2, "e\u0301\u2026"},
    {"combining-kept-with-its-letter", "ae\u0301b", 3, 3, "ae\u0301b"},
    {"symbol", "\u241b[0m", 4, 3, "\u241b[\u2026"},
};

static void
test_width(gconstpointer data)
{
	const guint i = GPOINTER_TO_UINT(data);
	g_autofree EmlPlain *cut = eml_plain_cut(widths[i].text, widths[i].columns);

	g_assert_cmpuint(eml_plain_width(widths[i].text), ==, widths[i].width);
	g_assert_cmpstr(cut, ==, widths[i].cut);
	g_assert_cmpuint(eml_plain_width(cut), <=, widths[i].columns);
}

int
main(int argc, char **argv)
{
	g_test_init(&argc, &argv, NULL);
	for (guint i = 0; i < G_N_ELEMENTS(rows); i++) {
		g_autofree char *path = g_strdup_printf("/safe-text/%s", rows[i].name);

		g_test_add_data_func(path, GUINT_TO_POINTER(i), test_row);
	}
	for (guint i = 0; i < G_N_ELEMENTS(widths); i++) {
		g_autofree char *path = g_strdup_printf("/safe-text/width/%s", widths[i].name);

		g_test_add_data_func(path, GUINT_TO_POINTER(i), test_width);
	}
	g_test_add_func("/safe-text/all-code-points", test_all_code_points);
	g_test_add_func("/safe-text/all-pairs", test_all_pairs);
	return g_test_run();
}
