#include "check/dmarc-align.h"

#include "base/idna.h"
#include "base/limits.h"
#include "base/psl.h"

/* What one evaluation shares. */
typedef struct {
	const EmlDmarcPolicy *policy;
	const char *author;
	EmlDns *dns;
	GHashTable *walks; /* char * domain → EmlOrgdomain */
} Align;

static void
candidate_free(gpointer data)
{
	EmlDmarcCandidate *self = data;

	g_free(self->domain);
	g_free(self);
}

static void
add_candidate(GPtrArray *candidates,
	      EmlDmarcIdentifier *identifier,
	      const char *method,
	      gboolean strict,
	      GPtrArray *steps)
{
	EmlDmarcCandidate *self = g_new0(EmlDmarcCandidate, 1);

	self->identifier = identifier;
	self->method = method;
	self->strict = strict;
	if (identifier->domain != NULL)
		self->domain = eml_idna_to_ascii(eml_slice(identifier->domain));
	self->step = eml_trace_add(steps, EML_STEP_DMARC_NOT_ALIGNED, EML_TONE_PLAIN);
	if (identifier->number > 0)
		eml_step_argf(self->step, "%s #%u", method, identifier->number);
	else
		eml_step_arg_text(self->step, method);
	eml_step_arg_text(self->step, self->domain != NULL ? self->domain : identifier->domain);
	identifier->aligned = EML_ALIGNED_NO;
	g_ptr_array_add(candidates, self);
}

/* A step for each identifier in the order of the message, to be filled in later. */
static GPtrArray *
candidates_new(EmlDmarcInput *input, gboolean strict_spf, gboolean strict_dkim, GPtrArray *steps)
{
	GPtrArray *candidates = g_ptr_array_new_with_free_func(candidate_free);

	if (input->spf != NULL)
		add_candidate(candidates, input->spf, "SPF", strict_spf, steps);
	for (guint i = 0; i < input->n_dkim; i++)
		add_candidate(candidates, &input->dkim[i], "DKIM", strict_dkim, steps);
	return candidates;
}

static void
say(EmlDmarcCandidate *self, EmlStepCode code, EmlTone tone, const char *author)
{
	self->step->code = code;
	self->step->tone = tone;
	eml_step_arg_text(self->step, author);
}

/* Names that need no walk; TRUE if the answer is known. An identifier without a domain that was not
 * evaluated may be anything. */
static gboolean
decide_by_name(EmlDmarcCandidate *self, const char *author)
{
	if (self->domain == NULL) {
		const gboolean known = self->identifier->domain != NULL ||
				       (self->identifier->result != EML_RESULT_LAST &&
					self->identifier->result != EML_RESULT_TEMPERROR);

		self->open = known ? EML_WALK_COMPLETE : EML_WALK_FAILED;
		say(self,
		    known ? EML_STEP_DMARC_IDENTIFIER_NONE : EML_STEP_DMARC_IDENTIFIER_UNKNOWN,
		    EML_TONE_NOTE, author);
		return TRUE;
	}
	if (strcmp(self->domain, author) != 0)
		return FALSE;
	self->counts = TRUE;
	self->identifier->aligned = EML_ALIGNED_STRICT;
	say(self, EML_STEP_DMARC_ALIGNED_STRICT, EML_TONE_PLAIN, author);
	return TRUE;
}

/* An identifier's organizational domain is itself or a parent of it, so one that does not lie
 * within the author's cannot have the same; nor can one without a common parent. */
static gboolean
cannot_align(const Align *align, const char *domain)
{
	const char *organizational = align->policy->walk->organizational;

	return organizational != NULL ? !eml_orgdomain_is_within(domain, organizational)
				      : eml_orgdomain_common_labels(domain, align->author) == 0;
}

/* NULL if the limit is reached. Borrowed. */
static const EmlOrgdomain *
walk_of(Align *align, EmlDmarcCandidate *self)
{
	EmlOrgdomain *walk = g_hash_table_lookup(align->walks, self->domain);

	if (walk != NULL) {
		eml_orgdomain_explain(walk, self->step->children);
		return walk;
	}
	if (g_hash_table_size(align->walks) >= EML_DMARC_MAX_IDENTIFIERS)
		return NULL;
	walk = eml_orgdomain_find(self->domain, align->dns, self->step->children);
	g_hash_table_insert(align->walks, g_strdup(self->domain), walk);
	return walk;
}

/* A failed query weighs more than one that was not asked. */
static EmlWalkEnd
worse_end(EmlWalkEnd a, EmlWalkEnd b)
{
	return a == EML_WALK_FAILED || b == EML_WALK_FAILED ? EML_WALK_FAILED : MAX(a, b);
}

