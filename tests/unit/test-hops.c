/* Rows for claim/border and claim/hops: standards E.5 (1), and delays. */
#include "support-shapes.h"

/* Received fields only, newest first; the border's index among them and what was skipped on the
 * way. */
static const struct {
	const char *name, *fields;
	gint border;
	gboolean by_name, without_address;
} rows[] = {
    {"none", "", -1, FALSE, FALSE},
    {"one-public",
     "Received: from a.example (a.example [192.0.2.1]) by mx.example.org with ESMTP id 1; D\n", 0,
     FALSE, FALSE},
    {"private-first",
     "Received: from x ([10.0.0.1]) by imap.example.org with ESMTP id 2; D\n"
     "Received: from a.example (a.example [192.0.2.1]) by mx.example.org with ESMTP id 1; D\n",
     1, FALSE, FALSE},
    {"loopback-first",
     "Received: from localhost (localhost [127.0.0.1]) by mx.example.org with ESMTP id 2; D\n"
     "Received: from a.example (a.example [192.0.2.1]) by mx.example.org with ESMTP id 1; D\n",
     1, FALSE, FALSE},
    {"shared-address-space",
     "Received: from x ([100.64.0.1]) by imap.example.org with ESMTP id 2; D\n"
     "Received: from a.example (a.example [192.0.2.1]) by mx.example.org with ESMTP id 1; D\n",
     1, FALSE, FALSE},
    {"unique-local-and-link-local",
     "Received: from x ([IPv6:fd00::1]) by imap.example.org with ESMTP id 3; D\n"
     "Received: from y ([IPv6:fe80::1]) by imap.example.org with ESMTP id 2; D\n"
     "Received: from a.example (a.example [IPv6:2001:db8::1]) by mx.example.org with ESMTP id 1; "
     "D\n",
     2, FALSE, FALSE},
    {"no-from",
     "Received: by mx.example.org with HTTP; D\n"
     "Received: from a.example (a.example [192.0.2.1]) by mx.example.org with ESMTP id 1; D\n",
     1, FALSE, FALSE},
    {"lmtp-without-address",
     "Received: from mx.example.org by imap.example.org with LMTP id 2; D\n"
     "Received: from a.example (a.example [192.0.2.1]) by mx.example.org with ESMTP id 1; D\n",
     1, FALSE, FALSE},
    {"smtp-without-address",
     "Received: from a.example by mx.example.org with ESMTP id 2; D\n"
     "Received: from b.example (b.example [192.0.2.1]) by a.example with ESMTP id 1; D\n",
     1, FALSE, TRUE},
    {"single-label-by-without-address", /* iCloud's mail gateway */
     "Received: from st43p00im.me.com by p44-mailgateway-smtp-77 (mailgateway 24) with SMTP id 2; "
     "D\n"
     "Received: from a.example (a.example [192.0.2.1]) by st43p00im.me.com with ESMTPS id 1; D\n",
     1, FALSE, FALSE},
    /* the receiver's own reverse look-up */
    {"own-name",
     "Received: from mx1 (mx1.example.org [192.0.2.9]) by imap.example.org with ESMTP id 2; D\n"
     "Received: from a.example (a.example [192.0.2.1]) by mx1.example.org with ESMTP id 1; D\n",
     1, TRUE, FALSE},
    {"own-name-public-suffix",
     "Received: from x (a.co.uk [192.0.2.9]) by b.co.uk with ESMTP id 2; D\n"
     "Received: from a.example (a.example [192.0.2.1]) by b.co.uk with ESMTP id 1; D\n",
     0, FALSE, FALSE},
    {"own-name-unknown",
     "Received: from mx1.example.org (unknown [192.0.2.9]) by imap.example.org with ESMTP id 2; D\n"
     "Received: from a.example (a.example [192.0.2.1]) by mx1.example.org with ESMTP id 1; D\n",
     0, FALSE, FALSE},
    {"own-name-may-be-forged",
     "Received: from mx1.example.org (mx1.example.org [192.0.2.9] (may be forged)) by "
     "imap.example.org with ESMTP id 2; D\n"
     "Received: from a.example (a.example [192.0.2.1]) by mx1.example.org with ESMTP id 1; D\n",
     0, FALSE, FALSE},
    {"helo-never",
     "Received: from mx1.example.org ([192.0.2.9]) by imap.example.org with ESMTP id 2; D\n"
     "Received: from a.example (a.example [192.0.2.1]) by mx1.example.org with ESMTP id 1; D\n",
     0, FALSE, FALSE},
    {"helo-never-exim",
     "Received: from [192.0.2.9] (helo=mx1.example.org) by imap.example.org with esmtp id 2; D\n"
     "Received: from a.example (a.example [192.0.2.1]) by mx1.example.org with ESMTP id 1; D\n",
     0, FALSE, FALSE},
    /* providers */
    {"gmail-to-gmail",
     "Received: by 2002:a05:7108:16ca:b0:40c:8dfd:882c with SMTP id s1; D\n"
     "Received: from mail-sor-f41.google.com (mail-sor-f41.google.com. [209.85.220.41])\n by "
     "mx.google.com with SMTPS id 7; D\n"
     "Received: from x.example (x.example [192.0.2.1]) by smtp.gmail.com with ESMTPSA id 6; D\n",
     1, FALSE, FALSE},
    {"microsoft-networks",
     "Received: from A.prod.outlook.com (2603:10b6:806:32c::22) by B.prod.outlook.com with HTTPS; "
     "D\n"
     "Received: from C.prod.outlook.com (2a01:111:e400:7a4d::27) by A.prod.outlook.com "
     "(2603:10b6:408:7d::12) with Microsoft SMTP Server id 15.20.2347.17; D\n"
     "Received: from D.eop-nam01.prod.protection.outlook.com (2a01:111:f400:7e40::205) by "
     "C.outlook.office365.com (2a01:111:e400:7a4d::27) with Microsoft SMTP Server id 15.20.1; D\n"
     "Received: from mail.sender.example (192.0.2.1) by D.mail.protection.outlook.com (10.152.0.1) "
     "with "
     "Microsoft SMTP Server id 15.20.4; D\n",
     3, FALSE, FALSE},
    {"microsoft-inner-edge-names", /* hosts below protection.outlook.com that are not at the edge */
     "Received: from E.eop-APC01.prod.protection.outlook.com (2a01:111:e400:7ebe::44) by "
     "F.eop-APC01.prod.protection.outlook.com (2a01:111:e400:7ebe::428) with Microsoft SMTP "
     "Server; D\n"
     "Received: from mail.sender.example (192.0.2.1) by E.mail.protection.outlook.com (10.152.0.1) "
     "with "
     "Microsoft SMTP Server id 15.20.4; D\n",
     1, FALSE, FALSE},
    {"microsoft-to-microsoft",
     "Received: from A.prod.outlook.com (2603:10b6:806:32c::22) by B.prod.outlook.com with HTTPS; "
     "D\n"
     "Received: from X.outbound.protection.outlook.com (40.92.66.108) by "
     "D.mail.protection.outlook.com (10.152.0.1) with Microsoft SMTP Server id 15.20.4; D\n"
     "Received: from mail.paypal.example (198.51.100.66) by Y.prod.outlook.com with Microsoft "
     "SMTP; D\n",
     1, FALSE, FALSE},
    {"microsoft-to-microsoft-ipv6",
     "Received: from X.outbound.protection.outlook.com (2a01:111:f403:c110::2) by "
     "D.mail.protection.outlook.com (10.152.0.1) with Microsoft SMTP Server id 15.20.4; D\n"
     "Received: from mail.paypal.example (198.51.100.66) by Y.prod.outlook.com with Microsoft "
     "SMTP; D\n",
     0, FALSE, FALSE},
    {"microsoft-network-elsewhere", /* its networks explain nothing at other hosts */
     "Received: from X.outbound.protection.outlook.com (mail-x.outbound.protection.outlook.com "
     "[2a01:111:f403:c110::2]) by mx.example.org with ESMTPS id 2; D\n"
     "Received: from b.example (b.example [192.0.2.1]) by Y.prod.outlook.com with ESMTP id 1; D\n",
     0, FALSE, FALSE},
    {"microsoft-look-alike",
     "Received: from X (2603:10b6::1) by mx.evil-outlook.com with ESMTPS id 2; D\n"
     "Received: from b.example (b.example [192.0.2.1]) by Y with ESMTP id 1; D\n",
     0, FALSE, FALSE},
    /* all internal */
    {"all-private",
     "Received: from x ([10.0.0.1]) by imap.example.org with ESMTP id 2; D\n"
     "Received: from y ([10.0.0.2]) by mx.example.org with ESMTP id 1; D\n",
     -1, FALSE, FALSE},
    {"all-internal-lowest-public",
     "Received: from mx1 (mx1.example.org [192.0.2.9]) by imap.example.org with ESMTP id 3; D\n"
     "Received: from mx2 (mx2.example.org [192.0.2.8]) by mx1.example.org with ESMTP id 2; D\n"
     "Received: from y ([10.0.0.2]) by mx2.example.org with ESMTP id 1; D\n",
     1, TRUE, FALSE},
    {"build-number-is-no-address",
     "Received: from A.example by B.example.org with Microsoft SMTP Server id 15.20.7784.21; D\n",
     -1, FALSE, TRUE},
    {"documentation-network-is-public",
     "Received: from A.example (A.example [203.0.113.5]) by B.example.org with ESMTP id 1; D\n", 0,
     FALSE, FALSE},
};

