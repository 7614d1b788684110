#include "dns/zone-tree.h"

#include "dns/name.h"

static void
rule_free(gpointer data)
{
	EmlZoneRule *rule = data;

	g_free(rule->text);
	g_free(rule);
}

static void
record_free(gpointer data)
{
	eml_dns_record_free(data);
}

static void
set_free(gpointer data)
{
	g_ptr_array_unref(data);
}

static void
node_free(gpointer data)
{
	EmlZoneNode *node = data;

	g_ptr_array_unref(node->sets);
	g_ptr_array_unref(node->rules);
	g_free(node);
}

EmlZoneTree *
eml_zone_tree_new(void)
{
	EmlZoneTree *self = g_new0(EmlZoneTree, 1);

	self->nodes = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, node_free);
	return self;
}

void
eml_zone_tree_free(EmlZoneTree *self)
{
	if (self == NULL)
		return;
	g_hash_table_unref(self->nodes);
	g_free(self);
}

static EmlZoneNode *
node_at(EmlZoneTree *self, const char *name)
{
	EmlZoneNode *node = g_hash_table_lookup(self->nodes, name);

	if (node == NULL) {
		node = g_new0(EmlZoneNode, 1);
		node->sets = g_ptr_array_new_with_free_func(set_free);
		node->rules = g_ptr_array_new_with_free_func(rule_free);
		g_hash_table_insert(self->nodes, g_strdup(name), node);
	}
	return node;
}

/* The name and what is above it exist (an empty non-terminal does: RFC 4592 section 2.2.2). */
static void
mark_existing(EmlZoneTree *self, const char *name)
{
	for (const char *at = name; at != NULL; at = eml_dns_name_parent(at)) {
		EmlZoneNode *node = node_at(self, at);

		if (node->exists)
			return;
		node->exists = TRUE;
	}
}

const GPtrArray *
eml_zone_node_set(const EmlZoneNode *self, guint type)
{
	for (guint i = 0; i < self->sets->len; i++) {
		const GPtrArray *set = g_ptr_array_index(self->sets, i);
		const EmlDnsRecord *first = g_ptr_array_index(set, 0);

		if (first->type == type)
			return set;
	}
	return NULL;
}

void
eml_zone_tree_add_record(EmlZoneTree *self, const char *name, EmlDnsRecord *record)
{
	EmlZoneNode *node = node_at(self, name);
	/* the array is ours to change while the tree is built */
	GPtrArray *set = (GPtrArray *)eml_zone_node_set(node, record->type);

	mark_existing(self, name);
	if (set == NULL) {
		set = g_ptr_array_new_with_free_func(record_free);
		g_ptr_array_add(node->sets, set);
	}
	for (guint i = 0; i < set->len; i++) {
		if (eml_dns_record_equal(g_ptr_array_index(set, i), record)) {
			eml_dns_record_free(record);
			return;
		}
	}
	g_ptr_array_add(set, record);
}

const EmlZoneRule *
eml_zone_node_rule(const EmlZoneNode *self, EmlZoneRuleKind kind, guint type)
{
	for (guint i = 0; i < self->rules->len; i++) {
		const EmlZoneRule *rule = g_ptr_array_index(self->rules, i);

		if (rule->kind == kind && rule->type == type)
			return rule;
	}
	return NULL;
}

void
eml_zone_tree_add_rule(EmlZoneTree *self, const char *name, const EmlZoneRule *rule)
{
	EmlZoneNode *node = node_at(self, name);
	/* the rule is ours to change while the tree is built */
	EmlZoneRule *copy = (EmlZoneRule *)eml_zone_node_rule(node, rule->kind, rule->type);

	if (copy == NULL) {
		copy = g_new0(EmlZoneRule, 1);
		g_ptr_array_add(node->rules, copy);
	}
	g_free(copy->text);
	*copy = *rule;
	copy->text = g_strdup(rule->text);
	if (rule->kind == EML_ZONE_FAILED || rule->kind == EML_ZONE_NO_DATA)
		mark_existing(self, name);
}

void
eml_zone_tree_add_no_name(EmlZoneTree *self, const char *name)
{
	node_at(self, name)->no_name = TRUE;
	/* a wildcard that says "nothing here" needs its encloser to be found */
	if (g_str_has_prefix(name, "*."))
		mark_existing(self, eml_dns_name_parent(name));
}

const EmlZoneNode *
eml_zone_tree_find(const EmlZoneTree *self, const char *name)
{
	const EmlZoneNode *node = g_hash_table_lookup(self->nodes, name);

	if (node != NULL && (node->exists || node->no_name))
		return node;
	/* the closest encloser: RFC 4592 section 3.3.1 */
	for (const char *at = eml_dns_name_parent(name); at != NULL; at = eml_dns_name_parent(at)) {
		const EmlZoneNode *encloser = g_hash_table_lookup(self->nodes, at);

		if (encloser != NULL && encloser->exists) {
			g_autofree char *wildcard =
			    strcmp(at, ".") == 0 ? g_strdup("*.") : g_strconcat("*.", at, NULL);

			return g_hash_table_lookup(self->nodes, wildcard);
		}
	}
	return NULL;
}
