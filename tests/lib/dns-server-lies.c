/* Wrong, forged, broken, late and missing answers, by the first label of the asked name. */
#include "dns-server.h"

#include <sys/socket.h>
#include <unistd.h>

static void
act_silent(const TestDnsQuery *query)
{
	(void)query;
}

static void
act_second(const TestDnsQuery *query)
{
	if (query->nth > 0)
		test_dns_act_found(query);
}

/* The first answer comes only after the question was sent again. */
static void
act_slow(const TestDnsQuery *query)
{
	if (query->nth == 0)
		g_usleep(2000 * 1000);
	test_dns_act_found(query);
}

/* By UDP a whole answer, cut in the middle without saying so. */
static void
act_half(const TestDnsQuery *query)
{
	GByteArray *reply = test_dns_found(query, "a text that is cut");

	if (!query->tcp)
		g_byte_array_set_size(reply, reply->len - 5);
	test_dns_answer(query, reply);
}

static void
act_halves(const TestDnsQuery *query)
{
	GByteArray *reply = test_dns_found(query, "a text that is cut");

	g_byte_array_set_size(reply, reply->len - 5);
	test_dns_answer(query, reply);
}

static void
act_wrong_id(const TestDnsQuery *query)
{
	GByteArray *reply = test_dns_found(query, "forged");

	reply->data[1] ^= 0xff;
	test_dns_answer(query, reply);
}

static void
act_wrong_id_then_right(const TestDnsQuery *query)
{
	act_wrong_id(query);
	test_dns_act_found(query);
}

/* Many guesses of the id, none right; only TCP tells the truth. */
static void
act_flood(const TestDnsQuery *query)
{
	if (query->tcp) {
		test_dns_act_found(query);
		return;
	}
	for (guint i = 1; i <= 150; i++) {
		GByteArray *reply = test_dns_found(query, "forged");

		reply->data[1] ^= (guint8)i;
		test_dns_answer(query, reply);
	}
}

/* The right id, but the question is another one. */
static void
act_wrong_name(const TestDnsQuery *query)
{
	GByteArray *reply = test_dns_found(query, "forged");

	reply->data[13] ^= 1;
	test_dns_answer(query, reply);
	test_dns_act_found(query);
}

static void
act_wrong_type(const TestDnsQuery *query)
{
	GByteArray *reply = test_dns_found(query, "forged");

	reply->data[query->question_end - 3] ^= 1;
	test_dns_answer(query, reply);
	test_dns_act_found(query);
}

static void
act_wrong_class(const TestDnsQuery *query)
{
	GByteArray *reply = test_dns_found(query, "forged");

	reply->data[query->question_end - 1] = 3;
	test_dns_answer(query, reply);
	test_dns_act_found(query);
}

static void
act_no_question(const TestDnsQuery *query)
{
	GByteArray *reply = test_dns_found(query, "forged");

	reply->data[5] = 0;
	g_byte_array_remove_range(reply, 12, (guint)query->question_end - 12);
	test_dns_answer(query, reply);
	test_dns_act_found(query);
}

/* The query itself comes back. */
static void
act_echo(const TestDnsQuery *query)
{
	test_dns_send(query, query->query, query->len);
	test_dns_act_found(query);
}

/* A reply to another kind of request: RFC 1035 section 4.1.1, OPCODE. */
static void
act_wrong_opcode(const TestDnsQuery *query)
{
	GByteArray *reply = test_dns_found(query, "forged");

	reply->data[2] |= 4 << 3;
	test_dns_answer(query, reply);
	test_dns_act_found(query);
}

static void
act_two_questions(const TestDnsQuery *query)
{
	GByteArray *reply = test_dns_reply(query, RA);

	g_byte_array_append(reply, query->query + 12, (guint)query->question_end - 12);
	reply->data[5] = 2;
	test_dns_add(reply, TEST_DNS_ANSWER, NULL, TXT, 60, test_dns_string("forged"));
	test_dns_answer(query, reply);
	test_dns_act_found(query);
}

/* By TCP nothing but messages with another id. */
static void
act_tcp_foreign(const TestDnsQuery *query)
{
	if (!query->tcp) {
		test_dns_answer(query, test_dns_reply(query, RA | TC));
		return;
	}
	for (guint i = 1; i <= 150; i++) {
		GByteArray *reply = test_dns_found(query, "forged");

		reply->data[1] ^= (guint8)i;
		test_dns_answer(query, reply);
	}
}

/* Records whose data are too short for their type. */
static void
act_empty_txt(const TestDnsQuery *query)
{
	GByteArray *reply = test_dns_reply(query, RA);

	test_dns_add(reply, TEST_DNS_ANSWER, NULL, TXT, 60, g_bytes_new(NULL, 0));
	test_dns_answer(query, reply);
}

