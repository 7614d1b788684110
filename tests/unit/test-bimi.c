/* Rows for check/bimi: the BIMI draft, sections 4.2, 7.1 and 7.2. */
#include "check/bimi.h"

#include "dns/offline.h"
#include "judge/words.h"
#include "support.h"

#define DMARC(name, text) "_dmarc." name ". TXT \"v=DMARC1; " text "\"\n"
#define BIMI(name, text) name ". TXT \"v=BIMI1; " text "\"\n"
#define LOGO "l=https://example.com/logo.svg; a=https://example.com/vmc.pem"

/* expected: "SELECTOR DOMAIN LOCATION AUTHORITY ELIGIBLE: ids of the trace" */
static const struct {
	const char *name, *field, *author, *zone, *expected;
} rows[] = {
    {"own-record", "", "example.com",
     DMARC("example.com", "p=reject") BIMI("default._bimi.example.com", LOGO),
     "default example.com https://example.com/logo.svg https://example.com/vmc.pem yes: "
     "bimi-record"},
    {"organizational-domain", "", "news.example.com",
     DMARC("example.com", "p=reject") BIMI("default._bimi.example.com", LOGO),
     "default example.com https://example.com/logo.svg https://example.com/vmc.pem yes: bimi-none "
     "bimi-record"},
    {"selector", "BIMI-Selector: v=BIMI1; s=Brand;\n", "example.com",
     DMARC("example.com", "p=quarantine") BIMI("brand._bimi.example.com", LOGO),
     "brand example.com https://example.com/logo.svg https://example.com/vmc.pem yes: bimi-record"},
    {"broken-selector", "BIMI-Selector: s=brand\n", "example.com",
     DMARC("example.com", "p=reject") BIMI("brand._bimi.example.com", LOGO),
     "default - - - yes: bimi-none"},
    {"declined", "", "example.com",
     DMARC("example.com", "p=reject") BIMI("default._bimi.example.com", "l=; a=;"),
     "default example.com - - yes: bimi-declined"},
    {"several", "", "news.example.com",
     DMARC("example.com", "p=reject") BIMI("default._bimi.news.example.com", "l=https://a.example/")
	 BIMI("default._bimi.news.example.com", "l=https://b.example/")
	     BIMI("default._bimi.example.com", LOGO),
     "default - - - yes: bimi-several"},
    {"other-text", "", "example.com",
     DMARC("example.com", "p=reject") "default._bimi.example.com. TXT \"hello\"\n",
     "default - - - yes: bimi-none"},
    {"not-enforced", "", "example.com",
     DMARC("example.com", "p=none") BIMI("default._bimi.example.com", LOGO),
     "default example.com https://example.com/logo.svg https://example.com/vmc.pem no: bimi-record "
     "bimi-not-enforced"},
    {"subdomains-not-enforced", "", "example.com",
     DMARC("example.com", "p=reject; sp=none") BIMI("default._bimi.example.com", LOGO),
     "default example.com https://example.com/logo.svg https://example.com/vmc.pem no: bimi-record "
     "bimi-not-enforced"},
    {"test-mode", "", "example.com",
     DMARC("example.com", "p=quarantine; t=y") BIMI("default._bimi.example.com", LOGO),
     "default example.com https://example.com/logo.svg https://example.com/vmc.pem no: bimi-record "
     "bimi-not-enforced"},
    {"failed", "", "example.com",
     DMARC("example.com", "p=reject") ";! failed default._bimi.example.com. TXT servfail\n",
     "default - - - yes: bimi-unknown"},
};

static const char *
or_dash(const char *text)
{
	return text != NULL ? text : "-";
}

static char *
meaning_of(const EmlBimi *bimi)
{
	g_autoptr(GString) out = g_string_new(NULL);

	g_string_append_printf(out, "%s %s %s %s %s:", bimi->selector, or_dash(bimi->domain),
			       or_dash(bimi->location), or_dash(bimi->authority),
			       bimi->eligible ? "yes" : "no");
	for (guint i = 0; i < bimi->trace->len; i++)
		g_string_append_printf(
		    out, " %s",
		    eml_words_step(((EmlStep *)g_ptr_array_index(bimi->trace, i))->code)->id);
	return g_string_free(g_steal_pointer(&out), FALSE);
}

static EmlBimi *
bimi_of(const char *field, const char *author, gboolean dkim_pass, EmlDns *dns)
{
	g_autofree char *text = g_strconcat(field, "From: a@", author, "\n\nbody\n", NULL);
	g_autoptr(EmlMessage) message = test_message(text);
	g_autoptr(GPtrArray) from = g_ptr_array_new();
	EmlDmarcIdentifier dkim = {dkim_pass ? EML_RESULT_PASS : EML_RESULT_FAIL, author,
				   EML_ALIGNED_NO};
	EmlDmarcInput input = {from, 1, NULL, &dkim, 1};
	g_autoptr(EmlDmarcResult) dmarc = NULL;

	g_ptr_array_add(from, (gpointer)author);
	dmarc = eml_dmarc_check(&input, dns);
	return eml_bimi_check(message, dmarc, dns);
}

static void
test_row(gconstpointer data)
{
	const gsize i = GPOINTER_TO_SIZE(data);
	g_autofree char *zone = g_strconcat(";! complete\n", rows[i].zone, NULL);
	g_autoptr(EmlDnsStore) store = test_store(zone);
	g_autoptr(EmlDns) dns = test_dns(store);
	g_autoptr(EmlBimi) bimi = bimi_of(rows[i].field, rows[i].author, TRUE, dns);
	g_autofree char *got = meaning_of(bimi);

	g_assert_cmpstr(got, ==, rows[i].expected);
}

static void
test_no_dmarc_pass(void)
{
	g_autoptr(EmlDnsStore) store = test_store(";! complete\n" DMARC("example.com", "p=reject")
						      BIMI("default._bimi.example.com", LOGO));
	g_autoptr(EmlDns) dns = test_dns(store);
	g_autoptr(EmlBimi) bimi = bimi_of("", "example.com", FALSE, dns);
	const EmlStep *last = g_ptr_array_index(bimi->trace, bimi->trace->len - 1);

	g_assert_false(bimi->eligible);
	g_assert_cmpint(last->code, ==, EML_STEP_BIMI_NO_DMARC_PASS);
}

static void
test_offline(void)
{
	g_autoptr(EmlDnsStore) store = eml_dns_store_new(eml_dns_offline_new());
	g_autoptr(EmlDns) dns = test_dns(store);

	g_assert_null(bimi_of("", "example.com", TRUE, dns));
}

int
main(int argc, char **argv)
{
	g_test_init(&argc, &argv, NULL);
	for (gsize i = 0; i < G_N_ELEMENTS(rows); i++) {
		g_autofree char *path = g_strconcat("/bimi/", rows[i].name, NULL);

		g_test_add_data_func(path, GSIZE_TO_POINTER(i), test_row);
	}
	g_test_add_func("/bimi/no-dmarc-pass", test_no_dmarc_pass);
	g_test_add_func("/bimi/offline", test_offline);
	return g_test_run();
}
