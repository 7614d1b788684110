/* Rows for tui/prompt and tui/paste: keys and the text they leave. */
#include "tui-support.h"
#include "tui/paste.h"
#include "tui/prompt.h"

static const struct {
	const char *name, *text, *keys, *wanted;
} rows[] = {
    {"/tui/prompt/typed", "", "abc", "abc"},
    {"/tui/prompt/behind-what-stands", "ab", "c", "abc"},
    {"/tui/prompt/left", "ac", "<Left>b", "abc"},
    {"/tui/prompt/left-past-the-start", "b", "<Left><Left><Left>a", "ab"},
    {"/tui/prompt/right", "ac", "<Left><Left><Right>b", "abc"},
    {"/tui/prompt/right-past-the-end", "a", "<Right><Right>b", "ab"},
    {"/tui/prompt/home", "bc", "<Home>a", "abc"},
    {"/tui/prompt/control-a", "bc", "<^a>a", "abc"},
    {"/tui/prompt/end", "ab", "<Home><End>c", "abc"},
    {"/tui/prompt/control-e", "ab", "<^a><^e>c", "abc"},
    {"/tui/prompt/backspace", "abcd", "<Back>", "abc"},
    {"/tui/prompt/backspace-inside", "axbc", "<Left><Left><Back>", "abc"},
    {"/tui/prompt/backspace-at-the-start", "abc", "<Home><Back>", "abc"},
    {"/tui/prompt/delete", "xabc", "<Home><Del>", "abc"},
    {"/tui/prompt/delete-at-the-end", "abc", "<Del>", "abc"},
    {"/tui/prompt/control-u", "xyabc", "<Left><Left><Left><^u>", "abc"},
    {"/tui/prompt/control-k", "abcxy", "<Left><Left><^k>", "abc"},
    {"/tui/prompt/control-w", "abc def", "<^w>", "abc "},
    {"/tui/prompt/control-w-blanks", "abc def ", "x<Back><^w>", "abc "},
    {"/tui/prompt/control-w-path", "/a/b c/d.eml", "<^w>", "/a/b c/"},
    {"/tui/prompt/control-w-twice", "/a/b", "<^w><^w>", "/"},
    {"/tui/prompt/wide", "日本", "<Left><Back>x", "x本"},
    {"/tui/prompt/combining", "", "e\u0301<Back>", "e"},
    {"/tui/prompt/arrow-up-is-no-text", "a", "<Up><PgDn>b", "ab"},
    {"/tui/prompt/control-is-no-text", "a", "<^g><^x>b", "ab"},
};

static void
each(EmlKey key, gpointer data)
{
	eml_prompt_key(data, key);
}

static void
test_row(gconstpointer data)
{
	const gsize i = GPOINTER_TO_SIZE(data);
	g_autoptr(EmlPrompt) prompt = eml_prompt_new("/", rows[i].text);

	test_keys(rows[i].keys, each, prompt);
	g_assert_cmpstr(eml_prompt_text(prompt), ==, rows[i].wanted);
}

static void
test_events(void)
{
	g_autoptr(EmlPrompt) prompt = eml_prompt_new("/", "");

	g_assert_cmpint(eml_prompt_key(prompt, 'a'), ==, EML_PROMPT_CHANGED);
	g_assert_cmpint(eml_prompt_key(prompt, EML_KEY_LEFT), ==, EML_PROMPT_STAYS);
	g_assert_cmpint(eml_prompt_key(prompt, EML_KEY_BACKSPACE), ==, EML_PROMPT_STAYS);
	g_assert_cmpint(eml_prompt_key(prompt, EML_KEY_DELETE), ==, EML_PROMPT_CHANGED);
	g_assert_cmpint(eml_prompt_key(prompt, EML_KEY_TAB), ==, EML_PROMPT_COMPLETE);
	g_assert_cmpint(eml_prompt_key(prompt, EML_KEY_ENTER), ==, EML_PROMPT_ACCEPTED);
	g_assert_cmpint(eml_prompt_key(prompt, EML_KEY_ESCAPE), ==, EML_PROMPT_CANCELLED);
	g_assert_cmpint(eml_prompt_key(prompt, EML_KEY_CONTROL('c')), ==, EML_PROMPT_CANCELLED);
}

static void
test_pasted(void)
{
	g_autoptr(EmlPrompt) prompt = eml_prompt_new("Open:", "ad");

	eml_prompt_key(prompt, EML_KEY_LEFT);
	eml_prompt_paste(prompt, "b\x1b[31m\nc\xff ");
	g_assert_cmpstr(eml_prompt_text(prompt), ==, "ab[31mc\uFFFDd");
}

static void
test_full(void)
{
	g_autofree char *much = g_strnfill(EML_PROMPT_MAX + 10, 'x');
	g_autoptr(EmlPrompt) prompt = eml_prompt_new("/", much);

	g_assert_cmpuint(strlen(eml_prompt_text(prompt)), ==, EML_PROMPT_MAX);
	g_assert_cmpint(eml_prompt_key(prompt, 'y'), ==, EML_PROMPT_STAYS);
}

/* The cursor is in sight wherever it stands, in windows of every width. */
static void
test_cursor(void)
{
	g_autoptr(EmlPrompt) prompt =
	    eml_prompt_new("Open:", "/日本/a long path/with some/parts.eml");

	for (guint columns = 1; columns < 60; columns++) {
		g_autoptr(EmlCanvas) canvas = eml_canvas_new(columns, 1, TRUE);
		guint line = 0, column = 0;
		gboolean visible = FALSE;

		eml_prompt_paint(prompt, canvas, (EmlStrip){0, 0, columns});
		eml_canvas_cursor(canvas, &line, &column, &visible);
		g_assert_true(visible || columns <= 7);
		g_assert_true(!visible || column < columns);
	}
}

static const struct {
	const char *name, *text;
	gboolean path;
} bursts[] = {
    {"/tui/paste/quoted", "'/mail/my phish.eml' ", TRUE},
    {"/tui/paste/double-quoted", "\"C:\\a b.eml\"", TRUE},
    {"/tui/paste/bare", "/mail/a.eml ", TRUE},
    {"/tui/paste/address", "file:///mail/a.eml", TRUE},
    {"/tui/paste/windows", "C:\\mail\\a.eml", TRUE},
    {"/tui/paste/wsl", "\\\\wsl.localhost\\Debian\\a.eml", TRUE},
    {"/tui/paste/search", "/list-unsubscribe", FALSE},
    {"/tui/paste/held-key", "jjjjjjjjjjjj", FALSE},
    {"/tui/paste/digits", "1234567890", FALSE},
    {"/tui/paste/empty", "", FALSE},
};

static void
test_burst(gconstpointer data)
{
	const gsize i = GPOINTER_TO_SIZE(data);

	g_assert_cmpint(eml_paste_is_path(bursts[i].text), ==, bursts[i].path);
}

int
main(int argc, char **argv)
{
	g_test_init(&argc, &argv, NULL);
	for (gsize i = 0; i < G_N_ELEMENTS(rows); i++)
		g_test_add_data_func(rows[i].name, GSIZE_TO_POINTER(i), test_row);
	for (gsize i = 0; i < G_N_ELEMENTS(bursts); i++)
		g_test_add_data_func(bursts[i].name, GSIZE_TO_POINTER(i), test_burst);
	g_test_add_func("/tui/prompt/events", test_events);
	g_test_add_func("/tui/prompt/pasted", test_pasted);
	g_test_add_func("/tui/prompt/full", test_full);
	g_test_add_func("/tui/prompt/cursor", test_cursor);
	return g_test_run();
}
