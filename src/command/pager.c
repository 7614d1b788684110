#include "command/pager.h"

#include "base/error.h"
#include "base/safe-text.h"

#include <errno.h>
#include <glib-unix.h>
#include <signal.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#define MAX_LINE ((gsize)64 << 10) /* bytes made safe at a time where no line ends */

/* The way to the pager; written in a thread of its own, since a pager reads only what it shows. */
typedef struct {
	const EmlMessage *message;
	int fd;
	gboolean raw;
	GString *rest; /* bytes of a line that is not whole yet */
} Pipe;

static const char *
pager_of_user(void)
{
	const char *pager = g_getenv("PAGER");

	return pager != NULL && *pager != '\0' ? pager : "less";
}

/* less shows control characters as ^X, unless -r or -R is among its options. */
static gboolean
is_safe(char **words)
{
	g_autofree char *name = g_path_get_basename(words[0]);

	if (!g_str_equal(name, "less"))
		return FALSE;
	for (guint i = 1; words[i] != NULL; i++)
		if (words[i][0] == '-' && strpbrk(words[i], "rR") != NULL)
			return FALSE;
	return TRUE;
}

/* The environment may hold the same options: they are taken back. */
static char **
environment(void)
{
	char **variables = g_get_environ();
	const char *less = g_environ_getenv(variables, "LESS");
	g_autofree char *options = NULL;

	if (less == NULL || strpbrk(less, "rR") == NULL)
		return variables;
	options = g_strconcat(less, " -+r -+R", NULL);
	return g_environ_setenv(variables, "LESS", options, TRUE);
}

/* FALSE when the pager reads no more. */
static gboolean
write_all(int fd, const char *bytes, gsize len)
{
	while (len > 0) {
		const ssize_t n = write(fd, bytes, len);

		if (n < 0 && errno == EINTR)
			continue;
		if (n <= 0)
			return FALSE;
		bytes += n;
		len -= (gsize)n; /* positive */
	}
	return TRUE;
}

/* Bytes of the text that can be made safe now: to the end of its last line, else of its last whole
 * character if it grows too long. */
static gsize
ready(const GString *text, gboolean last)
{
	const char *end = memrchr(text->str, '\n', text->len);
	gsize n = text->len;

	if (last)
		return n;
	if (end != NULL)
		return (gsize)(end + 1 - text->str);
	if (n < MAX_LINE)
		return 0;
	for (guint i = 0; i < 4 && n > 1 && ((guchar)text->str[n - 1] & 0xC0) == 0x80; i++)
		n--;
	return n - 1;
}

static gboolean
write_safe(Pipe *self, EmlSlice bytes, gboolean last)
{
	g_autofree EmlPlain *plain = NULL;
	gsize n = 0;

	g_string_append_len(self->rest, bytes.data, (gssize)bytes.len); /* a piece */
	n = ready(self->rest, last);
	if (n == 0)
		return TRUE;
	g_autoptr(GString) lines = g_string_new_len(self->rest->str, (gssize)n);

	g_string_erase(self->rest, 0, (gssize)n);
	g_string_replace(lines, "\r\n", "\n", 0);
	plain = eml_plain_lines(eml_slice_n(lines->str, lines->len));
	return write_all(self->fd, plain, strlen(plain));
}

static gboolean
write_piece(Pipe *self, EmlSlice bytes)
{
	return self->raw ? write_all(self->fd, bytes.data, bytes.len)
			 : write_safe(self, bytes, FALSE);
}

static gpointer
write_message(gpointer data)
{
	Pipe *self = data;
	g_autoptr(EmlBodyReader) body = eml_body_reader_new(self->message);
	EmlSlice piece = eml_message_head(self->message);
	gboolean wanted = TRUE; /* FALSE: the user has seen enough */

	do {
		wanted = write_piece(self, piece);
	} while (wanted && eml_body_reader_next(body, &piece));
	if (wanted && !self->raw)
		write_safe(self, (EmlSlice){0}, TRUE);
	close(self->fd);
	return NULL;
}

/* Until the pager has ended. When ^Z has stopped it, and it has given the terminal back, this
 * program stops, too, and the shell takes over; fg continues both. */
static void
wait_for(GPid pager)
{
	int status = 0;
	pid_t got = 0;

	do {
		got = waitpid(pager, &status, WUNTRACED);
		if (got == pager && WIFSTOPPED(status))
			raise(SIGSTOP);
	} while ((got < 0 && errno == EINTR) || (got == pager && WIFSTOPPED(status)));
}

static void
feed(const EmlMessage *message, gboolean raw, int fd, GPid pager)
{
	Pipe self = {message, fd, raw, g_string_new(NULL)};
	GThread *writer = g_thread_new("pager", write_message, &self);

	wait_for(pager);
	g_thread_join(writer);
	g_string_free(self.rest, TRUE);
}

static gboolean
run(char **words, const EmlMessage *message, int terminal, GError **error)
{
	g_auto(GStrv) variables = environment();
	int ends[2] = {-1, -1};
	GPid pager = 0;
	gboolean started = FALSE;

	if (!g_unix_open_pipe(ends, FD_CLOEXEC, error))
		return FALSE;
	started = g_spawn_async_with_pipes_and_fds(
	    NULL, (const char *const *)words, (const char *const *)variables,
	    G_SPAWN_SEARCH_PATH | G_SPAWN_DO_NOT_REAP_CHILD, NULL, NULL, ends[0], terminal,
	    terminal, NULL, NULL, 0, &pager, NULL, NULL, NULL, error);
	close(ends[0]);
	if (started)
		feed(message, is_safe(words), ends[1], pager); /* closes it */
	else
		close(ends[1]);
	return started;
}

gboolean
eml_command_pager(const EmlMessage *message, int terminal, GError **error)
{
	g_autoptr(GError) trouble = NULL;
	g_auto(GStrv) words = NULL;

	if (!g_shell_parse_argv(pager_of_user(), NULL, &words, &trouble)) {
		g_set_error(error, EML_ERROR, EML_ERROR_USAGE, "$PAGER cannot be read: %s",
			    trouble->message);
		return FALSE;
	}
	if (run(words, message, terminal, &trouble))
		return TRUE;
	if (g_error_matches(trouble, G_SPAWN_ERROR, G_SPAWN_ERROR_NOENT))
		g_set_error(error, EML_ERROR, EML_ERROR_NO_INPUT,
			    "there is no %s here; set PAGER to a pager", words[0]);
	else
		g_set_error(error, EML_ERROR, EML_ERROR_IO, "%s", trouble->message);
	return FALSE;
}
