/* dns/live against servers that answer, lie, are silent or break off: each gives the right outcome,
 * and a sentence that names the server and what it did; a forged answer is never taken. */
#include "dns/live.h"

#include "dns-server.h"
#include "dns/store.h"
#include "support.h"

#define PATIENCE 20000 /* ms */
#define SHORT 700      /* ms, where no answer is to come */
#define SOME 3000      /* ms, where something comes before the time is up, also on a slow machine */
#define PROMISE 5000   /* ms; 100 are promised, the rest is for a machine that does other things */

static EmlDnsSource *
live_new(const char *const *servers, gboolean trusted)
{
	g_autoptr(GError) error = NULL;
	EmlDnsServers *list = eml_dns_servers_from_options(servers, &error);
	EmlDnsSource *source = NULL;

	g_assert_no_error(error);
	for (guint i = 0; i < list->servers->len; i++)
		((EmlDnsServer *)g_ptr_array_index(list->servers, i))->trusted = trusted;
	source = eml_dns_live_new(list, &error);
	g_assert_no_error(error);
	return source;
}

static EmlDnsAnswer *
ask(EmlDnsStore *store, const char *name, EmlDnsType type, guint patience_ms)
{
	g_autoptr(EmlDns) dns = eml_dns_new(store, g_get_monotonic_time() + patience_ms * 1000);

	return eml_dns_get(dns, type, eml_slice(name), NULL);
}

/* The detail with the server's address as S. */
static char *
plain_detail(const EmlDnsAnswer *answer, const char *const *servers)
{
	GString *text = g_string_new(answer->detail);
	static const char *const signs[] = {"S", "T"};

	for (guint i = 0; servers[i] != NULL; i++)
		g_string_replace(text, servers[i], signs[i], 0);
	return g_string_free(text, text->len == 0);
}

typedef struct {
	const char *name;
	EmlDnsType type;
	guint patience;
	const char *expected, *detail;
	guint flags; /* of the server */
} Row;

#define CIRCLE "The CNAME records that S sent run in a circle or are too many."

