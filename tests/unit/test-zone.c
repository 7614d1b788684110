/* Rows for dns/zone: what is asked of a snapshot and what it answers, and what it refuses. */
#include "dns/zone.h"

#include "base/error.h"
#include "dns/dns.h"
#include "support.h"

static void
on_answer(EmlDnsAnswer *answer, gpointer data)
{
	EmlDnsAnswer **out = data;

	*out = answer;
}

typedef struct {
	const char *name, *zone, *question;
	EmlDnsType type;
	const char *expected;
} Row;

#define COMPLETE ";! complete\n"
#define LOOP "a CNAME b\nb CNAME c\nc CNAME a\n"
/* RFC 4592 section 2.2.1, with A for SRV */
#define RFC4592                                                                                    \
	COMPLETE                                                                                   \
	"$ORIGIN example.\n$TTL 3600\n@ NS ns.example.com.\n* TXT \"this is a wildcard\"\n"        \
	"* MX 10 host1.example.\nsub.* TXT \"this is not a wildcard\"\nhost1 A 192.0.2.1\n"        \
	"_ssh._tcp.host1 A 192.0.2.3\n_ssh._tcp.host2 A 192.0.2.4\nsubdel NS "                     \
	"ns.example.com.\n"

static const Row rows[] = {
    {"txt", "a.org. IN TXT \"v=spf1 -all\"\n", "A.org", EML_DNS_TXT, "found: v=spf1 -all"},
    {"no-newline", "a.org. 60 IN TXT \"x\"", "a.org", EML_DNS_TXT, "found ttl 60: x"},
    {"crlf", "a.org. TXT \"x\"\r\nb.org. A 192.0.2.1\r\n", "b.org", EML_DNS_A,
     "found: c0.00.02.01"},
    {"bom", "\xef\xbb\xbf;! complete\na.org. TXT x\n", "b.org", EML_DNS_TXT, "no-name"},
    {"relative-to-root", "a.org TXT \"x\"\n", "a.org", EML_DNS_TXT, "found: x"},
    {"origin", "$ORIGIN org.\na TXT \"x\"\n@ TXT \"y\"\n", "a.org", EML_DNS_TXT, "found: x"},
    {"origin-at", "$ORIGIN org.\na TXT \"x\"\n@ TXT \"y\"\n", "org", EML_DNS_TXT, "found: y"},
    {"origin-relative", "$ORIGIN org.\n$ORIGIN b\na TXT \"x\"\n", "a.b.org", EML_DNS_TXT,
     "found: x"},
    {"origin-in-data", "$ORIGIN org.\na MX 10 m\n", "a.org", EML_DNS_MX, "found: 10 m.org."},
    {"origin-at-in-data", "$ORIGIN org.\na MX 10 @\n", "a.org", EML_DNS_MX, "found: 10 org."},
    {"ttl", "$TTL 1h30m\na TXT x\n", "a", EML_DNS_TXT, "found ttl 5400: x"},
    {"ttl-of-record-before", "a 60 TXT x\nb TXT y\n", "b", EML_DNS_TXT, "found ttl 60: y"},
    {"ttl-smallest", "a 60 TXT x\na 30 TXT y\n", "a", EML_DNS_TXT, "found ttl 30: x | y"},
    {"ttl-of-chain", "a 10 CNAME b\nb 60 TXT x\n", "a", EML_DNS_TXT, "found via b. ttl 10: x"},
    {"class-then-ttl", "a IN 60 TXT x\n", "a", EML_DNS_TXT, "found ttl 60: x"},
    {"same-owner", "a TXT x\n  TXT y\n", "a", EML_DNS_TXT, "found: x | y"},
    {"parentheses", "a TXT ( \"x\" ; one\n \"y\" ; two\n)\n", "a", EML_DNS_TXT, "found: xy /1 /1"},
    {"parentheses-glued", "a TXT (\"x\"\n\"y\")\n", "a", EML_DNS_TXT, "found: xy /1 /1"},
    {"strings", "a TXT \"v=DKIM1; \" \"p=x\"\n", "a", EML_DNS_TXT, "found: v=DKIM1; p=x /9 /3"},
    {"strings-glued", "a TXT \"x\"\"y\"\n", "a", EML_DNS_TXT, "found: xy /1 /1"},
    {"unquoted-words", "a TXT v=spf1 -all\n", "a", EML_DNS_TXT, "found: v=spf1-all /6 /4"},
    {"unquoted-escape", "a TXT v=DKIM1\\;\\ p=x\n", "a", EML_DNS_TXT, "found: v=DKIM1; p=x"},
    {"quoted-escapes", "a TXT \"\\\"\\;\\092\\065\"\n", "a", EML_DNS_TXT, "found: \";\\A"},
    {"quoted-blanks", "a TXT \" x \"\n", "a", EML_DNS_TXT, "found:  x "},
    {"quoted-parentheses", "a TXT \"(;)\"\n", "a", EML_DNS_TXT, "found: (;)"},
    {"empty-string", "a TXT \"\"\n", "a", EML_DNS_TXT, "found: "},
    {"8-bit", "a TXT \"\xc3\xa4\"\n", "a", EML_DNS_TXT, "found: \xc3\xa4"},
    {"remark-after-quote", "a TXT \"x\";p=y\n", "a", EML_DNS_TXT, "found: x"},
    {"remark-after-word", "a TXT x ; a remark\n", "a", EML_DNS_TXT, "found: x"},
    {"duplicate", "a TXT \"x\"\na TXT x\n", "a", EML_DNS_TXT, "found: x"},
    {"same-bytes-other-cut", "a TXT \"xy\"\na TXT x y\n", "a", EML_DNS_TXT, "found: xy | xy /1 /1"},
    {"aaaa", "a AAAA 2001:db8::1\n", "a", EML_DNS_AAAA,
     "found: 20.01.0d.b8.00.00.00.00.00.00.00.00.00.00.00.01"},
    {"ptr", "1.2.0.192.in-addr.arpa. PTR M.example.\n", "1.2.0.192.in-addr.arpa", EML_DNS_PTR,
     "found: m.example."},
    {"null-mx", "a MX 0 .\n", "a", EML_DNS_MX, "found: 0 ."},
    {"one-letter-target", "$ORIGIN org.\na CNAME b\n", "a.org", EML_DNS_CNAME, "found: b.org."},
    {"odd-names", "a\\;\\\"\\(\\032\\@b.org. TXT x\n", "a;\"( @b.org", EML_DNS_TXT, "found: x"},
    {"cname-asked", "a CNAME b\n", "a", EML_DNS_CNAME, "found: b."},
    {"cname", "a CNAME b\nb CNAME c\nc TXT x\n", "a", EML_DNS_TXT, "found via b. via c.: x"},
    {"cname-no-data", COMPLETE "a CNAME b\nb A 192.0.2.1\n", "a", EML_DNS_TXT, "no-data via b."},
    {"cname-no-name", COMPLETE "a CNAME b\n", "a", EML_DNS_TXT, "no-name via b."},
    {"cname-not-listed", "a CNAME b\n", "a", EML_DNS_TXT, "not-asked not-in-snapshot via b."},
    {"cname-loop", LOOP, "a", EML_DNS_TXT, "failed cname-loop via b. via c. via a."},
    {"cname-to-itself", "a CNAME a\n", "a", EML_DNS_TXT, "failed cname-loop via a."},
    {"cname-into-loop", LOOP "x CNAME a\n", "x", EML_DNS_TXT,
     "failed cname-loop via a. via b. via c. via a."},
    {"type-beside-cname", "a CNAME b\na TXT x\n", "a", EML_DNS_TXT, "found: x"},
    {"not-listed", "a TXT x\n", "b", EML_DNS_TXT, "not-asked not-in-snapshot"},
    {"type-not-listed", "a TXT x\n", "a", EML_DNS_A, "not-asked not-in-snapshot"},
    {"empty-file", "", "a", EML_DNS_A, "not-asked not-in-snapshot"},
    {"empty-complete", COMPLETE, "a", EML_DNS_A, "no-name"},
    {"complete-no-name", COMPLETE "a TXT x\n", "b", EML_DNS_TXT, "no-name"},
    {"complete-no-data", COMPLETE "a TXT x\n", "a", EML_DNS_A, "no-data"},
    {"complete-below", COMPLETE "a TXT x\n", "b.a", EML_DNS_A, "no-name"},
    {"empty-non-terminal", COMPLETE "a.b.c TXT x\n", "b.c", EML_DNS_TXT, "no-data"},
    {"empty-non-terminal-incomplete", "a.b.c TXT x\n", "b.c", EML_DNS_TXT,
     "not-asked not-in-snapshot"},
    {"unknown-type-exists", COMPLETE "a TLSA 3 1 1 00ff\n", "a", EML_DNS_TXT, "no-data"},
    {"type-by-number", COMPLETE "a TYPE65280 \\# 2 00ff\n", "a", EML_DNS_TXT, "no-data"},
    {"complete-remark", ";! complete ; all of it\n", "a", EML_DNS_A, "no-name"},
    {"no-name", ";! no-name A.\n", "a", EML_DNS_A, "no-name"},
    {"no-name-any-type", ";! no-name A. *\n", "a", EML_DNS_A, "no-name"},
    {"no-name-one-type", ";! no-name a TXT\na A 192.0.2.1\n", "a", EML_DNS_TXT, "no-name"},
    {"no-name-other-type", ";! no-name a TXT\n", "a", EML_DNS_A, "not-asked not-in-snapshot"},
    {"no-name-above-records", ";! no-name b\na.b TXT x\n", "b", EML_DNS_TXT, "no-name"},
    {"no-name-below-records", ";! no-name b\na.b TXT x\n", "a.b", EML_DNS_TXT, "found: x"},
    {"no-data", ";! no-data a TXT\n", "a", EML_DNS_TXT, "no-data"},
    {"no-data-other-type", ";! no-data a TXT\n", "a", EML_DNS_A, "not-asked not-in-snapshot"},
    {"no-data-other-type-complete", COMPLETE ";! no-data a TXT\n", "a", EML_DNS_A, "no-data"},
    {"no-data-any-type", ";! no-data a *\n", "a", EML_DNS_A, "no-data"},
    {"failed", ";! failed a TXT servfail\n", "a", EML_DNS_TXT, "failed servfail"},
    {"failed-text", ";! failed a TXT lame delegation ; remark\n", "a", EML_DNS_TXT,
     "failed lame delegation"},
    {"failed-case", ";! FAILED A txt refused\n", "a", EML_DNS_TXT, "failed refused"},
    {"failed-bogus", ";! failed a TXT bogus\n", "a", EML_DNS_TXT, "failed bogus bogus"},
    {"failed-wins-over-records", "a TXT x\n;! failed a TXT timeout\n", "a", EML_DNS_TXT,
     "failed timeout"},
    {"failed-any-type", ";! failed a * timeout\n", "a", EML_DNS_TXT, "failed timeout"},
    {"records-win-over-failed-any", "a TXT x\n;! failed a * timeout\n", "a", EML_DNS_TXT,
     "found: x"},
    {"failed-any-beside-records", "a TXT x\n;! failed a * timeout\n", "a", EML_DNS_A,
     "failed timeout"},
    {"failed-at-target", "a CNAME b\n;! failed b TXT timeout\n", "a", EML_DNS_TXT,
     "failed timeout via b."},
    {"dnssec", "a TXT x\n;! dnssec a TXT secure\n", "a", EML_DNS_TXT, "found secure: x"},
    {"dnssec-any", "a TXT x\n;! dnssec a * insecure\n", "a", EML_DNS_TXT, "found insecure: x"},
    {"dnssec-makes-no-name", COMPLETE ";! dnssec a TXT secure\n", "a", EML_DNS_TXT,
     "no-name secure"},
    {"ttl-of-negative", ";! no-name a\n;! ttl a TXT 77\n", "a", EML_DNS_TXT, "no-name ttl 77"},
    {"recorded", ";! recorded 2026-11-24T10:00:00Z resolver 192.0.2.53\na TXT x\n", "a",
     EML_DNS_TXT, "found: x"},
    {"directive-indented-is-a-comment", " ;! complete\n", "a", EML_DNS_TXT,
     "not-asked not-in-snapshot"},
    {"directive-in-parentheses-is-a-comment", "a TXT ( x\n;! complete\n)\n", "b", EML_DNS_TXT,
     "not-asked not-in-snapshot"},
    {"wildcard", "*.a TXT x\n", "b.a", EML_DNS_TXT, "found: x"},
    {"wildcard-deep", "*.a TXT x\n", "d.c.b.a", EML_DNS_TXT, "found: x"},
    {"wildcard-not-itself", COMPLETE "*.a TXT x\n", "a", EML_DNS_TXT, "no-data"},
    {"wildcard-cname", "*.a CNAME b\nb TXT x\n", "c.a", EML_DNS_TXT, "found via b.: x"},
    {"wildcard-at-root", "* TXT x\n", "b.a", EML_DNS_TXT, "found: x"},
    {"wildcard-failed", ";! failed *.a TXT timeout\n", "b.a", EML_DNS_TXT, "failed timeout"},
    {"wildcard-no-name", ";! no-name *.a\n", "b.a", EML_DNS_TXT, "no-name"},
    {"wildcard-type-not-listed", "*.a TXT x\n", "b.a", EML_DNS_A, "not-asked not-in-snapshot"},
    {"wildcard-not-below-a-name", "*.a TXT x\nc.a A 192.0.2.1\n", "b.c.a", EML_DNS_TXT,
     "not-asked not-in-snapshot"},
    {"rfc4592-host3-mx", RFC4592, "host3.example", EML_DNS_MX, "found: 10 host1.example."},
    {"rfc4592-host3-a", RFC4592, "host3.example", EML_DNS_A, "no-data"},
    {"rfc4592-foo.bar-txt", RFC4592, "foo.bar.example", EML_DNS_TXT, "found: this is a wildcard"},
    {"rfc4592-host1-mx", RFC4592, "host1.example", EML_DNS_MX, "no-data"},
    {"rfc4592-sub.*-mx", RFC4592, "sub.*.example", EML_DNS_MX, "no-data"},
    {"rfc4592-_telnet", RFC4592, "_telnet._tcp.host1.example", EML_DNS_A, "no-name"},
    {"rfc4592-ghost.*", RFC4592, "ghost.*.example", EML_DNS_MX, "no-name"},
};

