/* Rows for what mail/load refuses: each has its status of sysexits.h (66 cannot open or read, 65
 * not a message or a limit), and a sentence that names the file and says what to do. */
#include "mail/load.h"

#include <fcntl.h>
#include <signal.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <unistd.h>

#include "base/error.h"
#include "base/limits.h"
#include "base/safe-text.h"
#include "support-file.h"

#define POSTMARK "From a@b.example Mon Jan  1 00:00:00 2024\n"
#define SEVERAL POSTMARK "To: b\n\nx\n\n" POSTMARK "A: b\n\ny\n"

/* Each makes what the folder must hold and returns the name to open. */
static char *
make_below_file(void)
{
	g_autofree char *file = test_folder_write("file", TEST_BYTES("A: b\n\n"));

	return g_build_filename(file, "a.eml", NULL);
}

static char *
make_link_to_itself(void)
{
	char *path = test_folder_path("link");

	g_assert_cmpint(symlink("link", path), ==, 0);
	return path;
}

static char *
make_long_name(void)
{
	g_autofree char *name = g_strnfill(300, 'a');

	return test_folder_path(name);
}

static char *
make_socket(void)
{
	struct sockaddr_un address = {.sun_family = AF_UNIX};
	const int fd = socket(AF_UNIX, SOCK_STREAM, 0);
	char *path = test_folder_path("socket");

	g_strlcpy(address.sun_path, path, sizeof address.sun_path);
	g_assert_cmpint(bind(fd, (struct sockaddr *)&address, sizeof address), ==, 0);
	close(fd);
	return path;
}

static char *
make_idle_fifo(void)
{
	char *path = test_folder_path("idle");

	g_assert_cmpint(mkfifo(path, 0600), ==, 0);
	return path;
}

static char *
make_several_gzip(void)
{
	g_autoptr(GBytes) packed = test_gzip(TEST_BYTES(SEVERAL));

	return test_folder_write("inbox.gz", g_bytes_get_data(packed, NULL),
				 g_bytes_get_size(packed));
}

static char *
make_empty_gzip(void)
{
	g_autoptr(GBytes) packed = test_gzip("", 0);

	return test_folder_write("empty.gz", g_bytes_get_data(packed, NULL),
				 g_bytes_get_size(packed));
}

static char *
make_nul_only(void)
{
	static const char nul[4096];

	return test_folder_write("nul", nul, sizeof nul);
}

static char *
make_field_too_late(void)
{
	g_autoptr(GString) text = g_string_new(NULL);

	while (text->len <= EML_MAX_NO_FIELD_BYTES)
		g_string_append(text, "no field here\n");
	g_string_append(text, "A: b\n\nbody\n");
	return test_folder_write("late.eml", text->str, text->len);
}

static char *
make_many_fields(void)
{
	g_autoptr(GString) text = g_string_new(NULL);

	for (guint i = 0; i <= EML_MAX_FIELDS; i++)
		g_string_append(text, "A: b\n");
	g_string_append(text, "\nbody\n");
	return test_folder_write("many.eml", text->str, text->len);
}

static char *
make_large_header(void)
{
	g_autoptr(GString) text = g_string_new("A: b\nC:");

	while (text->len <= EML_MAX_HEADER_BYTES)
		g_string_append(text, " a long folded line that goes on and on and on and on\n");
	g_string_append(text, "\nbody\n");
	return test_folder_write("header.eml", text->str, text->len);
}

static char *
make_gzip_cut(void)
{
	g_autoptr(GBytes) packed = test_gzip(TEST_BYTES("A: b\nC: d\n\nbody body body\n"));

	return test_folder_write("cut.gz", g_bytes_get_data(packed, NULL),
				 g_bytes_get_size(packed) - 9);
}

static char *
make_too_large(void)
{
	return test_folder_write_sparse("large.eml", EML_MAX_FILE_BYTES + 1);
}

/* Names alone, %s being the folder, which is empty. `says`: the fact that the sentence must name,
 * beside the file; NULL where only its form is tested. */
static const struct {
	const char *name, *opened;
	int code;
	const char *says;
} names[] = {
    {"directory", "%s", 66, "directory"},
    {"missing", "%s/missing.eml", 66, "There is no such file."},
    {"missing-with-escape", "%s/\033[2J\xe2\x80\xae.eml", 66, "There is no such file."},
    {"missing-not-utf8", "%s/\xff.eml", 66, "There is no such file."},
    {"zero-device", "/dev/zero", 66, "device"},
    {"null-device", "/dev/null", 66, "device"},
    {"uri-missing", "file://%s/missing%20one.eml", 66, "There is no such file."},
    {"uri-broken", "file://%s/a%zz.eml", 66, "file://"},
    {"uri-nul", "file://%s/a%00b.eml", 66, "file://"},
    {"uri-without-path", "file://", 66, NULL},
    {"uri-other-host", "file://elsewhere.invalid/a.eml", 66, "another machine"},
    {"uri-http", "https://example.org/a.eml", 66, "nothing is fetched"},
};

