#include "dns/what-if.h"

#include "base/error.h"
#include "dns/rr-text.h"
#include "dns/zone-read.h"

#define OPTION "--what-if"

static const char *
type_word(guint type)
{
	return type == 0 ? "*" : eml_dns_type_word((EmlDnsType)type);
}

static void
list_rule(GPtrArray *lines, const char *name, const EmlZoneRule *rule)
{
	switch (rule->kind) {
	case EML_ZONE_FAILED:
		g_ptr_array_add(lines, g_strdup_printf(";! failed %s %s %s", name,
						       type_word(rule->type), rule->text));
		break;
	case EML_ZONE_NO_DATA:
		g_ptr_array_add(lines,
				g_strdup_printf(";! no-data %s %s", name, type_word(rule->type)));
		break;
	case EML_ZONE_NO_NAME:
		g_ptr_array_add(lines,
				g_strdup_printf(";! no-name %s %s", name, type_word(rule->type)));
		break;
	case EML_ZONE_DNSSEC:
	case EML_ZONE_TTL:
	case EML_ZONE_DETAIL:
		break; /* they lay nothing over */
	}
}

static void
list_set(GPtrArray *lines, const char *name, const GPtrArray *set)
{
	for (guint i = 0; i < set->len; i++) {
		const EmlDnsRecord *record = g_ptr_array_index(set, i);
		g_autoptr(GString) line = g_string_new(name);

		g_string_append_printf(line, " %s", eml_dns_type_word(record->type));
		eml_dns_rr_text(line, record);
		g_ptr_array_add(lines, g_strdup(line->str));
	}
}

static gint
by_text(gconstpointer a, gconstpointer b)
{
	return strcmp(a, b);
}

static void
list_tree(GPtrArray *lines, const EmlZoneTree *tree)
{
	GList *names = g_list_sort(g_hash_table_get_keys(tree->nodes), by_text);

	for (const GList *at = names; at != NULL; at = at->next) {
		const EmlZoneNode *node = g_hash_table_lookup(tree->nodes, at->data);

		for (guint i = 0; i < node->sets->len; i++)
			list_set(lines, at->data, g_ptr_array_index(node->sets, i));
		if (node->no_name)
			g_ptr_array_add(lines,
					g_strdup_printf(";! no-name %s", (const char *)at->data));
		for (guint i = 0; i < node->rules->len; i++)
			list_rule(lines, at->data, g_ptr_array_index(node->rules, i));
	}
	g_list_free(names);
}

/* `a TXT v=spf1 -all`: two strings, which are joined to "v=spf1-all". */
static gboolean
lacks_quotes(const char *value, const EmlZoneTree *tree)
{
	GHashTableIter iter;
	gpointer node = NULL;

	g_hash_table_iter_init(&iter, tree->nodes);
	while (strchr(value, '"') == NULL && g_hash_table_iter_next(&iter, NULL, &node)) {
		const GPtrArray *set = eml_zone_node_set(node, EML_DNS_TXT);

		for (guint i = 0; set != NULL && i < set->len; i++) {
			const EmlDnsRecord *record = g_ptr_array_index(set, i);

			if (record->lengths->len > 1)
				return TRUE;
		}
	}
	return FALSE;
}

/* The sentence without the place, since the record stands on the command line. */
static const char *
sentence_of(const GError *error)
{
	const char *colon = strchr(error->message + strlen(OPTION ":"), ':');

	return colon != NULL ? colon + 2 : error->message;
}

/* One record (or ";!" line) of the command line. */
static gboolean
read_one_record(EmlZoneTree *tree, const char *value, GPtrArray *lines, GError **error)
{
	g_autoptr(EmlZoneTree) own = eml_zone_tree_new();
	g_autoptr(GError) cause = NULL;
	const guint before = lines->len;
	const char *problem = NULL;

	if (!eml_zone_read(own, OPTION, eml_slice(value), &cause))
		problem = sentence_of(cause);
	else if (lacks_quotes(value, own))
		problem = "a text of several words needs quotes";
	else
		list_tree(lines, own);
	if (problem == NULL && lines->len == before)
		problem = "there is no record in it";
	if (problem != NULL) {
		g_set_error(error, EML_ERROR, EML_ERROR_USAGE,
			    OPTION "=%s: %s (write it as: example.org. TXT \"v=spf1 -all\")", value,
			    problem);
		return FALSE;
	}
	return eml_zone_read(tree, OPTION, eml_slice(value), error);
}

static gboolean
read_one_file(EmlZoneTree *tree, const char *path, GPtrArray *lines, GError **error)
{
	g_autoptr(EmlZoneTree) own = eml_zone_tree_new();
	g_autoptr(GError) cause = NULL;
	g_autofree char *text = NULL;
	gsize len = 0;

	if (!g_file_get_contents(path, &text, &len, &cause)) {
		g_set_error(error, EML_ERROR, EML_ERROR_NO_INPUT, "%s", cause->message);
		return FALSE;
	}
	if (!eml_zone_read(own, path, eml_slice_n(text, len), error))
		return FALSE;
	list_tree(lines, own);
	return eml_zone_read(tree, path, eml_slice_n(text, len), error);
}

static gboolean
read_one(EmlZoneTree *tree, const char *value, GPtrArray *lines, GError **error)
{
	if (g_file_test(value, G_FILE_TEST_EXISTS))
		return read_one_file(tree, value, lines, error);
	if (strpbrk(value, " \t") != NULL)
		return read_one_record(tree, value, lines, error);
	g_set_error(error, EML_ERROR, EML_ERROR_NO_INPUT,
		    OPTION "=%s: there is no such file, and a record has a name, a type and data",
		    value);
	return FALSE;
}

EmlZoneTree *
eml_what_if_read(const char *const *values, GPtrArray *lines, GError **error)
{
	g_autoptr(EmlZoneTree) tree = eml_zone_tree_new();

	for (gsize i = 0; values[i] != NULL; i++)
		if (!read_one(tree, values[i], lines, error))
			return NULL;
	return g_steal_pointer(&tree);
}
