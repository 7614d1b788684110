/* What is no message is said to be what it is; what is a message in another coding is read, and
 * that is said; and no message is taken for something else. */
#include "mail/load.h"

#include <unistd.h>

#include "base/error.h"
#include "base/limits.h"
#include "mail/folder.h"
#include "support-file.h"

/* A hop and an author, as a received message begins. */
#define HEAD                                                                                       \
	"Received: from a.example ([192.0.2.1]) by b.example; Tue, 24 Nov 2026 10:00:00 +0000\r\n" \
	"From: a@a.example\r\n"
#define MESSAGE HEAD "\r\nbody\r\n"
#define GMAIL                                                                                      \
	"Message ID\t<1@a.example>\nCreated at:\tTue, Nov 24, 2026\nFrom:\tA <a@a.example>\n"      \
	"To:\tb@b.example\nSubject:\thello\nSPF:\tPASS with IP 192.0.2.1\n"

static const struct {
	const char *name, *bytes;
	gsize len;
	const char *says;
} refused[] = {
    {"zip", TEST_BYTES("PK\x03\x04\x0a\0\0\0\0\0a.eml" MESSAGE), "ZIP"},
    {"zip-empty", TEST_BYTES("PK\x05\x06\0\0\0\0"), "ZIP"},
    {"7z", TEST_BYTES("7z\xbc\xaf\x27\x1c\0\4"), "7z"},
    {"msg", TEST_BYTES("\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1\0\0"), "Outlook .msg"},
    {"pst", TEST_BYTES("!BDN\0\0"), "Outlook data file"},
    {"winmail", TEST_BYTES("\x78\x9f\x3e\x22\1\0"), "winmail.dat"},
    {"pdf", TEST_BYTES("%PDF-1.7\nFrom: a@a.example\n"), "PDF"},
    {"png", TEST_BYTES("\x89PNG\r\n\x1a\n\0\0\0\rIHDR"), "picture"},
    {"jpeg", TEST_BYTES("\xff\xd8\xff\xe0\0\x10JFIF"), "picture"},
    {"rtf", TEST_BYTES("{\\rtf1\\ansi From: a@a.example}"), "RTF"},
    {"web-archive", TEST_BYTES("bplist00\xd1\1\2"), "property list"},
    {"html", TEST_BYTES("<!DOCTYPE html>\n<html><body><pre>\n" MESSAGE "</pre>"), "web page"},
    {"html-empty-lines-first", TEST_BYTES("\n \n<html>\n" MESSAGE), "web page"},
    {"html-mark-first", TEST_BYTES("\xef\xbb\xbf<html>\n" MESSAGE), "web page"},
    {"html-utf-16", TEST_BYTES("\xff\xfe<\0h\0t\0m\0l\0>\0\n\0"), "web page"},
    {"html-without-doctype", TEST_BYTES("<div>From: a@a.example</div>\nFrom: a@a.example\n"),
     "web page"},
    {"http", TEST_BYTES("HTTP/1.1 200 OK\r\nDate: Tue, 24 Nov 2026 10:00:00 GMT\r\n\r\n"),
     "web page"},
    {"page-in-one-file",
     TEST_BYTES("From: <Saved by Blink>\r\nSnapshot-Content-Location: https://a.example/\r\n"
		"Subject: hello\r\nMIME-Version: 1.0\r\n\r\n--x\r\n"),
     "web page"},
    {"page-in-one-file-old",
     TEST_BYTES("From: \"Saved by Windows Internet Explorer 8\"\r\nSubject: hello\r\n\r\n--x\r\n"),
     "web page"},
    {"gmail-copied", TEST_BYTES("Original Message\n\n" GMAIL "\nDownload Original\n\n" MESSAGE),
     "\"Download Original\""},
    {"gmail-copied-table-first", TEST_BYTES(GMAIL MESSAGE), "\"Download Original\""},
    {"outlook-head",
     TEST_BYTES("From: A <a@a.example>\nSent: Tuesday, November 24, 2026 10:00 AM\n"
		"To: b@b.example\nSubject: hello\n\nbody\n"),
     "in place of the header fields"},
    {"passwd", TEST_BYTES("root:x:0:0:root:/root:/bin/bash\nbin:x:2:2:bin:/bin:/bin/sh\n"),
     "no line of the first 64 KiB"},
    {"yaml", TEST_BYTES("version: 3\nservices:\n  web:\n    image: a\n\n"),
     "no line of the first 64 KiB"},
    {"calendar", TEST_BYTES("BEGIN:VCALENDAR\r\nVERSION:2.0\r\nEND:VCALENDAR\r\n"),
     "no line of the first 64 KiB"},
    {"text", TEST_BYTES("Dear all,\nsee attached.\nNote: it is long.\n\nBye\n"),
     "no line of the first 64 KiB"},
    {"text-utf-16", TEST_BYTES("\xff\xfeh\0e\0l\0l\0o\0\r\0\n\0"), "no line of the first 64 KiB"},
    {"json", TEST_BYTES("{\n  \"from\": \"a@a.example\"\n}\n"), "no line of the first 64 KiB"},
    {"text-with-cr", TEST_BYTES("Dear all,\rsee attached: it is long.\r"),
     "no line of the first 64 KiB"},
    {"text-above", TEST_BYTES("Look at this:\n\n" MESSAGE), "line 3"},
    {"quoted", TEST_BYTES("> Received: from a.example by b.example\n> From: a@a.example\n"),
     "line 1"},
    {"indented", TEST_BYTES("\n    Received: from a.example by b.example\n\tFrom: a@a.example\n"),
     "line 2"},
    {"empty-lines-and-text", TEST_BYTES("\n\nhello\n"), "empty line"},
};

