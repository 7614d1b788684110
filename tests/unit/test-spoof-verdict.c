/* The whole line against a spoofer who may write what he likes below the border, choose MAIL FROM
 * and HELO, and has a domain of his own with good records (sender.example, 192.0.2.10): mail that
 * claims to be from victim.example, which asks to reject what fails, is never authenticated, and
 * the facts of the envelope stay those of his own session. */
#include "dns/zone.h"
#include "inspect.h"
#include "sign.h"
#include "support-shapes.h"
#include "support.h"

#define OWN TEST_KEY_ED25519
#define VICTIM TEST_KEY_RSA_2048
#define OWN_TAGS                                                                                   \
	"v=1; a=ed25519-sha256; c=relaxed/relaxed; d=sender.example; s=s; h=from; bh=@BH@; b=@B@"
#define VICTIM_FROM "From: The Chief <ceo@victim.example>\n"
#define REST                                                                                       \
	"To: bob@receiver.example\nSubject: pay this\nDate: Mon, 2 Nov 2026 10:00:00 +0000\n"      \
	"Message-ID: <1@victim.example>\n"

static const struct {
	const char *name, *fields, *from, *tags;
	TestKey key;
} rows[] = {
#define ROW(name, fields, from, tags, key) {name, fields, from, tags, key},
#include "spoof-verdict-rows.def"
#undef ROW
};

/* The caller owns it. */
static char *
zone_text(void)
{
	static const struct {
		const char *name;
		TestKey key;
		const char *extra;
	} keys[] = {
	    {"s._domainkey.sender.example", OWN, ""},
	    {"s._domainkey.victim.example.sender.example", OWN, ""},
	    {"s._domainkey.notvictim.example", OWN, ""},
	    {"s1._domainkey.victim.example", VICTIM, ""},
	    {"weak._domainkey.victim.example", TEST_KEY_RSA_512, ""},
	    {"tls._domainkey.victim.example", VICTIM, "; s=tls"},
	    {"strict._domainkey.victim.example", VICTIM, "; t=s"},
	};
	g_autoptr(GString) zone =
	    g_string_new(";! complete\n"
			 "victim.example. TXT \"v=spf1 ip4:203.0.113.1 -all\"\n"
			 "mail.victim.example. TXT \"v=spf1 ip4:203.0.113.1 -all\"\n"
			 "_dmarc.victim.example. TXT \"v=DMARC1; p=reject\"\n"
			 "revoked._domainkey.victim.example. TXT \"v=DKIM1; p=\"\n"
			 "sender.example. TXT \"v=spf1 ip4:192.0.2.10 -all\"\n"
			 "mail.sender.example. TXT \"v=spf1 ip4:192.0.2.10 -all\"\n"
			 "victim.example.sender.example. TXT \"v=spf1 ip4:192.0.2.10 -all\"\n"
			 "_dmarc.sender.example. TXT \"v=DMARC1; p=none\"\n"
			 "notvictim.example. TXT \"v=spf1 +all\"\n");

	for (gsize i = 0; i < G_N_ELEMENTS(keys); i++) {
		g_autofree char *record = test_key_record(keys[i].key);
		g_autofree char *whole = g_strconcat(record, keys[i].extra, NULL);

		test_zone_txt(zone, keys[i].name, eml_slice(whole));
	}
	return g_string_free(g_steal_pointer(&zone), FALSE);
}

static EmlDnsStore *
make_store(void)
{
	static char *zone; /* made once: keys are slow to load */

	if (zone == NULL)
		zone = zone_text();
	return test_store(zone);
}

/* With CRLF, and @NUL@ as the byte. */
static EmlMessage *
make_message(const char *text)
{
	g_auto(GStrv) parts = g_strsplit(text, "@NUL@", -1);
	g_autoptr(GString) bytes = g_string_new(NULL);
	g_autoptr(GBytes) whole = NULL;
	g_autoptr(GError) error = NULL;
	EmlMessage *message = NULL;

	for (guint i = 0; parts[i] != NULL; i++) {
		if (i > 0)
			g_string_append_c(bytes, '\0');
		for (const char *c = parts[i]; *c != '\0'; c++) {
			if (*c == '\n' && (c == parts[i] || c[-1] != '\r'))
				g_string_append_c(bytes, '\r');
			g_string_append_c(bytes, *c);
		}
	}
	whole = g_bytes_new(bytes->str, bytes->len);
	message = eml_message_new(whole, &error);
	g_assert_no_error(error);
	return message;
}

