/* Rows for check/dmarc: RFC 9989 sections 4.4, 4.10.1, 4.10.2, 5.3. */
#include "check/dmarc.h"

#include "dns/offline.h"
#include "judge/words.h"
#include "support.h"

#define TXT(name, text) "_dmarc." name ". TXT \"" text "\"\n"
#define HOST(name) name ". A 192.0.2.1\n"

/* from: domains, comma between. identifiers: "spf=RESULT:DOMAIN dkim=RESULT:DOMAIN…"; "-" as result
 * is "not evaluated", an empty domain is none. expected: "RESULT reason"; the rest as in
 * meaning_of(). */
static const struct {
	const char *name, *from, *identifiers, *zone, *expected, *meaning;
} rows[] = {
    /* What passes */
    {"spf-strict", "example.com", "spf=pass:example.com", TXT("example.com", "v=DMARC1; p=reject"),
     "pass dmarc-pass", "org=example.com at=example.com reject/reject spf strict"},
    {"spf-relaxed", "example.com", "spf=pass:bounce.example.com",
     TXT("example.com", "v=DMARC1; p=reject"), "pass dmarc-pass",
     "org=example.com at=example.com reject/reject spf relaxed"},
    {"dkim-parent", "news.example.com", "dkim=pass:example.com",
     TXT("example.com", "v=DMARC1; p=none; sp=quarantine"), "pass dmarc-pass",
     "org=example.com at=example.com quarantine/quarantine dkim relaxed"},
    {"case-and-final-dot", "Example.COM.", "dkim=pass:EXAMPLE.com.",
     TXT("example.com", "v=DMARC1; p=none"), "pass dmarc-pass",
     "org=example.com at=example.com none/none dkim strict"},
    {"u-label", "xn--bcher-kva.example",
     "dkim=pass:b\xc3\xbc"
     "cher.example",
     TXT("xn--bcher-kva.example", "v=DMARC1; p=none"), "pass dmarc-pass",
     "org=xn--bcher-kva.example at=xn--bcher-kva.example none/none dkim strict"},
    {"one-of-many", "example.com",
     "spf=fail:example.com dkim=fail:example.com dkim=pass:other.net dkim=pass:a.example.com",
     TXT("example.com", "v=DMARC1; p=reject"), "pass dmarc-pass",
     "org=example.com at=example.com reject/reject dkim strict strict no relaxed"},
    {"both", "example.com", "spf=pass:example.com dkim=pass:example.com",
     TXT("example.com", "v=DMARC1; p=reject"), "pass dmarc-pass",
     "org=example.com at=example.com reject/reject spf dkim strict strict"},

    /* What fails */
    {"nothing", "example.com", "", TXT("example.com", "v=DMARC1; p=reject"), "fail dmarc-fail",
     "org=example.com at=example.com reject/reject"},
    {"not-aligned", "example.com", "spf=pass:example.net dkim=pass:example.org",
     TXT("example.com", "v=DMARC1; p=none"), "fail dmarc-fail",
     "org=example.com at=example.com none/none no no"},
    {"aligned-but-no-pass", "example.com",
     "spf=softfail:example.com dkim=policy:example.com dkim=permerror:example.com",
     TXT("example.com", "v=DMARC1; p=none"), "fail dmarc-fail",
     "org=example.com at=example.com none/none strict strict strict"},
    {"suffix-is-no-parent", "example.com", "dkim=pass:notexample.com",
     TXT("example.com", "v=DMARC1; p=none"), "fail dmarc-fail",
     "org=example.com at=example.com none/none no"},
    {"own-organization", "mail.example.com", "dkim=pass:example.com",
     TXT("mail.example.com", "v=DMARC1; p=reject"), "fail dmarc-fail",
     "org=mail.example.com at=mail.example.com reject/reject no"},
    {"psd-n-cuts-off", "example.com", "dkim=pass:dept.example.com",
     TXT("example.com", "v=DMARC1; p=reject") TXT("dept.example.com", "v=DMARC1; psd=n; p=none"),
     "fail dmarc-fail", "org=example.com at=example.com reject/reject no"},
    {"no-usable-identifier", "example.com", "spf=pass: dkim=fail: dkim=pass:\xff",
     TXT("example.com", "v=DMARC1; p=none"), "fail dmarc-fail",
     "org=example.com at=example.com none/none no no no"},

    /* Strict alignment */
    {"adkim-strict", "example.com", "spf=pass:a.example.com dkim=pass:a.example.com",
     TXT("example.com", "v=DMARC1; p=reject; adkim=s; aspf=s"), "fail dmarc-fail",
     "org=example.com at=example.com reject/reject relaxed relaxed"},
    {"aspf-only-strict", "example.com", "spf=pass:a.example.com dkim=pass:a.example.com",
     TXT("example.com", "v=DMARC1; p=reject; aspf=s"), "pass dmarc-pass",
     "org=example.com at=example.com reject/reject dkim relaxed relaxed"},
    {"strict-equal", "a.example.com", "dkim=pass:a.example.com",
     TXT("example.com", "v=DMARC1; p=reject; adkim=s; aspf=s"), "pass dmarc-pass",
     "org=example.com at=example.com reject/reject dkim strict"},
    {"strict-needs-no-walk", "example.com", "dkim=pass:a.example.com",
     TXT("example.com", "v=DMARC1; p=reject; adkim=s") ";! failed _dmarc.a.example.com. TXT x\n",
     "fail dmarc-fail", "org=example.com at=example.com reject/reject no"},

    /* Which record, which policy */
    {"author-first", "mail.example.com", "",
     TXT("mail.example.com", "v=DMARC1; p=none; sp=reject; np=reject")
	 TXT("example.com", "v=DMARC1; p=reject"),
     "fail dmarc-fail", "org=example.com at=mail.example.com none/none"},
    {"between-is-passed-over", "a.mail.example.com", "",
     TXT("mail.example.com", "v=DMARC1; p=reject")
	 TXT("example.com", "v=DMARC1; p=none; sp=quarantine"),
     "fail dmarc-fail", "org=example.com at=example.com quarantine/quarantine"},
    {"psd-record", "a.mail.example.com", "",
     TXT("mail.example.com", "v=DMARC1; p=reject")
	 TXT("com", "v=DMARC1; p=reject; sp=quarantine; psd=y"),
     "fail dmarc-fail", "org=example.com at=com quarantine/quarantine"},
    {"psd-record-not-for-org-with-one", "a.example.com", "",
     TXT("example.com", "v=DMARC1; p=none") TXT("com", "v=DMARC1; p=reject; psd=y"),
     "fail dmarc-fail", "org=example.com at=example.com none/none"},
    {"psd-itself", "com", "", TXT("com", "v=DMARC1; p=quarantine; sp=reject; psd=y"),
     "fail dmarc-fail", "org=com at=com quarantine/quarantine"},
    {"sp-missing", "a.example.com", "", TXT("example.com", "v=DMARC1; p=quarantine"),
     "fail dmarc-fail", "org=example.com at=example.com quarantine/quarantine"},
    {"np-exists", "a.example.com", "",
     TXT("example.com", "v=DMARC1; p=none; sp=quarantine; np=reject") HOST("a.example.com"),
     "fail dmarc-fail", "org=example.com at=example.com quarantine/quarantine"},
    {"np-no-data-exists", "a.example.com", "",
     TXT("example.com", "v=DMARC1; p=none; np=reject") ";! no-data a.example.com. A\n",
     "fail dmarc-fail", "org=example.com at=example.com none/none"},
    {"np-empty-non-terminal-exists", "a.example.com", "",
     TXT("example.com", "v=DMARC1; p=none; np=reject") HOST("x.a.example.com"), "fail dmarc-fail",
     "org=example.com at=example.com none/none"},
    {"np-dangling-cname-exists", "a.example.com", "",
     TXT("example.com", "v=DMARC1; p=none; np=reject") "a.example.com. CNAME gone.example.net.\n",
     "fail dmarc-fail", "org=example.com at=example.com none/none"},
    {"np-missing", "a.example.com", "",
     TXT("example.com", "v=DMARC1; p=none; sp=quarantine; np=reject"), "fail dmarc-fail",
     "org=example.com at=example.com reject/reject"},
    {"np-not-asked-if-equal", "a.example.com", "",
     TXT("example.com",
	 "v=DMARC1; p=none; sp=reject; np=reject") ";! failed a.example.com. A servfail\n",
     "fail dmarc-fail", "org=example.com at=example.com reject/reject"},
    {"np-not-for-author-record", "example.com", "",
     TXT("example.com", "v=DMARC1; p=none; np=reject"), "fail dmarc-fail",
     "org=example.com at=example.com none/none"},
    {"np-label-too-long",
     "x23456789012345678901234567890123456789012345678901234567890123z.example.com", "",
     TXT("example.com", "v=DMARC1; p=none; np=reject"), "fail dmarc-fail",
     "org=example.com at=example.com reject/reject"},
    {"t-reject", "example.com", "", TXT("example.com", "v=DMARC1; p=reject; t=y"),
     "fail dmarc-fail", "org=example.com at=example.com reject/quarantine"},
    {"t-quarantine", "example.com", "spf=pass:example.com",
     TXT("example.com", "v=DMARC1; p=quarantine; t=y"), "pass dmarc-pass",
     "org=example.com at=example.com quarantine/none spf strict"},
    {"t-none", "example.com", "", TXT("example.com", "v=DMARC1; p=none; t=y"), "fail dmarc-fail",
     "org=example.com at=example.com none/none"},
    {"pct-ignored", "example.com", "", TXT("example.com", "v=DMARC1; p=reject; pct=0"),
     "fail dmarc-fail", "org=example.com at=example.com reject/reject"},

    /* Records that are none, or not usable */
    {"none", "example.com", "spf=pass:example.com", "", "none dmarc-no-record",
     "org=example.com at=- -/- psl spf strict"},
    {"none-psl", "a.example.com",
     "spf=pass:b.example.com dkim=fail:example.com dkim=pass:example.net", "",
     "none dmarc-no-record", "org=a.example.com at=- -/- psl spf relaxed relaxed no"},
    {"none-psl-suffix", "co.uk", "dkim=pass:a.co.uk dkim=pass:co.uk", "", "none dmarc-no-record",
     "org=co.uk at=- -/- psl dkim no strict"},
    {"none-in-spite-of-temperror", "example.com", "spf=temperror:example.com dkim=-:example.com",
     "", "none dmarc-no-record", "org=example.com at=- -/- psl strict strict"},
    {"no-p-rua", "example.com", "", TXT("example.com", "v=DMARC1; rua=mailto:a@example.com"),
     "fail dmarc-fail", "org=example.com at=example.com none/none"},
    {"no-p-no-rua", "example.com", "dkim=pass:a.example.com", TXT("example.com", "v=DMARC1"),
     "none dmarc-record-unusable", "org=example.com at=example.com -/- psl dkim relaxed"},
    {"bad-sp-at-author", "example.com", "", TXT("example.com", "v=DMARC1; p=reject; sp=x"),
     "none dmarc-record-unusable", "org=example.com at=example.com -/- psl"},
    {"unusable-hides-the-one-above", "a.example.com", "",
     TXT("a.example.com", "v=DMARC1; p=x") TXT("example.com", "v=DMARC1; p=reject"),
     "none dmarc-record-unusable", "org=example.com at=a.example.com -/- psl"},
    {"invalid-does-not-hide", "a.example.com", "",
     TXT("a.example.com", "v=DMARC1; p=none; p=none") TXT("example.com", "v=DMARC1; p=reject"),
     "fail dmarc-fail", "org=example.com at=example.com reject/reject"},
    {"several-records", "example.com", "",
     TXT("example.com", "v=DMARC1; p=none") TXT("example.com", "v=DMARC1; p=reject"),
     "none dmarc-no-record", "org=example.com at=- -/- psl"},
    {"address", "192.0.2.1", "dkim=pass:192.0.2.1", "", "none dmarc-no-record",
     "org=192.0.2.1 at=- -/- psl dkim strict"},

    /* DNS trouble, and what it leaves decidable */
    {"record-failed", "example.com", "spf=pass:example.com",
     ";! failed _dmarc.example.com. TXT servfail\n", "temperror dmarc-record-unknown",
     "org=- at=- -/- psl spf strict"},
    {"parent-failed", "a.example.com", "", ";! failed _dmarc.example.com. TXT servfail\n",
     "temperror dmarc-record-unknown", "org=- at=- -/- psl"},
    {"own-record-parent-failed-equal", "a.example.com", "dkim=pass:a.example.com",
     TXT("a.example.com", "v=DMARC1; p=reject") ";! failed _dmarc.example.com. TXT servfail\n",
     "pass dmarc-pass", "org=- at=a.example.com reject/reject dkim strict"},
    {"own-record-parent-failed-strict", "a.example.com", "dkim=pass:example.com",
     TXT("a.example.com",
	 "v=DMARC1; p=reject; adkim=s") ";! failed _dmarc.example.com. TXT servfail\n",
     "fail dmarc-fail", "org=- at=a.example.com reject/reject no"},
    {"own-record-parent-failed-relaxed", "a.example.com", "dkim=pass:example.com",
     TXT("a.example.com", "v=DMARC1; p=reject") ";! failed _dmarc.example.com. TXT servfail\n",
     "temperror dmarc-alignment-open", "org=- at=a.example.com reject/reject no"},
    {"own-record-parent-failed-unrelated", "a.example.com", "dkim=pass:example.net",
     TXT("a.example.com", "v=DMARC1; p=reject") ";! failed _dmarc.example.com. TXT servfail\n",
     "fail dmarc-fail", "org=- at=a.example.com reject/reject no"},
    {"own-record-parent-failed-no-pass", "a.example.com", "dkim=fail:example.com",
     TXT("a.example.com", "v=DMARC1; p=reject") ";! failed _dmarc.example.com. TXT servfail\n",
     "fail dmarc-fail", "org=- at=a.example.com reject/reject no"},
    {"identifier-failed", "example.com", "dkim=pass:a.b.example.com",
     TXT("example.com", "v=DMARC1; p=reject") ";! failed _dmarc.a.b.example.com. TXT timeout\n",
     "temperror dmarc-alignment-open", "org=example.com at=example.com reject/reject no"},
    {"identifier-failed-other-passes", "example.com",
     "dkim=pass:a.example.com dkim=pass:example.com",
     TXT("example.com", "v=DMARC1; p=reject") ";! failed _dmarc.a.example.com. TXT timeout\n",
     "pass dmarc-pass", "org=example.com at=example.com reject/reject dkim no strict"},
    {"existence-failed", "a.example.com", "",
     TXT("example.com", "v=DMARC1; p=none; np=reject") ";! failed a.example.com. A servfail\n",
     "temperror dmarc-policy-unknown", "org=example.com at=example.com -/-"},
    {"existence-failed-but-pass", "a.example.com", "spf=pass:a.example.com",
     TXT("example.com", "v=DMARC1; p=none; np=reject") ";! failed a.example.com. A servfail\n",
     "pass dmarc-pass", "org=example.com at=example.com -/- spf strict"},

    /* Identifiers that could not be checked */
    {"spf-temperror-aligned", "example.com", "spf=temperror:example.com dkim=pass:example.net",
     TXT("example.com", "v=DMARC1; p=reject"), "temperror dmarc-identifier-failed",
     "org=example.com at=example.com reject/reject strict no"},
    {"spf-temperror-not-aligned", "example.com", "spf=temperror:example.net",
     TXT("example.com", "v=DMARC1; p=reject"), "fail dmarc-fail",
     "org=example.com at=example.com reject/reject no"},
    {"spf-temperror-too-loosely", "example.com", "spf=temperror:a.example.com",
     TXT("example.com", "v=DMARC1; p=reject; aspf=s"), "fail dmarc-fail",
     "org=example.com at=example.com reject/reject relaxed"},
    {"dkim-temperror-aligned", "example.com", "spf=fail:example.com dkim=temperror:a.example.com",
     TXT("example.com", "v=DMARC1; p=reject"), "temperror dmarc-identifier-failed",
     "org=example.com at=example.com reject/reject strict relaxed"},
    {"temperror-but-pass", "example.com", "spf=temperror:example.com dkim=pass:example.com",
     TXT("example.com", "v=DMARC1; p=reject"), "pass dmarc-pass",
     "org=example.com at=example.com reject/reject dkim strict strict"},
    {"spf-missing", "example.com", "spf=-:example.com dkim=fail:example.com",
     TXT("example.com", "v=DMARC1; p=reject"), "null dmarc-identifier-missing",
     "org=example.com at=example.com reject/reject strict strict"},
    {"spf-missing-no-domain", "example.com", "spf=-:", TXT("example.com", "v=DMARC1; p=reject"),
     "null dmarc-identifier-missing", "org=example.com at=example.com reject/reject no"},
    {"spf-missing-cannot-align", "example.com", "spf=-:example.net",
     TXT("example.com", "v=DMARC1; p=reject"), "fail dmarc-fail",
     "org=example.com at=example.com reject/reject no"},
    {"dkim-missing", "example.com", "spf=fail:example.com dkim=-:example.com",
     TXT("example.com", "v=DMARC1; p=reject"), "null dmarc-identifier-missing",
     "org=example.com at=example.com reject/reject strict strict"},
    {"spf-missing-but-pass", "example.com", "spf=-: dkim=pass:example.com",
     TXT("example.com", "v=DMARC1; p=reject"), "pass dmarc-pass",
     "org=example.com at=example.com reject/reject dkim no strict"},
    {"temperror-before-missing", "example.com", "spf=-:example.com dkim=temperror:example.com",
     TXT("example.com", "v=DMARC1; p=reject"), "temperror dmarc-identifier-failed",
     "org=example.com at=example.com reject/reject strict strict"},

    /* From fields */
    {"no-from", "", "spf=pass:example.com", "", "permerror dmarc-no-from-domain",
     "org=- at=- -/- no"},
    {"several-domains", "example.com,example.net", "dkim=pass:example.com",
     TXT("example.com", "v=DMARC1; p=reject"), "permerror dmarc-several-from-domains",
     "org=- at=- -/- no"},
};

