/* tui/frame: how many writes a picture is. The terminal is a socket that keeps each write apart. */
#include "tui-support.h"
#include "tui/frame.h"
#include "tui/screen.h"

#include <locale.h>
#include <sys/socket.h>
#include <unistd.h>

/* The next write that came; NULL if none did. The caller owns it. */
static char *
next_write(int fd)
{
	g_autofree char *bytes = g_malloc0(1 << 20);
	const gssize n = recv(fd, bytes, (1 << 20) - 1, MSG_DONTWAIT);

	return n > 0 ? g_strdup(bytes) : NULL;
}

static void
open_pair(int ends[2])
{
	const int size = 1 << 20;

	g_assert_cmpint(socketpair(AF_UNIX, SOCK_SEQPACKET, 0, ends), ==, 0);
	setsockopt(ends[0], SOL_SOCKET, SO_SNDBUF, &size, sizeof size);
}

static void
assert_writes(int fd, const char *bytes)
{
	g_assert_cmpint(write(fd, bytes, strlen(bytes)), ==, (gssize)strlen(bytes));
}

static void
test_collected(void)
{
	int ends[2];
	EmlFrame *frame = NULL;
	g_autofree char *between = NULL, *all = NULL, *after = NULL;

	open_pair(ends);
	frame = eml_frame_new(ends[0]);
	eml_frame_begin(frame);
	assert_writes(ends[0], "one ");
	assert_writes(ends[0], "two");
	g_assert_null(next_write(ends[1]));
	/* what a signal handler does */
	assert_writes(eml_frame_terminal(frame), "restored");
	between = next_write(ends[1]);
	g_assert_cmpstr(between, ==, "restored");
	eml_frame_end(frame);
	all = next_write(ends[1]);
	g_assert_cmpstr(all, ==, "one two");
	g_assert_null(next_write(ends[1]));
	assert_writes(ends[0], "after");
	after = next_write(ends[1]);
	g_assert_cmpstr(after, ==, "after");
	eml_frame_free(frame);
	close(ends[0]);
	close(ends[1]);
}

static void
test_nothing(void)
{
	int ends[2];
	EmlFrame *frame = NULL;

	open_pair(ends);
	frame = eml_frame_new(ends[0]);
	for (guint i = 0; i < 3; i++) {
		g_autofree char *written = NULL;

		eml_frame_begin(frame);
		eml_frame_end(frame);
		g_assert_null(next_write(ends[1]));
		eml_frame_begin(frame);
		assert_writes(ends[0], "x");
		eml_frame_end(frame);
		written = next_write(ends[1]);
		g_assert_cmpstr(written, ==, "x");
	}
	eml_frame_free(frame);
	close(ends[0]);
	close(ends[1]);
}

/* Every cell another one than before, and colors: far more than curses keeps in one buffer. */
static void
paint(EmlScreen *screen, guint turn)
{
	g_autoptr(EmlCanvas) canvas = eml_screen_canvas(screen);

	for (guint line = 0; line < eml_canvas_lines(canvas); line++)
		for (guint column = 0; column < eml_canvas_columns(canvas); column++) {
			const char text[] = {(char)('a' + (line + column + turn) % 26), '\0'};

			eml_canvas_text(canvas, (EmlStrip){line, column, 1},
					(EmlRole)((line + column) % EML_ROLE_LAST), text);
		}
	eml_screen_show(screen, canvas);
}

static void
test_picture_is_one_write(void)
{
	int keys[2], ends[2];
	EmlScreenSettings settings = {.background = EML_BACKGROUND_DARK, .color = TRUE};
	g_autoptr(GError) error = NULL;
	EmlScreen *screen = NULL;

	open_pair(ends);
	g_assert_cmpint(pipe(keys), ==, 0);
	settings.in = fdopen(keys[0], "r");
	settings.out = fdopen(ends[0], "w");
	screen = eml_screen_open(&settings, &error);
	g_assert_no_error(error);
	for (char *opening = next_write(ends[1]); opening != NULL; opening = next_write(ends[1]))
		g_free(opening);
	for (guint turn = 0; turn < 3; turn++) {
		g_autofree char *written = NULL;

		paint(screen, turn);
		written = next_write(ends[1]);
		g_assert_nonnull(written);
		g_assert_cmpuint(strlen(written), >, 5000);
		g_assert_null(next_write(ends[1]));
	}
	eml_screen_close(screen);
	fclose(settings.in);
	fclose(settings.out);
	close(keys[1]);
	close(ends[1]);
}

int
main(int argc, char **argv)
{
	setlocale(LC_ALL, "");
	g_test_init(&argc, &argv, NULL);
	g_setenv("TERM", "xterm-256color", TRUE);
	g_setenv("COLUMNS", "120", TRUE);
	g_setenv("LINES", "40", TRUE);
	g_test_add_func("/tui/frame/collected", test_collected);
	g_test_add_func("/tui/frame/nothing", test_nothing);
	g_test_add_func("/tui/frame/picture-is-one-write", test_picture_is_one_write);
	return g_test_run();
}
