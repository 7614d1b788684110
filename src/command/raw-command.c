#include "command/raw-command.h"

#include "base/limits.h"

#include <errno.h>
#include <poll.h>
#include <signal.h>
#include <sys/wait.h>
#include <unistd.h>

#define MAX_FILES 20 /* names printed that are looked at */

/* The sender chose it, and people write commands that hand it to a shell, here or on another
 * machine: nothing in it may run there, or be an option. A '$' that begins a name only makes a shell
 * find nothing; Outlook writes such ids. */
static gboolean
is_harmless(const char *id)
{
	for (const char *at = id; *at != '\0'; at++)
		if (!g_ascii_isalnum(*at) && strchr("@%+=:,./_-$~#", *at) == NULL)
			return FALSE;
	return g_ascii_isalnum(id[0]);
}

/* NULL if the command is none. The caller owns it. */
static char **
words_of(const char *command, const char *id)
{
	char **words = NULL;

	if (!g_shell_parse_argv(command, NULL, &words, NULL))
		return NULL;
	for (guint i = 0; words[i] != NULL; i++) {
		g_auto(GStrv) parts = g_strsplit(words[i], "%m", -1);
		char *filled = g_strjoinv(id, parts);

		g_free(words[i]);
		words[i] = filled;
	}
	return words;
}

/* Reads to the end, at most until that moment; FALSE if that came first, or there is too much. */
static gboolean
read_until(int fd, gint64 until, GByteArray *all)
{
	g_autofree guint8 *piece = g_malloc(EML_BODY_PIECE);

	while (all->len <= EML_MAX_COPIED_MESSAGE) {
		const gint64 left = (until - g_get_monotonic_time()) / 1000;
		struct pollfd waited = {.fd = fd, .events = POLLIN};
		ssize_t n = 0;

		if (left <= 0)
			return FALSE;
		if (poll(&waited, 1, (int)left) <= 0) /* at most EML_RAW_COMMAND_MS */
			continue;
		n = read(fd, piece, EML_BODY_PIECE);
		if (n == 0)
			return TRUE;
		if (n > 0)
			g_byte_array_append(all, piece, (guint)n); /* one piece */
		else if (errno != EINTR)
			return FALSE;
	}
	return FALSE;
}

/* What the command prints; NULL if it does not run, or not come to an end in time. */
static GBytes *
output_of(char **words)
{
	const gint64 until = g_get_monotonic_time() + (gint64)EML_RAW_COMMAND_MS * 1000;
	g_autoptr(GByteArray) all = g_byte_array_new();
	GPid child = 0;
	int fd = -1;
	gboolean ended = FALSE;

	if (!g_spawn_async_with_pipes(NULL, words, NULL,
				      G_SPAWN_SEARCH_PATH | G_SPAWN_DO_NOT_REAP_CHILD |
					  G_SPAWN_STDERR_TO_DEV_NULL,
				      NULL, NULL, &child, NULL, &fd, NULL, NULL))
		return NULL;
	ended = read_until(fd, until, all);
	close(fd);
	if (!ended)
		kill(child, SIGKILL);
	while (waitpid(child, NULL, 0) < 0 && errno == EINTR)
		continue;
	return ended ? g_byte_array_free_to_bytes(g_steal_pointer(&all)) : NULL;
}

static void
look_at_output(EmlFinder *finder, GBytes *output)
{
	gsize len = 0;
	const char *data = g_bytes_get_data(output, &len);
	g_autofree char *text = NULL;
	g_auto(GStrv) paths = NULL;

	if (len == 0)
		return;
	if (data[0] != '/') {
		eml_finder_look_at_bytes(finder, output);
		return;
	}
	text = eml_slice_dup(eml_slice_n(data, len));
	paths = g_strsplit(text, "\n", MAX_FILES + 1);
	for (guint i = 0; paths[i] != NULL && i < MAX_FILES; i++)
		if (g_file_test(paths[i], G_FILE_TEST_IS_REGULAR))
			eml_finder_look_at_path(finder, paths[i]);
}

void
eml_raw_command_look(const char *command, const EmlRendered *shown, EmlFinder *finder)
{
	const char *id = eml_rendered_message_id(shown);
	g_auto(GStrv) words = is_harmless(id) ? words_of(command, id) : NULL;
	g_autoptr(GBytes) output = words != NULL ? output_of(words) : NULL;

	if (output != NULL)
		look_at_output(finder, output);
}
