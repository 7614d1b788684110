#include "judge/findings.h"

#include "judge/words.h"

/* The findings so far. */
typedef struct {
	const EmlReport *report;
	GPtrArray *all; /* EmlFinding */
} Findings;

typedef void (*Rule)(Findings *found);

static void
finding_free_cb(gpointer finding)
{
	eml_finding_free(finding);
}

static void
bytes_unref_cb(gpointer bytes)
{
	g_bytes_unref(bytes);
}

static EmlFinding *
add(Findings *found, const char *id, EmlTone tone, gint field)
{
	EmlFinding *self = g_new0(EmlFinding, 1);

	self->id = id;
	self->tone = tone;
	self->args = g_ptr_array_new_with_free_func(bytes_unref_cb);
	self->fields = g_array_new(FALSE, FALSE, sizeof(guint));
	if (field >= 0) {
		const guint index = (guint)field;

		g_array_append_val(self->fields, index);
	}
	g_ptr_array_add(found->all, self);
	return self;
}

static EmlFinding *
with(EmlFinding *self, const char *arg)
{
	arg = arg != NULL ? arg : "?";
	g_ptr_array_add(self->args, g_bytes_new(arg, strlen(arg)));
	return self;
}

static EmlFinding *
with_number(EmlFinding *self, guint64 number)
{
	g_autofree char *text = g_strdup_printf("%" G_GUINT64_FORMAT, number);

	return with(self, text);
}

static void
forged_results(Findings *found)
{
	const EmlClaims *claims = found->report->claims;
	const GPtrArray *lists[] = {claims->authres, claims->received_spf};

	for (gsize l = 0; l < G_N_ELEMENTS(lists); l++) {
		for (guint i = 0; i < lists[l]->len; i++) {
			const EmlClaimField *claim = g_ptr_array_index(lists[l], i);
			const gboolean unclear = claim->trust.why == EML_TRUST_WHY_UNDER_BORDER;

			if (claim->trust.trust != EML_TRUST_FORGEABLE)
				continue;
			with_number(
			    with(add(found,
				     unclear ? "finding-results-under-border"
					     : "finding-forged-results",
				     unclear ? EML_TONE_WARN : EML_TONE_BAD, (gint)claim->field),
				 claim->trust.arg),
			    claim->field);
		}
	}
}

static void
client_address(Findings *found)
{
	const EmlEnvelope *envelope = found->report->envelope;

	switch (envelope->doubt) {
	case EML_DOUBT_NONE:
	case EML_DOUBT_LAST:
		break;
	case EML_DOUBT_IP_CONFLICT:
		with(with(add(found, "finding-client-ip-conflict", EML_TONE_BAD,
			      envelope->other_field),
			  envelope->ip.value),
		     envelope->other_ip);
		break;
	case EML_DOUBT_SKIPPED_BY_NAME:
	case EML_DOUBT_SKIPPED_WITHOUT_ADDRESS:
		add(found, "finding-client-ip-doubtful", EML_TONE_WARN, envelope->ip.field);
		break;
	}
}

static void
author(Findings *found)
{
	const EmlFacts *facts = found->report->facts;
	const gint from = eml_message_find(found->report->message, "From", -1);

	if (facts->from_domains->len > 1 || facts->n_from_fields > 1)
		add(found, "finding-from-several", EML_TONE_BAD, from);
	else if (facts->from_domains->len == 0)
		add(found, "finding-from-missing", EML_TONE_BAD, from);
}

static gboolean
any_signature_passes(const EmlReport *report)
{
	for (guint i = 0; report->dkim != NULL && i < report->dkim->len; i++)
		if (((const EmlDkimResult *)g_ptr_array_index(report->dkim, i))->result ==
		    EML_RESULT_PASS)
			return TRUE;
	return FALSE;
}

static void
duplicate_fields(Findings *found)
{
	/* RFC 5322 section 3.6: at most one of each; From is its own finding */
	static const char *const single[] = {"Sender",	   "Reply-To",	   "To",      "Cc",
					     "Bcc",	   "Message-ID",   "Subject", "In-Reply-To",
					     "References", "Content-Type", "Date"};

	if (!any_signature_passes(found->report))
		return;
	for (gsize i = 0; i < G_N_ELEMENTS(single); i++) {
		const guint n = eml_message_count(found->report->message, single[i]);

		if (n > 1)
			with_number(
			    with(add(found, "finding-duplicate-field", EML_TONE_BAD,
				     eml_message_find(found->report->message, single[i], -1)),
				 single[i]),
			    n);
	}
}

