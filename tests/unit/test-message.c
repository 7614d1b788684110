/* Rows for mail/message: the split of the header block, over bytes in memory and over a file. */
#include "mail/message.h"

#include "base/error.h"
#include "base/limits.h"
#include "check/message-hash.h"
#include "support-file.h"
#include "support.h"

/* `fields`: [NAME][VALUE]LINE for each field; CR, LF and NUL are written \r \n \0. */
typedef struct {
	const char *name;
	const char *in;
	gsize len; /* 0: strlen */
	const char *fields;
	const char *body; /* NULL: has_body is FALSE */
	const char *anomalies;
} Row;

#define BYTES(text) text, sizeof text - 1

static const Row rows[] = {
    {"minimal-lf", "A: b\n\nbody\n", 0, "[A][ b]1", "body\\n", ""},
    {"minimal-crlf", "A: b\r\n\r\nbody\r\n", 0, "[A][ b]1", "body\\r\\n", ""},
    {"empty-value", "A:\r\nB: \r\n\r\n", 0, "[A][]1[B][ ]2", "", ""},
    {"no-space-after-colon", "A:b\n\n", 0, "[A][b]1", "", ""},
    {"colon-in-value", "A:b:c\n\n", 0, "[A][b:c]1", "", ""},
    {"folded", "A: b\r\n\tc\r\n  d\r\nE: f\r\n\r\n", 0, "[A][ b\\r\\n\tc\\r\\n  d]1[E][ f]4", "",
     ""},
    {"folded-on-first-line", "A:\r\n b\r\n\r\n", 0, "[A][\\r\\n b]1", "", ""},
    {"line-of-blanks-is-folding", "A: b\n \n\t\nC: d\n\n", 0, "[A][ b\\n \\n\t]1[C][ d]4", "", ""},
    {"blanks-before-colon", "A \t: b\n\n", 0, "[A \t][ b]1", "", ""},
    {"duplicate", "A: 1\na: 2\nA: 3\n\n", 0, "[A][ 1]1[a][ 2]2[A][ 3]3", "", ""},
    {"mixed-line-ends", "A: b\r\nC: d\n\r\nx", 0, "[A][ b]1[C][ d]2", "x", "mixed-line-ends"},
    {"mixed-line-ends-in-body", "A: b\n\nx\r\n", 0, "[A][ b]1", "x\\r\\n", "mixed-line-ends"},
    {"bare-cr-in-value", "A: b\rC: d\r\nE: f\r\n\r\n", 0, "[A][ b\\rC: d]1[E][ f]2", "", "bare-cr"},
    {"bare-cr-before-crlf", "A: b\r\r\nC: d\r\n\r\n", 0, "[A][ b\\r]1[C][ d]2", "", "bare-cr"},
    {"bare-cr-alone-on-a-line", "A: b\n\r\r\nC: d\n\n", 0, "[A][ b]1[C][ d]3", "",
     "bare-cr no-colon mixed-line-ends"},
    {"bare-cr-in-body", "A: b\n\nx\r", 0, "[A][ b]1", "x\\r", "body-bare-cr"},
    {"bare-cr-first-in-body", "A: b\r\n\r\n\rx", 0, "[A][ b]1", "\\rx", "body-bare-cr"},
    {"nul-in-value", BYTES("A: b\0c\nD: e\n\nf\0"), "[A][ b\\0c]1[D][ e]2", "f\\0", "nul body-nul"},
    {"nul-in-body", BYTES("A: b\n\n\0"), "[A][ b]1", "\\0", "body-nul"},
    {"nul-in-name", BYTES("A\0: b\nC: d\n\n"), "[C][ d]2", "", "nul no-colon"},
    {"8bit-value", "A: \xe4\xff\n\n", 0, "[A][ \xe4\xff]1", "", "8bit-header"},
    {"8bit-name", "\xc3\xa4: b\nC: d\n\n", 0, "[C][ d]2", "", "no-colon 8bit-header"},
    {"8bit-body", "A: b\n\n\xe4", 0, "[A][ b]1", "\xe4", ""},
    {"no-colon", "A: b\nnonsense\nC: d\n\n", 0, "[A][ b]1[C][ d]3", "", "no-colon"},
    {"no-colon-folded", "A: b\nnonsense\n E: f\n\tG: h\nC: d\n\n", 0, "[A][ b]1[C][ d]5", "",
     "no-colon"},
    {"no-colon-first", "nonsense\nA: b\n\n", 0, "[A][ b]2", "", "no-colon"},
    {"blank-inside-name", "X Y: b\nC: d\n\n", 0, "[C][ d]2", "", "no-colon"},
    {"empty-name", ": b\nC: d\n\n", 0, "[C][ d]2", "", "no-colon"},
    {"folded-line-first", " A: b\nC: d\n\n", 0, "[C][ d]2", "", "no-colon"},
    {"control-in-name", "A\x01: b\nC: d\n\n", 0, "[C][ d]2", "", "no-colon"},
    {"delete-in-name", "A\x7f: b\nC: d\n\n", 0, "[C][ d]2", "", "no-colon"},
    {"odd-name", "!#$%&'*+-/9;<=>?@A[\\]^_`{|}~: b\n\n", 0, "[!#$%&'*+-/9;<=>?@A[\\]^_`{|}~][ b]1",
     "", ""},
    {"mbox-from", "From a@b.example Mon Jan  1 00:00:00 2024\nA: b\n\nx", 0, "[A][ b]2", "x",
     "mbox-from-line"},
    {"mbox-from-other-line-end", "From a@b.example Mon Jan  1 00:00:00 2024\nA: b\r\n\r\n", 0,
     "[A][ b]2", "", "mbox-from-line"},
    {"mbox-from-quoted", ">From a@b.example Mon Jan  1 00:00:00 2024\r\nA: b\r\n\r\n", 0,
     "[A][ b]2", "", "mbox-from-line"},
    {"mbox-from-folded", "From a@b.example Mon Jan  1 00:00:00 2024\n remote from x\nA: b\n\n", 0,
     "[A][ b]3", "", "no-colon mbox-from-line"},
    {"mbox-from-later", "A: b\nFrom a@b.example Mon Jan  1 00:00:00 2024\n>From c\nC: d\n\n", 0,
     "[A][ b]1[C][ d]4", "", "no-colon"},
    {"from-field-with-blank", "From : a@b.example\n\n", 0, "[From ][ a@b.example]1", "", ""},
    {"from-field", "From: a@b.example\n\n", 0, "[From][ a@b.example]1", "", ""},
    {"no-empty-line", "A: b\nC: d\n", 0, "[A][ b]1[C][ d]2", NULL, "no-empty-line"},
    {"no-line-end", "A: b", 0, "[A][ b]1", NULL, "no-empty-line"},
    {"no-line-end-cr", "A: b\r", 0, "[A][ b\\r]1", NULL, "bare-cr no-empty-line"},
    {"no-empty-line-folded-end", "A: b\n ", 0, "[A][ b\\n ]1", NULL, "no-empty-line"},
    {"empty-body", "A: b\n\n", 0, "[A][ b]1", "", ""},
    {"body-of-empty-lines", "A: b\r\n\r\n\r\n\r\n", 0, "[A][ b]1", "\\r\\n\\r\\n", ""},
    {"body-like-header", "A: b\n\nC: d\n\nE: f\n", 0, "[A][ b]1", "C: d\\n\\nE: f\\n", ""},
    {"all-odd", BYTES("From x\n\xe4\0\rA:b\nA: b\r\n"), "[A][ b]3", NULL,
     "bare-cr nul no-colon mixed-line-ends 8bit-header mbox-from-line no-empty-line"},
};