/* Read, from `wanted` on: the line of the first field, and what is said of the form of the file. */
static const struct {
	const char *name, *bytes;
	gsize len;
	guint line;
	const char *anomalies;
} read_anyway[] = {
    {"as-it-is", TEST_BYTES(MESSAGE), 1, ""},
    {"empty-line", TEST_BYTES("\r\n" MESSAGE), 2, "empty-lines"},
    {"blank-lines", TEST_BYTES("\n \t\r\n\n" MESSAGE), 4, "empty-lines"},
    {"mark", TEST_BYTES("\xef\xbb\xbf" MESSAGE), 1, "byte-order-mark"},
    {"mark-and-empty-line", TEST_BYTES("\xef\xbb\xbf\n" MESSAGE), 2, "byte-order-mark empty-lines"},
};

/* Like what is refused, but messages. */
static const struct {
	const char *name, *bytes;
	gsize len;
} kept[] = {
    {"no-blank-behind-colon", TEST_BYTES("From:a@a.example\n\nbody\n")},
    {"lower-case", TEST_BYTES("subject: hello\n\nbody\n")},
    {"upper-case", TEST_BYTES("MESSAGE-ID: <1@a.example>\n\nbody\n")},
    {"blank-before-colon", TEST_BYTES("Subject : hello\n\nbody\n")},
    {"only-a-field-of-its-own", TEST_BYTES("X-Test: 1\n\n")},
    {"only-a-part", TEST_BYTES("Content-Type: text/plain\n\nbody\n")},
    {"only-a-signature", TEST_BYTES("DKIM-Signature: v=1\n\n")},
    {"mbox-line-above-unknown", TEST_BYTES("From a@b Mon Mar  2 10:00:00 2026\nA: b\n\n")},
    {"lines-that-are-no-field", TEST_BYTES("one\ntwo: is none\n<three>\nSubject: hello\n\n")},
    {"html-in-body", TEST_BYTES(HEAD "\r\n<!DOCTYPE html>\r\n")},
    {"table-in-body", TEST_BYTES("Date: Tue, 24 Nov 2026 10:00:00 +0000\n\nSPF:\tPASS\n")},
    {"table-of-the-sender", TEST_BYTES(HEAD "SPF:\tPASS\r\nDKIM:\tPASS\r\n\r\n")},
    {"sender-says-saved", TEST_BYTES("Received: by b.example\nFrom: <Saved by Blink>\n\n")},
    {"sender-says-sent", TEST_BYTES("Received: by b.example\nFrom: a@a.example\nSent: now\n\n")},
    {"sent-with-date", TEST_BYTES("From: a@a.example\nDate: now\nSent: now\n\n")},
    {"cr-in-a-field", TEST_BYTES("From: a@a.example\rTo: b@b.example\n\n")},
    {"nul-behind-each", TEST_BYTES("From: a@a.example\nX-A: b\0c\0d\0e\0f\0\n\n")},
    {"lines-of-a-table", TEST_BYTES("SPF: pass\nFrom: a@a.example\n\n")},
};

/* Loads the bytes as a file. */
static EmlMessage *
load(const void *bytes, gsize len, GError **error)
{
	g_autofree char *path = NULL;
	EmlMessage *message = NULL;

	test_folder_make();
	path = test_folder_write("file.eml", bytes, len);
	message = eml_load(path, error);
	test_folder_remove();
	return message;
}

