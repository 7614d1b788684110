/* A name turned into the messages behind it. */
#include "mail/folder.h"

#include "base/error.h"
#include "support-file.h"

#include <glib/gstdio.h>
#include <sys/stat.h>
#include <utime.h>

#define MARK "From a@b Mon Mar  2 10:00:00 2026\n"
#define TWO MARK "Subject: 1\n\nx\n\n" MARK "Subject: 2\n\ny\n\n"

static void
put(const char *folder, const char *name, const char *text, gint64 time)
{
	g_autofree char *path = g_build_filename(folder, name, NULL);
	const struct utimbuf times = {(time_t)time, (time_t)time};

	g_assert_true(g_file_set_contents(path, text, -1, NULL));
	g_assert_cmpint(utime(path, &times), ==, 0);
}

/* The subjects of all messages, joined by blanks; "?" for one that cannot be loaded. The caller
 * owns it. */
static char *
subjects_of(const char *name, gboolean *ret_many)
{
	g_autoptr(GError) error = NULL;
	g_autoptr(GPtrArray) sources = eml_folder_sources(name, ret_many, &error);
	GString *all = g_string_new(NULL);

	g_assert_no_error(error);
	for (guint i = 0; i < sources->len; i++) {
		g_autoptr(EmlMessage) message =
		    eml_source_load(g_ptr_array_index(sources, i), NULL);
		const gint at = message != NULL ? eml_message_find(message, "Subject", -1) : -1;
		g_autofree char *subject =
		    at >= 0 ? eml_slice_dup(
				  eml_slice_strip(eml_message_field(message, (guint)at)->value))
			    : g_strdup("?");

		g_string_append_printf(all, "%s%s", i > 0 ? " " : "", subject);
	}
	return g_string_free(all, FALSE);
}

static void
assert_subjects(const char *name, const char *wanted, gboolean many)
{
	gboolean is_many = !many;
	g_autofree char *got = subjects_of(name, &is_many);

	g_assert_cmpstr(got, ==, wanted);
	g_assert_cmpint(is_many, ==, many);
}

/* A folder in the test's own; removed with what is in it. */
static char *
sub_folder(const char *name)
{
	char *path = test_folder_path(name);

	g_assert_cmpint(g_mkdir_with_parents(path, 0700), ==, 0);
	return path;
}

static void
remove_all(const char *path)
{
	g_autoptr(GDir) folder = g_dir_open(path, 0, NULL);
	const char *name = NULL;

	while (folder != NULL && (name = g_dir_read_name(folder)) != NULL) {
		g_autofree char *inner = g_build_filename(path, name, NULL);

		remove_all(inner);
	}
	g_remove(path);
}

static void
test_maildir(void)
{
	test_folder_make();
	{
		g_autofree char *maildir = sub_folder("Maildir");
		g_autofree char *cur = sub_folder("Maildir/cur");
		g_autofree char *new = sub_folder("Maildir/new");
		g_autofree char *tmp = sub_folder("Maildir/tmp");
		g_autofree char *inner = sub_folder("Maildir/cur/folder");

		g_assert_nonnull(inner);
		put(cur, "1.a:2,S", "Subject: old\n\n", 1000);
		put(new, "3.c", "Subject: new\n\n", 3000);
		put(cur, "2.b:2,", "Subject: middle\n\n", 2000);
		put(cur, ".hidden", "Subject: no\n\n", 5000);
		put(tmp, "4.d", "Subject: no\n\n", 4000);
		assert_subjects(maildir, "new middle old", TRUE);
		remove_all(maildir);
	}
	test_folder_remove();
}

static void
test_plain_folder(void)
{
	test_folder_make();
	{
		g_autofree char *folder = sub_folder("mail");
		g_autofree char *inner = sub_folder("mail/inner.eml");

		put(folder, "b.eml", "Subject: b\n\n", 1);
		put(folder, "A.EML", "Subject: a\n\n", 2);
		put(folder, "c.emlx", "12\nSubject: c\n\nplist", 3);
		put(folder, "9", "Subject: nine\n\n", 4);
		put(folder, "10", "Subject: ten\n\n", 4);
		put(folder, "notes.txt", "Subject: no\n\n", 4);
		put(inner, "d.eml", "Subject: no\n\n", 4);
		assert_subjects(folder, "nine ten a b c", TRUE);
		remove_all(folder);
	}
	test_folder_remove();
}

