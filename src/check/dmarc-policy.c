#include "check/dmarc-policy.h"

#include "check/dmarc-explain.h"

static EmlStep *
add_step(GPtrArray *steps, EmlStepCode code, EmlTone tone, const char *arg)
{
	return eml_step_arg_text(eml_trace_add(steps, code, tone), arg);
}

static const EmlOrgdomainFound *
found_at(const EmlOrgdomain *walk, const char *name)
{
	for (guint i = 0; i < walk->found->len; i++) {
		const EmlOrgdomainFound *found = g_ptr_array_index(walk->found, i);

		if (strcmp(found->name, name) == 0)
			return found;
	}
	return NULL;
}

/* Author domain, else organizational domain, else public suffix domain. A walk stops at the first
 * psd tag, so the record of a public suffix domain is the last. */
static void
choose_record(EmlDmarcPolicy *self)
{
	const EmlOrgdomain *walk = self->walk;

	self->found = found_at(walk, walk->start);
	self->source = EML_DMARC_SOURCE_AUTHOR;
	if (self->found != NULL)
		return;
	self->source = EML_DMARC_SOURCE_UNKNOWN;
	if (walk->end != EML_WALK_COMPLETE)
		return;
	self->found = found_at(walk, walk->organizational);
	self->source = EML_DMARC_SOURCE_ORG;
	if (self->found != NULL)
		return;
	self->source = EML_DMARC_SOURCE_NONE;
	if (walk->found->len == 0)
		return;
	self->found = g_ptr_array_index(walk->found, walk->found->len - 1);
	self->source = EML_DMARC_SOURCE_PSD;
}

static void
explain_source(const EmlDmarcPolicy *self, GPtrArray *steps)
{
	const EmlStepCode code = self->source == EML_DMARC_SOURCE_AUTHOR
				     ? EML_STEP_DMARC_FROM_AUTHOR
				 : self->source == EML_DMARC_SOURCE_ORG ? EML_STEP_DMARC_FROM_ORG
									: EML_STEP_DMARC_FROM_PSD;
	EmlStep *step = NULL;

	for (guint i = 0; i < self->walk->found->len; i++) {
		const EmlOrgdomainFound *other = g_ptr_array_index(self->walk->found, i);

		if (other != self->found && other->labels > self->found->labels)
			add_step(steps, EML_STEP_DMARC_RECORD_BETWEEN, EML_TONE_NOTE, other->name);
	}
	step = add_step(steps, code, EML_TONE_PLAIN, self->found->name);
	eml_step_arg_text(step, self->walk->start);
	eml_step_at_record(step, self->found->slot, -1, -1);
	eml_dmarc_explain(self->found->record, self->found->slot, step->children);
}

/* Non-existent: the name gives NXDOMAIN (section 3.2.13). A CNAME at the name exists, wherever it
 * leads. TRUE also where it cannot be known: then self->existence says so. */
static gboolean
author_exists(EmlDmarcPolicy *self, EmlDns *dns, GPtrArray *steps)
{
	const char *author = self->walk->start;
	guint slot = 0;
	g_autoptr(EmlDnsAnswer) answer = eml_dns_get(dns, EML_DNS_A, eml_slice(author), &slot);
	const gboolean missing = answer->outcome == EML_DNS_NO_NAME && answer->via->len == 0;
	EmlStep *step = NULL;

	if (answer->outcome == EML_DNS_FAILED || answer->outcome == EML_DNS_NOT_ASKED) {
		self->existence = answer->outcome == EML_DNS_NOT_ASKED &&
					  g_strcmp0(answer->reason, "offline") == 0
				      ? EML_WALK_OFFLINE
				      : EML_WALK_FAILED;
		step = add_step(steps, EML_STEP_DMARC_EXISTENCE_UNKNOWN, EML_TONE_WARN, author);
		eml_step_arg_text(step, answer->reason);
	} else {
		step = add_step(
		    steps, missing ? EML_STEP_DMARC_AUTHOR_MISSING : EML_STEP_DMARC_AUTHOR_EXISTS,
		    missing ? EML_TONE_WARN : EML_TONE_PLAIN, author);
	}
	eml_step_at_record(step, slot, -1, -1);
	return !missing;
}

/* t=y asks for the level below: section 4.7. */
static EmlPolicy
one_level_lower(EmlPolicy policy)
{
	static const EmlPolicy lower[EML_POLICY_LAST] = {
	    [EML_POLICY_NONE] = EML_POLICY_NONE,
	    [EML_POLICY_QUARANTINE] = EML_POLICY_NONE,
	    [EML_POLICY_REJECT] = EML_POLICY_QUARANTINE,
	};

	return lower[policy];
}

static void
apply(EmlDmarcPolicy *self, EmlPolicy policy, const char *tag, GPtrArray *steps)
{
	self->policy = policy;
	self->applied = policy;
	eml_step_arg_text(
	    add_step(steps, EML_STEP_DMARC_POLICY_CHOSEN, EML_TONE_PLAIN, eml_policy_word(policy)),
	    tag);
	if (!self->found->record->testing || policy == EML_POLICY_NONE)
		return;
	self->applied = one_level_lower(policy);
	eml_step_arg_text(
	    add_step(steps, EML_STEP_DMARC_TEST_MODE, EML_TONE_NOTE, eml_policy_word(policy)),
	    eml_policy_word(self->applied));
}

/* p, sp or np: a record below which the author domain lies speaks of it as an existing or a
 * non-existent subdomain. */
static void
choose_policy(EmlDmarcPolicy *self, EmlDns *dns, GPtrArray *steps)
{
	EmlPolicy p = EML_POLICY_LAST, sp = EML_POLICY_LAST, np = EML_POLICY_LAST;
	const gboolean inherited = self->source != EML_DMARC_SOURCE_AUTHOR;
	const char *tag = "p";

	if (!eml_dmarc_record_policies(self->found->record, &p, &sp, &np)) {
		self->source = EML_DMARC_SOURCE_UNUSABLE;
		return;
	}
	if (self->found->record->bad_policy)
		add_step(steps, EML_STEP_DMARC_ACTS_AS_NONE, EML_TONE_WARN, self->found->name);
	if (inherited && sp < EML_POLICY_LAST) {
		p = sp;
		tag = "sp";
	}
	if (inherited && np < EML_POLICY_LAST && np != p && !author_exists(self, dns, steps)) {
		p = np;
		tag = "np";
	}
	if (self->existence == EML_WALK_COMPLETE)
		apply(self, p, tag, steps);
}

EmlDmarcPolicy *
eml_dmarc_policy_discover(const char *author, EmlDns *dns, GPtrArray *steps)
{
	EmlDmarcPolicy *self = g_new0(EmlDmarcPolicy, 1);

	self->policy = self->applied = EML_POLICY_LAST;
	self->walk = eml_orgdomain_find(author, dns, steps);
	choose_record(self);
	if (self->found == NULL)
		return self;
	explain_source(self, steps);
	choose_policy(self, dns, steps);
	return self;
}

void
eml_dmarc_policy_free(EmlDmarcPolicy *self)
{
	if (self == NULL)
		return;
	eml_orgdomain_free(self->walk);
	g_free(self);
}
