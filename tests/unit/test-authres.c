/* Rows for syntax/authres: both grammars. */
#include "base/limits.h"
#include "support-authres.h"
#include "syntax/authres.h"

static const struct {
	const char *name, *in;
	gboolean with_instance;
	const char *text, *deviations;
} rows[] = {
#include "authres-rows.def"
};

static void
test_row(gconstpointer data)
{
	const guint row = GPOINTER_TO_UINT(data);
	g_autoptr(EmlAuthres) authres =
	    eml_authres_parse(eml_slice(rows[row].in), rows[row].with_instance);
	g_autofree char *text = test_authres_text(authres, FALSE);
	g_autofree char *deviations = test_authres_deviations(authres);

	g_assert_cmpstr(text, ==, rows[row].text);
	g_assert_cmpstr(deviations, ==, rows[row].deviations);
}

/* What holds for every input. */
static void
check_sound(const EmlAuthres *authres, gsize len)
{
	g_assert_true((authres->grammar == EML_GRAMMAR_STRICT) == (authres->deviations->len == 0));
	g_assert_cmpuint(authres->results->len, <=, EML_MAX_AUTHRES_RESULTS);
	for (guint i = 0; i < authres->deviations->len; i++) {
		const EmlAuthresDeviation *deviation = g_ptr_array_index(authres->deviations, i);

		g_assert_cmpuint(deviation->at_start, <=, deviation->at_end);
		g_assert_cmpuint(deviation->at_end, <=, len);
	}
	for (guint i = 0; i < authres->results->len; i++) {
		const EmlAuthresResult *result = g_ptr_array_index(authres->results, i);

		g_assert_nonnull(result->method);
		g_assert_nonnull(result->result);
		g_assert_cmpuint(result->at_start, <, result->at_end);
		g_assert_cmpuint(result->at_end, <=, len);
	}
}

/* Cut after every byte: no read past the end, the same soundness. */
static void
test_truncated(gconstpointer data)
{
	const guint row = GPOINTER_TO_UINT(data);
	const EmlSlice whole = eml_slice(rows[row].in);

	for (gsize len = 0; len < whole.len; len++) {
		g_autofree char *copy = g_memdup2(whole.data, MAX(len, 1));
		g_autoptr(EmlAuthres) authres =
		    eml_authres_parse(eml_slice_n(copy, len), rows[row].with_instance);

		check_sound(authres, len);
	}
}

static const EmlAuthresResult *
result_at(const EmlAuthres *authres, guint i)
{
	g_assert_cmpuint(i, <, authres->results->len);
	return g_ptr_array_index(authres->results, i);
}

static void
test_property(void)
{
	g_autoptr(EmlAuthres) authres = eml_authres_parse(
	    eml_slice("a; dmarc=pass action=none header.from=b.example header.from=c.example"),
	    FALSE);
	const EmlAuthresResult *result = result_at(authres, 0);

	g_assert_cmpstr(eml_authres_property(result, "header", "from"), ==, "b.example");
	g_assert_cmpstr(eml_authres_property(result, NULL, "action"), ==, "none");
	g_assert_null(eml_authres_property(result, NULL, "from"));
	g_assert_null(eml_authres_property(result, "header", "action"));
	g_assert_cmpint(result->mapped, ==, EML_RESULT_PASS);
}

static void
check_range(const char *in, gsize start, gsize end, const char *text)
{
	g_autofree char *part = g_strndup(in + start, end - start);

	g_assert_cmpstr(part, ==, text);
}

static void
check_ranges(const char *in)
{
	g_autoptr(EmlAuthres) authres = eml_authres_parse(eml_slice(in), FALSE);
	const EmlAuthresResult *first = result_at(authres, 0), *second = result_at(authres, 1);
	const EmlAuthresProperty *property = g_ptr_array_index(second->properties, 0);

	check_range(in, first->at_start, first->at_end, "spf=pass (c) reason=\"d\"");
	check_range(in, second->at_start, second->at_end, "dkim=none header.d=e");
	check_range(in, property->at_start, property->at_end, "header.d=e");
}

