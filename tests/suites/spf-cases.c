#include "spf-cases.h"

#include <string.h>

#include "yaml-read.h"

/* Master-file form of a name, absolute; bytes that mean something there as \DDD. */
static void
append_name(GString *out, const char *name)
{
	for (const char *c = name; *c != '\0'; c++) {
		if (g_ascii_isalnum(*c) || strchr("-_.", *c) != NULL)
			g_string_append_c(out, *c);
		else
			g_string_append_printf(out, "\\%03u", (guint)(guchar)*c);
	}
	if (!g_str_has_suffix(name, "."))
		g_string_append_c(out, '.');
}

/* One character-string, cut where it is longer than one can be. */
static void
append_string(GString *out, const GString *bytes)
{
	for (gsize at = 0; at == 0 || at < bytes->len; at += 255) {
		g_string_append(out, " \"");
		for (gsize i = at; i < MIN(at + 255, bytes->len); i++)
			g_string_append_printf(out, "\\%03u", (guint)(guchar)bytes->str[i]);
		g_string_append_c(out, '"');
	}
}

static void
append_txt(GString *out, yaml_document_t *document, const yaml_node_t *value)
{
	if (value->type == YAML_SCALAR_NODE) {
		g_autoptr(GString) bytes = yaml_read_bytes(value);

		append_string(out, bytes);
		return;
	}
	for (yaml_node_item_t *item = value->data.sequence.items.start;
	     item < value->data.sequence.items.top; item++) {
		g_autoptr(GString) bytes = yaml_read_bytes(yaml_document_get_node(document, *item));

		append_string(out, bytes);
	}
	if (value->data.sequence.items.start == value->data.sequence.items.top)
		g_string_append(out, " \"\""); /* "null text": no string is no TXT record */
}

static void
append_mx(GString *out, yaml_document_t *document, const yaml_node_t *value)
{
	const yaml_node_item_t *items = value->data.sequence.items.start;
	g_autofree char *preference = yaml_read_text(yaml_document_get_node(document, items[0]));
	g_autofree char *exchange = yaml_read_text(yaml_document_get_node(document, items[1]));

	g_string_append_printf(out, " %s ", preference);
	append_name(out, exchange);
}

static void
append_record(GString *zone,
	      yaml_document_t *document,
	      const char *owner,
	      const char *type,
	      const yaml_node_t *value)
{
	append_name(zone, owner);
	g_string_append_printf(zone, " 300 IN %s", type);
	if (strcmp(type, "TXT") == 0) {
		append_txt(zone, document, value);
	} else if (strcmp(type, "MX") == 0) {
		append_mx(zone, document, value);
	} else {
		g_autofree char *text = yaml_read_text(value);

		g_string_append_c(zone, ' ');
		if (strcmp(type, "CNAME") == 0 || strcmp(type, "PTR") == 0)
			append_name(zone, text);
		else
			g_string_append(zone, text);
	}
	g_string_append_c(zone, '\n');
}

typedef struct {
	gboolean timeout, has_txt;
	GHashTable *types; /* char *: those that have records */
} Owner;

/* "TIMEOUT", or a mapping of one type and its data. */
static void
scan_entry(yaml_document_t *document, const yaml_node_t *entry, Owner *owner)
{
	if (entry->type == YAML_SCALAR_NODE) {
		owner->timeout = TRUE;
		return;
	}
	for (yaml_node_pair_t *pair = entry->data.mapping.pairs.start;
	     pair < entry->data.mapping.pairs.top; pair++) {
		g_autofree char *type = yaml_read_text(yaml_document_get_node(document, pair->key));

		if (strcmp(type, "TXT") == 0)
			owner->has_txt = TRUE;
	}
}

/* SPF-type records stand for TXT where the name has no TXT of its own; TXT: NONE hides them. */
static void
add_entry(GString *zone,
	  yaml_document_t *document,
	  const char *name,
	  const yaml_node_t *entry,
	  Owner *owner)
{
	if (entry->type != YAML_MAPPING_NODE)
		return;
	for (yaml_node_pair_t *pair = entry->data.mapping.pairs.start;
	     pair < entry->data.mapping.pairs.top; pair++) {
		const yaml_node_t *value = yaml_document_get_node(document, pair->value);
		g_autofree char *type = yaml_read_text(yaml_document_get_node(document, pair->key));

		if (value->type == YAML_SCALAR_NODE &&
		    strcmp((const char *)value->data.scalar.value, "NONE") == 0)
			continue;
		if (strcmp(type, "SPF") == 0) {
			if (owner->has_txt)
				continue;
			g_free(type);
			type = g_strdup("TXT");
		}
		append_record(zone, document, name, type, value);
		g_hash_table_add(owner->types, g_steal_pointer(&type));
	}
}

