/* Whatever the sender writes into his own part of the header block, the client address, the
 * receiver, HELO and MAIL FROM stay those of the message without it, and no field of his becomes
 * the receiver's word. Each attempt is tried with each receiver's shape, right under what the
 * receiver wrote and at the end of the block. */
#include "support-shapes.h"

/* In every attempt: @ID@ is an authserv-id of the receiver's, @BY@ its border host, 198.51.100.66
 * the address that the sender would like to come from, and every field that claims something
 * contains the word "spoof". */
static const struct {
	const char *name, *fields;
} attempts[] = {
    {"authres-own-id", "Authentication-Results: @ID@; dmarc=pass header.from=spoof.example\n"},
    {"authres-by-host", "Authentication-Results: @BY@; dmarc=pass header.from=spoof.example\n"},
    {"authres-subdomain",
     "Authentication-Results: x.@ID@; spf=pass smtp.mailfrom=spoof.example; dmarc=pass\n"},
    {"authres-upper-case", "AUTHENTICATION-RESULTS: @ID@; dkim=pass header.d=spoof.example\n"},
    {"authres-version", "Authentication-Results: @ID@ 1; dmarc=pass header.from=spoof.example\n"},
    {"authres-comment-first",
     "Authentication-Results: (spoof) @ID@; dmarc=pass header.from=paypal.example\n"},
    {"authres-quoted-id", "Authentication-Results: \"@ID@\"; dmarc=pass (spoof)\n"},
    {"authres-no-id",
     "Authentication-Results: spf=pass (sender IP is 198.51.100.66)\n smtp.mailfrom=spoof.example; "
     "dkim=pass header.d=spoof.example;dmarc=pass action=none;compauth=pass reason=100\n"},
    {"authres-empty-id", "Authentication-Results: ; spf=pass smtp.mailfrom=spoof.example\n"},
    {"authres-folded",
     "Authentication-Results:\n @ID@;\n\tdmarc=pass\n header.from=spoof.example\n"},
    {"authres-many",
     "Authentication-Results: @ID@; dmarc=pass (spoof)\nAuthentication-Results: @ID@; spf=pass "
     "(spoof)\nAuthentication-Results: @ID@; dkim=pass header.d=spoof.example\n"},
    {"authres-remote-ip",
     "Authentication-Results: @ID@; iprev=pass smtp.remote-ip=198.51.100.66 (spoof)\n"},
    {"authres-policy-iprev",
     "Authentication-Results: @ID@; iprev=pass policy.iprev=198.51.100.66 (spoof)\n"},
    {"authres-designates",
     "Authentication-Results: @ID@; spf=pass (@ID@: domain of spoof.example designates "
     "198.51.100.66 "
     "as permitted sender) smtp.mailfrom=spoof@paypal.example smtp.helo=mail.paypal.example\n"},
    {"authres-before-forged-border",
     "Authentication-Results: @ID@; dmarc=pass (spoof)\n"
     "Received: from mail.paypal.example (mail.paypal.example [198.51.100.66]) by @BY@ with ESMTPS "
     "id 1; Mon, 2 Nov 2026 10:00:02 +0000\n"},
    {"received-by-receiver",
     "Received: from mail.paypal.example (mail.paypal.example [198.51.100.66]) by @BY@ with ESMTPS "
     "id 1; Mon, 2 Nov 2026 10:00:02 +0000\n"},
    {"received-gmail-shape",
     "Received: from mail.paypal.example (mail.paypal.example. [198.51.100.66])\n        by "
     "mx.google.com with ESMTPS id 1; Mon, 2 Nov 2026 02:00:02 -0800 (PST)\n"
     "Received-SPF: pass (google.com: domain of spoof@paypal.example designates 198.51.100.66 as "
     "permitted sender) client-ip=198.51.100.66;\n"
     "Authentication-Results: mx.google.com; dmarc=pass header.from=spoof.example\n"},
    {"received-microsoft-shape",
     "Authentication-Results: spf=pass (sender IP is 198.51.100.66) smtp.mailfrom=spoof.example\n"
     "Received-SPF: Pass (protection.outlook.com: domain of spoof.example designates 198.51.100.66 "
     "as permitted sender) receiver=protection.outlook.com; client-ip=198.51.100.66;\n"
     "Received: from mail.paypal.example (198.51.100.66) by X.mail.protection.outlook.com "
     "(10.167.18.105) with Microsoft SMTP Server id 15.20.7784.11; Mon, 2 Nov 2026 10:00:02 "
     "+0000\n"},
    {"received-icloud-shape",
     "Authentication-Results: bimi.icloud.com; bimi=pass (spoof)\n"
     "Authentication-Results: arc.icloud.com; arc=pass (spoof)\n"
     "Authentication-Results: dmarc.icloud.com; dmarc=pass header.from=spoof.example\n"
     "Authentication-Results: dkim-verifier.icloud.com; dkim=pass header.d=spoof.example\n"
     "Authentication-Results: spf.icloud.com; spf=pass smtp.mailfrom=spoof.example\n"
     "Received-SPF: pass (spf.icloud.com: domain of spoof.example designates 198.51.100.66 as "
     "permitted sender) client-ip=198.51.100.66\n"},
    {"received-private",
     "Received: from localhost (localhost [127.0.0.1]) by @BY@ with ESMTP id 2; Mon, 2 Nov 2026 "
     "10:00:02 +0000\nReceived: from mail.paypal.example ([198.51.100.66]) by @BY@ with ESMTP id "
     "1; "
     "Mon, 2 Nov 2026 10:00:02 +0000\nAuthentication-Results: @ID@; dmarc=pass (spoof)\n"},
    {"received-hidden",
     "Received: from mail.paypal.example (mail.paypal.example [0.0.0.0]) by @BY@ with ESMTPS id 1; "
     "Mon, 2 Nov 2026 10:00:02 +0000\nAuthentication-Results: @ID@; dmarc=pass (spoof)\n"
     "Received-SPF: pass (spoof) receiver=@ID@; client-ip=198.51.100.66; "
     "envelope-from=spoof@paypal.example\n"},
    {"received-fetched",
     "Received: from mail.paypal.example [198.51.100.66] by @BY@ with IMAP (fetchmail-6.4.0) for "
     "<bob@localhost> (single-drop); Mon, 2 Nov 2026 10:00:03 +0000\n"
     "Received: from mail.paypal.example ([198.51.100.66]) by @BY@ with ESMTP id 1; Mon, 2 Nov "
     "2026 "
     "10:00:02 +0000\nAuthentication-Results: @ID@; dmarc=pass (spoof)\n"},
    {"received-fetched-without-from",
     "Received: by @BY@ with POP3 id 1; Mon, 2 Nov 2026 10:00:03 +0000\n"
     "Received: from mail.paypal.example ([198.51.100.66]) by @BY@ with ESMTP id 1; Mon, 2 Nov "
     "2026 "
     "10:00:02 +0000\nReceived-SPF: pass (spoof) receiver=@ID@; client-ip=198.51.100.66\n"},
    {"received-no-from",
     "Received: by @BY@ with HTTP; Mon, 2 Nov 2026 10:00:02 +0000\nAuthentication-Results: @ID@; "
     "dmarc=pass (spoof)\n"},
    {"received-spf-receiver", "Received-SPF: pass (spoof) receiver=@ID@; client-ip=198.51.100.66; "
			      "envelope-from=spoof@paypal.example; helo=mail.paypal.example\n"},
    {"received-spf-comment",
     "Received-SPF: pass (@ID@: domain of spoof@paypal.example designates 198.51.100.66 as "
     "permitted "
     "sender) client-ip=198.51.100.66; envelope-from=\"spoof@paypal.example\"\n"},
    {"received-spf-google",
     "Received-SPF: pass (google.com: domain of spoof@paypal.example designates 198.51.100.66 as "
     "permitted sender) client-ip=198.51.100.66;\n"},
    {"received-spf-ses",
     "Received-SPF: pass (spfCheck: domain of spoof.example designates 198.51.100.66 as permitted "
     "sender) client-ip=198.51.100.66;\n"},
    {"received-spf-nameless",
     "Received-SPF: Pass (mailfrom) identity=mailfrom; client-ip=198.51.100.66; "
     "envelope-from=spoof@paypal.example; receiver=<UNKNOWN>\n"},
    {"received-spf-many",
     "Received-SPF: pass receiver=@ID@; client-ip=198.51.100.66; envelope-from=spoof@a.example\n"
     "Received-SPF: pass receiver=@BY@; client-ip=198.51.100.67; envelope-from=spoof@b.example\n"},
    {"return-path", "Return-Path: <spoof@paypal.example>\n"},
    {"return-path-empty", "Return-Path: <>\n"},
    {"x-originating-ip", "X-Originating-IP: [198.51.100.66]\nX-Sender-IP: 198.51.100.66\n"},
    {"x-forwarded", "X-Forwarded-For: spoof@paypal.example\nX-Real-IP: 198.51.100.66\n"},
    {"x-received",
     "X-Received: from mail.paypal.example ([198.51.100.66]) by @BY@; Mon, 2 Nov 2026 10:00:02 "
     "+0000\n"},
    {"arc-set",
     "ARC-Seal: i=2; a=rsa-sha256; cv=pass; d=spoof.example; s=s; b=AAAA\n"
     "ARC-Message-Signature: i=2; a=rsa-sha256; d=spoof.example; s=s; h=from; bh=AA; b=AA\n"
     "ARC-Authentication-Results: i=2; @ID@; spf=pass (sender IP is 198.51.100.66) "
     "smtp.mailfrom=spoof.example; arc=pass smtp.remote-ip=198.51.100.66; dmarc=pass\n"},
    {"arc-unsealed",
     "ARC-Authentication-Results: i=9; @ID@; arc=pass smtp.remote-ip=198.51.100.66 (spoof)\n"},
    {"original", "Authentication-Results-Original: @ID@; spf=pass (sender IP is 198.51.100.66) "
		 "smtp.mailfrom=spoof.example\n"},
    {"x-authres", "X-Authentication-Results: @ID@; dmarc=pass header.from=spoof.example\n"},
    {"x-original-authres",
     "X-Original-Authentication-Results: mx.google.com; dmarc=pass header.from=spoof.example\n"},
    {"x-microsoft", "X-MS-Exchange-Authentication-Results: spf=pass (sender IP is 198.51.100.66) "
		    "smtp.mailfrom=spoof.example\nX-MS-Exchange-Organization-SCL: -1\n"},
    {"x-apple", "X-ICL-Score: 0\nX-DMARC-Info: pass=pass\nAuthentication-Results: "
		"dmarc.icloud.com; dmarc=pass "
		"(spoof)\n"},
    {"x-ses",
     "X-SES-Spam-Verdict: PASS\nReceived-SPF: pass (spfCheck: spoof) client-ip=198.51.100.66;\n"
     "Authentication-Results: amazonses.com; dmarc=pass (spoof)\n"},
    {"blank-before-colon", "Authentication-Results : @ID@; dmarc=pass (spoof)\n"},
    {"dkim-filter",
     "DKIM-Filter: OpenDKIM Filter v2.11.0 @BY@ 4F6A7B8C9D\nAuthentication-Results: @ID@; "
     "dkim=pass header.d=spoof.example\n"},
    {"no-colon-line",
     "this is no header field spoof\nAuthentication-Results: @ID@; dmarc=pass (spoof)\n"},
};