static void
test_ranges(void)
{
	const char *odd = "a.example; spf=pass; b.example ; dkim=none x=y";
	g_autoptr(EmlAuthres) authres = eml_authres_parse(eml_slice(odd), FALSE);
	const EmlAuthresDeviation *deviation = g_ptr_array_index(authres->deviations, 0);

	check_ranges("a; spf=pass (c) reason=\"d\" ;dkim=none header.d=e (f)");
	check_ranges("a; spf=pass (c) reason=\"d\" ;dkim=none header.d=e (f);");
	check_range(odd, deviation->at_start, deviation->at_end, "b.example");
	deviation = g_ptr_array_index(authres->deviations, 1);
	check_range(odd, deviation->at_start, deviation->at_end, "x=y");
}

static void
test_nul(void)
{
	const char in[] = "a; dkim=pass header.d=\"b\0c\"; spf=no\0ne";
	g_autoptr(EmlAuthres) authres = eml_authres_parse(eml_slice_n(in, sizeof in - 1), FALSE);
	const EmlAuthresResult *result = result_at(authres, 0);

	g_assert_cmpint(authres->grammar, ==, EML_GRAMMAR_TOLERANT);
	g_assert_cmpstr(eml_authres_property(result, "header", "d"), ==, "b\\u{0}c");
	check_sound(authres, sizeof in - 1);
}

static char *
repeated(const char *head, const char *unit, guint n)
{
	GString *text = g_string_new(head);

	for (guint i = 0; i < n; i++)
		g_string_append(text, unit);
	return g_string_free(text, FALSE);
}

static void
test_many(void)
{
	g_autofree char *most = repeated("a", "; b=c", EML_MAX_AUTHRES_RESULTS);
	g_autofree char *more = repeated("a", "; b=c", EML_MAX_AUTHRES_RESULTS + 1);
	g_autoptr(EmlAuthres) full = eml_authres_parse(eml_slice(most), FALSE);
	g_autoptr(EmlAuthres) over = eml_authres_parse(eml_slice(more), FALSE);
	g_autofree char *deviations = test_authres_deviations(over);

	g_assert_cmpint(full->grammar, ==, EML_GRAMMAR_STRICT);
	g_assert_cmpint(over->grammar, ==, EML_GRAMMAR_BROKEN);
	g_assert_cmpuint(over->results->len, ==, EML_MAX_AUTHRES_RESULTS);
	g_assert_cmpstr(deviations, ==, "too-many-results");
}

/* A megabyte of each ends, and soon. */
static void
test_long(void)
{
	static const char *const units[] = {
	    "(",       "()", "(a)",  "\"",   ";",      "; a=b", "; a=b c.d=e", " c.d=e", "a ",
	    "a=\\\" ", "=",  "((a)", "a(b ", "\"a\" ", "\\",	"a=b(c) ",     "a=",
	};

	for (guint i = 0; i < G_N_ELEMENTS(units); i++) {
		g_autofree char *text =
		    repeated("x; y=z ", units[i], (1 << 20) / (guint)strlen(units[i]));
		g_autoptr(EmlAuthres) authres = eml_authres_parse(eml_slice(text), FALSE);

		check_sound(authres, strlen(text));
	}
}

int
main(int argc, char **argv)
{
	g_test_init(&argc, &argv, NULL);
	g_test_set_nonfatal_assertions();
	for (guint i = 0; i < G_N_ELEMENTS(rows); i++) {
		g_autofree char *path = g_strdup_printf("/authres/row/%s", rows[i].name);
		g_autofree char *cut = g_strdup_printf("/authres/truncated/%s", rows[i].name);

		g_test_add_data_func(path, GUINT_TO_POINTER(i), test_row);
		g_test_add_data_func(cut, GUINT_TO_POINTER(i), test_truncated);
	}
	g_test_add_func("/authres/property", test_property);
	g_test_add_func("/authres/ranges", test_ranges);
	g_test_add_func("/authres/nul", test_nul);
	g_test_add_func("/authres/many", test_many);
	g_test_add_func("/authres/long", test_long);
	return g_test_run();
}
