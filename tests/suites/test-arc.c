/* ValiMail's ARC suite: one GTest path a validation case that states a result, and one a signing
 * case, whose expected fields must verify on the message they were made for. */
#include "arc-cases.h"
#include "check/arc.h"
#include "judge/words.h"
#include "support.h"

#define N_VALIDATIONS 50
#define N_SIGNATURES 17

static const struct {
	const char *cv;
	EmlResult result;
} words[] = {
    {"None", EML_RESULT_NONE},
    {"Pass", EML_RESULT_PASS},
    {"Fail", EML_RESULT_FAIL},
};

/* Cases that state none: the chain arrives with cv=fail, which a sealer passes on. RFC 8617
 * section 5.2: with cv=fail in the newest set the status is "fail" (step 2), and it must not stand
 * in another one (step 3.C). */
static const char *const without_result[] = {"cv_fail_i1_as_cv_fail", "cv_fail_i2_as2_fail",
					     "cv_fail_i2_as1_fail", NULL};

/* Section 5.2, step 5: what the names of the passing cases say about the older signatures. */
static const struct {
	const char *name;
	guint oldest_pass;
} oldest[] = {
    {"cv_pass_i1_1", 0},
    {"cv_pass_i2_1", 0},
    {"cv_pass_i2_1_ams1_invalid", 2},
};

static EmlResult
expected(const ArcCase *arc)
{
	for (gsize i = 0; i < G_N_ELEMENTS(words); i++)
		if (strcmp(arc->cv, words[i].cv) == 0)
			return words[i].result;
	g_assert_true(g_strv_contains(without_result, arc->name));
	return EML_RESULT_FAIL;
}

static gboolean
has_step(const GPtrArray *steps, EmlStepCode code)
{
	for (guint i = 0; i < steps->len; i++) {
		const EmlStep *step = g_ptr_array_index(steps, i);

		if (step->code == code || has_step(step->children, code))
			return TRUE;
	}
	return FALSE;
}

static EmlArcResult *
verify(const ArcCase *arc)
{
	g_autoptr(EmlMessage) message = test_message(arc->message);
	g_autoptr(EmlDnsStore) store = test_store(arc->zone);
	g_autoptr(EmlDns) dns = test_dns(store);
	EmlArcResult *result = eml_arc_verify(message, dns, 1700000000);

	g_assert_true(has_step(result->trace, result->reason));
	return result;
}

static void
test_validation(gconstpointer data)
{
	const ArcCase *arc = data;
	g_autoptr(EmlArcResult) result = NULL;

	/* no header field at all: not a message (interface contract, section 2) */
	if (strcmp(arc->name, "cv_empty") == 0 || strcmp(arc->name, "cv_no_headers") == 0) {
		g_assert_null(strstr(arc->message, "ARC-"));
		g_assert_cmpint(expected(arc), ==, EML_RESULT_NONE);
		return;
	}
	result = verify(arc);
	g_assert_cmpstr(eml_result_word(result->result), ==, eml_result_word(expected(arc)));
	for (gsize i = 0; i < G_N_ELEMENTS(oldest); i++) {
		if (strcmp(arc->name, oldest[i].name) != 0)
			continue;
		g_assert_true(result->has_oldest_pass);
		g_assert_cmpuint(result->oldest_pass, ==, oldest[i].oldest_pass);
	}
}

/* The last set of the chain. */
static const EmlArcSet *
newest(const EmlArcResult *result)
{
	g_assert_cmpuint(result->sets->len, >, 0);
	return g_ptr_array_index(result->sets, result->sets->len - 1);
}

static void
test_signature(gconstpointer data)
{
	const ArcCase *arc = data;
	g_autoptr(EmlArcResult) result = verify(arc);
	const EmlArcSet *set = newest(result);

	if (strstr(arc->seal, "cv=fail") != NULL) {
		g_assert_cmpint(set->cv, ==, EML_RESULT_FAIL);
		g_assert_cmpint(result->result, ==, EML_RESULT_FAIL);
		g_assert_cmpint(result->reason, ==, EML_STEP_ARC_FAILED_BEFORE);
	} else if (*arc->seal == '\0') {
		/* nothing was to be added to a chain that had failed */
		g_assert_cmpint(result->result, ==, EML_RESULT_FAIL);
		return;
	} else {
		g_assert_cmpint(result->result, ==, EML_RESULT_PASS);
	}
	g_assert_cmpint(set->message_signature, ==, EML_RESULT_PASS);
	g_assert_cmpint(set->seal, ==, EML_RESULT_PASS);
}

static void
add_suite(const char *prefix, const char *path, guint n_cases, GTestDataFunc test, GPtrArray *keep)
{
	g_autofree char *file = test_shared_path(path);
	GPtrArray *cases = arc_cases_load(file);

	g_assert_cmpuint(cases->len, ==, n_cases);
	g_ptr_array_add(keep, cases);
	for (guint i = 0; i < cases->len; i++) {
		const ArcCase *arc = g_ptr_array_index(cases, i);
		g_autofree char *name = g_strdup_printf("/arc-suite/%s/%s", prefix, arc->path);

		g_test_add_data_func(name, arc, test);
	}
}

static void
test_skipped(void)
{
	test_shared_or_skip();
}

int
main(int argc, char **argv)
{
	g_autofree char *folder = test_shared_path("suites/arc/valimail");
	g_autoptr(GPtrArray) keep =
	    g_ptr_array_new_with_free_func((GDestroyNotify)g_ptr_array_unref);

	g_test_init(&argc, &argv, NULL);
	g_test_set_nonfatal_assertions(); /* one failing case does not hide the others */
	if (g_file_test(folder, G_FILE_TEST_IS_DIR)) {
		add_suite("validation", "suites/arc/valimail/validation.yml", N_VALIDATIONS,
			  test_validation, keep);
		add_suite("signing", "suites/arc/valimail/sign.yml", N_SIGNATURES, test_signature,
			  keep);
	} else {
		g_test_add_func("/arc-suite", test_skipped);
	}
	return g_test_run();
}
