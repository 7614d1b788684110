/* What the test server does, by the first label of the asked name. */
#include "dns-server.h"

#include <arpa/inet.h>
#include <netinet/in.h>
#include <sys/socket.h>
#include <unistd.h>

GBytes *
test_dns_string(const char *string)
{
	return test_dns_txt((const char *const[]){string, NULL});
}

static guint
asked_type(const TestDnsQuery *query)
{
	return (guint)query->query[query->question_end - 4] << 8 |
	       query->query[query->question_end - 3];
}

GByteArray *
test_dns_found(const TestDnsQuery *query, const char *string)
{
	GByteArray *reply = test_dns_reply(query, RA);

	test_dns_add(reply, TEST_DNS_ANSWER, NULL, TXT, 60, test_dns_string(string));
	return reply;
}

void
test_dns_act_found(const TestDnsQuery *query)
{
	test_dns_answer(query, test_dns_found(query, "x"));
}

static void
act_types(const TestDnsQuery *query)
{
	static const guint8 four[] = {192, 0, 2, 1};
	static const guint8 sixteen[16] = {0x20, 1, 0xd, 0xb8, [15] = 1};
	static const guint8 exchange[] = {0, 10, 1, 'm', 0};
	GByteArray *reply = test_dns_reply(query, RA);
	const guint type = asked_type(query);

	if (type == A)
		test_dns_add(reply, TEST_DNS_ANSWER, NULL, A, 60, g_bytes_new(four, sizeof(four)));
	else if (type == AAAA)
		test_dns_add(reply, TEST_DNS_ANSWER, NULL, AAAA, 60,
			     g_bytes_new(sixteen, sizeof(sixteen)));
	else if (type == MX)
		test_dns_add(reply, TEST_DNS_ANSWER, NULL, MX, 60,
			     g_bytes_new(exchange, sizeof(exchange)));
	else
		test_dns_add(reply, TEST_DNS_ANSWER, NULL, type, 60, test_dns_name("Target.TEST"));
	test_dns_answer(query, reply);
}

static void
act_nxdomain(const TestDnsQuery *query)
{
	GByteArray *reply = test_dns_reply(query, RA | NXDOMAIN);

	test_dns_add(reply, TEST_DNS_AUTHORITY, "test", SOA, 600, test_dns_soa(77));
	test_dns_answer(query, reply);
}

static void
act_nodata(const TestDnsQuery *query)
{
	GByteArray *reply = test_dns_reply(query, RA);

	test_dns_add(reply, TEST_DNS_AUTHORITY, "test", SOA, 33, test_dns_soa(77));
	test_dns_answer(query, reply);
}

static void
act_bare_nodata(const TestDnsQuery *query)
{
	test_dns_answer(query, test_dns_reply(query, RA));
}

static void
act_bare_nxdomain(const TestDnsQuery *query)
{
	test_dns_answer(query, test_dns_reply(query, RA | NXDOMAIN));
}

static void
act_chain(const TestDnsQuery *query)
{
	GByteArray *reply = test_dns_reply(query, RA);

	/* the order of records says nothing */
	test_dns_add(reply, TEST_DNS_ANSWER, "c3.test", TXT, 60, test_dns_string("end"));
	test_dns_add(reply, TEST_DNS_ANSWER, "c2.test", CNAME, 20, test_dns_name("c3.test"));
	test_dns_add(reply, TEST_DNS_ANSWER, NULL, CNAME, 40, test_dns_name("C2.test"));
	test_dns_answer(query, reply);
}

static void
act_chain_nxdomain(const TestDnsQuery *query)
{
	GByteArray *reply = test_dns_reply(query, RA | NXDOMAIN);

	test_dns_add(reply, TEST_DNS_ANSWER, NULL, CNAME, 40, test_dns_name("gone.test"));
	test_dns_add(reply, TEST_DNS_AUTHORITY, "test", SOA, 600, test_dns_soa(77));
	test_dns_answer(query, reply);
}

