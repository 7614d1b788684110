#include "command/result-cache.h"

#include "base/clock.h"
#include "base/error.h"

#include <errno.h>
#include <fcntl.h>
#include <glib/gstdio.h>
#include <sys/stat.h>
#include <unistd.h>

#define MAX_BYTES ((gsize)8 << 10) /* of one result */
#define MAX_RESULTS 1000	   /* kept; the oldest go */
#define NAME_LENGTH 64		   /* hex digits of a SHA-256 */

static char *
folder_path(void)
{
	return g_build_filename(g_get_user_cache_dir(), "emlens", NULL);
}

/* Nobody else may read or write it: who can plant a result there can show a forged pass. */
static gboolean
is_own(const struct stat *facts, mode_t kind)
{
	return (facts->st_mode & S_IFMT) == kind && facts->st_uid == geteuid() &&
	       (facts->st_mode & 077) == 0;
}

/* The folder, -1 if it cannot be used. */
static int
open_folder(gboolean make)
{
	g_autofree char *path = folder_path();
	struct stat facts;
	int fd = -1;

	if (make) {
		g_autofree char *above = g_path_get_dirname(path);

		g_mkdir_with_parents(above, 0700);
		g_mkdir(path, 0700);
	}
	fd = open(path, O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC);
	if (fd >= 0 && (fstat(fd, &facts) < 0 || !is_own(&facts, S_IFDIR))) {
		close(fd);
		return -1;
	}
	return fd;
}

static gboolean
is_name(const char *name)
{
	gsize i = 0;

	while (g_ascii_isxdigit(name[i]) && !g_ascii_isupper(name[i]))
		i++;
	return i == NAME_LENGTH &&
	       (name[i] == '\0' || name[i] == '.'); /* "." before what is being written */
}

EmlRechecked *
eml_result_cache_get(const char *sha256, gint64 *ret_age)
{
	g_autofree char *bytes = g_malloc(MAX_BYTES);
	const int folder = open_folder(FALSE);
	const int fd = folder >= 0
			   ? openat(folder, sha256, O_RDONLY | O_NONBLOCK | O_NOFOLLOW | O_CLOEXEC)
			   : -1;
	struct stat facts = {0};
	gssize n = -1;

	if (folder >= 0)
		close(folder);
	if (fd < 0)
		return NULL;
	if (fstat(fd, &facts) == 0 && is_own(&facts, S_IFREG) && facts.st_size < (off_t)MAX_BYTES)
		n = read(fd, bytes, MAX_BYTES);
	close(fd);
	*ret_age = eml_clock_now(NULL) - (gint64)facts.st_mtime;
	if (n <= 0 || *ret_age < 0)
		return NULL;
	return eml_rechecked_parse(eml_slice_n(bytes, (gsize)n)); /* positive */
}

typedef struct {
	char *name;
	gint64 time; /* UTC seconds */
} Kept;

static void
kept_clear(gpointer data)
{
	g_free(((Kept *)data)->name);
}

static gint
by_time(gconstpointer a, gconstpointer b)
{
	const gint64 left = ((const Kept *)a)->time;
	const gint64 right = ((const Kept *)b)->time;

	return left < right ? -1 : left > right;
}

/* Everything of ours in the folder, oldest first. */
static GArray *
list(const char *path, int folder)
{
	GArray *all = g_array_new(FALSE, TRUE, sizeof(Kept));
	g_autoptr(GDir) entries = g_dir_open(path, 0, NULL);
	const char *name = NULL;

	g_array_set_clear_func(all, kept_clear);
	while (entries != NULL && (name = g_dir_read_name(entries)) != NULL) {
		Kept kept = {0};
		struct stat facts;

		if (!is_name(name) || fstatat(folder, name, &facts, AT_SYMLINK_NOFOLLOW) < 0)
			continue;
		kept.name = g_strdup(name);
		kept.time = (gint64)facts.st_mtime;
		g_array_append_val(all, kept);
	}
	g_array_sort(all, by_time);
	return all;
}

static void
forget_oldest(const char *path, int folder)
{
	g_autoptr(GArray) all = list(path, folder);
	const guint least = MAX_RESULTS - MAX_RESULTS / 10; /* not one at a time */

	for (guint i = 0; all->len > MAX_RESULTS && i < all->len - least; i++)
		unlinkat(folder, g_array_index(all, Kept, i).name, 0);
}

void
eml_result_cache_put(const char *sha256, const EmlRechecked *result)
{
	g_autofree char *path = folder_path();
	g_autofree char *file = g_build_filename(path, sha256, NULL);
	g_autofree char *text = eml_rechecked_print(result);
	const int folder = open_folder(TRUE);

	if (folder < 0)
		return;
	/* a temporary file beside it, then a rename */
	if (strlen(text) < MAX_BYTES)
		g_file_set_contents_full(file, text, -1, G_FILE_SET_CONTENTS_CONSISTENT, 0600,
					 NULL);
	forget_oldest(path, folder);
	close(folder);
}

gboolean
eml_result_cache_clear(guint *ret_n, GError **error)
{
	g_autofree char *path = folder_path();
	const int folder = open_folder(FALSE);
	g_autoptr(GArray) all = NULL;
	gboolean good = TRUE;

	*ret_n = 0;
	if (folder < 0)
		return TRUE;
	all = list(path, folder);
	for (guint i = 0; i < all->len && good; i++) {
		good =
		    unlinkat(folder, g_array_index(all, Kept, i).name, 0) == 0 || errno == ENOENT;
		*ret_n += good ? 1 : 0;
	}
	if (!good)
		g_set_error(error, EML_ERROR, EML_ERROR_IO, "a result in %s cannot be removed: %s",
			    path, g_strerror(errno));
	close(folder);
	return good;
}