static const Row rows[] = {
    {"found.test", EML_DNS_TXT, PATIENCE, "found ttl 60: x", NULL, 0},
    {"Found.TEST.", EML_DNS_TXT, PATIENCE, "found ttl 60: x", NULL, 0},
    {"found.test", EML_DNS_TXT, PATIENCE, "found ttl 60: x", NULL, TEST_DNS_IPV6},
    {"upper.test", EML_DNS_TXT, PATIENCE, "found ttl 60: x", NULL, 0},
    {"types.test", EML_DNS_A, PATIENCE, "found ttl 60: c0.00.02.01", NULL, 0},
    {"types.test", EML_DNS_AAAA, PATIENCE,
     "found ttl 60: 20.01.0d.b8.00.00.00.00.00.00.00.00.00.00.00.01", NULL, 0},
    {"types.test", EML_DNS_MX, PATIENCE, "found ttl 60: 10 m.", NULL, 0},
    {"types.test", EML_DNS_PTR, PATIENCE, "found ttl 60: target.test.", NULL, 0},
    {"types.test", EML_DNS_NS, PATIENCE, "found ttl 60: target.test.", NULL, 0},
    {"types.test", EML_DNS_CNAME, PATIENCE, "found ttl 60: target.test.", NULL, 0},
    {"strings.test", EML_DNS_TXT, PATIENCE, "found ttl 60: v=DKIM1; p=abc /9 /0 /2 /1 /1 /1", NULL,
     0},
    {"ttl.test", EML_DNS_TXT, PATIENCE, "found: x", NULL, 0},
    {"nxdomain.test", EML_DNS_TXT, PATIENCE, "no-name ttl 77", NULL, 0},
    {"nodata.test", EML_DNS_TXT, PATIENCE, "no-data ttl 33", NULL, 0},
    {"bare-nodata.test", EML_DNS_TXT, PATIENCE, "no-data", NULL, 0},
    {"bare-nxdomain.test", EML_DNS_TXT, PATIENCE, "no-name", NULL, 0},
    {"chain.test", EML_DNS_TXT, PATIENCE, "found via c2.test. via c3.test. ttl 20: end", NULL, 0},
    {"chain-nxdomain.test", EML_DNS_TXT, PATIENCE, "no-name via gone.test. ttl 40", NULL, 0},
    {"chain-nodata.test", EML_DNS_TXT, PATIENCE, "no-data via empty.test. ttl 77", NULL, 0},
    {"loop.test", EML_DNS_TXT, PATIENCE, "failed cname-loop via l2.test. via loop.test.", CIRCLE,
     0},
    {"part.test", EML_DNS_TXT, PATIENCE, "found via found.test. ttl 5: x", NULL, 0},
    {"part-dead.test", EML_DNS_TXT, PATIENCE, "failed servfail via servfail.test.",
     "S answered SERVFAIL (it could not get an answer).", 0},
    {"circle.test", EML_DNS_TXT, PATIENCE, "failed cname-loop via circle2.test. via circle.test.",
     CIRCLE, 0},
    {"dname.d.test", EML_DNS_TXT, PATIENCE, "found via dname.e.test. ttl 50: x", NULL, 0},
    {"formerr.test", EML_DNS_TXT, PATIENCE, "failed formerr",
     "S answered FORMERR (it does not understand the question).", 0},
    {"servfail.test", EML_DNS_TXT, PATIENCE, "failed servfail",
     "S answered SERVFAIL (it could not get an answer).", 0},
    {"notimp.test", EML_DNS_TXT, PATIENCE, "failed notimp",
     "S answered NOTIMP (it does not answer such questions).", 0},
    {"refused.test", EML_DNS_TXT, PATIENCE, "failed refused",
     "S answered REFUSED (it does not answer us).", 0},
    {"rcode9.test", EML_DNS_TXT, PATIENCE, "failed error", "S answered with response code 9.", 0},
    {"bogus.test", EML_DNS_TXT, PATIENCE, "failed bogus bogus",
     "S answered SERVFAIL (DNSSEC signatures are missing or wrong).", 0},
    {"referral.test", EML_DNS_TXT, PATIENCE, "failed referral",
     "S only named other servers: it does not resolve names.", 0},
    {"noedns.test", EML_DNS_TXT, PATIENCE, "found ttl 60: x", NULL, 0},
    {"notimp-edns.test", EML_DNS_TXT, PATIENCE, "found ttl 60: x", NULL, 0},
    {"badvers.test", EML_DNS_TXT, PATIENCE, "found ttl 60: x", NULL, 0},
    {"silent.test", EML_DNS_TXT, SHORT, "failed timeout", "S did not answer in time.", 0},
    {"second.test", EML_DNS_TXT, PATIENCE, "found ttl 60: x", NULL, 0},
    {"slow.test", EML_DNS_TXT, PATIENCE, "found ttl 60: x", NULL, 0},
    {"half.test", EML_DNS_TXT, PATIENCE, "found ttl 60: a text that is cut", NULL, 0},
    {"halves.test", EML_DNS_TXT, PATIENCE, "failed broken", "S sent an answer that cannot be read.",
     0},
    {"nonsense.test", EML_DNS_TXT, PATIENCE, "failed broken",
     "S sent an answer that cannot be read.", 0},
    {"pointer.test", EML_DNS_TXT, PATIENCE, "failed broken",
     "S sent an answer that cannot be read.", 0},
    {"empty-txt.test", EML_DNS_TXT, PATIENCE, "failed broken",
     "S sent an answer that cannot be read.", 0},
    {"short-address.test", EML_DNS_A, PATIENCE, "failed broken",
     "S sent an answer that cannot be read.", 0},
    {"tcp-tc.test", EML_DNS_TXT, PATIENCE, "found ttl 60: x", NULL, 0},
    {"tcp-foreign.test", EML_DNS_TXT, PATIENCE, "failed broken",
     "S sent replies that do not match the question; 100 replies came that did not match the "
     "question, and were ignored.",
     0},
    {"tcp-closed.test", EML_DNS_TXT, PATIENCE, "failed truncated",
     "S sent a truncated answer and closed the TCP connection without an answer.", 0},
    {"tcp-half.test", EML_DNS_TXT, PATIENCE, "failed truncated",
     "S sent a truncated answer and closed the TCP connection in the middle of its answer.", 0},
    {"tcp-stall.test", EML_DNS_TXT, SOME, "failed timeout",
     "S sent a truncated answer and sent only a part of its answer by TCP in time.", 0},
    {"tcp-silent.test", EML_DNS_TXT, SOME, "failed timeout",
     "S sent a truncated answer and did not answer by TCP in time.", 0},
    {"big.test", EML_DNS_TXT, PATIENCE, "failed truncated",
     "S sent a truncated answer and refused a TCP connection.", TEST_DNS_NO_TCP},
    {"wrong-id.test", EML_DNS_TXT, SOME, "failed timeout",
     "S did not answer in time; 2 replies came that did not match the question, and were ignored.",
     0},
    {"flood.test", EML_DNS_TXT, PATIENCE, "found ttl 60: x",
     "100 replies came that did not match the question, and were ignored; S answered.", 0},
    {"no-question.test", EML_DNS_TXT, PATIENCE, "found ttl 60: x",
     "1 reply came that did not match the question, and was ignored; S answered.", 0},
    {"wrong-id-then-right.test", EML_DNS_TXT, PATIENCE, "found ttl 60: x",
     "1 reply came that did not match the question, and was ignored; S answered.", 0},
    {"wrong-name.test", EML_DNS_TXT, PATIENCE, "found ttl 60: x",
     "1 reply came that did not match the question, and was ignored; S answered.", 0},
    {"wrong-type.test", EML_DNS_TXT, PATIENCE, "found ttl 60: x",
     "1 reply came that did not match the question, and was ignored; S answered.", 0},
    {"wrong-class.test", EML_DNS_TXT, PATIENCE, "found ttl 60: x",
     "1 reply came that did not match the question, and was ignored; S answered.", 0},
    {"wrong-opcode.test", EML_DNS_TXT, PATIENCE, "found ttl 60: x",
     "1 reply came that did not match the question, and was ignored; S answered.", 0},
    {"two-questions.test", EML_DNS_TXT, PATIENCE, "found ttl 60: x",
     "1 reply came that did not match the question, and was ignored; S answered.", 0},
    {"echo.test", EML_DNS_TXT, PATIENCE, "found ttl 60: x",
     "1 reply came that did not match the question, and was ignored; S answered.", 0},
    {"tcp-wrong-id.test", EML_DNS_TXT, PATIENCE, "found ttl 60: x",
     "1 reply came that did not match the question, and was ignored; S answered.", 0},
    {"wrong-source.test", EML_DNS_TXT, SOME, "failed timeout", "S did not answer in time.", 0},
    {"garbage.test", EML_DNS_TXT, PATIENCE, "found ttl 60: x",
     "3 replies came that did not match the question, and were ignored; S answered.", 0},
    {"extra.test", EML_DNS_TXT, PATIENCE, "found ttl 60: x", NULL, 0},
    {"only-extra.test", EML_DNS_TXT, PATIENCE, "failed broken",
     "S sent an answer that cannot be read.", 0},
    {"sections.test", EML_DNS_TXT, PATIENCE, "no-data", NULL, 0},
    {"signed.test", EML_DNS_TXT, PATIENCE, "found ttl 60: x", NULL, 0},
};

