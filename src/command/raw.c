#include "command/raw.h"

#include "command/raw-command.h"

#include <dirent.h>
#include <fcntl.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

#define BUDGET_MS 300 /* for all places on disk */

typedef struct {
	const EmlOptions *options;
	const EmlRendered *shown;
	gboolean sure;
	gint64 until; /* microseconds of the monotonic clock */
	EmlFound found;
	EmlMessage *message;
} Search;

static EmlFinder *
finder_new(const Search *s)
{
	const gint64 left = (s->until - g_get_monotonic_time()) / 1000;

	return eml_finder_new(s->shown, (guint)MAX(left, 0), s->sure); /* not negative */
}

static void
look_at_named(const Search *s, EmlFinder *finder)
{
	for (guint i = 0; s->options->raw != NULL && s->options->raw[i] != NULL; i++)
		eml_finder_look_at_path(finder, s->options->raw[i]);
}

/* A regular file that may be read and is not where the reader takes our output from. */
static gboolean
is_left_open(int fd, const struct stat *output)
{
	const int flags = fcntl(fd, F_GETFL);
	struct stat facts;

	return flags >= 0 && (flags & O_ACCMODE) != O_WRONLY && fstat(fd, &facts) == 0 &&
	       S_ISREG(facts.st_mode) &&
	       !(facts.st_dev == output->st_dev && facts.st_ino == output->st_ino);
}

static void
look_at_open_files(G_GNUC_UNUSED const Search *s, EmlFinder *finder)
{
	struct stat output = {0};
	DIR *folder = opendir("/dev/fd");
	const struct dirent *entry = NULL;

	if (folder == NULL)
		return;
	if (fstat(STDOUT_FILENO, &output) < 0)
		output = (struct stat){0};
	while ((entry = readdir(folder)) != NULL) {
		guint64 fd = 0;

		if (g_ascii_string_to_unsigned(entry->d_name, 10, STDERR_FILENO + 1, G_MAXINT, &fd,
					       NULL) &&
		    (int)fd != dirfd(folder) &&
		    is_left_open((int)fd, &output)) /* at most G_MAXINT */
			eml_finder_look_at_fd(finder, (int)fd);
	}
	closedir(folder);
}

/* The folder as the reader names it: "=x" and "+x" are in its $folder. NULL if it is no path. The
 * caller owns it. */
static char *
path_of_folder(const char *name, const char *root)
{
	if ((name[0] == '=' || name[0] == '+') && root != NULL) {
		g_autofree char *base = path_of_folder(root, NULL);

		return base != NULL ? g_build_filename(base, name + 1, NULL) : NULL;
	}
	if (g_str_has_prefix(name, "~/"))
		return g_build_filename(g_get_home_dir(), name + 2, NULL);
	return g_path_is_absolute(name) ? g_strdup(name) : NULL;
}

static void
look_at_folder(G_GNUC_UNUSED const Search *s, EmlFinder *finder)
{
	const char *name = g_getenv("EMLENS_FOLDER");
	const char *cache = g_getenv("EMLENS_CACHE");
	g_autofree char *path = name != NULL ? path_of_folder(name, g_getenv("EMLENS_ROOT")) : NULL;
	g_autofree char *copies = cache != NULL ? path_of_folder(cache, NULL) : NULL;

	if (path != NULL)
		eml_finder_look_at_path(finder, path);
	else if (copies != NULL)
		eml_finder_look_under(finder, copies);
}

/* One place; FALSE once the message is found, or two of them. */
static gboolean
look(Search *s, void (*place)(const Search *s, EmlFinder *finder))
{
	g_autoptr(EmlFinder) finder = finder_new(s);
	EmlFound found = EML_FOUND_NONE;
	EmlMessage *message = NULL;

	place(s, finder);
	found = eml_finder_result(finder, &message);
	s->found = MAX(s->found, found);
	if (message != NULL)
		s->message = eml_message_ref(message);
	return found == EML_FOUND_NONE || found == EML_FOUND_NO_TIME;
}

static void
look_at_command(const Search *s, EmlFinder *finder)
{
	eml_raw_command_look(s->options->raw_command, s->shown, finder);
}

EmlFound
eml_raw_find(const EmlOptions *options, EmlSlice block, gboolean sure, EmlMessage **ret_message)
{
	g_autoptr(EmlRendered) shown = eml_rendered_new(block);
	Search s = {options,	    shown, sure, g_get_monotonic_time() + BUDGET_MS * 1000,
		    EML_FOUND_NONE, NULL};

	*ret_message = NULL;
	if (shown == NULL)
		return EML_FOUND_NONE;
	if (look(&s, look_at_named) && look(&s, look_at_open_files) && look(&s, look_at_folder) &&
	    options->raw_command != NULL) {
		s.until = g_get_monotonic_time() + (gint64)EML_RAW_COMMAND_MS * 1000;
		look(&s, look_at_command);
	}
	*ret_message = s.message;
	return s.found;
}
