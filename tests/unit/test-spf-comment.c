/* Rows for claim/spf-comment: the phrases of standards E.6, real comments of the examples, and what
 * senders could make a checker repeat. */
#include "claim/spf-comment.h"

static const struct {
	const char *name, *comment, *address;
	gboolean cut; /* holds for every cut of the comment, too */
} rows[] = {
    {"none", NULL, NULL},
    {"empty", "", NULL},
    {"gmail", "google.com: domain of alice@outlook.com designates 40.92.66.108 as permitted sender",
     "40.92.66.108"},
    {"gmail-ipv6",
     "google.com: domain of a@b.example designates 2607:F8B0:4001:0c05::229 as permitted sender",
     "2607:f8b0:4001:c05::229"},
    {"gmail-best-guess",
     "google.com: best guess record for domain of postmaster@aneyakoji.example.jp designates "
     "192.0.2.36 as permitted sender",
     "192.0.2.36", TRUE},
    {"gmail-neither",
     "google.com: 209.85.220.41 is neither permitted nor denied by best guess record for domain of "
     "user+caf_=user=gmail.com@tr.ee",
     "209.85.220.41", TRUE},
    {"gmail-not-designate",
     "google.com: domain of x@y.example does not designate 192.0.2.222 as permitted sender",
     "192.0.2.222"},
    {"gmail-empty-sender", "google.com: domain of  designates 10.68.220.169 as permitted sender",
     "10.68.220.169"},
    {"no-hosts", "google.com: mail-sor-f69.google.com does not designate permitted sender hosts",
     NULL},
    {"no-hosts-domain",
     "protection.outlook.com: rokujo.cr.nyaan.jp does not\r\n designate permitted "
     "sender hosts",
     NULL},
    {"transitioning",
     "pv22p00im-spfmilter022.me.com: domain of transitioning\r\n sironeko@example.net does not "
     "designate 192.0.2.222 as permitted sender",
     "192.0.2.222", TRUE},
    {"folded",
     "protection.outlook.com: domain of\r\n APC01-HK2-obe.outbound.protection.outlook.com "
     "designates "
     "104.47.124.246 as\r\n permitted sender",
     "104.47.124.246", TRUE},
    {"yahoo", "domain of mms.att.net designates 166.216.152.37 as permitted sender",
     "166.216.152.37"},
    {"quoted-domain-of",
     "testrun.org: domain of \"user=testrun.org@hispanilandia.net\" designates 51.15.127.36 as "
     "permitted sender",
     "51.15.127.36", TRUE},
    {"yandex",
     "iva4-be43fd783926.qloud-c.yandex.net: domain of riseup.net designates 198.252.153.6 as "
     "permitted sender, rule=[a:mx0.riseup.net]",
     "198.252.153.6"},
    {"microsoft", "sender IP is 209.85.128.67", "209.85.128.67"},
    {"microsoft-lower", "sender ip is\r\n 40.92.73.85", "40.92.73.85"},
    {"microsoft-ipv6", "sender IP is 2607:f8b0:4864:20::e30", "2607:f8b0:4864:20::e30"},
    {"microsoft-empty", "sender IP is ", NULL},
    {"hotmail",
     "sender IP is 65.55.34.208; identity alignment result is pass and alignment mode is strict",
     "65.55.34.208"},
    {"ses-checker", "spfCheck: 54.240.27.4 is neither permitted nor denied by domain of a.example",
     "54.240.27.4"},
    {"mapped", "sender IP is ::ffff:192.0.2.1", "192.0.2.1"},
    /* what is no address */
    {"exchange-build", "sender IP is 15.20.4567.1", NULL},
    {"three-quads", "sender IP is 192.0.2", NULL},
    {"port", "sender IP is 192.0.2.1:25", NULL},
    {"address-anywhere", "the client 192.0.2.1 was fine", NULL},
    {"address-in-front", "192.0.2.1 domain of a.example designates it", NULL},
    {"words-in-front", "so the sender IP is 192.0.2.1", NULL},
    {"words-behind", "sender IP is 192.0.2.1 or so", NULL},
    {"cut", "google.com: domain of a@b.example designates 192.0.2.1 as permitted", NULL},
    /* MAIL FROM as an attacker would choose it, repeated by the checker before the true address */
    {"spoof-plain",
     "google.com: domain of x designates 6.6.6.6 as permitted sender@evil.example designates "
     "192.0.2.1 as permitted sender",
     NULL},
    {"spoof-quoted",
     "google.com: domain of \"x designates 6.6.6.6 as permitted sender\"@evil.example designates "
     "192.0.2.1 as permitted sender",
     "192.0.2.1", TRUE},
    {"spoof-escaped-quote",
     "google.com: domain of \"x\\\" designates 6.6.6.6 as permitted sender\"@evil.example "
     "designates "
     "192.0.2.1 as permitted sender",
     "192.0.2.1", TRUE},
    {"spoof-open-quote", "google.com: domain of \"x designates 6.6.6.6 as permitted sender", NULL,
     TRUE},
    {"spoof-rule",
     "x.yandex.net: domain of a designates 6.6.6.6 as permitted sender, rule=[@evil.example "
     "designates 192.0.2.1 as permitted sender, rule=[ip4]",
     NULL},
    {"spoof-rule-inside",
     "x.yandex.net: domain of a designates 6.6.6.6 as permitted sender, rule=[]]@evil.example",
     NULL},
    {"spoof-sender-ip",
     "google.com: domain of sender IP is 6.6.6.6 designates 192.0.2.1 as permitted sender", NULL},
    {"spoof-neither",
     "google.com: domain of 6.6.6.6 is neither permitted nor denied by domain of x", NULL},
    {"neither-tail",
     "google.com: 192.0.2.1 is neither permitted nor denied by domain of designates 6.6.6.6 as "
     "permitted sender",
     "192.0.2.1"},
    {"checker-is-no-host", "\"google.com: 6.6.6.6 is neither permitted nor denied by domain of x",
     NULL},
};