static void
test_row(gconstpointer data)
{
	const Row *row = data;
	g_autoptr(TestDnsServer) server = test_dns_server_new(row->flags);
	const char *servers[] = {NULL, NULL};
	g_autoptr(EmlDnsStore) store = NULL;
	g_autoptr(EmlDnsAnswer) answer = NULL;
	g_autofree char *text = NULL;
	g_autofree char *detail = NULL;

	if (server == NULL) {
		g_test_skip("no IPv6 on this machine");
		return;
	}
	servers[0] = test_dns_server_text(server);
	store = eml_dns_store_new(live_new(servers, FALSE));
	answer = ask(store, row->name, row->type, row->patience);
	text = test_answer_text(answer);
	detail = plain_detail(answer, servers);
	g_assert_cmpstr(text, ==, row->expected);
	g_assert_cmpstr(detail, ==, row->detail);
	g_assert_cmpfloat(answer->ms, >=, 0);
	if (answer->outcome != EML_DNS_FAILED)
		g_assert_cmpstr(answer->server, ==, servers[0]);
}

/* 17 TXT records of 4,295 bytes in all, by TCP after a truncated answer; also byte by byte and
 * piece by piece. */
static void
test_big(gconstpointer name)
{
	g_autoptr(TestDnsServer) server = test_dns_server_new(0);
	const char *const servers[] = {test_dns_server_text(server), NULL};
	g_autoptr(EmlDnsStore) store = eml_dns_store_new(live_new(servers, FALSE));
	g_autoptr(EmlDnsAnswer) answer = ask(store, name, EML_DNS_TXT, PATIENCE);

	g_assert_cmpint(answer->outcome, ==, EML_DNS_FOUND);
	g_assert_cmpuint(answer->records->len, ==, 17);
	for (guint i = 0; i < 16; i++) {
		const EmlDnsRecord *record = g_ptr_array_index(answer->records, i);
		gsize len = 0;
		const char *bytes = g_bytes_get_data(record->data, &len);

		g_assert_cmpuint(len, ==, 239);
		g_assert_cmpint(bytes[0], ==, 'a' + (char)i);
	}
	g_assert_cmpuint(test_dns_server_count(server), ==, 2);
}

