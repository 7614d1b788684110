/* check/spf: the trace as people see it (RFC 7208 sections 2.3, 4.6.4, 5 and 6; what a result is
 * stands in the published suites, tests/suites). */
#include "check/spf.h"
#include "judge/words.h"
#include "support.h"

/* Steps as "id(arg|arg)" or "id@TERM", with the steps inside in braces. A step with a byte range
 * shows what stands there in its record. */
static void
print_steps(GString *out, const GPtrArray *steps, const GPtrArray *log)
{
	for (guint i = 0; i < steps->len; i++) {
		const EmlStep *step = g_ptr_array_index(steps, i);

		g_string_append_printf(out, "%s%s", i > 0 ? " " : "",
				       eml_words_step(step->code)->id + strlen("spf-"));
		if (step->at_start >= 0) {
			const EmlDnsLogEntry *entry = g_ptr_array_index(log, step->slot - 1);
			const EmlDnsRecord *record = g_ptr_array_index(entry->answer->records, 0);
			gsize len = 0;
			const char *text = g_bytes_get_data(record->data, &len);

			g_assert_cmpint(step->at_end, <=, (gssize)len);
			g_string_append_printf(out, "@%.*s", (int)(step->at_end - step->at_start),
					       text + step->at_start);
		}
		if (step->children->len > 0) {
			g_string_append(out, "{");
			print_steps(out, step->children, log);
			g_string_append(out, "}");
		}
	}
}

#define HOST "192.0.2.7"
#define FROM "a@e.example"
#define ZONE(record) ";! complete\ne.example. 300 TXT \"v=spf1 " record "\"\n"
#define OTHER(name, record) name ". 60 TXT \"v=spf1 " record "\"\n"

