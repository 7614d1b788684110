/* Rows for base/vocab: the words of RFC 8601 section 2.7. */
#include "base/vocab.h"

static const struct {
	const char *word;
	EmlResult result;
} rows[] = {
    {"none", EML_RESULT_NONE},		 {"pass", EML_RESULT_PASS},
    {"fail", EML_RESULT_FAIL},		 {"softfail", EML_RESULT_SOFTFAIL},
    {"policy", EML_RESULT_POLICY},	 {"neutral", EML_RESULT_NEUTRAL},
    {"temperror", EML_RESULT_TEMPERROR}, {"permerror", EML_RESULT_PERMERROR},
};

static void
test_row(gconstpointer data)
{
	const guint i = GPOINTER_TO_UINT(data);
	g_autofree char *upper = g_ascii_strup(rows[i].word, -1);

	g_assert_cmpstr(eml_result_word(rows[i].result), ==, rows[i].word);
	g_assert_cmpint(eml_result_from_word(eml_slice(rows[i].word)), ==, rows[i].result);
	g_assert_cmpint(eml_result_from_word(eml_slice(upper)), ==, rows[i].result);
}

static void
test_other_words(void)
{
	static const char *const words[] = {"", "pas", "passed", "hardfail", " pass", "p\u00e4ss"};

	for (guint i = 0; i < G_N_ELEMENTS(words); i++)
		g_assert_cmpint(eml_result_from_word(eml_slice(words[i])), ==, EML_RESULT_LAST);
	g_assert_cmpint(eml_result_from_word(eml_slice_n("pass\0", 5)), ==, EML_RESULT_LAST);
	g_assert_null(eml_result_word(EML_RESULT_LAST));
}

int
main(int argc, char **argv)
{
	g_test_init(&argc, &argv, NULL);
	for (guint i = 0; i < G_N_ELEMENTS(rows); i++) {
		g_autofree char *path = g_strdup_printf("/vocab/%s", rows[i].word);

		g_test_add_data_func(path, GUINT_TO_POINTER(i), test_row);
	}
	g_test_add_func("/vocab/other-words", test_other_words);
	return g_test_run();
}