/* A chain whose every link is another reply ends at the cap. */
static void
test_deep(void)
{
	g_autoptr(TestDnsServer) server = test_dns_server_new(0);
	const char *const servers[] = {test_dns_server_text(server), NULL};
	g_autoptr(EmlDnsStore) store = eml_dns_store_new(live_new(servers, FALSE));
	g_autoptr(EmlDnsAnswer) answer = ask(store, "deep.test", EML_DNS_TXT, PATIENCE);

	g_assert_cmpint(answer->outcome, ==, EML_DNS_FAILED);
	g_assert_cmpstr(answer->reason, ==, "cname-chain-too-long");
	g_assert_cmpuint(answer->via->len, ==, 17);
	g_assert_cmpstr(g_ptr_array_index(answer->via, 1), ==, "deep.1.1.test.");
}

/* By use-vc everything goes by TCP. */
static void
test_use_tcp(void)
{
	g_autoptr(TestDnsServer) server = test_dns_server_new(0);
	const char *const servers[] = {test_dns_server_text(server), NULL};
	EmlDnsServers *list = eml_dns_servers_from_options(servers, NULL);
	g_autoptr(EmlDnsStore) store = NULL;
	g_autoptr(EmlDnsAnswer) answer = NULL;

	list->use_tcp = TRUE;
	store = eml_dns_store_new(eml_dns_live_new(list, NULL));
	answer = ask(store, "tcp-only.test", EML_DNS_TXT, PATIENCE);
	g_assert_cmpint(answer->outcome, ==, EML_DNS_FOUND);
}

