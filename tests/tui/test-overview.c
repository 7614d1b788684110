/* The overview's table: every check is there in the smallest usual window, its key stays its key,
 * and nothing moves when results come in. */
#include "tui-support.h"

#include "dns/offline.h"
#include "inspect.h"
#include "mail/meaning.h"
#include "sign.h"
#include "support.h"

#include <string.h>

/* A message with that many signatures, none of which can be verified. The caller owns it. */
static char *
signed_by(guint n)
{
	GString *text = g_string_new("Return-Path: <b@c.example>\nReceived: from a.example "
				     "([192.0.2.1]) by b.example with SMTP; "
				     "Thu, 05 Mar 2026 14:21:11 +0000\n");

	for (guint i = 0; i < n; i++)
		g_string_append_printf(text,
				       "DKIM-Signature: v=1; a=rsa-sha256; d=d%u.example; s=s;\n"
				       " h=from; bh=AAAA; b=AAAA\n",
				       i);
	g_string_append(text, "From: a@example.org\nSubject: s\n\nText.\n");
	return g_string_free(text, FALSE);
}

/* All checks done over a DNS that holds nothing: a report whose verdict is no open question. */
static EmlReport *
checked(const char *text)
{
	const EmlInspectSettings settings = {.deadline_s = 20, .serial = TRUE, .parts = TRUE};
	g_autoptr(EmlMessage) message = test_message(text);
	g_autoptr(EmlDnsStore) store = test_store(";! complete\n");
	g_autoptr(EmlInspection) inspection = NULL;

	eml_meaning_init();
	inspection = eml_inspection_new("m.eml", message, store, &settings);
	eml_inspection_start(inspection);
	eml_inspection_wait(inspection);
	return eml_inspection_snapshot(inspection);
}

static EmlApp *
app_of(EmlReport *report)
{
	EmlApp *app = eml_app_new(report, "m.eml", 1, 1);

	eml_report_unref(report);
	return app;
}

/* 24 lines hold the table of up to two signatures and the beginning of the details. */
static void
test_whole(void)
{
	for (guint n = 0; n <= 2; n++) {
		g_autofree char *text = signed_by(n);
		g_autoptr(EmlApp) app = app_of(checked(text));
		g_autofree char *picture = test_picture(app, 80, 24);

		g_assert_nonnull(strstr(picture, "\n▸1 SPF"));
		g_assert_nonnull(strstr(picture, "\n 0 DNS log"));
		g_assert_nonnull(strstr(picture, "── SPF ──"));
		g_assert_nonnull(strstr(picture, "\n▸claimed"));
		g_assert_null(strstr(picture, "1-14 of"));
	}
}

/* The name on which the column hangs is whole in some line, and so is that there is none. */
static void
test_claimant(void)
{
	static const struct {
		const char *results, *sees;
	} cases[] = {
	    {"Authentication-Results: atlas222.free.mail.ne1.receiver.example; spf=pass\n",
	     "claimed by atlas222.free.mail.ne1.receiver.example"},
	    {"Authentication-Results: mx.receiver.example; spf=pass\n",
	     "claimed by mx.receiver.example"},
	    {"", "no receiver wrote results"},
	};
	static const guint sizes[][2] = {{80, 24}, {140, 40}};

	for (gsize i = 0; i < G_N_ELEMENTS(cases); i++)
		for (gsize k = 0; k < G_N_ELEMENTS(sizes); k++) {
			g_autofree char *text =
			    g_strdup_printf("%sReceived: from a.example ([192.0.2.1]) by %s with "
					    "SMTP; Thu, 05 Mar 2026 14:21:11 +0000\n"
					    "From: a@example.org\nSubject: s\n\nText.\n",
					    cases[i].results,
					    i == 0 ? "atlas222.free.mail.ne1.receiver.example"
						   : "mx.receiver.example");
			g_autoptr(EmlApp) app = app_of(checked(text));
			g_autofree char *picture = test_picture(app, sizes[k][0], sizes[k][1]);

			if (strstr(picture, cases[i].sees) == NULL)
				g_error("\"%s\" is not in\n%s", cases[i].sees, picture);
		}
}

/* RFC 6376 section 6.1.3: another body is final without any key, and no red sign stands beside
 * "undecided". */
static void
test_changed_body(void)
{
	static const guint sizes[][2] = {{40, 10}, {80, 24}, {140, 40}};
	g_autofree char *made =
	    test_sign("From: a@example.org\nSubject: s\n\nText.\n",
		      "v=1; a=rsa-sha256; c=relaxed/relaxed; d=example.org; s=s; h=from; bh=@BH@; "
		      "b=@B@",
		      TEST_KEY_RSA_1024);
	g_autofree char *text = g_strconcat(made, "More.\n", NULL);
	g_autoptr(EmlApp) app = app_of(test_text_report(text));

	for (gsize i = 0; i < G_N_ELEMENTS(sizes); i++) {
		g_autofree char *picture = test_picture(app, sizes[i][0], sizes[i][1]);

		if (strstr(picture, "✗ cannot pass") == NULL ||
		    strstr(picture, "✗ undecided") != NULL)
			g_error("%s", picture);
	}
	test_press(app, "22");
	test_sees(app, "✗ cannot pass: The body changed after signing");
}

