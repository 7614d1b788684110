/* mailauth's tests of record discovery and parsing, as far as they are about DMARC. Each
 * expectation names a path in its result (r1.p) and a value. */
#include "check/dmarc-policy.h"
#include "dmarc-suite.h"

/* One name of the zone: {"TXT": [[strings]]} or {"TXT": {"error": code}}. */
static void
add_name(JsonObject *zone, const char *name, JsonNode *node, gpointer data)
{
	GString *text = data;
	JsonNode *txt = json_object_get_member(json_node_get_object(node), "TXT");

	(void)zone;
	if (JSON_NODE_HOLDS_OBJECT(txt)) {
		g_string_append_printf(text, ";! failed %s. TXT timeout\n", name);
		return;
	}
	for (guint i = 0; i < json_array_get_length(json_node_get_array(txt)); i++) {
		JsonArray *strings = json_array_get_array_element(json_node_get_array(txt), i);

		g_string_append_printf(text, "%s. TXT", name);
		for (guint j = 0; j < json_array_get_length(strings); j++)
			g_string_append_printf(text, " \"%s\"",
					       json_array_get_string_element(strings, j));
		g_string_append_c(text, '\n');
	}
}

static EmlDmarcPolicy *
discover(JsonObject *step)
{
	g_autoptr(GString) zone = g_string_new(";! complete\n");
	g_autoptr(EmlDnsStore) store = NULL;
	g_autoptr(EmlDns) dns = NULL;
	g_autoptr(GPtrArray) trace = eml_trace_new();

	if (json_object_has_member(step, "zone"))
		json_object_foreach_member(json_object_get_object_member(step, "zone"), add_name,
					   zone);
	store = test_store(zone->str);
	dns = test_dns(store);
	return eml_dmarc_policy_discover(suite_string(step, "input"), dns, trace);
}

/* The value of a tag by name without case; the text of what is no tag for "false", "" for a tag
 * without a value. The caller owns it. */
static char *
tag_value(const EmlDmarcRecord *record, const char *name)
{
	for (guint i = 0; i < record->tags->len; i++) {
		const EmlDmarcTag *tag = &g_array_index(record->tags, EmlDmarcTag, i);
		const EmlSlice whole = eml_slice_part(record->text, tag->at_start, tag->at_end);

		if (tag->name.len > 0 && eml_slice_equal_ci(tag->name, eml_slice(name)))
			return eml_slice_dup(tag->value);
		if (tag->name.len == 0 && eml_slice_equal_ci(whole, eml_slice(name)))
			return g_strdup("");
		if (tag->name.len == 0 && whole.len > 0 && whole.data[0] == '=' &&
		    strcmp(name, "false") == 0)
			return eml_slice_dup(whole);
	}
	return NULL;
}

/* pct=invalid is 0 there; pct is historic since RFC 9989, so here no value of it counts. */
static void
check_number(const char *name, const char *got, gint64 wanted)
{
	g_autofree char *text = g_strdup_printf("%" G_GINT64_FORMAT, wanted);

	if (strcmp(name, "pct") == 0 && strcmp(got, "invalid") == 0)
		g_assert_cmpint(wanted, ==, 0);
	else
		g_assert_cmpstr(got, ==, text);
}

static void
check_member(const EmlDmarcPolicy *policy, const char *name, JsonObject *expect)
{
	JsonNode *value = json_object_get_member(expect, "value");
	const char *op = suite_string(expect, "op");
	g_autofree char *got = NULL;

	g_assert_nonnull(policy->found);
	if (strcmp(name, "isOrgRecord") == 0) {
		g_assert_cmpint(policy->source != EML_DMARC_SOURCE_AUTHOR, ==,
				strcmp(op, "true") == 0);
		return;
	}
	got = strcmp(name, "rr") == 0 ? eml_slice_dup(policy->found->record->text)
				      : tag_value(policy->found->record, name);
	g_assert_nonnull(got);
	if (strcmp(op, "false") == 0)
		g_assert_cmpstr(got, ==, "");
	else if (json_node_get_value_type(value) == G_TYPE_INT64)
		check_number(name, got, json_node_get_int(value));
	else
		g_assert_cmpstr(got, ==, json_node_get_string(value));
}