static EmlReport *
inspect_with(const char *text, const EmlInspectSettings *settings)
{
	g_autoptr(EmlDnsStore) store = make_store();
	g_autoptr(EmlMessage) message = make_message(text);
	g_autoptr(EmlInspection) inspection = eml_inspection_new("spoof", message, store, settings);

	eml_inspection_start(inspection);
	eml_inspection_wait(inspection);
	return eml_inspection_snapshot(inspection);
}

static EmlReport *
inspect(const char *text)
{
	const EmlInspectSettings settings = {.deadline_s = 20, .serial = TRUE};

	return inspect_with(text, &settings);
}

typedef enum { UNDER_TOP, AT_END, N_PLACES } Place;
/* MAIL FROM and HELO of his own domain, or of the victim's */
typedef enum { SESSION_OWN, SESSION_VICTIM, N_SESSIONS } Session;

/* What the receiver wrote in such a session. The caller owns it. */
static char *
top_of(const TestShape *shape, Session session)
{
	g_autoptr(GString) top = g_string_new(shape->top);

	if (session == SESSION_VICTIM) {
		g_string_replace(top, "sender.example", "victim.example", 0);
		g_string_replace(top, "spf=pass", "spf=fail", 0);
		g_string_replace(top, "dkim=pass", "dkim=fail", 0);
		g_string_replace(top, "dmarc=pass", "dmarc=fail", 0);
	}
	return g_string_free(g_steal_pointer(&top), FALSE);
}

static char *
text_of(guint row, const TestShape *shape, Session session, Place place)
{
	const char *from = rows[row].from != NULL ? rows[row].from : VICTIM_FROM;
	const char *tags = rows[row].tags != NULL ? rows[row].tags : OWN_TAGS;
	g_autofree char *fields = g_strdup(rows[row].fields);
	g_autofree char *plain = g_strconcat(from, REST, "\nPay now.\n", NULL);
	g_autofree char *body =
	    *tags != '\0' ? test_sign(plain, tags, rows[row].key) : g_strdup(plain);
	g_autofree char *top = top_of(shape, session);
	g_autoptr(GString) all = g_string_new(top);
	char *end = NULL;

	g_string_append(all, place == UNDER_TOP ? fields : "");
	end = strstr(body, *tags != '\0' ? "\r\n\r\n" : "\n\n");
	end += *tags != '\0' ? 2 : 1;
	g_string_append_len(all, body, end - body);
	g_string_append(all, place == AT_END ? fields : "");
	g_string_append(all, end);
	g_string_replace(all, "@ID@", shape->id, 0);
	g_string_replace(all, "@BY@", shape->by, 0);
	return g_string_free(g_steal_pointer(&all), FALSE);
}

static void
test_row(gconstpointer data)
{
	const guint row = GPOINTER_TO_UINT(data) / test_n_shapes;
	const TestShape *shape = &test_shapes[GPOINTER_TO_UINT(data) % test_n_shapes];

	for (guint i = 0; i < N_SESSIONS * N_PLACES; i++) {
		const Session session = i / N_PLACES;
		const Place place = i % N_PLACES;
		g_autofree char *text = text_of(row, shape, session, place);
		g_autofree char *top = top_of(shape, session);
		g_autofree char *honest = g_strconcat(top, VICTIM_FROM REST, NULL);
		g_autoptr(TestClaims) plain = test_claims_new(honest, NULL, NULL);
		g_autoptr(EmlReport) report = inspect(text);

		g_test_message("MAIL FROM of %s, fields %s: %s (%s)",
			       session == SESSION_OWN ? "sender.example" : "victim.example",
			       place == UNDER_TOP ? "under the receiver's" : "at the end",
			       eml_status_word(report->verdict.status), report->verdict.id);
		g_assert_true(report->done);
		g_assert_cmpint(report->verdict.status, !=, EML_STATUS_AUTHENTICATED);
		g_assert_cmpint(report->verdict.status, ==,
				EML_STATUS_UNAUTHENTICATED); /* all is known */
		g_assert_cmpstr(report->envelope->ip.value, ==, "192.0.2.10");
		g_assert_cmpint(report->hops->border, ==, plain->hops->border);
		g_assert_cmpint(report->envelope->doubt, ==, plain->envelope->doubt);
		test_same_fact(&report->envelope->ip, &plain->envelope->ip);
		test_same_fact(&report->envelope->helo, &plain->envelope->helo);
		test_same_fact(&report->envelope->mail_from, &plain->envelope->mail_from);
		test_same_fact(&report->envelope->receiver, &plain->envelope->receiver);
		g_assert_cmpstr(report->claims->receiver, ==, shape->receiver);
	}
}

