#include "yaml-read.h"

#include <string.h>

GString *
yaml_read_bytes(const yaml_node_t *node)
{
	const char *text = (const char *)node->data.scalar.value;
	const gsize len = node->data.scalar.length;
	GString *out = g_string_new(NULL);

	for (const char *c = text; c < text + len;) {
		const gunichar character = *c == '\0' ? 0 : g_utf8_get_char(c);

		g_assert_cmpuint(character, <=, 0xff);
		g_string_append_c(out, (gchar)character);
		c = *c == '\0' ? c + 1 : g_utf8_next_char(c);
	}
	return out;
}

char *
yaml_read_text(const yaml_node_t *node)
{
	g_assert_cmpint(node->type, ==, YAML_SCALAR_NODE);
	return g_string_free(yaml_read_bytes(node), FALSE);
}

yaml_node_t *
yaml_read_value(yaml_document_t *document, const yaml_node_t *mapping, const char *key)
{
	for (yaml_node_pair_t *pair = mapping->data.mapping.pairs.start;
	     pair < mapping->data.mapping.pairs.top; pair++) {
		const yaml_node_t *node = yaml_document_get_node(document, pair->key);

		if (strcmp((const char *)node->data.scalar.value, key) == 0)
			return yaml_document_get_node(document, pair->value);
	}
	return NULL;
}

char *
yaml_read_text_at(yaml_document_t *document, const yaml_node_t *mapping, const char *key)
{
	const yaml_node_t *node = yaml_read_value(document, mapping, key);

	return node != NULL ? yaml_read_text(node) : NULL;
}

static void
read_scenario(yaml_document_t *document, guint number, const YamlSuite *suite, GPtrArray *cases)
{
	const yaml_node_t *root = yaml_document_get_root_node(document);
	const yaml_node_t *records = yaml_read_value(document, root, suite->zone_key);
	const yaml_node_t *tests = yaml_read_value(document, root, "tests");
	g_autofree char *description = yaml_read_text_at(document, root, "description");
	g_autofree char *scenario = description != NULL ? g_ascii_strdown(description, -1)
							: g_strdup_printf("scenario %u", number);
	g_autofree char *zone = NULL;

	g_assert(records != NULL && tests != NULL);
	zone = suite->zone(document, records);
	g_strdelimit(scenario, " ,/", '-');
	for (yaml_node_pair_t *pair = tests->data.mapping.pairs.start;
	     pair < tests->data.mapping.pairs.top; pair++) {
		g_autofree char *name = yaml_read_text(yaml_document_get_node(document, pair->key));
		g_autofree char *path = g_strdup_printf("%s/%s", scenario, name);
		const YamlTest test = {document, yaml_document_get_node(document, pair->value),
				       path, name, zone};

		suite->add(cases, &test);
	}
}

void
yaml_read_suite(const char *path, const YamlSuite *suite, GPtrArray *cases)
{
	g_autoptr(GError) error = NULL;
	g_autofree char *text = NULL;
	gsize len = 0;
	yaml_parser_t parser;

	g_file_get_contents(path, &text, &len, &error);
	g_assert_no_error(error);
	g_assert_true(yaml_parser_initialize(&parser));
	yaml_parser_set_input_string(&parser, (const guchar *)text, len);
	for (guint number = 1;; number++) {
		yaml_document_t document;
		gboolean end = FALSE;

		if (!yaml_parser_load(&parser, &document))
			g_error("%s: %s (line %zu)", path, parser.problem,
				parser.problem_mark.line + 1);
		end = yaml_document_get_root_node(&document) == NULL;
		if (!end)
			read_scenario(&document, number, suite, cases);
		yaml_document_delete(&document);
		if (end)
			break;
	}
	yaml_parser_delete(&parser);
}