static void
test_empty_folders(void)
{
	static const char *const names[] = {"plain", "Maildir/cur"};

	test_folder_make();
	for (gsize i = 0; i < G_N_ELEMENTS(names); i++) {
		g_autofree char *made = sub_folder(names[i]);
		g_autofree char *named = test_folder_path(i == 0 ? "plain" : "Maildir");
		g_autoptr(GError) error = NULL;
		gboolean many = FALSE;

		g_assert_nonnull(made);
		g_assert_null(eml_folder_sources(named, &many, &error));
		g_assert_error(error, EML_ERROR, EML_ERROR_NO_INPUT);
		remove_all(named);
	}
	test_folder_remove();
}

static void
test_mbox(void)
{
	test_folder_make();
	{
		g_autofree char *box = test_folder_write("inbox", TEST_BYTES(TWO));
		g_autofree char *one =
		    test_folder_write("one", TEST_BYTES(MARK "Subject: 1\n\nx\n"));
		g_autoptr(GBytes) packed = test_gzip(TEST_BYTES(TWO));
		g_autofree char *gz = test_folder_write("inbox.gz", g_bytes_get_data(packed, NULL),
							g_bytes_get_size(packed));
		g_autofree char *uri = g_filename_to_uri(box, NULL, NULL);
		g_autofree char *second = g_strconcat(box, "#2", NULL);
		g_autoptr(GPtrArray) sources = NULL;
		gboolean many = FALSE;

		assert_subjects(box, "1 2", TRUE);
		assert_subjects(gz, "1 2", TRUE);
		assert_subjects(uri, "1 2", TRUE);
		assert_subjects(one, "1", FALSE);
		sources = eml_folder_sources(box, &many, NULL);
		g_assert_cmpstr(eml_source_name(g_ptr_array_index(sources, 1)), ==, second);
	}
	test_folder_remove();
}

/* What cannot be a message is said when it is loaded, as by eml_load(); a device or a FIFO holds
 * nobody up. */
static void
test_refused(void)
{
	static const struct {
		const char *name;
		int status;
	} rows[] = {
	    {"missing.eml", 66}, {"/dev/null", 66}, {"/dev/zero", 66}, {"https://a.example/x", 66}};

	for (gsize i = 0; i < G_N_ELEMENTS(rows); i++) {
		g_autoptr(GError) error = NULL;
		gboolean many = FALSE;
		g_autoptr(GPtrArray) sources = eml_folder_sources(rows[i].name, &many, &error);

		if (sources != NULL) {
			g_assert_cmpuint(sources->len, ==, 1);
			g_assert_null(eml_source_load(g_ptr_array_index(sources, 0), &error));
		}
		g_assert_error(error, EML_ERROR, rows[i].status);
	}
}

static void
test_fifo_without_writer(void)
{
	test_folder_make();
	{
		g_autofree char *fifo = test_folder_path("fifo");
		g_autoptr(GError) error = NULL;
		gboolean many = FALSE;

		g_assert_cmpint(mkfifo(fifo, 0600), ==, 0);
		g_assert_null(eml_folder_sources(fifo, &many, &error));
		g_assert_error(error, EML_ERROR, EML_ERROR_NO_INPUT);
	}
	test_folder_remove();
}

int
main(int argc, char **argv)
{
	g_test_init(&argc, &argv, NULL);
	g_test_add_func("/folder/maildir", test_maildir);
	g_test_add_func("/folder/plain", test_plain_folder);
	g_test_add_func("/folder/empty", test_empty_folders);
	g_test_add_func("/folder/mbox", test_mbox);
	g_test_add_func("/folder/refused", test_refused);
	g_test_add_func("/folder/fifo-without-writer", test_fifo_without_writer);
	return g_test_run();
}