static void
test_answer(gconstpointer data)
{
	const Row *row = data;
	g_autoptr(GError) error = NULL;
	g_autoptr(EmlDnsSource) zone = eml_dns_zone_parse("test", eml_slice(row->zone), &error);
	g_autoptr(EmlDnsQuestion) question =
	    eml_dns_question_new(row->type, eml_slice(row->question));
	g_autoptr(EmlDnsAnswer) answer = NULL;
	g_autofree char *text = NULL;

	g_assert_no_error(error);
	zone->submit(zone, question, 0, on_answer, &answer);
	g_assert_nonnull(answer);
	g_assert_cmpfloat(answer->ms, <, 0);
	text = test_answer_text(answer);
	g_assert_cmpstr(text, ==, row->expected);
}

static const struct {
	const char *name;
	EmlSlice zone;
	const char *expected; /* the start of the message */
} refused[] = {
#define ZONE(text)                                                                                 \
	{                                                                                          \
		text, sizeof(text) - 1                                                             \
	}
    {"include", ZONE("$INCLUDE /etc/passwd\n"), "FILE:1: $INCLUDE is not allowed"},
    {"generate", ZONE("\n$GENERATE 1-2 a$ A 192.0.2.$\n"), "FILE:2: \"$GENERATE\" is not known"},
    {"origin-empty", ZONE("$ORIGIN\n"), "FILE:1: $ORIGIN needs"},
    {"origin-bad", ZONE("$ORIGIN a..b\n"), "FILE:1: $ORIGIN needs"},
    {"ttl-bad", ZONE("$TTL 1x\n"), "FILE:1: $TTL needs"},
    {"ttl-huge", ZONE("$TTL 2147483648\n"), "FILE:1: $TTL needs"},
    {"ttl-overflow", ZONE("$TTL 18446744073709551617\n"), "FILE:1: $TTL needs"},
    {"record-ttl-bad", ZONE("a 1x TXT x\n"), "FILE:1: \"1x\" is not a time"},
    {"open-quote", ZONE("a TXT \"x\nb TXT y\n"), "FILE:1: a quote is not closed"},
    {"open-quote-end", ZONE("a TXT \"x"), "FILE:1: a quote is not closed"},
    {"open-quote-escaped", ZONE("a TXT \"x\\\""), "FILE:1: a quote is not closed"},
    {"open-parenthesis", ZONE("\na TXT (\n x\n"), "FILE:2: a parenthesis is not closed"},
    {"closing-parenthesis", ZONE("a TXT x )\n"), "FILE:1: a closing parenthesis"},
    {"quote-in-word", ZONE("a TXT x\"y\"\n"), "FILE:1: a quote stands inside"},
    {"word-after-quote", ZONE("a TXT \"x\"y\n"), "FILE:1: a blank is missing"},
    {"backslash-end", ZONE("a TXT x\\\n"), "FILE:1: a backslash ends"},
    {"backslash-end-crlf", ZONE("a TXT x\\\r\n"), "FILE:1: a backslash ends"},
    {"nul", ZONE("a TXT \"x\0y\"\n"), "FILE:1: a NUL byte"},
    {"nul-in-comment", ZONE("a TXT x\n; \0\n"), "FILE:2: a NUL byte"},
    {"nul-in-directive", ZONE(";! no-name a\0b\n"), "FILE:1: a NUL byte"},
    {"cut-glued", ZONE("a TXT v=DKIM1; p=x\n"), "FILE:1: a \";\" outside quotes"},
    {"cut-glued-end", ZONE("a TXT v=DKIM1;\n"), "FILE:1: a \";\" outside quotes"},
    {"cut-blank", ZONE("a TXT v=DMARC1 ; p=none\n"), "FILE:1: a \";\" outside quotes"},
    {"cut-parentheses", ZONE("a TXT ( v=DMARC1;p=none\n)\n"), "FILE:1: a \";\" outside quotes"},
    {"txt-empty", ZONE("a TXT\n"), "FILE:1: a TXT record needs"},
    {"txt-escape", ZONE("a TXT \"\\256\"\n"), "FILE:1: a backslash must"},
    {"txt-escape-short", ZONE("a TXT \"\\25\"\n"), "FILE:1: a backslash must"},
    {"first-line-blank", ZONE("  TXT x\n"), "FILE:1: the line begins with a blank"},
    {"owner-bad", ZONE("a..b TXT x\n"), "FILE:1: the line does not begin"},
    {"owner-quoted", ZONE("\"a\" TXT x\n"), "FILE:1: the line does not begin"},
    {"type-missing", ZONE("a 60 IN\n"), "FILE:1: a record type"},
    {"type-unknown", ZONE("a TEXT x\n"), "FILE:1: \"TEXT\" is not"},
    {"type-any", ZONE("a ANY x\n"), "FILE:1: \"ANY\" is not"},
    {"class", ZONE("a CH TXT x\n"), "FILE:1: \"CH\" is not"},
    {"a-bad", ZONE("a A 192.0.2.256\n"), "FILE:1: this is not an address"},
    {"a-two", ZONE("a A 192.0.2.1 192.0.2.2\n"), "FILE:1: this record needs one address"},
    {"a-none", ZONE("a A\n"), "FILE:1: this record needs one address"},
    {"aaaa-bad", ZONE("a AAAA 192.0.2.1\n"), "FILE:1: this is not an address"},
    {"mx-preference", ZONE("a MX 65536 b\n"), "FILE:1: an MX record needs"},
    {"mx-no-preference", ZONE("a MX b\n"), "FILE:1: an MX record needs"},
    {"mx-bad-name", ZONE("a MX 1 b..c\n"), "FILE:1: this is not a domain name"},
    {"cname-two", ZONE("a CNAME b c\n"), "FILE:1: this record needs one name"},
    {"directive-unknown", ZONE(";! foo\n"), "FILE:1: a line that begins with \";!\""},
    {"directive-empty", ZONE(";!\n"), "FILE:1: a line that begins with \";!\""},
    {"no-name-nothing", ZONE(";! no-name\n"), "FILE:1: \";! no-name\": a domain name"},
    {"no-name-more", ZONE(";! no-name a b\n"), "FILE:1: \";! no-name\": only a record type"},
    {"no-data-no-type", ZONE(";! no-data a\n"), "FILE:1: \";! no-data\": a record type"},
    {"no-data-bad-type", ZONE(";! no-data a FOO\n"), "FILE:1: \";! no-data\": a record type"},
    {"failed-no-reason", ZONE(";! failed a TXT\n"), "FILE:1: \";! failed\": a word"},
    {"failed-only-remark", ZONE(";! failed a TXT ; x\n"), "FILE:1: \";! failed\": a word"},
    {"dnssec-word", ZONE(";! dnssec a TXT good\n"), "FILE:1: \";! dnssec\": secure"},
    {"complete-more", ZONE(";! complete yes\n"), "FILE:1: \";! complete\": nothing"},
    {"line-after-parentheses", ZONE("a TXT ( x\n y )\nb TXT \"\n"), "FILE:3: a quote"},
#undef ZONE
};

