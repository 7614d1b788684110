/* check/arc over chains that are sealed here: RFC 8617 section 5.2, step by step. */
#include "base/limits.h"
#include "check/arc.h"
#include "dns/offline.h"
#include "sign.h"
#include "support-steps.h"
#include "support.h"

#define AT G_GINT64_CONSTANT(1700000000)

static TestSteps *seen_steps; /* of all chains */

static const char plain[] = "From: Ann <ann@author.example>\nSubject: Hello\n\nHello, all.\n";

/* What is done to the sealed text. Each field of the chain is one line. */
typedef enum {
	KEEP,
	REMOVE, /* every line that the pattern matches */
	TWICE,
	REPLACE, /* the first text `what` */
} Edit;

typedef struct {
	const char *name;
	guint n_sets;
	const char *cv[3]; /* NULL: as it must be */
	Edit edit;
	const char *what, *with;
	EmlResult result;
	EmlStepCode reason;
} Row;

static const Row rows[] = {
#include "arc-rows.def"
};

static char *
seal(const char *message, guint instance, const char *cv, TestKey key)
{
	const char *right = instance == 1 ? "none" : "pass";
	const TestArcSet set = {.instance = instance,
				.cv = cv != NULL ? cv : right,
				.results = "spf=pass smtp.mailfrom=author.example; dmarc=pass",
				.key = key,
				.alone = g_strcmp0(cv, "fail") == 0};

	return test_arc_seal(message, &set);
}

static char *
chain(guint n_sets, const char *const *cv, TestKey key)
{
	char *text = g_strdup(plain);

	for (guint i = 1; i <= n_sets; i++) {
		char *longer = seal(text, i, cv != NULL ? cv[i - 1] : NULL, key);

		g_free(text);
		text = longer;
	}
	return text;
}

/* hopN.example, each with the same key. */
static GString *
zone(guint n_sets, TestKey key)
{
	GString *out = g_string_new(";! complete\n");
	g_autofree char *record = test_key_record(key);

	for (guint i = 1; i <= n_sets; i++) {
		g_autofree char *name = g_strdup_printf("s._domainkey.hop%u.example", i);

		test_zone_txt(out, name, eml_slice(record));
	}
	return out;
}

static char *
edited_lines(const char *text, Edit edit, const char *pattern)
{
	g_auto(GStrv) lines = g_strsplit(text, "\r\n", -1);
	GString *out = g_string_new(NULL);

	for (guint i = 0; lines[i] != NULL; i++) {
		const gboolean matches = g_pattern_match_simple(pattern, lines[i]);

		for (guint n = matches ? (edit == TWICE ? 2 : 0) : 1; n > 0; n--)
			g_string_append_printf(out, "%s%s", lines[i],
					       lines[i + 1] != NULL ? "\r\n" : "");
	}
	g_assert_cmpstr(out->str, !=, text);
	return g_string_free(out, FALSE);
}

static char *
replaced_once(const char *text, const char *what, const char *with)
{
	const char *at = strstr(text, what);

	g_assert_nonnull(at);
	return g_strdup_printf("%.*s%s%s", (int)(at - text), text, with, at + strlen(what));
}

static EmlArcResult *
verify(const char *text, const char *zone_text)
{
	g_autoptr(EmlMessage) message = test_message(text);
	g_autoptr(EmlDnsStore) store = test_store(zone_text);
	g_autoptr(EmlDns) dns = test_dns(store);
	EmlArcResult *result = NULL;

	result = eml_arc_verify(message, dns, AT);
	test_steps_take(seen_steps, result->trace);
	return result;
}

static gboolean
has_step(const GPtrArray *trace, EmlStepCode code)
{
	for (guint i = 0; i < trace->len; i++) {
		const EmlStep *step = g_ptr_array_index(trace, i);

		if (step->code == code || has_step(step->children, code))
			return TRUE;
	}
	return FALSE;
}

static const EmlArcSet *
set_of(const EmlArcResult *result, guint instance)
{
	g_assert_cmpuint(instance, <=, result->sets->len);
	return g_ptr_array_index(result->sets, instance - 1);
}

static void
test_row(gconstpointer data)
{
	const Row *row = data;
	g_autofree char *sealed = chain(row->n_sets, row->cv, TEST_KEY_RSA_1024);
	g_autofree char *text = row->edit == KEEP      ? g_strdup(sealed)
				: row->edit == REPLACE ? replaced_once(sealed, row->what, row->with)
						       : edited_lines(sealed, row->edit, row->what);
	g_autoptr(GString) records = zone(row->n_sets, TEST_KEY_RSA_1024);
	g_autoptr(EmlArcResult) result = verify(text, records->str);

	g_assert_cmpstr(eml_result_word(result->result), ==, eml_result_word(row->result));
	g_assert_cmpint(result->reason, ==, row->reason);
	g_assert_true(has_step(result->trace, row->reason));
	g_assert_cmpint(result->has_oldest_pass, ==, row->result == EML_RESULT_PASS);
}