/* MAIL FROM and HELO that he may choose besides: what the receiver (of Postfix' shape) writes of
 * them, and the domain that SPF must be asked about (RFC 7208 section 2.4), with its result. */
static const struct {
	const char *name, *return_path, *helo;
	const char *mail_from, *domain;
	EmlResult spf;
} sessions[] = {
    {"own", "<x@sender.example>", "mail.sender.example", "x@sender.example", "sender.example",
     EML_RESULT_PASS},
    {"victim", "<ceo@victim.example>", "mail.sender.example", "ceo@victim.example",
     "victim.example", EML_RESULT_FAIL},
    {"quoted-victim", "<\"ceo@victim.example\"@sender.example>", "mail.sender.example",
     "\"ceo@victim.example\"@sender.example", "sender.example", EML_RESULT_PASS},
    {"quoted-own", "<\"x@sender.example\"@victim.example>", "mail.sender.example",
     "\"x@sender.example\"@victim.example", "victim.example", EML_RESULT_FAIL},
    {"helo-victim", "<x@sender.example>", "mail.victim.example", "x@sender.example",
     "sender.example", EML_RESULT_PASS},
    {"null-helo-own", "<>", "mail.sender.example", "", "mail.sender.example", EML_RESULT_PASS},
    {"null-helo-victim", "<>", "mail.victim.example", "", "mail.victim.example", EML_RESULT_FAIL},
    {"victim-below-own", "<x@victim.example.sender.example>", "mail.sender.example",
     "x@victim.example.sender.example", "victim.example.sender.example", EML_RESULT_PASS},
    {"suffix", "<x@notvictim.example>", "mail.sender.example", "x@notvictim.example",
     "notvictim.example", EML_RESULT_PASS},
    {"upper-case", "<X@VICTIM.EXAMPLE>", "mail.sender.example", "X@VICTIM.EXAMPLE",
     "victim.example", EML_RESULT_FAIL},
};

static void
test_session(gconstpointer data)
{
	const guint i = GPOINTER_TO_UINT(data);
	g_autofree char *text = g_strdup_printf(
	    "Return-Path: %s\nDelivered-To: bob@receiver.example\n"
	    "Authentication-Results: mx.receiver.example; dmarc=fail header.from=victim.example\n"
	    "Received: from %s (unknown [192.0.2.10])\n\tby mx.receiver.example (Postfix) with "
	    "ESMTPS id 4F6A\n"
	    "\tfor <bob@receiver.example>; Mon,  2 Nov 2026 10:00:03 +0000 (UTC)\n" VICTIM_FROM REST
	    "\nPay now.\n",
	    sessions[i].return_path, sessions[i].helo);
	g_autoptr(EmlReport) report = inspect(text);

	g_assert_cmpstr(report->envelope->ip.value, ==, "192.0.2.10");
	g_assert_cmpstr(report->envelope->helo.value, ==, sessions[i].helo);
	g_assert_cmpstr(report->envelope->mail_from.value, ==, sessions[i].mail_from);
	g_assert_cmpstr(report->envelope->receiver.value, ==, "mx.receiver.example");
	g_assert_cmpstr(report->spf->domain, ==, sessions[i].domain);
	g_assert_cmpstr(eml_result_word(report->spf->result), ==, eml_result_word(sessions[i].spf));
	g_assert_cmpstr(eml_result_word(report->dmarc->result), ==, "fail");
	g_assert_cmpint(report->verdict.status, ==, EML_STATUS_UNAUTHENTICATED);
}

static void
assert_claims_nothing(const EmlReport *report)
{
	for (guint k = 0; k < report->comparisons->len; k++) {
		const EmlComparison *one = g_ptr_array_index(report->comparisons, k);

		g_assert_null(one->claimed);
	}
}

/* Mail that came in elsewhere than by a server from outside, or whose way in is not certain: what
 * the receiver wrote last (newest), and below it the sender's picture of mail from the victim's own
 * server, with results of the receiver's name. He hands it in with the victim's MAIL FROM. */
