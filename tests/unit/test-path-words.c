/* Rows for judge/words-path: the name that the receiver looked up comes first, what the client said
 * of itself is called HELO and named only where it differs, and nothing that a client says looks
 * like a server of the path. */
#include "support-shapes.h"

#include "judge/words.h"

static const struct {
	const char *name, *field, *expected, *without_address;
} rows[] = {
    /* the two names */
    {"other-helo", "from h.example (n.example [192.0.2.1]) by b.example with ESMTP id 1; D",
     "n.example [192.0.2.1], says HELO h.example > b.example",
     "n.example, says HELO h.example > b.example"},
    {"other-helo-qmail", "from n.example (HELO h.example) (192.0.2.1) by b.example with SMTP; D",
     "n.example [192.0.2.1], says HELO h.example > b.example", NULL},
    {"other-helo-exim", "from n.example ([192.0.2.1] helo=User) by b.example with esmtp id 1; D",
     "n.example [192.0.2.1], says HELO User > b.example", NULL},
    {"same-name", "from N.example (n.example. [192.0.2.1]) by b.example with ESMTP id 1; D",
     "n.example [192.0.2.1] > b.example", "n.example > b.example"},
    {"longer-name", "from n.example.org (n.example [192.0.2.1]) by b.example with ESMTP id 1; D",
     "n.example [192.0.2.1], says HELO n.example.org > b.example", NULL},
    {"not-looked-up", "from User ([192.0.2.1]) by b.example with ESMTP id 1; D",
     "HELO User [192.0.2.1] > b.example", "HELO User > b.example"},
    {"unknown", "from unknown (HELO localhost) (192.0.2.1) by b.example with SMTP; D",
     "HELO localhost [192.0.2.1] > b.example", NULL},
    {"may-be-forged",
     "from h.example (n.example [192.0.2.1] (may be forged)) by b.example with ESMTP id 1; D",
     "HELO h.example [192.0.2.1] > b.example", NULL},
    {"no-address", "from h.example by b.example with SMTP id 1; D", "HELO h.example > b.example",
     "HELO h.example > b.example"},
    /* address literals */
    {"own-literal", "from [192.0.2.1] ([192.0.2.1]) by b.example with ESMTP id 1; D",
     "[192.0.2.1] > b.example", "[192.0.2.1] > b.example"},
    {"own-literal-ipv6",
     "from [IPv6:2001:DB8:0::1] ([IPv6:2001:db8::1]) by b.example with ESMTP id 1; D",
     "[2001:db8::1] > b.example", NULL},
    {"other-literal", "from [10.0.0.9] ([192.0.2.1]) by b.example with ESMTP id 1; D",
     "[192.0.2.1], says HELO [10.0.0.9] > b.example", NULL},
    {"other-literal-named",
     "from [10.0.0.9] (n.example [192.0.2.1]) by b.example with ESMTP id 1; D",
     "n.example [192.0.2.1], says HELO [10.0.0.9] > b.example", NULL},
    {"address-alone", "from ([192.0.2.1]) by b.example with ESMTP id 1; D",
     "[192.0.2.1] > b.example", NULL},
    /* HELO is a word of SMTP */
    {"lmtp", "from a.example ([10.0.0.1]) by b.example with LMTP id 1; D",
     "a.example [10.0.0.1] > b.example", "a.example > b.example"},
    {"http", "from a.example by b.example with HTTP id 1; D", "a.example > b.example", NULL},
    {"pickup-service", "from mail pickup service by b.example with Microsoft SMTPSVC; D",
     "\"mail pickup service\" > b.example", NULL},
    {"sender-of-filter", "from u@h.example by b.example by uid 7 with qmail-scanner-1.22; D",
     "u@h.example > b.example", NULL},
    /* no "from": what the field says */
    {"userid", "by b.example (Postfix, from userid 1000) id 1; D",
     "by b.example (Postfix, from userid 1000)", "by b.example (Postfix, from userid 1000)"},
    {"list-program", "(majordomo@b.example) by b.example via listexpand id 1; D",
     "by b.example via listexpand (majordomo@b.example)", NULL},
    {"qmail-uid", "(qmail 32184 invoked by uid 700); D", "(qmail 32184 invoked by uid 700)", NULL},
    {"network-internal", "by 2002:a05:7301:1f05:b0:13d:8c4e:f0aa with SMTP id 1; D",
     "by 2002:a05:7301:1f05:b0:13d:8c4e:f0aa (inside its network)", NULL},
    {"says-nothing-else", "by b.example with SMTP id 1; D", "by b.example", NULL},
    {"no-by", "from a.example (a.example [192.0.2.1]) with ESMTP id 1; D",
     "a.example [192.0.2.1] > (not named)", NULL},
    {"only-words", "or is it", "not readable: \"or is it\"", NULL},
    {"nothing", "; D", "(names no server)", NULL},
    /* what looks like more than a name */
    {"helo-as-path",
     "from unknown (HELO x [198.51.100.2] > b.example) (192.0.2.1) by b.example with SMTP; D",
     "HELO \"x [198.51.100.2] > b.example\" [192.0.2.1] > b.example", NULL},
    {"helo-ends-quotes", "from unknown (HELO x\" > y \") (192.0.2.1) by b.example with SMTP; D",
     "HELO \"x\\\" > y \\\"\" [192.0.2.1] > b.example", NULL},
    {"helo-glued-literal",
     "from unknown (HELO x[198.51.100.2]) (192.0.2.1) by b.example with SMTP; D",
     "HELO \"x[198.51.100.2]\" [192.0.2.1] > b.example", NULL},
    {"helo-two-literals",
     "from unknown (HELO [198.51.100.2][x]) (192.0.2.1) by b.example with SMTP; D",
     "HELO \"[198.51.100.2][x]\" [192.0.2.1] > b.example", NULL},
    {"comment-as-path", "by b.example (x\\) > c.example) id 1; D", "by b.example", NULL},
    {"controls", "by b.example (a\033[2Jb) id 1; D", "by b.example (a\342\220\233[2Jb)", NULL},
};

