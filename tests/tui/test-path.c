/* The path: a bar for each delay, the longest filling its column; what is no delay in words. */
#include "tui-support.h"

/* Six hops, newest first: +13 s, two seconds before the hop below (skew), +131 min (the longest),
 * +9 s, nothing to compare with, no time. The third from the top comes from a public address. */
static const char message[] =
    "Received: from filter.rcpt.example (filter.rcpt.example [10.0.0.3])\n"
    "\tby store.rcpt.example with LMTP id x5; Thu, 05 Mar 2026 16:32:31 +0000\n"
    "Received: from mx.rcpt.example (mx.rcpt.example [10.0.0.2])\n"
    "\tby filter.rcpt.example with ESMTP id x4; Thu, 05 Mar 2026 16:32:18 +0000\n"
    "Received: from out.esp.example (out.esp.example [203.0.113.9])\n"
    "\t(using TLSv1.3 with cipher TLS_AES_256_GCM_SHA384 (256/256 bits))\n"
    "\tby mx.rcpt.example (Postfix) with ESMTPS id x3\n"
    "\tfor <me@rcpt.example>; Thu, 05 Mar 2026 16:32:20 +0000\n"
    "Received: from queue.out.esp.example (queue.out.esp.example [203.0.113.8])\n"
    "\tby out.esp.example with ESMTPS id x2; Thu, 05 Mar 2026 14:21:20 +0000\n"
    "Received: from app7.out.esp.example (app7.out.esp.example [203.0.113.7])\n"
    "\tby queue.out.esp.example with ESMTP id x1; Thu, 05 Mar 2026 14:21:11 +0000\n"
    "Received: from app7.out.esp.example by app7.out.esp.example with HTTP id x0\n"
    "Date: Thu, 05 Mar 2026 14:21:10 +0000\n"
    "From: A <a@esp.example>\n"
    "To: me@rcpt.example\n"
    "Subject: a long wait\n"
    "Message-ID: <1@esp.example>\n"
    "\n"
    "Hi.\n";

/* Bars at 80 columns have seven cells of eight steps. 7860 s fill it; of 56 steps 13 s and 9 s are
 * less than one, which is shown as one. */
static const char unicode[] =
    " emlens  slow.eml  > Path                                   offline   1 problem\n"
    " hop     delay         from > by, newest first                   with    TLS\n"
    "▸  6     +13 s ▏       filter.rcpt.example > store.rcpt.example  LMTP\n"
    "   5      -2 s ! skew  mx.rcpt.example > filter.rcpt.example     ESMTP   no TLS\n"
    "   4   +2:11 h ███████ out.esp.example > mx.rcpt.example         ESMTPS  TLS1.3\n"
    "── Below: written before your server received it; may be forged ────────────────\n"
    "   3      +9 s ▏       queue.out.esp.example > out.esp.example   ESMTPS  TLS\n"
    "   2                   app7.out.esp.example                      ESMTP   no TLS\n"
    "                       > queue.out.esp.example\n"
    "   1           no time app7.out.esp.example                      HTTP\n"
    "                       > app7.out.esp.example\n"
    "\n"
    " Enter open  q back  ? help  / search  Tab pane  v verify  y copy  w save\n";

static const char ascii[] =
    " emlens  slow.eml  > Path                                   offline   1 problem\n"
    " hop     delay         from > by, newest first                   with    TLS\n"
    ">  6     +13 s #       filter.rcpt.example > store.rcpt.example  LMTP\n"
    "   5      -2 s ! skew  mx.rcpt.example > filter.rcpt.example     ESMTP   no TLS\n"
    "   4   +2:11 h ####### out.esp.example > mx.rcpt.example         ESMTPS  TLS1.3\n"
    "-- Below: written before your server received it; may be forged ----------------\n"
    "   3      +9 s #       queue.out.esp.example > out.esp.example   ESMTPS  TLS\n"
    "   2                   app7.out.esp.example                      ESMTP   no TLS\n"
    "                       > queue.out.esp.example\n"
    "   1           no time app7.out.esp.example                      HTTP\n"
    "                       > app7.out.esp.example\n"
    "\n"
    " Enter open  q back  ? help  / search  Tab pane  v verify  y copy  w save\n";

/* Names are broken at a dot, never cut; protocol and TLS have no room. */
static const char narrow[] = " emlens  slow.eml  > Path       offline\n"
			     " hop     delay        from > by, newest\n"
			     "▸  6     +13 s ▏      filter.rcpt.\n"
			     "                      example\n"
			     "                      > store.rcpt.\n"
			     "                      example\n"
			     "   5      -2 s ! skew mx.rcpt.example\n"
			     "                      > filter.rcpt.\n"
			     "                      example\n"
			     " Enter open  q back  ? help  / search\n";