enum { UNDER_TOP, AT_END, N_PLACES };

typedef struct {
	guint shape, attempt, place;
} Attempt;

static char *
fill(const char *text, const TestShape *shape)
{
	g_autoptr(GString) out = g_string_new(text);

	g_string_replace(out, "@ID@", shape->id, 0);
	g_string_replace(out, "@BY@", shape->by, 0);
	return g_string_free(g_steal_pointer(&out), FALSE);
}

static void
assert_no_spoof_is_trusted(const TestClaims *claims, const GPtrArray *list)
{
	for (guint i = 0; i < list->len; i++) {
		const EmlClaimField *claim = g_ptr_array_index(list, i);
		const EmlSlice bytes = eml_message_field(claims->message, claim->field)->whole;
		g_autofree char *text = eml_slice_dup(bytes);

		if (strstr(text, "spoof") != NULL)
			g_assert_cmpstr(eml_trust_word(claim->trust.trust), !=, "receiver");
	}
}

static void
test_attempt(gconstpointer data)
{
	const Attempt *attempt = data;
	const TestShape *shape = &test_shapes[attempt->shape];
	g_autofree char *fields = fill(attempts[attempt->attempt].fields, shape);
	g_autofree char *honest = g_strconcat(shape->top, TEST_SENDER_FIELDS, NULL);
	g_autofree char *spoofed = attempt->place == UNDER_TOP
				       ? g_strconcat(shape->top, fields, TEST_SENDER_FIELDS, NULL)
				       : g_strconcat(shape->top, TEST_SENDER_FIELDS, fields, NULL);
	g_autoptr(TestClaims) without = test_claims_new(honest, NULL, NULL);
	g_autoptr(TestClaims) with = test_claims_new(spoofed, NULL, NULL);

	g_assert_cmpint(with->hops->border, ==, without->hops->border);
	test_same_fact(&with->envelope->ip, &without->envelope->ip);
	test_same_fact(&with->envelope->helo, &without->envelope->helo);
	test_same_fact(&with->envelope->mail_from, &without->envelope->mail_from);
	test_same_fact(&with->envelope->receiver, &without->envelope->receiver);
	g_assert_cmpint(with->envelope->doubt, ==, without->envelope->doubt);
	assert_no_spoof_is_trusted(with, with->claims->authres);
	assert_no_spoof_is_trusted(with, with->claims->received_spf);
}