static void
test_row(gconstpointer data)
{
	const guint i = GPOINTER_TO_UINT(data);
	g_autofree char *fields =
	    g_strconcat("Received: ", rows[i].field, "\nFrom: a@b.example\n", NULL);
	g_autoptr(TestClaims) claims = test_claims_new(fields, NULL, NULL);
	const EmlHop *hop = g_ptr_array_index(claims->hops->hops, 0);
	g_autofree EmlPlain *text = eml_words_servers(hop, TRUE);
	g_autofree EmlPlain *short_text = eml_words_servers(hop, FALSE);

	g_assert_cmpstr(text, ==, rows[i].expected);
	if (rows[i].without_address != NULL)
		g_assert_cmpstr(short_text, ==, rows[i].without_address);
}

#define LONG                                                                                       \
	"Received: from o12.letters.mail.example.com (o12.letters.mail.example.com [192.0.2.1]) "  \
	"by "                                                                                      \
	"DB3EUR04FT061.mail.protection.outlook.com with ESMTPS id 1; D\nFrom: a@b.example\n"

/* The address stays when the line gets shorter. */
static const struct {
	const char *name, *fields;
	guint columns;
	const char *expected;
} within[] = {
    {"whole", LONG, 99,
     "o12.letters.mail.example.com [192.0.2.1] > DB3EUR04FT061.mail.protection.outlook.com"},
    {"owner", LONG, 62, "o12.letters.mail.example.com [192.0.2.1] > Microsoft"},
    {"name", LONG, 50, "o12.letters.mail.exampl\342\200\246 [192.0.2.1] > Microsoft"},
    {"too-narrow", LONG, 30, "o12.letters.mail.exampl\342\200\246 [192\342\200\246"},
    {"no-helo",
     "Received: from h.example (n.example [192.0.2.1]) by b.example with ESMTP id 1; D\nFrom: "
     "a@b.example\n",
     60, "n.example [192.0.2.1] > b.example"},
    {"not-looked-up",
     "Received: from User ([192.0.2.1]) by b.example with ESMTP id 1; D\nFrom: a@b.example\n", 60,
     "HELO User [192.0.2.1] > b.example"},
    {"quotes-close",
     "Received: from unknown (HELO x [198.51.100.2] > b.example and more of it) (192.0.2.1) by "
     "mx.b.example with SMTP; D\nFrom: a@b.example\n",
     60, "HELO \"x [198.51.100.2] > b.ex\342\200\246\" [192.0.2.1] > b.example"},
};

static void
test_within(gconstpointer data)
{
	const guint i = GPOINTER_TO_UINT(data);
	g_autoptr(TestClaims) claims = test_claims_new(within[i].fields, NULL, NULL);
	g_autofree EmlPlain *text =
	    eml_words_servers_within(g_ptr_array_index(claims->hops->hops, 0), within[i].columns);

	g_assert_cmpstr(text, ==, within[i].expected);
}

/* RFC 3848: what the name of the protocol says of TLS, where the field does not say more. */
static const struct {
	const char *name, *with, *expected;
} protections[] = {
    {"version", "ESMTPS (version=TLSv1.3 cipher=X bits=256)", "TLS1.3"},
    {"esmtps", "esmtps", "TLS"},
    {"esmtpsa", "ESMTPSA", "TLS"},
    {"esmtp", "ESMTP", "no TLS"},
    {"smtp", "SMTP", ""}, /* also said by servers that do not know the other names */
    {"own", "Microsoft SMTP Server", ""},
};