static void
dump(GString *out, EmlSlice bytes)
{
	for (gsize i = 0; i < bytes.len; i++) {
		if (bytes.data[i] == '\r')
			g_string_append(out, "\\r");
		else if (bytes.data[i] == '\n')
			g_string_append(out, "\\n");
		else if (bytes.data[i] == '\0')
			g_string_append(out, "\\0");
		else
			g_string_append_c(out, bytes.data[i]);
	}
}

static char *
dump_fields(const EmlMessage *message)
{
	GString *out = g_string_new(NULL);

	for (guint i = 0; i < eml_message_n_fields(message); i++) {
		const EmlField *field = eml_message_field(message, i);

		g_string_append_c(out, '[');
		dump(out, field->name);
		g_string_append(out, "][");
		dump(out, field->value);
		g_string_append_printf(out, "]%u", field->line);
	}
	return g_string_free(out, FALSE);
}

static char *
dump_body(const EmlMessage *message)
{
	g_autoptr(EmlBodyReader) reader = eml_body_reader_new(message);
	GString *out = g_string_new(NULL);
	EmlSlice piece = {0};

	while (eml_body_reader_next(reader, &piece)) {
		g_assert_cmpuint(piece.len, >, 0);
		g_assert_cmpuint(piece.len, <=, EML_BODY_PIECE);
		dump(out, piece);
	}
	g_assert_false(eml_body_reader_failed(reader));
	return g_string_free(out, FALSE);
}