static const struct {
	const char *name, *top;
	EmlEnvelopeDoubt doubt;
	gboolean nothing; /* his fields count for nothing: a filter handed back, or so he says, or
			   * it is not said from where the message came */
} inside[] = {
    {"postfix-user", "by mx.receiver.example (Postfix, from userid 1000) id 4F6A",
     EML_DOUBT_SUBMITTED},
    {"exim-local", "from evil by mx.receiver.example with local (Exim 4.96) id 1a",
     EML_DOUBT_SUBMITTED},
    {"qmail-user", "(qmail 1234 invoked by uid 1000)", EML_DOUBT_SUBMITTED},
    {"sendmail-submit", "(from evil@localhost) by mx.receiver.example (8.17.1/8.17.1/Submit) id 4",
     EML_DOUBT_SUBMITTED},
    {"http", "by mx.receiver.example with HTTP", EML_DOUBT_SUBMITTED},
    {"login",
     "from [10.0.0.7] (x [10.0.0.7]) (Authenticated sender: evil) by mx.receiver.example "
     "(Postfix) with ESMTPSA id 4",
     EML_DOUBT_SUBMITTED},
    {"single-label", "from evil.example by mx with ESMTP", EML_DOUBT_SKIPPED_WITHOUT_ADDRESS},
    {"bsmtp", "from evil.example by mx.receiver.example with bsmtp",
     EML_DOUBT_SKIPPED_WITHOUT_ADDRESS, TRUE},
    {"no-from", "by mx.receiver.example with SMTP id 4", EML_DOUBT_SKIPPED_WITHOUT_ADDRESS, TRUE},
    {"unreadable", "evil", EML_DOUBT_SKIPPED_WITHOUT_ADDRESS},
    {"unreadable-http", "evil with HTTP", EML_DOUBT_SKIPPED_WITHOUT_ADDRESS},
    {"unreadable-user", "evil (Postfix, from userid 1000)", EML_DOUBT_SUBMITTED},
    {"loopback",
     "from evil (localhost [127.0.0.1]) by mx.receiver.example (Postfix) with ESMTP id 4",
     EML_DOUBT_SKIPPED_LOOPBACK},
    {"loopback-ipv6",
     "from evil (localhost [IPv6:::1]) by mx.receiver.example (Postfix) with ESMTP id 4",
     EML_DOUBT_SKIPPED_LOOPBACK},
    {"login-amavis",
     "from localhost (localhost [127.0.0.1]) by mx.receiver.example (Postfix) with ESMTPA id 4;\n"
     " Mon, 2 Nov 2026 10:00:04 +0000\n"
     "Received: from mail.victim.example ([203.0.113.1]) by localhost (mx.receiver.example "
     "[127.0.0.1])\n (amavisd-new, port 10024) with ESMTPA id 3",
     EML_DOUBT_SKIPPED_LOOPBACK, TRUE},
    {"login-amavis-inner",
     "from localhost (localhost [127.0.0.1]) by mx.receiver.example (Postfix) with ESMTPA id 4;\n"
     " Mon, 2 Nov 2026 10:00:04 +0000\n"
     "Received: from mail.victim.example ([127.0.0.1]) by localhost (mx.receiver.example "
     "[127.0.0.1])\n (amavisd-new, port 10024) with ESMTP id 3",
     EML_DOUBT_SKIPPED_LOOPBACK, TRUE},
    {"login-amavis-user",
     "from localhost (localhost [127.0.0.1]) (Authenticated sender: evil) by mx.receiver.example "
     "(Postfix)\n with ESMTPA id 4; Mon, 2 Nov 2026 10:00:04 +0000\n"
     "Received: from mail.victim.example ([203.0.113.1]) by localhost (mx.receiver.example "
     "[127.0.0.1])\n (amavisd-new, port 10024) with ESMTPA id 3",
     EML_DOUBT_SUBMITTED},
    {"login-amavis-elsewhere",
     "from x (x [10.0.0.7]) by mx.receiver.example (Postfix) with ESMTPA id 4;\n"
     " Mon, 2 Nov 2026 10:00:04 +0000\n"
     "Received: from mail.victim.example ([203.0.113.1]) by localhost (mx.receiver.example "
     "[127.0.0.1])\n (amavisd-new, port 10024) with ESMTPA id 3",
     EML_DOUBT_SUBMITTED},
    {"shared-network", "from evil ([100.64.3.2]) by mx.receiver.example with ESMTP id 4",
     EML_DOUBT_SKIPPED_LOOPBACK},
    {"this-host", "from evil ([0.1.2.3]) by mx.receiver.example with ESMTP id 4",
     EML_DOUBT_SKIPPED_LOOPBACK},
    {"hidden", "from evil ([0.0.0.0]) by mx.receiver.example with ESMTP id 4", EML_DOUBT_NONE},
    {"hidden-ipv6", "from evil ([IPv6:::]) by mx.receiver.example with ESMTP id 4", EML_DOUBT_NONE},
    {"hidden-helo-own",
     "from mx.receiver.example ([0.0.0.0]) by mx.receiver.example with ESMTP id 4", EML_DOUBT_NONE},
    {"hidden-helo", "from [0.0.0.0] by mx.receiver.example with ESMTP id 4", EML_DOUBT_NONE},
    {"helo-exim",
     "from x ([192.0.2.10] helo=y) by mx.receiver.example ([203.0.113.1])\n by "
     "mx.receiver.example with esmtp (Exim 4.96) id 4",
     EML_DOUBT_TWO_ADDRESSES},
    {"mail-from-exim",
     "from x.example ([192.0.2.10]) by mx.receiver.example with esmtp (Exim 4.96)\n"
     " (envelope-from <\"x) ([203.0.113.1]) by mx.receiver.example (\"@victim.example>) id 4",
     EML_DOUBT_TWO_ADDRESSES},
    {"helo-exim-no-name",
     "from [192.0.2.10] (helo=x) by mx.receiver.example (mail.victim.example "
     "[203.0.113.1])\n by mx.receiver.example with esmtp (Exim 4.96) id 4",
     EML_DOUBT_TWO_ADDRESSES},
};