/* Section 5.1.2: whoever finds the chain broken seals its own set alone; that seal verifies. */
static void
test_sealed_alone(void)
{
	static const char *const cv[] = {NULL, "fail"};
	g_autofree char *text = chain(2, cv, TEST_KEY_RSA_1024);
	g_autoptr(GString) records = zone(2, TEST_KEY_RSA_1024);
	g_autoptr(EmlArcResult) result = verify(text, records->str);

	g_assert_cmpint(set_of(result, 2)->seal, ==, EML_RESULT_PASS);
	g_assert_cmpint(set_of(result, 2)->cv, ==, EML_RESULT_FAIL);
	g_assert_cmpint(set_of(result, 1)->seal, ==, EML_RESULT_PASS);
	g_assert_cmpstr(set_of(result, 2)->seal_domain, ==, "hop2.example");
	g_assert_cmpstr(set_of(result, 2)->seal_selector, ==, "s");
}

/* Step 5: the second hop changes the subject before it seals. */
static void
test_oldest_pass(void)
{
	g_autofree char *first = seal(plain, 1, NULL, TEST_KEY_RSA_1024);
	g_autofree char *tagged = replaced_once(first, "Subject: ", "Subject: [list] ");
	g_autofree char *second = seal(tagged, 2, NULL, TEST_KEY_RSA_1024);
	g_autofree char *third = seal(second, 3, NULL, TEST_KEY_RSA_1024);
	g_autoptr(GString) records = zone(3, TEST_KEY_RSA_1024);
	g_autoptr(EmlArcResult) result = verify(third, records->str);

	g_assert_cmpint(result->result, ==, EML_RESULT_PASS);
	g_assert_true(result->has_oldest_pass);
	g_assert_cmpuint(result->oldest_pass, ==, 2);
	g_assert_cmpint(set_of(result, 1)->message_signature, ==, EML_RESULT_FAIL);
	g_assert_cmpint(set_of(result, 1)->seal, ==, EML_RESULT_PASS);
	g_assert_true(has_step(result->trace, EML_STEP_ARC_MESSAGE_CHANGED_SINCE));
	g_assert_true(has_step(result->trace, EML_STEP_DKIM_HEADERS_CHANGED));
}

/* The cap itself: section 4.2.1 */
static void
test_fifty_sets(void)
{
	g_autofree char *text = chain(EML_MAX_ARC_SETS, NULL, TEST_KEY_RSA_1024);
	g_autoptr(GString) records = zone(EML_MAX_ARC_SETS, TEST_KEY_RSA_1024);
	g_autoptr(EmlArcResult) result = NULL;

	g_assert_cmpint(EML_MAX_ARC_SETS, ==, 50);
	result = verify(text, records->str);
	g_assert_cmpint(result->result, ==, EML_RESULT_PASS);
	g_assert_cmpuint(result->sets->len, ==, 50);
}

static void
test_ed25519(void)
{
	g_autofree char *text = chain(2, NULL, TEST_KEY_ED25519);
	g_autoptr(GString) records = zone(2, TEST_KEY_ED25519);
	g_autoptr(EmlArcResult) result = verify(text, records->str);

	g_assert_cmpint(result->result, ==, EML_RESULT_PASS);
}

/* RFC 8301 section 3.2 holds for ARC as well: no result but "fail" in RFC 8617. */
static void
test_short_key(void)
{
	g_autofree char *text = chain(1, NULL, TEST_KEY_RSA_512);
	g_autoptr(GString) records = zone(1, TEST_KEY_RSA_512);
	g_autoptr(EmlArcResult) result = verify(text, records->str);

	g_assert_cmpint(result->result, ==, EML_RESULT_FAIL);
	g_assert_cmpint(set_of(result, 1)->seal, ==, EML_RESULT_FAIL);
	g_assert_true(has_step(result->trace, EML_STEP_DKIM_KEY_SHORT));
}

static void
test_key_missing(void)
{
	g_autofree char *text = chain(2, NULL, TEST_KEY_RSA_1024);
	g_autoptr(GString) records = zone(1, TEST_KEY_RSA_1024);
	g_autoptr(EmlArcResult) result = verify(text, records->str);

	g_assert_cmpint(result->result, ==, EML_RESULT_FAIL);
	g_assert_cmpint(result->reason, ==, EML_STEP_ARC_MESSAGE_SIGNATURE_FAILS);
	g_assert_cmpint(set_of(result, 2)->seal, ==, EML_RESULT_FAIL);
	g_assert_cmpint(set_of(result, 1)->seal, ==, EML_RESULT_PASS);
}