/* `meaning`: RESULT LOOKUPS/NEEDED VOID, then the steps. */
static const struct {
	const char *name, *ip, *mail_from, *zone, *meaning;
} rows[] = {
    {"all", HOST, FROM, ZONE("-all"), "fail 0/0 0 identity-mail-from record{all@-all}"},
    {"ip4-match", HOST, FROM, ZONE("ip4:192.0.2.0/24 -all"),
     "pass 0/0 0 identity-mail-from record{ip4-match@ip4:192.0.2.0/24 not-reached@-all}"},
    {"ip4-other-family", "2001:db8::7", FROM, ZONE("ip4:192.0.2.0/24 ?ip6:2001:db8::/32"),
     "neutral 0/0 0 identity-mail-from record{ip4-other-family@ip4:192.0.2.0/24 "
     "ip6-match@?ip6:2001:db8::/32}"},
    {"mapped", "::ffff:192.0.2.7", FROM, ZONE("ip6:::/0 ip4:192.0.2.7"),
     "pass 0/0 0 address-mapped identity-mail-from record{ip6-other-family@ip6:::/0 "
     "ip4-match@ip4:192.0.2.7}"},
    {"a-match", HOST, FROM, ZONE("a -all") "e.example. A 192.0.2.7\n",
     "pass 1/1 0 identity-mail-from record{a-match@a{found} not-reached@-all}"},
    {"mx-no-match", HOST, FROM,
     ZONE("mx ~all") "e.example. MX 1 m.e.example.\nm.e.example. A 192.0.2.99\n",
     "softfail 1/1 0 identity-mail-from record{mx-no-match@mx{found found} all@~all}"},
    {"exists-macro", HOST, FROM, ZONE("exists:%{i}.e.example") "192.0.2.7.e.example. A 127.0.0.2\n",
     "pass 1/1 0 identity-mail-from record{exists-match@exists:%{i}.e.example{target found}}"},
    {"ptr", HOST, FROM,
     ZONE("ptr -all") "7.2.0.192.in-addr.arpa. PTR h.e.example.\nh.e.example. A 192.0.2.7\n",
     "pass 1/1 0 identity-mail-from record{ptr-match@ptr{found found name-validated} "
     "not-reached@-all}"},
    {"include", HOST, FROM, ZONE("include:i.example -all") OTHER("i.example", "ip4:192.0.2.7 -all"),
     "pass 1/1 0 identity-mail-from "
     "record{include-match@include:i.example{record{ip4-match@ip4:192.0.2.7 not-reached@-all}} "
     "not-reached@-all}"},
    {"include-not", HOST, FROM, ZONE("include:i.example -all") OTHER("i.example", "-all"),
     "fail 1/1 0 identity-mail-from "
     "record{include-no-match@include:i.example{record{all@-all}} all@-all}"},
    {"redirect", HOST, FROM, ZONE("redirect=i.example") OTHER("i.example", "ip4:192.0.2.7"),
     "pass 1/1 0 identity-mail-from "
     "record{redirect@redirect=i.example{record{ip4-match@ip4:192.0.2.7}}}"},
    {"modifiers", HOST, FROM, ZONE("ra=x ip4=192.0.2.7 -all redirect=i.example"),
     "fail 0/0 0 identity-mail-from record{all@-all modifier-ignored@ra=x "
     "modifier-like-mechanism@ip4=192.0.2.7 redirect-ignored@redirect=i.example}"},
    {"exp", HOST, FROM, ZONE("-all exp=x.example") "x.example. TXT \"no, %{i}\"\n",
     "fail 0/0 0 identity-mail-from record{all@-all exp@exp=x.example{explanation}}"},
    {"behind-all", HOST, FROM, ZONE("-all a mx"),
     "fail 0/0 0 identity-mail-from record{all@-all terms-after-all@a}"},
    {"not-reached-up-to-all", HOST, FROM,
     ZONE("ip4:192.0.2.7 a:a.example exp=x.example -all mx redirect=i.example"),
     "pass 0/1 0 identity-mail-from record{ip4-match@ip4:192.0.2.7 "
     "not-reached@a:a.example exp=x.example -all terms-after-all@mx "
     "redirect-ignored@redirect=i.example}"},
    {"not-reached-redirect", HOST, FROM,
     ZONE("ip4:192.0.2.7 redirect=i.example") OTHER("i.example", "-all"),
     "pass 0/1 0 identity-mail-from record{ip4-match@ip4:192.0.2.7 "
     "not-reached@redirect=i.example}"},
    {"broken", HOST, FROM, ZONE("ip4:192.0.2.7 foo a:b -all"),
     "permerror 0/0 0 identity-mail-from record-broken{syntax-unknown-mechanism@foo "
     "syntax-bad-name@a:b}"},
    {"void", HOST, FROM, ZONE("a:x.e.example a:y.e.example -all"),
     "fail 2/2 2 identity-mail-from record{a-no-match@a:x.e.example{void} "
     "a-no-match@a:y.e.example{void} all@-all}"},
    {"void-limit", HOST, FROM, ZONE("a:x.e.example a:y.e.example a:z.e.example -all"),
     "permerror 3/3 3 identity-mail-from record{a-no-match@a:x.e.example{void} "
     "a-no-match@a:y.e.example{void} stopped@a:z.e.example{void-limit}}"},
    {"dns-failed", HOST, FROM, ZONE("a:x.e.example -all") ";! failed x.e.example. A servfail\n",
     "temperror 1/1 0 identity-mail-from record{stopped@a:x.e.example{dns-failed}}"},
    {"nearest", HOST, FROM, ZONE("ip4:192.0.2.8 ip4:192.0.2.0/30 -all"),
     "fail 0/0 0 identity-mail-from record{ip4-no-match@ip4:192.0.2.8 "
     "ip4-no-match@ip4:192.0.2.0/30 all@-all} nearest@ip4:192.0.2.8"},
    {"srs", HOST, "SRS0=HHH=TT=o.example=bob@e.example", ZONE("-all"),
     "fail 0/0 0 identity-mail-from sender-srs record{all@-all}"},
    {"srs-twice", HOST, "<SRS1=HHH=f.example==HHH=TT=o.example=bob@e.example>", ZONE("-all"),
     "fail 0/0 0 identity-mail-from sender-srs-twice record{all@-all}"},
    {"verp", HOST, "bounce+bob=o.example@e.example", ZONE("-all"),
     "fail 0/0 0 identity-mail-from sender-verp record{all@-all}"},
    {"batv", HOST, "prvs=0123abcdef=bob@e.example", ZONE("-all"),
     "fail 0/0 0 identity-mail-from sender-batv record{all@-all}"},
    {"null-path", HOST, "<>", ";! complete\n" OTHER("h.example", "-all"),
     "fail 0/0 0 identity-null-path record{all@-all}"},
};

static EmlSpfResult *
check(EmlDnsStore *store, const char *ip, const char *mail_from)
{
	const EmlSpfInput input = {ip, "h.example", mail_from, NULL, 1700000000};
	g_autoptr(EmlDns) dns = test_dns(store);

	return eml_spf_check(&input, dns);
}