static void
add_identifiers(const char *text, EmlDmarcInput *input, char **words)
{
	for (guint i = 0; words[i] != NULL && *text != '\0'; i++) {
		char *result = strchr(words[i], '=') + 1;
		char *domain = strchr(result, ':');
		EmlDmarcIdentifier *identifier =
		    words[i][0] == 's' ? input->spf : &input->dkim[input->n_dkim++];

		*domain++ = '\0';
		identifier->result = eml_result_from_word(eml_slice(result));
		identifier->domain = *domain != '\0' ? domain : NULL;
		identifier->aligned = (EmlAlignment)99;
	}
	if (words[0] == NULL || words[0][0] != 's')
		input->spf = NULL;
}

/* "org=… at=… POLICY/APPLIED [psl] [spf] [dkim] ALIGNMENT…" */
static char *
meaning_of(const EmlDmarcResult *result, const EmlDmarcInput *input)
{
	const char *policy = eml_policy_word(result->policy);
	const char *applied = eml_policy_word(result->applied);
	const char *org = result->organizational_domain;
	const char *at = result->policy_domain;
	GString *out = g_string_new(NULL);

	g_string_append_printf(out, "org=%s at=%s %s/%s%s%s%s", org != NULL ? org : "-",
			       at != NULL ? at : "-", policy != NULL ? policy : "-",
			       applied != NULL ? applied : "-", result->by_psl ? " psl" : "",
			       result->spf_aligned ? " spf" : "",
			       result->dkim_aligned ? " dkim" : "");
	if (input->spf != NULL)
		g_string_append_printf(out, " %s", eml_alignment_word(input->spf->aligned));
	for (guint i = 0; i < input->n_dkim; i++)
		g_string_append_printf(out, " %s", eml_alignment_word(input->dkim[i].aligned));
	return g_string_free(out, FALSE);
}

