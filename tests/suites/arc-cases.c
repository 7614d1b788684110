#include "arc-cases.h"

#include <string.h>

#include "sign.h"
#include "yaml-read.h"

/* The text of a record; the signing tests write it in several lines, which YAML keeps. */
static char *
record_of(const yaml_node_t *node)
{
	g_autofree char *text = yaml_read_text(node);
	g_auto(GStrv) lines = g_strsplit(text, "\n", -1);

	return g_strjoinv("", lines);
}

static char *
zone_of(yaml_document_t *document, const yaml_node_t *records)
{
	GString *zone = g_string_new(";! complete\n");

	for (yaml_node_pair_t *pair = records->data.mapping.pairs.start;
	     pair < records->data.mapping.pairs.top; pair++) {
		g_autofree char *name = yaml_read_text(yaml_document_get_node(document, pair->key));
		g_autofree char *text = record_of(yaml_document_get_node(document, pair->value));

		test_zone_txt(zone, name, eml_slice(text));
	}
	return g_string_free(zone, FALSE);
}

/* The suite breaks a value into lines for people: b= had none where it was sealed, and where a line
 * begins with another tag there was a blank. */
static void
append_field(GString *out, const char *name, const char *value)
{
	g_autofree char *text = g_strdup(value);
	g_auto(GStrv) lines = g_strsplit(g_strchomp(text), "\n", -1);
	gboolean in_b = FALSE;

	if (*text == '\0')
		return;
	g_string_append_printf(out, "%s:", name);
	for (guint i = 0; lines[i] != NULL; i++) {
		g_string_append_printf(out, "%s%s", in_b ? "" : " ", lines[i]);
		in_b = (in_b || g_str_has_prefix(lines[i], "b=")) && strchr(lines[i], ';') == NULL;
	}
	g_string_append_c(out, '\n');
}

/* A signing test: what the sealer was to write, over what it was given. */
static char *
sealed_message(yaml_document_t *document, const yaml_node_t *test)
{
	static const char *const fields[][2] = {{"AS", "ARC-Seal"},
						{"AMS", "ARC-Message-Signature"},
						{"AAR", "ARC-Authentication-Results"}};
	g_autofree char *message = yaml_read_text_at(document, test, "message");
	GString *out = g_string_new(NULL);

	for (gsize i = 0; i < G_N_ELEMENTS(fields); i++) {
		g_autofree char *value = yaml_read_text_at(document, test, fields[i][0]);

		append_field(out, fields[i][1], value);
	}
	g_string_append(out, message);
	return g_string_free(out, FALSE);
}

static void
add_case(GPtrArray *cases, const YamlTest *test)
{
	ArcCase *self = g_new0(ArcCase, 1);

	self->name = g_strdup(test->name);
	self->path = g_strdup(test->path);
	self->zone = g_strdup(test->zone);
	self->cv = yaml_read_text_at(test->document, test->node, "cv");
	self->seal = yaml_read_text_at(test->document, test->node, "AS");
	self->message = self->seal != NULL
			    ? sealed_message(test->document, test->node)
			    : yaml_read_text_at(test->document, test->node, "message");
	g_ptr_array_add(cases, self);
}

static void
case_free(gpointer data)
{
	ArcCase *self = data;

	g_free(self->path);
	g_free(self->name);
	g_free(self->zone);
	g_free(self->message);
	g_free(self->cv);
	g_free(self->seal);
	g_free(self);
}

GPtrArray *
arc_cases_load(const char *path)
{
	static const YamlSuite suite = {"txt-records", zone_of, add_case};
	GPtrArray *cases = g_ptr_array_new_with_free_func(case_free);

	yaml_read_suite(path, &suite, cases);
	return cases;
}