static const struct {
	const char *name, *file, *bytes;
	gsize len;
	int code;
	const char *says;
} files[] = {
    {"several", "inbox", TEST_BYTES(SEVERAL), 66, "several messages"},
    {"empty", "empty.eml", TEST_BYTES(""), 65, "empty"},
    {"empty-line-first", "empty-line.eml", TEST_BYTES("\r\nno field\r\n\r\nbody\r\n"), 65,
     "empty line"},
    {"text", "notes.txt", TEST_BYTES("These are notes.\nThey hold no field\n\nA: b\n"), 65,
     "header field"},
    {"only-mbox-line", "line", TEST_BYTES(POSTMARK), 65, "header field"},
    {"msg", "a.msg", TEST_BYTES("\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1 and more"), 65, "Outlook"},
    {"gzip-broken", "broken.gz",
     TEST_BYTES("\x1f\x8b\x08\0\0\0\0\0\0\xff\xff\xff\xff\xff\xff\xff\xff\xff"), 65, "gzip"},
    {"emlx-cut", "cut.emlx", TEST_BYTES("500\nA: b\n\nbody\n"), 65, "cut"},
};

static const struct {
	const char *name;
	char *(*make)(void);
	int code;
	const char *says;
} made[] = {
    {"below-a-file", make_below_file, 66, "There is no such file."},
    {"link-to-itself", make_link_to_itself, 66, "symbolic links"},
    {"long-name", make_long_name, 66, "name too long"},
    {"socket", make_socket, 66, NULL},
    {"idle-fifo", make_idle_fifo, 66, "FIFO"},
    {"several-gzip", make_several_gzip, 66, "several messages"},
    {"empty-gzip", make_empty_gzip, 65, "empty"},
    {"nul-only", make_nul_only, 65, "header field"},
    {"field-too-late", make_field_too_late, 65, "64 KiB"},
    {"many-fields", make_many_fields, 65, "20000"},
    {"large-header", make_large_header, 65, "16 MiB"},
    {"too-large", make_too_large, 65, "1 GiB"},
    {"gzip-cut", make_gzip_cut, 65, "gzip"},
};

/* Two sentences at least, the file named first and no byte that a terminal obeys. */
static void
assert_refusal(const GError *error, const char *shown, int code, const char *says)
{
	g_assert_error(error, EML_ERROR, code);
	if (!g_str_has_prefix(error->message, shown) ||
	    (says != NULL && strstr(error->message + strlen(shown), says) == NULL) ||
	    !g_regex_match_simple("[.?] [A-Z][^.?]*.*[.?]$", error->message + strlen(shown),
				  G_REGEX_DOTALL, 0))
		g_error("the sentence is: %s", error->message);
	for (const char *c = error->message; *c != '\0'; c++)
		g_assert_false(g_ascii_iscntrl(*c));
}

/* Takes the name; removes the folder. */
static void
assert_refused(char *opened, int code, const char *says)
{
	g_autofree char *name = opened;
	g_autofree EmlPlain *plain = eml_plain(eml_slice(name));
	g_autofree char *shown = g_strconcat(plain, ": ", NULL);
	g_autoptr(GError) error = NULL;
	g_autoptr(EmlMessage) message = eml_load(name, &error);

	test_folder_remove();
	g_assert_null(message);
	assert_refusal(error, shown, code, says);
}

static void
test_name(gconstpointer data)
{
	const guint row = GPOINTER_TO_UINT(data);
	g_auto(GStrv) parts = g_strsplit(names[row].opened, "%s", -1);

	test_folder_make();
	assert_refused(g_strjoinv(test_folder(), parts), names[row].code, names[row].says);
}

static void
test_file_row(gconstpointer data)
{
	const guint row = GPOINTER_TO_UINT(data);

	test_folder_make();
	assert_refused(test_folder_write(files[row].file, files[row].bytes, files[row].len),
		       files[row].code, files[row].says);
}

static void
test_made(gconstpointer data)
{
	const guint row = GPOINTER_TO_UINT(data);

	test_folder_make();
	assert_refused(made[row].make(), made[row].code, made[row].says);
}