/* Nothing is in doubt where each receiver writes what it always writes. */
static void
test_honest(gconstpointer data)
{
	const TestShape *shape = data;
	g_autofree char *fields = g_strconcat(shape->top, TEST_SENDER_FIELDS, NULL);
	g_autoptr(TestClaims) claims = test_claims_new(fields, NULL, NULL);

	g_assert_cmpstr(claims->envelope->ip.value, ==, "192.0.2.10");
	g_assert_cmpint(claims->envelope->doubt, ==, EML_DOUBT_NONE);
	g_assert_cmpint(claims->envelope->doubt_field, ==, -1);
}

/* With --trust for the receiver's own id the same must hold: the option adds no field that the
 * receiver did not write. */
static void
test_attempt_with_trust(gconstpointer data)
{
	const Attempt *attempt = data;
	const TestShape *shape = &test_shapes[attempt->shape];
	const char *trust[] = {shape->id, NULL};
	g_autofree char *fields = fill(attempts[attempt->attempt].fields, shape);
	g_autofree char *spoofed = g_strconcat(shape->top, fields, TEST_SENDER_FIELDS, NULL);
	g_autoptr(TestClaims) with = test_claims_new(spoofed, trust, NULL);

	/* Microsoft writes no id, so whatever carries one is not its own and may be what the user
	 * asked for */
	if (strcmp(shape->name, "microsoft") == 0)
		return;
	g_assert_cmpstr(with->envelope->ip.value, ==, "192.0.2.10");
	assert_no_spoof_is_trusted(with, with->claims->authres);
	assert_no_spoof_is_trusted(with, with->claims->received_spf);
}

int
main(int argc, char **argv)
{
	g_autoptr(GPtrArray) kept = g_ptr_array_new_with_free_func(g_free);

	g_test_init(&argc, &argv, NULL);
	for (guint s = 0; s < test_n_shapes; s++) {
		g_autofree char *path = g_strconcat("/spoof/honest/", test_shapes[s].name, NULL);

		g_test_add_data_func(path, &test_shapes[s], test_honest);
	}
	for (guint s = 0; s < test_n_shapes; s++)
		for (guint a = 0; a < G_N_ELEMENTS(attempts); a++)
			for (guint p = 0; p < N_PLACES; p++) {
				Attempt *attempt = g_new(Attempt, 1);
				g_autofree char *path = g_strdup_printf(
				    "/spoof/%s/%s/%s", test_shapes[s].name, attempts[a].name,
				    p == UNDER_TOP ? "under" : "end");
				g_autofree char *trusted = g_strconcat(path, "/trust", NULL);

				*attempt = (Attempt){s, a, p};
				g_ptr_array_add(kept, attempt);
				g_test_add_data_func(path, attempt, test_attempt);
				if (p == UNDER_TOP)
					g_test_add_data_func(trusted, attempt,
							     test_attempt_with_trust);
			}
	return g_test_run();
}