/* Of five the rest scrolls, and the top line says that there is more. */
static void
test_scrolls(void)
{
	g_autofree char *text = signed_by(5);
	g_autoptr(EmlApp) app = app_of(checked(text));
	g_autofree char *picture = NULL;

	test_sees(app, "1-14 of 17   ");
	test_press(app, "G");
	test_sees(app, "4-17 of 17   ");
	picture = test_picture(app, 80, 24);
	g_assert_nonnull(strstr(picture, "\n▸0 DNS log"));
}

/* The keys are bound to the kind, whatever the message holds. */
static void
test_keys_stay(void)
{
	static const char *const keys[][2] = {
	    {"1", "1 SPF"},	    {"2", "2 DKIM"},	{"3", "3 DMARC"},	{"4", "4 ARC"},
	    {"5", "5 Unsubscribe"}, {"6", "6 Path"},	{"7", "7 Claims"},	{"8", "8 Findings"},
	    {"9", "9 Headers"},	    {"0", "0 DNS log"}, {"r", "r Reverse DNS"}, {"p", "p Parts"}};

	for (guint n = 0; n <= 5; n += 5) {
		g_autofree char *text = signed_by(n);
		g_autoptr(EmlApp) app = app_of(test_text_report(text));

		for (gsize i = 0; i < G_N_ELEMENTS(keys); i++) {
			g_autofree char *selected = g_strconcat("\n▸", keys[i][1], NULL);
			g_autofree char *title = g_strconcat(" > ", keys[i][1] + 2, NULL);

			test_press(app, keys[i][0][0] == '0' ? "g" : "G");
			test_press(app, keys[i][0]);
			test_sees(app, selected);
			test_press(app, keys[i][0]);
			test_sees(app, title);
			test_press(app, "<Esc>");
		}
	}
}

/* On which line each key and check stands. */
static char *
places(EmlApp *app, guint columns, guint lines)
{
	g_autofree char *picture = test_picture(app, columns, lines);
	g_auto(GStrv) all = g_strsplit(picture, "\n", -1);
	GString *text = g_string_new(NULL);
	gboolean table = FALSE;

	for (guint i = 0; all[i] != NULL; i++) {
		g_autofree char *start =
		    g_utf8_substring(all[i], 0, MIN(g_utf8_strlen(all[i], -1), 6));

		if (table && g_str_has_prefix(all[i], "──"))
			break;
		table = table || strstr(all[i], " check") != NULL;
		if (table)
			g_string_append_printf(text, "%u %s\n", i, g_strchomp(start));
	}
	g_assert_cmpuint(text->len, >, 0);
	return g_string_free(text, FALSE);
}

/* Before anything is asked, and when all is done; without DNS, with one that has no record, and one
 * that is dead (every answer a failure). */
static void
test_nothing_moves(void)
{
	static const guint sizes[][2] = {{80, 24}, {140, 40}, {60, 20}, {40, 10}};
	static const char *const zones[] = {NULL, ";! complete\n",
					    ";! failed a.example. TXT timeout\n"};
	g_autofree char *source = signed_by(2);
	g_autoptr(EmlMessage) message = test_message(source);

	eml_meaning_init();
	for (gsize i = 0; i < G_N_ELEMENTS(sizes) * G_N_ELEMENTS(zones); i++) {
		const guint *size = sizes[i % G_N_ELEMENTS(sizes)];
		const char *zone = zones[i / G_N_ELEMENTS(sizes)];
		const EmlInspectSettings settings = {
		    .deadline_s = 20, .serial = TRUE, .offline = zone == NULL};
		g_autoptr(EmlDnsStore) store =
		    zone == NULL ? eml_dns_store_new(eml_dns_offline_new()) : test_store(zone);
		g_autoptr(EmlInspection) inspection =
		    eml_inspection_new("m.eml", message, store, &settings);
		g_autoptr(EmlApp) app = app_of(eml_inspection_snapshot(inspection));
		g_autofree char *before = places(app, size[0], size[1]);
		g_autofree char *after = NULL;
		g_autoptr(EmlReport) done = NULL;

		eml_inspection_start(inspection);
		eml_inspection_wait(inspection);
		done = eml_inspection_snapshot(inspection);
		eml_app_set_report(app, done);
		after = places(app, size[0], size[1]);
		g_assert_cmpstr(before, ==, after);
	}
}

/* A message that is one file: its name in the overview, and its type in the view. */
static void
test_single_file(void)
{
	g_autoptr(EmlApp) app =
	    app_of(checked("From: a@example.org\nContent-Type: application/x-msdownload;\n"
			   " name=\"invoice.pdf.exe\"\n\nx\n"));
	g_autofree char *picture = test_picture(app, 80, 24);

	g_assert_nonnull(strstr(picture, "\"invoice.pdf.exe\""));
	test_press(app, "pp");
	test_sees(app, "type           application/x-msdownload");
}

int
main(int argc, char **argv)
{
	g_test_init(&argc, &argv, NULL);
	g_test_add_func("/tui/overview/whole", test_whole);
	g_test_add_func("/tui/overview/claimant", test_claimant);
	g_test_add_func("/tui/overview/changed-body", test_changed_body);
	g_test_add_func("/tui/overview/scrolls", test_scrolls);
	g_test_add_func("/tui/overview/keys-stay", test_keys_stay);
	g_test_add_func("/tui/overview/nothing-moves", test_nothing_moves);
	g_test_add_func("/tui/overview/single-file", test_single_file);
	return g_test_run();
}
