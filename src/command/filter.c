/* emlens filter: the display filter of mutt and neomutt. Whatever goes wrong inside, the message
 * comes out unchanged, nothing is written to stderr and the status is 0: a reader shows an empty
 * mail, or its error, for anything else. Therefore the work is done in a child process, and this
 * one keeps the text until the child has the whole answer. */
#include "command/common.h"

#include "command/filter-summary.h"
#include "render/filter.h"

#include <errno.h>
#include <fcntl.h>
#include <langinfo.h>
#include <poll.h>
#include <signal.h>
#include <stdlib.h>
#include <sys/wait.h>
#include <unistd.h>

#define READ_PIECE ((gsize)64 << 10)
#define DEFAULT_COLUMNS 80
#define MIN_COLUMNS 20
#define PATIENCE_S 5 /* for all but DNS */

/* Text by plain malloc(): GLib's would end the program where there is no memory. */
typedef struct {
	char *data;
	gsize len, room;
} Text;

static void
write_all(int fd, EmlSlice text)
{
	gsize done = 0;

	while (done < text.len) {
		const gssize n = write(fd, text.data + done, text.len - done);

		if (n < 0 && errno != EINTR)
			return; /* the reader has gone: there is nobody to tell */
		done += n > 0 ? (gsize)n : 0;
	}
}

static gboolean
make_room(Text *text)
{
	const gsize room = text->room * 2 + READ_PIECE;
	char *data = NULL;

	if (text->room - text->len >= READ_PIECE)
		return TRUE;
	data = realloc(text->data, room);
	if (data == NULL)
		return FALSE;
	text->data = data;
	text->room = room;
	return TRUE;
}

static gssize
read_piece(char *data, gsize room)
{
	gssize n = 0;

	do
		n = read(STDIN_FILENO, data, room);
	while (n < 0 && errno == EINTR);
	return n;
}

/* FALSE where there is no memory for it: then it has been passed on. */
static gboolean
read_all(Text *text)
{
	char piece[4096];
	gssize n = 0;

	while (make_room(text)) {
		n = read_piece(text->data + text->len, READ_PIECE);
		if (n <= 0)
			return TRUE;
		text->len += (gsize)n; /* positive */
	}
	write_all(STDOUT_FILENO, eml_slice_n(text->data, text->len));
	while ((n = read_piece(piece, sizeof piece)) > 0)
		write_all(STDOUT_FILENO, eml_slice_n(piece, (gsize)n)); /* positive */
	return FALSE;
}

static guint
columns(void)
{
	const guint wanted = eml_command_columns();

	return MAX(wanted > 0 ? wanted : DEFAULT_COLUMNS, MIN_COLUMNS);
}

/* The color of a word, from what both readers understand: true colors and 39, 49 hang one of them.
 */
static const char *
color_of(const char *word)
{
	static const struct {
		const char *word, *color;
	} colors[] = {
	    {"pass", "\033[1;32m"},   {"fail", "\033[1;31m"},	  {"permerror", "\033[1;31m"},
	    {"forged", "\033[1;31m"}, {"mismatch", "\033[1;31m"},
	};

	for (gsize i = 0; i < G_N_ELEMENTS(colors); i++)
		if (g_str_equal(colors[i].word, word))
			return colors[i].color;
	return "\033[1;33m";
}

/* One line that fits the pager, in the reader's character set. color: of the word; NULL for none.
 */
static char *
line_of(const char *name, const char *word, const char *text, const char *color, gboolean utf8)
{
	const guint taken =
	    (guint)(strlen(name) + strlen(word)) + 4; /* short; the last column stays free */
	g_autofree EmlPlain *cut = eml_plain_cut(text, MAX(columns(), taken + 1) - taken);
	g_autofree char *shown = utf8 ? g_strdup(cut) : g_str_to_ascii(cut, "C");

	if (*word == '\0')
		return g_strdup_printf("%s: %s", name, shown);
	return g_strdup_printf("%s: %s%s%s %s", name, color != NULL ? color : "", word,
			       color != NULL ? "\033[0m" : "", shown);
}

static void
add_lines(GPtrArray *lines, const EmlOptions *options, const EmlClaimed *summary, gboolean utf8)
{
	const char *color = options->ansi ? color_of(summary->word) : NULL;

	g_ptr_array_add(lines, line_of("Auth-Check", summary->word, summary->text, color, utf8));
	for (gsize i = 0; i < G_N_ELEMENTS(summary->details); i++)
		if (summary->details[i] != NULL)
			g_ptr_array_add(
			    lines, line_of("Auth-Detail", "", summary->details[i], NULL, utf8));
}