static void
test_refused(gconstpointer data)
{
	const guint row = GPOINTER_TO_UINT(data);
	g_autoptr(GError) error = NULL;
	g_autoptr(EmlMessage) message = load(refused[row].bytes, refused[row].len, &error);

	g_assert_null(message);
	g_assert_error(error, EML_ERROR, EML_ERROR_DATA);
	if (strstr(error->message, refused[row].says) == NULL ||
	    !g_regex_match_simple("[.] [A-Z].*[.]$", error->message, 0, 0))
		g_error("the sentence is: %s", error->message);
}

/* The header and the body are those of MESSAGE with line ends of that kind. */
static void
assert_message(EmlMessage *message, const char *line_end, guint line, const char *anomalies)
{
	g_auto(GStrv) lines = g_strsplit(MESSAGE, "\r\n", -1);
	g_autofree char *wanted = g_strjoinv(line_end, lines);
	g_autofree char *said = g_strjoinv(" ", (char **)eml_message_anomalies(message)); /* read */
	const EmlSlice head = eml_message_head(message);
	g_autoptr(EmlBodyReader) body = eml_body_reader_new(message);
	g_autoptr(GString) got = g_string_new_len(head.data, (gssize)head.len); /* small */
	EmlSlice piece = {0};

	while (eml_body_reader_next(body, &piece))
		g_string_append_len(got, piece.data, (gssize)piece.len); /* small */
	g_assert_cmpstr(got->str, ==, wanted);
	g_assert_cmpstr(said, ==, anomalies);
	g_assert_cmpuint(eml_message_field(message, 0)->line, ==, line);
	g_assert_cmpuint(eml_message_field(message, 1)->line, ==, line + 1);
	g_assert_cmpuint(eml_message_size(message), ==, strlen(wanted));
}

static void
test_read(gconstpointer data)
{
	const guint row = GPOINTER_TO_UINT(data);
	g_autoptr(GError) error = NULL;
	g_autoptr(EmlMessage) message = load(read_anyway[row].bytes, read_anyway[row].len, &error);

	g_assert_no_error(error);
	assert_message(message, "\r\n", read_anyway[row].line, read_anyway[row].anomalies);
}

static void
test_kept(gconstpointer data)
{
	const guint row = GPOINTER_TO_UINT(data);
	g_autoptr(GError) error = NULL;
	g_autoptr(EmlMessage) message = load(kept[row].bytes, kept[row].len, &error);

	g_assert_no_error(error);
	g_assert_nonnull(message);
}

/* The text in UTF-16 with that mark; `high`: which byte of two is NUL. */
static GByteArray *
wide(const char *mark, const char *text, gsize high)
{
	GByteArray *all = g_byte_array_new();

	g_byte_array_append(all, (const guint8 *)mark, (guint)strlen(mark));
	for (const char *c = text; *c != '\0'; c++) {
		guint8 both[2] = {(guint8)*c, (guint8)*c};

		both[high] = 0;
		g_byte_array_append(all, both, sizeof both);
	}
	return all;
}

static const struct {
	const char *name, *mark;
	gsize high;
} wides[] = {{"le", "\xff\xfe", 1},
	     {"be", "\xfe\xff", 0},
	     {"le-without-mark", "", 1},
	     {"be-without-mark", "", 0}};

static void
test_utf_16(gconstpointer data)
{
	const guint row = GPOINTER_TO_UINT(data);

	for (guint empty = 0; empty < 2; empty++) {
		const char *text = empty > 0 ? "\r\n" MESSAGE : MESSAGE;
		g_autoptr(GByteArray) bytes = wide(wides[row].mark, text, wides[row].high);
		g_autoptr(GError) error = NULL;
		g_autoptr(EmlMessage) message = load(bytes->data, bytes->len, &error);

		g_assert_no_error(error);
		assert_message(message, "\r\n", 1 + empty,
			       empty > 0 ? "utf-16 empty-lines" : "utf-16");
	}
}

/* Cut at every byte: a message or a refusal. */
static void
test_utf_16_cut(void)
{
	g_autoptr(GByteArray) bytes = wide("\xff\xfe", MESSAGE, 1);

	for (guint len = 0; len < bytes->len; len++) {
		g_autoptr(GError) error = NULL;
		g_autoptr(EmlMessage) message = load(bytes->data, len, &error);

		g_assert_true((message != NULL) == (error == NULL));
		if (message == NULL)
			g_assert_error(error, EML_ERROR, EML_ERROR_DATA);
	}
}

