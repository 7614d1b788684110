/* tui/app: every key of the table that moves, opens, finds or folds, on a sample's report. */
#include "tui-support.h"

#include "tui/app-private.h"

static EmlApp *
app_of(const char *name)
{
	g_autoptr(EmlReport) report = test_sample_report(name, NULL, FALSE);

	return eml_app_new(report, name, 1, 1);
}

static const struct {
	const char *name, *keys;
	const char *sees[3];
} rows[] = {
    {"/tui/app/overview", "", {"PASS", "1 SPF", "── SPF"}},
    {"/tui/app/down", "j", {"▸  SPF of HELO", "── SPF of HELO"}},
    {"/tui/app/down-arrow", "<Down><Down>", {"▸2 DKIM", "── DKIM #1"}},
    {"/tui/app/up", "jjk", {"▸  SPF of HELO"}},
    {"/tui/app/bottom", "G", {"▸0 DNS log"}},
    {"/tui/app/top", "Gg", {"▸1 SPF"}},
    {"/tui/app/end-home", "<End><Home>", {"▸1 SPF"}},
    {"/tui/app/page-down", "9<Enter><PgDn>", {" > Headers"}},
    {"/tui/app/open", "<Enter>", {" > SPF", "verified now"}},
    {"/tui/app/open-end", "<Enter>G", {" > SPF", "publishes: v=spf1"}},
    {"/tui/app/right-opens", "<Right>", {" > SPF"}},
    {"/tui/app/l-opens", "jjl", {" > DKIM #1"}},
    {"/tui/app/helo-opens", "jl", {" > SPF of HELO", "(HELO name)"}},
    {"/tui/app/escape-goes-back", "<Enter><Esc>", {"PASS", "▸1 SPF"}},
    {"/tui/app/left-goes-back", "<Enter><Left>", {"PASS"}},
    {"/tui/app/q-goes-back", "<Enter>q", {"PASS"}},
    {"/tui/app/digit-selects", "5", {"▸5 Unsubscribe"}},
    {"/tui/app/digit-twice-opens", "55", {" > Unsubscribe"}},
    {"/tui/app/verdict", "V", {" > Verdict", "garden.example did send this", "Garden Letter"}},
    {"/tui/app/digit-in-a-view",
     "55"
     "6",
     {" > Path", "mta1.garden.example > mx.google.com"}},
    {"/tui/app/zero", "00", {" > DNS log", "_dmarc.garden.example"}},
    {"/tui/app/help", "?", {" > Help", "one row down"}},
    {"/tui/app/help-again-closes", "??", {"▸1 SPF"}},
    {"/tui/app/path-in-the-title", "99j<Enter>", {"> Headers > Line 2"}},
    {"/tui/app/search", "99/dkim-sig", {"/dkim-sig", "1 of 1", "DKIM-Signature"}},
    {"/tui/app/search-kept", "99/list-unsub<Enter>", {"1 of ", "with \"list-unsub\""}},
    {"/tui/app/search-next", "99/list-unsub<Enter>n", {"2 of "}},
    {"/tui/app/search-previous", "99/list-unsub<Enter>N", {"went on from the end"}},
    {"/tui/app/search-given-up", "99/list<Esc>", {"▸.          1 Delivered-To"}},
    {"/tui/app/search-edited", "99/dkix<Back>m-s", {"/dkim-s", "1 of 1"}},
    {"/tui/app/search-nothing", "99/zzz<Enter>", {"\"zzz\" is not here"}},
    {"/tui/app/search-nothing-is-forgotten", "99/zzz<Enter>jn", {"nothing was searched for"}},
    {"/tui/app/search-ended-in-the-overview", "/dkim<Enter><Esc>n", {"nothing was searched for"}},
    {"/tui/app/key-of-the-fields", "11d", {"that key is for the header fields: 9"}},
    {"/tui/app/next-without-search", "n", {"nothing was searched for"}},
    {"/tui/app/decoded-in-the-title", "99d", {" > Headers (decoded)  ", "encoded words as text"}},
    {"/tui/app/decoded-and-back", "99dd", {" > Headers  ", "fields as they came"}},
    {"/tui/app/decoded-and-whole", "99du", {" > Headers (decoded, whole)  ", "fields whole"}},
    {"/tui/app/decoded-nowhere-else", "11du", {" > SPF  "}},
    {"/tui/app/whole-keeps-the-selection",
     "99/subject<Enter>u",
     {"▸s         17 DKIM-Signature: "}},
    {"/tui/app/parts", "p", {"▸p Parts", "── Parts", "multipart/alternative"}},
    {"/tui/app/parts-opened", "pp", {" > Parts\n", "text/html"}},
    {"/tui/app/part-to-its-field",
     "pp<Enter><Enter>",
     {"> Headers", "▸1         36 Content-Type: "}},
    {"/tui/app/problems", "f", {"problems only"}},
    {"/tui/app/tab", "<Tab>", {"▸claimed"}},
    {"/tui/app/canonical",
     "c",
     {" > DKIM #1", "▸▾   Canonical header as hashed", "from:Garden·Letter"}},
    {"/tui/app/canonical-in-the-view", "22c", {" > DKIM #1", "▸▾   Canonical header as hashed"}},
    {"/tui/app/zoom", "z", {"▸1 SPF", "one pane"}},
    {"/tui/app/zoom-of-the-details", "<Tab>z", {"── SPF", "▸claimed", "── Steps"}},
    {"/tui/app/zoom-and-tab", "z<Tab>", {"── SPF", "▸claimed", "── Steps"}},
    {"/tui/app/zoom-twice", "zz", {"▸1 SPF", "── SPF", "both panes"}},
    {"/tui/app/escape-leaves-the-pane", "<Tab><Esc>jj", {"▸2 DKIM"}},
    {"/tui/app/left-leaves-the-pane", "<Tab><Left>jj", {"▸2 DKIM"}},
    /* in a branch the left key leads to its row, from there back */
    {"/tui/app/left-in-a-branch", "22G<Left>", {"▸▾   Canonical header as hashed"}},
    {"/tui/app/left-out-of-a-branch", "22G<Left><Left>", {"▸2 DKIM"}},
    {"/tui/app/minus-in-a-branch", "22G-", {"▸▹   Canonical header as hashed"}},
    {"/tui/app/right-unfolds", "22G-<Right>", {"▸▾   Canonical header as hashed"}},
};

