/* tui/app: what the bottom line asks, and what becomes of the answers. */
#include "tui-support.h"

static EmlApp *
app_of(const char *ip, gboolean offline)
{
	g_autoptr(EmlReport) report = test_sample_report("01-newsletter", ip, offline);

	return eml_app_new(report, "01-newsletter", 1, 1);
}

static const struct {
	const char *name, *keys;
	EmlWish wish;
	const char *wanted; /* NULL: does not count */
	const char *sees;   /* NULL: the same */
} rows[] = {
    /* another client address */
    {"/tui/doing/ip/asked", "i", EML_WISH_NONE, NULL, " Client IP:"},
    {"/tui/doing/ip/given", "i192.0.2.9<Enter>", EML_WISH_ADDRESS, "192.0.2.9", NULL},
    {"/tui/doing/ip/6", "i2001:DB8:0::1<Enter>", EML_WISH_ADDRESS, "2001:db8::1", NULL},
    {"/tui/doing/ip/mapped", "i::ffff:192.0.2.9<Enter>", EML_WISH_ADDRESS, "192.0.2.9", NULL},
    {"/tui/doing/ip/blanks", "i 192.0.2.9 <Enter>", EML_WISH_ADDRESS, "192.0.2.9", NULL},
    {"/tui/doing/ip/empty-is-its-own", "i<Enter>", EML_WISH_ADDRESS, "", NULL},
    {"/tui/doing/ip/unreadable", "i192.0.2.<Enter>", EML_WISH_NONE, NULL,
     "this is no IPv4 or IPv6 address"},
    {"/tui/doing/ip/mended", "i192.0.2.<Enter>9<Enter>", EML_WISH_ADDRESS, "192.0.2.9", NULL},
    {"/tui/doing/ip/a-name-is-none", "imail.example<Enter>", EML_WISH_NONE, NULL,
     "this is no IPv4 or IPv6 address"},
    {"/tui/doing/ip/given-up", "i192.0.2.9<Esc>", EML_WISH_NONE, NULL, "Enter open"},
    /* saving */
    {"/tui/doing/save/name-of-the-message", "w", EML_WISH_NONE, NULL,
     " Save as: 01-newsletter.txt"},
    {"/tui/doing/save/wish", "w<Enter>", EML_WISH_SAVE, "01-newsletter.txt", NULL},
    {"/tui/doing/save/json", "w<^u>/tmp/r.json<Enter>", EML_WISH_SAVE, "/tmp/r.json", NULL},
    {"/tui/doing/save/no-name", "w<^u><Enter>", EML_WISH_NONE, NULL, "Enter open"},
    {"/tui/doing/save/control-c-gives-up", "w<^c>", EML_WISH_NONE, NULL, "Enter open"},
    /* keys that do nothing say so */
    {"/tui/doing/no-such-key", "~", EML_WISH_NONE, NULL, "no such key; ? lists all"},
    {"/tui/doing/key-of-other-places", "]", EML_WISH_NONE, NULL, "that key does nothing here"},
    /* opening */
    {"/tui/doing/open/asked", "O", EML_WISH_NONE, NULL, " Open:"},
    {"/tui/doing/open/wish", "O/mail/a b.eml<Enter>", EML_WISH_OPEN, "/mail/a b.eml", NULL},
    {"/tui/doing/open/nothing-begins-so", "O/no-such-folder/x<Tab>", EML_WISH_NONE, NULL,
     "nothing begins like this"},
    {"/tui/doing/open/tab-is-not-for-addresses", "i1<Tab>92.0.2.1<Enter>", EML_WISH_ADDRESS,
     "192.0.2.1", NULL},
    /* copying */
    {"/tui/doing/copy/menu", "99jjjy", EML_WISH_NONE, NULL,
     " Copy  v value  h header field  any other key: nothing"},
    {"/tui/doing/copy/value", "99jjjyv", EML_WISH_COPY, "<bounce-8f3k@news.garden.example>", NULL},
    {"/tui/doing/copy/field", "99jjjyh", EML_WISH_COPY,
     "Return-Path: <bounce-8f3k@news.garden.example>", NULL},
    {"/tui/doing/copy/domain-of-spf", "yd", EML_WISH_COPY, "news.garden.example", NULL},
    {"/tui/doing/copy/record-of-spf", "yr", EML_WISH_COPY,
     "v=spf1 include:_spf.garden.example -all", NULL},
    {"/tui/doing/copy/domain-of-dkim", "jjyd", EML_WISH_COPY, "garden.example", NULL},
    {"/tui/doing/copy/record-of-dmarc", "jjjyr", EML_WISH_COPY,
     "v=DMARC1; p=quarantine; sp=quarantine; rua=mailto:dmarc@garden.example", NULL},
    {"/tui/doing/copy/verified", "yv", EML_WISH_COPY, "pass", NULL},
    {"/tui/doing/copy/only-one-at-once", "?y", EML_WISH_COPY, "one row down", NULL},
    {"/tui/doing/copy/other-key", "yx", EML_WISH_NONE, NULL, "nothing copied"},
    {"/tui/doing/copy/other-key-does-nothing-else", "yQ", EML_WISH_NONE, NULL, "nothing copied"},
};

