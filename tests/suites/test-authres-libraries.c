/* The Authentication-Results cases of three libraries: authres (Python), go-msgauth and mox. What a
 * case states of the parsed field is so here. */
#include "dmarc-suite.h"
#include "support-authres.h"

static JsonNode *
load(const char *suite)
{
	g_autofree char *under = g_strdup_printf("suites/authres/%s/authres.cases.json", suite);
	g_autofree char *path = test_shared_path(under);
	g_autoptr(GError) error = NULL;
	g_autoptr(JsonParser) parser = json_parser_new();

	json_parser_load_from_file(parser, path, &error);
	g_assert_no_error(error);
	return json_parser_steal_root(parser);
}

/* The value of a field, where a suite keeps a line end behind it without that. */
static EmlAuthres *
parse(const char *value)
{
	g_autofree char *text = g_strchomp(g_strdup(value));

	return eml_authres_parse(eml_slice(text), FALSE);
}

static const EmlAuthresResult *
result_at(const EmlAuthres *authres, guint i)
{
	g_assert_cmpuint(i, <, authres->results->len);
	return g_ptr_array_index(authres->results, i);
}

/* mox: methods with all their properties in order; "error" says that mox refuses the field. */
static void
check_mox_method(const EmlAuthresResult *result, JsonObject *method)
{
	JsonArray *props = suite_array(method, "props");
	const char *word = suite_string(method, "result");

	g_assert_cmpstr(result->method, ==, suite_string(method, "method"));
	g_assert_cmpstr(result->result_raw, ==, word);
	g_assert_cmpstr(result->reason, ==, suite_string(method, "reason"));
	g_assert_cmpuint(result->properties->len, ==, suite_length(props));
	for (guint i = 0; i < suite_length(props); i++) {
		JsonArray *triple = json_array_get_array_element(props, i);
		const EmlAuthresProperty *property = g_ptr_array_index(result->properties, i);

		g_assert_cmpstr(property->ptype, ==, json_array_get_string_element(triple, 0));
		g_assert_cmpstr(property->property, ==, json_array_get_string_element(triple, 1));
		g_assert_cmpstr(property->value, ==, json_array_get_string_element(triple, 2));
	}
}

static void
test_mox(gconstpointer data)
{
	JsonObject *object = json_node_get_object((JsonNode *)(gpointer)data); /* only read */
	g_autoptr(EmlAuthres) authres = parse(suite_string(object, "header_value"));
	JsonArray *methods = suite_array(object, "methods");

	if (methods == NULL) {
		g_assert_cmpint(authres->grammar, ==, EML_GRAMMAR_TOLERANT);
		g_assert_cmpuint(authres->results->len, ==, 4);
		return;
	}
	g_assert_cmpint(authres->grammar, !=, EML_GRAMMAR_BROKEN);
	g_assert_cmpstr(authres->authserv_id, ==, suite_string(object, "authserv_id"));
	g_assert_cmpuint(authres->results->len, ==, suite_length(methods));
	for (guint i = 0; i < suite_length(methods); i++)
		check_mox_method(result_at(authres, i), json_array_get_object_element(methods, i));
}

/* go-msgauth: its names of methods, results and properties */
static const struct {
	const char *theirs, *method;
} go_methods[] = {
    {"AuthResult", "auth"},
    {"DKIMResult", "dkim"},
    {"SPFResult", "spf"},
    {"SenderIDResult", "sender-id"},
};

static const struct {
	const char *theirs, *ptype, *property;
} go_properties[] = {
    {"From", "smtp", "mailfrom"}, {"Auth", "smtp", "auth"},	 {"Helo", "smtp", "helo"},
    {"Domain", "header", "d"},	  {"Identifier", "header", "i"},
};

static void
check_go_result(const EmlAuthresResult *result, JsonArray *pair)
{
	const char *theirs = json_array_get_string_element(pair, 0);
	JsonObject *object = json_array_get_object_element(pair, 1);
	const char *word = suite_string(object, "Value");
	const char *key = suite_string(object, "HeaderKey");
	const char *method = NULL;

	for (guint i = 0; i < G_N_ELEMENTS(go_methods); i++)
		if (strcmp(go_methods[i].theirs, theirs) == 0)
			method = go_methods[i].method;
	g_assert_cmpstr(result->method, ==, method);
	g_assert_true(g_str_has_prefix(word, "Result"));
	g_assert_true(g_ascii_strcasecmp(result->result_raw, word + strlen("Result")) == 0);
	g_assert_cmpstr(result->reason, ==, suite_string(object, "Reason"));
	if (key != NULL)
		g_assert_cmpstr(eml_authres_property(result, "header", key), ==,
				suite_string(object, "HeaderValue"));
	for (guint i = 0; i < G_N_ELEMENTS(go_properties); i++)
		g_assert_cmpstr(
		    eml_authres_property(result, go_properties[i].ptype, go_properties[i].property),
		    ==, suite_string(object, go_properties[i].theirs));
}

static void
test_go_msgauth(gconstpointer data)
{
	JsonObject *object = json_node_get_object((JsonNode *)(gpointer)data); /* only read */
	const char *value = suite_string(object, "header_value");
	const char *id = suite_string(object, "authserv_id");
	JsonArray *results = suite_array(object, "results");
	g_autoptr(EmlAuthres) authres = parse(value);

	/* an empty field, which go-msgauth takes, has no authserv-id: RFC 8601 section 2.2 */
	g_assert_cmpint(authres->grammar == EML_GRAMMAR_BROKEN, ==, value[0] == '\0');
	g_assert_cmpstr(authres->authserv_id, ==, id[0] != '\0' ? id : NULL);
	g_assert_cmpuint(authres->results->len, ==, suite_length(results));
	for (guint i = 0; i < suite_length(results); i++)
		check_go_result(result_at(authres, i), json_array_get_array_element(results, i));
}