static void
test_row(gconstpointer data)
{
	const gsize i = GPOINTER_TO_SIZE(data);
	g_autoptr(EmlApp) app = app_of("01-newsletter");

	test_press(app, rows[i].keys);
	for (guint s = 0; s < G_N_ELEMENTS(rows[i].sees) && rows[i].sees[s] != NULL; s++)
		test_sees(app, rows[i].sees[s]);
}

/* Clicks the middle of the first place on an 80x24 picture that reads so. */
static EmlWish
click(EmlApp *app, const char *text)
{
	g_autofree char *picture = test_picture(app, 80, 24);
	g_auto(GStrv) lines = g_strsplit(picture, "\n", -1);
	EmlWish wish = EML_WISH_NONE;

	for (guint i = 0; lines[i] != NULL; i++) {
		const char *at = strstr(lines[i], text);

		if (at == NULL)
			continue;
		wish = eml_app_click(
		    app, i,
		    (guint)(g_utf8_strlen(lines[i], at - lines[i]) + g_utf8_strlen(text, -1) / 2));
		g_free(test_picture(app, 80, 24));
		return wish;
	}
	g_error("%s is nowhere on\n%s", text, picture);
}

/* A click selects, one on the selection opens, one on a key presses it, elsewhere nothing. */
static void
test_click(void)
{
	g_autoptr(EmlApp) app = app_of("01-newsletter");

	click(app, "3 DMARC");
	test_sees(app, "▸3 DMARC");
	click(app, "emlens");
	click(app, "check  ");
	click(app, "── DMARC");
	test_sees(app, "▸3 DMARC");
	/* into the details, whose first row is selected there already: it does not open yet */
	click(app, "claimed  ");
	test_sees(app, "▸claimed");
	test_sees(app, "▸3 DMARC");
	click(app, "compared  ");
	test_sees(app, "▸compared");
	click(app, "1 SPF");
	test_sees(app, "▸1 SPF");
	click(app, "1 SPF");
	test_sees(app, " > SPF");
	click(app, "q back");
	test_sees(app, "▸1 SPF");
	g_assert_cmpint(click(app, "v verify"), ==, EML_WISH_AGAIN);
	g_assert_cmpint(click(app, "q quit"), ==, EML_WISH_QUIT);
}

