#include "dns/overlay.h"

#include "base/limits.h"
#include "dns/zone.h"

typedef struct {
	EmlDnsSource source;	 /* first, so that a pointer to it is a pointer to this */
	EmlDnsSource *above;	 /* the tree as a source: it answers inside submit() */
	const EmlZoneTree *tree; /* lives as long as `above` */
	EmlDnsSource *below;
} Overlay;

/* One question on its way through both. */
typedef struct {
	Overlay *overlay;
	EmlDnsQuestion *question;
	gint64 deadline;
	EmlDnsDone done;
	gpointer data;
	GPtrArray *via; /* char *: the chain of names so far */
	guint32 ttl;	/* the smallest of its links */
	gboolean laid;	/* the tree had a part in it */
	char *asked;	/* the name that the source below is asked for */
} Chain;

static void
chain_free(Chain *self)
{
	eml_dns_question_unref(self->question);
	g_ptr_array_unref(self->via);
	g_free(self->asked);
	g_free(self);
}

static void
keep(EmlDnsAnswer *answer, gpointer data)
{
	EmlDnsAnswer **out = data;

	*out = answer;
}

/* What the tree alone says. */
static EmlDnsAnswer *
ask_above(const Overlay *self, EmlDnsType type, const char *name)
{
	g_autoptr(EmlDnsQuestion) question = eml_dns_question_new_presentation(type, name);
	EmlDnsAnswer *answer = NULL;

	if (question == NULL)
		return eml_dns_answer_new(EML_DNS_NOT_ASKED, NULL);
	self->above->submit(self->above, question, G_MAXINT64, keep, &answer);
	return answer;
}

/* The tree has records of the type, a CNAME or a rule for the name. */
static gboolean
is_laid_over(const Overlay *self, EmlDnsType type, const char *name)
{
	g_autoptr(EmlDnsAnswer) answer = ask_above(self, type, name);

	return answer->outcome != EML_DNS_NOT_ASKED || answer->via->len > 0;
}

/* With another outcome, since answers do not change once they are handed on. */
static EmlDnsAnswer *
answer_copy(const EmlDnsAnswer *self, EmlDnsOutcome outcome)
{
	EmlDnsAnswer *copy = eml_dns_answer_new(outcome, self->reason);

	copy->detail = g_strdup(self->detail);
	copy->ttl = self->ttl;
	copy->dnssec = self->dnssec;
	copy->server = g_strdup(self->server);
	copy->ms = self->ms;
	for (guint i = 0; i < self->records->len; i++)
		g_ptr_array_add(copy->records,
				eml_dns_record_copy(g_ptr_array_index(self->records, i)));
	return copy;
}

/* Ends the chain; the answer is borrowed. */
static void
finish(Chain *chain, const EmlDnsAnswer *answer, EmlDnsOutcome outcome)
{
	EmlDnsAnswer *copy = answer_copy(answer, outcome);

	for (guint i = 0; i < chain->via->len; i++)
		g_ptr_array_add(copy->via, g_strdup(g_ptr_array_index(chain->via, i)));
	for (guint i = 0; i < answer->via->len; i++)
		g_ptr_array_add(copy->via, g_strdup(g_ptr_array_index(answer->via, i)));
	copy->ttl = MIN(copy->ttl, chain->ttl);
	if (chain->laid) {
		g_free(copy->detail);
		copy->detail = g_strdup("laid over by --what-if");
		copy->dnssec = EML_DNSSEC_UNKNOWN;
		copy->hypothetical = TRUE;
	}
	chain->done(copy, chain->data);
	chain_free(chain);
}

static void
finish_failed(Chain *chain, const char *reason)
{
	g_autoptr(EmlDnsAnswer) failed = eml_dns_answer_new(EML_DNS_FAILED, reason);

	finish(chain, failed, EML_DNS_FAILED);
}

/* Adds the first n names of `via`. NULL, or why the chain cannot go on. */
static const char *
follow(Chain *chain, const EmlDnsAnswer *answer, guint n)
{
	chain->ttl = MIN(chain->ttl, answer->ttl);
	for (guint i = 0; i < n; i++) {
		g_ptr_array_add(chain->via, g_strdup(g_ptr_array_index(answer->via, i)));
		if (eml_dns_chain_loops(chain->question, chain->via, chain->via->len))
			return "cname-loop";
		if (chain->via->len > EML_DNS_MAX_CNAMES)
			return "cname-chain-too-long";
	}
	return NULL;
}