/* authres: parts of titles of the fields that the grammar of RFC 8601 refuses */
static const char *const not_strict[] = {
    "unquoted IP6 address",
    "Invalid ptype",
    "toss out unknown ptype",
    "Repeat authserv_id",
};

/* A field by itself, or inside the doctest that was not evaluated: … 'FIELD')… The caller owns it.
 */
static char *
authres_value(const char *header)
{
	const char *start =
	    g_str_has_prefix(header, "UNEVALUATED '") ? strchr(header, '\'') + 1 : header;
	const char *end = start != header ? strstr(start, "')") : NULL;
	const char *colon = strchr(start, ':');

	g_assert_nonnull(colon);
	return end != NULL ? g_strndup(colon + 1, (gsize)(end - colon - 1)) : g_strdup(colon + 1);
}

/* METHOD=RESULT reason="…" ptype.property=value…, the value in quotes where it is no token and no
 * address. */
static char *
authres_text(const EmlAuthresResult *result)
{
	GString *out = g_string_new(NULL);

	g_string_append_printf(out, "%s=%s", result->method, result->result);
	if (result->reason != NULL)
		g_string_append_printf(out, " reason=\"%s\"", result->reason);
	for (guint i = 0; i < result->properties->len; i++) {
		const EmlAuthresProperty *property = g_ptr_array_index(result->properties, i);
		const char *quote = strchr(property->value, ':') != NULL ? "\"" : "";

		/* a property without ptype is none for authres: RFC 8601 section 2.2, propspec */
		if (property->ptype != NULL)
			g_string_append_printf(out, " %s.%s=%s%s%s", property->ptype,
					       property->property, quote, property->value, quote);
	}
	return g_string_free(out, FALSE);
}

/* What follows "results[N]." */
static char *
authres_member(const EmlAuthresResult *result, const char *name)
{
	g_auto(GStrv) parts = NULL;
	const EmlAuthresProperty *property = NULL;

	if (strcmp(name, "method") == 0)
		return g_strdup(result->method);
	if (strcmp(name, "result") == 0)
		return g_strdup(result->result);
	if (strcmp(name, "reason") == 0)
		return g_strdup(result->reason);
	if (!g_str_has_prefix(name, "properties[")) {
		parts = g_strsplit(name, "_", 2);
		return g_strdup(eml_authres_property(result, parts[0], parts[1]));
	}
	property = g_ptr_array_index(result->properties, (guint)(name[11] - '0'));
	if (g_str_has_suffix(name, ".type"))
		return g_strdup(property->ptype);
	return g_strdup(g_str_has_suffix(name, ".name") ? property->property : property->value);
}

static void
check_authres_expect(const EmlAuthres *authres, JsonArray *pair)
{
	const char *path = json_array_get_string_element(pair, 0);
	const char *wanted = json_array_get_string_element(pair, 1);
	const char *member = strstr(path, "obj.");
	g_autofree char *got = NULL;

	if (member == NULL) { /* a field that authres makes: sound by the grammar */
		g_autofree char *value = authres_value(wanted);
		g_autoptr(EmlAuthres) made = eml_authres_parse(eml_slice(value), FALSE);

		g_assert_cmpint(made->grammar, ==, EML_GRAMMAR_STRICT);
		return;
	}
	member += strlen("obj.");
	if (strcmp(member, "authserv_id") == 0)
		got = g_strdup(authres->authserv_id);
	else if (g_str_has_suffix(member, "results[0]") || g_str_has_suffix(member, "results[1]"))
		got = authres_text(result_at(authres, (guint)(member[8] - '0')));
	else
		got = authres_member(result_at(authres, (guint)(member[8] - '0')), member + 11);
	g_assert_cmpstr(got != NULL ? got : "None", ==, wanted);
}

static void
test_authres(gconstpointer data)
{
	JsonObject *object = json_node_get_object((JsonNode *)(gpointer)data); /* only read */
	JsonArray *expects = suite_array(object, "expect");
	g_autofree char *value = authres_value(suite_string(object, "header"));
	g_autoptr(EmlAuthres) authres = eml_authres_parse(eml_slice(value), FALSE);
	EmlGrammar grammar = EML_GRAMMAR_STRICT;

	for (guint i = 0; i < G_N_ELEMENTS(not_strict); i++)
		if (strstr(suite_string(object, "title"), not_strict[i]) != NULL)
			grammar = EML_GRAMMAR_TOLERANT;
	g_assert_cmpint(authres->grammar, ==, grammar);
	for (guint i = 0; i < suite_length(expects); i++)
		check_authres_expect(authres, json_array_get_array_element(expects, i));
}

int
main(int argc, char **argv)
{
	g_autoptr(JsonNode) python = NULL;
	g_autoptr(JsonNode) go = NULL;
	g_autoptr(JsonNode) mox = NULL;

	g_test_init(&argc, &argv, NULL);
	g_test_set_nonfatal_assertions();
	if (!suite_present("suites/authres")) {
		g_test_add_func("/authres-libraries", suite_skip);
		return g_test_run();
	}
	python = load("authres-python");
	go = load("go-msgauth");
	mox = load("mox");
	suite_add_cases("/authres-python", json_node_get_array(python), test_authres);
	suite_add_cases("/authres-go-msgauth", json_node_get_array(go), test_go_msgauth);
	suite_add_cases("/authres-mox", json_node_get_array(mox), test_mox);
	return g_test_run();
}
