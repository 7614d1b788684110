/* Rows for tui/canvas: columns of hostile and wide text, breaking of lines, matches. */
#include "tui/canvas.h"

/* The first line as text; the second half of a wide cell is '_'. */
static char *
line_of(const EmlCanvas *canvas)
{
	g_autoptr(GString) text = g_string_new(NULL);

	for (guint i = 0; i < eml_canvas_columns(canvas); i++) {
		const EmlCanvasCell *cell = eml_canvas_cell(canvas, 0, i);

		if (cell->width == 0)
			g_string_append_c(text, '_');
		for (guint c = 0; cell->width > 0 && c <= EML_CANVAS_MARKS && cell->chars[c] != 0;
		     c++)
			g_string_append_unichar(text, cell->chars[c]);
	}
	return g_strdup(text->str);
}

static const struct {
	const char *name, *text;
	guint columns;
	const char *shown;
	guint used;
} texts[] = {
    {"/tui/canvas/text/short", "abc", 6, "abc   ", 3},
    {"/tui/canvas/text/exact", "abcdef", 6, "abcdef", 6},
    {"/tui/canvas/text/cut", "abcdefg", 6, "abcde…", 6},
    {"/tui/canvas/text/empty", "", 6, "      ", 0},
    {"/tui/canvas/text/wide", "日本", 6, "日_本_  ", 4},
    {"/tui/canvas/text/wide-cut", "日本語語", 6, "日_本_… ", 5},
    {"/tui/canvas/text/combining", "e\u0301x", 6, "e\u0301x    ", 2},
    {"/tui/canvas/text/many-marks", "e\u0301\u0302\u0303\u0304x", 6, "e\u0301\u0302x    ", 2},
    {"/tui/canvas/text/mark-first", "\u0301x", 6, "x     ", 1},
};

static void
test_text(gconstpointer data)
{
	const gsize i = GPOINTER_TO_SIZE(data);
	g_autoptr(EmlCanvas) canvas = eml_canvas_new(texts[i].columns, 1, TRUE);
	const EmlStrip all = {0, 0, texts[i].columns};
	g_autofree char *shown = NULL;

	g_assert_cmpuint(eml_canvas_text(canvas, all, EML_ROLE_TEXT, texts[i].text), ==,
			 texts[i].used);
	shown = line_of(canvas);
	g_assert_cmpstr(shown, ==, texts[i].shown);
}

/* Nothing is written outside of a strip, whatever its place. */
static void
test_outside(void)
{
	g_autoptr(EmlCanvas) canvas = eml_canvas_new(4, 2, TRUE);

	eml_canvas_text(canvas, (EmlStrip){5, 0, 4}, EML_ROLE_TEXT, "xxxx");
	eml_canvas_text(canvas, (EmlStrip){0, 3, 9}, EML_ROLE_TEXT, "日本");
	eml_canvas_text(canvas, (EmlStrip){0, 0, 0}, EML_ROLE_TEXT, "xxxx");
	eml_canvas_select(canvas, (EmlStrip){1, 2, 9});
	eml_canvas_rule(canvas, (EmlStrip){1, 2, 9}, EML_ROLE_RULE, EML_GLYPH_ACROSS);
	g_autofree char *line = line_of(canvas);
	g_assert_cmpstr(line, ==, "    ");
}

static const struct {
	const char *name, *text;
	guint columns;
	const char *lines[6];
} breaks[] = {
    {"/tui/canvas/break/one", "one two", 10, {"one two"}},
    {"/tui/canvas/break/exact", "one two", 7, {"one two"}},
    {"/tui/canvas/break/blank", "one two three", 8, {"one two", "three"}},
    {"/tui/canvas/break/at-the-edge", "one two three", 7, {"one two", "three"}},
    {"/tui/canvas/break/long-word", "abcdefghij kl", 4, {"abcd", "efgh", "ij", "kl"}},
    {"/tui/canvas/break/lone-sign", "one > two", 6, {"one", "> two"}},
    {"/tui/canvas/break/lone-sign-at-the-edge", "one > two", 5, {"one", "> two"}},
    {"/tui/canvas/break/lone-sign-no-room", "one > twelve", 5, {"one", "> twe", "lve"}},
    {"/tui/canvas/break/address", "a <b@c> d", 7, {"a <b@c>", "d"}},
    {"/tui/canvas/break/wide", "日本語 x", 4, {"日本", "語 x"}},
    {"/tui/canvas/break/wide-in-one", "日本", 1, {"日", "本"}},
    {"/tui/canvas/break/indent-kept", "  ab cd", 5, {"  ab", "cd"}},
    {"/tui/canvas/break/blanks", "ab   cd", 4, {"ab  ", "cd"}},
    {"/tui/canvas/break/name", "mail-wr1-f41.google.com", 15, {"mail-wr1-f41.", "google.com"}},
    {"/tui/canvas/break/name-early", "b.abcdefghijkl", 8, {"b.abcdef", "ghijkl"}},
    {"/tui/canvas/break/base64", "p=ab/cdefghijklmn/op", 9, {"p=ab/cdef", "ghijklmn/", "op"}},
    {"/tui/canvas/break/of-the-web",
     "see https://a.example/u/8f3k2j",
     17,
     {"see https://a.", "example/u/8f3k2j"}},
    {"/tui/canvas/break/long-behind-blank", "a abcdefghijkl", 6, {"a abcd", "efghij", "kl"}},
    {"/tui/canvas/break/long-behind-text", "abcd efghijkl", 6, {"abcd", "efghij", "kl"}},
    {"/tui/canvas/break/marks-stay", "abe\u0301f", 3, {"abe\u0301", "f"}},
};