static void
test_inside(gconstpointer data)
{
	const guint i = GPOINTER_TO_UINT(data);
	g_autofree char *text = g_strdup_printf(
	    "Return-Path: <ceo@victim.example>\nReceived: %s;\n Mon, 2 Nov 2026 10:00:03 +0000\n"
	    "Authentication-Results: mx.receiver.example; dmarc=pass header.from=victim.example;\n"
	    " spf=pass smtp.mailfrom=ceo@victim.example smtp.remote-ip=203.0.113.1\n"
	    "Received-SPF: pass (mx.receiver.example: domain of ceo@victim.example designates "
	    "203.0.113.1 as permitted sender)\n client-ip=203.0.113.1; "
	    "envelope-from=ceo@victim.example\n"
	    "Received: from mail.victim.example (mail.victim.example [203.0.113.1])\n"
	    " by mx.forged.example with ESMTPS id 1; Mon, 2 Nov 2026 10:00:02 +0000\n" VICTIM_FROM
		REST "\nPay now.\n",
	    inside[i].top);
	g_autoptr(EmlReport) report = inspect(text);

	g_assert_true(report->done);
	g_assert_cmpint(report->envelope->doubt, ==, inside[i].doubt);
	g_assert_cmpint(report->verdict.status, ==, EML_STATUS_UNDECIDED);
	if (inside[i].nothing) {
		assert_claims_nothing(report);
		g_assert_cmpstr(report->claims->receiver, ==, "mx.receiver.example");
	}
	if (inside[i].doubt != EML_DOUBT_SUBMITTED && inside[i].doubt != EML_DOUBT_NONE)
		return;
	g_assert_cmpstr(report->verdict.id, ==,
			inside[i].doubt == EML_DOUBT_NONE ? "verdict-no-address"
							  : "verdict-submitted");
	g_assert_cmpint(report->hops->border, ==, 0);
	g_assert_null(report->envelope->ip.value);
	if (inside[i].doubt == EML_DOUBT_SUBMITTED)
		g_assert_null(report->envelope->helo.value);
	g_assert_cmpstr(report->claims->receiver, !=, "mx.forged.example");
	assert_claims_nothing(report);
}

/* Null MAIL FROM and a HELO name of the receiver's own make no bounce of its own, if the receiver
 * writes no address. */