static void
act_short_address(const TestDnsQuery *query)
{
	GByteArray *reply = test_dns_reply(query, RA);

	test_dns_add(reply, TEST_DNS_ANSWER, NULL, A, 60, g_bytes_new("\1\2\3", 3));
	test_dns_answer(query, reply);
}

/* From another port than the asked one; then, from the right one, nothing. */
static void
act_wrong_source(const TestDnsQuery *query)
{
	const int family = ((const struct sockaddr *)query->from)->sa_family;
	TestDnsQuery other = *query;

	if (query->tcp)
		return;
	other.fd = socket(family, SOCK_DGRAM | SOCK_CLOEXEC, 0);
	test_dns_answer(&other, test_dns_found(query, "forged"));
	close(other.fd);
}

static void
act_garbage(const TestDnsQuery *query)
{
	static const guint8 garbage[] = {0, 0xff, 0x81, 0x80, 1, 2, 3};

	test_dns_send(query, garbage, 0);
	test_dns_send(query, garbage, sizeof(garbage));
	test_dns_send(query, query->query, 5);
	test_dns_act_found(query);
}

/* The right header and question, then nonsense. */
static void
act_nonsense(const TestDnsQuery *query)
{
	GByteArray *reply = test_dns_reply(query, RA);
	static const guint8 pointer_to_itself[] = {0xc0};

	reply->data[7] = 1;
	for (guint i = 0; i < 60; i++)
		g_byte_array_append(reply, pointer_to_itself, 1);
	test_dns_answer(query, reply);
}

/* An owner that points to itself: a reader must not run in a circle. */
static void
act_pointer(const TestDnsQuery *query)
{
	GByteArray *reply = test_dns_reply(query, RA);
	const guint8 pointer[] = {0xc0, (guint8)reply->len, 0, 16, 0, 1, 0, 0, 0, 9, 0, 2, 1, 'x'};

	reply->data[7] = 1;
	g_byte_array_append(reply, pointer, sizeof(pointer));
	test_dns_answer(query, reply);
}

/* Records that nobody asked for must not be taken, wherever they stand. */
static void
act_extra(const TestDnsQuery *query)
{
	GByteArray *reply = test_dns_reply(query, RA);

	test_dns_add(reply, TEST_DNS_ANSWER, "evil.test", TXT, 9, test_dns_string("forged"));
	test_dns_add(reply, TEST_DNS_ANSWER, "evil.test", CNAME, 9, test_dns_name("extra.test"));
	test_dns_add(reply, TEST_DNS_ANSWER, NULL, TXT, 60, test_dns_string("x"));
	test_dns_add(reply, TEST_DNS_ANSWER, NULL, NS, 9, test_dns_name("evil.test"));
	test_dns_add(reply, TEST_DNS_AUTHORITY, NULL, TXT, 9, test_dns_string("forged"));
	test_dns_add(reply, TEST_DNS_ADDITIONAL, NULL, TXT, 9, test_dns_string("forged"));
	test_dns_answer(query, reply);
}

static void
act_only_extra(const TestDnsQuery *query)
{
	GByteArray *reply = test_dns_reply(query, RA);

	test_dns_add(reply, TEST_DNS_ANSWER, "evil.test", TXT, 9, test_dns_string("forged"));
	test_dns_answer(query, reply);
}

/* The asked name only in sections that do not answer. */
static void
act_sections(const TestDnsQuery *query)
{
	GByteArray *reply = test_dns_reply(query, RA);

	test_dns_add(reply, TEST_DNS_AUTHORITY, NULL, TXT, 9, test_dns_string("forged"));
	test_dns_add(reply, TEST_DNS_ADDITIONAL, NULL, TXT, 9, test_dns_string("forged"));
	test_dns_answer(query, reply);
}

static const struct {
	const char *label;
	TestDnsAct act;
} lies[] = {
    {"echo", act_echo},
    {"empty-txt", act_empty_txt},
    {"extra", act_extra},
    {"flood", act_flood},
    {"garbage", act_garbage},
    {"half", act_half},
    {"halves", act_halves},
    {"no-question", act_no_question},
    {"nonsense", act_nonsense},
    {"only-extra", act_only_extra},
    {"pointer", act_pointer},
    {"second", act_second},
    {"sections", act_sections},
    {"short-address", act_short_address},
    {"silent", act_silent},
    {"slow", act_slow},
    {"tcp-foreign", act_tcp_foreign},
    {"two-questions", act_two_questions},
    {"wrong-class", act_wrong_class},
    {"wrong-id", act_wrong_id},
    {"wrong-id-then-right", act_wrong_id_then_right},
    {"wrong-name", act_wrong_name},
    {"wrong-opcode", act_wrong_opcode},
    {"wrong-source", act_wrong_source},
    {"wrong-type", act_wrong_type},
};

TestDnsAct
test_dns_lie(const char *label)
{
	for (gsize i = 0; i < G_N_ELEMENTS(lies); i++)
		if (g_strcmp0(label, lies[i].label) == 0)
			return lies[i].act;
	return NULL;
}
