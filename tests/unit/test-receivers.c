/* What stands in mail of known receivers, one honest message and one forged for each: the address,
 * the border, the receiver, whose word each claim is, and the verdict. */
#include "support-receivers.h"

#include "mail/meaning.h"
#include "sign.h"
#include "support-shapes.h"
#include "support.h"

#define HONEST                                                                                     \
	"From: Alice <alice@sender.example>\nTo: bob@receiver.example\nSubject: hello\n"           \
	"Date: Mon, 2 Nov 2026 10:00:00 +0000\nMessage-ID: <1@sender.example>\n"                   \
	"\nHello Bob,\nthis is the body.\n"
#define TAGS                                                                                       \
	"v=1; a=rsa-sha256; c=relaxed/relaxed; d=sender.example; s=s1;\n h=from:to:subject:"       \
	"date:message-id;\n bh=@BH@;\n b=@B@"
#define SPOOFED                                                                                    \
	"From: The Chief <ceo@victim.example>\nTo: bob@receiver.example\nSubject: pay this\n"      \
	"Date: Mon, 2 Nov 2026 10:00:00 +0000\nMessage-ID: <1@victim.example>\n\nPay now.\n"

/* The trust of all claims, in the order in which they stand. */
static char *
trust_text(const EmlClaims *claims)
{
	GString *out = g_string_new(NULL);
	guint a = 0, s = 0;

	while (a < claims->authres->len || s < claims->received_spf->len) {
		const EmlClaimField *authres =
		    a < claims->authres->len ? g_ptr_array_index(claims->authres, a) : NULL;
		const EmlClaimField *spf = s < claims->received_spf->len
					       ? g_ptr_array_index(claims->received_spf, s)
					       : NULL;
		const gboolean first =
		    spf == NULL || (authres != NULL && authres->field < spf->field);

		g_string_append_printf(out, "%s%s", out->len > 0 ? " " : "",
				       eml_trust_word((first ? authres : spf)->trust.trust));
		a += first ? 1 : 0;
		s += first ? 0 : 1;
	}
	return g_string_free(out, FALSE);
}

static char *
found_text(const EmlReport *report)
{
	const EmlEnvelope *envelope = report->envelope;
	g_autofree char *trust = trust_text(report->claims);

	return g_strdup_printf("border %d, from %s %s, receiver %s, doubt %s, claims: %s, %s %s",
			       report->hops->border,
			       envelope->ip.value != NULL ? envelope->ip.value : "nowhere",
			       envelope->ip.source != NULL ? envelope->ip.source : "-",
			       report->claims->receiver, test_doubt_word(envelope->doubt), trust,
			       eml_status_word(report->verdict.status), report->verdict.id);
}

static char *
wanted_text(const Receiver *row, const char *more, const char *verdict)
{
	const gboolean both = *row->trust != '\0' && more != NULL && *more != '\0';

	return g_strdup_printf("border %d, from %s, receiver %s, doubt %s, claims: %s%s%s, %s",
			       row->border, row->ip != NULL ? row->ip : "nowhere -", row->receiver,
			       row->doubt != NULL ? row->doubt : "none", row->trust,
			       both ? " " : "", more != NULL ? more : "", verdict);
}

/* What the receiver wrote, what stands below it, and the sender's message. The caller owns it. */
static char *
whole_text(const Receiver *row, const char *top, const char *fields, const char *sent)
{
	const char *crlf = strstr(sent, "\r\n\r\n");
	const gsize len =
	    crlf != NULL ? (gsize)(crlf - sent) + 2 : (gsize)(strstr(sent, "\n\n") - sent) + 1;
	g_autofree char *header = g_strndup(sent, len);

	fields = fields != NULL ? fields : "";
	return row->at_end ? g_strconcat(top, header, fields, sent + len, NULL)
			   : g_strconcat(top, fields, sent, NULL);
}

static void
assert_message(const char *text, const char *wanted /* takes */)
{
	g_autoptr(EmlReport) report = test_receiver_report(text);
	g_autofree char *found = found_text(report);
	g_autofree char *right = (char *)wanted; /* ours now */

	g_assert_true(report->done);
	g_assert_cmpstr(found, ==, right);
}

static void
test_honest(gconstpointer data)
{
	const Receiver *row = data;
	g_autofree char *top = test_receiver_text(row->top, row, &test_session_honest);
	g_autofree char *plain = whole_text(row, top, row->below, HONEST);

	assert_message(plain, wanted_text(row, row->trust_below, row->unsigned_verdict));
}

