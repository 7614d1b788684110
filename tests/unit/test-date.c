/* Rows for eml_meaning_date(): RFC 5322 sections 3.3 and 4.3, and what programs write into
 * Received. */
#include "mail/meaning.h"

#define BYTES(text) text, sizeof text - 1
#define NO_DATE G_MININT64

static const struct {
	const char *name;
	const char *in;
	gsize len;
	gint64 seconds; /* NO_DATE: FALSE */
	gint offset;	/* minutes */
} rows[] = {
    {"plain", BYTES("Fri, 21 Nov 1997 09:55:06 -0600"), 880127706, -360},
    {"no-day-name", BYTES("21 Nov 1997 09:55:06 -0600"), 880127706, -360},
    {"no-seconds", BYTES("21 Nov 1997 09:55 -0600"), 880127700, -360},
    {"one-digit-day", BYTES("Tue, 1 Jul 2003 10:52:37 +0200"), 1057049557, 120},
    {"two-digit-day", BYTES("Tue, 01 Jul 2003 10:52:37 +0200"), 1057049557, 120},
    {"case", BYTES("tUE, 1 jUL 2003 10:52:37 +0200"), 1057049557, 120},
    {"half-hour-zone", BYTES("Tue, 1 Jul 2003 14:22:37 +0530"), 1057049557, 330},
    {"unknown-zone", BYTES("Tue, 1 Jul 2003 08:52:37 -0000"), 1057049557, 0},
    {"wide-zone", BYTES("Tue, 1 Jul 2003 08:52:37 +9959"), 1057049557 - 5999 * 60, 5999},
    {"leap-second", BYTES("Sat, 31 Dec 2016 23:59:60 +0000"), 1483228800, 0},
    {"leap-day", BYTES("Thu, 29 Feb 2024 00:00:00 +0000"), 1709164800, 0},
    {"folded", BYTES("Tue,\r\n 1 Jul 2003\r\n\t10:52:37\r\n +0200"), 1057049557, 120},
    {"comment-last", BYTES("Tue, 1 Jul 2003 10:52:37 +0200 (CEST)"), 1057049557, 120},
    {"comment-nested-pair", BYTES("Tue, 1 Jul 2003 10:52:37 +0200 (a (b\\)) c)"), 1057049557, 120},
    {"comment-unclosed", BYTES("Tue, 1 Jul 2003 10:52:37 +0200 (CEST"), 1057049557, 120},
    {"comment-before-zone", BYTES("Wed, 20 Sep 1995 00:19:00 (EDT) -0400"), 811570740, -240},
    {"cfws-everywhere",
     BYTES(
	 " (a) Fri (b) , (c) 21 (d) Nov (e) 1997 (f) 09 (g) : (h) 55 (i) : (j) 06 (k) -0600 (l) "),
     880127706, -360},
    {"obsolete-zone-gmt", BYTES("21 Nov 97 09:55:06 GMT"), 880106106, 0},
    {"obsolete-zone-ut", BYTES("21 Nov 97 09:55:06 UT"), 880106106, 0},
    {"obsolete-zone-est", BYTES("21 Nov 97 09:55:06 EST"), 880106106 + 5 * 3600, -300},
    {"obsolete-zone-edt", BYTES("Tue, 8 Oct 91 10:25:36 EDT"), 686931936, -240},
    {"obsolete-zone-cst", BYTES("21 Nov 97 09:55:06 CST"), 880106106 + 6 * 3600, -360},
    {"obsolete-zone-cdt", BYTES("21 Nov 97 09:55:06 CDT"), 880106106 + 5 * 3600, -300},
    {"obsolete-zone-mst", BYTES("21 Nov 97 09:55:06 mst"), 880106106 + 7 * 3600, -420},
    {"obsolete-zone-mdt", BYTES("21 Nov 97 09:55:06 MDT"), 880106106 + 6 * 3600, -360},
    {"obsolete-zone-pst", BYTES("21 Nov 97 09:55:06 PST"), 880106106 + 8 * 3600, -480},
    {"obsolete-zone-pdt", BYTES("21 Nov 97 09:55:06 PDT"), 880106106 + 7 * 3600, -420},
    {"military-zone", BYTES("21 Nov 97 09:55:06 A"), 880106106, 0},
    {"military-zone-z", BYTES("21 Nov 97 09:55:06 Z"), 880106106, 0},
    {"other-zone", BYTES("21 Nov 97 09:55:06 CET"), 880106106, 0},
    {"no-zone", BYTES("21 Nov 1997 09:55:06"), 880106106, 0},
    {"zone-colon", BYTES("Tue, 1 Jul 2003 10:52:37 +02:00"), 1057049557, 120},
    {"zone-and-name", BYTES("Tue, 1 Jul 2003 10:52:37 +0200 CEST"), 1057049557, 120},
    {"year-49", BYTES("21 Nov 49 09:55:06 +0000"), 2521101306, 0},
    {"year-50", BYTES("21 Nov 50 09:55:06 +0000"), -603122694, 0},
    {"year-three-digits", BYTES("21 Nov 103 09:55:06 +0000"), 1069408506, 0},
    {"before-1970", BYTES("1 Jan 1969 00:00:00 +0000"), -31536000, 0},
    {"no-comma", BYTES("Fri 21 Nov 1997 09:55:06 -0600"), 880127706, -360},
    {"no-blank-after-comma", BYTES("Fri,21 Nov 1997 09:55:06 -0600"), 880127706, -360},
    {"wrong-day-name", BYTES("Mon, 21 Nov 1997 09:55:06 -0600"), 880127706, -360},
    {"one-digit-hour", BYTES("Fri, 21 Nov 1997 9:55:06 -0600"), 880127706, -360},
    {"fraction", BYTES("Fri, 21 Nov 1997 09:55:06.123 -0600"), 880127706, -360},
    {"go", BYTES("2018-09-28 08:48:36.858842501 +0000 UTC m=+1856335.516585242"), 1538124516, 0},
    {"go-offset", BYTES("2018-09-28 10:48:36.8 +0200 CEST m=+0.1"), 1538124516, 120},
    {"go-without-clock", BYTES("2018-09-28 08:48:36 +0000 UTC"), 1538124516, 0},
    {"go-tail", BYTES("Fri, 28 Sep 2018 08:48:36 +0000 m=+555016.7"), 1538124516, 0},
    {"go-tail-name", BYTES("Fri, 28 Sep 2018 08:48:36 +0000 UTC m=+555016.7"), 1538124516, 0},
    {"go-tail-negative", BYTES("Fri, 28 Sep 2018 08:48:36 +0000 UTC m=-0.7"), 1538124516, 0},
    {"empty", BYTES(""), NO_DATE, 0},
    {"blank", BYTES(" \r\n "), NO_DATE, 0},
    {"comment-only", BYTES("(21 Nov 1997 09:55:06 -0600)"), NO_DATE, 0},
    {"word", BYTES("Whenever"), NO_DATE, 0},
    {"day-name-only", BYTES("Thu,"), NO_DATE, 0},
    {"day-0", BYTES("0 Nov 1997 09:55:06 -0600"), NO_DATE, 0},
    {"day-31", BYTES("31 Nov 1997 09:55:06 -0600"), NO_DATE, 0},
    {"day-29-february", BYTES("29 Feb 2023 09:55:06 -0600"), NO_DATE, 0},
    {"day-three-digits", BYTES("021 Nov 1997 09:55:06 -0600"), NO_DATE, 0},
    {"month-unknown", BYTES("29 paX 2007 21:13:00 +0100"), NO_DATE, 0},
    {"month-longer", BYTES("29 Marzo 2007 21:13:00 +0100"), NO_DATE, 0},
    {"year-one-digit", BYTES("21 Nov 7 09:55:06 -0600"), NO_DATE, 0},
    {"year-five-digits", BYTES("21 Nov 19970 09:55:06 -0600"), NO_DATE, 0},
    {"year-0", BYTES("21 Nov 0000 09:55:06 -0600"), NO_DATE, 0},
    {"hour-24", BYTES("21 Nov 1997 24:00:00 -0600"), NO_DATE, 0},
    {"minute-60", BYTES("21 Nov 1997 09:60:06 -0600"), NO_DATE, 0},
    {"second-61", BYTES("21 Nov 1997 09:55:61 -0600"), NO_DATE, 0},
    {"minute-one-digit", BYTES("21 Nov 1997 09:5:06 -0600"), NO_DATE, 0},
    {"no-time", BYTES("21 Nov 1997"), NO_DATE, 0},
    {"zone-minute-60", BYTES("21 Nov 1997 09:55:06 -0660"), NO_DATE, 0},
    {"zone-three-digits", BYTES("21 Nov 1997 09:55:06 -060"), NO_DATE, 0},
    {"zone-five-digits", BYTES("21 Nov 1997 09:55:06 -06000"), NO_DATE, 0},
    {"zone-letter", BYTES("12 Oct 2010 16:21:05 H0500"), NO_DATE, 0},
    {"rest", BYTES("21 Nov 1997 09:55:06 -0600 x y"), NO_DATE, 0},
    {"us-form", BYTES("May 8, 2005 1:17 PM"), NO_DATE, 0},
    {"nul", BYTES("21 Nov 1997 09:55:06 -0600\0"), NO_DATE, 0},
    {"8bit", BYTES("21 N\xf6v 1997 09:55:06 -0600"), NO_DATE, 0},
    {"digits", BYTES("99999999999999999999999999999"), NO_DATE, 0},
    {"week-form", BYTES("2018-W39-5 08:48:36 +0000"), NO_DATE, 0},
};