static void
open_length(Findings *found)
{
	const EmlReport *report = found->report;

	for (guint i = 0; report->dkim != NULL && i < report->dkim->len; i++) {
		const EmlDkimResult *signature = g_ptr_array_index(report->dkim, i);

		if (signature->result != EML_RESULT_PASS || !signature->has_length)
			continue;
		if (signature->unsigned_tail > 0)
			with_number(with(add(found, "finding-unsigned-tail", EML_TONE_BAD,
					     (gint)signature->field),
					 signature->domain),
				    signature->unsigned_tail);
		if (!eml_dkim_covers(signature, "Content-Type"))
			add(found, "finding-length-content-type", EML_TONE_BAD,
			    (gint)signature->field);
	}
}

static void
dmarc_result(Findings *found)
{
	const EmlDmarcResult *dmarc = found->report->dmarc;
	const gint from = eml_message_find(found->report->message, "From", -1);

	if (dmarc == NULL || dmarc->domain == NULL)
		return;
	if (dmarc->result == EML_RESULT_NONE)
		with(add(found, "finding-no-dmarc", EML_TONE_WARN, from), dmarc->domain);
	else if (dmarc->result == EML_RESULT_FAIL && dmarc->applied == EML_POLICY_NONE)
		with(add(found, "finding-dmarc-fail-none", EML_TONE_WARN, from), dmarc->domain);
	else if (dmarc->result == EML_RESULT_FAIL)
		with(with(add(found, "finding-dmarc-fail", EML_TONE_BAD, from), dmarc->domain),
		     eml_policy_word(dmarc->applied));
}

static void
disagreements(Findings *found)
{
	for (guint i = 0; i < found->report->comparisons->len; i++) {
		const EmlComparison *one = g_ptr_array_index(found->report->comparisons, i);
		g_autofree char *method = g_ascii_strup(one->method, -1);

		if (one->claimed == NULL || one->rechecked == EML_RESULT_LAST ||
		    (one->verdict != EML_COMPARE_DISAGREE &&
		     one->verdict != EML_COMPARE_NOT_COMPARABLE))
			continue;
		with(with(with(add(found, "finding-claim-differs",
				   one->verdict == EML_COMPARE_DISAGREE ? EML_TONE_WARN
									: EML_TONE_NOTE,
				   one->claimed_field),
			       method),
			  one->claimed),
		     eml_result_word(one->rechecked));
	}
}

static void
spf_result(Findings *found)
{
	const EmlSpfResult *spf = found->report->spf;

	if (spf == NULL || spf->domain == NULL)
		return;
	if (spf->result != EML_RESULT_FAIL && spf->result != EML_RESULT_SOFTFAIL &&
	    spf->result != EML_RESULT_NEUTRAL)
		return;
	with(with(with(add(found, "finding-spf-not-pass", EML_TONE_WARN,
			   found->report->envelope->ip.field),
		       eml_result_word(spf->result)),
		  spf->domain),
	     spf->ip);
}

static void
no_signature(Findings *found)
{
	if (found->report->dkim != NULL && found->report->dkim->len == 0)
		add(found, "finding-no-dkim", EML_TONE_WARN, -1);
}

/* Form anomalies that have words; a leading mbox line is none of the message's. */
static void
form(Findings *found)
{
	const char *const *anomalies = eml_message_anomalies(found->report->message);

	for (guint i = 0; anomalies[i] != NULL; i++) {
		g_autofree char *id = g_strdup_printf("finding-form-%s", anomalies[i]);
		const EmlWords *words = eml_words_by_id(id);

		if (words != NULL)
			add(found, words->id, EML_TONE_NOTE, -1);
	}
}

static gboolean
has_finding(const Findings *found, const char *id, const GPtrArray *args)
{
	for (guint i = 0; i < found->all->len; i++) {
		const EmlFinding *one = g_ptr_array_index(found->all, i);
		gboolean same = g_str_equal(one->id, id) && one->args->len == args->len;

		for (guint k = 0; same && k < args->len; k++)
			same = g_bytes_equal(g_ptr_array_index(one->args, k),
					     g_ptr_array_index(args, k));
		if (same)
			return TRUE;
	}
	return FALSE;
}

/* A step that warns and has advice is a finding in its own words. */
static void
steps(Findings *found, const GPtrArray *trace, gint field)
{
	for (guint i = 0; trace != NULL && i < trace->len; i++) {
		const EmlStep *step = g_ptr_array_index(trace, i);
		const EmlWords *words = eml_words_step(step->code);

		if ((step->tone == EML_TONE_WARN || step->tone == EML_TONE_BAD) &&
		    words->advice != NULL && !has_finding(found, words->id, step->args)) {
			EmlFinding *one = add(found, words->id, step->tone,
					      step->field >= 0 ? step->field : field);

			for (guint k = 0; k < step->args->len; k++)
				g_ptr_array_add(one->args,
						g_bytes_ref(g_ptr_array_index(step->args, k)));
		}
		steps(found, step->children, field);
	}
}