static void
test_signed(gconstpointer data)
{
	const Receiver *row = data;
	g_autofree char *top = test_receiver_text(row->top, row, &test_session_honest);
	g_autofree char *sent = test_sign(HONEST, TAGS, TEST_KEY_RSA_2048);
	g_autofree char *whole = whole_text(row, top, row->below, sent);

	assert_message(whole,
		       wanted_text(row, row->trust_below,
				   row->signed_verdict != NULL ? row->signed_verdict : SIGNED));
}

static void
assert_forged(const Receiver *row, const ReceiverSession *session, const char *verdict)
{
	g_autofree char *top = test_receiver_text(row->top, row, session);
	g_autofree char *whole = whole_text(row, top, row->forged, SPOOFED);

	assert_message(whole,
		       wanted_text(row, row->trust_forged, verdict != NULL ? verdict : FORGED));
}

static void
test_forged(gconstpointer data)
{
	const Receiver *row = data;

	assert_forged(row, &test_session_own, row->forged_verdict);
}

/* MAIL FROM names the victim as well. */
static void
test_forged_victim(gconstpointer data)
{
	const Receiver *row = data;

	assert_forged(row, &test_session_victim,
		      row->victim_verdict != NULL ? row->victim_verdict : row->forged_verdict);
}

/* The same servers, named with --trust: what each claim is then. The sender writes under the border
 * and above what the server adds at the end of the header. */
#define POSTFIX                                                                                    \
	"Received: from mail.sender.example (unknown [192.0.2.10])\n\tby mx.receiver.example "     \
	"(Postfix) with ESMTPS id 4" AT
#define EXIM                                                                                       \
	"Received: from mail.sender.example ([192.0.2.10])\n\tby mx.receiver.example with esmtps " \
	"(Exim 4.98.2) id 4" AT
#define RESULTS(id, text) "Authentication-Results: " id "; " text "\n"

static const struct {
	const char *name, *top, *end, *trust;
} named[] = {
    {"opendkim", POSTFIX RESULTS("mx.receiver.example", "dkim=fail") "DKIM-Filter: x\n", "",
     "receiver"},
    {"opendkim-name-below",
     POSTFIX RESULTS("mx.receiver.example", "dkim=fail")
	 RESULTS("x.mx.receiver.example", "dmarc=pass header.from=victim.example"),
     "", "receiver forgeable"},
    {"exim-at-end", EXIM, RESULTS("mx.receiver.example", "dmarc=fail"), "receiver"},
    {"exim-at-end-forged-under-border",
     EXIM RESULTS("mx.receiver.example", "dmarc=pass header.from=victim.example"),
     RESULTS("mx.receiver.example", "dmarc=fail"), "doubtful doubtful"},
    {"exim-at-end-forged-above", EXIM,
     RESULTS("mx.receiver.example", "dmarc=pass header.from=victim.example")
	 RESULTS("mx.receiver.example", "dmarc=fail"),
     "doubtful doubtful"},
    {"exim-at-end-other-method", EXIM,
     RESULTS("mx.receiver.example", "dmarc=pass header.from=victim.example")
	 RESULTS("mx.receiver.example", "spf=fail"),
     "doubtful doubtful"},
    {"exim-under-border", EXIM RESULTS("mx.receiver.example", "dmarc=fail"), "", "receiver"},
};

static void
test_named(gconstpointer data)
{
	const guint i = GPOINTER_TO_UINT(data);
	static const char *const trust[] = {"mx.receiver.example", NULL};
	g_autofree char *text = g_strconcat(
	    named[i].top, "From: <ceo@victim.example>\nSubject: pay\n", named[i].end, NULL);
	g_autoptr(TestClaims) claims = test_claims_new(text, trust, NULL);
	g_autofree char *found = trust_text(claims->claims);

	g_assert_cmpstr(found, ==, named[i].trust);
}

int
main(int argc, char **argv)
{
	static const struct {
		const char *name;
		GTestDataFunc run;
	} tests[] = {{"honest", test_honest},
		     {"signed", test_signed},
		     {"forged", test_forged},
		     {"forged-mail-from", test_forged_victim}};

	g_test_init(&argc, &argv, NULL);
	eml_meaning_init();
	for (guint i = 0; i < test_n_receivers; i++)
		for (gsize t = 0; t < G_N_ELEMENTS(tests); t++) {
			g_autofree char *path = g_strdup_printf(
			    "/receivers/%s/%s", test_receivers[i].name, tests[t].name);

			g_test_add_data_func(path, &test_receivers[i], tests[t].run);
		}
	for (guint i = 0; i < G_N_ELEMENTS(named); i++) {
		g_autofree char *path = g_strconcat("/receivers/named/", named[i].name, NULL);

		g_test_add_data_func(path, GUINT_TO_POINTER(i), test_named);
	}
	return g_test_run();
}