static void
act_chain_nodata(const TestDnsQuery *query)
{
	GByteArray *reply = test_dns_reply(query, RA);

	test_dns_add(reply, TEST_DNS_ANSWER, NULL, CNAME, 100, test_dns_name("empty.test"));
	test_dns_add(reply, TEST_DNS_AUTHORITY, "test", SOA, 600, test_dns_soa(77));
	test_dns_answer(query, reply);
}

static void
act_loop(const TestDnsQuery *query)
{
	GByteArray *reply = test_dns_reply(query, RA);

	test_dns_add(reply, TEST_DNS_ANSWER, NULL, CNAME, 40, test_dns_name("l2.test"));
	test_dns_add(reply, TEST_DNS_ANSWER, "l2.test", CNAME, 40, test_dns_name("loop.test"));
	test_dns_answer(query, reply);
}

static void
answer_cname(const TestDnsQuery *query, const char *target)
{
	GByteArray *reply = test_dns_reply(query, RA);

	test_dns_add(reply, TEST_DNS_ANSWER, NULL, CNAME, 5, test_dns_name(target));
	test_dns_answer(query, reply);
}

static void
act_part(const TestDnsQuery *query)
{
	answer_cname(query, "found.test");
}

static void
act_part_dead(const TestDnsQuery *query)
{
	answer_cname(query, "servfail.test");
}

static void
act_circle(const TestDnsQuery *query)
{
	answer_cname(query, "circle2.test");
}

static void
act_circle2(const TestDnsQuery *query)
{
	answer_cname(query, "circle.test");
}

/* deep.test, deep.1.test, deep.1.1.test, ... */
static void
act_deep(const TestDnsQuery *query)
{
	GString *target = g_string_new("deep");

	for (gsize at = 12 + 1 + 4; query->query[at] == 1; at += 2)
		g_string_append(target, ".1");
	g_string_append(target, ".1.test");
	answer_cname(query, target->str);
	g_string_free(target, TRUE);
}

static void
act_dname(const TestDnsQuery *query)
{
	GByteArray *reply = test_dns_reply(query, RA);

	test_dns_add(reply, TEST_DNS_ANSWER, "d.test", DNAME, 50, test_dns_name("e.test"));
	test_dns_add(reply, TEST_DNS_ANSWER, NULL, CNAME, 50, test_dns_name("dname.e.test"));
	test_dns_add(reply, TEST_DNS_ANSWER, "dname.e.test", TXT, 50, test_dns_string("x"));
	test_dns_answer(query, reply);
}

static void
act_strings(const TestDnsQuery *query)
{
	GByteArray *reply = test_dns_reply(query, RA);

	test_dns_add(
	    reply, TEST_DNS_ANSWER, NULL, TXT, 60,
	    test_dns_txt((const char *const[]){"v=DKIM1; ", "", "p=", "a", "b", "c", NULL}));
	test_dns_answer(query, reply);
}

/* 17 records that make an answer of 4,295 bytes. */
static GByteArray *
big_reply(const TestDnsQuery *query)
{
	GByteArray *reply = test_dns_reply(query, RA);
	g_autofree char *string = g_strnfill(239, 'b');

	for (char i = 0; i < 16; i++) {
		string[0] = (char)('a' + i);
		test_dns_add(reply, TEST_DNS_ANSWER, NULL, TXT, 60, test_dns_string(string));
	}
	string[4295 - reply->len - 13] = '\0';
	test_dns_add(reply, TEST_DNS_ANSWER, NULL, TXT, 60, test_dns_string(string));
	g_assert_cmpuint(reply->len, ==, 4295);
	return reply;
}

static void
answer_truncated(const TestDnsQuery *query)
{
	test_dns_answer(query, test_dns_reply(query, RA | TC));
}

static void
act_big(const TestDnsQuery *query)
{
	if (query->tcp)
		test_dns_answer(query, big_reply(query));
	else
		answer_truncated(query);
}

