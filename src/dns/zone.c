#include "dns/zone.h"

#include "base/error.h"
#include "base/limits.h"
#include "dns/zone-read.h"

typedef struct {
	EmlDnsSource source; /* first, so that a pointer to it is a pointer to this */
	EmlZoneTree *tree;
} Zone;

typedef enum {
	STEP_END,    /* the answer is made */
	STEP_FOLLOW, /* a CNAME goes on */
} Step;

static void
take_ttl(EmlDnsAnswer *answer, guint32 ttl)
{
	answer->ttl = MIN(answer->ttl, ttl);
}

static Step
end(EmlDnsAnswer *answer, EmlDnsOutcome outcome, const char *reason)
{
	answer->outcome = outcome;
	answer->reason = g_strdup(reason);
	return STEP_END;
}

static Step
end_found(EmlDnsAnswer *answer, const GPtrArray *set)
{
	for (guint i = 0; i < set->len; i++) {
		g_ptr_array_add(answer->records, eml_dns_record_copy(g_ptr_array_index(set, i)));
		take_ttl(answer, ((const EmlDnsRecord *)g_ptr_array_index(set, i))->ttl);
	}
	return end(answer, EML_DNS_FOUND, NULL);
}

/* A line for this type, 0 being "*". FALSE if there is none. */
static gboolean
end_by_rule(EmlDnsAnswer *answer, const EmlZoneNode *node, guint type)
{
	static const struct {
		EmlZoneRuleKind kind;
		EmlDnsOutcome outcome;
	} kinds[] = {
	    {EML_ZONE_FAILED, EML_DNS_FAILED},
	    {EML_ZONE_NO_DATA, EML_DNS_NO_DATA},
	    {EML_ZONE_NO_NAME, EML_DNS_NO_NAME},
	};

	for (gsize i = 0; i < G_N_ELEMENTS(kinds); i++) {
		const EmlZoneRule *rule = eml_zone_node_rule(node, kinds[i].kind, type);

		if (rule != NULL) {
			end(answer, kinds[i].outcome, rule->text);
			if (g_strcmp0(rule->text, "bogus") == 0)
				answer->dnssec = EML_DNSSEC_BOGUS;
			return TRUE;
		}
	}
	return FALSE;
}

/* What the records of a name say. FALSE if there are none of that type and no CNAME. */
static gboolean
end_or_follow(EmlDnsAnswer *answer, const EmlZoneNode *node, EmlDnsType type, Step *ret_step)
{
	const GPtrArray *set = eml_zone_node_set(node, type);
	const EmlDnsRecord *cname = NULL;

	if (set != NULL) {
		*ret_step = end_found(answer, set);
		return TRUE;
	}
	set = eml_zone_node_set(node, EML_DNS_CNAME);
	if (set == NULL)
		return FALSE;
	cname = g_ptr_array_index(set, 0);
	g_ptr_array_add(answer->via, g_strdup(cname->name));
	take_ttl(answer, cname->ttl);
	*ret_step = STEP_FOLLOW;
	return TRUE;
}

/* What the tree says of one name. A line for exactly this type counts first, then records, then
 * lines for the whole name. */
static Step
look_up(const Zone *zone, const char *name, EmlDnsType type, EmlDnsAnswer *answer)
{
	const EmlZoneNode *node = eml_zone_tree_find(zone->tree, name);
	Step step = STEP_END;

	if (node != NULL) {
		if (end_by_rule(answer, node, type) || end_or_follow(answer, node, type, &step))
			return step;
		if (node->no_name)
			return end(answer, EML_DNS_NO_NAME, NULL);
		if (end_by_rule(answer, node, 0))
			return STEP_END;
	}
	if (zone->tree->complete)
		return end(answer, node != NULL && node->exists ? EML_DNS_NO_DATA : EML_DNS_NO_NAME,
			   NULL);
	answer->detail = g_strdup("The snapshot does not answer this question.");
	return end(answer, EML_DNS_NOT_ASKED, "not-in-snapshot");
}

