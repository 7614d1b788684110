/* Signatures that are shown and count for nothing: X-Google-DKIM-Signature has the form of a DKIM
 * signature and is Google's own affair; DKIM2 is a draft (standards C.9). */
#include "base/limits.h"
#include "inspect.h"
#include "judge/rechecked.h"
#include "judge/words.h"
#include "sign.h"
#include "support.h"

#define MESSAGE                                                                                    \
	"From: Alice <alice@sender.example>\nSubject: hello\n"                                     \
	"List-Unsubscribe: <https://sender.example/u>\n"                                           \
	"List-Unsubscribe-Post: List-Unsubscribe=One-Click\n\nthe body\n"
#define TAGS                                                                                       \
	"v=1; a=rsa-sha256; c=relaxed/relaxed; d=sender.example; s=s1; h=from:subject:"            \
	"list-unsubscribe:list-unsubscribe-post; bh=@BH@; b=@B@"
#define RECEIVED                                                                                   \
	"Authentication-Results: mx.receiver.example; dkim=pass header.d=sender.example "          \
	"header.s=s1; spf=none smtp.mailfrom=a@other.example\r\n"                                  \
	"Received: from mail.sender.example (mail.sender.example [192.0.2.10]) by "                \
	"mx.receiver.example with ESMTPS id 1; Mon, 2 Nov 2026 10:00:03 +0000\r\n"

/* The message, with what the receiver wrote above it. */
static EmlReport *
inspect(const char *text)
{
	static char *record; /* made once: keys are slow to load */
	const EmlInspectSettings settings = {.deadline_s = 20, .serial = TRUE};
	g_autoptr(GString) zone =
	    g_string_new(";! complete\n_dmarc.sender.example. TXT \"v=DMARC1; p=reject\"\n");
	g_autofree char *whole = g_strconcat(RECEIVED, text, NULL);
	g_autoptr(EmlMessage) message = test_message(whole);
	g_autoptr(EmlDnsStore) store = NULL;
	g_autoptr(EmlInspection) inspection = NULL;

	if (record == NULL)
		record = test_key_record(TEST_KEY_RSA_2048);
	test_zone_txt(zone, "s1._domainkey.sender.example", eml_slice(record));
	store = test_store(zone->str);
	inspection = eml_inspection_new("message", message, store, &settings);
	eml_inspection_start(inspection);
	eml_inspection_wait(inspection);
	return eml_inspection_snapshot(inspection);
}

static gboolean
has_finding(const EmlReport *report, const char *id)
{
	for (guint i = 0; i < report->findings->len; i++)
		if (g_str_equal(((const EmlFinding *)g_ptr_array_index(report->findings, i))->id,
				id))
			return TRUE;
	return FALSE;
}

/* The comparison of the signature; NULL if there is none. */
static const EmlComparison *
comparison_of(const EmlReport *report, gint dkim)
{
	for (guint i = 0; i < report->comparisons->len; i++) {
		const EmlComparison *one = g_ptr_array_index(report->comparisons, i);

		if (one->dkim == dkim)
			return one;
	}
	return NULL;
}

static void
assert_claimed_pass(const EmlReport *report, gint dkim)
{
	const EmlComparison *one = comparison_of(report, dkim);

	g_assert(one != NULL);
	g_assert_cmpstr(one->claimed, ==, "pass");
}

static void
assert_filter_says(const EmlReport *report, const char *results)
{
	g_autoptr(EmlRechecked) result = eml_rechecked_new(report);

	g_assert_cmpstr(result->results, ==, results);
}

/* The same signature counts under its own name, so it is the name that decides. */
static void
test_counted(void)
{
	g_autofree char *text = test_sign(MESSAGE, TAGS, TEST_KEY_RSA_2048);
	g_autoptr(EmlReport) report = inspect(text);

	g_assert_cmpint(report->dmarc->result, ==, EML_RESULT_PASS);
	g_assert_cmpint(report->unsubscribe->covered, ==, EML_RESULT_PASS);
	assert_claimed_pass(report, 0);
	assert_filter_says(report, "spf=none dkim=pass dmarc=pass");
}

