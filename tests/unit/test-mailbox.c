/* An mbox file cut into its messages. */
#include "mail/mailbox.h"

#include "base/limits.h"

#include <glib/gstdio.h>
#include <unistd.h>

#define MARK "From a@b Mon Mar  2 10:00:00 2026\n"

static const struct {
	const char *name, *text;
	guint n;
	const char *parts[4]; /* as they are read */
} rows[] = {
    {"one", MARK "A: 1\n\nx\n", 1, {MARK "A: 1\n\nx\n"}},
    {"two", MARK "A: 1\n\nx\n\n" MARK "A: 2\n\ny\n\n", 2, {MARK "A: 1\n\nx\n", MARK "A: 2\n\ny\n"}},
    {"crlf",
     "From a@b Mon Mar  2 10:00:00 2026\r\nA: 1\r\n\r\nx\r\n\r\nFrom a@b Mon Mar  2 10:00:00 "
     "2026\r\nA: 2\r\n\r\n",
     2,
     {"From a@b Mon Mar  2 10:00:00 2026\r\nA: 1\r\n\r\nx\r\n",
      "From a@b Mon Mar  2 10:00:00 2026\r\nA: 2\r\n"}},
    {"no-empty-line-before",
     MARK "A: 1\n\nx\n" MARK "A: 2\n\ny\n",
     1,
     {MARK "A: 1\n\nx\n" MARK "A: 2\n\ny\n"}},
    {"no-field-behind",
     MARK "A: 1\n\nx\n\n" MARK "no field\n",
     1,
     {MARK "A: 1\n\nx\n\n" MARK "no field\n"}},
    {"no-date",
     MARK "A: 1\n\nx\n\nFrom here on\nA: 2\n",
     1,
     {MARK "A: 1\n\nx\n\nFrom here on\nA: 2\n"}},
    {"quoted", MARK "A: 1\n\nx\n\n>" MARK "A: 2\n", 1, {MARK "A: 1\n\nx\n\n>" MARK "A: 2\n"}},
    {"header-only", MARK "A: 1\n\n" MARK "A: 2\n", 2, {MARK "A: 1\n", MARK "A: 2\n"}},
    {"no-mark", "A: 1\n\nx\n\n" MARK "A: 2\n", 2, {"A: 1\n\nx\n", MARK "A: 2\n"}},
};

static int
file_of(const char *text, gsize len)
{
	g_autofree char *name = NULL;
	const int fd = g_file_open_tmp("emlens-mailbox-XXXXXX", &name, NULL);

	g_assert_cmpint(fd, >=, 0);
	g_unlink(name);
	g_assert_cmpint(write(fd, text, len), ==, (gssize)len);
	return fd;
}

static void
test_row(gconstpointer data)
{
	const gsize i = GPOINTER_TO_SIZE(data);
	const int fd = file_of(rows[i].text, strlen(rows[i].text));
	g_autoptr(GArray) parts = NULL;

	g_assert_true(eml_mailbox_parts(fd, strlen(rows[i].text), 100, 0, &parts));
	g_assert_cmpuint(parts->len, ==, rows[i].n);
	for (guint k = 0; k < parts->len; k++) {
		g_autoptr(GBytes) bytes =
		    eml_mailbox_read(fd, g_array_index(parts, EmlMailboxPart, k));

		g_assert_cmpmem(g_bytes_get_data(bytes, NULL), g_bytes_get_size(bytes),
				rows[i].parts[k], strlen(rows[i].parts[k]));
	}
	close(fd);
}

/* A message that begins at each place around the end of a piece is found once. */
static void
test_borders(void)
{
	const char *second = "\n\n" MARK "A: 2\n\ny\n";

	for (gint shift = -60; shift <= 2100; shift += shift < 60 ? 1 : 37) {
		g_autoptr(GString) text = g_string_new(MARK "A: 1\n\n");
		g_autoptr(GArray) parts = NULL;
		gsize start = 0;
		int fd = -1;

		while (text->len < EML_BODY_PIECE + (gsize)(shift + 60) - 60)
			g_string_append_c(text, text->len % 70 == 0 ? '\n' : 'x');
		start = text->len + 2;
		g_string_append(text, second);
		fd = file_of(text->str, text->len);
		g_assert_true(eml_mailbox_parts(fd, text->len, 100, 0, &parts));
		g_assert_cmpuint(parts->len, ==, 2);
		g_assert_cmpuint(g_array_index(parts, EmlMailboxPart, 1).start, ==, start);
		close(fd);
	}
}

static void
test_most(void)
{
	g_autoptr(GString) text = g_string_new(NULL);
	g_autoptr(GArray) parts = NULL;
	int fd = -1;

	for (guint i = 0; i < 10; i++)
		g_string_append(text, MARK "A: 1\n\nx\n\n");
	fd = file_of(text->str, text->len);
	g_assert_true(eml_mailbox_parts(fd, text->len, 3, 0, &parts));
	g_assert_cmpuint(parts->len, ==, 3);
	close(fd);
}