static void
test_border(gconstpointer data)
{
	const guint i = GPOINTER_TO_UINT(data);
	g_autofree char *fields = g_strconcat(rows[i].fields, "From: a@b.example\n", NULL);
	g_autoptr(TestClaims) claims = test_claims_new(fields, NULL, NULL);

	g_assert_cmpint(claims->hops->border, ==, rows[i].border);
	g_assert_cmpint(claims->hops->skipped_by_name, ==, rows[i].by_name);
	g_assert_cmpint(claims->hops->skipped_without_address, ==, rows[i].without_address);
	for (guint h = 0; h < claims->hops->hops->len; h++) {
		const EmlHop *hop = g_ptr_array_index(claims->hops->hops, h);

		g_assert_cmpint(hop->border, ==, (gint)h == rows[i].border);
		g_assert_cmpuint(hop->field, ==, h);
	}
}

static void
test_delays(void)
{
	static const struct {
		gboolean has_time, has_delay;
		gint64 delay_s;
	} wanted[] = {
	    {TRUE, TRUE, 5},   {TRUE, TRUE, -86401}, {TRUE, FALSE, 0},
	    {FALSE, FALSE, 0}, {TRUE, FALSE, 0},
	};
	g_autoptr(TestClaims) claims = test_claims_new(
	    "Received: from a ([10.0.0.1]) by e.example; Mon, 2 Nov 2026 12:00:05 +0200\n"
	    "Received: from b ([10.0.0.1]) by d.example; Mon, 2 Nov 2026 10:00:00 +0000\n"
	    "Received: from b ([192.0.2.1]) by c.example; Tue, 3 Nov 2026 10:00:01 +0000\n"
	    "Received: from c ([192.0.2.1]) by b.example\n"
	    "Received: from d ([192.0.2.1]) by a.example; Mon, 2 Nov 2026 09:00:00 +0000\n"
	    "From: a@b.example\n",
	    NULL, NULL);
	gint64 seconds = 0;

	g_assert_cmpuint(claims->hops->hops->len, ==, G_N_ELEMENTS(wanted));
	for (guint i = 0; i < G_N_ELEMENTS(wanted); i++) {
		const EmlHop *hop = g_ptr_array_index(claims->hops->hops, i);

		g_assert_cmpint(hop->has_time, ==, wanted[i].has_time);
		g_assert_cmpint(hop->has_delay, ==, wanted[i].has_delay);
		if (hop->has_delay)
			g_assert_cmpint(hop->delay_s, ==, wanted[i].delay_s);
	}
	g_assert_true(eml_hops_time(claims->hops, &seconds)); /* the border's */
	g_assert_cmpint(seconds, ==, 1793700001);
	g_assert_true(eml_hops_border(claims->hops)->border);
}

static void
test_time_without_border(void)
{
	g_autoptr(TestClaims) topmost = test_claims_new(
	    "Received: by e.example with HTTP\n"
	    "Received: from b ([10.0.0.1]) by d.example; Mon, 2 Nov 2026 10:00:00 +0000\n"
	    "From: a@b.example\n",
	    NULL, NULL);
	g_autoptr(TestClaims) none = test_claims_new("From: a@b.example\n", NULL, NULL);
	gint64 seconds = 0;

	g_assert_true(eml_hops_time(topmost->hops, &seconds));
	g_assert_cmpint(seconds, ==, 1793613600);
	g_assert_false(eml_hops_time(none->hops, &seconds));
	g_assert_null(eml_hops_border(none->hops));
}

int
main(int argc, char **argv)
{
	g_test_init(&argc, &argv, NULL);
	for (guint i = 0; i < G_N_ELEMENTS(rows); i++) {
		g_autofree char *path = g_strconcat("/hops/border/", rows[i].name, NULL);

		g_test_add_data_func(path, GUINT_TO_POINTER(i), test_border);
	}
	g_test_add_func("/hops/delays", test_delays);
	g_test_add_func("/hops/time-without-border", test_time_without_border);
	return g_test_run();
}