/* DNS that fails now proves nothing against the chain: temperror, whichever key it is. */
static void
test_dns_failed(void)
{
	g_autofree char *text = chain(2, NULL, TEST_KEY_RSA_1024);

	for (guint missing = 1; missing <= 2; missing++) {
		g_autofree char *record = test_key_record(TEST_KEY_RSA_1024);
		g_autofree char *name = g_strdup_printf("s._domainkey.hop%u.example", 3 - missing);
		g_autoptr(GString) records = g_string_new(NULL);
		g_autoptr(EmlArcResult) result = NULL;

		g_string_printf(records, ";! failed s._domainkey.hop%u.example. TXT servfail\n",
				missing);
		test_zone_txt(records, name, eml_slice(record));
		result = verify(text, records->str);
		g_assert_cmpint(result->result, ==, EML_RESULT_TEMPERROR);
		g_assert_cmpint(result->reason, ==, EML_STEP_DKIM_KEY_TEMPERROR);
		g_assert_false(result->has_oldest_pass);
	}
}

/* What is certain counts before what is not known: a seal of another domain fails for good. */
static void
test_failed_beside_dns(void)
{
	g_autofree char *sealed = chain(2, NULL, TEST_KEY_RSA_1024);
	g_autofree char *text = replaced_once(sealed, "; spf=pass", "; spf=none");
	g_autofree char *record = test_key_record(TEST_KEY_RSA_1024);
	g_autoptr(GString) records =
	    g_string_new(";! failed s._domainkey.hop1.example. TXT timeout\n");
	g_autoptr(EmlArcResult) result = NULL;

	test_zone_txt(records, "s._domainkey.hop2.example", eml_slice(record));
	result = verify(text, records->str);
	g_assert_cmpint(result->result, ==, EML_RESULT_FAIL);
	g_assert_cmpint(result->reason, ==, EML_STEP_ARC_SEAL_FAILS);
	g_assert_cmpint(set_of(result, 1)->seal, ==, EML_RESULT_TEMPERROR);
}

/* Nothing but header fields: the message signature cannot be tested, so nothing is decided. */
static void
test_no_body(void)
{
	g_autofree char *sealed = chain(1, NULL, TEST_KEY_RSA_1024);
	g_autofree char *text = g_strndup(sealed, (gsize)(strstr(sealed, "\r\n\r\n") - sealed));
	g_autoptr(GString) records = zone(1, TEST_KEY_RSA_1024);
	g_autoptr(EmlArcResult) result = verify(text, records->str);

	g_assert_cmpint(result->result, ==, EML_RESULT_LAST);
	g_assert_cmpint(result->reason, ==, EML_STEP_DKIM_NO_BODY);
	g_assert_cmpint(set_of(result, 1)->seal, ==, EML_RESULT_PASS);
}

/* Section 4.1.2: ARC fields must not be signed. ARC-Seal in h= is refused; the others, which real
 * sealers sign, are remarked on. */
static void
test_signed_arc_fields(void)
{
	static const struct {
		const char *headers;
		EmlResult result;
		EmlStepCode step;
	} cases[] = {
	    {"from:subject:arc-seal", EML_RESULT_FAIL, EML_STEP_ARC_SEAL_SIGNED},
	    {"from:arc-message-signature", EML_RESULT_PASS, EML_STEP_ARC_SIGNS_CHANGEABLE},
	    {"from:authentication-results", EML_RESULT_PASS, EML_STEP_ARC_SIGNS_CHANGEABLE},
	};

	for (gsize i = 0; i < G_N_ELEMENTS(cases); i++) {
		const TestArcSet set = {.instance = 1,
					.cv = "none",
					.results = "none",
					.key = TEST_KEY_RSA_1024,
					.headers = cases[i].headers};
		g_autofree char *sealed = test_arc_seal(plain, &set);
		/* the sealer had no such fields yet: it signed that there are none */
		g_autoptr(GString) records = zone(1, TEST_KEY_RSA_1024);
		g_autoptr(EmlArcResult) result = verify(sealed, records->str);

		g_assert_true(has_step(result->trace, cases[i].step));
		g_assert_cmpint(result->result, ==, cases[i].result);
	}
}

/* Section 4.1.2: "if seen, a version tag MUST be ignored", and so is any other unknown tag. */
static void
test_version_ignored(void)
{
	const TestArcSet set = {.instance = 1,
				.cv = "none",
				.results = "none",
				.key = TEST_KEY_RSA_1024,
				.headers = "from:subject; v=7; y=?"};
	g_autofree char *text = test_arc_seal(plain, &set);
	g_autoptr(GString) records = zone(1, TEST_KEY_RSA_1024);
	g_autoptr(EmlArcResult) result = verify(text, records->str);

	g_assert_cmpint(result->result, ==, EML_RESULT_PASS);
}