static void
test_row(gconstpointer data)
{
	const gsize i = GPOINTER_TO_SIZE(data);
	g_autoptr(EmlDnsStore) store = test_store(rows[i].zone);
	g_autoptr(EmlSpfResult) result = check(store, rows[i].ip, rows[i].mail_from);
	g_autoptr(GPtrArray) log = eml_dns_store_log(store);
	g_autoptr(GString) meaning = g_string_new(NULL);

	g_string_append_printf(meaning, "%s %u/%u %u ", eml_result_word(result->result),
			       result->dns_lookups, result->lookups_needed, result->void_lookups);
	print_steps(meaning, result->trace, log);
	g_assert_cmpstr(meaning->str, ==, rows[i].meaning);
}

static const EmlStep *
find(const GPtrArray *steps, EmlStepCode code)
{
	for (guint i = 0; i < steps->len; i++) {
		const EmlStep *step = g_ptr_array_index(steps, i);
		const EmlStep *inside = step->code == code ? step : find(step->children, code);

		if (inside != NULL)
			return inside;
	}
	return NULL;
}

/* Sentences with what was filled in: numbers of lookups, empty answers, TTLs, addresses. */
static const struct {
	const char *name, *mail_from, *zone;
	EmlStepCode code;
	const char *sentence;
} sentences[] = {
    {"lookup-number", FROM, ZONE("include:i.example a:x.example -all") OTHER("i.example", "mx"),
     EML_STEP_SPF_A_NO_MATCH,
     "a:x.example does not match: 192.0.2.7 is no address of x.example (lookup 3 of 10)"},
    {"void-number", FROM,
     ZONE("include:i.example a:x.example -all") OTHER("i.example", "mx mx:o.q"),
     EML_STEP_SPF_VOID_LIMIT,
     "x.example has no A records: empty answer number 3, and 2 are allowed: permerror"},
    {"srs", "SRS0=HHH=TT=o.example=bob@E.example", ZONE("-all"), EML_STEP_SPF_SENDER_SRS,
     "The forwarder E.example rewrote the envelope sender (SRS); the original was bob@o.example"},
    {"srs-twice", "SRS1=HHH=f.example==HHH=TT=o.example=bob@e.example", ZONE("-all"),
     EML_STEP_SPF_SENDER_SRS_TWICE,
     "The forwarder e.example rewrote the envelope sender (SRS), as f.example had before; the "
     "original was bob@o.example"},
    {"verp", "bounce+bob=o.example@e.example", ZONE("-all"), EML_STEP_SPF_SENDER_VERP,
     "The envelope sender holds the address of one recipient, bob@o.example (VERP)"},
    {"batv", "prvs=0123abcdef=bob@e.example", ZONE("-all"), EML_STEP_SPF_SENDER_BATV,
     "The envelope sender is signed by its own domain (BATV); without the tag it is "
     "bob@e.example"},
    {"tree", FROM,
     ZONE("ip4:192.0.2.7 a:1.q.e a:2.q.e a:3.q.e include:i.example -all")
	 OTHER("i.example", "a:1.q.e a:2.q.e a:3.q.e a:4.q.e a:5.q.e mx exists:6.q.e"),
     EML_STEP_SPF_TREE_OVER_LIMIT,
     "The records of e.example need 11 lookups in all; 10 are "
     "allowed"},
    {"limit", FROM,
     ZONE("include:i.example include:j.example -all")
	 OTHER("i.example", "exists:1.q.e exists:1.q.e exists:1.q.e exists:1.q.e exists:1.q.e")
	     OTHER("j.example",
		   "exists:1.q.e exists:1.q.e exists:1.q.e exists:2.q.e -all") "1.q.e. TXT x\n",
     EML_STEP_SPF_VOID_LIMIT,
     "1.q.e has no A records: empty answer number 3, and 2 are allowed: permerror"},
    {"lookup-limit", FROM,
     ZONE("include:i.example include:j.example -all")
	 OTHER("i.example", "a:m.e a:m.e a:m.e a:m.e a:m.e")
	     OTHER("j.example", "a:m.e a:m.e a:m.e a:m.e/31 -all") "m.e. A 192.0.2.99\n",
     EML_STEP_SPF_LOOKUP_LIMIT,
     "a:m.e/31 would be lookup number 11, and 10 are allowed: permerror"},
};

