#include "dns/record-plan.h"

#include "base/limits.h"

static void
link_free(gpointer data)
{
	EmlRecordLink *link = data;

	g_free(link->target);
	g_free(link);
}

static void
question_free(gpointer data)
{
	eml_dns_question_unref(data);
}

void
eml_record_plan_free(EmlRecordPlan *self)
{
	if (self == NULL)
		return;
	g_hash_table_unref(self->present);
	g_hash_table_unref(self->passed);
	g_hash_table_unref(self->links);
	g_hash_table_unref(self->results);
	g_free(self);
}

/* The log while a plan is made. */
typedef struct {
	GHashTable *asked;  /* EmlDnsQuestion → EmlDnsLogEntry */
	GHashTable *direct; /* EmlDnsQuestion: told without a chain */
} Work;

static gboolean
same_result(const EmlDnsAnswer *a, const EmlDnsAnswer *b)
{
	if (a->outcome != b->outcome || g_strcmp0(a->reason, b->reason) != 0 ||
	    a->records->len != b->records->len)
		return FALSE;
	for (guint i = 0; i < a->records->len; i++)
		if (!eml_dns_record_equal(g_ptr_array_index(a->records, i),
					  g_ptr_array_index(b->records, i)))
			return FALSE;
	return TRUE;
}

/* FALSE if something else is planned for this name and type. */
static gboolean
result_fits(const EmlRecordPlan *plan,
	    const char *name,
	    EmlDnsType type,
	    const EmlDnsAnswer *answer)
{
	const EmlDnsQuestion key = {.type = type, .name = (char *)name}; /* only looked at */
	const EmlDnsAnswer *planned = g_hash_table_lookup(plan->results, &key);

	return planned == NULL || same_result(planned, answer);
}

static void
add_result(EmlRecordPlan *plan, const char *name, EmlDnsType type, const EmlDnsAnswer *answer)
{
	EmlDnsQuestion *key = eml_dns_question_new_presentation(type, name);

	if (key == NULL)
		return;
	if (g_hash_table_contains(plan->results, key)) {
		eml_dns_question_unref(key);
		return;
	}
	g_hash_table_insert(plan->results, key, (gpointer)answer); /* only looked at */
	if (answer->outcome != EML_DNS_NO_NAME)
		g_hash_table_add(plan->present, key->name);
}

static void
add_link(EmlRecordPlan *plan, const char *from, const char *target, guint32 ttl)
{
	EmlRecordLink *link = g_hash_table_lookup(plan->links, from);

	if (link == NULL) {
		char *key = g_strdup(from);

		link = g_new0(EmlRecordLink, 1);
		link->target = g_strdup(target);
		g_hash_table_insert(plan->links, key, link);
		g_hash_table_add(plan->present, key);
	}
	link->ttl = MAX(link->ttl, ttl);
}

/* The name that the i-th CNAME of the chain belongs to. */
static const char *
link_owner(const EmlDnsQuestion *question, const EmlDnsAnswer *answer, guint i)
{
	return i == 0 ? question->name : g_ptr_array_index(answer->via, i - 1);
}

/* Chains that failed by themselves: following the CNAMEs again gives the same failure, so their end
 * needs no result. */
static gboolean
fails_by_itself(const EmlDnsAnswer *answer)
{
	return g_strcmp0(answer->reason, "cname-loop") == 0 ||
	       g_strcmp0(answer->reason, "cname-chain-too-long") == 0;
}

/* A chain as dns/zone would make it: no name twice, unless that is why it failed, and not too long.
 */
static gboolean
is_well_formed(const EmlDnsQuestion *question, const EmlDnsAnswer *answer)
{
	const guint count = answer->via->len;
	const gboolean loop = g_strcmp0(answer->reason, "cname-loop") == 0;
	const gboolean too_long = g_strcmp0(answer->reason, "cname-chain-too-long") == 0;

	for (guint i = 1; i < count; i++)
		if (eml_dns_chain_loops(question, answer->via, i))
			return FALSE;
	return eml_dns_chain_loops(question, answer->via, count) == loop &&
	       (count > EML_DNS_MAX_CNAMES) == too_long;
}

/* TRUE if the question is in the log and its own answer goes on from there. */
static gboolean
goes_on(const Work *work, const EmlDnsQuestion *question)
{
	const EmlDnsLogEntry *entry = g_hash_table_lookup(work->asked, question);

	return entry != NULL && entry->answer->via->len > 0 &&
	       !g_hash_table_contains(work->direct, question);
}