static void
add_owner(GString *zone, yaml_document_t *document, const char *name, const yaml_node_t *entries)
{
	static const char *const types[] = {"A", "AAAA", "MX", "PTR", "TXT"};
	g_autoptr(GHashTable) seen = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL);
	Owner owner = {FALSE, FALSE, seen};

	for (yaml_node_item_t *item = entries->data.sequence.items.start;
	     item < entries->data.sequence.items.top; item++)
		scan_entry(document, yaml_document_get_node(document, *item), &owner);
	for (yaml_node_item_t *item = entries->data.sequence.items.start;
	     item < entries->data.sequence.items.top; item++)
		add_entry(zone, document, name, yaml_document_get_node(document, *item), &owner);
	for (gsize i = 0; i < G_N_ELEMENTS(types) && owner.timeout; i++) {
		if (g_hash_table_contains(seen, types[i]))
			continue;
		g_string_append(zone, ";! failed ");
		append_name(zone, name);
		g_string_append_printf(zone, " %s timeout\n", types[i]);
	}
}

static char *
zone_of(yaml_document_t *document, const yaml_node_t *data)
{
	GString *zone = g_string_new(";! complete\n");

	for (yaml_node_pair_t *pair = data->data.mapping.pairs.start;
	     pair < data->data.mapping.pairs.top; pair++) {
		g_autofree char *name = yaml_read_text(yaml_document_get_node(document, pair->key));

		add_owner(zone, document, name, yaml_document_get_node(document, pair->value));
	}
	return g_string_free(zone, FALSE);
}

static char **
results_of(yaml_document_t *document, const yaml_node_t *node)
{
	GPtrArray *words = g_ptr_array_new();

	g_assert(node != NULL);
	if (node->type == YAML_SCALAR_NODE) {
		g_ptr_array_add(words, yaml_read_text(node));
	} else {
		for (yaml_node_item_t *item = node->data.sequence.items.start;
		     item < node->data.sequence.items.top; item++)
			g_ptr_array_add(words,
					yaml_read_text(yaml_document_get_node(document, *item)));
	}
	g_ptr_array_add(words, NULL);
	return (char **)g_ptr_array_free(words, FALSE);
}

static void
add_case(GPtrArray *cases, const YamlTest *test)
{
	SpfCase *self = g_new0(SpfCase, 1);

	self->name = g_strdup(test->name);
	self->path = g_strdup(test->path);
	self->zone = g_strdup(test->zone);
	self->ip = yaml_read_text_at(test->document, test->node, "host");
	self->helo = yaml_read_text_at(test->document, test->node, "helo");
	self->mail_from = yaml_read_text_at(test->document, test->node, "mailfrom");
	self->receiver = yaml_read_text_at(test->document, test->node, "receiver");
	self->results =
	    results_of(test->document, yaml_read_value(test->document, test->node, "result"));
	self->explanation = yaml_read_text_at(test->document, test->node, "explanation");
	self->strict = yaml_read_text_at(test->document, test->node, "strict");
	g_ptr_array_add(cases, self);
}

static void
case_free(gpointer data)
{
	SpfCase *self = data;

	g_free(self->path);
	g_free(self->name);
	g_free(self->zone);
	g_free(self->ip);
	g_free(self->helo);
	g_free(self->mail_from);
	g_free(self->receiver);
	g_strfreev(self->results);
	g_free(self->explanation);
	g_free(self->strict);
	g_free(self);
}

GPtrArray *
spf_cases_load(const char *path)
{
	static const YamlSuite suite = {"zonedata", zone_of, add_case};
	GPtrArray *cases = g_ptr_array_new_with_free_func(case_free);

	yaml_read_suite(path, &suite, cases);
	return cases;
}
