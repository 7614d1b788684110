#pragma once
/* What the DMARC suites share: cases in JSON, zones from their data. */

#include <json-glib/json-glib.h>

#include "support.h"

/* The root of $EMLENS_SHARED/suites/dmarc/PATH; the caller owns it. */
static inline JsonNode *
suite_load(const char *path)
{
	g_autofree char *under = g_build_filename("suites/dmarc", path, NULL);
	g_autofree char *full = test_shared_path(under);
	g_autoptr(GError) error = NULL;
	g_autoptr(JsonParser) parser = json_parser_new();

	json_parser_load_from_file(parser, full, &error);
	g_assert_no_error(error);
	return json_parser_steal_root(parser);
}

/* NULL if there is no such member. */
static inline const char *
suite_string(JsonObject *object, const char *name)
{
	return json_object_get_string_member_with_default(object, name, NULL);
}

static inline JsonArray *
suite_array(JsonObject *object, const char *name)
{
	return json_object_has_member(object, name) ? json_object_get_array_member(object, name)
						    : NULL;
}

static inline guint
suite_length(JsonArray *array)
{
	return array != NULL ? json_array_get_length(array) : 0;
}

/* NAME. TXT "text", with the quotes and backslashes of a master file. */
static inline void
suite_add_txt(GString *zone, const char *name, const char *text)
{
	g_string_append_printf(zone, "%s. TXT \"", name);
	for (; *text != '\0'; text++) {
		if (*text == '"' || *text == '\\')
			g_string_append_c(zone, '\\');
		g_string_append_c(zone, *text);
	}
	g_string_append(zone, "\"\n");
}

/* Adds one GTest for each element of the array, under PREFIX/NAME ("name" of the case, or its
 * number). The array must live as long as the tests. */
static inline void
suite_add_cases(const char *prefix, JsonArray *cases, GTestDataFunc test)
{
	for (guint i = 0; i < json_array_get_length(cases); i++) {
		JsonNode *node = json_array_get_element(cases, i);
		const char *name = JSON_NODE_HOLDS_OBJECT(node)
				       ? suite_string(json_node_get_object(node), "name")
				       : NULL;
		g_autofree char *clean = g_strdup(name != NULL ? name : "case");
		g_autofree char *path = NULL;

		g_strdelimit(clean, "/", '|');
		path = g_strdup_printf("%s/%u %s", prefix, i + 1, clean);
		g_test_add_data_func(path, node, test);
	}
}

/* Stands for a whole suite that is not there. */
static inline void
suite_skip(void)
{
	test_shared_or_skip();
}

static inline gboolean
suite_present(const char *path)
{
	g_autofree char *full = test_shared_path(path);

	return g_file_test(full, G_FILE_TEST_EXISTS);
}