static void
test_google(void)
{
	g_autofree char *text =
	    test_sign_as("X-Google-DKIM-Signature", MESSAGE, TAGS, TEST_KEY_RSA_2048);
	g_autoptr(EmlReport) report = inspect(text);
	const EmlDkimResult *one = g_ptr_array_index(report->dkim, 0);

	g_assert_cmpuint(report->dkim->len, ==, 1);
	g_assert_cmpstr(one->header, ==, "X-Google-DKIM-Signature");
	g_assert_cmpint(one->result, ==, EML_RESULT_PASS);
	g_assert_false(one->counts);
	g_assert_cmpint(g_array_index(report->dkim_aligned, EmlAlignment, 0), ==, EML_ALIGNED_NO);
	g_assert_cmpint(report->dmarc->result, ==, EML_RESULT_FAIL);
	g_assert_cmpint(report->verdict.status, ==, EML_STATUS_UNAUTHENTICATED);
	g_assert_null(comparison_of(report, 0));
	g_assert_cmpint(report->unsubscribe->covered, !=, EML_RESULT_PASS);
	g_assert_true(has_finding(report, "finding-no-dkim"));
	assert_filter_says(report, "spf=none dkim=none dmarc=fail");
}

/* Alignment stays with the signature it belongs to. */
static void
test_both(void)
{
	g_autofree char *text = test_sign(MESSAGE, TAGS, TEST_KEY_RSA_2048);
	g_autofree char *both =
	    test_sign_as("X-Google-DKIM-Signature", text, TAGS, TEST_KEY_RSA_2048);
	g_autoptr(EmlReport) report = inspect(both);

	g_assert_cmpuint(report->dkim->len, ==, 2);
	g_assert_cmpuint(eml_dkim_n_counting(report->dkim), ==, 1);
	g_assert_cmpint(g_array_index(report->dkim_aligned, EmlAlignment, 0), ==, EML_ALIGNED_NO);
	g_assert_cmpint(g_array_index(report->dkim_aligned, EmlAlignment, 1), ==,
			EML_ALIGNED_STRICT);
	g_assert_cmpint(report->dmarc->result, ==, EML_RESULT_PASS);
	assert_claimed_pass(report, 1);
	g_assert_false(has_finding(report, "finding-no-dkim"));
}

/* Fields that do not count use up no place of those that do. */
static void
test_limit(void)
{
	g_autofree char *text = test_sign(MESSAGE, TAGS, TEST_KEY_RSA_2048);
	g_autoptr(GString) many = g_string_new(NULL);
	g_autoptr(EmlReport) report = NULL;

	for (guint i = 0; i <= EML_MAX_SIGNATURES; i++)
		g_string_append(many, "X-Google-DKIM-Signature: v=1; d=a.example\r\n");
	g_string_append(many, text);
	report = inspect(many->str);
	g_assert_cmpint(report->dmarc->result, ==, EML_RESULT_PASS);
}

/* ... nor what is spent on why a signature fails. */
static void
test_forensics(void)
{
	g_autoptr(GString) text = g_string_new(NULL);
	g_autoptr(EmlReport) report = NULL;

	for (guint i = 0; i <= EML_FORENSICS_MAX_SIGNATURES; i++) {
		g_autofree char *more =
		    test_sign_as(i == 0 ? "DKIM-Signature" : "X-Google-DKIM-Signature",
				 i == 0 ? MESSAGE : text->str, TAGS, TEST_KEY_RSA_2048);

		g_string_assign(text, more);
	}
	g_string_replace(text, "Subject: hello", "Subject: [list] hello", 1);
	report = inspect(text->str);
	g_assert_nonnull(report->forensics);
	g_assert_cmpuint(report->forensics->len, ==, EML_FORENSICS_MAX_SIGNATURES + 1);
	for (guint i = 0; i <= EML_FORENSICS_MAX_SIGNATURES; i++) {
		const GPtrArray *causes = g_ptr_array_index(report->forensics, i);

		g_assert_cmpuint(causes->len, ==, i < EML_FORENSICS_MAX_SIGNATURES ? 0 : 1);
	}
}