static void
test_refused(gconstpointer data)
{
	const gsize i = GPOINTER_TO_SIZE(data);
	g_autoptr(GError) error = NULL;
	g_autoptr(EmlDnsSource) zone = eml_dns_zone_parse("FILE", refused[i].zone, &error);

	g_assert_null(zone);
	g_assert_error(error, EML_ERROR, EML_ERROR_DATA);
	if (!g_str_has_prefix(error->message, refused[i].expected))
		g_assert_cmpstr(error->message, ==, refused[i].expected);
}

static void
test_string_255(void)
{
	g_autofree char *text = g_strnfill(256, 'x');
	g_autofree char *long_zone = g_strdup_printf("a TXT \"%s\"\n", text);
	g_autofree char *zone = g_strdup_printf("a TXT \"%s\"\n", text + 1);
	g_autoptr(GError) error = NULL;
	g_autoptr(EmlDnsSource) none = eml_dns_zone_parse("FILE", eml_slice(long_zone), &error);
	g_autoptr(EmlDnsSource) one = NULL;

	g_assert_null(none);
	g_assert_error(error, EML_ERROR, EML_ERROR_DATA);
	g_assert_true(
	    g_str_has_prefix(error->message, "FILE:1: a text string has at most 255 bytes"));
	g_clear_error(&error);
	one = eml_dns_zone_parse("FILE", eml_slice(zone), &error);
	g_assert_no_error(error);
}

int
main(int argc, char **argv)
{
	g_test_init(&argc, &argv, NULL);
	for (gsize i = 0; i < G_N_ELEMENTS(rows); i++) {
		g_autofree char *path = g_strconcat("/zone/answer/", rows[i].name, NULL);

		g_test_add_data_func(path, &rows[i], test_answer);
	}
	for (gsize i = 0; i < G_N_ELEMENTS(refused); i++) {
		g_autofree char *path = g_strconcat("/zone/refused/", refused[i].name, NULL);

		g_test_add_data_func(path, GSIZE_TO_POINTER(i), test_refused);
	}
	g_test_add_func("/zone/string-255", test_string_255);
	return g_test_run();
}
