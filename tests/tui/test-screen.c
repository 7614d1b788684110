/* tui/screen without a terminal: what is typed, pasted and dropped comes through a pipe, what is
 * written goes into a file. */
#include "tui-support.h"
#include "tui/screen.h"

#include "base/limits.h"

#include <locale.h>
#include <unistd.h>

typedef struct {
	EmlScreen *screen;
	int keys;	/* where to type */
	FILE *in, *out; /* out: what the screen has written */
} Fixture;

static void
open_screen(Fixture *self)
{
	EmlScreenSettings settings = {.background = EML_BACKGROUND_DARK};
	g_autoptr(GError) error = NULL;
	int ends[2];

	g_assert_cmpint(pipe(ends), ==, 0);
	self->keys = ends[1];
	settings.in = self->in = fdopen(ends[0], "r");
	settings.out = self->out = tmpfile();
	self->screen = eml_screen_open(&settings, &error);
	g_assert_no_error(error);
}

static void
type(const Fixture *self, const char *bytes)
{
	g_assert_cmpint(write(self->keys, bytes, strlen(bytes)), ==, (gssize)strlen(bytes));
}

/* The keys that were read, a paste as [its text]; special keys as '#'. */
static char *
read_keys(const Fixture *self)
{
	g_autoptr(GString) text = g_string_new(NULL);
	EmlKey key = EML_KEY_NONE;

	while ((key = eml_screen_key(self->screen)) != EML_KEY_NONE) {
		if (key == EML_KEY_PASTE)
			g_string_append_printf(text, "[%s]", eml_screen_pasted(self->screen));
		else if (key == EML_KEY_ENTER)
			g_string_append(text, "<Enter>");
		else
			g_string_append_unichar(text, key < EML_KEY_UP ? key : '#');
	}
	return g_strdup(text->str);
}

static const struct {
	const char *name, *typed, *read;
} rows[] = {
    {"/tui/screen/letters", "jjk", "jjk"},
    {"/tui/screen/utf-8", "日", "日"},
    {"/tui/screen/arrow", "\033OB", "#"},
    {"/tui/screen/delete", "\033[3~", "#"},
    {"/tui/screen/enter", "\r", "<Enter>"},
    {"/tui/screen/answer-of-the-terminal", "\033]11;rgb:ffff/ffff/ffff\033\\j", "j"},
    {"/tui/screen/paste", "\033[200~'/a b.eml' \033[201~j", "['/a b.eml' ]j"},
    {"/tui/screen/paste-of-lines", "\033[200~/a\r/b\033[201~", "[/a\r/b]"},
    {"/tui/screen/paste-of-letters-is-no-key", "\033[200~qQ\033[201~j", "[qQ]j"},
    {"/tui/screen/paste-without-controls", "\033[200~a\001b\033[201~", "[ab]"},
    {"/tui/screen/empty-paste", "\033[200~\033[201~j", "j"},
    {"/tui/screen/burst", "/mail/my phish.eml ", "[/mail/my phish.eml ]"},
    {"/tui/screen/burst-quoted", "'/mail/a.eml' '/b.eml' ", "['/mail/a.eml' '/b.eml' ]"},
    {"/tui/screen/burst-of-lines", "/mail/a.eml\r/mail/b.eml", "[/mail/a.eml\r/mail/b.eml]"},
    {"/tui/screen/burst-and-tab", "/mail/my ph\t", "[/mail/my ph]\t"},
    {"/tui/screen/burst-and-arrow", "/mail/my ph\033OB", "[/mail/my ph]#"},
    {"/tui/screen/burst-and-enter", "/mail/a.eml\r", "[/mail/a.eml]<Enter>"},
    {"/tui/screen/typed-ahead", "jjjjjjjjjjjjkk", "jjjjjjjjjjjjkk"},
    {"/tui/screen/search-typed-ahead", "/list-unsubscribe\r", "/list-unsubscribe<Enter>"},
    {"/tui/screen/typed-ahead-with-arrow", "jjjjjjjjjjjj\033OBk", "jjjjjjjjjjjj#k"},
    {"/tui/screen/few-are-no-burst", "/a/b", "/a/b"},
};

static Fixture screen;

static void
test_row(gconstpointer data)
{
	const gsize i = GPOINTER_TO_SIZE(data);
	g_autofree char *read = NULL;

	type(&screen, rows[i].typed);
	read = read_keys(&screen);
	g_assert_cmpstr(read, ==, rows[i].read);
}

/* What was written since that place. */
static GString *
written(glong from)
{
	GString *text = g_string_new(NULL);
	int c = 0;

	fflush(screen.out);
	fseek(screen.out, from, SEEK_SET);
	while ((c = fgetc(screen.out)) != EOF)
		g_string_append_c(text, (char)c);
	return text;
}

static glong
place(void)
{
	fflush(screen.out);
	fseek(screen.out, 0, SEEK_END);
	return ftell(screen.out);
}

/* Whatever is copied, only base64 stands between the two marks. */
static void
test_copy(void)
{
	const glong from = place();
	const gsize len = eml_screen_copy(screen.screen, "a\nü\t;\"");
	g_autoptr(GString) text = written(from);
	g_autofree char *coded = g_base64_encode((const guchar *)"a\nü\t;\"", 7);
	g_autofree char *wanted = g_strdup_printf("\033]52;c;%s\a", coded);

	g_assert_cmpuint(len, ==, 7);
	g_assert_cmpstr(text->str, ==, wanted);
}