static GPtrArray *
split_from(const char *text)
{
	GPtrArray *domains = g_ptr_array_new_with_free_func(g_free);
	g_auto(GStrv) words = g_strsplit(text, ",", -1);

	for (guint i = 0; words[i] != NULL; i++)
		g_ptr_array_add(domains, g_strdup(words[i]));
	return domains;
}

static char *
result_of(const EmlDmarcResult *result)
{
	const char *word = eml_result_word(result->result);

	return g_strdup_printf("%s %s", word != NULL ? word : "null",
			       eml_words_step(result->reason)->id);
}

static void
test_row(gconstpointer data)
{
	const gsize i = GPOINTER_TO_SIZE(data);
	g_autofree char *zone = g_strconcat(";! complete\n", rows[i].zone, NULL);
	g_autoptr(EmlDnsStore) store = test_store(zone);
	g_autoptr(EmlDns) dns = test_dns(store);
	g_autoptr(GPtrArray) from = split_from(rows[i].from);
	g_auto(GStrv) words = g_strsplit(rows[i].identifiers, " ", -1);
	EmlDmarcIdentifier spf = {0}, dkim[8] = {{0}};
	EmlDmarcInput input = {from, 1, &spf, dkim, 0};
	g_autoptr(EmlDmarcResult) result = NULL;
	g_autofree char *expected = NULL;
	g_autofree char *meaning = NULL;

	add_identifiers(rows[i].identifiers, &input, words);
	result = eml_dmarc_check(&input, dns);
	expected = result_of(result);
	meaning = meaning_of(result, &input);
	g_assert_cmpstr(expected, ==, rows[i].expected);
	g_assert_cmpstr(meaning, ==, rows[i].meaning);
	g_assert_cmpint(((EmlStep *)g_ptr_array_index(result->trace, result->trace->len - 1))->code,
			==, result->reason);
	g_assert_cmpint(result->domain == NULL, ==, result->result == EML_RESULT_PERMERROR);
}

