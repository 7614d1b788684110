/* base/saving: what is written, for whom, and what is left where it cannot be. */
#include "base/saving.h"

#include "support-file.h"
#include "support.h"

#include <errno.h>
#include <fcntl.h>
#include <glib/gstdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

static guint
mode_of(const char *path)
{
	struct stat facts;

	g_assert_cmpint(stat(path, &facts), ==, 0);
	return facts.st_mode & 07777;
}

static void
assert_holds(const char *path, const char *wanted)
{
	g_autofree char *text = NULL;

	g_assert_true(g_file_get_contents(path, &text, NULL, NULL));
	g_assert_cmpstr(text, ==, wanted);
}

/* The file itself, and nothing beside it. */
static guint
files_in_folder(void)
{
	g_autofree char *folder = test_folder_path("");
	g_autoptr(GDir) dir = g_dir_open(folder, 0, NULL);
	guint n = 0;

	while (g_dir_read_name(dir) != NULL)
		n++;
	return n;
}

static const struct {
	const char *name;
	EmlSavingKind kind;
	guint old_mode; /* 0: there is none */
	guint mask;
	guint mode; /* wanted */
} rows[] = {
    {"new", EML_SAVING_NEW, 0, 022, 0600},
    {"new-by-over", EML_SAVING_OVER, 0, 022, 0600},
    {"new-by-into", EML_SAVING_INTO, 0, 022, 0600},
    {"new-open-mask", EML_SAVING_INTO, 0, 0, 0600},
    {"own", EML_SAVING_INTO, 0600, 022, 0600},
    {"own-by-over", EML_SAVING_OVER, 0600, 022, 0600},
    {"shared", EML_SAVING_INTO, 0664, 022, 0664},
    {"shared-closed-mask", EML_SAVING_OVER, 0644, 077, 0644},
    {"read-only", EML_SAVING_OVER, 0444, 022, 0444},
};

static void
test_mode(gconstpointer data)
{
	const gsize i = GPOINTER_TO_SIZE(data);
	g_autofree char *path = NULL;
	const mode_t mask = umask((mode_t)rows[i].mask);

	test_folder_make();
	path = test_folder_path("f");
	if (rows[i].old_mode != 0) {
		g_assert_true(g_file_set_contents(path, "old and longer", -1, NULL));
		g_assert_cmpint(chmod(path, (mode_t)rows[i].old_mode), ==, 0);
	}
	g_assert_true(eml_saving_save(path, rows[i].kind, "text", 4));
	umask(mask);
	assert_holds(path, "text");
	g_assert_cmpuint(mode_of(path), ==, rows[i].mode);
	g_assert_cmpuint(files_in_folder(), ==, 1);
	test_folder_remove();
}

/* The old file, and where a link leads to, stay as they are. */
static void
test_link(void)
{
	g_autofree char *link = NULL;
	g_autofree char *other = NULL;

	test_folder_make();
	link = test_folder_path("link");
	other = test_folder_write("other", "precious", 8);
	g_assert_cmpint(symlink(other, link), ==, 0);
	g_assert_false(eml_saving_save(link, EML_SAVING_NEW, "text", 4));
	g_assert_cmpint(errno, ==, EEXIST);
	g_assert_true(eml_saving_save(link, EML_SAVING_INTO, "text", 4));
	assert_holds(other, "precious");
	assert_holds(link, "text");
	g_assert_cmpuint(mode_of(link), ==, 0600);
	test_folder_remove();
}

static void
test_not_kept(void)
{
	g_autofree char *path = NULL;
	EmlSaving saving;

	test_folder_make();
	path = test_folder_write("f", "precious", 8);
	g_assert_true(eml_saving_begin(&saving, path, EML_SAVING_OVER));
	g_assert_true(eml_saving_write(&saving, "te", 2));
	g_assert_true(eml_saving_end(&saving, FALSE));
	assert_holds(path, "precious");
	g_assert_cmpuint(files_in_folder(), ==, 1);
	test_folder_remove();
}

static gpointer
read_later(gpointer path)
{
	char *text = NULL;

	g_usleep(200000);
	g_assert_true(g_file_get_contents(path, &text, NULL, NULL));
	return text;
}

/* Somebody who comes a little later to read is waited for; nobody, not for ever. */
static void
test_fifo(void)
{
	g_autofree char *path = NULL;
	g_autofree char *text = NULL;
	GThread *reader = NULL;
	gint64 begun = 0;

	test_folder_make();
	path = test_folder_path("fifo");
	g_assert_cmpint(mkfifo(path, 0600), ==, 0);
	reader = g_thread_new("reader", read_later, path);
	g_assert_true(eml_saving_save(path, EML_SAVING_INTO, "text", 4));
	text = g_thread_join(reader);
	g_assert_cmpstr(text, ==, "text");
	begun = g_get_monotonic_time();
	g_assert_false(eml_saving_save(path, EML_SAVING_INTO, "text", 4));
	g_assert_cmpint(errno, ==, ENXIO);
	g_assert_cmpint(g_get_monotonic_time() - begun, <, 30 * G_USEC_PER_SEC);
	g_assert_false(eml_saving_save(path, EML_SAVING_OVER, "text", 4));
	g_assert_cmpint(errno, ==, EINVAL);
	g_assert_cmpuint(files_in_folder(), ==, 1);
	test_folder_remove();
}

/* /dev/stdout where the shell has led it into a file: the name of the open file stays. */
static void
test_open_file(void)
{
	g_autofree char *path = NULL;
	g_autofree char *name = NULL;
	int fd = -1;

	test_folder_make();
	path = test_folder_write("f", "old", 3);
	fd = open(path, O_RDWR | O_CLOEXEC);
	name = g_strdup_printf("/dev/fd/%d", fd);
	if (g_file_test(name, G_FILE_TEST_EXISTS)) {
		g_assert_true(eml_saving_save(name, EML_SAVING_INTO, "text", 4));
		assert_holds(path, "text");
	}
	close(fd);
	test_folder_remove();
}

int
main(int argc, char **argv)
{
	g_test_init(&argc, &argv, NULL);
	for (gsize i = 0; i < G_N_ELEMENTS(rows); i++) {
		g_autofree char *path = g_strconcat("/saving/mode/", rows[i].name, NULL);

		g_test_add_data_func(path, GSIZE_TO_POINTER(i), test_mode);
	}
	g_test_add_func("/saving/link", test_link);
	g_test_add_func("/saving/not-kept", test_not_kept);
	g_test_add_func("/saving/fifo", test_fifo);
	g_test_add_func("/saving/open-file", test_open_file);
	return g_test_run();
}
