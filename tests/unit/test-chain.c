/* Rows for claim/chain: how one hop goes on in the next older one (standards E.5 (8)). */
#include "claim/chain.h"

#define A "A.namprd12.prod.outlook.com"
#define B "B.namprd12.prod.outlook.com"

static const struct {
	const char *name, *newer, *older; /* older: NULL: there is none */
	EmlLink link;
} rows[] = {
    /* any receiver: an address, or a name */
    {"address", "from x ([10.0.0.7]) by imap.example.org with ESMTP; D",
     "from y ([192.0.2.1]) by mx.example.org (10.0.0.7) with ESMTP; D", EML_LINK_ADDRESS},
    {"address-ipv6", "from x ([IPv6:fd00::7]) by imap.example.org with ESMTP; D",
     "from y ([192.0.2.1]) by mx.example.org (mx [fd00:0::7]) with ESMTP; D", EML_LINK_ADDRESS},
    {"address-of-any-host", "from x ([127.0.0.1]) by imap.example.org with ESMTP; D",
     "from y ([192.0.2.1]) by localhost (z [127.0.0.1]) with ESMTP; D", EML_LINK_NONE},
    {"looked-up-name", "from x (mx.example.org [10.0.0.7]) by imap.example.org with ESMTP; D",
     "from y ([192.0.2.1]) by MX.example.org. with ESMTP; D", EML_LINK_NAME},
    {"name", "from mx.example.org by imap.example.org with LMTP; D",
     "from y ([192.0.2.1]) by mx.example.org with ESMTP; D", EML_LINK_NAME},
    {"name-of-filter", "from mx.example.org ([127.0.0.1]) by mx.example.org with ESMTP; D",
     "from y ([127.0.0.1]) by localhost (mx.example.org [127.0.0.1]) (amavisd) with ESMTP; D",
     EML_LINK_NAME},
    {"silent-renamed", "from a.example.org ([10.0.0.7]) by imap.example.org with ESMTP; D",
     "from y ([192.0.2.1]) by b.example.org (10.0.0.8) with ESMTP; D", EML_LINK_NONE},
    {"silent-no-names", "by 2002:a05:7108:: with SMTP; D",
     "from y ([192.0.2.1]) by mx.google.com with ESMTP; D", EML_LINK_NONE},
    {"silent-alone", "from x ([10.0.0.7]) by imap.example.org with ESMTP; D", NULL, EML_LINK_NONE},
    {"silent-icloud", "from st43.me.com by p44-mailgateway-smtp-77 (mailgateway 24) with SMTP; D",
     "from y ([192.0.2.1]) by evil.example with ESMTP; D", EML_LINK_NONE},
    /* Microsoft's machines */
    {"store", "from " A " (::1) by " B " with HTTPS; D",
     "from y (2603:10b6:8:57::27) by " A " (2603:10b6:930:24::17) with Microsoft SMTP Server; D",
     EML_LINK_NAME},
    {"front-end", "from " A " (2603:10b6:8:57::27) by " B " (2603:10b6::1) with Microsoft SMTP; D",
     "from y (2603:10b6:8:57:cafe::87) by A.outlook.office365.com (2603:10b6:8:57::27) with X; D",
     EML_LINK_ADDRESS},
    {"edge", "from a.namprd02.prod.outlook.com (2603:10b6:8:57:cafe::87) by " B " with X; D",
     "from y (192.0.2.1) by A.mail.protection.outlook.com (10.167.23.68) with X; D",
     EML_LINK_MACHINE},
    {"edge-eop", "from A.eop-nam02.prod.protection.outlook.com (10.1.2.3) by " B " with X; D",
     "from y (192.0.2.1) by A.mail.protection.outlook.com (10.167.23.68) with X; D",
     EML_LINK_MACHINE},
    {"another", "from " A " (2603:10b6:8:57::27) by " B " with X; D",
     "from y (192.0.2.1) by C.mail.protection.outlook.com (10.167.23.68) with X; D",
     EML_LINK_MISSING},
    {"another-begins-alike", "from " A " (2603:10b6:8:57::27) by " B " with X; D",
     "from y (192.0.2.1) by A2.mail.protection.outlook.com (10.167.23.68) with X; D",
     EML_LINK_MISSING},
    {"another-under-store", "from " A " (::1) by " B " with HTTPS; D",
     "from y (192.0.2.1) by C.mail.protection.outlook.com (10.167.23.68) with X; D",
     EML_LINK_MISSING},
    {"kept-for-another", /* a queue of one machine is sent on by another */
     "from " A " (2603:10b6:8:57::27) by " A " (2603:10b6:8:57::27) with MailboxResubmission; D",
     "from y (2603:10b6::2) by " B " (2603:10b6::3) with X; D", EML_LINK_NONE},
    {"kept-for-a-stranger",
     "from " A " (2603:10b6:8:57::27) by " A " (2603:10b6:8:57::27) with ShadowRedundancy; D",
     "from y (192.0.2.1) by mail.sender.example with ESMTP; D", EML_LINK_TORN},
    {"stranger", "from " A " (2603:10b6:8:57::27) by " B " with X; D",
     "from y (192.0.2.1) by mail.sender.example with ESMTP; D", EML_LINK_TORN},
    {"stranger-of-that-name", "from " A " (2603:10b6:8:57::27) by " B " with X; D",
     "from y (192.0.2.1) by A.namprd12.prod.evil-outlook.com with ESMTP; D", EML_LINK_TORN},
    {"stranger-of-that-address", "from " A " (2603:10b6:8:57::27) by " B " with X; D",
     "from y (192.0.2.1) by mail.sender.example (2603:10b6:8:57::27) with ESMTP; D", EML_LINK_TORN},
    {"nothing", "from " A " (::1) by " B " with HTTPS; D", NULL, EML_LINK_TORN},
    {"nobody", "from " A " (::1) by " B " with HTTPS; D", "evil; D", EML_LINK_TORN},
};

static void
test_link(gconstpointer data)
{
	const guint i = GPOINTER_TO_UINT(data);
	g_autoptr(EmlReceived) newer = eml_received_parse(eml_slice(rows[i].newer));
	g_autoptr(EmlReceived) older =
	    rows[i].older != NULL ? eml_received_parse(eml_slice(rows[i].older)) : NULL;

	g_assert_cmpint(eml_chain_link(newer, older), ==, rows[i].link);
}

static void
test_words(void)
{
	g_assert_null(eml_link_word(EML_LINK_NONE));
	for (guint link = EML_LINK_NONE + 1; link < EML_LINK_LAST; link++)
		g_assert_nonnull(eml_link_word(link));
	g_assert_null(eml_link_word(EML_LINK_LAST));
}

int
main(int argc, char **argv)
{
	g_test_init(&argc, &argv, NULL);
	for (guint i = 0; i < G_N_ELEMENTS(rows); i++) {
		g_autofree char *path = g_strconcat("/chain/", rows[i].name, NULL);

		g_test_add_data_func(path, GUINT_TO_POINTER(i), test_link);
	}
	g_test_add_func("/chain/words", test_words);
	return g_test_run();
}