/* xterm takes 100,000 bytes of one sequence; no character is cut in two. */
static void
test_copy_much(void)
{
	g_autoptr(GString) much = g_string_new("x");
	g_autoptr(GString) text = NULL;
	const glong from = place();
	gsize len = 0;

	while (much->len < 100000)
		g_string_append(much, "日");
	len = eml_screen_copy(screen.screen, much->str);
	text = written(from);
	g_assert_cmpuint(len, <=, EML_TUI_MAX_COPIED);
	g_assert_cmpuint(len, >, EML_TUI_MAX_COPIED - 3);
	g_assert_true(g_utf8_validate(much->str, (gssize)len, NULL));
	g_assert_cmpuint(text->len, <=, 100000);
}

/* Off until it is asked for; then presses are keys with a place, a notch of the wheel three arrows.
 */
static void
test_mouse(void)
{
	glong from = place();
	g_autoptr(GString) on = NULL;
	g_autoptr(GString) off = NULL;
	g_autofree char *wheel = NULL;
	guint line = 0, column = 0;

	g_assert_nonnull(strstr(eml_screen_toggle_mouse(screen.screen), "clicks"));
	on = written(from);
	g_assert_nonnull(strstr(on->str, "\033[?1006;1000h"));
	type(&screen, "\033[<0;12;5M");
	g_assert_cmpuint(eml_screen_key(screen.screen), ==, EML_KEY_CLICK);
	eml_screen_clicked(screen.screen, &line, &column);
	g_assert_cmpuint(line, ==, 4);
	g_assert_cmpuint(column, ==, 11);
	type(&screen, "\033[<0;12;5m\033[<65;1;1M\033[<64;1;1Mj");
	wheel = read_keys(&screen);
	g_assert_cmpstr(wheel, ==, "######j");
	/* curses makes one event of a press and a release that come together */
	for (guint i = 0; i < 3; i++) {
		type(&screen, "\033[<0;3;2M\033[<0;3;2m");
		g_assert_cmpuint(eml_screen_key(screen.screen), ==, EML_KEY_CLICK);
		eml_screen_clicked(screen.screen, &line, &column);
		g_assert_cmpuint(line, ==, 1);
		g_assert_cmpuint(column, ==, 2);
		g_assert_cmpuint(eml_screen_key(screen.screen), ==, EML_KEY_NONE);
	}
	/* and reads several at once */
	type(&screen, "\033[<0;3;2M");
	g_assert_cmpuint(eml_screen_key(screen.screen), ==, EML_KEY_CLICK);
	type(&screen, "\033[<0;3;2m\033[<0;4;2M\033[<0;4;2m");
	g_assert_cmpuint(eml_screen_key(screen.screen), ==, EML_KEY_CLICK);
	g_assert_cmpuint(eml_screen_key(screen.screen), ==, EML_KEY_NONE);
	type(&screen, "\033[<0;3;2M");
	g_assert_cmpuint(eml_screen_key(screen.screen), ==, EML_KEY_CLICK);
	type(&screen, "\033[<0;3;2m\033[<0;4;2M");
	g_assert_cmpuint(eml_screen_key(screen.screen), ==, EML_KEY_CLICK);
	type(&screen, "\033[<0;3;2m");
	g_assert_cmpuint(eml_screen_key(screen.screen), ==, EML_KEY_NONE);
	type(&screen, "\033[<0;3;2M\033[<0;3;2m\033[<0;3;2M\033[<0;3;2m");
	g_assert_cmpuint(eml_screen_key(screen.screen), ==, EML_KEY_CLICK);
	while (eml_screen_key(screen.screen) != EML_KEY_NONE)
		;
	from = place();
	g_assert_null(strstr(eml_screen_toggle_mouse(screen.screen), "clicks"));
	off = written(from);
	g_assert_nonnull(strstr(off->str, "\033[?1006;1000l"));
}

/* A lent terminal has its own settings and screen back; the picture comes again afterwards. */
static void
test_lend(void)
{
	g_autoptr(EmlCanvas) canvas = eml_screen_canvas(screen.screen);
	const EmlStrip strip = {0, 0, eml_canvas_columns(canvas)};
	glong from = 0;
	g_autoptr(GString) lent = NULL;
	g_autoptr(GString) back = NULL;

	eml_canvas_text(canvas, strip, EML_ROLE_TEXT, "picture");
	eml_screen_show(screen.screen, canvas);
	from = place();
	g_assert_cmpint(eml_screen_lend(screen.screen), ==, fileno(screen.out));
	lent = written(from);
	g_assert_nonnull(strstr(lent->str, "\033[?2004l"));
	from = place();
	eml_screen_take_back(screen.screen);
	eml_screen_show(screen.screen, canvas);
	back = written(from);
	g_assert_nonnull(strstr(back->str, "\033[?2004h"));
	g_assert_nonnull(strstr(back->str, "picture"));
}

int
main(int argc, char **argv)
{
	int status = 0;

	setlocale(LC_ALL, "");
	g_test_init(&argc, &argv, NULL);
	g_setenv("TERM", "xterm-256color", TRUE);
	for (gsize i = 0; i < G_N_ELEMENTS(rows); i++)
		g_test_add_data_func(rows[i].name, GSIZE_TO_POINTER(i), test_row);
	g_test_add_func("/tui/screen/copy", test_copy);
	g_test_add_func("/tui/screen/copy-much", test_copy_much);
	g_test_add_func("/tui/screen/mouse", test_mouse);
	g_test_add_func("/tui/screen/lend", test_lend);
	open_screen(&screen);
	status = g_test_run();
	eml_screen_close(screen.screen);
	fclose(screen.out);
	fclose(screen.in);
	close(screen.keys);
	return status;
}