static void
check_with(const char *domain, guint n_from_fields, EmlDns *dns, const char *wanted)
{
	g_autoptr(GPtrArray) from = split_from(domain);
	EmlDmarcIdentifier spf = {EML_RESULT_PASS, "example.com", EML_ALIGNED_NO};
	EmlDmarcInput input = {from, n_from_fields, &spf, NULL, 0};
	g_autoptr(EmlDmarcResult) result = eml_dmarc_check(&input, dns);
	g_autofree char *got = result_of(result);

	g_assert_cmpstr(got, ==, wanted);
}

/* Section 4.4: a repeated From field, even of one domain; and no From at all. */
static void
test_from_fields(void)
{
	g_autoptr(EmlDnsStore) store =
	    test_store(";! complete\n" TXT("example.com", "v=DMARC1; p=none"));
	g_autoptr(EmlDns) dns = test_dns(store);

	check_with("example.com", 1, dns, "pass dmarc-pass");
	check_with("example.com", 2, dns, "permerror dmarc-several-from-fields");
	check_with("", 0, dns, "permerror dmarc-no-from-domain");
	check_with("a@b\xff", 1, dns, "permerror dmarc-no-from-domain");
}

/* Nothing may be asked: no result, but alignment by the public suffix list. */
static void
test_offline(void)
{
	g_autoptr(EmlDnsStore) store = eml_dns_store_new(eml_dns_offline_new());
	g_autoptr(EmlDns) dns = test_dns(store);

	check_with("example.com", 1, dns, "null dmarc-not-asked");
}