static void
test_row(gconstpointer data)
{
	const guint i = GPOINTER_TO_UINT(data);
	g_autofree char *address = eml_spf_comment_address(rows[i].comment);

	g_assert_cmpstr(address, ==, rows[i].address);
}

/* A comment cut anywhere gives no address or the same one; the quoted attempts stay without effect
 * even so, as when the sender's ')' closes the comment early. */
static void
test_truncated(gconstpointer data)
{
	const guint i = GPOINTER_TO_UINT(data);

	for (gsize n = 0; n < strlen(rows[i].comment); n++) {
		g_autofree char *cut = g_strndup(rows[i].comment, n);
		g_autofree char *address = eml_spf_comment_address(cut);

		if (address != NULL)
			g_assert_cmpstr(address, ==, rows[i].address);
	}
}

/* RFC 7208 section 2.4: the null sender's is postmaster at the HELO name. */
static void
test_mail_from(void)
{
	static const struct {
		const char *comment, *mail_from;
	} comments[] = {
	    {NULL, NULL},
	    {"google.com: domain of x@a.example designates 192.0.2.9 as permitted sender",
	     "x@a.example"},
	    {"domain of transitioning x@a.example does not designate 192.0.2.9 as permitted sender",
	     "x@a.example"},
	    {"domain of \"a b\"@a.example designates 192.0.2.9 as permitted sender",
	     "\"a b\"@a.example"},
	    {"domain of a.example designates 192.0.2.9 as permitted sender", NULL},
	    {"domain of  designates 192.0.2.9 as permitted sender", NULL},
	    {"domain of Postmaster@a.example designates 192.0.2.9 as permitted sender", NULL},
	    {"domain of @a.example designates 192.0.2.9 as permitted sender", NULL},
	    {"domain of x@ designates 192.0.2.9 as permitted sender", NULL},
	    {"domain of x@a.example likes 192.0.2.9 as permitted sender", NULL},
	    {"x domain of x@a.example designates 192.0.2.9 as permitted sender", NULL},
	    {"192.0.2.9 is neither permitted nor denied by domain of x@a.example", NULL},
	};

	for (gsize i = 0; i < G_N_ELEMENTS(comments); i++) {
		g_autofree char *found = eml_spf_comment_mail_from(comments[i].comment);

		g_assert_cmpstr(found, ==, comments[i].mail_from);
	}
}

int
main(int argc, char **argv)
{
	g_test_init(&argc, &argv, NULL);
	for (guint i = 0; i < G_N_ELEMENTS(rows); i++) {
		g_autofree char *path = g_strconcat("/spf-comment/", rows[i].name, NULL);

		g_test_add_data_func(path, GUINT_TO_POINTER(i), test_row);
	}
	for (guint i = 0; i < G_N_ELEMENTS(rows); i++) {
		g_autofree char *path = g_strconcat("/spf-comment/truncated/", rows[i].name, NULL);

		if (rows[i].cut)
			g_test_add_data_func(path, GUINT_TO_POINTER(i), test_truncated);
	}
	g_test_add_func("/spf-comment/mail-from", test_mail_from);
	return g_test_run();
}
