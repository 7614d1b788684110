/* What stands behind the l= of a signature, kept to be looked at. */
#include "base/limits.h"
#include "check/dkim.h"
#include "support.h"

#include <string.h>

static void
append(GString *out, GBytes *bytes)
{
	gsize len = 0;
	const char *data = bytes != NULL ? g_bytes_get_data(bytes, &len) : "-";

	g_string_append_len(out, data, bytes != NULL ? (gssize)len : 1);
}

/* The tail of each signature over that body, written "a|b"; "-" is none. lengths: their l=, ended
 * by -1. text: from its first byte that shows something on. */
static char *
tails_of(const char *canonicalization, const gint64 *lengths, const char *body, gboolean text)
{
	g_autoptr(EmlDnsStore) store = test_store(";! complete\n");
	g_autoptr(EmlDns) dns = test_dns(store);
	g_autoptr(GString) header = g_string_new(NULL);
	g_autoptr(GString) out = g_string_new(NULL);
	g_autoptr(GPtrArray) results = NULL;
	g_autoptr(EmlMessage) message = NULL;

	for (guint i = 0; lengths[i] >= 0; i++)
		g_string_append_printf(
		    header,
		    "DKIM-Signature: v=1; a=rsa-sha256; c=relaxed/%s; d=a.example; s=s; h=from;"
		    " l=%" G_GINT64_FORMAT "; bh=AAAA; b=AAAA\n",
		    canonicalization, lengths[i]);
	g_string_append_printf(header, "From: b@a.example\n\n%s", body);
	message = test_message(header->str);
	results = eml_dkim_verify(message, dns, 0);
	for (guint i = 0; i < results->len; i++) {
		const EmlDkimResult *one = g_ptr_array_index(results, i);

		g_string_append(out, i > 0 ? "|" : "");
		append(out, text ? one->tail_text : one->tail);
	}
	return g_strdup(out->str);
}

static const struct {
	const char *name, *canonicalization;
	gint64 lengths[4];
	const char *body, *tails;
	const char *text; /* NULL: the same */
} rows[] = {
    {"line", "simple", {5, -1}, "abc\ndef\n", "def\r\n", NULL},
    {"middle", "simple", {2, -1}, "abc\ndef\n", "c\r\ndef\r\n", NULL},
    {"all", "simple", {0, -1}, "abc\n", "abc\r\n", NULL},
    {"none", "simple", {5, -1}, "abc\n", "-", NULL},
    {"beyond", "simple", {6, -1}, "abc\n", "-", NULL},
    {"several", "simple", {7, 5, 0, -1}, "abc\ndef\n", "f\r\n|def\r\n|abc\r\ndef\r\n", NULL},
    {"same-twice", "simple", {5, 5, -1}, "abc\nd\n", "d\r\n|d\r\n", NULL},
    /* RFC 6376 section 3.4.3: the empty lines at the end are no part of the body */
    {"empty-lines", "simple", {5, -1}, "abc\n\n\n", "-", NULL},
    /* section 3.4.4: runs of blanks are one, those at the end of a line none */
    {"relaxed", "relaxed", {5, -1}, "a \t c \nd  e\t\n", "d e\r\n", NULL},
    /* blanks and line ends show nothing */
    {"line-end", "simple", {3, -1}, "abc\n", "\r\n", "-"},
    {"blanks", "simple", {5, -1}, "abc\n \t\n \n", " \t\r\n \r\n", "-"},
    {"blanks-first", "simple", {3, -1}, "abc\n\n \td e\n", "\r\n\r\n \td e\r\n", "d e\r\n"},
};

static void
test_row(gconstpointer data)
{
	const gsize i = GPOINTER_TO_SIZE(data);
	g_autofree char *got =
	    tails_of(rows[i].canonicalization, rows[i].lengths, rows[i].body, FALSE);
	g_autofree char *text =
	    tails_of(rows[i].canonicalization, rows[i].lengths, rows[i].body, TRUE);

	g_assert_cmpstr(got, ==, rows[i].tails);
	g_assert_cmpstr(text, ==, rows[i].text != NULL ? rows[i].text : rows[i].tails);
}

/* A tail is cut, and what comes first is kept. */
static void
test_cap(void)
{
	const gint64 lengths[] = {3, -1};
	const gsize size = 2 * EML_BODY_PIECE;
	g_autofree char *body = g_strnfill(size, 'x');
	g_autofree char *got = NULL;

	memcpy(body, "abcde", 5);
	body[size - 1] = '\n';
	got = tails_of("simple", lengths, body, FALSE);
	g_assert_cmpuint(strlen(got), ==, EML_MAX_KEPT_TAIL);
	g_assert_true(g_str_has_prefix(got, "dex"));
}

/* Blanks without end in front of it do not hide what comes then. */
static void
test_blanks_without_end(void)
{
	const gint64 lengths[] = {3, -1};
	g_autofree char *blanks = g_strnfill(2 * EML_BODY_PIECE, ' ');
	g_autofree char *filler = g_strnfill(EML_BODY_PIECE, 'x');
	g_autofree char *body = g_strconcat("abc", blanks, "pay me", filler, "\n", NULL);
	g_autofree char *got = tails_of("simple", lengths, body, TRUE);

	g_assert_cmpuint(strlen(got), ==, EML_MAX_TAIL_TEXT);
	g_assert_true(g_str_has_prefix(got, "pay mexx"));
}

/* The tail begins where one piece of the body ends. */
static void
test_between_pieces(void)
{
	const gint64 lengths[] = {EML_BODY_PIECE - 1, EML_BODY_PIECE, EML_BODY_PIECE + 1, -1};
	g_autofree char *filler = g_strnfill(EML_BODY_PIECE - 1, 'x');
	g_autofree char *body = g_strconcat(filler, "abc\n", NULL);
	g_autofree char *got = tails_of("simple", lengths, body, FALSE);

	g_assert_cmpstr(got, ==, "abc\r\n|bc\r\n|c\r\n");
}

int
main(int argc, char **argv)
{
	g_test_init(&argc, &argv, NULL);
	for (gsize i = 0; i < G_N_ELEMENTS(rows); i++) {
		g_autofree char *path = g_strconcat("/dkim-tail/", rows[i].name, NULL);

		g_test_add_data_func(path, GSIZE_TO_POINTER(i), test_row);
	}
	g_test_add_func("/dkim-tail/cap", test_cap);
	g_test_add_func("/dkim-tail/blanks-without-end", test_blanks_without_end);
	g_test_add_func("/dkim-tail/between-pieces", test_between_pieces);
	return g_test_run();
}
