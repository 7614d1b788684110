/* tui/view: selection, folding, searching, scrolling over rows made by hand. */
#include "tui/rows-build.h"
#include "tui/view.h"

/* A row a line of the text: blanks before it are its depth, '#' a heading, '!' a problem. */
static EmlRows *
rows_of(const char *text)
{
	EmlRows *rows = eml_rows_new(NULL);
	g_auto(GStrv) lines = g_strsplit(text, "\n", -1);

	for (guint i = 0; lines[i] != NULL; i++) {
		const guint depth = (guint)strspn(lines[i], " ");
		const char *words = lines[i] + depth;
		EmlRow *row = NULL;

		if (*words == '#') {
			eml_rows_heading(rows, words + 1);
			continue;
		}
		row = eml_rows_add(rows, EML_SHAPE_STEP, depth);
		row->problem = *words == '!';
		eml_row_text(row, 1, EML_ROLE_TEXT, words);
		eml_row_name(row, (EmlAbout){0}, "%s", words);
	}
	eml_rows_find_branches(rows);
	return rows;
}

static void
assert_selected(const EmlView *view, const char *identity)
{
	const EmlRow *row = eml_view_selected(view);

	g_assert_cmpstr(row != NULL ? row->identity : NULL, ==, identity);
}

/* Paints and compares the lines, without blanks at their ends, joined with '\n'. */
static void
assert_painted(EmlView *view, guint columns, guint lines, const char *wanted)
{
	g_autoptr(EmlCanvas) canvas = eml_canvas_new(columns, lines, FALSE);
	g_autoptr(GString) text = g_string_new(NULL);

	eml_view_paint(view, canvas, (EmlArea){0, 0, lines, columns}, TRUE);
	for (guint line = 0; line < lines; line++) {
		g_autoptr(GString) one = g_string_new(NULL);

		for (guint i = 0; i < columns; i++)
			g_string_append_unichar(one, eml_canvas_cell(canvas, line, i)->chars[0]);
		g_string_append_printf(text, "%s%s", line > 0 ? "\n" : "", g_strchomp(one->str));
	}
	g_assert_cmpstr(text->str, ==, wanted);
}

static void
test_move(void)
{
	g_autoptr(EmlView) view = eml_view_new(rows_of("#h\na\nb\n#h2\nc"));

	assert_selected(view, "a");
	eml_view_move(view, EML_MOVE_ROW, -1);
	assert_selected(view, "a");
	eml_view_move(view, EML_MOVE_ROW, 2);
	assert_selected(view, "c");
	eml_view_move(view, EML_MOVE_ROW, 1);
	assert_selected(view, "c");
	eml_view_move(view, EML_MOVE_TOP, 1);
	assert_selected(view, "a");
	eml_view_move(view, EML_MOVE_BOTTOM, 1);
	assert_selected(view, "c");
	g_assert_false(eml_view_select(view, "x"));
	g_assert_true(eml_view_select(view, "b"));
	assert_selected(view, "b");
}

static void
test_empty(void)
{
	g_autoptr(EmlView) view = eml_view_new(rows_of("#nothing"));
	gboolean wrapped = FALSE;

	assert_selected(view, NULL);
	eml_view_move(view, EML_MOVE_ROW, 1);
	eml_view_move(view, EML_MOVE_PAGE, -1);
	eml_view_fold(view);
	eml_view_fold_all(view);
	g_assert_cmpuint(eml_view_search(view, "n"), ==, 0);
	g_assert_false(eml_view_next_match(view, 1, TRUE, &wrapped));
	assert_selected(view, NULL);
}

static void
test_page(void)
{
	g_autoptr(EmlView) view = eml_view_new(rows_of("a\nb\nc\nd\ne\nf\ng\nh"));

	assert_painted(view, 12, 4, ">  a\n   b\n   c\n   d");
	eml_view_move(view, EML_MOVE_PAGE, 1);
	assert_selected(view, "d");
	eml_view_move(view, EML_MOVE_PAGE, 1);
	assert_painted(view, 12, 4, "   d\n   e\n   f\n>  g");
	eml_view_move(view, EML_MOVE_HALF, -1);
	assert_selected(view, "e");
	eml_view_move(view, EML_MOVE_PAGE, 9);
	assert_selected(view, "h");
	eml_view_move(view, EML_MOVE_TOP, 1);
	assert_painted(view, 12, 4, ">  a\n   b\n   c\n   d");
}

static void
test_kept(void)
{
	g_autoptr(EmlView) view = eml_view_new(rows_of("a\nb\nc"));

	eml_view_select(view, "b");
	eml_view_set_rows(view, rows_of("x\na\ny\nb\nc"));
	assert_selected(view, "b");
	eml_view_set_rows(view, rows_of("x\na\ny\nc"));
	assert_selected(view, "c"); /* the row at its place */
	eml_view_set_rows(view, rows_of("x"));
	assert_selected(view, "x");
}

/* A selection that nobody made does not walk away when something comes in above it. */
static void
test_fresh(void)
{
	g_autoptr(EmlView) view = eml_view_new(rows_of("a\nb"));

	eml_view_set_rows(view, rows_of("x\na\nb"));
	assert_selected(view, "x");
}