static void
check_expect(GPtrArray *policies, JsonObject *expect)
{
	const char *path = suite_string(expect, "path");
	const char *op = suite_string(expect, "op");
	const EmlDmarcPolicy *policy = NULL;

	if (path == NULL) { /* the call failed with this error */
		g_assert_cmpint(((EmlDmarcPolicy *)g_ptr_array_index(policies, 0))->source, ==,
				EML_DMARC_SOURCE_UNKNOWN);
		return;
	}
	if (strcmp(path, "function") == 0) /* that a value is a number in its language */
		return;
	g_assert_true(path[0] == 'r' && g_ascii_isdigit(path[1]));
	policy = g_ptr_array_index(policies, (guint)(path[1] - '1'));
	if (path[2] == '.')
		check_member(policy, path + 3, expect);
	else
		g_assert_cmpint(policy->found != NULL, ==, strcmp(op, "an") == 0);
}

static void
policy_free(gpointer data)
{
	eml_dmarc_policy_free(data);
}

static void
test_discovery(gconstpointer data)
{
	JsonObject *object = json_node_get_object((JsonNode *)(gpointer)data); /* only read */
	JsonArray *steps = suite_array(object, "steps");
	JsonArray *expects = suite_array(object, "expect");
	g_autoptr(GPtrArray) policies = g_ptr_array_new_with_free_func(policy_free);

	for (guint i = 0; i < suite_length(steps); i++)
		g_ptr_array_add(policies, discover(json_array_get_object_element(steps, i)));
	g_assert_cmpuint(suite_length(expects), >, 0);
	for (guint i = 0; i < suite_length(expects); i++)
		check_expect(policies, json_array_get_object_element(expects, i));
}

/* The general tag-list parser's one case with a DMARC record: r1.tags.NAME. */
static void
test_parse(gconstpointer data)
{
	JsonObject *object = json_node_get_object((JsonNode *)(gpointer)data); /* only read */
	JsonObject *step = json_array_get_object_element(suite_array(object, "steps"), 0);
	JsonArray *expects = suite_array(object, "expect");
	g_autoptr(EmlDmarcRecord) record =
	    eml_dmarc_record_parse(eml_slice(suite_string(step, "input")));

	g_assert_nonnull(record);
	for (guint i = 0; i < suite_length(expects); i++) {
		JsonObject *expect = json_array_get_object_element(expects, i);
		const char *path = suite_string(expect, "path");
		g_autofree char *got = NULL;

		if (!g_str_has_prefix(path, "r1.tags.")) {
			g_assert_cmpstr(path, ==, "r1.isValid");
			g_assert_true(record->valid);
			continue;
		}
		got = tag_value(record, path + strlen("r1.tags."));
		g_assert_cmpstr(got, ==, suite_string(expect, "value"));
	}
}

/* Of the general tag-list cases those whose record is DMARC. */
static void
add_parse_cases(JsonArray *cases)
{
	for (guint i = 0; i < json_array_get_length(cases); i++) {
		JsonNode *node = json_array_get_element(cases, i);
		JsonObject *object = json_node_get_object(node);
		JsonObject *step = json_array_get_object_element(suite_array(object, "steps"), 0);
		JsonNode *input = json_object_get_member(step, "input");
		const gboolean is_text = JSON_NODE_HOLDS_VALUE(input) &&
					 json_node_get_value_type(input) == G_TYPE_STRING;

		if (is_text && g_str_has_prefix(json_node_get_string(input), "v=DMARC"))
			g_test_add_data_func("/dmarc-mailauth/record-parse", node, test_parse);
	}
}

int
main(int argc, char **argv)
{
	g_autoptr(JsonNode) discovery = NULL;
	g_autoptr(JsonNode) parse = NULL;

	g_test_init(&argc, &argv, NULL);
	if (!suite_present("suites/dmarc/mailauth")) {
		g_test_add_func("/dmarc-mailauth", suite_skip);
		return g_test_run();
	}
	discovery = suite_load("mailauth/get-dmarc-record.cases.json");
	parse = suite_load("mailauth/record-parse.cases.json");
	suite_add_cases("/dmarc-mailauth/discovery", json_node_get_array(discovery),
			test_discovery);
	add_parse_cases(json_node_get_array(parse));
	return g_test_run();
}
