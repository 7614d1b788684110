/* Rows for mail/load: the same bytes are the same message by every way in. */
#include "mail/load.h"

#include <fcntl.h>
#include <signal.h>
#include <sys/resource.h>
#include <unistd.h>

#include "base/error.h"
#include "base/limits.h"
#include "check/message-hash.h"
#include "support-file.h"

#define POSTMARK "From a@b.example Mon Jan  1 00:00:00 2024\n"

/* Forms of real mail that broke other programs, and what must be known of them. `skipped`: bytes of
 * an mbox line, which are not the message's. */
static const struct {
	const char *name, *in;
	gsize len;
	gsize skipped;
	guint fields;
	gboolean has_body;
	const char *anomalies; /* joined by blanks */
} contents[] = {
    {"lf", TEST_BYTES("To: b\nC: d\n\nbody\n"), 0, 2, TRUE, ""},
    {"crlf", TEST_BYTES("To: b\r\nC: d\r\n\r\nbody\r\n"), 0, 2, TRUE, ""},
    {"mixed-crlf-first", TEST_BYTES("To: b\r\nC: d\n\nbody\r\n"), 0, 2, TRUE, "mixed-line-ends"},
    {"mixed-lf-first", TEST_BYTES("To: b\nC: d\r\n\r\nbody\n"), 0, 2, TRUE, "mixed-line-ends"},
    {"bare-cr", TEST_BYTES("To: b\rx\nC: d\n\nbody\n"), 0, 2, TRUE, "bare-cr"},
    {"bare-cr-in-body", TEST_BYTES("To: b\r\n\r\nbo\rdy\r\n"), 0, 1, TRUE, "body-bare-cr"},
    {"mbox-line", TEST_BYTES(POSTMARK "To: b\n\nbody\n"), sizeof POSTMARK - 1, 1, TRUE,
     "mbox-from-line"},
    {"mbox-line-quoted", TEST_BYTES(">" POSTMARK "To: b\n\nbody\n"), sizeof POSTMARK, 1, TRUE,
     "mbox-from-line"},
    {"mbox-line-without-date", TEST_BYTES("From nobody\nTo: b\n\nbody\n"), 12, 1, TRUE,
     "mbox-from-line"},
    {"mbox-quoted-in-body", TEST_BYTES(POSTMARK "To: b\n\nx\n\n>" POSTMARK "C: d\n\ny\n"),
     sizeof POSTMARK - 1, 1, TRUE, "mbox-from-line"},
    {"from-line-in-body-of-no-mbox", TEST_BYTES("To: b\n\nx\n\n" POSTMARK "C: d\n\ny\n"), 0, 1, TRUE,
     ""},
    {"from-sentence-in-body", TEST_BYTES(POSTMARK "To: b\n\nx\n\nFrom here on: all is well\nC: d\n"),
     sizeof POSTMARK - 1, 1, TRUE, "mbox-from-line"},
    {"no-body", TEST_BYTES("To: b\nC: d\n"), 0, 2, FALSE, "no-empty-line"},
    {"no-body-no-line-end", TEST_BYTES("To: b\r\nC: d"), 0, 2, FALSE, "no-empty-line"},
    {"empty-body", TEST_BYTES("To: b\r\n\r\n"), 0, 1, TRUE, ""},
    {"8bit-header", TEST_BYTES("To: gr\xfc\xdf\n\nbody\n"), 0, 1, TRUE, "8bit-header"},
    {"not-utf8-body", TEST_BYTES("To: b\n\n\xff\xfe\x80\xc3\n"), 0, 1, TRUE, ""},
    {"utf8-header", TEST_BYTES("To: gr\xc3\xbc\xc3\x9f\n\nbody\n"), 0, 1, TRUE, "8bit-header"},
    {"iso-2022-jp", TEST_BYTES("Subject: \033$B%F%9%H\033(B\n\nbody\n"), 0, 1, TRUE, ""},
    {"nul-in-header", TEST_BYTES("To: b\0c\nC: d\n\nbody\n"), 0, 2, TRUE, "nul"},
    {"nul-in-body", TEST_BYTES("To: b\n\nbo\0dy\n"), 0, 1, TRUE, "body-nul"},
    {"line-without-colon", TEST_BYTES("To: b\nno field\nC: d\n\nbody\n"), 0, 2, TRUE, "no-colon"},
    {"dot-stuffed", TEST_BYTES("To: b\r\n\r\n..\r\n.\r\n"), 0, 1, TRUE, ""},
    {"blanks-before-body-end", TEST_BYTES("To: b\r\n\r\nx \t\r\n \r\n\r\n\r\n"), 0, 1, TRUE, ""},
};