/* While something is typed or asked, a click does nothing. */
static void
test_click_while_asked(void)
{
	g_autoptr(EmlApp) app = app_of("01-newsletter");

	test_press(app, "/dm");
	click(app, "1 SPF");
	test_sees(app, "/dm");
	test_press(app, "<Esc>y");
	click(app, "1 SPF");
	test_sees(app, "Copy");
}

/* What the sentence says already is no news below it: the next problem is. */
static void
test_problem(void)
{
	g_autoptr(EmlApp) app = app_of("03-spoof");
	g_autofree char *picture = test_picture(app, 140, 40);

	g_assert_nonnull(strstr(picture, "FAIL   Do not believe the From address: DMARC fails"));
	g_assert_nonnull(strstr(picture, "\n           ✗ Line 10 is forged"));
}

/* One pane has all the lines; what is hidden takes no click. */
static void
test_zoom(void)
{
	g_autoptr(EmlApp) app = app_of("01-newsletter");
	g_autofree char *list = NULL;
	g_autofree char *details = NULL;

	test_press(app, "z");
	list = test_picture(app, 80, 24);
	g_assert_null(strstr(list, "── SPF"));
	click(app, "check  ");
	test_press(app, "<Tab>");
	details = test_picture(app, 80, 24);
	g_assert_null(strstr(details, "2 DKIM"));
	click(app, "── SPF");
	test_sees(app, "▸claimed");
}

/* The column of the rule, or the line of the details' title, that stands between the panes. */
static gint
divider_of(EmlApp *app, guint columns, guint lines)
{
	g_autoptr(EmlCanvas) canvas = eml_canvas_new(columns, lines, TRUE);
	const gboolean beside = columns >= 120;

	eml_app_paint(app, canvas);
	for (guint i = 1; beside ? i < columns : i < lines; i++) {
		const EmlCanvasCell *cell =
		    beside ? eml_canvas_cell(canvas, lines / 2, i) : eml_canvas_cell(canvas, i, 0);

		if (cell->role == EML_ROLE_RULE)
			return (gint)i; /* a screen's size */
	}
	return -1;
}

/* > gives the list more room, < the details, and neither pane goes away. */
static void
test_divider(void)
{
	static const guint sizes[][3] = {{140, 40, 4}, {80, 40, 1}};

	for (gsize i = 0; i < G_N_ELEMENTS(sizes); i++) {
		const guint columns = sizes[i][0], lines = sizes[i][1];
		const gint step = (gint)sizes[i][2];
		g_autoptr(EmlApp) app = app_of("01-newsletter");
		const gint before = divider_of(app, columns, lines);
		gint least = 0;

		g_assert_cmpint(before, >, 0);
		eml_app_key(app, '>');
		g_assert_cmpint(divider_of(app, columns, lines), ==, before + step);
		for (guint n = 0; n < 2; n++)
			eml_app_key(app, '<');
		g_assert_cmpint(divider_of(app, columns, lines), ==, before - step);
		for (guint n = 0; n < 50; n++)
			eml_app_key(app, '<');
		least = divider_of(app, columns, lines);
		g_assert_cmpint(least, >, 1);
		g_assert_cmpint(least, <, before);
	}
}