static void
test_fold(void)
{
	g_autoptr(EmlView) view = eml_view_new(rows_of("a\n b\n  c\n d\ne"));

	g_assert_true(eml_view_is_tree(view));
	assert_painted(view, 16, 5, ">-   a\n | -   b\n | |     c\n |     d\n     e");
	eml_view_select(view, "c");
	eml_view_fold(view); /* the branch that c is in */
	assert_selected(view, "b");
	assert_painted(view, 16, 5, " -   a\n>| +   b\n |     d\n     e\n");
	eml_view_fold(view); /* folded already: the one above */
	assert_selected(view, "a");
	assert_painted(view, 16, 3, ">+   a\n     e\n");
	eml_view_move(view, EML_MOVE_ROW, 1);
	assert_selected(view, "e");
	eml_view_select(view, "c"); /* opens what hides it */
	assert_selected(view, "c");
	assert_painted(view, 16, 5, " -   a\n | -   b\n>| |     c\n |     d\n     e");
	eml_view_fold_all(view);
	assert_selected(view, "a");
	assert_painted(view, 16, 3, ">+   a\n     e\n");
	eml_view_fold_all(view);
	assert_painted(view, 16, 5, ">-   a\n | -   b\n | |     c\n |     d\n     e");
}

static void
test_problems(void)
{
	g_autoptr(EmlView) view = eml_view_new(rows_of("#h\na\nb\n !c\nd\n!e"));

	eml_view_select(view, "d");
	eml_view_set_problems_only(view, TRUE);
	assert_selected(view, "!e");
	assert_painted(view, 16, 4, " -   b\n |     !c\n>    !e\n");
	g_assert_true(eml_view_select(view, "a")); /* jumping there shows all again */
	g_assert_false(eml_view_problems_only(view));
	eml_view_set_rows(view, rows_of("a"));
	eml_view_set_problems_only(view, TRUE);
	assert_selected(view, NULL);
	eml_view_set_problems_only(view, FALSE);
	assert_selected(view, "a");
}

static void
test_search(void)
{
	g_autoptr(EmlView) view = eml_view_new(rows_of("Äpfel\nb\n äpfel 2\nc"));
	gboolean wrapped = FALSE;
	guint match = 0, matches = 0;

	g_assert_cmpuint(eml_view_search(view, "ÄPFEL"), ==, 2);
	g_assert_true(eml_view_next_match(view, 1, TRUE, &wrapped));
	assert_selected(view, "Äpfel");
	eml_view_select(view, "b");
	eml_view_fold(view);
	g_assert_true(eml_view_next_match(view, 1, FALSE, &wrapped)); /* unfolds */
	g_assert_false(wrapped);
	assert_selected(view, "äpfel 2");
	g_assert_cmpstr(eml_view_searched(view, &match, &matches), ==, "äpfel");
	g_assert_cmpuint(match, ==, 2);
	g_assert_cmpuint(matches, ==, 2);
	g_assert_true(eml_view_next_match(view, 1, FALSE, &wrapped));
	g_assert_true(wrapped);
	assert_selected(view, "Äpfel");
	g_assert_true(eml_view_next_match(view, -1, FALSE, &wrapped));
	g_assert_true(wrapped);
	g_assert_cmpuint(eml_view_search(view, "zz"), ==, 0);
	g_assert_false(eml_view_next_match(view, 1, TRUE, &wrapped));
	assert_selected(view, "äpfel 2");
}

/* A row that is taller than the pane is read to its end before the selection leaves it. */
static void
test_tall(void)
{
	g_autoptr(EmlView) view = eml_view_new(rows_of("a\none two three four five\nz"));

	eml_view_select(view, "one two three four five");
	assert_painted(view, 8, 3, ">  one\n   two\n   three");
	eml_view_move(view, EML_MOVE_ROW, 1);
	assert_painted(view, 8, 3, "   two\n   three\n   four");
	eml_view_move(view, EML_MOVE_ROW, 1);
	eml_view_move(view, EML_MOVE_ROW, 1);
	assert_selected(view, "z");
	assert_painted(view, 8, 3, "   four\n   five\n>  z");
}

/* Every size that a window can have. */
static void
test_sizes(void)
{
	g_autoptr(EmlView) view =
	    eml_view_new(rows_of("#head\na long row with some words\n b\n  c 日本語\nd"));

	for (guint columns = 0; columns < 40; columns++) {
		for (guint lines = 0; lines < 8; lines++) {
			g_autoptr(EmlCanvas) canvas = eml_canvas_new(columns, lines, TRUE);

			eml_view_paint(view, canvas, (EmlArea){0, 0, lines, columns}, TRUE);
			eml_view_move(view, EML_MOVE_ROW, 1);
			eml_view_paint(view, canvas, (EmlArea){0, 0, lines, columns}, FALSE);
			eml_view_move(view, EML_MOVE_TOP, 1);
		}
	}
}

int
main(int argc, char **argv)
{
	g_test_init(&argc, &argv, NULL);
	g_test_add_func("/tui/view/move", test_move);
	g_test_add_func("/tui/view/empty", test_empty);
	g_test_add_func("/tui/view/page", test_page);
	g_test_add_func("/tui/view/kept", test_kept);
	g_test_add_func("/tui/view/fresh", test_fresh);
	g_test_add_func("/tui/view/fold", test_fold);
	g_test_add_func("/tui/view/problems", test_problems);
	g_test_add_func("/tui/view/search", test_search);
	g_test_add_func("/tui/view/tall", test_tall);
	g_test_add_func("/tui/view/sizes", test_sizes);
	return g_test_run();
}
