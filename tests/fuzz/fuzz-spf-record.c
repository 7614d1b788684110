/* syntax/spf-record: terms stand in the text in order, what they say is in range, and the problems
 * are counted. The input is tried as it is and as the terms of a record. */
#include "base/limits.h"
#include "syntax/spf-record.h"

int LLVMFuzzerTestOneInput(const guint8 *data, gsize size);

static gboolean
is_inside(EmlSlice part, EmlSlice whole)
{
	return part.len == 0 ||
	       (part.data >= whole.data && part.data + part.len <= whole.data + whole.len);
}

static void
check_term(const EmlSpfTerm *term)
{
	const gboolean is_modifier = term->kind == EML_SPF_REDIRECT || term->kind == EML_SPF_EXP ||
				     term->kind == EML_SPF_OTHER_MODIFIER;

	g_assert(term->text.len > 0 && is_inside(term->name, term->text));
	g_assert(is_inside(term->domain, term->text));
	g_assert(eml_slice_find(term->text, ' ') < 0);
	g_assert(term->prefix4 <= 32 && term->prefix6 <= 128);
	if (term->problem != EML_SPF_FINE)
		return;
	g_assert(term->kind < EML_SPF_KIND_LAST);
	g_assert((term->qualifier == EML_RESULT_LAST) == is_modifier);
	g_assert(!eml_spf_kind_counts(term->kind) || term->kind != EML_SPF_ALL);
}

static void
check_index(const EmlSpfRecord *record, gint index, EmlSpfKind kind)
{
	g_assert(index < (gint)eml_spf_record_n_terms(record));
	if (index >= 0)
		g_assert(eml_spf_record_term(record, (guint)index)->kind == kind);
}

static void
check(EmlSlice text)
{
	g_autoptr(EmlSpfRecord) record = NULL;
	const char *at = text.data;
	guint problems = 0;

	if (!eml_spf_is_record(text))
		return;
	record = eml_spf_record_parse(text);
	g_assert(eml_spf_record_n_terms(record) <= EML_SPF_MAX_TERMS);
	for (guint i = 0; i < eml_spf_record_n_terms(record); i++) {
		const EmlSpfTerm *term = eml_spf_record_term(record, i);

		g_assert(is_inside(term->text, text) && term->text.data >= at);
		at = term->text.data + term->text.len;
		check_term(term);
		problems += term->problem != EML_SPF_FINE ? 1 : 0;
	}
	g_assert(record->n_problems == problems + (record->too_many ? 1 : 0));
	check_index(record, record->all, EML_SPF_ALL);
	check_index(record, record->redirect, EML_SPF_REDIRECT);
	check_index(record, record->exp, EML_SPF_EXP);
}

int
LLVMFuzzerTestOneInput(const guint8 *data, gsize size)
{
	g_autoptr(GString) record = g_string_new("v=spf1 ");

	check(eml_slice_n((const char *)data, size));
	g_string_append_len(record, (const char *)data, (gssize)size);
	check(eml_slice_n(record->str, record->len));
	return 0;
}