static void
test_use_tcp_refused(void)
{
	g_autoptr(TestDnsServer) server = test_dns_server_new(TEST_DNS_NO_TCP);
	const char *const servers[] = {test_dns_server_text(server), NULL};
	EmlDnsServers *list = eml_dns_servers_from_options(servers, NULL);
	g_autoptr(EmlDnsStore) store = NULL;
	g_autoptr(EmlDnsAnswer) answer = NULL;
	g_autofree char *detail = NULL;

	list->use_tcp = TRUE;
	store = eml_dns_store_new(eml_dns_live_new(list, NULL));
	answer = ask(store, "found.test", EML_DNS_TXT, PATIENCE);
	detail = plain_detail(answer, servers);
	g_assert_cmpstr(answer->reason, ==, "network");
	g_assert_cmpstr(detail, ==, "S refused a TCP connection.");
}

/* The server that does not know EDNS is asked without it from then on. */
static void
test_edns_remembered(void)
{
	g_autoptr(TestDnsServer) server = test_dns_server_new(0);
	const char *const servers[] = {test_dns_server_text(server), NULL};
	g_autoptr(EmlDnsStore) store = eml_dns_store_new(live_new(servers, FALSE));

	eml_dns_answer_unref(ask(store, "noedns.a.test", EML_DNS_TXT, PATIENCE));
	g_assert_cmpuint(test_dns_server_count(server), ==, 2);
	eml_dns_answer_unref(ask(store, "noedns.b.test", EML_DNS_TXT, PATIENCE));
	g_assert_cmpuint(test_dns_server_count(server), ==, 3);
}

static const struct {
	const char *name, *asked;
	gboolean trusted;
	EmlDnssec expected;
} ad_rows[] = {
    {"trusted-set", "signed.test", TRUE, EML_DNSSEC_SECURE},
    {"trusted-clear", "found.test", TRUE, EML_DNSSEC_INSECURE},
    {"untrusted-set", "signed.test", FALSE, EML_DNSSEC_UNKNOWN},
    {"untrusted-clear", "found.test", FALSE, EML_DNSSEC_UNKNOWN},
};

static void
test_ad(gconstpointer data)
{
	const gsize row = GPOINTER_TO_SIZE(data);
	g_autoptr(TestDnsServer) server = test_dns_server_new(0);
	const char *const servers[] = {test_dns_server_text(server), NULL};
	g_autoptr(EmlDnsStore) store = eml_dns_store_new(live_new(servers, ad_rows[row].trusted));
	g_autoptr(EmlDnsAnswer) answer = ask(store, ad_rows[row].asked, EML_DNS_TXT, PATIENCE);

	g_assert_cmpint(answer->outcome, ==, EML_DNS_FOUND);
	g_assert_cmpint(answer->dnssec, ==, ad_rows[row].expected);
}

/* Two servers: the flags of the first and the second; NOBODY: nothing listens there. */
#define NOBODY (1 << 8)

static const struct {
	const char *name;
	guint first, second;
	const char *asked;
	guint patience;
	const char *expected, *detail;
} pairs[] = {
    {"dead", NOBODY, 0, "found.test", PATIENCE, "found ttl 60: x",
     "S cannot be reached (nothing listens there); T answered."},
    {"silent", TEST_DNS_SILENT, 0, "found.test", PATIENCE, "found ttl 60: x",
     "S did not answer in time; T answered."},
    {"servfail", TEST_DNS_SERVFAIL, 0, "found.test", PATIENCE, "found ttl 60: x",
     "S answered SERVFAIL (it could not get an answer); T answered."},
    {"both-dead", NOBODY, NOBODY, "found.test", PATIENCE, "failed network",
     "S cannot be reached (nothing listens there); T cannot be reached (nothing listens there)."},
    {"both-fail", 0, 0, "servfail.test", PATIENCE, "failed servfail",
     "S answered SERVFAIL (it could not get an answer); T answered SERVFAIL (it could not get an "
     "answer)."},
    {"both-silent", TEST_DNS_SILENT, TEST_DNS_SILENT, "found.test", SOME, "failed timeout",
     "S did not answer in time; T did not answer in time."},
    {"silent-then-fail", TEST_DNS_SILENT, TEST_DNS_SERVFAIL, "found.test", SOME, "failed servfail",
     "S did not answer in time; T answered SERVFAIL (it could not get an answer)."},
    {"second-name-does-not-exist", TEST_DNS_SERVFAIL, 0, "nxdomain.test", PATIENCE,
     "no-name ttl 77", "S answered SERVFAIL (it could not get an answer); T answered."},
};

