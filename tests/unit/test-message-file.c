/* Messages too large to be held in memory: the body stays in the file. */
#include "mail/message.h"

#include <fcntl.h>
#include <unistd.h>

#include "base/error.h"
#include "base/limits.h"
#include "check/message-hash.h"
#include "mail/folder.h"
#include "mail/load.h"
#include "support-file.h"
#include "support.h"

/* A body larger than what is kept in memory: header, then zeros that take no room on the disk. */
static int
large_file(guint64 size)
{
	const int fd = test_unlinked_file(eml_slice("A: b\r\nC: d\r\n\r\n"));

	g_assert_cmpint(ftruncate(fd, (off_t)size), ==, 0);
	return fd;
}

static void
test_large(void)
{
	const guint64 size = (guint64)EML_MAX_SCANNED_MESSAGE + 100000;
	g_autoptr(GError) error = NULL;
	g_autoptr(EmlMessage) message = eml_message_new_fd(large_file(size), 0, size, &error);
	g_autoptr(EmlBodyReader) reader = NULL;
	guint64 total = 0;
	EmlSlice piece = {0};

	g_assert_no_error(error);
	g_assert_cmpuint(eml_message_n_fields(message), ==, 2);
	g_assert_cmpuint(eml_message_size(message), ==, size);
	g_assert_null(eml_message_sha256(message));
	g_assert_null(eml_message_anomalies(message)[0]);
	reader = eml_body_reader_new(message);
	while (eml_body_reader_next(reader, &piece)) {
		g_assert_cmpint(piece.data[0], ==, 0);
		total += piece.len;
	}
	g_assert_false(eml_body_reader_failed(reader));
	g_assert_false(eml_body_reader_next(reader, &piece));
	g_assert_cmpuint(total, ==, size - 14);
}

static void
test_cut_meanwhile(void)
{
	const guint64 size = (guint64)EML_MAX_MEMORY_BODY + 100000;
	const int fd = large_file(size);
	g_autoptr(GError) error = NULL;
	g_autoptr(EmlMessage) message = eml_message_new_fd(fd, 0, size, &error);
	g_autoptr(EmlBodyReader) reader = NULL;
	EmlSlice piece = {0};

	g_assert_no_error(error);
	reader = eml_body_reader_new(message);
	g_assert_true(eml_body_reader_next(reader, &piece));
	g_assert_cmpint(ftruncate(fd, 300000), ==, 0);
	while (eml_body_reader_next(reader, &piece))
		continue;
	g_assert_true(eml_body_reader_failed(reader));
}

static void
test_cut_before(void)
{
	const guint64 size = (guint64)EML_MAX_MEMORY_BODY + 100000;
	g_autoptr(GError) error = NULL;
	g_autoptr(EmlMessage) message =
	    eml_message_new_fd(test_unlinked_file(eml_slice("A: b\n")), 0, size, &error);

	g_assert_null(message);
	g_assert_error(error, EML_ERROR, EML_ERROR_NO_INPUT);
}

static void
test_file_limits(void)
{
	const guint64 size = (guint64)EML_MAX_HEADER_BYTES + 1000000;
	const int fd = test_unlinked_file(eml_slice("A: b\n"));
	g_autoptr(GError) header = NULL;
	g_autoptr(GError) file = NULL;

	g_assert_cmpint(ftruncate(fd, (off_t)size), ==, 0);
	g_assert_null(eml_message_new_fd(fd, 0, size, &header));
	g_assert_error(header, EML_ERROR, EML_ERROR_DATA);
	g_assert_nonnull(strstr(header->message, "larger than 16 MiB"));
	g_assert_null(eml_message_new_fd(test_unlinked_file(eml_slice("A: b\n\n")), 0,
					 EML_MAX_FILE_BYTES + 1, &file));
	g_assert_error(file, EML_ERROR, EML_ERROR_DATA);
	g_assert_nonnull(strstr(file->message, "larger than 1 GiB"));
}