static GString *
filtered(const EmlOptions *options, EmlSlice rendered)
{
	const gboolean utf8 = g_str_equal(nl_langinfo(CODESET), "UTF-8");
	g_autoptr(GPtrArray) lines = g_ptr_array_new_with_free_func(g_free);
	g_autoptr(EmlClaimed) summary = NULL;
	EmlFilterSettings settings = {NULL, (const char *const *)options->show, utf8};
	gsize start = 0;
	gsize end = 0;

	if (eml_filter_header_block(rendered, &start, &end)) {
		const EmlShown shown = {eml_slice_part(rendered, start, end),
					eml_slice_part(rendered, end, rendered.len),
					nl_langinfo(CODESET)};

		summary = eml_filter_summary(options, &shown);
	}
	if (summary != NULL)
		add_lines(lines, options, summary, utf8);
	g_ptr_array_add(lines, NULL);
	settings.lines = (const char *const *)(gpointer)lines->pdata;
	return eml_filter_rewrite(rendered, &settings);
}

/* The child: one byte tells that the answer is there, before the first of it is written. */
static void
work(const EmlOptions *options, EmlSlice rendered, int ready)
{
	g_autoptr(GString) out = filtered(options, rendered);

	write_all(ready, eml_slice("k"));
	write_all(STDOUT_FILENO, eml_slice_n(out->str, out->len));
	_exit(0); /* threads may still wait for DNS */
}

static void
on_end(G_GNUC_UNUSED int number)
{
	/* only so that what waits is interrupted */
}

/* TRUE once the child has its answer; FALSE if it ended without, takes too long, or this process is
 * told to end. */
static gboolean
wait_for(int ready, guint patience_s)
{
	const gint64 until = g_get_monotonic_time() + (gint64)patience_s * G_USEC_PER_SEC;
	struct pollfd waited = {.fd = ready, .events = POLLIN};
	char byte = 0;
	int n = 0;

	while (n == 0) {
		const gint64 left = (until - g_get_monotonic_time()) / 1000;

		if (left <= 0)
			return FALSE;
		n = poll(&waited, 1, (int)left); /* an hour and some seconds at most */
	}
	return n > 0 && read(ready, &byte, 1) == 1;
}

/* FALSE if nothing was written. */
static gboolean
filter_in_child(const EmlOptions *options, EmlSlice rendered)
{
	int ready[2];
	pid_t child = -1;
	gboolean good = FALSE;

	if (pipe2(ready, O_CLOEXEC) < 0)
		return FALSE;
	child = fork();
	if (child == 0) {
		signal(SIGTERM, SIG_DFL);
		signal(SIGHUP, SIG_DFL);
		close(ready[0]);
		work(options, rendered, ready[1]);
	}
	close(ready[1]);
	good = child > 0 && wait_for(ready[0], options->deadline_s + PATIENCE_S);
	close(ready[0]);
	if (child > 0 && !good)
		kill(child, SIGKILL);
	while (child > 0 && waitpid(child, NULL, 0) < 0 && errno == EINTR)
		continue;
	return good;
}

static void
be_quiet(void)
{
	const struct sigaction interrupted = {.sa_handler = on_end}; /* no SA_RESTART */
	const int nowhere = open("/dev/null", O_WRONLY | O_CLOEXEC);

	signal(SIGPIPE, SIG_IGN); /* the status is 0 also where nobody reads on */
	signal(SIGINT, SIG_IGN);  /* the reader's Ctrl-C reaches its whole process group */
	sigaction(SIGTERM, &interrupted, NULL);
	sigaction(SIGHUP, &interrupted, NULL);
	if (nowhere >= 0)
		dup2(nowhere, STDERR_FILENO);
}

int
eml_command_filter(const EmlOptions *options)
{
	Text text = {NULL, 0, 0};
	EmlSlice rendered = {0};

	be_quiet();
	if (!read_all(&text))
		return 0;
	rendered = eml_slice_n(text.data, text.len);
	if (options == NULL || !filter_in_child(options, rendered))
		write_all(STDOUT_FILENO, rendered);
	free(text.data);
	return 0;
}
