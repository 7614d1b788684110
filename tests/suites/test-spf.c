/* The openspf.org suites of RFC 7208 and 4408 in pyspf's newest variant, and pyspf's own cases: one
 * GTest path a case. A case that several results are allowed for accepts each. pyspf's doctest.yml
 * holds DNS data only: its expectations are in pyspf's source, so it is not run. */
#include "check/spf.h"
#include "judge/words.h"
#include "spf-cases.h"
#include "support.h"

/* Cases whose expectation is not that of RFC 7208, with what it asks for and why. */
typedef struct {
	const char *name, *result, *why;
} Exception;

static const Exception pyspf_exceptions[] = {
    {"default-modifier", "neutral",
     "section 6: \"Unrecognized modifiers MUST be ignored\"; fail is pyspf's lax mode (strict: 0)"},
    {"default-modifier-harsh", "neutral",
     "the same; \"ambiguous\" is none of the results of section 2.6, but pyspf's harsh mode"},
    {NULL, NULL, NULL},
};

static const struct {
	const char *prefix, *path;
	guint n_cases;
	const Exception *exceptions;
} suites[] = {
    {"/spf-suite/rfc7208", "suites/spf/pyspf/rfc7208-tests.yml", 203, NULL},
    {"/spf-suite/rfc4408", "suites/spf/pyspf/rfc4408-tests.yml", 191, NULL},
    {"/spf-suite/pyspf", "suites/spf/pyspf/test.yml", 16, pyspf_exceptions},
};

typedef struct {
	const SpfCase *spf;
	const Exception *exception; /* NULL = none */
} Row;

/* Words with args must have those args. */
static void
check_words(const GPtrArray *steps)
{
	for (guint i = 0; i < steps->len; i++) {
		const EmlStep *step = g_ptr_array_index(steps, i);
		const EmlWords *words = eml_words_step(step->code);

		for (const char *text = words->title; text != NULL;
		     text = text == words->title ? words->why : NULL)
			for (const char *c = strchr(text, '%'); c != NULL; c = strchr(c + 1, '%'))
				if (g_ascii_isdigit(c[1]))
					g_assert_cmpuint((guint)(c[1] - '0'), <=, step->args->len);
		check_words(step->children);
	}
}

static void
check_result(const EmlSpfResult *result)
{
	g_assert_cmpuint(result->lookups_needed, >=, result->dns_lookups);
	g_assert_cmpint(result->reason, !=, EML_STEP_NONE);
	g_assert_cmpint(result->reason, !=, EML_STEP_SPF_STOPPED);
	g_assert_true(result->explanation == NULL || result->result == EML_RESULT_FAIL);
	g_assert_cmpuint(result->trace->len, >, 0);
	check_words(result->trace);
}

static void
test_case(gconstpointer data)
{
	const Row *row = data;
	const SpfCase *spf = row->spf;
	const EmlSpfInput input = {spf->ip, spf->helo, spf->mail_from, spf->receiver, 1700000000};
	g_autoptr(EmlDnsStore) store = test_store(spf->zone);
	g_autoptr(EmlDns) dns = test_dns(store);
	g_autoptr(EmlSpfResult) result = eml_spf_check(&input, dns);
	const char *word = eml_result_word(result->result);

	check_result(result);
	if (row->exception != NULL) {
		g_assert_cmpstr(word, ==, row->exception->result);
		return;
	}
	if (!g_strv_contains((const char *const *)spf->results, word))
		g_assert_cmpstr(word, ==, spf->results[0]);
	if (spf->explanation != NULL && strcmp(spf->explanation, "DEFAULT") == 0)
		g_assert_null(result->explanation);
	else if (spf->explanation != NULL)
		g_assert_cmpstr(result->explanation, ==, spf->explanation);
}

/* What was asked ahead never changes a result. */
static void
test_prefetched(gconstpointer data)
{
	const GPtrArray *cases = data;

	for (guint i = 0; i < cases->len; i++) {
		const SpfCase *spf = g_ptr_array_index(cases, i);
		const EmlSpfInput input = {spf->ip, spf->helo, spf->mail_from, spf->receiver, 0};
		g_autoptr(EmlDnsStore) cold = test_store(spf->zone);
		g_autoptr(EmlDnsStore) warm = test_store(spf->zone);
		g_autoptr(EmlDns) cold_dns = test_dns(cold);
		g_autoptr(EmlDns) warm_dns = test_dns(warm);
		g_autoptr(EmlSpfResult) first = eml_spf_check(&input, cold_dns);
		g_autoptr(EmlSpfResult) second = NULL;

		eml_spf_prefetch(&input, warm_dns);
		eml_spf_result_free(eml_spf_check(&input, warm_dns));
		second = eml_spf_check(&input, warm_dns);
		g_assert_cmpint(first->result, ==, second->result);
		g_assert_cmpint(first->reason, ==, second->reason);
		g_assert_cmpuint(first->dns_lookups, ==, second->dns_lookups);
		g_assert_cmpuint(first->void_lookups, ==, second->void_lookups);
		g_assert_cmpuint(first->lookups_needed, ==, second->lookups_needed);
		g_assert_cmpstr(first->mechanism, ==, second->mechanism);
	}
}

static const Exception *
exception_for(const Exception *exceptions, const char *name)
{
	for (; exceptions != NULL && exceptions->name != NULL; exceptions++)
		if (strcmp(exceptions->name, name) == 0)
			return exceptions;
	return NULL;
}

static void
add_suite(gsize i, GPtrArray *keep)
{
	g_autofree char *path = test_shared_path(suites[i].path);
	g_autofree char *ahead = g_strconcat(suites[i].prefix, "/asked-ahead", NULL);
	GPtrArray *cases = spf_cases_load(path);

	g_assert_cmpuint(cases->len, ==, suites[i].n_cases);
	g_ptr_array_add(keep, cases);
	for (guint c = 0; c < cases->len; c++) {
		const SpfCase *spf = g_ptr_array_index(cases, c);
		g_autofree char *name = g_strdup_printf("%s/%s", suites[i].prefix, spf->path);
		Row *row = g_new(Row, 1);

		*row = (Row){spf, exception_for(suites[i].exceptions, spf->name)};
		g_test_add_data_func_full(name, row, (GTestDataFunc)test_case, g_free);
	}
	g_test_add_data_func(ahead, cases, test_prefetched);
}

static void
test_skipped(void)
{
	test_shared_or_skip();
}

int
main(int argc, char **argv)
{
	g_autofree char *first = test_shared_path(suites[0].path);
	g_autoptr(GPtrArray) keep =
	    g_ptr_array_new_with_free_func((GDestroyNotify)g_ptr_array_unref);

	g_test_init(&argc, &argv, NULL);
	g_test_set_nonfatal_assertions(); /* one failing case does not hide the others */
	if (g_file_test(first, G_FILE_TEST_EXISTS)) {
		for (gsize i = 0; i < G_N_ELEMENTS(suites); i++)
			add_suite(i, keep);
	} else {
		g_test_add_func("/spf-suite", test_skipped);
	}
	return g_test_run();
}