static void
test_header_of_a_large_file(void)
{
	static const char line[] = "A: 0123456789012345678901234567890123456789\r\n";
	g_autoptr(GString) head = g_string_new(NULL);
	const guint64 size = (guint64)EML_MAX_MEMORY_BODY + 100000;
	g_autoptr(GError) error = NULL;
	g_autoptr(EmlMessage) message = NULL;
	int fd = -1;

	for (guint i = 0; i < 9000; i++) /* beyond one piece */
		g_string_append(head, line);
	g_string_append(head, "\r\n");
	fd = test_unlinked_file(eml_slice_n(head->str, head->len));
	g_assert_cmpint(ftruncate(fd, (off_t)size), ==, 0);
	message = eml_message_new_fd(fd, 0, size, &error);
	g_assert_no_error(error);
	g_assert_cmpuint(eml_message_n_fields(message), ==, 9000);
	g_assert_true(eml_message_has_body(message));
}

#define HEAD "A: b\r\n\r\n"

/* A body of dots, larger than what is kept in memory. `odd` begins that many bytes before the end
 * of the first piece. */
static GString *
dots_around(EmlSlice odd, gsize before)
{
	GString *text = g_string_new(HEAD);
	const gsize at = text->len + EML_BODY_PIECE - before;

	while (text->len < EML_MAX_MEMORY_BODY)
		g_string_append(text,
				"................................................................");
	memcpy(text->str + at, odd.data, odd.len);
	g_string_append(text, "\r\n");
	return text;
}

/* What is odd where two pieces meet is found like anywhere else; no byte is odd because two pieces
 * meet there. */
static void
test_anomalies(void)
{
	static const struct {
		const char *odd;
		gsize len, before;
		const char *anomalies;
	} rows[] = {
	    {TEST_BYTES("\r\n"), 1, ""},
	    {TEST_BYTES("\r\n"), 2, ""},
	    {TEST_BYTES("\r\n"), 0, ""},
	    {TEST_BYTES("\r"), 1, "body-bare-cr"},
	    {TEST_BYTES("\r"), 0, "body-bare-cr"},
	    {TEST_BYTES("\r\r\n"), 1, "body-bare-cr"},
	    {TEST_BYTES("\r\r\n"), 2, "body-bare-cr"},
	    {TEST_BYTES("\n"), 0, "mixed-line-ends"},
	    {TEST_BYTES("\n"), 1, "mixed-line-ends"},
	    {TEST_BYTES("\r\n\n"), 2, "mixed-line-ends"},
	    {TEST_BYTES("\0"), 1, "body-nul"},
	    {TEST_BYTES("\0"), 0, "body-nul"},
	    {TEST_BYTES("\r\0\n"), 1, "mixed-line-ends body-bare-cr body-nul"},
	};

	for (gsize i = 0; i < G_N_ELEMENTS(rows); i++) {
		g_autoptr(GString) text =
		    dots_around(eml_slice_n(rows[i].odd, rows[i].len), rows[i].before);
		const int fd = test_unlinked_file(eml_slice_n(text->str, text->len));
		g_autoptr(GError) error = NULL;
		g_autoptr(EmlMessage) message = eml_message_new_fd(fd, 0, text->len, &error);
		g_autofree char *anomalies = NULL;

		g_assert_no_error(error);
		anomalies = g_strjoinv(" ", (char **)eml_message_anomalies(message)); /* read */
		g_assert_cmpstr(anomalies, ==, rows[i].anomalies);
	}
}