/* A question that the snapshot does not answer is a temporary error, never "no record". */
static void
test_not_in_snapshot(void)
{
	g_autoptr(EmlDnsStore) store = test_store(TXT("example.com", "v=DMARC1; p=none"));
	g_autoptr(EmlDns) dns = test_dns(store);

	check_with("example.net", 1, dns, "temperror dmarc-record-unknown");
	check_with("example.com", 1, dns, "pass dmarc-pass");
}

/* SPF first, then what passes: twenty failing signatures cannot use up the walks. */
static void
test_limit(void)
{
	g_autoptr(EmlDnsStore) store =
	    test_store(";! complete\n" TXT("example.com", "v=DMARC1; p=reject"));
	g_autoptr(EmlDns) dns = test_dns(store);
	g_autoptr(GPtrArray) from = split_from("example.com");
	g_autoptr(GPtrArray) names = g_ptr_array_new_with_free_func(g_free);
	EmlDmarcIdentifier spf = {EML_RESULT_PASS, "spf.example.com", EML_ALIGNED_NO};
	EmlDmarcIdentifier dkim[24];
	EmlDmarcInput input = {from, 1, &spf, dkim, G_N_ELEMENTS(dkim)};
	g_autoptr(EmlDmarcResult) result = NULL;

	for (guint i = 0; i < G_N_ELEMENTS(dkim); i++) {
		char *name = g_strdup_printf("d%u.example.com", i);

		g_ptr_array_add(names, name);
		dkim[i] = (EmlDmarcIdentifier){EML_RESULT_FAIL, name, EML_ALIGNED_NO};
	}
	dkim[23].result = EML_RESULT_PASS;
	dkim[22].domain = "example.com";
	result = eml_dmarc_check(&input, dns);
	g_assert_true(result->spf_aligned && result->dkim_aligned);
	g_assert_cmpint(dkim[23].aligned, ==, EML_ALIGNED_RELAXED);
	g_assert_cmpint(dkim[22].aligned, ==, EML_ALIGNED_STRICT);
	g_assert_cmpint(dkim[7].aligned, ==, EML_ALIGNED_RELAXED);
	g_assert_cmpint(dkim[8].aligned, ==, EML_ALIGNED_NO);
}