/* Root reads everything, so it becomes someone else for the moment. */
static void
test_unreadable(void)
{
	const gboolean root = geteuid() == 0;
	g_autoptr(GError) error = NULL;
	g_autoptr(EmlMessage) message = NULL;
	g_autofree char *path = NULL;
	g_autofree char *shown = NULL;

	test_folder_make();
	path = test_folder_write("secret.eml", TEST_BYTES("A: b\n\nbody\n"));
	shown = g_strconcat(path, ": ", NULL);
	g_assert_cmpint(chmod(test_folder(), 0755), ==, 0);
	g_assert_cmpint(chmod(path, 0), ==, 0);
	if (root)
		g_assert_cmpint(seteuid(65534), ==, 0);
	message = eml_load(path, &error);
	if (root)
		g_assert_cmpint(seteuid(0), ==, 0);
	test_folder_remove();
	assert_refusal(error, shown, 66, "You may not read it.");
}

/* Streams without an end: each is over at the limit that it passes. */
static const struct {
	const char *name, *piece;
	gsize len;
	const char *says;
} endless[] = {
    {"nul", TEST_BYTES("\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0"), "header field"},
    {"text", TEST_BYTES("no field here\n"), "header field"},
    {"one-line", TEST_BYTES("no line end "), "header field"},
    {"empty-lines", TEST_BYTES("\n"), "empty line"},
    {"one-field", TEST_BYTES("A: b "), "16 MiB"},
    {"folded-field", TEST_BYTES("A: b\n c\n"), "limit"},
    {"fields", TEST_BYTES("A: b\n"), "limit"},
};

static void
test_endless(gconstpointer data)
{
	const guint row = GPOINTER_TO_UINT(data) / 2;
	const gboolean as_stdin = GPOINTER_TO_UINT(data) % 2 != 0;
	g_autoptr(GString) piece = g_string_new(NULL);
	g_autoptr(GError) error = NULL;
	g_autoptr(EmlMessage) message = NULL;

	while (piece->len < EML_BODY_PIECE)
		g_string_append_len(piece, endless[row].piece,
				    (gssize)endless[row].len); /* small */
	message = test_load_pipe(as_stdin ? TEST_PIPE_STDIN : TEST_PIPE_FD, piece->str, piece->len,
				 TRUE, &error);
	g_assert_null(message);
	assert_refusal(error, as_stdin ? "standard input: " : "", 65, endless[row].says);
}

static void
test_empty_standard_input(void)
{
	g_autoptr(GError) error = NULL;
	g_autoptr(EmlMessage) message = test_load_pipe(TEST_PIPE_STDIN, "", 0, FALSE, &error);

	g_assert_null(message);
	assert_refusal(error, "standard input: ", 65, "empty");
}

/* The writer opens the FIFO and goes away. */
static void
test_fifo_without_bytes(void)
{
	g_autoptr(GError) error = NULL;
	g_autoptr(EmlMessage) message = NULL;

	test_folder_make();
	message = test_load_fifo("", 0, &error);
	test_folder_remove();
	g_assert_null(message);
	assert_refusal(error, "", 65, "empty");
}

static void
test_descriptor_of_directory(void)
{
	const int fd = open("/", O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	g_autoptr(GError) error = NULL;
	g_autoptr(EmlMessage) message = eml_load_fd(fd, &error);

	close(fd);
	g_assert_null(message);
	assert_refusal(error, "", 66, "directory");
}

static void
add_row(const char *name, const char *way, GTestDataFunc function, guint data)
{
	g_autofree char *path = g_strdup_printf("/load-refused/%s/%s", name, way);

	g_test_add_data_func(path, GUINT_TO_POINTER(data), function);
}

int
main(int argc, char **argv)
{
	signal(SIGPIPE, SIG_IGN);
	g_test_init(&argc, &argv, NULL);
	for (guint i = 0; i < G_N_ELEMENTS(names); i++)
		add_row("name", names[i].name, test_name, i);
	for (guint i = 0; i < G_N_ELEMENTS(files); i++)
		add_row("file", files[i].name, test_file_row, i);
	for (guint i = 0; i < G_N_ELEMENTS(made); i++)
		add_row("made", made[i].name, test_made, i);
	for (guint i = 0; i < G_N_ELEMENTS(endless); i++) {
		add_row("endless", endless[i].name, test_endless, i * 2);
		add_row("endless-standard-input", endless[i].name, test_endless, i * 2 + 1);
	}
	g_test_add_func("/load-refused/unreadable", test_unreadable);
	g_test_add_func("/load-refused/empty-standard-input", test_empty_standard_input);
	g_test_add_func("/load-refused/fifo-without-bytes", test_fifo_without_bytes);
	g_test_add_func("/load-refused/descriptor-of-directory", test_descriptor_of_directory);
	return g_test_run();
}
