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
	EmlFinder *finder;
} Search;

static void
look_at_named(const Search *s)
{
	for (guint i = 0; s->options->raw != NULL && s->options->raw[i] != NULL; i++)
		eml_finder_look_at_path(s->finder, s->options->raw[i]);
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
look_at_open_files(const Search *s)
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
			eml_finder_look_at_fd(s->finder, (int)fd);
	}
	closedir(folder);
}

/* The folder as the reader names it: "=x" and "+x" are in its $folder. NULL if it is no path, as of
 * IMAP. The caller owns it. */
static char *
path_of_folder(const char *name, const char *root)
{
	if (name[0] == '=' || name[0] == '+') {
		g_autofree char *base = root != NULL ? path_of_folder(root, NULL) : NULL;

		return base != NULL ? g_build_filename(base, name + 1, NULL) : NULL;
	}
	if (g_str_has_prefix(name, "~/"))
		return g_build_filename(g_get_home_dir(), name + 2, NULL);
	/* of the reader's working directory, which is this one's, too */
	return strstr(name, "://") == NULL && *name != '\0' ? g_strdup(name) : NULL;
}

static void
look_at_folder(const Search *s)
{
	const char *name = g_getenv("EMLENS_FOLDER");
	const char *cache = g_getenv("EMLENS_CACHE");
	g_autofree char *path = name != NULL ? path_of_folder(name, g_getenv("EMLENS_ROOT")) : NULL;
	g_autofree char *copies = cache != NULL ? path_of_folder(cache, NULL) : NULL;

	if (path != NULL && g_file_test(path, G_FILE_TEST_EXISTS))
		eml_finder_look_at_path(s->finder, path);
	else if (copies != NULL)
		eml_finder_look_under(s->finder, copies);
}

static void
look_at_command(const Search *s)
{
	if (s->options->raw_command == NULL)
		return;
	eml_finder_set_time(s->finder, EML_RAW_COMMAND_MS);
	eml_raw_command_look(s->options->raw_command, s->shown, s->finder);
}

EmlFound
eml_raw_find(const EmlOptions *options,
	     const EmlShown *shown,
	     EmlMessage **ret_message,
	     gboolean *ret_odd)
{
	static void (*const places[])(const Search *) = {look_at_named, look_at_open_files,
							 look_at_folder, look_at_command};
	g_autoptr(EmlRendered) rendered =
	    eml_rendered_new(shown->block, shown->body, shown->charset);
	g_autoptr(EmlFinder) finder = NULL;
	Search s = {options, rendered, NULL};
	EmlFound found = EML_FOUND_NONE;

	*ret_message = NULL;
	*ret_odd = rendered != NULL && eml_rendered_message_id(rendered) == NULL;
	if (rendered == NULL || *ret_odd)
		return EML_FOUND_NONE;
	s.finder = finder = eml_finder_new(rendered, BUDGET_MS);
	for (gsize i = 0; i < G_N_ELEMENTS(places) && found <= EML_FOUND_NO_TIME; i++) {
		places[i](&s);
		found = eml_finder_result(finder, ret_message);
	}
	if (*ret_message != NULL)
		eml_message_ref(*ret_message);
	return found;
}