static void
decide_by_same(EmlDmarcCandidate *self, const Align *align, const EmlOrgdomain *walk)
{
	const EmlSame same = eml_orgdomain_same(align->policy->walk, walk);

	if (same == EML_SAME_NO) {
		say(self, EML_STEP_DMARC_NOT_ALIGNED, EML_TONE_PLAIN, align->author);
		return;
	}
	if (same == EML_SAME_UNKNOWN) {
		if (!self->strict)
			self->open = worse_end(align->policy->walk->end, walk->end);
		say(self, EML_STEP_DMARC_ALIGNMENT_UNKNOWN,
		    self->strict ? EML_TONE_NOTE : EML_TONE_WARN, align->author);
		return;
	}
	self->counts = !self->strict;
	self->identifier->aligned = EML_ALIGNED_RELAXED;
	say(self,
	    self->strict ? EML_STEP_DMARC_ALIGNED_TOO_LOOSELY : EML_STEP_DMARC_ALIGNED_RELAXED,
	    self->strict ? EML_TONE_WARN : EML_TONE_PLAIN, align->author);
	eml_step_arg_text(self->step, walk->organizational);
}

static void
decide(Align *align, EmlDmarcCandidate *self)
{
	const EmlOrgdomain *walk = NULL;

	if (decide_by_name(self, align->author))
		return;
	if (cannot_align(align, self->domain)) {
		say(self, EML_STEP_DMARC_NOT_ALIGNED, EML_TONE_PLAIN, align->author);
		return;
	}
	walk = walk_of(align, self);
	if (walk != NULL) {
		decide_by_same(self, align, walk);
		return;
	}
	say(self, EML_STEP_DMARC_ALIGNMENT_LIMIT, EML_TONE_WARN, align->author);
	eml_step_argf(self->step, "%d", EML_DMARC_MAX_IDENTIFIERS);
}

/* Whether its result makes the answer depend on it: those go first, so that signatures which cannot
 * count do not use up the walks. */
static gboolean
matters(const EmlDmarcCandidate *self)
{
	return self->identifier->result == EML_RESULT_PASS ||
	       self->identifier->result == EML_RESULT_TEMPERROR ||
	       self->identifier->result == EML_RESULT_LAST;
}

static void
say_result(const EmlDmarcCandidate *self)
{
	const EmlResult result = self->identifier->result;
	const EmlStepCode code =
	    result == EML_RESULT_PASS	     ? EML_STEP_DMARC_IDENTIFIER_PASS
	    : result == EML_RESULT_LAST	     ? EML_STEP_DMARC_IDENTIFIER_NOT_EVALUATED
	    : result == EML_RESULT_TEMPERROR ? EML_STEP_DMARC_IDENTIFIER_TEMPERROR
					     : EML_STEP_DMARC_IDENTIFIER_NOT_PASS;

	if (self->counts && result == EML_RESULT_PASS)
		self->step->tone = EML_TONE_GOOD;
	if (self->counts)
		eml_step_arg_text(
		    eml_step_arg_text(eml_trace_add(self->step->children, code, EML_TONE_PLAIN),
				      self->method),
		    eml_result_word(result));
}

static void
orgdomain_free_cb(gpointer data)
{
	eml_orgdomain_free(data);
}

GPtrArray *
eml_dmarc_align(EmlDmarcInput *input, const EmlDmarcPolicy *policy, EmlDns *dns, GPtrArray *steps)
{
	const EmlDmarcRecord *record = policy->found->record;
	GPtrArray *candidates =
	    candidates_new(input, record->strict_spf, record->strict_dkim, steps);
	g_autoptr(GHashTable) walks =
	    g_hash_table_new_full(g_str_hash, g_str_equal, g_free, orgdomain_free_cb);
	Align align = {policy, policy->walk->start, dns, walks};

	for (guint i = 0; i < candidates->len && i < EML_DMARC_MAX_IDENTIFIERS; i++) {
		const EmlDmarcCandidate *candidate = g_ptr_array_index(candidates, i);

		if (candidate->domain != NULL && strcmp(candidate->domain, align.author) != 0 &&
		    !cannot_align(&align, candidate->domain))
			eml_orgdomain_prefetch(candidate->domain, dns);
	}
	for (guint round = 0; round < 2; round++) {
		for (guint i = 0; i < candidates->len; i++) {
			EmlDmarcCandidate *candidate = g_ptr_array_index(candidates, i);

			if (matters(candidate) != (round == 0))
				continue;
			decide(&align, candidate);
			say_result(candidate);
		}
	}
	return candidates;
}

GPtrArray *
eml_dmarc_align_by_psl(EmlDmarcInput *input, const char *author, GPtrArray *steps)
{
	GPtrArray *candidates = candidates_new(input, FALSE, FALSE, steps);

	for (guint i = 0; i < candidates->len; i++) {
		EmlDmarcCandidate *candidate = g_ptr_array_index(candidates, i);

		if (decide_by_name(candidate, author)) {
			say_result(candidate);
			continue;
		}
		candidate->counts = eml_psl_same_organization(candidate->domain, author);
		if (candidate->counts)
			candidate->identifier->aligned = EML_ALIGNED_RELAXED;
		say(candidate,
		    candidate->counts ? EML_STEP_DMARC_PSL_ALIGNED : EML_STEP_DMARC_PSL_NOT_ALIGNED,
		    EML_TONE_PLAIN, author);
		say_result(candidate);
	}
	return candidates;
}