/* --offline asks nothing: no result, and the body hash is tested all the same. */
static void
test_offline(void)
{
	g_autofree char *text = chain(2, NULL, TEST_KEY_RSA_1024);
	g_autoptr(EmlMessage) message = test_message(text);
	g_autoptr(EmlDnsStore) store = eml_dns_store_new(eml_dns_offline_new());
	g_autoptr(EmlDns) dns = test_dns(store);
	g_autoptr(EmlArcResult) result = eml_arc_verify(message, dns, AT);

	g_assert_cmpint(result->result, ==, EML_RESULT_LAST);
	g_assert_cmpint(result->reason, ==, EML_STEP_NOT_ASKED);
	g_assert_cmpint(set_of(result, 2)->signature_details->body_hash, ==, EML_HALF_MATCH);
}

/* RFC 6376 section 6.1.3: another body hash is final, whatever the key is; RFC 8617 section 5.2 has
 * no result without the key all the same. */
static void
test_offline_changed(void)
{
	g_autofree char *sealed = chain(1, NULL, TEST_KEY_RSA_1024);
	g_autofree char *text = replaced_once(sealed, "Hello, all", "Hello, you");
	g_autoptr(EmlMessage) message = test_message(text);
	g_autoptr(EmlDnsStore) store = eml_dns_store_new(eml_dns_offline_new());
	g_autoptr(EmlDns) dns = test_dns(store);
	g_autoptr(EmlArcResult) result = eml_arc_verify(message, dns, AT);

	test_steps_take(seen_steps, result->trace);
	g_assert_cmpint(result->result, ==, EML_RESULT_LAST);
	g_assert_true(has_step(result->trace, EML_STEP_ARC_MESSAGE_SIGNATURE_CHANGED));
	g_assert_false(has_step(result->trace, EML_STEP_ARC_MESSAGE_SIGNATURE_UNTESTED));
}

/* A prefetch changes nothing, and every key is asked for ahead. */
static void
test_prefetch(void)
{
	g_autofree char *text = chain(3, NULL, TEST_KEY_RSA_1024);
	g_autoptr(GString) records = zone(3, TEST_KEY_RSA_1024);
	g_autoptr(EmlMessage) message = test_message(text);
	g_autoptr(EmlDnsStore) store = test_store(records->str);
	g_autoptr(EmlDns) dns = test_dns(store);
	g_autoptr(EmlArcResult) result = NULL;
	guint asked = 0;
	guint answered = 0;

	eml_arc_prefetch(message, dns);
	eml_dns_store_counts(store, &asked, &answered);
	g_assert_cmpuint(asked, ==, 3);
	result = eml_arc_verify(message, dns, AT);
	g_assert_cmpint(result->result, ==, EML_RESULT_PASS);
	eml_dns_store_counts(store, &asked, &answered);
	g_assert_cmpuint(asked, ==, 3);
}

/* The last test. */
static void
test_each_step(void)
{
	test_steps_assert_all(seen_steps, "arc-");
}

int
main(int argc, char **argv)
{
	int status = 0;

	g_test_init(&argc, &argv, NULL);
	seen_steps = test_steps_new();
	for (gsize i = 0; i < G_N_ELEMENTS(rows); i++) {
		g_autofree char *path = g_strconcat("/arc/", rows[i].name, NULL);

		g_test_add_data_func(path, &rows[i], test_row);
	}
	g_test_add_func("/arc/sealed-alone", test_sealed_alone);
	g_test_add_func("/arc/oldest-pass", test_oldest_pass);
	g_test_add_func("/arc/fifty-sets", test_fifty_sets);
	g_test_add_func("/arc/ed25519", test_ed25519);
	g_test_add_func("/arc/short-key", test_short_key);
	g_test_add_func("/arc/key-missing", test_key_missing);
	g_test_add_func("/arc/dns-failed", test_dns_failed);
	g_test_add_func("/arc/failed-beside-dns", test_failed_beside_dns);
	g_test_add_func("/arc/no-body", test_no_body);
	g_test_add_func("/arc/signed-arc-fields", test_signed_arc_fields);
	g_test_add_func("/arc/version-ignored", test_version_ignored);
	g_test_add_func("/arc/offline", test_offline);
	g_test_add_func("/arc/offline-changed", test_offline_changed);
	g_test_add_func("/arc/prefetch", test_prefetch);
	g_test_add_func("/arc/zz-each-step", test_each_step);
	status = g_test_run();
	test_steps_free(seen_steps);
	return status;
}
