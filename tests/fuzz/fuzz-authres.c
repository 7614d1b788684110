/* syntax/authres: every range lies inside what it belongs to, strict is what has no deviation, and
 * a strict field written again, without its comments, reads the same. */
#include "base/limits.h"
#include "syntax/authres.h"

int LLVMFuzzerTestOneInput(const guint8 *data, gsize size);

static void
check_result(const EmlAuthresResult *result, gsize size)
{
	g_assert(result->method[0] != '\0' && result->result_raw[0] != '\0');
	g_assert(result->at_start < result->at_end && result->at_end <= size);
	if (result->mapped != EML_RESULT_LAST)
		g_assert(strcmp(result->result, eml_result_word(result->mapped)) == 0);
	for (guint i = 0; i < result->properties->len; i++) {
		const EmlAuthresProperty *property = g_ptr_array_index(result->properties, i);

		g_assert(property->at_start >= result->at_start);
		g_assert(property->at_start < property->at_end);
		g_assert(property->at_end <= result->at_end);
	}
}

static void
check(const EmlAuthres *authres, gsize size)
{
	g_assert((authres->grammar == EML_GRAMMAR_STRICT) == (authres->deviations->len == 0));
	g_assert(authres->results->len <= EML_MAX_AUTHRES_RESULTS);
	g_assert(authres->deviations->len <= EML_MAX_AUTHRES_DEVIATIONS);
	g_assert(authres->grammar != EML_GRAMMAR_STRICT || authres->authserv_id != NULL);
	for (guint i = 0; i < authres->deviations->len; i++) {
		const EmlAuthresDeviation *deviation = g_ptr_array_index(authres->deviations, i);

		g_assert(deviation->at_start <= deviation->at_end && deviation->at_end <= size);
	}
	for (guint i = 0; i < authres->results->len; i++)
		check_result(g_ptr_array_index(authres->results, i), size);
}

static void
append_quoted(GString *out, const char *text)
{
	g_string_append_c(out, '"');
	for (; *text != '\0'; text++) {
		if (*text == '"' || *text == '\\')
			g_string_append_c(out, '\\');
		g_string_append_c(out, *text);
	}
	g_string_append_c(out, '"');
}

static void
append_result(GString *out, const EmlAuthresResult *result)
{
	g_string_append_printf(out, ";%s", result->method);
	if (result->method_version >= 0)
		g_string_append_printf(out, "/%d", result->method_version);
	g_string_append_printf(out, "=%s", result->result_raw);
	if (result->reason != NULL) {
		g_string_append(out, " reason=");
		append_quoted(out, result->reason);
	}
	for (guint i = 0; i < result->properties->len; i++) {
		const EmlAuthresProperty *property = g_ptr_array_index(result->properties, i);

		g_string_append_printf(out, " %s.%s=", property->ptype, property->property);
		append_quoted(out, property->value);
	}
}

/* In the strict grammar, every value as a quoted-string. */
static GString *
written(const EmlAuthres *authres)
{
	GString *out = g_string_new(NULL);

	if (authres->instance >= 0)
		g_string_append_printf(out, "i=%d;", authres->instance);
	append_quoted(out, authres->authserv_id);
	if (authres->version >= 0)
		g_string_append_printf(out, " %d", authres->version);
	for (guint i = 0; i < authres->results->len; i++)
		append_result(out, g_ptr_array_index(authres->results, i));
	if (authres->results->len == 0)
		g_string_append(out, ";none");
	return out;
}

static void
check_again(const EmlAuthres *authres, gboolean with_instance)
{
	GString *first = written(authres);
	g_autoptr(EmlAuthres) again =
	    eml_authres_parse(eml_slice_n(first->str, first->len), with_instance);
	GString *second = NULL;

	g_assert(again->grammar == EML_GRAMMAR_STRICT);
	second = written(again);
	g_assert(g_string_equal(first, second));
	g_string_free(first, TRUE);
	g_string_free(second, TRUE);
}

int
LLVMFuzzerTestOneInput(const guint8 *data, gsize size)
{
	for (guint arc = 0; arc < 2; arc++) {
		g_autoptr(EmlAuthres) authres =
		    eml_authres_parse(eml_slice_n((const char *)data, size), arc == 1);

		check(authres, size);
		if (authres->grammar == EML_GRAMMAR_STRICT)
			check_again(authres, arc == 1);
	}
	return 0;
}
