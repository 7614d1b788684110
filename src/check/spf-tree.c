/* What the whole tree of records needs, as published: the terms of RFC 7208 section 4.6.4 in the
 * first record and in all that it includes or redirects to, also behind the term that matched. The
 * result of the check stands by then. */
#include "check/spf-eval.h"

#include "base/limits.h"

typedef struct {
	char *domain;
	guint parent; /* index; its own for the first */
} Node;

typedef struct {
	EmlSpfEval *eval;
	GArray *nodes; /* Node, breadth first, so that the time is the depth of the tree */
	guint lookups;
	gboolean has_p; /* %{p} is asked for once */
} Tree;

static void
node_clear(gpointer node)
{
	g_free(((Node *)node)->domain);
}

static const Node *
node_at(const Tree *tree, guint i)
{
	return &g_array_index(tree->nodes, Node, i);
}

/* TRUE if the domain is one of the node or above it: a loop. */
static gboolean
is_on_path(const Tree *tree, guint i, const char *domain)
{
	for (;;) {
		const Node *node = node_at(tree, i);

		if (g_ascii_strcasecmp(node->domain, domain) == 0)
			return TRUE;
		if (node->parent == i)
			return FALSE;
		i = node->parent;
	}
}

/* Takes the domain; its record will be read, unless it cannot be. */
static void
add_node(Tree *tree, char *domain, guint parent)
{
	const Node node = {domain, parent};

	if (tree->nodes->len == EML_SPF_MAX_TREE ||
	    eml_spf_domain_problem(domain) != EML_STEP_NONE ||
	    (tree->nodes->len > 0 && is_on_path(tree, parent, domain))) {
		g_free(domain);
		return;
	}
	g_array_append_val(tree->nodes, node);
	eml_dns_prefetch(tree->eval->dns, EML_DNS_TXT, eml_slice(domain));
}

static void
count_term(Tree *tree, guint i, const EmlSpfTerm *term)
{
	const gboolean follows = term->kind == EML_SPF_INCLUDE || term->kind == EML_SPF_REDIRECT;
	char *name = NULL;

	if (!eml_spf_kind_counts(term->kind))
		return;
	tree->lookups++;
	if (!tree->has_p && eml_spf_macro_uses(term->domain, 'p')) {
		tree->has_p = TRUE;
		tree->lookups++;
	}
	if (follows)
		name = eml_spf_known_name(tree->eval, node_at(tree, i)->domain, term->domain);
	if (name != NULL)
		add_node(tree, name, i);
}

/* Terms behind "all", and a redirect beside it, are never evaluated (section 5.1). */
static void
count_record(Tree *tree, guint i, const EmlSpfRecord *record)
{
	const guint end = record->all >= 0 ? (guint)record->all : eml_spf_record_n_terms(record);

	if (record->n_problems > 0)
		return;
	for (guint t = 0; t < end; t++) {
		const EmlSpfTerm *term = eml_spf_record_term(record, t);

		if (term->kind != EML_SPF_REDIRECT || record->all < 0)
			count_term(tree, i, term);
	}
}

guint
eml_spf_tree_lookups(EmlSpfEval *eval, const char *domain)
{
	Tree tree = {eval, g_array_new(FALSE, FALSE, sizeof(Node)), 0, FALSE};

	g_array_set_clear_func(tree.nodes, node_clear);
	add_node(&tree, g_strdup(domain), 0);
	for (guint i = 0; i < tree.nodes->len && !eml_dns_cancelled(eval->dns); i++) {
		g_autoptr(EmlDnsAnswer) answer =
		    eml_dns_get(eval->dns, EML_DNS_TXT, eml_slice(node_at(&tree, i)->domain), NULL);
		EmlSlice text;

		if (eml_spf_select(answer, &text) == 1) {
			g_autoptr(EmlSpfRecord) record = eml_spf_record_parse(text);

			count_record(&tree, i, record);
		}
	}
	g_array_unref(tree.nodes);
	return tree.lookups;
}