/* What must hold for every message: fields in order, name + ':' + value + line end = whole, no line
 * lost. */
static void
check_invariants(const EmlMessage *message)
{
	const EmlSlice block = eml_message_header_block(message);
	const char *at = block.data;

	for (guint i = 0; i < eml_message_n_fields(message); i++) {
		const EmlField *field = eml_message_field(message, i);
		guint found = G_MAXUINT;
		gsize offset = 0;

		g_assert_true(field->whole.data >= at);
		g_assert_true(field->name.data == field->whole.data);
		g_assert_true(field->value.data == field->name.data + field->name.len + 1);
		g_assert_cmpint(field->value.data[-1], ==, ':');
		at = field->whole.data + field->whole.len;
		g_assert_cmpuint((gsize)(at - field->value.data) - field->value.len, <=, 2);
		g_assert_true(eml_message_locate(message, at - 1, &found, &offset));
		g_assert_cmpuint(found, ==, i);
		g_assert_cmpuint(offset, ==, field->whole.len - 1);
	}
	g_assert_true(at <= block.data + block.len);
}

static void
check_row(const EmlMessage *message, const Row *row)
{
	const gsize len = row->len > 0 ? row->len : strlen(row->in);
	g_autofree char *fields = dump_fields(message);
	g_autofree char *body = dump_body(message);
	g_autofree char *anomalies = g_strjoinv(" ", (char **)eml_message_anomalies(message));
	const gboolean dropped = strstr(row->anomalies, "mbox-from-line") != NULL;
	const gsize start = dropped ? (gsize)(strchr(row->in, '\n') + 1 - row->in) : 0;
	g_autofree char *sum = eml_message_sha256(message);
	g_autofree char *expected = g_compute_checksum_for_data(
	    G_CHECKSUM_SHA256, (const guchar *)row->in + start, len - start);

	g_assert_cmpstr(fields, ==, row->fields);
	g_assert_cmpstr(body, ==, row->body != NULL ? row->body : "");
	g_assert_cmpint(eml_message_has_body(message), ==, row->body != NULL);
	g_assert_cmpstr(anomalies, ==, row->anomalies);
	g_assert_cmpuint(eml_message_size(message), ==, len - start);
	g_assert_cmpstr(sum, ==, expected);
	check_invariants(message);
}

static void
test_row(gconstpointer data)
{
	const Row *row = data;
	g_autoptr(GError) error = NULL;
	g_autoptr(GBytes) bytes = g_bytes_new(row->in, row->len > 0 ? row->len : strlen(row->in));
	g_autoptr(EmlMessage) message = eml_message_new(bytes, &error);

	g_assert_no_error(error);
	check_row(message, row);
}

/* Each row cut at every byte: a message that holds the invariants, or EML_ERROR_DATA. */
static void
test_truncated(gconstpointer data)
{
	const Row *row = data;
	const gsize len = row->len > 0 ? row->len : strlen(row->in);

	for (gsize n = 0; n < len; n++) {
		g_autoptr(GError) error = NULL;
		g_autofree char *copy =
		    g_memdup2(row->in, n); /* so that ASan sees a read past the end */
		g_autoptr(GBytes) bytes = g_bytes_new_static(copy, n);
		g_autoptr(EmlMessage) message = eml_message_new(bytes, &error);

		if (message != NULL)
			check_invariants(message);
		else
			g_assert_error(error, EML_ERROR, EML_ERROR_DATA);
	}
}

static void
test_file_row(gconstpointer data)
{
	const Row *row = data;
	const EmlSlice in = eml_slice_n(row->in, row->len > 0 ? row->len : strlen(row->in));
	g_autoptr(GError) error = NULL;
	g_autoptr(EmlMessage) message =
	    eml_message_new_fd(test_unlinked_file(in), 0, in.len, &error);

	g_assert_no_error(error);
	check_row(message, row);
}