static void
test_protection(gconstpointer data)
{
	const guint i = GPOINTER_TO_UINT(data);
	g_autofree char *fields =
	    g_strdup_printf("Received: from a.example ([192.0.2.1]) by b.example with %s id 1; D\n"
			    "From: a@b.example\n",
			    protections[i].with);
	g_autoptr(TestClaims) claims = test_claims_new(fields, NULL, NULL);
	const EmlHop *hop = g_ptr_array_index(claims->hops->hops, 0);

	g_assert_cmpstr(eml_words_protection(hop->received), ==, protections[i].expected);
}

#define RESULTS(id) "Authentication-Results: " id "; dmarc=pass header.from=b.example\n"
#define FROM_OUTSIDE                                                                               \
	"Received: from a.example (a.example [192.0.2.1]) by mx.example.org with ESMTP id 1; D\n"
#define FROM_INSIDE "Received: from x ([10.0.0.1]) by mx.example.org with ESMTP id 1; D\n"

/* A field may be said to stand below the border, or above it, only where there is one. */
static const struct {
	const char *name, *fields, *expected;
} reasons[] = {
    {"below-border", FROM_OUTSIDE "X-Mailer: x\n" RESULTS("mx.elsewhere.example"),
     "it stands below the Received field where the message came in (line 1), where the sender "
     "could "
     "have written it"},
    {"no-border", FROM_INSIDE "X-Mailer: x\n" RESULTS("mx.elsewhere.example"),
     "no Received field shows where the message came in, so nothing ties it to a receiver"},
    {"above-border", RESULTS("mx.example.org") FROM_OUTSIDE,
     "it stands above the Received field where the message came in, and mx.example.org of the same "
     "organization wrote line 2"},
    {"above-no-border", RESULTS("mx.example.org") FROM_INSIDE,
     "it stands above line 2, the topmost Received field, which mx.example.org of the same "
     "organization wrote"},
};

static void
test_reason(gconstpointer data)
{
	const guint i = GPOINTER_TO_UINT(data);
	g_autofree char *fields = g_strconcat(reasons[i].fields, "From: a@b.example\n", NULL);
	g_autoptr(TestClaims) claims = test_claims_new(fields, NULL, NULL);
	const EmlClaimField *claim = g_ptr_array_index(claims->claims->authres, 0);
	g_autofree EmlPlain *text = eml_words_trust_text(&claim->trust, claims->message);

	g_assert_cmpuint(claims->claims->authres->len, ==, 1);
	g_assert_cmpstr(text, ==, reasons[i].expected);
}

/* Why no field is the border: standards E.5 (1). */
static const struct {
	const char *name, *fields, *reason; /* NULL: there is one, or no field at all */
} borders[] = {
    {"border", FROM_INSIDE FROM_OUTSIDE, NULL},
    {"no-field", "", NULL},
    {"private", FROM_INSIDE "Received: by mx.example.org (Postfix) id 1; D\n",
     "no field gives an address outside private networks"},
    {"no-address", "Received: from a.example by mx.example.org with LMTP; D\n",
     "no field gives the address of another server"},
    {"one-host",
     "Received: from MX.example.org by mx.example.org (Dovecot) with LMTP id 2; D\n"
     "Received: from localhost ([127.0.0.1]) by mx.example.org (Postfix) with ESMTP id 2; D\n"
     "Received: by mx.example.org (Postfix) id 1; D\n",
     "all steps are on mx.example.org itself"},
    {"two-hosts",
     "Received: from mx.example.org by mx.example.org (Dovecot) with LMTP id 2; D\n"
     "Received: by b.example.org (Postfix) id 1; D\n",
     "no field gives the address of another server"},
    {"fetched",
     "Received: from mail.example.net [198.51.100.25] by home.example.org with IMAP; D\n",
     "the message was fetched from a mailbox, and no field tells how it came there"},
};

static void
test_border(gconstpointer data)
{
	const guint i = GPOINTER_TO_UINT(data);
	g_autofree char *fields = g_strconcat(borders[i].fields, "From: a@b.example\n", NULL);
	g_autoptr(TestClaims) claims = test_claims_new(fields, NULL, NULL);
	g_autofree EmlPlain *text = eml_words_no_border(claims->hops);
	g_autofree char *expected = g_strdup_printf(
	    "Nothing shows where the message came in from outside: %s. So it is not "
	    "certain which of these fields the receiver wrote.",
	    borders[i].reason);

	g_assert_cmpstr(text, ==, borders[i].reason != NULL ? expected : NULL);
}