/* The same wherever it stands, in memory too. */
static void
test_anomalies_anywhere(void)
{
	static const struct {
		const char *odd;
		gsize len;
		const char *anomalies;
	} rows[] = {
	    {TEST_BYTES("\r\n"), ""},
	    {TEST_BYTES("\r."), "body-bare-cr"},
	    {TEST_BYTES(".\n"), "mixed-line-ends"},
	    {TEST_BYTES("\n\r"), "mixed-line-ends body-bare-cr"},
	    {TEST_BYTES(".\0"), "body-nul"},
	};

	for (gsize i = 0; i < G_N_ELEMENTS(rows); i++)
		for (gsize at = 0; at < 600; at++) {
			g_autoptr(GString) text = g_string_new(HEAD);
			g_autoptr(GBytes) bytes = NULL;
			g_autoptr(EmlMessage) message = NULL;
			g_autofree char *anomalies = NULL;

			g_string_append_printf(text, "%0602d", 0);
			memcpy(text->str + strlen(HEAD) + at, rows[i].odd, rows[i].len);
			bytes = g_bytes_new(text->str, text->len);
			message = eml_message_new(bytes, NULL);
			anomalies =
			    g_strjoinv(" ", (char **)eml_message_anomalies(message)); /* read */
			g_assert_cmpstr(anomalies, ==, rows[i].anomalies);
		}
}

static void
assert_body_is(const EmlMessage *message, EmlSlice wanted)
{
	g_autoptr(EmlBodyReader) reader = eml_body_reader_new(message);
	g_autoptr(GByteArray) body = g_byte_array_new();
	EmlSlice piece = {0};

	while (eml_body_reader_next(reader, &piece))
		g_byte_array_append(body, (const guint8 *)piece.data, (guint)piece.len);
	g_assert_false(eml_body_reader_failed(reader));
	g_assert_cmpmem(body->data, body->len, wanted.data, wanted.len);
}

/* A message that lies between others, such as one of an mbox: nothing of its neighbors is taken for
 * its own. */
static void
test_part(void)
{
	static const char before[] = "X: y\n\n\0\r.", after[] = "\0\r.\nZ: z\n";
	g_autoptr(GString) text = dots_around(eml_slice("."), 0);
	const gsize len = text->len;
	g_autofree char *wanted = g_strdup(text->str + strlen(HEAD));
	g_autoptr(GError) error = NULL;
	g_autoptr(EmlMessage) message = NULL;
	int fd = -1;

	g_string_prepend_len(text, before, sizeof before - 1);
	g_string_append_len(text, after, sizeof after - 1);
	fd = test_unlinked_file(eml_slice_n(text->str, text->len));
	message = eml_message_new_fd(fd, sizeof before - 1, len, &error);
	g_assert_no_error(error);
	g_assert_cmpuint(eml_message_size(message), ==, len);
	g_assert_cmpuint(eml_message_n_fields(message), ==, 1);
	g_assert_null(eml_message_anomalies(message)[0]);
	assert_body_is(message, eml_slice(wanted));
}

/* The messages of an mbox are read where they lie; so is what an .emlx counts. */
static void
test_sources(void)
{
	g_autoptr(GString) text = dots_around(eml_slice("."), 0);
	g_autofree char *wanted = g_strdup(text->str + strlen(HEAD));
	g_autofree char *box = g_strdup_printf("From a@b.example Mon Jan  1 00:00:00 2024\n%s\n"
					       "From a@b.example Mon Jan  1 00:00:00 2024\n%s\n",
					       text->str, text->str);
	g_autofree char *emlx = g_strdup_printf("%zu\n%s<plist/>\n", text->len, text->str);

	test_folder_make();
	{
		g_autofree char *box_path = test_folder_write("box", box, strlen(box));
		g_autofree char *emlx_path = test_folder_write("1.emlx", emlx, strlen(emlx));
		gboolean many = FALSE;
		g_autoptr(GPtrArray) sources = eml_folder_sources(box_path, &many, NULL);
		g_autoptr(EmlMessage) counted = eml_load(emlx_path, NULL);

		g_assert_cmpuint(sources->len, ==, 2);
		for (guint i = 0; i < sources->len; i++) {
			g_autoptr(EmlMessage) message =
			    eml_source_load(g_ptr_array_index(sources, i), NULL);

			assert_body_is(message, eml_slice(wanted));
		}
		assert_body_is(counted, eml_slice(wanted));
	}
	test_folder_remove();
}

