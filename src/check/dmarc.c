#include "check/dmarc.h"

#include "base/idna.h"
#include "check/dmarc-align.h"
#include "check/dmarc-policy.h"
#include "check/dmarc-psl.h"

const char *
eml_alignment_word(EmlAlignment alignment)
{
	static const char *const words[] = {
	    [EML_ALIGNED_NO] = "no",
	    [EML_ALIGNED_RELAXED] = "relaxed",
	    [EML_ALIGNED_STRICT] = "strict",
	};

	return words[alignment];
}

static EmlStep *
conclude(EmlDmarcResult *self, EmlResult result, EmlStepCode reason, EmlTone tone)
{
	self->result = result;
	self->reason = reason;
	return eml_trace_add(self->trace, reason, tone);
}

/* RFC 9989 sections 4.4 and 5.3.1: exactly one From field with exactly one domain can be judged. */
static char *
author_domain(EmlDmarcResult *self, const EmlDmarcInput *input)
{
	const guint n = input->from_domains != NULL ? input->from_domains->len : 0;
	char *author = NULL;

	if (input->n_from_fields > 1) {
		eml_step_argf(conclude(self, EML_RESULT_PERMERROR,
				       EML_STEP_DMARC_SEVERAL_FROM_FIELDS, EML_TONE_BAD),
			      "%u", input->n_from_fields);
		return NULL;
	}
	if (n > 1) {
		EmlStep *step = conclude(self, EML_RESULT_PERMERROR,
					 EML_STEP_DMARC_SEVERAL_FROM_DOMAINS, EML_TONE_BAD);

		eml_step_arg_text(step, g_ptr_array_index(input->from_domains, 0));
		eml_step_arg_text(step, g_ptr_array_index(input->from_domains, 1));
		return NULL;
	}
	if (n == 1)
		author = eml_idna_to_ascii(
		    eml_slice((const char *)g_ptr_array_index(input->from_domains, 0)));
	if (author == NULL)
		conclude(self, EML_RESULT_PERMERROR, EML_STEP_DMARC_NO_FROM_DOMAIN, EML_TONE_BAD);
	return author;
}

static void
note_aligned(EmlDmarcResult *self, const GPtrArray *candidates, const EmlDmarcInput *input)
{
	for (guint i = 0; i < candidates->len; i++) {
		const EmlDmarcCandidate *candidate = g_ptr_array_index(candidates, i);

		if (!candidate->counts || candidate->identifier->result != EML_RESULT_PASS)
			continue;
		if (candidate->identifier == input->spf)
			self->spf_aligned = TRUE;
		else
			self->dkim_aligned = TRUE;
	}
}

/* The first candidate with that result that counts, or that might (want_open). */
static const EmlDmarcCandidate *
find(const GPtrArray *candidates, EmlResult result, gboolean want_open)
{
	for (guint i = 0; i < candidates->len; i++) {
		const EmlDmarcCandidate *candidate = g_ptr_array_index(candidates, i);

		if (candidate->identifier->result == result &&
		    (candidate->counts || (want_open && candidate->open != EML_WALK_COMPLETE)))
			return candidate;
	}
	return NULL;
}

/* What passes and counts: a signature before SPF, since the verdict names it first too. */
static const EmlDmarcCandidate *
find_passing(const GPtrArray *candidates)
{
	const EmlDmarcCandidate *spf = NULL;

	for (guint i = 0; i < candidates->len; i++) {
		const EmlDmarcCandidate *candidate = g_ptr_array_index(candidates, i);

		if (!candidate->counts || candidate->identifier->result != EML_RESULT_PASS)
			continue;
		if (!g_str_equal(candidate->method, "SPF"))
			return candidate;
		spf = candidate;
	}
	return spf;
}

static void
conclude_by(EmlDmarcResult *self,
	    const EmlDmarcCandidate *candidate,
	    EmlResult result,
	    EmlStepCode reason,
	    EmlTone tone)
{
	EmlStep *step = conclude(self, result, reason, tone);

	eml_step_arg_text(step, candidate->method);
	eml_step_arg_text(step, candidate->domain);
	eml_step_arg_text(step, self->domain);
}

/* RFC 9989 sections 5.3.5 and 5.3.6: a passing, aligned identifier decides, whatever failed
 * elsewhere. Without one the answer is only "fail" if nothing that is missing could have made it
 * "pass". */