/* By each way in. */
static EmlMessage *
load_by_path(const char *data, gsize len, GError **error)
{
	g_autofree char *path = test_folder_write("a.eml", data, len);

	return eml_load(path, error);
}

static EmlMessage *
load_by_uri(const char *data, gsize len, GError **error)
{
	g_autofree char *path = test_folder_write("50% of \303\274 #1?.eml", data, len);
	g_autofree char *uri =
	    g_strdup_printf("file://%s/50%%25%%20of%%20%%c3%%BC%%20%%231%%3F.eml", test_folder());

	g_assert_nonnull(path);
	return eml_load(uri, error);
}

static EmlMessage *
load_by_gzip(const char *data, gsize len, GError **error)
{
	g_autoptr(GBytes) packed = test_gzip(data, len);
	g_autofree char *path =
	    test_folder_write("a.eml.gz", g_bytes_get_data(packed, NULL), g_bytes_get_size(packed));

	return eml_load(path, error);
}

static EmlMessage *
load_by_descriptor(const char *data, gsize len, GError **error)
{
	return test_load_pipe(TEST_PIPE_FD, data, len, FALSE, error);
}

static EmlMessage *
load_by_standard_input(const char *data, gsize len, GError **error)
{
	return test_load_pipe(TEST_PIPE_STDIN, data, len, FALSE, error);
}

static const struct {
	const char *name;
	EmlMessage *(*load)(const char *data, gsize len, GError **error);
} ways[] = {
    {"path", load_by_path},	  {"uri", load_by_uri},
    {"gzip", load_by_gzip},	  {"fifo", test_load_fifo},
    {"pipe", load_by_descriptor}, {"standard-input", load_by_standard_input},
};

static void
test_content(gconstpointer data)
{
	const guint row = GPOINTER_TO_UINT(data) / G_N_ELEMENTS(ways);
	const guint way = GPOINTER_TO_UINT(data) % G_N_ELEMENTS(ways);
	const guchar *kept = (const guchar *)contents[row].in + contents[row].skipped;
	const gsize len = contents[row].len - contents[row].skipped;
	g_autofree char *wanted = g_compute_checksum_for_data(G_CHECKSUM_SHA256, kept, len);
	g_autoptr(GError) error = NULL;
	g_autoptr(EmlMessage) message = NULL;
	g_autofree char *got = NULL;
	g_autofree char *anomalies = NULL;

	test_folder_make();
	message = ways[way].load(contents[row].in, contents[row].len, &error);
	test_folder_remove(); /* whoever removes the file does not change the message */
	g_assert_no_error(error);
	got = eml_message_sha256(message);
	anomalies = g_strjoinv(
	    " ", (char **)eml_message_anomalies(message)); /* const is dropped: only read */
	g_assert_cmpstr(got, ==, wanted);
	g_assert_cmpuint(eml_message_size(message), ==, len);
	g_assert_cmpuint(eml_message_n_fields(message), ==, contents[row].fields);
	g_assert_cmpint(eml_message_has_body(message), ==, contents[row].has_body);
	g_assert_cmpstr(anomalies, ==, contents[row].anomalies);
}

/* "<file" after a part of it was read by someone else: the message begins where the descriptor
 * stands. */