static void
append_ids(const GPtrArray *steps, GString *out)
{
	for (guint i = 0; i < steps->len; i++) {
		const EmlStep *step = g_ptr_array_index(steps, i);
		g_autofree EmlPlain *text = eml_words_step_text(step);

		g_assert_null(strchr(text, '?'));
		g_string_append_printf(out, "%s%s", out->len > 0 ? " " : "",
				       eml_words_step(step->code)->id + strlen("dmarc-"));
		if (step->children->len > 0) {
			g_string_append(out, " (");
			append_ids(step->children, out);
			g_string_append(out, " )");
		}
	}
}

/* The whole reasoning, in order, and every sentence with all its arguments. */
static void
test_trace(void)
{
	g_autoptr(EmlDnsStore) store =
	    test_store(";! complete\n" TXT("example.com", "v=DMARC1; p=reject; x=1; t=y; fo=1"));
	g_autoptr(EmlDns) dns = test_dns(store);
	g_autoptr(GPtrArray) from = split_from("a.example.com");
	EmlDmarcIdentifier spf = {EML_RESULT_FAIL, "example.com", EML_ALIGNED_NO};
	EmlDmarcInput input = {from, 1, &spf, NULL, 0};
	g_autoptr(EmlDmarcResult) result = eml_dmarc_check(&input, dns);
	g_autoptr(GString) ids = g_string_new(NULL);
	const EmlStep *record = NULL, *tag = NULL;

	append_ids(result->trace, ids);
	g_assert_cmpstr(ids->str, ==,
			"author walk ( record-none record-found record-none ) org-fewest "
			"from-org ( tag-v tag-p-reject tag-unknown tag-t-y tag-fo fo-unused ) "
			"policy-chosen test-mode "
			"aligned-relaxed ( walk ( record-found record-none ) org-fewest "
			"identifier-not-pass ) fail");
	record = g_ptr_array_index(result->trace, 3);
	tag = g_ptr_array_index(record->children, 1);
	g_assert_cmpuint(tag->slot, ==, record->slot);
	g_assert_cmpint(tag->at_start, ==, 10);
	g_assert_cmpint(tag->at_end, ==, 18);
}

int
main(int argc, char **argv)
{
	g_test_init(&argc, &argv, NULL);
	for (gsize i = 0; i < G_N_ELEMENTS(rows); i++) {
		g_autofree char *path = g_strdup_printf("/dmarc/%s", rows[i].name);

		g_test_add_data_func(path, GSIZE_TO_POINTER(i), test_row);
	}
	g_test_add_func("/dmarc/from-fields", test_from_fields);
	g_test_add_func("/dmarc/offline", test_offline);
	g_test_add_func("/dmarc/not-in-snapshot", test_not_in_snapshot);
	g_test_add_func("/dmarc/limit", test_limit);
	g_test_add_func("/dmarc/trace", test_trace);
	return g_test_run();
}