static void
assert_text(const GPtrArray *trace, guint i, const char *wanted)
{
	g_autofree EmlPlain *text = eml_words_step_text(g_ptr_array_index(trace, i));

	g_assert_cmpstr(text, ==, wanted);
}

/* The tags of draft-ietf-dkim-dkim2-spec: i, m, t, mf, rt, d, s. */
static void
test_dkim2(void)
{
	g_autoptr(EmlReport) report = inspect(
	    "Message-Instance: m=2; h=sha256:AAAA:BBBB\r\n"
	    "Message-Instance: m=1; h=sha256:AAAA:BBBB\r\n"
	    "DKIM2-Signature: i=1; m=1; t=1793613600; mf=PGE+; rt=PGI+,PGM+; d=sender.example; "
	    "s=s1:rsa-sha256:QUFB\r\n" MESSAGE);
	const EmlDkimResult *one = g_ptr_array_index(report->dkim, 0);

	g_assert_cmpuint(report->dkim->len, ==, 1);
	g_assert_cmpstr(one->header, ==, "DKIM2-Signature");
	g_assert_cmpstr(one->domain, ==, "sender.example");
	g_assert_cmpstr(one->selector, ==, "s1");
	g_assert_cmpstr(one->algorithm, ==, "rsa-sha256");
	g_assert_cmpint(one->signed_at, ==, 1793613600);
	g_assert_cmpint(one->result, ==, EML_RESULT_LAST);
	g_assert_cmpint(one->reason, ==, EML_STEP_DKIM2_DRAFT);
	g_assert_cmpuint(one->trace->len, ==, 3);
	assert_text(
	    one->trace, 1,
	    "Hop 1, signed by sender.example at 2026-11-02T10:00:00Z: from <a> to <b>, <c>");
	assert_text(one->trace, 2, "Message-Instance 1 says how the message looked at that hop");
	g_assert_cmpint(report->dmarc->result, ==, EML_RESULT_FAIL);
	g_assert_cmpint(report->verdict.status, ==, EML_STATUS_UNAUTHENTICATED);
	g_assert_null(comparison_of(report, 0));
}

/* Whatever stands in such a field. */
static void
test_dkim2_broken(void)
{
	static const char *const values[] = {"", ";", "s=", "s=:", "s=a; s=b", "=?utf-8?q?x?="};

	for (gsize i = 0; i < G_N_ELEMENTS(values); i++) {
		g_autofree char *text =
		    g_strdup_printf("DKIM2-Signature: %s\r\n" MESSAGE, values[i]);
		g_autoptr(EmlReport) report = inspect(text);
		const EmlDkimResult *one = g_ptr_array_index(report->dkim, 0);

		g_assert_cmpint(one->reason, ==, EML_STEP_DKIM2_DRAFT);
	}
}

int
main(int argc, char **argv)
{
	g_test_init(&argc, &argv, NULL);
	g_test_add_func("/dkim-uncounted/counted", test_counted);
	g_test_add_func("/dkim-uncounted/google", test_google);
	g_test_add_func("/dkim-uncounted/both", test_both);
	g_test_add_func("/dkim-uncounted/limit", test_limit);
	g_test_add_func("/dkim-uncounted/forensics", test_forensics);
	g_test_add_func("/dkim-uncounted/dkim2", test_dkim2);
	g_test_add_func("/dkim-uncounted/dkim2-broken", test_dkim2_broken);
	return g_test_run();
}
