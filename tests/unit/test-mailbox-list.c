/* What RFC 5322 section 3.4 and its obsolete forms allow in From, and what only looks like it. */
#include "syntax/mailbox-list.h"

#include "support-file.h"

static const struct {
	const char *name, *value;
	gsize len; /* 0: strlen() */
	gboolean valid;
} rows[] = {
    {"address", " alice@sender.example", 0, TRUE},
    {"angle", "<alice@sender.example>", 0, TRUE},
    {"name", "Alice <alice@sender.example>", 0, TRUE},
    {"name-with-dot", "Alice B. Carol <alice@sender.example>", 0, TRUE},
    {"quoted", "\"Carol, Alice\" <alice@sender.example>", 0, TRUE},
    {"quoted-pair", "\"a\\\"b\" <alice@sender.example>", 0, TRUE},
    {"quoted-local-part", "\"a b\"@sender.example", 0, TRUE},
    {"comment", "alice@sender.example (Alice (really))", 0, TRUE},
    {"comments-everywhere", "(a) Alice (b) <(c) alice (d) @ (e) sender.example (f)> (g)", 0, TRUE},
    {"folded", " Alice\r\n <alice@sender.example>\r\n ", 0, TRUE},
    {"list", "alice@sender.example, Bob <bob@sender.example>", 0, TRUE},
    {"empty-elements", ", alice@sender.example, ,", 0, TRUE},
    {"group", "Friends: alice@sender.example, bob@sender.example;", 0, TRUE},
    {"empty-group", "Undisclosed:;", 0, TRUE},
    {"literal", "alice@[192.0.2.1]", 0, TRUE},
    {"route", "<@a.example,@b.example:alice@sender.example>", 0, TRUE},
    {"utf-8", "J\xc3\xbcrgen <j\xc3\xbcrgen@m\xc3\xbcnchen.example>", 0, TRUE},
    {"encoded-word", "=?utf-8?Q?Carol,_Alice_(x)?= <alice@sender.example>", 0, TRUE},
    {"dots-with-blanks", "alice . b @ sender . example", 0, TRUE},
    {"no-brackets", "Big Bug bb@bug.example", 0, FALSE},
    {"no-comma", "tim@dev.example concierge@dev.example", 0, FALSE},
    {"junk-after-address", "bb@bug.example junk", 0, FALSE},
    {"junk-after-angle", "<bb@bug.example> junk", 0, FALSE},
    {"comma-in-name", "Carol, Alice <alice@sender.example>", 0, FALSE},
    {"address-as-name", "ceo@bank.example <x@sender.example>", 0, FALSE},
    {"two-angles", "<a@a.example> <b@b.example>", 0, FALSE},
    {"open-angle", "Alice <alice@sender.example", 0, FALSE},
    {"open-quote", "\"Alice <alice@sender.example>", 0, FALSE},
    {"open-comment", "alice@sender.example (Alice", 0, FALSE},
    {"open-group", "Friends: alice@sender.example", 0, FALSE},
    {"two-ats", "alice@bob@sender.example", 0, FALSE},
    {"dot-at-the-end", "alice@sender.example.", 0, FALSE},
    {"dots", "a..b@sender.example", 0, FALSE},
    {"local-user", "root", 0, FALSE},
    {"name-alone", "Alice <>", 0, FALSE},
    {"empty", "", 0, FALSE},
    {"commas", " , ,", 0, FALSE},
    {"semicolon", "alice@sender.example; bob@sender.example", 0, FALSE},
    {"nul", TEST_BYTES("alice@sender.example\0"), FALSE},
    {"nul-in-quotes", TEST_BYTES("\"a\0\" <alice@sender.example>"), FALSE},
    {"control", "alice\x01@sender.example", 0, FALSE},
    {"backslash-at-the-end", "\"a\\", 0, FALSE},
};

static void
test_row(gconstpointer data)
{
	const guint i = GPOINTER_TO_UINT(data);
	const gsize len = rows[i].len > 0 ? rows[i].len : strlen(rows[i].value);
	g_autofree char *copy = g_memdup2(rows[i].value, len);

	g_assert_cmpint(eml_mailbox_list_is_valid(eml_slice_n(copy, len)), ==, rows[i].valid);
	for (gsize cut = 0; cut < len; cut++) { /* nothing is read behind the end */
		g_autofree char *part = g_memdup2(rows[i].value, cut);

		eml_mailbox_list_is_valid(eml_slice_n(part, cut));
	}
}

int
main(int argc, char **argv)
{
	g_test_init(&argc, &argv, NULL);
	for (guint i = 0; i < G_N_ELEMENTS(rows); i++) {
		g_autofree char *path = g_strconcat("/mailbox-list/", rows[i].name, NULL);

		g_test_add_data_func(path, GUINT_TO_POINTER(i), test_row);
	}
	return g_test_run();
}
