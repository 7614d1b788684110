#pragma once
/* A DNS server for tests, on a loopback port of its own and in a thread of its own: it answers,
 * lies, is silent or breaks off, as the first label of the asked name says (dns-server-acts.c). Its
 * packets are written by hand, not by the library that reads them. */

#include <glib.h>

typedef struct TestDnsServer TestDnsServer;

typedef enum {
	TEST_DNS_IPV6 = 1 << 0,	  /* on ::1 */
	TEST_DNS_NO_TCP = 1 << 1, /* nothing listens for TCP */
	TEST_DNS_SILENT = 1 << 2, /* takes everything, answers nothing */
	TEST_DNS_SERVFAIL = 1 << 3,
} TestDnsFlags;

/* NULL if there is no such address on this machine. */
TestDnsServer *test_dns_server_new(guint flags);
void test_dns_server_free(TestDnsServer *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(TestDnsServer, test_dns_server_free)
/* "127.0.0.1@5301", as for --resolver; borrowed. */
const char *test_dns_server_text(const TestDnsServer *self);
/* Questions that came, by UDP and TCP. */
guint test_dns_server_count(const TestDnsServer *self);
/* A loopback port on which nothing listens, as "127.0.0.1@PORT"; the caller owns it. */
char *test_dns_nobody(void);

/* For the acts. */
typedef struct {
	TestDnsServer *server;
	const guint8 *query;
	gsize len;
	gsize question_end; /* offset behind the question */
	gboolean tcp;
	gboolean edns;
	guint nth;	    /* how many questions for this name came before */
	int fd;		    /* to answer */
	gconstpointer from; /* UDP: struct sockaddr */
	guint from_len;
} TestDnsQuery;

/* An act answers, or does not. */
typedef void (*TestDnsAct)(const TestDnsQuery *query);
/* The act for a first label; NULL if there is none. */
TestDnsAct test_dns_act(const char *label);

TestDnsAct test_dns_lie(const char *label); /* those that are wrong on purpose */

enum {
	A = 1,
	NS = 2,
	CNAME = 5,
	SOA = 6,
	PTR = 12,
	MX = 15,
	TXT = 16,
	AAAA = 28,
	DNAME = 39,
	OPT = 41
};
enum { NXDOMAIN = 3, RA = 0x80, AD = 0x20, TC = 0x200 }; /* of the second 16 bits */

/* Header and question of a reply. flags: the second 16 bits beside QR and RD, with the rcode. The
 * caller owns it. */
GByteArray *test_dns_reply(const TestDnsQuery *query, guint flags);
typedef enum {
	TEST_DNS_ANSWER = 6,
	TEST_DNS_AUTHORITY = 8,
	TEST_DNS_ADDITIONAL = 10
} TestDnsSection;
/* Adds a record and counts it. owner: a name, or NULL for the asked one. */
void test_dns_add(GByteArray *reply,
		  TestDnsSection section,
		  const char *owner,
		  guint type,
		  guint ttl,
		  GBytes *data);
/* Data of records; the caller owns them. */
GBytes *test_dns_name(const char *name);
GBytes *test_dns_txt(const char *const *strings);
GBytes *test_dns_soa(guint minimum);
GBytes *test_dns_string(const char *string); /* TXT of one string */
/* A reply with one TXT record; the caller owns it. */
GByteArray *test_dns_found(const TestDnsQuery *query, const char *string);
/* Sends (TCP: with its length). Takes nothing. */
void test_dns_send(const TestDnsQuery *query, const guint8 *data, gsize len);
/* Sends and frees. */
void test_dns_answer(const TestDnsQuery *query, GByteArray *reply);
/* Answers with the text "x". */
void test_dns_act_found(const TestDnsQuery *query);
