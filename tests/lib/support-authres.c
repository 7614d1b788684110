#include "support-authres.h"

static void
append_comments(GString *out, const GPtrArray *comments, gboolean count)
{
	if (count && comments->len > 0)
		g_string_append_printf(out, " (%u)", comments->len);
	for (guint i = 0; !count && i < comments->len; i++)
		g_string_append_printf(out, " (%s)", (const char *)g_ptr_array_index(comments, i));
}

static void
append_result(GString *out, const EmlAuthresResult *result, gboolean count)
{
	g_string_append_printf(out, " | %s", result->method);
	if (result->method_version >= 0)
		g_string_append_printf(out, "/%d", result->method_version);
	g_string_append_printf(out, "=%s", result->result);
	if (strcmp(result->result, result->result_raw) != 0)
		g_string_append_printf(out, "<%s>", result->result_raw);
	if (result->reason != NULL)
		g_string_append_printf(out, " \"%s\"", result->reason);
	append_comments(out, result->comments, count);
	for (guint i = 0; i < result->properties->len; i++) {
		const EmlAuthresProperty *found = g_ptr_array_index(result->properties, i);

		g_string_append_printf(out, " %s%s%s=%s", found->ptype != NULL ? found->ptype : "",
				       found->ptype != NULL ? "." : "", found->property,
				       found->value);
	}
}

char *
test_authres_text(const EmlAuthres *authres, gboolean count_comments)
{
	GString *out = g_string_new(eml_grammar_word(authres->grammar));

	g_string_append_printf(out, " %s",
			       authres->authserv_id != NULL ? authres->authserv_id : "-");
	if (authres->version >= 0)
		g_string_append_printf(out, "/%d", authres->version);
	if (authres->instance >= 0)
		g_string_append_printf(out, " i=%d", authres->instance);
	append_comments(out, authres->comments, count_comments);
	for (guint i = 0; i < authres->results->len; i++)
		append_result(out, g_ptr_array_index(authres->results, i), count_comments);
	return g_string_free(out, FALSE);
}

char *
test_authres_deviations(const EmlAuthres *authres)
{
	GString *out = g_string_new(NULL);

	for (guint i = 0; i < authres->deviations->len; i++) {
		const EmlAuthresDeviation *deviation = g_ptr_array_index(authres->deviations, i);

		g_string_append_printf(out, "%s%s", i > 0 ? " " : "", deviation->id);
	}
	return g_string_free(out, FALSE);
}