static void
test_break(gconstpointer data)
{
	const gsize i = GPOINTER_TO_SIZE(data);
	const char *at = breaks[i].text;
	guint n = 0;

	for (gsize skip = 0; *at != '\0'; at += skip, n++) {
		const gsize len = eml_canvas_break(at, breaks[i].columns, &skip);
		g_autofree char *line = g_strndup(at, len);

		g_assert_cmpuint(n, <, G_N_ELEMENTS(breaks[i].lines));
		g_assert_cmpstr(line, ==, breaks[i].lines[n]);
		g_assert_cmpuint(skip, >, 0);
	}
	g_assert_null(breaks[i].lines[n]);
}

static void
test_match(void)
{
	g_autoptr(EmlCanvas) canvas = eml_canvas_new(16, 1, TRUE);
	const EmlStrip all = {0, 0, 16};
	g_autoptr(GString) roles = g_string_new(NULL);

	eml_canvas_text(canvas, all, EML_ROLE_TEXT, "Ab 日本 ab aab");
	eml_canvas_match(canvas, all, EML_ROLE_MATCH, "ab");
	eml_canvas_match(canvas, all, EML_ROLE_GOOD, "日本");
	eml_canvas_match(canvas, all, EML_ROLE_BAD, "");
	for (guint i = 0; i < 16; i++)
		g_string_append_c(roles,
				  eml_theme_letter((EmlRole)eml_canvas_cell(canvas, 0, i)->role));
	g_assert_cmpstr(roles->str, ==, "mm.gggg.mm..mm..");
}

/* Three cells: 24 steps of an eighth, or three signs. */
static void
test_bar(void)
{
	static const struct {
		guint thousandths;
		const char *unicode, *ascii;
	} bars[] = {{0, "...", "..."},	 {1, "▏..", "#.."},   {42, "▏..", "#.."},
		    {333, "█..", "#.."}, {500, "█▌.", "##."}, {1000, "███", "###"},
		    {9999, "███", "###"}};

	for (gsize i = 0; i < G_N_ELEMENTS(bars); i++) {
		for (guint unicode = 0; unicode < 2; unicode++) {
			g_autoptr(EmlCanvas) canvas = eml_canvas_new(5, 1, unicode == 1);
			g_autoptr(GString) text = g_string_new(NULL);

			eml_canvas_text(canvas, (EmlStrip){0, 0, 5}, EML_ROLE_TEXT, ".....");
			eml_canvas_bar(canvas, (EmlStrip){0, 1, 3}, EML_ROLE_TEXT,
				       bars[i].thousandths);
			for (guint column = 1; column < 4; column++)
				g_string_append_unichar(
				    text, eml_canvas_cell(canvas, 0, column)->chars[0]);
			g_assert_cmpstr(text->str, ==,
					unicode == 1 ? bars[i].unicode : bars[i].ascii);
			g_assert_cmpuint(eml_canvas_cell(canvas, 0, 4)->chars[0], ==, '.');
		}
	}
}

int
main(int argc, char **argv)
{
	g_test_init(&argc, &argv, NULL);
	for (gsize i = 0; i < G_N_ELEMENTS(texts); i++)
		g_test_add_data_func(texts[i].name, GSIZE_TO_POINTER(i), test_text);
	for (gsize i = 0; i < G_N_ELEMENTS(breaks); i++)
		g_test_add_data_func(breaks[i].name, GSIZE_TO_POINTER(i), test_break);
	g_test_add_func("/tui/canvas/outside", test_outside);
	g_test_add_func("/tui/canvas/match", test_match);
	g_test_add_func("/tui/canvas/bar", test_bar);
	return g_test_run();
}