/* Characters outside ASCII, one of them in two halves; halves alone; a byte too many. */
static void
test_utf_16_letters(void)
{
	static const char bytes[] = "\xff\xfeS\0u\0b\0j\0e\0c\0t\0:\0 \0\xfc\0\x3d\xd8\0\xde"
				    "\0\xde\0\xd8x\0\n\0\n\0\0\xd8z";
	g_autoptr(GError) error = NULL;
	g_autoptr(EmlMessage) message = load(bytes, sizeof bytes - 1, &error);
	g_autofree char *value = NULL;

	g_assert_no_error(error);
	value = eml_slice_dup(eml_message_field(message, 0)->value);
	g_assert_cmpstr(value, ==, " \xc3\xbc\xf0\x9f\x98\x80\xef\xbf\xbd\xef\xbf\xbdx");
}

/* More than may be copied is said to be so. */
static void
test_too_large(void)
{
	g_autoptr(GByteArray) start = wide("\xff\xfe", MESSAGE, 1);
	g_autoptr(GError) error = NULL;
	g_autoptr(EmlMessage) message = NULL;
	g_autofree char *path = NULL;

	test_folder_make();
	path = test_folder_write("large.eml", start->data, start->len);
	g_assert_cmpint(truncate(path, EML_MAX_COPIED_MESSAGE + 1), ==, 0);
	message = eml_load(path, &error);
	test_folder_remove();
	g_assert_null(message);
	g_assert_error(error, EML_ERROR, EML_ERROR_DATA);
	g_assert_nonnull(strstr(error->message, "This file is UTF-16, and it is too large"));
}

/* Larger than what is kept in memory. */
static void
test_utf_16_large(void)
{
	g_autoptr(GString) text = g_string_new(MESSAGE);
	g_autoptr(GByteArray) bytes = NULL;
	g_autoptr(GError) error = NULL;
	g_autoptr(EmlMessage) message = NULL;

	while (text->len <= EML_MAX_SPOOLED)
		g_string_append(text, "a line of the body that is like the one above it\r\n");
	bytes = wide("", text->str, 1);
	message = load(bytes->data, bytes->len, &error);
	g_assert_no_error(error);
	g_assert_cmpuint(eml_message_size(message), ==, text->len);
}

static void
test_cr_lines(void)
{
	g_auto(GStrv) lines = g_strsplit(MESSAGE, "\r\n", -1);
	g_autofree char *text = g_strjoinv("\r", lines);
	g_autoptr(GError) error = NULL;
	g_autoptr(EmlMessage) message = load(text, strlen(text), &error);

	g_assert_no_error(error);
	assert_message(message, "\n", 1, "cr-lines");
}

/* Of several messages each piece is looked at for itself. */
static void
test_pieces(void)
{
	static const char text[] = "From a@b Mon Mar  2 10:00:00 2026\nSubject: 1\n\nx\n\n"
				   "From a@b Mon Mar  2 10:00:00 2026\nA: 2\n\ny\n";
	g_autofree char *path = NULL;
	g_autoptr(GPtrArray) sources = NULL;
	gboolean many = FALSE;

	test_folder_make();
	path = test_folder_write("box", TEST_BYTES(text));
	sources = eml_folder_sources(path, &many, NULL);
	g_assert_cmpuint(sources->len, ==, 2);
	for (guint i = 0; i < sources->len; i++) {
		g_autoptr(EmlMessage) message =
		    eml_source_load(g_ptr_array_index(sources, i), NULL);

		g_assert_nonnull(message); /* the line above says what it is */
	}
	test_folder_remove();
}

static void
add_row(const char *kind, const char *name, GTestDataFunc function, guint row)
{
	g_autofree char *path = g_strdup_printf("/kind/%s/%s", kind, name);

	g_test_add_data_func(path, GUINT_TO_POINTER(row), function);
}

int
main(int argc, char **argv)
{
	g_test_init(&argc, &argv, NULL);
	for (guint i = 0; i < G_N_ELEMENTS(refused); i++)
		add_row("refused", refused[i].name, test_refused, i);
	for (guint i = 0; i < G_N_ELEMENTS(read_anyway); i++)
		add_row("read", read_anyway[i].name, test_read, i);
	for (guint i = 0; i < G_N_ELEMENTS(kept); i++)
		add_row("kept", kept[i].name, test_kept, i);
	for (guint i = 0; i < G_N_ELEMENTS(wides); i++)
		add_row("utf-16", wides[i].name, test_utf_16, i);
	g_test_add_func("/kind/utf-16-cut", test_utf_16_cut);
	g_test_add_func("/kind/utf-16-letters", test_utf_16_letters);
	g_test_add_func("/kind/utf-16-large", test_utf_16_large);
	g_test_add_func("/kind/too-large", test_too_large);
	g_test_add_func("/kind/cr-lines", test_cr_lines);
	g_test_add_func("/kind/pieces", test_pieces);
	return g_test_run();
}
