/* syntax/spf-macro: the three grammars contain each other as RFC 7208 section 7.1 says, and a text
 * can be expanded exactly if it is one of its place. */
#include "base/limits.h"
#include "syntax/spf-macro.h"

int LLVMFuzzerTestOneInput(const guint8 *data, gsize size);

/* No macro of so few bytes becomes too long by the values below. */
#define SHORT 256

static void
check_expansion(EmlSlice text, EmlSpfPlace place, gboolean is_one)
{
	EmlSpfMacroValues values = {.value = {{NULL, 0}}};
	GString *out = NULL;

	for (guint i = 0; i < G_N_ELEMENTS(values.value); i++)
		values.value[i] = eml_slice("a.b-c/%");
	out = eml_spf_macro_expand(text, place, &values);
	g_assert(out == NULL || is_one);
	g_assert(out != NULL || !is_one || text.len > SHORT);
	g_assert(out == NULL || out->len <= EML_SPF_MAX_EXPANSION);
	if (out != NULL && eml_slice_find(text, '%') < 0)
		g_assert(eml_slice_equal(eml_slice_n(out->str, out->len), text));
	if (out != NULL)
		g_string_free(out, TRUE);
}

int
LLVMFuzzerTestOneInput(const guint8 *data, gsize size)
{
	const EmlSlice text = eml_slice_n((const char *)data, size);
	gsize at[3] = {0, 0, 0};
	const gboolean is_macro = eml_spf_is_macro_string(text, &at[0]);
	const gboolean is_domain = eml_spf_is_domain_spec(text, &at[1]);
	const gboolean is_explain = eml_spf_is_explain_string(text, &at[2]);

	for (guint i = 0; i < G_N_ELEMENTS(at); i++)
		g_assert(at[i] <= size);
	g_assert(!is_domain || is_macro);
	g_assert(!is_macro || is_explain);
	check_expansion(text, EML_SPF_IN_TERM, is_macro);
	check_expansion(text, EML_SPF_IN_EXPLANATION, is_explain);
	for (char letter = 'a'; letter <= 'z'; letter++)
		g_assert(!eml_spf_macro_uses(text, letter) || eml_slice_find(text, '%') >= 0);
	return 0;
}