static const struct {
	const char *name;
	const char *in;
	gsize len;
	const char *says; /* words of the error */
} refused[] = {
    {"empty", BYTES(""), "empty"},
    {"empty-line-first", BYTES("\nA: b\n\n"), "begins with an empty line"},
    {"empty-crlf-line-first", BYTES("\r\nA: b\r\n\r\n"), "begins with an empty line"},
    {"text", BYTES("Dear reader,\nthis is no message.\n"), "no line of the first 64 KiB"},
    {"field-after-empty-line", BYTES("Dear reader\n\nA: b\n"), "no line of the first 64 KiB"},
    {"mbox-from-only", BYTES("From a@b.example Mon Jan  1 00:00:00 2024\n"),
     "no line of the first"},
    {"nul-only", BYTES("\0\0\0\0"), "no line of the first 64 KiB"},
    {"newline-only", BYTES("\n"), "begins with an empty line"},
};

static void
assert_refused(EmlSlice in, const char *says)
{
	g_autoptr(GError) error = NULL;
	g_autoptr(GBytes) bytes = g_bytes_new_static(in.data, in.len);
	g_autoptr(EmlMessage) message = eml_message_new(bytes, &error);

	g_assert_null(message);
	g_assert_error(error, EML_ERROR, EML_ERROR_DATA);
	g_assert_nonnull(strstr(error->message, says));
}

static void
test_refused(gconstpointer data)
{
	const guint i = GPOINTER_TO_UINT(data);

	assert_refused(eml_slice_n(refused[i].in, refused[i].len), refused[i].says);
}

/* `count` times `line`, then `tail` */
static GString *
repeated(const char *line, guint count, const char *tail)
{
	GString *out = g_string_new(NULL);

	for (guint i = 0; i < count; i++)
		g_string_append(out, line);
	return g_string_append(out, tail);
}

static void
test_no_field_limit(void)
{
	g_autofree char *line = g_strdup_printf("%063d\n", 0); /* 64 bytes */
	g_autoptr(GString) last = repeated(line, 1023, "A: b\n\n");
	g_autoptr(GString) beyond = repeated(line, 1024, "A: b\n\n");
	g_autoptr(GBytes) bytes = g_bytes_new_static(last->str, last->len);
	g_autoptr(EmlMessage) message = eml_message_new(bytes, NULL);

	g_assert_nonnull(message);
	g_assert_cmpuint(eml_message_n_fields(message), ==, 1);
	g_assert_cmpuint(eml_message_field(message, 0)->line, ==, 1024);
	assert_refused(eml_slice_n(beyond->str, beyond->len), "first 64 KiB");
}

static void
test_field_limit(void)
{
	g_autoptr(GString) most = repeated("A:b\n", EML_MAX_FIELDS, "\n");
	g_autoptr(GString) beyond = repeated("A:b\n", EML_MAX_FIELDS + 1, "\n");
	g_autoptr(EmlMessage) message = test_message(most->str);

	g_assert_cmpuint(eml_message_n_fields(message), ==, EML_MAX_FIELDS);
	assert_refused(eml_slice_n(beyond->str, beyond->len), "more than 20000 fields");
}

static void
test_header_limit(void)
{
	const gsize max = EML_MAX_HEADER_BYTES;
	g_autofree char *block = g_malloc(max + 3);
	g_autoptr(GError) error = NULL;
	g_autoptr(GBytes) bytes = NULL;
	g_autoptr(EmlMessage) message = NULL;

	memset(block, 'x', max + 3);
	memcpy(block, "A:", 2);
	block[max - 1] = '\n';
	block[max] = '\n';
	bytes = g_bytes_new_static(block, max + 1);
	message = eml_message_new(bytes, &error);
	g_assert_no_error(error);
	g_assert_cmpuint(eml_message_field(message, 0)->whole.len, ==, max);
	block[max - 1] = 'x';
	block[max + 1] = '\n';
	assert_refused(eml_slice_n(block, max + 2), "larger than 16 MiB");
	assert_refused(eml_slice_n(block, max + 1), "larger than 16 MiB");
}

static void
test_find(void)
{
	g_autoptr(EmlMessage) message = test_message("To: 1\nX: 2\nto : 3\nX: 4\nTOO: 5\n\n");

	g_assert_cmpint(eml_message_find(message, "To", -1), ==, 0);
	g_assert_cmpint(eml_message_find(message, "To", 0), ==, 2);
	g_assert_cmpint(eml_message_find(message, "To", 2), ==, -1);
	g_assert_cmpint(eml_message_find(message, "T", -1), ==, -1);
	g_assert_cmpint(eml_message_find(message, "too", -1), ==, 4);
	g_assert_cmpuint(eml_message_count(message, "x"), ==, 2);
	g_assert_cmpuint(eml_message_count(message, "y"), ==, 0);
}

