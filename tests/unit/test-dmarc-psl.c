/* Rows for check/dmarc-psl: what RFC 7489 section 6.6.3 and the public suffix list give, and
 * whether that differs from RFC 9989. */
#include "check/dmarc.h"

#include "judge/words.h"
#include "support.h"

#define TXT(name, text) "_dmarc." name ". TXT \"" text "\"\n"

/* by_list: "ORG RESULT POLICY" and, where it differs, the id of the step that says so. */
static const struct {
	const char *name, *from, *spf_pass, *dkim_pass, *zone, *by_tree, *by_list;
} rows[] = {
    {"alike", "news.example.com", NULL, "example.com",
     TXT("example.com", "v=DMARC1; p=none; sp=quarantine"), "pass", "example.com pass quarantine"},
    {"own-record-is-own-organization", "mail.example.com", NULL, "example.com",
     TXT("mail.example.com", "v=DMARC1; p=reject"), "fail",
     "example.com pass reject dmarc-psl-other-organization"},
    {"below-a-public-suffix", "example.co.uk", NULL, "co.uk",
     TXT("example.co.uk", "v=DMARC1; p=reject"), "fail", "example.co.uk fail reject"},
    {"psd-record-is-not-seen", "mail.example.com", NULL, NULL,
     TXT("com", "v=DMARC1; p=reject; psd=y"), "fail", "example.com none - dmarc-psl-other-rules"},
    {"several-records-end-the-search", "mail.example.com", NULL, NULL,
     TXT("mail.example.com", "v=DMARC1; p=none") TXT("mail.example.com", "v=DMARC1; p=reject")
	 TXT("example.com", "v=DMARC1; p=quarantine"),
     "fail", "example.com none - dmarc-psl-other-rules"},
    {"np-is-not-known", "gone.example.com", NULL, NULL,
     TXT("example.com", "v=DMARC1; p=none; np=reject"), "fail",
     "example.com fail none dmarc-psl-other-rules"},
    {"record-between", "a.mail.example.com", NULL, NULL,
     TXT("mail.example.com", "v=DMARC1; p=reject") TXT("example.com", "v=DMARC1; p=none"), "fail",
     "example.com fail none"},
    {"strict", "example.com", "a.example.com", "a.example.com",
     TXT("example.com", "v=DMARC1; p=reject; aspf=s; adkim=s"), "fail", "example.com fail reject"},
    {"spf", "example.com", "a.example.com", NULL, TXT("example.com", "v=DMARC1; p=reject"), "pass",
     "example.com pass reject"},
    {"bad-policy-with-reports", "example.com", NULL, NULL,
     TXT("example.com", "v=DMARC1; p=nothing; rua=mailto:a@example.com"), "fail",
     "example.com fail none"},
    {"bad-policy", "example.com", NULL, NULL, TXT("example.com", "v=DMARC1; p=nothing"), "none",
     "example.com none -"},
    {"bad-sp", "example.com", NULL, NULL, TXT("example.com", "v=DMARC1; p=reject; sp=some"), "none",
     "example.com none -"},
    {"test-mode-is-not-known", "example.com", NULL, NULL,
     TXT("example.com", "v=DMARC1; p=reject; t=y"), "fail", "example.com fail reject"},
    {"no-record", "example.com", NULL, NULL, "", "none", "example.com none -"},
    {"query-failed", "mail.example.com", NULL, "mail.example.com",
     ";! failed _dmarc.example.com. TXT servfail\n", "temperror", "example.com temperror -"},
    {"public-suffix-itself", "co.uk", NULL, "co.uk", TXT("co.uk", "v=DMARC1; p=reject"), "pass",
     "co.uk pass reject"},
};

static char *
by_list(const EmlDmarcResult *result)
{
	const EmlDmarcByPsl *self = result->by_public_suffix_list;
	const EmlStep *conclusion = g_ptr_array_index(result->trace, result->trace->len - 1);
	const char *policy = eml_policy_word(self->policy);
	const EmlStep *step = self->differs ? g_ptr_array_index(conclusion->children, 0) : NULL;

	return g_strdup_printf("%s %s %s%s%s", self->organizational_domain,
			       eml_result_word(self->result), policy != NULL ? policy : "-",
			       step != NULL ? " " : "",
			       step != NULL ? eml_words_step(step->code)->id : "");
}

static void
test_row(gconstpointer data)
{
	const gsize i = GPOINTER_TO_SIZE(data);
	g_autofree char *zone = g_strconcat(";! complete\n", rows[i].zone, NULL);
	g_autoptr(EmlDnsStore) store = test_store(zone);
	g_autoptr(EmlDns) dns = test_dns(store);
	g_autoptr(GPtrArray) from = g_ptr_array_new();
	EmlDmarcIdentifier spf = {EML_RESULT_PASS, rows[i].spf_pass, EML_ALIGNED_NO};
	EmlDmarcIdentifier dkim = {EML_RESULT_PASS, rows[i].dkim_pass, EML_ALIGNED_NO};
	EmlDmarcInput input = {from, 1, rows[i].spf_pass != NULL ? &spf : NULL, &dkim,
			       rows[i].dkim_pass != NULL ? 1 : 0};
	g_autoptr(EmlDmarcResult) result = NULL;
	g_autofree char *got = NULL;

	g_ptr_array_add(from, (gpointer)rows[i].from);
	result = eml_dmarc_check(&input, dns);
	got = by_list(result);
	g_assert_cmpstr(eml_result_word(result->result), ==, rows[i].by_tree);
	g_assert_cmpstr(got, ==, rows[i].by_list);
}

static void
test_no_author(void)
{
	g_autoptr(EmlDnsStore) store = test_store(";! complete\n");
	g_autoptr(EmlDns) dns = test_dns(store);
	g_autoptr(GPtrArray) from = g_ptr_array_new();
	EmlDmarcInput input = {from, 1, NULL, NULL, 0};
	g_autoptr(EmlDmarcResult) result = eml_dmarc_check(&input, dns);

	g_assert_null(result->by_public_suffix_list);
}

int
main(int argc, char **argv)
{
	g_test_init(&argc, &argv, NULL);
	for (gsize i = 0; i < G_N_ELEMENTS(rows); i++) {
		g_autofree char *path = g_strconcat("/dmarc-psl/", rows[i].name, NULL);

		g_test_add_data_func(path, GSIZE_TO_POINTER(i), test_row);
	}
	g_test_add_func("/dmarc-psl/no-author", test_no_author);
	return g_test_run();
}