static void
test_row(gconstpointer data)
{
	const gsize i = GPOINTER_TO_SIZE(data);
	g_autoptr(EmlApp) app = app_of(NULL, FALSE);

	g_assert_cmpint(test_press(app, rows[i].keys), ==, rows[i].wish);
	if (rows[i].wanted != NULL)
		g_assert_cmpstr(eml_app_wanted(app), ==, rows[i].wanted);
	if (rows[i].sees != NULL)
		test_sees(app, rows[i].sees);
}

/* The title says whose address it is, the prompt offers it for changing. */
static void
test_own_address(void)
{
	g_autoptr(EmlApp) app = app_of("192.0.2.9", FALSE);

	test_sees(app, "your IP 192.0.2.9");
	test_press(app, "i");
	test_sees(app, " Client IP: 192.0.2.9");
	g_assert_cmpint(test_press(app, "<^u><Enter>"), ==, EML_WISH_ADDRESS);
	g_assert_cmpstr(eml_app_wanted(app), ==, "");
}

static void
test_offline(void)
{
	g_autoptr(EmlApp) app = app_of(NULL, TRUE);

	test_sees(app, "offline");
	g_assert_cmpint(test_press(app, "v"), ==, EML_WISH_NONE);
	test_sees(app, "offline; o asks DNS");
	g_assert_cmpint(test_press(app, "o"), ==, EML_WISH_OFFLINE);
}

/* Pages stay when another inspection comes, except those of the old one's steps and answers. */
static void
test_renewed(void)
{
	g_autoptr(EmlApp) app = app_of(NULL, FALSE);
	g_autoptr(EmlReport) report = test_sample_report("01-newsletter", "192.0.2.9", FALSE);

	test_press(app, "11");
	test_sees(app, "pass for bounce");
	eml_app_renew(app, report, 1, 1);
	test_sees(app, " > SPF");
	test_sees(app, "your IP 192.0.2.9");
	test_press(app, "00<Enter>");
	test_sees(app, "> DNS log > DNS 1");
	eml_app_renew(app, report, 1, 2);
	test_sees(app, "[1/2]  > DNS log");
}

static void
test_over(void)
{
	g_autoptr(EmlApp) app = app_of(NULL, FALSE);

	eml_app_ask_over(app, "/mail/r.json");
	test_sees(app, " /mail/r.json is there already. Save over it? y/n");
	g_assert_cmpint(test_press(app, "<Enter>"), ==, EML_WISH_NONE);
	test_sees(app, "not saved");
	eml_app_ask_over(app, "/mail/r.json");
	g_assert_cmpint(test_press(app, "n"), ==, EML_WISH_NONE);
	test_sees(app, "not saved");
	eml_app_ask_over(app, "/mail/r.json");
	g_assert_cmpint(test_press(app, "y"), ==, EML_WISH_SAVE_OVER);
	g_assert_cmpstr(eml_app_wanted(app), ==, "/mail/r.json");
}