static void
test_locate(void)
{
	g_autoptr(EmlMessage) message = test_message("A: b\nnonsense\nC: d\n\nbody");
	const EmlSlice block = eml_message_header_block(message);
	guint field = 99;
	gsize offset = 99;

	g_assert_true(eml_message_locate(message, block.data, &field, &offset));
	g_assert_cmpuint(field, ==, 0);
	g_assert_cmpuint(offset, ==, 0);
	g_assert_true(eml_message_locate(message, eml_message_field(message, 1)->value.data, &field,
					 &offset));
	g_assert_cmpuint(field, ==, 1);
	g_assert_cmpuint(offset, ==, 2);
	g_assert_false(eml_message_locate(message, block.data + 6, &field, &offset)); /* nonsense */
	g_assert_false(eml_message_locate(message, block.data + block.len, &field, &offset));
	g_assert_false(eml_message_locate(message, "elsewhere", &field, &offset));
	g_assert_cmpuint(field, ==, 1);
}

static void
test_pieces(void)
{
	GString *text = g_string_new("A: b\n\n");
	g_autoptr(GBytes) bytes = NULL;
	g_autoptr(EmlMessage) message = NULL;
	g_autoptr(EmlBodyReader) reader = NULL;
	EmlSlice piece = {0};
	gsize total = 0;

	for (guint i = 0; i < EML_BODY_PIECE * 2 + 10; i++)
		g_string_append_c(text, (char)('a' + i % 26));
	bytes = g_string_free_to_bytes(text);
	message = eml_message_new(bytes, NULL);
	reader = eml_body_reader_new(message);
	while (eml_body_reader_next(reader, &piece)) {
		g_assert_cmpint(piece.data[0], ==, (char)('a' + total % 26));
		total += piece.len;
	}
	g_assert_cmpuint(total, ==, EML_BODY_PIECE * 2 + 10);
}

/* The topmost line that is no field: its number in the file, and its own bytes. */
static void
test_stray(void)
{
	static const struct {
		const char *bytes, *first;
		guint n, line;
	} strays[] = {
	    {"A: b\n\n", "", 0, 0},
	    {"A: b\nnonsense\nC: d\n\n", "nonsense", 1, 2},
	    {"A: b\r\nnonsense\r\n E: f\r\nmore\r\nC: d\r\n\r\n", "nonsense", 2, 2},
	    {"From a@b.example Mon Jan  1 00:00:00 2024\n folded\nA: b\n\n", " folded", 1, 2},
	    {"A: b\nX Y: z", "X Y: z", 1, 2},
	};

	for (gsize i = 0; i < G_N_ELEMENTS(strays); i++) {
		g_autoptr(GBytes) bytes =
		    g_bytes_new_static(strays[i].bytes, strlen(strays[i].bytes));
		g_autoptr(EmlMessage) message = eml_message_new(bytes, NULL);
		const EmlStrayLine *stray = eml_message_stray(message);
		g_autofree char *first = eml_slice_dup(stray->first);

		g_assert_cmpuint(stray->n, ==, strays[i].n);
		g_assert_cmpuint(stray->line, ==, strays[i].line);
		g_assert_cmpstr(first, ==, strays[i].first);
	}
}

int
main(int argc, char **argv)
{
	g_test_init(&argc, &argv, NULL);
	for (guint i = 0; i < G_N_ELEMENTS(rows); i++) {
		g_autofree char *row = g_strdup_printf("/message/%s", rows[i].name);
		g_autofree char *cut = g_strdup_printf("/message/truncated/%s", rows[i].name);
		g_autofree char *file = g_strdup_printf("/message/file/%s", rows[i].name);

		g_test_add_data_func(row, &rows[i], test_row);
		g_test_add_data_func(cut, &rows[i], test_truncated);
		g_test_add_data_func(file, &rows[i], test_file_row);
	}
	for (guint i = 0; i < G_N_ELEMENTS(refused); i++) {
		g_autofree char *path = g_strdup_printf("/message/refused/%s", refused[i].name);

		g_test_add_data_func(path, GUINT_TO_POINTER(i), test_refused);
	}
	g_test_add_func("/message/limit/no-field", test_no_field_limit);
	g_test_add_func("/message/limit/fields", test_field_limit);
	g_test_add_func("/message/limit/header", test_header_limit);
	g_test_add_func("/message/find", test_find);
	g_test_add_func("/message/locate", test_locate);
	g_test_add_func("/message/pieces", test_pieces);
	g_test_add_func("/message/stray", test_stray);
	return g_test_run();
}