static const struct {
	const char *name, *received;
} bounces[] = {
    {"helo", "from mx.receiver.example by mx.receiver.example (Postfix) id 4"},
    {"helo-lower-field",
     "from mx.receiver.example by mx.receiver.example with ESMTP id 4;\n Mon, 2 Nov 2026 10:00:03 "
     "+0000\nReceived: by mx.receiver.example (Postfix) id 3"},
    {"smtp", "by mx.receiver.example with ESMTP id 4"},
    {"other-host", "by mx.receiver.example (Postfix) id 4;\n Mon, 2 Nov 2026 10:00:03 +0000\n"
		   "Received: from mail.victim.example by mail.victim.example (Postfix) id 3"},
    {"hidden", "from mx.receiver.example ([0.0.0.0]) by mx.receiver.example with ESMTP id 4"},
    {"user", "by mx.receiver.example (Postfix, from userid 1000) id 4"},
};

static void
test_bounce(gconstpointer data)
{
	const guint i = GPOINTER_TO_UINT(data);
	g_autofree char *text = g_strdup_printf(
	    "Return-Path: <>\nReceived: %s;\n Mon, 2 Nov 2026 10:00:03 +0000\n" VICTIM_FROM REST
	    "\nPay now.\n",
	    bounces[i].received);
	g_autoptr(EmlReport) report = inspect(text);

	g_assert_cmpint(report->verdict.status, !=, EML_STATUS_AUTHENTICATED);
	g_assert_cmpstr(report->verdict.id, !=, "verdict-made-here");
	for (guint k = 0; k < report->findings->len; k++) {
		const EmlFinding *one = g_ptr_array_index(report->findings, k);

		g_assert_cmpstr(one->id, !=, "finding-made-here");
	}
}

/* No Received at all: nothing ties a Return-Path to a receiver. Who gives the victim's address with
 * --ip speaks for the address, not for the envelope sender. */
static const struct {
	const char *name, *fields, *mail_from; /* of --mail-from */
} untraced[] = {
    {"top", "Return-Path: <ceo@victim.example>\n", NULL},
    {"no-brackets", "Return-Path: ceo@victim.example\n", NULL},
    {"twice", "Return-Path: <ceo@victim.example>\nReturn-Path: <ceo@victim.example>\n", NULL},
    {"delivered", "Return-Path: <ceo@victim.example>\nDelivered-To: bob@receiver.example\n", NULL},
    {"claims",
     "Return-Path: <ceo@victim.example>\nReceived-SPF: pass client-ip=203.0.113.1; "
     "envelope-from=ceo@victim.example\nAuthentication-Results: mx.receiver.example; dmarc=pass "
     "header.from=victim.example; spf=pass smtp.mailfrom=ceo@victim.example\n",
     NULL},
    {"given", "Return-Path: <ceo@victim.example>\n", "x@sender.example"},
};

static void
test_untraced(gconstpointer data)
{
	const guint i = GPOINTER_TO_UINT(data);
	const EmlInspectSettings settings = {
	    .deadline_s = 20,
	    .serial = TRUE,
	    .envelope = {.ip = "203.0.113.1", .mail_from = untraced[i].mail_from}};

	for (gsize k = 0; k < N_PLACES; k++) {
		g_autofree char *text =
		    g_strconcat(k == UNDER_TOP ? untraced[i].fields : "", VICTIM_FROM REST,
				k == AT_END ? untraced[i].fields : "", "\nPay now.\n", NULL);
		g_autoptr(EmlReport) report = inspect_with(text, &settings);

		g_assert_cmpstr(report->envelope->mail_from.value, ==, untraced[i].mail_from);
		g_assert_cmpint(report->verdict.status, !=, EML_STATUS_AUTHENTICATED);
		if (untraced[i].mail_from == NULL)
			g_assert_cmpstr(report->verdict.id, ==, "verdict-no-mail-from");
	}
}

/* A receiver that writes only a domain in smtp.mailfrom, which for the null sender is the HELO
 * name's (RFC 7208 section 2.4): its own Return-Path tells the two apart. */
static const struct {
	const char *name, *return_path, *mailfrom, *mail_from;
} domains[] = {
    {"null-helo", "<>", "mail.sender.example", ""},
    {"null-helo-case", "<>", "Mail.Sender.example", ""},
    {"null-other", "<>", "sender.example", "sender.example"},
    {"same", "<x@sender.example>", "sender.example", "x@sender.example"},
    {"other", "<ceo@victim.example>", "sender.example", "sender.example"},
};