/* The rule for the asked name and type, or for the whole name. */
static const EmlZoneRule *
rule_of_question(const Zone *zone, const EmlDnsQuestion *question, EmlZoneRuleKind kind)
{
	const EmlZoneNode *node = g_hash_table_lookup(zone->tree->nodes, question->name);
	const EmlZoneRule *rule = NULL;

	if (node == NULL)
		node = eml_zone_tree_find(zone->tree, question->name);
	if (node == NULL)
		return NULL;
	rule = eml_zone_node_rule(node, kind, question->type);
	return rule != NULL ? rule : eml_zone_node_rule(node, kind, 0);
}

static void
apply_rules_of_question(const Zone *zone, const EmlDnsQuestion *question, EmlDnsAnswer *answer)
{
	const EmlZoneRule *rule = rule_of_question(zone, question, EML_ZONE_DNSSEC);

	if (rule != NULL)
		answer->dnssec = (EmlDnssec)rule->number;
	rule = rule_of_question(zone, question, EML_ZONE_TTL);
	if (rule != NULL)
		answer->ttl = rule->number;
	rule = rule_of_question(zone, question, EML_ZONE_DETAIL);
	if (rule != NULL) {
		g_free(answer->detail);
		answer->detail = g_strdup(rule->text);
	}
}

static void
zone_submit(EmlDnsSource *self,
	    const EmlDnsQuestion *question,
	    gint64 deadline,
	    EmlDnsDone done,
	    gpointer data)
{
	const Zone *zone = (const Zone *)self;
	EmlDnsAnswer *answer = eml_dns_answer_new(EML_DNS_NOT_ASKED, NULL);
	const char *name = question->name;

	(void)deadline;
	answer->ttl = G_MAXUINT32;
	while (look_up(zone, name, question->type, answer) == STEP_FOLLOW) {
		name = g_ptr_array_index(answer->via, answer->via->len - 1);
		if (eml_dns_chain_loops(question, answer->via, answer->via->len)) {
			end(answer, EML_DNS_FAILED, "cname-loop");
			break;
		}
		if (answer->via->len > EML_DNS_MAX_CNAMES) {
			end(answer, EML_DNS_FAILED, "cname-chain-too-long");
			break;
		}
	}
	if (answer->outcome != EML_DNS_FOUND)
		answer->ttl = 0;
	apply_rules_of_question(zone, question, answer);
	done(answer, data);
}

static void
zone_free(EmlDnsSource *self)
{
	Zone *zone = (Zone *)self;

	eml_zone_tree_free(zone->tree);
	g_free(zone);
}

EmlDnsSource *
eml_dns_zone_new(EmlZoneTree *tree)
{
	Zone *self = g_new0(Zone, 1);

	self->source.submit = zone_submit;
	self->source.free = zone_free;
	self->source.moment = tree->recorded;
	self->tree = tree;
	return &self->source;
}

/* Why a snapshot cannot be read, and what to do. */
static const char *
trouble_of(const GError *cause)
{
	if (g_error_matches(cause, G_FILE_ERROR, G_FILE_ERROR_NOENT))
		return "there is no such file; give a snapshot, as --save-dns writes it";
	if (g_error_matches(cause, G_FILE_ERROR, G_FILE_ERROR_ACCES))
		return "you may not read it; ask its owner for the right to";
	if (g_error_matches(cause, G_FILE_ERROR, G_FILE_ERROR_ISDIR))
		return "this is a directory; give a file in it";
	return cause->message;
}

EmlDnsSource *
eml_dns_zone_load(const char *const *paths, GError **error)
{
	g_autoptr(EmlZoneTree) tree = eml_zone_tree_new();

	for (gsize i = 0; paths[i] != NULL; i++) {
		g_autofree char *text = NULL;
		g_autoptr(GError) cause = NULL;
		gsize len = 0;

		if (!g_file_get_contents(paths[i], &text, &len, &cause)) {
			g_set_error(error, EML_ERROR, EML_ERROR_NO_INPUT, "--dns=%s: %s", paths[i],
				    trouble_of(cause));
			return NULL;
		}
		if (!eml_zone_read(tree, paths[i], eml_slice_n(text, len), error))
			return NULL;
	}
	return eml_dns_zone_new(g_steal_pointer(&tree));
}

EmlDnsSource *
eml_dns_zone_parse(const char *name, EmlSlice text, GError **error)
{
	g_autoptr(EmlZoneTree) tree = eml_zone_tree_new();

	if (!eml_zone_read(tree, name, text, error))
		return NULL;
	return eml_dns_zone_new(g_steal_pointer(&tree));
}