static EmlApp *
path_of(const char *text)
{
	EmlReport *report = test_text_report(text);
	EmlApp *app = eml_app_new(report, "slow.eml", 1, 1);

	eml_report_unref(report);
	test_press(app, "66");
	return app;
}

static void
test_screens(void)
{
	g_autoptr(EmlApp) app = path_of(message);
	g_autofree char *first = test_picture_of(app, 80, 13, TRUE);
	g_autofree char *second = test_picture_of(app, 80, 13, FALSE);
	g_autofree char *third = test_picture_of(app, 40, 10, TRUE);

	g_assert_cmpstr(first, ==, unicode);
	g_assert_cmpstr(second, ==, ascii);
	g_assert_cmpstr(third, ==, narrow);
}

/* What the details say of each hop, and the overview of all: 16:32:31 is 7880 s after 14:21:11. */
static void
test_words(void)
{
	g_autoptr(EmlApp) app = path_of(message);

	test_sees(app, "delay          +13 s\n");
	test_press(app, "j");
	test_sees(app, "delay        ! -2 s, skew: the clocks disagree, or the lower field is "
		       "not\n                genuine");
	test_press(app, "j<Tab>G");
	test_sees(app, "delay          +2:11 h, the longest of this path");
	test_press(app, "<Tab>G");
	test_sees(app, "time           not written, or in a form that cannot be read");
	test_press(app, "k");
	test_sees(app, "delay          not known: no older hop has a time");
	test_press(app, "<Esc>");
	test_sees(app, "· 6 hops      2:11 h, hop 4, skew");
}

/* The bar has its own role where it is the longest, and nothing is red or green. */
static void
test_roles(void)
{
	g_autoptr(EmlApp) app = path_of(message);
	g_autoptr(EmlCanvas) canvas = eml_canvas_new(80, 13, TRUE);

	eml_app_paint(app, canvas);
	g_assert_cmpint(eml_canvas_cell(canvas, 4, 16)->role, ==, EML_ROLE_STRONG);
	g_assert_cmpint(eml_canvas_cell(canvas, 2, 16)->role, ==, EML_ROLE_TEXT);
	g_assert_cmpint(eml_canvas_cell(canvas, 3, 16)->role, ==, EML_ROLE_WARN);
}

static void
test_none(void)
{
	g_autoptr(EmlApp) app = path_of("From: a@example.org\n\n");

	test_sees(app, "No Received field: the message has not traveled, or they were removed.");
}

/* Without a border the list ends with the reason. */
static void
test_no_border(void)
{
	g_autoptr(EmlApp) app =
	    path_of("Received: by mx.example.org (Postfix, from userid 7) id 1\n"
		    "From: a@example.org\n\n");
	g_autoptr(EmlApp) inside = path_of(
	    "Received: from x ([10.0.0.1]) by mx.example.org with ESMTP id 1; Thu, 05 Mar 2026 "
	    "16:32:31 +0000\nFrom: a@example.org\n\n");

	test_sees(app, "by mx.example.org (Postfix, from userid 7)");
	test_sees(inside,
		  "Nothing shows where the message came in from outside: no field gives an");
	test_sees(inside,
		  "time           2026-03-05T16:32:31Z; signatures are checked as of this time");
}

/* RFC 7568 section 3 forbids SSLv3; no standard knows X-Originating-IP, which is named and not
 * used. */
static void
test_remarks(void)
{
	g_autoptr(EmlApp) app =
	    path_of("Received: from a.example (a.example [192.0.2.1])\n"
		    "\t(version=SSLv3 cipher=RC4-SHA bits=128) by b.example with ESMTPS id x;\n"
		    "\tThu, 05 Mar 2026 16:32:31 +0000\n"
		    "X-Originating-IP: [198.51.100.9]\nFrom: a@example.org\n\n");

	test_sees(app, "X-Originating-IP (line 4) says \"[198.51.100.9]\": perhaps the");
	test_press(app, "<Tab>G");
	test_sees(app, "! SSLv3, broken");
}

int
main(int argc, char **argv)
{
	g_test_init(&argc, &argv, NULL);
	g_test_add_func("/tui/path/screens", test_screens);
	g_test_add_func("/tui/path/words", test_words);
	g_test_add_func("/tui/path/roles", test_roles);
	g_test_add_func("/tui/path/none", test_none);
	g_test_add_func("/tui/path/no-border", test_no_border);
	g_test_add_func("/tui/path/remarks", test_remarks);
	return g_test_run();
}
