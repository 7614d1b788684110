#pragma once
/* What the suites in YAML have in common: documents, and the text of their nodes. */

#include <glib.h>
#include <yaml.h>

/* A scalar as bytes: the suites write bytes as \x80, which YAML takes for the character U+0080. The
 * caller owns it. */
GString *yaml_read_bytes(const yaml_node_t *node);
char *yaml_read_text(const yaml_node_t *node);
/* NULL if the mapping has no such key. */
yaml_node_t *
yaml_read_value(yaml_document_t *document, const yaml_node_t *mapping, const char *key);
char *yaml_read_text_at(yaml_document_t *document, const yaml_node_t *mapping, const char *key);

/* One test of a scenario; lent for the length of a call. */
typedef struct {
	yaml_document_t *document;
	const yaml_node_t *node;
	const char *path; /* for GTest: "SCENARIO/NAME" */
	const char *name;
	const char *zone; /* snapshot text of the scenario */
} YamlTest;

typedef struct {
	const char *zone_key; /* where a scenario has its records */
	char *(*zone)(yaml_document_t *document, const yaml_node_t *records); /* newly made */
	void (*add)(GPtrArray *cases, const YamlTest *test);
} YamlSuite;

/* Reads a file of scenarios, each a document of "description", records and "tests", and calls add()
 * for each test. The program ends if the file is not of this form. */
void yaml_read_suite(const char *path, const YamlSuite *suite, GPtrArray *cases);