static void
test_sentence(gconstpointer data)
{
	const gsize i = GPOINTER_TO_SIZE(data);
	g_autoptr(EmlDnsStore) store = test_store(sentences[i].zone);
	g_autoptr(EmlSpfResult) result = check(store, HOST, sentences[i].mail_from);
	const EmlStep *step = find(result->trace, sentences[i].code);
	g_autofree EmlPlain *text = NULL;

	g_assert(step != NULL);
	text = eml_words_step_text(step);
	g_assert_cmpstr(text, ==, sentences[i].sentence);
}

static const char *
arg(const EmlStep *step, guint i)
{
	g_assert(step != NULL);
	g_assert_cmpuint(step->args->len, >, i);
	return g_bytes_get_data(g_ptr_array_index(step->args, i), NULL);
}

/* How long each record may be kept stands in its step. */
static void
test_ttl(void)
{
	g_autoptr(EmlDnsStore) store = test_store(ZONE("include:i.example a -all") OTHER(
	    "i.example", "-all") "e.example. 77 A 192.0.2.99\n");
	g_autoptr(EmlSpfResult) result = check(store, HOST, FROM);
	const EmlStep *record = find(result->trace, EML_STEP_SPF_RECORD);
	const EmlStep *include = find(result->trace, EML_STEP_SPF_INCLUDE_NO_MATCH);

	g_assert_true(g_str_has_prefix(arg(record, 2), "300"));
	g_assert_true(g_str_has_prefix(arg(find(include->children, EML_STEP_SPF_RECORD), 2), "60"));
	g_assert_true(g_str_has_prefix(arg(find(result->trace, EML_STEP_SPF_FOUND), 3), "77"));
}

/* Section 2.3: what can be checked beside MAIL FROM. */
static const struct {
	const char *name, *ip, *helo, *mail_from;
	gboolean beside;
} sessions[] = {
    {"name", HOST, "h.example", FROM, TRUE},
    {"final-dot", HOST, "h.example.", FROM, TRUE},
    {"idn", HOST, "h\xc3\xa4.example", FROM, TRUE},
    {"path", HOST, "h.example", "<a@e.example>", TRUE},
    {"null-path", HOST, "h.example", "", FALSE},
    {"null-path-written", HOST, "h.example", "<>", FALSE},
    {"no-mail-from", HOST, "h.example", NULL, FALSE},
    {"no-helo", HOST, NULL, FROM, FALSE},
    {"empty-helo", HOST, "", FROM, FALSE},
    {"single-label", HOST, "localhost", FROM, FALSE},
    {"literal", HOST, "[192.0.2.7]", FROM, FALSE},
    {"literal-ip6", HOST, "[IPv6:2001:db8::7]", FROM, FALSE},
    {"empty-label", HOST, "h..example", FROM, FALSE},
    {"no-address", NULL, "h.example", FROM, FALSE},
};

static void
test_beside(gconstpointer data)
{
	const gsize i = GPOINTER_TO_SIZE(data);
	const EmlSpfInput session = {sessions[i].ip, sessions[i].helo, sessions[i].mail_from, "r",
				     5};
	EmlSpfInput helo = {0};

	g_assert_true(eml_spf_helo_beside(&session, &helo) == sessions[i].beside);
	if (!sessions[i].beside)
		return;
	g_assert_null(helo.mail_from);
	g_assert_cmpstr(helo.helo, ==, session.helo);
	g_assert_cmpstr(helo.ip, ==, session.ip);
	g_assert_cmpstr(helo.receiver, ==, "r");
	g_assert_cmpint(helo.at, ==, 5);
}

static void
add_rows(const char *prefix, const char *name, gsize i, GTestDataFunc test)
{
	g_autofree char *path = g_strdup_printf("/spf/%s%s", prefix, name);

	g_test_add_data_func(path, GSIZE_TO_POINTER(i), test);
}

int
main(int argc, char **argv)
{
	g_test_init(&argc, &argv, NULL);
	for (gsize i = 0; i < G_N_ELEMENTS(rows); i++)
		add_rows("trace/", rows[i].name, i, test_row);
	for (gsize i = 0; i < G_N_ELEMENTS(sentences); i++)
		add_rows("sentence/", sentences[i].name, i, test_sentence);
	for (gsize i = 0; i < G_N_ELEMENTS(sessions); i++)
		add_rows("helo-beside/", sessions[i].name, i, test_beside);
	g_test_add_func("/spf/ttl", test_ttl);
	return g_test_run();
}