/* TRUE if the body could be read to its end after `text` was written at that place of the file. */
static gboolean
is_read_after(const char *text, off_t at)
{
	g_autoptr(GString) all = dots_around(eml_slice("."), 0);
	const int fd = test_unlinked_file(eml_slice_n(all->str, all->len));
	g_autoptr(EmlMessage) message = eml_message_new_fd(fd, 0, all->len, NULL);
	g_autoptr(EmlBodyReader) reader = eml_body_reader_new(message);
	EmlSlice piece = {0};

	g_assert_cmpint(pwrite(fd, text, strlen(text), at < 0 ? (off_t)all->len : at), ==,
			(gssize)strlen(text));
	while (eml_body_reader_next(reader, &piece))
		continue;
	g_assert_false(eml_body_reader_next(reader, &piece));
	return !eml_body_reader_failed(reader);
}

/* A header that is another one belongs to another message, and so does what follows it; what comes
 * behind the message does not matter. */
static void
test_written_anew(void)
{
	g_assert_true(is_read_after("A: b", 0)); /* the same */
	g_assert_true(is_read_after("From x\nA: b\n\n", -1));
	g_assert_false(is_read_after("B", 0));
	g_assert_false(
	    is_read_after("c", (off_t)strlen(HEAD) - 5)); /* the last byte of its value */
}

/* Where so many files are open, none is kept. */
static void
test_many_open(void)
{
	g_autoptr(GString) text = dots_around(eml_slice("."), 0);
	const int fd = test_unlinked_file(eml_slice_n(text->str, text->len));
	const int high = fcntl(fd, F_DUPFD_CLOEXEC, EML_MAX_KEPT_FD);
	g_autoptr(EmlMessage) message = NULL;

	g_assert_cmpint(high, >=, EML_MAX_KEPT_FD);
	message = eml_message_new_fd(high, 0, text->len, NULL);
	g_assert_cmpint(fcntl(high, F_GETFD), ==, -1); /* closed */
	g_assert_cmpint(ftruncate(fd, 0), ==, 0);
	close(fd);
	assert_body_is(message, eml_slice(text->str + strlen(HEAD)));
}

/* A header block that goes on to the end is none that was cut meanwhile. */
static void
test_no_empty_line(void)
{
	g_autoptr(GString) text = g_string_new("A: b\r\n");
	g_autoptr(GError) error = NULL;
	g_autoptr(EmlMessage) message = NULL;

	while (text->len <= EML_MAX_MEMORY_BODY)
		g_string_append(
		    text, " ..............................................................\r\n");
	message = eml_message_new_fd(test_unlinked_file(eml_slice_n(text->str, text->len)), 0,
				     text->len, &error);
	g_assert_no_error(error);
	g_assert_cmpuint(eml_message_n_fields(message), ==, 1);
	g_assert_cmpuint(eml_message_field(message, 0)->whole.len, ==, text->len);
	g_assert_false(eml_message_has_body(message));
	assert_body_is(message, eml_slice(""));
}

int
main(int argc, char **argv)
{
	g_test_init(&argc, &argv, NULL);
	g_test_add_func("/message-file/size", test_large);
	g_test_add_func("/message-file/limits", test_file_limits);
	g_test_add_func("/message-file/header", test_header_of_a_large_file);
	g_test_add_func("/message-file/no-empty-line", test_no_empty_line);
	g_test_add_func("/message-file/anomalies", test_anomalies);
	g_test_add_func("/message-file/anomalies-anywhere", test_anomalies_anywhere);
	g_test_add_func("/message-file/part", test_part);
	g_test_add_func("/message-file/sources", test_sources);
	g_test_add_func("/message-file/cut-before", test_cut_before);
	g_test_add_func("/message-file/cut-meanwhile", test_cut_meanwhile);
	g_test_add_func("/message-file/written-anew", test_written_anew);
	g_test_add_func("/message-file/many-open", test_many_open);
	return g_test_run();
}
