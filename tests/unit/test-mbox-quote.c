/* The ">" before "From " of mbox files: RFC 4155, appendix A, and the two habits. */
#include "mail/mbox-quote.h"

#include "support.h"

static const struct {
	const char *name, *in, *every, *first;
} rows[] = {
    {"none", "a\nFrom b\n", "a\nFrom b\n", "a\nFrom b\n"},
    {"first-line", ">From a\n", "From a\n", "From a\n"},
    {"later-line", "x\n>From a\ny", "x\nFrom a\ny", "x\nFrom a\ny"},
    {"twice", ">>From a\n>From b\n", ">From a\nFrom b\n", ">>From a\nFrom b\n"},
    {"crlf", "x\r\n>From a\r\n", "x\r\nFrom a\r\n", "x\r\nFrom a\r\n"},
    {"inside-a-line", "x >From a\n", "x >From a\n", "x >From a\n"},
    {"other-word", ">Frog a\n>Fromage\n>from a\n", ">Frog a\n>Fromage\n>from a\n",
     ">Frog a\n>Fromage\n>from a\n"},
    {"mark-behind", ">Fr>From a\n", ">Fr>From a\n", ">Fr>From a\n"},
    {"cut", "x\n>From", "x\n>From", "x\n>From"},
    {"marks-alone", ">>>\n>", ">>>\n>", ">>>\n>"},
    {"empty", "", "", ""},
    {"line-ends", "\n\n>From \n", "\n\nFrom \n", "\n\nFrom \n"},
};

static void
append(EmlSlice bytes, gpointer data)
{
	g_assert_cmpuint(bytes.len, >, 0);
	g_string_append_len(data, bytes.data, (gssize)bytes.len);
}

static void
assert_gives(const char *in, EmlMboxHabit habit, gsize piece, const char *expected)
{
	g_autoptr(GString) out = g_string_new(NULL);
	g_autoptr(EmlMboxQuote) quote = eml_mbox_quote_new(habit, append, out);

	for (gsize at = 0; at < strlen(in); at += piece)
		eml_mbox_quote_feed(quote, eml_slice_part(eml_slice(in), at, at + piece));
	eml_mbox_quote_finish(quote);
	g_assert_cmpstr(out->str, ==, expected);
}

/* Whatever the pieces are. */
static void
test_rows(gconstpointer data)
{
	const gsize i = GPOINTER_TO_SIZE(data);

	for (gsize piece = 1; piece <= strlen(rows[i].in) + 1; piece++) {
		assert_gives(rows[i].in, EML_MBOX_EVERY, piece, rows[i].every);
		assert_gives(rows[i].in, EML_MBOX_FIRST, piece, rows[i].first);
	}
}

static void
test_many_marks(void)
{
	g_autofree char *marks = g_strnfill(100000, '>');
	g_autofree char *in = g_strconcat(marks, "From a\n", NULL);

	assert_gives(in, EML_MBOX_EVERY, 4096, in + 1);
	assert_gives(in, EML_MBOX_FIRST, 4096, in);
}

/* Only what an mbox holds is taken for quoted. */
static void
test_message_kinds(void)
{
	static const char box[] = "From a@b.example Mon Jan  1 00:00:00 2024\n";
	static const struct {
		const char *start, *body;
		gboolean quoted;
	} messages[] = {
	    {box, ">From x\n", TRUE},
	    {box, ">>From x\n", TRUE},
	    {box, "> From x\n", FALSE},
	    {"", ">From x\n", FALSE},
	};

	for (gsize i = 0; i < G_N_ELEMENTS(messages); i++) {
		g_autofree char *text =
		    g_strconcat(messages[i].start, "A: b\n\nx\n", messages[i].body, NULL);
		g_autoptr(EmlMessage) message = test_message(text);

		g_assert_cmpint(eml_mbox_is_quoted(message), ==, messages[i].quoted);
	}
}

int
main(int argc, char **argv)
{
	g_test_init(&argc, &argv, NULL);
	for (gsize i = 0; i < G_N_ELEMENTS(rows); i++) {
		g_autofree char *path = g_strdup_printf("/mbox-quote/%s", rows[i].name);

		g_test_add_data_func(path, GSIZE_TO_POINTER(i), test_rows);
	}
	g_test_add_func("/mbox-quote/many-marks", test_many_marks);
	g_test_add_func("/mbox-quote/messages", test_message_kinds);
	return g_test_run();
}