static void
test_descriptor_in_the_middle(void)
{
	g_autofree char *path = NULL;
	g_autoptr(GError) error = NULL;
	g_autoptr(EmlMessage) message = NULL;
	int fd = -1;

	test_folder_make();
	path = test_folder_write("two.eml", TEST_BYTES("To: b\n\nx\nCc: d\nE: f\n\ny\n"));
	fd = open(path, O_RDONLY | O_CLOEXEC);
	g_assert_cmpint(lseek(fd, 9, SEEK_SET), ==, 9);
	message = eml_load_fd(fd, &error);
	g_assert_no_error(error);
	g_assert_cmpuint(eml_message_n_fields(message), ==, 2);
	g_assert_cmpint(fcntl(fd, F_GETFD), >=, 0); /* it stays the caller's */
	close(fd);
	test_folder_remove();
}

static void
assert_file_is(const char *name, const void *bytes, gsize len, const char *wanted, gsize wanted_len)
{
	g_autoptr(GError) error = NULL;
	g_autoptr(EmlMessage) message = NULL;
	g_autofree char *path = NULL;
	g_autofree char *sum =
	    g_compute_checksum_for_data(G_CHECKSUM_SHA256, (const guchar *)wanted, wanted_len);
	g_autofree char *got = NULL;

	test_folder_make();
	path = test_folder_write(name, bytes, len);
	message = eml_load(path, &error);
	g_assert_no_error(error);
	got = eml_message_sha256(message);
	g_assert_cmpstr(got, ==, sum);
	test_folder_remove();
}

/* "A gzip file consists of a series of members", RFC 1952 section 2.2: none may be left out. */
static void
test_gzip_members(void)
{
	g_autoptr(GBytes) first = test_gzip(TEST_BYTES("To: b\n\nfirst\n"));
	g_autoptr(GBytes) second = test_gzip(TEST_BYTES("second\n"));
	g_autoptr(GByteArray) both = g_byte_array_new();

	g_byte_array_append(both, g_bytes_get_data(first, NULL), (guint)g_bytes_get_size(first));
	g_byte_array_append(both, g_bytes_get_data(second, NULL), (guint)g_bytes_get_size(second));
	assert_file_is("two.gz", both->data, both->len, TEST_BYTES("To: b\n\nfirst\nsecond\n"));
}

/* Apple Mail: a count, that many bytes of message, a property list. */
static void
test_emlx(void)
{
	static const char file[] =
	    "13        \nTo: b\n\nbody\r\n<?xml version=\"1.0\"?>\n<plist/>\n";
	g_autoptr(GBytes) packed = test_gzip(file, sizeof file - 1);

	assert_file_is("1.emlx", file, sizeof file - 1, TEST_BYTES("To: b\n\nbody\r\n"));
	assert_file_is("1.EMLX.gz", g_bytes_get_data(packed, NULL), g_bytes_get_size(packed),
		       TEST_BYTES("To: b\n\nbody\r\n"));
}

/* Apple Mail's name for a message whose attachments it keeps elsewhere says so. */
static void
test_partial_emlx(void)
{
	static const struct {
		const char *name;
		gboolean partial;
	} files[] = {{"1.partial.emlx", TRUE},
		     {"1.Partial.EMLX.gz", TRUE},
		     {"1.emlx", FALSE},
		     {"partial.eml", FALSE}};
	static const char file[] = "13        \nTo: b\n\nbody\r\n<plist/>\n";

	for (gsize i = 0; i < G_N_ELEMENTS(files); i++) {
		g_autofree char *path = NULL;
		g_autoptr(EmlMessage) message = NULL;

		test_folder_make();
		path = test_folder_write(files[i].name, file, sizeof file - 1);
		message = eml_load(path, NULL);
		test_folder_remove();
		g_assert_nonnull(message);
		g_assert_cmpint(g_strv_contains(eml_message_anomalies(message), "partial"), ==,
				files[i].partial);
	}
}

/* What is larger than memory may hold is the same message. */
static void
test_large(void)
{
	g_autofree char *path = NULL;
	g_autoptr(GError) error = NULL;
	g_autoptr(EmlMessage) message = NULL;

	test_folder_make();
	path = test_folder_write_sparse("large.eml", EML_MAX_MEMORY_BODY + 1);
	message = eml_load(path, &error);
	test_folder_remove();
	g_assert_no_error(error);
	g_assert_cmpuint(eml_message_size(message), ==, EML_MAX_MEMORY_BODY + 1);
	g_assert_cmpuint(eml_message_n_fields(message), ==, 1);
}