/* The bottom line says what the key does now. */
static void
test_fold_all(void)
{
	g_autoptr(EmlApp) app = app_of("01-newsletter");
	g_autofree char *open = NULL;
	g_autofree char *folded = NULL;

	test_press(app, "11");
	open = test_picture(app, 140, 40);
	g_assert_nonnull(strstr(open, "* fold all"));
	test_press(app, "*");
	folded = test_picture(app, 140, 40);
	g_assert_nonnull(strstr(folded, "* unfold all"));
}

/* Where the window is low the verdict is a row, too, and Enter shows it whole; in a higher one that
 * row is gone, and what was selected stays. */
static void
test_low(void)
{
	static const char *const words[] = {"FAIL:", "believe", "bank.example", "reject", "mail."};
	g_autoptr(EmlApp) app = app_of("03-spoof");
	g_autofree char *low = test_picture(app, 40, 10);
	g_autofree char *whole = NULL;
	g_autofree char *back = NULL;
	g_autofree char *high = NULL;

	g_assert_nonnull(strstr(low, "▸V Verdict"));
	g_assert_null(strstr(low, "reject"));
	eml_app_key(app, EML_KEY_ENTER);
	whole = test_picture(app, 40, 10);
	for (gsize i = 0; i < G_N_ELEMENTS(words); i++)
		g_assert_nonnull(strstr(whole, words[i]));
	eml_app_key(app, 'q');
	eml_app_key(app, '3');
	back = test_picture(app, 40, 10);
	g_assert_nonnull(strstr(back, "▸3 DMARC"));
	high = test_picture(app, 80, 24);
	g_assert_nonnull(strstr(high, "▸3 DMARC"));
	g_assert_null(strstr(high, "V Verdict"));
}

static const struct {
	const char *name, *keys;
	EmlWish wish;
} wishes[] = {
    {"/tui/app/wish/q-quits-at-the-top", "q", EML_WISH_QUIT},
    {"/tui/app/wish/q-quits-nowhere-else", "<Enter>q", EML_WISH_NONE},
    {"/tui/app/wish/escape-never-quits", "<Esc>", EML_WISH_NONE},
    {"/tui/app/wish/Q-quits", "<Enter>Q", EML_WISH_QUIT},
    {"/tui/app/wish/control-c-when-done", "<^c>", EML_WISH_QUIT},
    {"/tui/app/wish/suspend", "<^z>", EML_WISH_SUSPEND},
    {"/tui/app/wish/redraw", "<^l>", EML_WISH_REDRAW},
    {"/tui/app/wish/theme", "t", EML_WISH_THEME},
    {"/tui/app/wish/mouse", "m", EML_WISH_MOUSE},
    {"/tui/app/wish/again", "v", EML_WISH_AGAIN},
    {"/tui/app/wish/offline", "o", EML_WISH_OFFLINE},
    {"/tui/app/wish/raw", "e", EML_WISH_RAW},
    {"/tui/app/wish/one-message-has-no-next", "]", EML_WISH_NONE},
};

static void
test_wish(gconstpointer data)
{
	const gsize i = GPOINTER_TO_SIZE(data);
	g_autoptr(EmlApp) app = app_of("01-newsletter");

	g_assert_cmpint(test_press(app, wishes[i].keys), ==, wishes[i].wish);
}

static void
test_several(void)
{
	g_autoptr(EmlReport) report = test_sample_report("03-spoof", NULL, FALSE);
	g_autoptr(EmlApp) app = eml_app_new(report, "03-spoof", 2, 3);

	test_sees(app, "[2/3]");
	g_assert_cmpint(test_press(app, "]"), ==, EML_WISH_NEXT);
	g_assert_cmpint(test_press(app, "["), ==, EML_WISH_PREVIOUS);
}

