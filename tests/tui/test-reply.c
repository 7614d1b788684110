/* Rows for tui/reply: sequences that are no keys. */
#include "tui/reply.h"

static const struct {
	const char *name;
	const char *bytes; /* after ESC */
	gsize taken;	   /* how many of them belong to the sequence */
	EmlBackground background;
} rows[] = {
    {"/tui/reply/black", "]11;rgb:0000/0000/0000\033\\q", 24, EML_BACKGROUND_DARK},
    {"/tui/reply/white-bel", "]11;rgb:ffff/ffff/ffff\007q", 23, EML_BACKGROUND_LIGHT},
    {"/tui/reply/two-digits", "]11;rgb:ff/ff/ff\007", 17, EML_BACKGROUND_LIGHT},
    {"/tui/reply/one-digit", "]11;rgb:0/2/3\007", 14, EML_BACKGROUND_DARK},
    {"/tui/reply/no-digits", "]11;rgb:/0/0\007", 13, EML_BACKGROUND_UNKNOWN},
    {"/tui/reply/two-channels", "]11;rgb:ff/ff\007", 14, EML_BACKGROUND_UNKNOWN},
    {"/tui/reply/other-color", "]10;rgb:ffff/ffff/ffff\007", 23, EML_BACKGROUND_UNKNOWN},
    {"/tui/reply/device-attributes", "[?65;1;9cq", 9, EML_BACKGROUND_UNKNOWN},
    {"/tui/reply/focus", "[Iq", 2, EML_BACKGROUND_UNKNOWN},
    {"/tui/reply/function-key", "Oqq", 2, EML_BACKGROUND_UNKNOWN},
    {"/tui/reply/alt-q", "qQ", 1, EML_BACKGROUND_UNKNOWN},
    {"/tui/reply/device-control", "P1$r0m\033\\q", 8, EML_BACKGROUND_UNKNOWN},
    {"/tui/reply/control-inside", "[1\003q", 3, EML_BACKGROUND_UNKNOWN},
};

static void
test_row(gconstpointer data)
{
	const gsize i = GPOINTER_TO_SIZE(data);
	EmlReply reply = {0};
	gsize taken = 0;

	while (rows[i].bytes[taken] != '\0' && eml_reply_feed(&reply, (guchar)rows[i].bytes[taken]))
		taken++;
	g_assert_cmpuint(taken + 1, ==, rows[i].taken);
	g_assert_cmpint(eml_reply_background(&reply), ==, rows[i].background);
}

/* A flood is swallowed without growing. */
static void
test_endless(void)
{
	EmlReply reply = {0};

	g_assert_true(eml_reply_feed(&reply, ']'));
	for (guint i = 0; i < 100000; i++)
		g_assert_true(eml_reply_feed(&reply, i % 2 == 0 ? '1' : 0x10FFFF));
	g_assert_cmpuint(reply.len, <=, EML_REPLY_MAX);
	g_assert_false(eml_reply_feed(&reply, 7));
	g_assert_cmpint(eml_reply_background(&reply), ==, EML_BACKGROUND_UNKNOWN);
}

/* An answer that is cut anywhere is just not understood. */
static void
test_truncated(void)
{
	const char *whole = "]11;rgb:ffff/ffff/ffff";

	for (gsize len = 0; len < strlen(whole) - 3; len++) {
		EmlReply reply = {0};

		for (gsize i = 0; i < len; i++)
			g_assert_true(eml_reply_feed(&reply, (guchar)whole[i]));
		g_assert_cmpint(eml_reply_background(&reply), ==, EML_BACKGROUND_UNKNOWN);
	}
}

int
main(int argc, char **argv)
{
	g_test_init(&argc, &argv, NULL);
	for (gsize i = 0; i < G_N_ELEMENTS(rows); i++)
		g_test_add_data_func(rows[i].name, GSIZE_TO_POINTER(i), test_row);
	g_test_add_func("/tui/reply/endless", test_endless);
	g_test_add_func("/tui/reply/truncated", test_truncated);
	return g_test_run();
}