static void
steps_of_checks(Findings *found)
{
	const EmlReport *report = found->report;

	for (guint i = 0; report->dkim != NULL && i < report->dkim->len; i++) {
		const EmlDkimResult *signature = g_ptr_array_index(report->dkim, i);

		steps(found, signature->trace, (gint)signature->field);
	}
	if (report->spf != NULL)
		steps(found, report->spf->trace, -1);
	if (report->iprev != NULL)
		steps(found, report->iprev->trace, report->envelope->ip.field);
	if (report->unsubscribe != NULL)
		steps(found, report->unsubscribe->trace, -1);
}

/* "dmarc=pass", or, where it says nothing of DMARC, all that it says. */
static char *
what_it_saw(const EmlAuthres *results)
{
	GString *all = g_string_new(NULL);

	for (guint i = 0; i < results->results->len; i++) {
		const EmlAuthresResult *one = g_ptr_array_index(results->results, i);

		if (g_str_equal(one->method, "dmarc")) {
			g_string_printf(all, "dmarc=%s", one->result);
			break;
		}
		g_string_append_printf(all, "%s%s=%s", i > 0 ? ", " : "", one->method, one->result);
	}
	if (all->len == 0)
		g_string_append(all, "nothing");
	return g_string_free(all, FALSE);
}

/* TRUE if the first sealer says that DKIM passed, and no signature of the message does now. */
static gboolean
changed_since(const EmlReport *report, const EmlAuthres *results)
{
	gboolean passed = FALSE;

	for (guint i = 0; i < results->results->len; i++) {
		const EmlAuthresResult *one = g_ptr_array_index(results->results, i);

		passed =
		    passed || (g_str_equal(one->method, "dkim") && one->mapped == EML_RESULT_PASS);
	}
	for (guint i = 0; report->dkim != NULL && i < report->dkim->len; i++)
		if (((const EmlDkimResult *)g_ptr_array_index(report->dkim, i))->result !=
		    EML_RESULT_FAIL)
			return FALSE;
	return passed && report->dkim != NULL && report->dkim->len > 0;
}

/* The oldest set says what the message was before any of the sealers touched it. */
static void
arc_pass(Findings *found, const EmlArcResult *arc)
{
	const EmlArcSet *first = g_ptr_array_index(arc->sets, 0);
	const gboolean changed = changed_since(found->report, first->results);
	g_autofree char *saw = what_it_saw(first->results);
	g_autofree char *by = eml_arc_sealers(arc);

	with(with(with(add(found, changed ? "finding-arc-before-change" : "finding-arc-says",
			   EML_TONE_NOTE, first->results_field),
		       first->seal_domain),
		  saw),
	     by);
}

static const EmlStep *
find_step(const GPtrArray *steps, EmlStepCode code)
{
	for (guint i = 0; i < steps->len; i++) {
		const EmlStep *step = g_ptr_array_index(steps, i);
		const EmlStep *below = step->code == code ? step : find_step(step->children, code);

		if (below != NULL)
			return below;
	}
	return NULL;
}

/* Information only: a chain neither proves nor disproves the From address. Where DMARC passes, what
 * a sealer saw tells nothing new. */
static void
arc_chain(Findings *found)
{
	const EmlArcResult *arc = found->report->arc;
	const EmlStep *step = NULL;
	g_autofree EmlPlain *cause = NULL;

	if (arc == NULL || (arc->result != EML_RESULT_PASS && arc->result != EML_RESULT_FAIL))
		return;
	if (arc->result == EML_RESULT_PASS) {
		if (found->report->dmarc != NULL && found->report->dmarc->result != EML_RESULT_PASS)
			arc_pass(found, arc);
		return;
	}
	step = find_step(arc->trace, arc->reason);
	g_return_if_fail(step != NULL); /* a fail has its cause in the trace */
	cause = eml_words_step_text(step);
	with(add(found, "finding-arc-broken", EML_TONE_NOTE, step->field), cause);
}

/* In the order of weight; within one tone that order stays. */
static const Rule rules[] = {
    forged_results, client_address, author,	  duplicate_fields, open_length,     dmarc_result,
    disagreements,  spf_result,	    no_signature, arc_chain,	    steps_of_checks, form,
};

GPtrArray *
eml_findings(const EmlReport *report)
{
	static const EmlTone tones[] = {EML_TONE_BAD, EML_TONE_WARN, EML_TONE_NOTE};
	Findings found = {report, g_ptr_array_new()};
	GPtrArray *sorted = g_ptr_array_new_with_free_func(finding_free_cb);

	for (gsize i = 0; i < G_N_ELEMENTS(rules); i++)
		rules[i](&found);
	for (gsize t = 0; t < G_N_ELEMENTS(tones); t++)
		for (guint i = 0; i < found.all->len; i++)
			if (((EmlFinding *)g_ptr_array_index(found.all, i))->tone == tones[t])
				g_ptr_array_add(sorted, g_ptr_array_index(found.all, i));
	g_assert(sorted->len == found.all->len);
	g_ptr_array_unref(found.all);
	return sorted;
}