static void
act_pieces(const TestDnsQuery *query)
{
	GByteArray *reply = NULL;
	guint8 prefix[2];

	if (!query->tcp) {
		answer_truncated(query);
		return;
	}
	reply = big_reply(query);
	prefix[0] = (guint8)(reply->len >> 8);
	prefix[1] = (guint8)reply->len;
	g_byte_array_prepend(reply, prefix, sizeof(prefix));
	for (gsize at = 0; at < reply->len; at += at < 8 ? 1 : 977) {
		const gsize step = at < 8 ? 1 : 977;

		if (send(query->fd, reply->data + at, MIN(step, reply->len - at), MSG_NOSIGNAL) < 0)
			break;
		g_usleep(2000);
	}
	g_byte_array_unref(reply);
}

static void
act_tcp_closed(const TestDnsQuery *query)
{
	if (query->tcp)
		shutdown(query->fd, SHUT_RDWR);
	else
		answer_truncated(query);
}

static void
send_half(const TestDnsQuery *query)
{
	GByteArray *reply = big_reply(query);
	const guint8 prefix[] = {(guint8)(reply->len >> 8), (guint8)reply->len};

	g_byte_array_prepend(reply, prefix, sizeof(prefix));
	if (send(query->fd, reply->data, reply->len / 2, MSG_NOSIGNAL) < 0)
		shutdown(query->fd, SHUT_RDWR);
	g_byte_array_unref(reply);
}

static void
act_tcp_half(const TestDnsQuery *query)
{
	if (!query->tcp) {
		answer_truncated(query);
		return;
	}
	send_half(query);
	shutdown(query->fd, SHUT_WR);
}

static void
act_tcp_stall(const TestDnsQuery *query)
{
	if (query->tcp)
		send_half(query);
	else
		answer_truncated(query);
}

static void
act_tcp_silent(const TestDnsQuery *query)
{
	if (!query->tcp)
		answer_truncated(query);
}

/* By TCP first a message with another id, then the right one. */
static void
act_tcp_wrong_id(const TestDnsQuery *query)
{
	GByteArray *reply = NULL;

	if (!query->tcp) {
		answer_truncated(query);
		return;
	}
	reply = test_dns_found(query, "forged");
	reply->data[0] ^= 1;
	test_dns_answer(query, reply);
	test_dns_act_found(query);
}

static void
act_tcp_only(const TestDnsQuery *query)
{
	if (query->tcp)
		test_dns_act_found(query);
}

static void
answer_rcode(const TestDnsQuery *query, guint rcode)
{
	test_dns_answer(query, test_dns_reply(query, RA | rcode));
}

static void
act_formerr(const TestDnsQuery *query)
{
	answer_rcode(query, 1);
}

static void
act_servfail(const TestDnsQuery *query)
{
	answer_rcode(query, 2);
}

static void
act_notimp(const TestDnsQuery *query)
{
	answer_rcode(query, 4);
}

static void
act_refused(const TestDnsQuery *query)
{
	answer_rcode(query, 5);
}

static void
act_rcode9(const TestDnsQuery *query)
{
	answer_rcode(query, 9);
}

/* SERVFAIL with an extended error: RFC 8914, INFO-CODE 6 (DNSSEC Bogus). */
static void
act_bogus(const TestDnsQuery *query)
{
	static const guint8 option[] = {0, 15, 0, 3, 0, 6, 'x'};
	GByteArray *reply = test_dns_reply(query, RA | 2);

	test_dns_add(reply, TEST_DNS_ADDITIONAL, "", OPT, 0, g_bytes_new(option, sizeof(option)));
	test_dns_answer(query, reply);
}

/* FORMERR to EDNS, with nothing but a header, as old servers do. */
static void
act_noedns(const TestDnsQuery *query)
{
	GByteArray *reply = NULL;

	if (!query->edns) {
		test_dns_act_found(query);
		return;
	}
	reply = test_dns_reply(query, 1);
	memset(reply->data + 4, 0, 2);
	g_byte_array_set_size(reply, 12);
	test_dns_answer(query, reply);
}

static void
act_notimp_edns(const TestDnsQuery *query)
{
	if (query->edns)
		answer_rcode(query, 4);
	else
		test_dns_act_found(query);
}