static void
test_domain(gconstpointer data)
{
	const guint i = GPOINTER_TO_UINT(data);
	g_autofree char *text = g_strdup_printf(
	    "Return-Path: %s\n"
	    "Authentication-Results: mx.receiver.example; spf=pass smtp.mailfrom=%s\n"
	    "Received: from mail.sender.example (unknown [192.0.2.10])\n\tby mx.receiver.example "
	    "(Postfix) with ESMTPS id 4F6A;\n\tMon,  2 Nov 2026 10:00:03 +0000 (UTC)\n" VICTIM_FROM
		REST "\nPay now.\n",
	    domains[i].return_path, domains[i].mailfrom);
	g_autoptr(EmlReport) report = inspect(text);

	g_assert_cmpstr(report->envelope->mail_from.value, ==, domains[i].mail_from);
	g_assert_cmpint(report->verdict.status, ==, EML_STATUS_UNAUTHENTICATED);
}

/* The same ways lead to "authenticated" for who may: nothing above passes for a reason of its own.
 */
static void
test_honest(gconstpointer data)
{
	const TestShape *shape = &test_shapes[GPOINTER_TO_UINT(data)];
	g_autofree char *own =
	    test_sign("From: Alice <alice@sender.example>\n" REST "\nHello.\n", OWN_TAGS, OWN);
	g_autofree char *victims =
	    test_sign(VICTIM_FROM REST "\nHello.\n",
		      "v=1; a=rsa-sha256; d=victim.example; s=s1; h=from; bh=@BH@; b=@B@", VICTIM);
	const char *const signed_texts[] = {own, victims};

	for (gsize i = 0; i < G_N_ELEMENTS(signed_texts); i++) {
		g_autofree char *text = g_strconcat(shape->top, signed_texts[i], NULL);
		g_autoptr(EmlReport) report = inspect(text);

		g_assert_cmpstr(eml_result_word(report->dmarc->result), ==, "pass");
		g_assert_cmpint(report->verdict.status, ==, EML_STATUS_AUTHENTICATED);
	}
}

int
main(int argc, char **argv)
{
	g_test_init(&argc, &argv, NULL);
	eml_meaning_init();
	for (guint s = 0; s < test_n_shapes; s++) {
		g_autofree char *path =
		    g_strdup_printf("/spoof-verdict/honest/%s", test_shapes[s].name);

		g_test_add_data_func(path, GUINT_TO_POINTER(s), test_honest);
	}
	for (guint i = 0; i < G_N_ELEMENTS(sessions); i++) {
		g_autofree char *path =
		    g_strdup_printf("/spoof-verdict/session/%s", sessions[i].name);

		g_test_add_data_func(path, GUINT_TO_POINTER(i), test_session);
	}
	for (guint i = 0; i < G_N_ELEMENTS(inside); i++) {
		g_autofree char *path = g_strdup_printf("/spoof-verdict/inside/%s", inside[i].name);

		g_test_add_data_func(path, GUINT_TO_POINTER(i), test_inside);
	}
	for (guint i = 0; i < G_N_ELEMENTS(bounces); i++) {
		g_autofree char *path =
		    g_strdup_printf("/spoof-verdict/bounce/%s", bounces[i].name);

		g_test_add_data_func(path, GUINT_TO_POINTER(i), test_bounce);
	}
	for (guint i = 0; i < G_N_ELEMENTS(untraced); i++) {
		g_autofree char *path =
		    g_strdup_printf("/spoof-verdict/untraced/%s", untraced[i].name);

		g_test_add_data_func(path, GUINT_TO_POINTER(i), test_untraced);
	}
	for (guint i = 0; i < G_N_ELEMENTS(domains); i++) {
		g_autofree char *path =
		    g_strdup_printf("/spoof-verdict/domain/%s", domains[i].name);

		g_test_add_data_func(path, GUINT_TO_POINTER(i), test_domain);
	}
	for (guint i = 0; i < G_N_ELEMENTS(rows); i++)
		for (guint s = 0; s < test_n_shapes; s++) {
			g_autofree char *path = g_strdup_printf("/spoof-verdict/%s/%s",
								rows[i].name, test_shapes[s].name);

			g_test_add_data_func(path, GUINT_TO_POINTER(i * test_n_shapes + s),
					     test_row);
		}
	return g_test_run();
}