static void
test_pair(gconstpointer data)
{
	const gsize row = GPOINTER_TO_SIZE(data);
	const guint flags[] = {pairs[row].first, pairs[row].second};
	g_autoptr(TestDnsServer) first = flags[0] != NOBODY ? test_dns_server_new(flags[0]) : NULL;
	g_autoptr(TestDnsServer) second = flags[1] != NOBODY ? test_dns_server_new(flags[1]) : NULL;
	g_autofree char *nobody = test_dns_nobody();
	g_autofree char *nobody_else = test_dns_nobody();
	const char *const servers[] = {first != NULL ? test_dns_server_text(first) : nobody,
				       second != NULL ? test_dns_server_text(second) : nobody_else,
				       NULL};
	g_autoptr(EmlDnsStore) store = eml_dns_store_new(live_new(servers, FALSE));
	g_autoptr(EmlDnsAnswer) answer =
	    ask(store, pairs[row].asked, EML_DNS_TXT, pairs[row].patience);
	g_autofree char *text = test_answer_text(answer);
	g_autofree char *detail = plain_detail(answer, servers);

	g_assert_cmpstr(text, ==, pairs[row].expected);
	g_assert_cmpstr(detail, ==, pairs[row].detail);
}

/* A server that cannot give its answer by TCP hands over to the next one. */
static void
test_tcp_refused_then_second(void)
{
	g_autoptr(TestDnsServer) first = test_dns_server_new(TEST_DNS_NO_TCP);
	g_autoptr(TestDnsServer) second = test_dns_server_new(0);
	const char *const servers[] = {test_dns_server_text(first), test_dns_server_text(second),
				       NULL};
	g_autoptr(EmlDnsStore) store = eml_dns_store_new(live_new(servers, FALSE));
	g_autoptr(EmlDnsAnswer) answer = ask(store, "big.test", EML_DNS_TXT, PATIENCE);
	g_autofree char *detail = plain_detail(answer, servers);

	g_assert_cmpuint(answer->records->len, ==, 17);
	g_assert_cmpstr(detail, ==,
			"S sent a truncated answer and refused a TCP connection; T answered.");
}

/* A server that was silent once does not hold up the questions that come after. */
static void
test_silence_is_remembered(void)
{
	g_autoptr(TestDnsServer) first = test_dns_server_new(TEST_DNS_SILENT);
	g_autoptr(TestDnsServer) second = test_dns_server_new(0);
	const char *const servers[] = {test_dns_server_text(first), test_dns_server_text(second),
				       NULL};
	g_autoptr(EmlDnsStore) store = eml_dns_store_new(live_new(servers, FALSE));

	for (guint i = 0; i < 5; i++) {
		g_autofree char *name = g_strdup_printf("found.%u.test", i);
		g_autoptr(EmlDnsAnswer) answer = ask(store, name, EML_DNS_TXT, PATIENCE);

		g_assert_cmpint(answer->outcome, ==, EML_DNS_FOUND);
		g_assert_cmpstr(answer->server, ==, servers[1]);
	}
	g_assert_cmpuint(test_dns_server_count(first), ==, 1);
	g_assert_cmpuint(test_dns_server_count(second), ==, 5);
}

/* More questions than there is room for at a time. */
static void
test_many(void)
{
	g_autoptr(TestDnsServer) server = test_dns_server_new(0);
	const char *const servers[] = {test_dns_server_text(server), NULL};
	g_autoptr(EmlDnsStore) store = eml_dns_store_new(live_new(servers, FALSE));
	g_autoptr(EmlDns) dns = eml_dns_new(store, g_get_monotonic_time() + PATIENCE * 1000);

	for (guint i = 0; i < 500; i++) {
		g_autofree char *name = g_strdup_printf("found.%u.test", i);

		eml_dns_prefetch(dns, EML_DNS_TXT, eml_slice(name));
	}
	for (guint i = 0; i < 500; i++) {
		g_autofree char *name = g_strdup_printf("found.%u.test", i);
		g_autoptr(EmlDnsAnswer) answer =
		    eml_dns_get(dns, EML_DNS_TXT, eml_slice(name), NULL);

		g_assert_cmpint(answer->outcome, ==, EML_DNS_FOUND);
	}
}