static void
test_row(gconstpointer data)
{
	const guint i = GPOINTER_TO_UINT(data);
	gint64 seconds = NO_DATE;
	gint offset = 0;
	const gboolean is_date =
	    eml_meaning_date(eml_slice_n(rows[i].in, rows[i].len), &seconds, &offset);

	g_assert_cmpint(seconds, ==, rows[i].seconds);
	g_assert_cmpint(is_date, ==, rows[i].seconds != NO_DATE);
	g_assert_cmpint(offset, ==, rows[i].offset);
}

static void
test_truncated(gconstpointer data)
{
	const guint i = GPOINTER_TO_UINT(data);

	for (gsize n = 0; n < rows[i].len; n++) {
		g_autofree char *copy =
		    g_memdup2(rows[i].in, n); /* so that ASan sees a read past the end */
		gint64 seconds = NO_DATE;

		g_assert_cmpint(eml_meaning_date(eml_slice_n(copy, n), &seconds, NULL), ==,
				seconds != NO_DATE);
	}
}

int
main(int argc, char **argv)
{
	g_test_init(&argc, &argv, NULL);
	for (guint i = 0; i < G_N_ELEMENTS(rows); i++) {
		g_autofree char *path = g_strdup_printf("/date/%s", rows[i].name);
		g_autofree char *cut = g_strdup_printf("/date/truncated/%s", rows[i].name);

		g_test_add_data_func(path, GUINT_TO_POINTER(i), test_row);
		g_test_add_data_func(cut, GUINT_TO_POINTER(i), test_truncated);
	}
	return g_test_run();
}