#define TIME_OF(field) field "; Mon, 2 Nov 2026 10:00:00 +0000\n"
#define MOMENT 1793613600 /* that time */

/* The time of the border, else the topmost one, is that of --at unless that was given. */
static const struct {
	const char *name, *fields;
	gint64 at;
	const char *came_in, *judged;
} moments[] = {
    {"border",
     "Received: from x ([10.0.0.1]) by y.example; Mon, 2 Nov 2026 11:00:00 +0000\n" TIME_OF(
	 "Received: from a ([192.0.2.1]) by b.example"),
     MOMENT,
     "2026-11-02T10:00:00Z  (when it came in; signatures are checked as of this time; from "
     "Received "
     "in line 2, where the message came in)",
     NULL},
    {"other-moment", TIME_OF("Received: from a ([192.0.2.1]) by b.example"), MOMENT + 1,
     "2026-11-02T10:00:00Z  (when it came in; from Received in line 1, where the message came in)",
     "2026-11-02T10:00:01Z  (signatures are checked as of this time; given on the command line)"},
    {"no-border", "Received: by b.example\n" TIME_OF("Received: from a ([10.0.0.1]) by b.example"),
     MOMENT,
     "2026-11-02T10:00:00Z  (the topmost time of the path; signatures are checked as of this time; "
     "from "
     "Received in line 2)",
     NULL},
    {"no-time", "Received: from a ([192.0.2.1]) by b.example\n", MOMENT,
     "unknown  (when it came in)", NULL},
};

static void
test_moment(gconstpointer data)
{
	const guint i = GPOINTER_TO_UINT(data);
	g_autofree char *fields = g_strconcat(moments[i].fields, "From: a@b.example\n", NULL);
	g_autoptr(TestClaims) claims = test_claims_new(fields, NULL, NULL);
	g_autofree EmlPlain *came_in =
	    eml_words_came_in(claims->hops, moments[i].at, claims->message);
	g_autofree EmlPlain *judged =
	    eml_words_judged_at(claims->hops, moments[i].at, claims->message);

	g_assert_cmpstr(came_in, ==, moments[i].came_in);
	g_assert_cmpstr(judged, ==, moments[i].judged);
}

static void
add_rows(void)
{
	for (guint i = 0; i < G_N_ELEMENTS(borders); i++) {
		g_autofree char *path = g_strconcat("/path-words/border/", borders[i].name, NULL);

		g_test_add_data_func(path, GUINT_TO_POINTER(i), test_border);
	}
	for (guint i = 0; i < G_N_ELEMENTS(moments); i++) {
		g_autofree char *path = g_strconcat("/path-words/moment/", moments[i].name, NULL);

		g_test_add_data_func(path, GUINT_TO_POINTER(i), test_moment);
	}
}

/* A comment may be as long as the field. */
static void
test_long(void)
{
	g_autofree char *comment = g_strnfill(5000, 'x');
	g_autofree char *fields =
	    g_strdup_printf("Received: by b.example (%s) id 1\nReceived: %s\nFrom: a@b.example\n",
			    comment, comment);
	g_autoptr(TestClaims) claims = test_claims_new(fields, NULL, NULL);

	for (guint i = 0; i < claims->hops->hops->len; i++) {
		g_autofree EmlPlain *text =
		    eml_words_servers(g_ptr_array_index(claims->hops->hops, i), TRUE);

		g_assert_cmpuint(eml_plain_width(text), <, 80);
	}
}

int
main(int argc, char **argv)
{
	g_test_init(&argc, &argv, NULL);
	for (guint i = 0; i < G_N_ELEMENTS(rows); i++) {
		g_autofree char *path = g_strconcat("/path-words/servers/", rows[i].name, NULL);

		g_test_add_data_func(path, GUINT_TO_POINTER(i), test_row);
	}
	for (guint i = 0; i < G_N_ELEMENTS(reasons); i++) {
		g_autofree char *path = g_strconcat("/path-words/trust/", reasons[i].name, NULL);

		g_test_add_data_func(path, GUINT_TO_POINTER(i), test_reason);
	}
	for (guint i = 0; i < G_N_ELEMENTS(within); i++) {
		g_autofree char *path = g_strconcat("/path-words/within/", within[i].name, NULL);

		g_test_add_data_func(path, GUINT_TO_POINTER(i), test_within);
	}
	for (guint i = 0; i < G_N_ELEMENTS(protections); i++) {
		g_autofree char *path =
		    g_strconcat("/path-words/protection/", protections[i].name, NULL);

		g_test_add_data_func(path, GUINT_TO_POINTER(i), test_protection);
	}
	add_rows();
	g_test_add_func("/path-words/long", test_long);
	return g_test_run();
}
