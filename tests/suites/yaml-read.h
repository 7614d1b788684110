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

typedef void (*YamlReadDocument)(yaml_document_t *document, guint number, gpointer data);
/* Calls once for each document, 1 first; the program ends if the file is no YAML. */
void yaml_read_documents(const char *path, YamlReadDocument each, gpointer data);