static void
test_paste(void)
{
	g_autoptr(EmlApp) app = app_of(NULL, FALSE);

	g_assert_cmpint(eml_app_paste(app, "'/mail/a b.eml' "), ==, EML_WISH_OPEN);
	g_assert_cmpstr(eml_app_wanted(app), ==, "'/mail/a b.eml' ");
	test_press(app, "i");
	g_assert_cmpint(eml_app_paste(app, " 192.0.2.9\n"), ==, EML_WISH_NONE);
	test_sees(app, " Client IP: 192.0.2.9");
	test_press(app, "<Esc>99/");
	g_assert_cmpint(eml_app_paste(app, "dkim-sig"), ==, EML_WISH_NONE);
	test_sees(app, "1 of 1");
	test_press(app, "<Esc>y");
	g_assert_cmpint(eml_app_paste(app, "v"), ==, EML_WISH_NONE);
}

/* In the prompt, letters are letters. */
static void
test_no_commands(void)
{
	g_autoptr(EmlApp) app = app_of(NULL, FALSE);

	g_assert_cmpint(test_press(app, "OqQ?/]1"), ==, EML_WISH_NONE);
	test_sees(app, " Open: qQ?/]1");
}

/* The bottom line's questions in windows of every width. */
static void
test_sizes(void)
{
	static const char *const keys[] = {"w", "<Esc>i", "<Esc>y", "<Esc>/", "<Esc>O"};
	g_autoptr(EmlApp) app = app_of(NULL, FALSE);

	for (gsize i = 0; i < G_N_ELEMENTS(keys); i++) {
		test_press(app, keys[i]);
		for (guint columns = 0; columns < 90; columns++)
			g_free(test_picture(app, columns, 10));
	}
	test_press(app, "<Esc>");
	eml_app_ask_over(app, "/a/very/long/path/to/some/report/of/a/message.json");
	for (guint columns = 0; columns < 90; columns++)
		g_free(test_picture(app, columns, 10));
}

/* What is typed is seen whole where the window has room for it: a hint gives way. */
static void
test_hint_gives_way(void)
{
	static const struct {
		guint columns;
		gboolean hint;
	} sizes[] = {{40, FALSE}, {80, TRUE}};

	for (gsize i = 0; i < G_N_ELEMENTS(sizes); i++) {
		g_autoptr(EmlApp) app = app_of(NULL, FALSE);
		g_autofree char *picture = NULL;

		test_press(app, "w");
		picture = test_picture(app, sizes[i].columns, 10);
		g_assert_nonnull(strstr(picture, " Save as: 01-newsletter.txt"));
		g_assert_cmpint(strstr(picture, "JSON, else text") != NULL, ==, sizes[i].hint);
	}
}

/* Nothing was verified where DNS is not asked. */
static void
test_label(void)
{
	g_autoptr(EmlApp) live = app_of(NULL, FALSE), offline = app_of(NULL, TRUE);

	test_press(live, "11");
	test_sees(live, "verified now");
	test_press(offline, "11");
	test_sees(offline, "without DNS");
}

int
main(int argc, char **argv)
{
	g_test_init(&argc, &argv, NULL);
	for (gsize i = 0; i < G_N_ELEMENTS(rows); i++)
		g_test_add_data_func(rows[i].name, GSIZE_TO_POINTER(i), test_row);
	g_test_add_func("/tui/doing/own-address", test_own_address);
	g_test_add_func("/tui/doing/offline", test_offline);
	g_test_add_func("/tui/doing/hint-gives-way", test_hint_gives_way);
	g_test_add_func("/tui/doing/label", test_label);
	g_test_add_func("/tui/doing/renewed", test_renewed);
	g_test_add_func("/tui/doing/over", test_over);
	g_test_add_func("/tui/doing/paste", test_paste);
	g_test_add_func("/tui/doing/no-commands", test_no_commands);
	g_test_add_func("/tui/doing/sizes", test_sizes);
	return g_test_run();
}