/* FALSE if the chain, or what is at its end, contradicts what is planned so far. */
static gboolean
chain_fits(const EmlRecordPlan *plan, const Work *work, const EmlDnsLogEntry *entry)
{
	const EmlDnsAnswer *answer = entry->answer;
	const EmlDnsType type = entry->question->type;
	const EmlDnsQuestion end = {.type = type,
				    .name = g_ptr_array_index(answer->via, answer->via->len - 1)};

	if (!is_well_formed(entry->question, answer))
		return FALSE;
	for (guint i = 0; i < answer->via->len; i++) {
		const char *from = link_owner(entry->question, answer, i);
		const EmlRecordLink *link = g_hash_table_lookup(plan->links, from);
		const EmlDnsQuestion key = {.type = type,
					    .name = (char *)from}; /* only looked at */

		if (link != NULL && strcmp(link->target, g_ptr_array_index(answer->via, i)) != 0)
			return FALSE;
		if (g_hash_table_contains(plan->results, &key))
			return FALSE;
	}
	return fails_by_itself(answer) ||
	       (result_fits(plan, end.name, type, answer) && !goes_on(work, &end) &&
		!g_hash_table_contains(plan->passed, &end));
}

/* FALSE if it does not fit. */
static gboolean
plan_chain(EmlRecordPlan *plan, const Work *work, const EmlDnsLogEntry *entry)
{
	const EmlDnsAnswer *answer = entry->answer;

	if (!chain_fits(plan, work, entry))
		return FALSE;
	for (guint i = 0; i < answer->via->len; i++) {
		const char *from = link_owner(entry->question, answer, i);

		add_link(plan, from, g_ptr_array_index(answer->via, i),
			 answer->outcome == EML_DNS_FOUND ? answer->ttl : 0);
		g_hash_table_add(plan->passed,
				 eml_dns_question_new_presentation(entry->question->type, from));
	}
	if (!fails_by_itself(answer))
		add_result(plan, g_ptr_array_index(answer->via, answer->via->len - 1),
			   entry->question->type, answer);
	return TRUE;
}

static EmlRecordPlan *
plan_empty(void)
{
	EmlRecordPlan *self = g_new0(EmlRecordPlan, 1);

	self->links = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, link_free);
	self->results = g_hash_table_new_full(eml_dns_question_hash, eml_dns_question_equal,
					      question_free, NULL);
	self->passed = g_hash_table_new_full(eml_dns_question_hash, eml_dns_question_equal,
					     question_free, NULL);
	self->present = g_hash_table_new(g_str_hash, g_str_equal);
	return self;
}

/* A plan with these questions told directly; NULL if a chain did not fit, whose question is direct
 * from now on. */
static EmlRecordPlan *
try_plan(const GPtrArray *log, const Work *work)
{
	g_autoptr(EmlRecordPlan) plan = plan_empty();

	for (guint i = 0; i < log->len; i++) {
		const EmlDnsLogEntry *entry = g_ptr_array_index(log, i);

		if (g_hash_table_contains(work->direct, entry->question))
			add_result(plan, entry->question->name, entry->question->type,
				   entry->answer);
	}
	for (guint i = 0; i < log->len; i++) {
		const EmlDnsLogEntry *entry = g_ptr_array_index(log, i);

		if (g_hash_table_contains(work->direct, entry->question) ||
		    plan_chain(plan, work, entry))
			continue;
		g_hash_table_add(work->direct, entry->question);
		return NULL;
	}
	return g_steal_pointer(&plan);
}

EmlRecordPlan *
eml_record_plan_new(const GPtrArray *log)
{
	g_autoptr(GHashTable) asked =
	    g_hash_table_new(eml_dns_question_hash, eml_dns_question_equal);
	g_autoptr(GHashTable) direct =
	    g_hash_table_new(eml_dns_question_hash, eml_dns_question_equal);
	const Work work = {asked, direct};
	EmlRecordPlan *plan = NULL;

	for (guint i = 0; i < log->len; i++) {
		EmlDnsLogEntry *entry = g_ptr_array_index(log, i);

		g_hash_table_insert(asked, entry->question, entry);
		if (entry->answer->via->len == 0)
			g_hash_table_add(direct, entry->question);
	}
	/* each round makes one more question direct */
	for (guint i = 0; i <= log->len && plan == NULL; i++)
		plan = try_plan(log, &work);
	return plan;
}