static void
decide(EmlDmarcResult *self, const GPtrArray *candidates, EmlWalkEnd existence)
{
	const EmlDmarcCandidate *passing = find_passing(candidates);
	const EmlDmarcCandidate *open = find(candidates, EML_RESULT_PASS, TRUE);
	const EmlDmarcCandidate *temporary = find(candidates, EML_RESULT_TEMPERROR, TRUE);
	const EmlDmarcCandidate *waiting = find(candidates, EML_RESULT_LAST, TRUE);

	if (passing != NULL) {
		conclude_by(self, passing, EML_RESULT_PASS, EML_STEP_DMARC_PASS, EML_TONE_GOOD);
	} else if (open != NULL) {
		conclude_by(self, open,
			    open->open == EML_WALK_OFFLINE ? EML_RESULT_LAST : EML_RESULT_TEMPERROR,
			    EML_STEP_DMARC_ALIGNMENT_OPEN, EML_TONE_WARN);
	} else if (temporary != NULL) {
		conclude_by(self, temporary, EML_RESULT_TEMPERROR, EML_STEP_DMARC_IDENTIFIER_FAILED,
			    EML_TONE_WARN);
	} else if (waiting != NULL) {
		conclude_by(self, waiting, EML_RESULT_LAST, EML_STEP_DMARC_IDENTIFIER_MISSING,
			    EML_TONE_NOTE);
	} else if (existence != EML_WALK_COMPLETE) {
		eml_step_arg_text(
		    conclude(self,
			     existence == EML_WALK_OFFLINE ? EML_RESULT_LAST : EML_RESULT_TEMPERROR,
			     EML_STEP_DMARC_POLICY_UNKNOWN, EML_TONE_WARN),
		    self->domain);
	} else {
		EmlStep *step =
		    conclude(self, EML_RESULT_FAIL, EML_STEP_DMARC_FAIL,
			     self->applied == EML_POLICY_NONE ? EML_TONE_WARN : EML_TONE_BAD);

		eml_step_arg_text(step, self->domain);
		eml_step_arg_text(step, eml_policy_word(self->applied));
	}
}

/* The record and where it stands; a record without a usable policy is shown too. */
static void
note_policy(EmlDmarcResult *self, const EmlDmarcPolicy *policy)
{
	self->organizational_domain = g_strdup(policy->walk->organizational);
	self->policy = policy->policy;
	self->applied = policy->applied;
	if (policy->found == NULL)
		return;
	self->policy_domain = g_strdup(policy->found->name);
	self->record = eml_slice_dup(policy->found->record->text);
	self->strict_spf = policy->found->record->strict_spf;
	self->strict_dkim = policy->found->record->strict_dkim;
}

/* No record, an unusable one, or none that could be asked for: DMARC says nothing, alignment is
 * judged all the same. */
static void
check_without_record(EmlDmarcResult *self, EmlDmarcInput *input, const EmlDmarcPolicy *policy)
{
	g_autoptr(GPtrArray) candidates = eml_dmarc_align_by_psl(input, self->domain, self->trace);
	EmlStep *step = NULL;

	self->by_psl = TRUE;
	note_aligned(self, candidates, input);
	if (policy->source == EML_DMARC_SOURCE_UNUSABLE)
		step =
		    conclude(self, EML_RESULT_NONE, EML_STEP_DMARC_RECORD_UNUSABLE, EML_TONE_WARN);
	else if (policy->source == EML_DMARC_SOURCE_NONE)
		step = conclude(self, EML_RESULT_NONE, EML_STEP_DMARC_NO_RECORD, EML_TONE_NOTE);
	else if (policy->walk->end == EML_WALK_OFFLINE)
		step = conclude(self, EML_RESULT_LAST, EML_STEP_DMARC_NOT_ASKED, EML_TONE_NOTE);
	else
		step = conclude(self, EML_RESULT_TEMPERROR, EML_STEP_DMARC_RECORD_UNKNOWN,
				EML_TONE_WARN);
	eml_step_arg_text(step, self->domain);
	eml_step_arg_text(step, self->policy_domain);
}

static void
check_author(EmlDmarcResult *self, EmlDmarcInput *input, EmlDns *dns)
{
	g_autoptr(EmlDmarcPolicy) policy = NULL;
	g_autoptr(GPtrArray) candidates = NULL;

	eml_step_arg_text(eml_trace_add(self->trace, EML_STEP_DMARC_AUTHOR, EML_TONE_PLAIN),
			  self->domain);
	policy = eml_dmarc_policy_discover(self->domain, dns, self->trace);
	note_policy(self, policy);
	if (policy->found == NULL || policy->source == EML_DMARC_SOURCE_UNUSABLE) {
		check_without_record(self, input, policy);
		return;
	}
	candidates = eml_dmarc_align(input, policy, dns, self->trace);
	note_aligned(self, candidates, input);
	decide(self, candidates, policy->existence);
}

EmlDmarcResult *
eml_dmarc_check(EmlDmarcInput *input, EmlDns *dns)
{
	EmlDmarcResult *self = g_new0(EmlDmarcResult, 1);

	self->trace = eml_trace_new();
	self->policy = self->applied = EML_POLICY_LAST;
	if (input->spf != NULL)
		input->spf->aligned = EML_ALIGNED_NO;
	for (guint i = 0; i < input->n_dkim; i++)
		input->dkim[i].aligned = EML_ALIGNED_NO;
	self->domain = author_domain(self, input);
	if (self->domain != NULL) {
		eml_dmarc_prefetch(self->domain, dns);
		check_author(self, input, dns);
		self->by_public_suffix_list = eml_dmarc_psl_check(input, self, dns);
	}
	return self;
}

void
eml_dmarc_result_free(EmlDmarcResult *self)
{
	if (self == NULL)
		return;
	g_free(self->domain);
	g_free(self->organizational_domain);
	g_free(self->policy_domain);
	g_free(self->record);
	eml_dmarc_psl_free(self->by_public_suffix_list);
	g_ptr_array_unref(self->trace);
	g_free(self);
}

void
eml_dmarc_prefetch(const char *domain, EmlDns *dns)
{
	g_autofree char *name = eml_idna_to_ascii(eml_slice(domain));

	if (name != NULL)
		eml_orgdomain_prefetch(name, dns);
}