/* The same to a dead resolver: all end at the deadline. */
static void
test_many_silent(void)
{
	g_autoptr(TestDnsServer) server = test_dns_server_new(TEST_DNS_SILENT);
	const char *const servers[] = {test_dns_server_text(server), NULL};
	g_autoptr(EmlDnsStore) store = eml_dns_store_new(live_new(servers, FALSE));
	const gint64 start = g_get_monotonic_time();
	g_autoptr(EmlDns) dns = eml_dns_new(store, start + SHORT * 1000);

	for (guint i = 0; i < 200; i++) {
		g_autofree char *name = g_strdup_printf("n%u.test", i);

		eml_dns_prefetch(dns, EML_DNS_TXT, eml_slice(name));
	}
	for (guint i = 0; i < 200; i++) {
		g_autofree char *name = g_strdup_printf("n%u.test", i);
		g_autoptr(EmlDnsAnswer) answer =
		    eml_dns_get(dns, EML_DNS_TXT, eml_slice(name), NULL);

		g_assert_cmpstr(answer->reason, ==, "timeout");
		g_assert_nonnull(answer->detail);
	}
	g_assert_cmpint(g_get_monotonic_time() - start, <, (SHORT + PROMISE) * 1000);
}

static gpointer
wait_for_answer(gpointer data)
{
	return ask(data, "found.test", EML_DNS_TXT, 60000);
}

/* A dead resolver does not hold up the end of the program. */
static void
test_cancel(void)
{
	g_autoptr(TestDnsServer) server = test_dns_server_new(TEST_DNS_SILENT);
	const char *const servers[] = {test_dns_server_text(server), NULL};
	EmlDnsStore *store = eml_dns_store_new(live_new(servers, FALSE));
	GThread *thread = g_thread_new("wait", wait_for_answer, store);
	g_autoptr(EmlDnsAnswer) answer = NULL;
	g_autoptr(EmlDnsAnswer) later = NULL;
	gint64 start = 0;

	while (test_dns_server_count(server) == 0)
		g_usleep(1000);
	start = g_get_monotonic_time();
	eml_dns_store_cancel(store);
	answer = g_thread_join(thread);
	later = ask(store, "other.test", EML_DNS_TXT, 60000);
	eml_dns_store_unref(store);
	g_assert_cmpint(g_get_monotonic_time() - start, <, PROMISE * 1000);
	g_assert_cmpstr(answer->reason, ==, "cancelled");
	g_assert_cmpstr(later->reason, ==, "cancelled");
}

static void
on_answer(EmlDnsAnswer *answer, gpointer data)
{
	EmlDnsAnswer **out = data;

	*out = answer;
}

/* Freeing the source answers what is open, once, and does not wait. */
static void
test_free(void)
{
	g_autoptr(TestDnsServer) server = test_dns_server_new(TEST_DNS_SILENT);
	const char *const servers[] = {test_dns_server_text(server), NULL};
	EmlDnsSource *source = live_new(servers, FALSE);
	g_autoptr(EmlDnsQuestion) question = eml_dns_question_new(EML_DNS_TXT, eml_slice("a.test"));
	g_autoptr(EmlDnsAnswer) first = NULL;
	g_autoptr(EmlDnsAnswer) second = NULL;
	const gint64 start = g_get_monotonic_time();

	source->submit(source, question, start + 60 * G_USEC_PER_SEC, on_answer, &first);
	source->submit(source, question, start + 60 * G_USEC_PER_SEC, on_answer, &second);
	eml_dns_source_free(source);
	g_assert_cmpint(g_get_monotonic_time() - start, <, PROMISE * 1000);
	g_assert_cmpstr(first->reason, ==, "cancelled");
	g_assert_cmpstr(second->reason, ==, "cancelled");
}