static void ask_below(Chain *chain, const char *name);

/* The tree first; where it does not answer, the source below for the name that the tree leads to.
 */
static void
ask_both(Chain *chain, const char *name)
{
	g_autoptr(EmlDnsAnswer) answer = ask_above(chain->overlay, chain->question->type, name);
	const char *trouble = NULL;

	if (answer->outcome != EML_DNS_NOT_ASKED) {
		chain->laid = TRUE;
		finish(chain, answer, answer->outcome);
		return;
	}
	if (answer->via->len > 0) {
		chain->laid = TRUE;
		trouble = follow(chain, answer, answer->via->len);
	}
	if (trouble != NULL)
		finish_failed(chain, trouble);
	else if (answer->via->len > 0)
		ask_below(chain, g_ptr_array_index(answer->via, answer->via->len - 1));
	else
		ask_below(chain, name);
}

/* TRUE if records that are laid over make the name exist, itself or as a part of a longer one. */
static gboolean
exists_above(const Overlay *self, const char *name)
{
	const EmlZoneNode *node = g_hash_table_lookup(self->tree->nodes, name);

	return node != NULL && node->exists;
}

/* A CNAME may lead to a name that is laid over, and a name that does not exist below exists if
 * anything is laid over it. */
static void
on_below(EmlDnsAnswer *taken, gpointer data)
{
	g_autoptr(EmlDnsAnswer) answer = taken;
	Chain *chain = data;
	const char *last = chain->asked;
	const char *trouble = NULL;

	for (guint i = 0; i < answer->via->len; i++) {
		last = g_ptr_array_index(answer->via, i);
		if (!is_laid_over(chain->overlay, chain->question->type, last))
			continue;
		trouble = follow(chain, answer, i + 1);
		if (trouble != NULL)
			finish_failed(chain, trouble);
		else
			ask_both(chain, last);
		return;
	}
	if (answer->outcome == EML_DNS_NO_NAME && exists_above(chain->overlay, last)) {
		chain->laid = TRUE;
		finish(chain, answer, EML_DNS_NO_DATA);
		return;
	}
	finish(chain, answer, answer->outcome);
}

static void
ask_below(Chain *chain, const char *name)
{
	EmlDnsSource *below = chain->overlay->below;
	g_autoptr(EmlDnsQuestion) question =
	    eml_dns_question_new_presentation(chain->question->type, name);

	if (question == NULL) {
		finish_failed(chain, "bad-name");
		return;
	}
	g_free(chain->asked);
	chain->asked = g_strdup(question->name);
	below->submit(below, question, chain->deadline, on_below, chain);
}

static void
overlay_submit(EmlDnsSource *source,
	       const EmlDnsQuestion *question,
	       gint64 deadline,
	       EmlDnsDone done,
	       gpointer data)
{
	Chain *chain = g_new0(Chain, 1);

	chain->overlay = (Overlay *)source;
	chain->question = eml_dns_question_new_presentation(question->type, question->name);
	chain->deadline = deadline;
	chain->done = done;
	chain->data = data;
	chain->via = g_ptr_array_new_with_free_func(g_free);
	chain->ttl = G_MAXUINT32;
	ask_both(chain, question->name);
}

static void
overlay_cancel(EmlDnsSource *source)
{
	Overlay *self = (Overlay *)source;

	if (self->below->cancel != NULL)
		self->below->cancel(self->below);
}

static void
overlay_free(EmlDnsSource *source)
{
	Overlay *self = (Overlay *)source;

	/* first the source below: it ends what is open, and that needs the tree */
	eml_dns_source_free(self->below);
	eml_dns_source_free(self->above);
	g_free(self);
}

EmlDnsSource *
eml_dns_overlay_new(EmlZoneTree *tree, EmlDnsSource *below)
{
	Overlay *self = g_new0(Overlay, 1);

	tree->complete = FALSE;
	self->source.submit = overlay_submit;
	self->source.cancel = overlay_cancel;
	self->source.free = overlay_free;
	self->source.moment = below->moment;
	self->tree = tree;
	self->above = eml_dns_zone_new(tree);
	self->below = below;
	return &self->source;
}