/* Under the verdict stands what to do about it, as in the text report. */
static void
test_advice(void)
{
	g_autoptr(EmlReport) report = test_sample_report("03-spoof", NULL, TRUE);
	g_autoptr(EmlApp) undecided = eml_app_new(report, "03-spoof", 1, 1);
	g_autoptr(EmlApp) pass = app_of("01-newsletter");
	g_autofree char *small = test_picture(undecided, 80, 16);
	g_autofree char *none = test_picture(pass, 80, 24);
	g_autoptr(EmlApp) fail = app_of("03-spoof");
	g_autofree char *table = test_picture(fail, 80, 24);
	g_autofree char *large = test_picture(fail, 80, 40);

	test_sees(undecided, "-> Press o to ask DNS now.");
	g_assert_null(strstr(small, "-> Run"));
	g_assert_null(strstr(none, "-> "));
	g_assert_null(strstr(table, "-> "));
	g_assert_nonnull(strstr(table, "DNS log"));
	g_assert_nonnull(strstr(large, "-> As a reader: act on nothing that it says."));
}

/* The title tells how one came here as far as there is room; the last place always stands there. */
static void
test_long_path(void)
{
	g_autoptr(EmlApp) app = app_of("01-newsletter");

	for (guint i = 0; i < 8; i++)
		test_press(app, "?l<Esc>");
	test_press(app, "11");
	for (guint i = 0; i < 12; i++)
		test_press(app, "j<Enter>");
	test_sees(app, " > ");
	for (guint columns = 0; columns < 100; columns += 3) {
		g_autofree char *picture = test_picture(app, columns, 12);

		g_assert_nonnull(picture);
	}
}

/* However much is opened one from another: Enter goes on opening, the oldest way back is forgotten,
 * and at the end of those that are left stands the overview. */
static void
test_deep(void)
{
	g_autoptr(EmlApp) app = app_of("01-newsletter");
	guint back = 0;

	for (guint i = 0; i < 100; i++)
		eml_app_open(app, eml_about_view(i % 2 == 0 ? EML_VIEW_SPF : EML_VIEW_PATH, 0));
	eml_app_open(app, eml_about_view(EML_VIEW_DNS, 0));
	test_sees(app, " > DNS log");
	while (test_press(app, "q") != EML_WISH_QUIT)
		back++;
	g_assert_cmpuint(back, ==, 31);
	test_sees(app, "PASS");
}

/* Every size of window, in every view. */
static void
test_sizes(void)
{
	g_autoptr(EmlApp) app = app_of("02-mailing-list");

	for (const char *digit = "1234567890?"; *digit != '\0'; digit++) {
		const char keys[] = {*digit, *digit == '?' ? '\0' : *digit, '\0'};

		test_press(app, keys);
		for (guint columns = 0; columns < 180; columns += 13)
			for (guint lines = 0; lines < 50; lines += 7)
				g_free(test_picture(app, columns, lines));
	}
}

int
main(int argc, char **argv)
{
	g_test_init(&argc, &argv, NULL);
	for (gsize i = 0; i < G_N_ELEMENTS(rows); i++)
		g_test_add_data_func(rows[i].name, GSIZE_TO_POINTER(i), test_row);
	for (gsize i = 0; i < G_N_ELEMENTS(wishes); i++)
		g_test_add_data_func(wishes[i].name, GSIZE_TO_POINTER(i), test_wish);
	g_test_add_func("/tui/app/click", test_click);
	g_test_add_func("/tui/app/click-while-asked", test_click_while_asked);
	g_test_add_func("/tui/app/zoom-alone", test_zoom);
	g_test_add_func("/tui/app/divider", test_divider);
	g_test_add_func("/tui/app/fold-all", test_fold_all);
	g_test_add_func("/tui/app/problem", test_problem);
	g_test_add_func("/tui/app/low", test_low);
	g_test_add_func("/tui/app/several", test_several);
	g_test_add_func("/tui/app/advice", test_advice);
	g_test_add_func("/tui/app/long-path", test_long_path);
	g_test_add_func("/tui/app/deep", test_deep);
	g_test_add_func("/tui/app/sizes", test_sizes);
	return g_test_run();
}