/* Another version of EDNS, as a server of the future might say: RFC 6891 section 6.1.3; the upper
 * bits of 16 stand in the OPT record. */
static void
act_badvers(const TestDnsQuery *query)
{
	GByteArray *reply = NULL;

	if (!query->edns) {
		test_dns_act_found(query);
		return;
	}
	reply = test_dns_reply(query, RA);
	test_dns_add(reply, TEST_DNS_ADDITIONAL, "", OPT, 1 << 24, g_bytes_new(NULL, 0));
	test_dns_answer(query, reply);
}

/* By TCP a message is whole, whatever its TC bit says. */
static void
act_tcp_tc(const TestDnsQuery *query)
{
	GByteArray *reply = NULL;

	if (!query->tcp) {
		answer_truncated(query);
		return;
	}
	reply = test_dns_found(query, "x");
	reply->data[2] |= TC >> 8;
	test_dns_answer(query, reply);
}

static void
act_referral(const TestDnsQuery *query)
{
	GByteArray *reply = test_dns_reply(query, 0);

	test_dns_add(reply, TEST_DNS_AUTHORITY, "test", NS, 9, test_dns_name("ns.test"));
	test_dns_answer(query, reply);
}

static void
act_signed(const TestDnsQuery *query)
{
	GByteArray *reply = test_dns_found(query, "x");

	reply->data[3] |= AD;
	test_dns_answer(query, reply);
}

static void
act_upper(const TestDnsQuery *query)
{
	GByteArray *reply = test_dns_found(query, "x");

	for (gsize i = 13; i < 18; i++)
		reply->data[i] = (guint8)g_ascii_toupper((gchar)reply->data[i]);
	test_dns_answer(query, reply);
}

/* RFC 2181 section 8: a time to live with its top bit set is 0. */
static void
act_ttl(const TestDnsQuery *query)
{
	GByteArray *reply = test_dns_reply(query, RA);

	test_dns_add(reply, TEST_DNS_ANSWER, NULL, TXT, 0x80000001, test_dns_string("x"));
	test_dns_answer(query, reply);
}

static const struct {
	const char *label;
	TestDnsAct act;
} acts[] = {
    {"badvers", act_badvers},
    {"bare-nodata", act_bare_nodata},
    {"bare-nxdomain", act_bare_nxdomain},
    {"big", act_big},
    {"bogus", act_bogus},
    {"chain", act_chain},
    {"chain-nodata", act_chain_nodata},
    {"chain-nxdomain", act_chain_nxdomain},
    {"circle", act_circle},
    {"circle2", act_circle2},
    {"deep", act_deep},
    {"dname", act_dname},
    {"formerr", act_formerr},
    {"found", test_dns_act_found},
    {"loop", act_loop},
    {"nodata", act_nodata},
    {"noedns", act_noedns},
    {"notimp", act_notimp},
    {"notimp-edns", act_notimp_edns},
    {"nxdomain", act_nxdomain},
    {"part", act_part},
    {"part-dead", act_part_dead},
    {"pieces", act_pieces},
    {"rcode9", act_rcode9},
    {"referral", act_referral},
    {"refused", act_refused},
    {"servfail", act_servfail},
    {"signed", act_signed},
    {"strings", act_strings},
    {"tcp-closed", act_tcp_closed},
    {"tcp-half", act_tcp_half},
    {"tcp-only", act_tcp_only},
    {"tcp-silent", act_tcp_silent},
    {"tcp-stall", act_tcp_stall},
    {"tcp-tc", act_tcp_tc},
    {"tcp-wrong-id", act_tcp_wrong_id},
    {"ttl", act_ttl},
    {"types", act_types},
    {"upper", act_upper},
};

TestDnsAct
test_dns_act(const char *label)
{
	for (gsize i = 0; i < G_N_ELEMENTS(acts); i++)
		if (g_strcmp0(label, acts[i].label) == 0)
			return acts[i].act;
	return test_dns_lie(label);
}