static void
test_time_is_over(void)
{
	g_autoptr(GArray) parts = NULL;
	const int fd = file_of(MARK "A: 1\n", strlen(MARK "A: 1\n"));

	g_assert_false(eml_mailbox_parts(fd, strlen(MARK "A: 1\n"), 3, 1, &parts));
	g_assert_true(eml_mailbox_begins(eml_slice(MARK)));
	g_assert_false(eml_mailbox_begins(eml_slice("From: a@b\n")));
	close(fd);
}

/* Each piece with a bar behind it; the separator is "S3P". `more`: bytes that the file had when its
 * size was asked for. */
static const struct {
	const char *name, *text;
	gsize more;
	const char *pieces; /* NULL: it stands nowhere */
} separated[] = {
    {"two", "aS3Pb", 0, "a|b|"},
    {"at-the-end", "aS3PbS3P", 0, "a|b|"},
    {"at-the-start", "S3Pa", 0, "a|"},
    {"in-a-row", "aS3PS3Pb", 0, "a|b|"},
    {"nothing-else", "S3PS3P", 0, ""},
    {"nowhere", "aS3", 0, NULL},
    {"empty", "", 0, NULL},
    {"half-before", "aS3S3Pb", 0, "aS3|b|"},
    {"shorter-now", "aS3Pb", 9000000, "a|b|"},
    {"empty-now", "", 9000000, NULL},
};

static void
test_separated(gconstpointer data)
{
	const gsize row = GPOINTER_TO_SIZE(data);
	const gsize len = strlen(separated[row].text);
	const int fd = file_of(separated[row].text, len);
	g_autoptr(GArray) parts = NULL;
	g_autoptr(GString) pieces = g_string_new(NULL);

	g_assert_cmpint(eml_mailbox_separated(fd, len + separated[row].more, eml_slice("S3P"), 100,
					      &parts),
			==, separated[row].pieces != NULL);
	for (guint i = 0; i < parts->len; i++) {
		const EmlMailboxPart part = g_array_index(parts, EmlMailboxPart, i);

		g_assert_cmpuint(part.start + part.len, <=, len + separated[row].more);
		g_string_append_len(pieces, separated[row].text + part.start,
				    (gssize)MIN(part.len, len - part.start)); /* small */
		g_string_append_c(pieces, '|');
	}
	g_assert_cmpstr(pieces->str, ==,
			separated[row].pieces != NULL ? separated[row].pieces : "");
	close(fd);
}

/* A separator on every place around the border between two pieces that are read. */
static void
test_separated_borders(void)
{
	for (gsize before = EML_BODY_PIECE - 5; before <= EML_BODY_PIECE + 5; before++) {
		g_autoptr(GString) text = g_string_new(NULL);
		g_autoptr(GArray) parts = NULL;
		int fd = -1;

		while (text->len < before)
			g_string_append_c(text, 'S');
		g_string_append(text, "S3Py");
		fd = file_of(text->str, text->len);
		g_assert_true(
		    eml_mailbox_separated(fd, text->len, eml_slice("S3P"), 100, &parts));
		g_assert_cmpuint(parts->len, ==, 2);
		g_assert_cmpuint(g_array_index(parts, EmlMailboxPart, 0).len, ==, before);
		g_assert_cmpuint(g_array_index(parts, EmlMailboxPart, 1).start, ==, before + 3);
		close(fd);
	}
}

static void
test_separated_most(void)
{
	g_autoptr(GArray) parts = NULL;
	const int fd = file_of("aS3PbS3Pc", 9);

	g_assert_true(eml_mailbox_separated(fd, 9, eml_slice("S3P"), 2, &parts));
	g_assert_cmpuint(parts->len, ==, 2);
	close(fd);
}

int
main(int argc, char **argv)
{
	g_test_init(&argc, &argv, NULL);
	for (gsize i = 0; i < G_N_ELEMENTS(rows); i++) {
		g_autofree char *path = g_strdup_printf("/mailbox/%s", rows[i].name);

		g_test_add_data_func(path, GSIZE_TO_POINTER(i), test_row);
	}
	for (gsize i = 0; i < G_N_ELEMENTS(separated); i++) {
		g_autofree char *path = g_strdup_printf("/mailbox/separated/%s", separated[i].name);

		g_test_add_data_func(path, GSIZE_TO_POINTER(i), test_separated);
	}
	g_test_add_func("/mailbox/separated-borders", test_separated_borders);
	g_test_add_func("/mailbox/separated-most", test_separated_most);
	g_test_add_func("/mailbox/borders", test_borders);
	g_test_add_func("/mailbox/most", test_most);
	g_test_add_func("/mailbox/time-is-over", test_time_is_over);
	return g_test_run();
}