/* resolv.conf's time runs out before the deadline: 1 s, once. */
static void
test_give_up(void)
{
	g_autoptr(TestDnsServer) server = test_dns_server_new(TEST_DNS_SILENT);
	const char *const servers[] = {test_dns_server_text(server), NULL};
	EmlDnsServers *list = eml_dns_servers_from_options(servers, NULL);
	g_autoptr(EmlDnsStore) store = NULL;
	g_autoptr(EmlDnsAnswer) answer = NULL;
	const gint64 start = g_get_monotonic_time();

	list->timeout_ms = 500;
	list->attempts = 2;
	store = eml_dns_store_new(eml_dns_live_new(list, NULL));
	answer = ask(store, "a.test", EML_DNS_TXT, 60000);
	g_assert_cmpstr(answer->reason, ==, "timeout");
	g_assert_cmpint(g_get_monotonic_time() - start, >=, 1000 * 1000);
	g_assert_cmpint(g_get_monotonic_time() - start, <, (1000 + PROMISE) * 1000);
	g_assert_cmpuint(test_dns_server_count(server), ==, 2);
}

static void
test_no_time(void)
{
	g_autoptr(TestDnsServer) server = test_dns_server_new(0);
	const char *const servers[] = {test_dns_server_text(server), NULL};
	g_autoptr(EmlDnsSource) source = live_new(servers, FALSE);
	g_autoptr(EmlDnsStore) store = eml_dns_store_new(g_steal_pointer(&source));
	g_autoptr(EmlDnsAnswer) answer = ask(store, "found.test", EML_DNS_TXT, 0);

	g_assert_cmpstr(answer->reason, ==, "timeout");
	g_assert_nonnull(answer->detail);
}

int
main(int argc, char **argv)
{
	g_test_init(&argc, &argv, NULL);
	for (gsize i = 0; i < G_N_ELEMENTS(rows); i++) {
		g_autofree char *path =
		    g_strdup_printf("/live/%02" G_GSIZE_FORMAT "-%s", i, rows[i].name);

		g_test_add_data_func(path, &rows[i], test_row);
	}
	for (gsize i = 0; i < G_N_ELEMENTS(ad_rows); i++) {
		g_autofree char *path = g_strconcat("/live/ad/", ad_rows[i].name, NULL);

		g_test_add_data_func(path, GSIZE_TO_POINTER(i), test_ad);
	}
	for (gsize i = 0; i < G_N_ELEMENTS(pairs); i++) {
		g_autofree char *path = g_strconcat("/live/pair/", pairs[i].name, NULL);

		g_test_add_data_func(path, GSIZE_TO_POINTER(i), test_pair);
	}
	g_test_add_data_func("/live/big", "big.test", test_big);
	g_test_add_data_func("/live/pieces", "pieces.test", test_big);
	g_test_add_func("/live/tcp-refused-then-second", test_tcp_refused_then_second);
	g_test_add_func("/live/deep", test_deep);
	g_test_add_func("/live/use-tcp", test_use_tcp);
	g_test_add_func("/live/use-tcp-refused", test_use_tcp_refused);
	g_test_add_func("/live/edns-remembered", test_edns_remembered);
	g_test_add_func("/live/many", test_many);
	g_test_add_func("/live/many-silent", test_many_silent);
	g_test_add_func("/live/silence-is-remembered", test_silence_is_remembered);
	g_test_add_func("/live/cancel", test_cancel);
	g_test_add_func("/live/free", test_free);
	g_test_add_func("/live/give-up", test_give_up);
	g_test_add_func("/live/no-time", test_no_time);
	return g_test_run();
}