/* A message of that many bytes through a pipe, where no file may be larger than `most`. */
static EmlMessage *
load_with_files_of(rlim_t most, gsize size, char **ret_sum, GError **error)
{
	static const char head[] = "To: b\r\n\r\n";
	g_autoptr(GString) text = g_string_new(head);
	struct rlimit before, limit;
	EmlMessage *message = NULL;

	for (guint line = 0; text->len < size; line++)
		g_string_append_printf(text, "%u\r\n", line);
	*ret_sum = g_compute_checksum_for_string(G_CHECKSUM_SHA256, text->str, (gssize)text->len);
	g_assert_cmpint(getrlimit(RLIMIT_FSIZE, &before), ==, 0);
	limit = (struct rlimit){most, before.rlim_max};
	g_assert_cmpint(setrlimit(RLIMIT_FSIZE, &limit), ==, 0);
	message = test_load_pipe(TEST_PIPE_FD, text->str, text->len, FALSE, error);
	g_assert_cmpint(setrlimit(RLIMIT_FSIZE, &before), ==, 0);
	return message;
}

/* What comes through a pipe goes to a temporary file, or stays in memory where that has no room;
 * what memory may not hold is refused then. */
static void
test_no_room(void)
{
	static const struct {
		rlim_t most;
		gsize size;
		gboolean loaded;
	} rows[] = {
	    {RLIM_INFINITY, EML_MAX_SPOOLED * 2, TRUE},
	    {0, EML_MAX_SPOOLED * 2, TRUE},
	    {EML_MAX_SPOOLED + 1000001, EML_MAX_SPOOLED * 2, TRUE},
	    {0, EML_MAX_COPIED_MESSAGE * 5 / 4, FALSE},
	    {EML_MAX_SPOOLED + 1000001, EML_MAX_COPIED_MESSAGE * 5 / 4, FALSE},
	    {EML_MAX_COPIED_MESSAGE + 1000001, EML_MAX_COPIED_MESSAGE * 5 / 4, FALSE},
	};

	for (gsize i = 0; i < G_N_ELEMENTS(rows); i++) {
		g_autofree char *wanted = NULL;
		g_autofree char *got = NULL;
		g_autoptr(GError) error = NULL;
		g_autoptr(EmlMessage) message =
		    load_with_files_of(rows[i].most, rows[i].size, &wanted, &error);

		if (rows[i].loaded) {
			g_assert_no_error(error);
			got = eml_message_sha256(message);
			g_assert_cmpstr(got, ==, wanted);
		} else {
			g_assert_error(error, EML_ERROR, EML_ERROR_NO_INPUT);
			g_assert_nonnull(strstr(error->message, "temporary file"));
		}
	}
}

static void
add_row(const char *name, const char *way, GTestDataFunc function, guint data)
{
	g_autofree char *path = g_strdup_printf("/load/%s/%s", name, way);

	g_test_add_data_func(path, GUINT_TO_POINTER(data), function);
}

int
main(int argc, char **argv)
{
	const guint n_ways = G_N_ELEMENTS(ways);

	signal(SIGPIPE, SIG_IGN);
	signal(SIGXFSZ, SIG_IGN);
	g_test_init(&argc, &argv, NULL);
	for (guint i = 0; i < G_N_ELEMENTS(contents); i++)
		for (guint way = 0; way < n_ways; way++)
			add_row(contents[i].name, ways[way].name, test_content, i * n_ways + way);
	g_test_add_func("/load/descriptor-in-the-middle", test_descriptor_in_the_middle);
	g_test_add_func("/load/gzip-members", test_gzip_members);
	g_test_add_func("/load/emlx", test_emlx);
	g_test_add_func("/load/partial-emlx", test_partial_emlx);
	g_test_add_func("/load/large", test_large);
	g_test_add_func("/load/no-room", test_no_room);
	return g_test_run();
}
