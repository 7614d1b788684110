#include "base/limits.h"
#include "claim/address.h"
#include "judge/finding.h"
#include "judge/forwarded.h"
#include "judge/gateway.h"
#include "judge/no-client.h"
#include "judge/sender.h"
#include "judge/words.h"

#define MAX_SHOWN_RECORD 400 /* bytes of an SPF record that is written out; ours */

/* A failure that something missing could still turn is no red one, and the verdict says what could
 * turn it. */
static void
dmarc_fail(EmlFindings *found, gint from)
{
	const EmlReport *report = found->report;
	const EmlDmarcResult *dmarc = report->dmarc;
	const gboolean mild = dmarc->applied == EML_POLICY_NONE;
	const gboolean changed = g_str_has_prefix(report->verdict.id, "verdict-changed");
	const char *id = changed			    ? "finding-dmarc-fail-changed"
			 : !mild			    ? "finding-dmarc-fail"
			 : dmarc->policy == EML_POLICY_NONE ? "finding-dmarc-fail-none"
							    : "finding-dmarc-fail-testing";
	g_autofree char *sender = eml_sender_advice(report);
	EmlFinding *one = NULL;

	if (report->verdict.status == EML_STATUS_UNDECIDED) {
		eml_finding_with(eml_finding_add(found, "finding-dmarc-fail-open", EML_TONE_WARN,
						 EML_WEIGHT_ANSWER, from),
				 dmarc->domain);
		return;
	}
	one = eml_finding_add(found, id, mild ? EML_TONE_WARN : EML_TONE_BAD, EML_WEIGHT_ANSWER,
			      from);
	eml_finding_with(one, dmarc->domain);
	if (!mild && !changed)
		eml_finding_with(one, eml_policy_word(dmarc->applied));
	if (!changed)
		eml_finding_with(one, sender);
}

static void
dmarc_result(EmlFindings *found)
{
	const EmlDmarcResult *dmarc = found->report->dmarc;
	const gint from = eml_message_find(found->report->message, "From", -1);

	if (dmarc == NULL || dmarc->domain == NULL)
		return;
	if (dmarc->result == EML_RESULT_NONE)
		eml_finding_with(eml_finding_add(found, "finding-no-dmarc", EML_TONE_WARN,
						 EML_WEIGHT_ANSWER, from),
				 dmarc->domain);
	else if (dmarc->result == EML_RESULT_FAIL)
		dmarc_fail(found, from);
}

/* The receiver found a record there: its result is about that domain, and none that a missing name
 * gives (RFC 7208 section 4.3). */
static const char *
spf_claim_of_then(const EmlReport *report)
{
	static const char *const of_records[] = {"pass", "fail", "softfail", NULL};

	for (guint i = 0; i < report->comparisons->len; i++) {
		const EmlComparison *one = g_ptr_array_index(report->comparisons, i);

		if (g_str_equal(one->method, "spf") && one->claimed != NULL &&
		    g_strcmp0(one->why, "compare-other-identity") != 0 &&
		    g_strv_contains(of_records, one->claimed))
			return one->claimed;
	}
	return NULL;
}

static void
spf_none(EmlFindings *found, const EmlSpfResult *spf)
{
	const char *then = spf_claim_of_then(found->report);

	if (spf->reason != EML_STEP_SPF_RECORD_NO_NAME)
		eml_finding_with(
		    eml_finding_add(found, "finding-no-spf", EML_TONE_WARN, EML_WEIGHT_CHECK, -1),
		    spf->domain);
	else if (then != NULL)
		eml_finding_with(
		    eml_finding_with(eml_finding_add(found, "finding-spf-name-gone", EML_TONE_NOTE,
						     EML_WEIGHT_CHECK, -1),
				     spf->domain),
		    then);
	else
		eml_finding_with(eml_finding_add(found, "finding-spf-no-name", EML_TONE_WARN,
						 EML_WEIGHT_CHECK, -1),
				 spf->domain);
}

/* The record of the domain itself, not of one that it includes; no data if it was not had. */
static EmlSlice
spf_record(const EmlSpfResult *spf)
{
	for (guint i = 0; i < spf->trace->len; i++) {
		const EmlStep *step = g_ptr_array_index(spf->trace, i);
		GBytes *text =
		    step->code == EML_STEP_SPF_RECORD ? g_ptr_array_index(step->args, 1) : NULL;

		if (text != NULL)
			return eml_slice_n(g_bytes_get_data(text, NULL), g_bytes_get_size(text));
	}
	return eml_slice_n(NULL, 0);
}

/* "v=spf1 ip4:192.0.2.1 -all": the record with the client put first, where no other term can decide
 * before it and no lookup is spent (RFC 7208 section 4.6.2). A long one is cut: what follows stays
 * as it is. The caller owns it. */
static char *
record_with_client(const EmlSpfResult *spf)
{
	const EmlSlice record = spf_record(spf);
	const gsize version = MIN(record.len, strlen("v=spf1"));
	const gsize end = MIN(record.len, MAX_SHOWN_RECORD);
	g_autofree char *terms = eml_slice_dup(eml_slice_part(record, version, end));
	const char *kind = strchr(spf->ip, ':') != NULL ? "ip6" : "ip4";

	return g_strdup_printf("v=spf1 %s:%s%s%s", kind, spf->ip, terms,
			       record.len == 0 || end < record.len ? " …" : "");
}

/* It says nothing of the sender's server, and no record is to let a gateway of the receiver send.
 */
static void
spf_of_gateway(EmlFindings *found, const EmlSpfResult *spf)
{
	const EmlReport *report = found->report;
	const gboolean good = report->verdict.status == EML_STATUS_AUTHENTICATED;
	g_autofree char *name = eml_gateway_name(report->gateway);
	g_autofree char *says = eml_gateway_says(report->gateway, report);
	EmlFinding *one =
	    eml_finding_add(found, "finding-spf-gateway", good ? EML_TONE_NOTE : EML_TONE_WARN,
			    EML_WEIGHT_CHECK, report->envelope->ip.field);

	eml_finding_with(eml_finding_with(one, eml_result_word(spf->result)), spf->domain);
	eml_finding_with(eml_finding_with(one, name), says);
	eml_finding_field(one, report->gateway->client_field);
	eml_finding_field(one, report->gateway->results_field);
}

static void
spf_result(EmlFindings *found)
{
	const EmlSpfResult *spf = found->report->spf;
	const char *id = NULL;
	EmlForwarded sign;
	EmlFinding *one = NULL;
	g_autofree char *record = NULL;

	if (spf == NULL || spf->domain == NULL || spf->ip == NULL)
		return;
	if (spf->result == EML_RESULT_NONE && spf->identity == EML_SPF_MAIL_FROM)
		spf_none(found, spf);
	/* of an address that is in doubt nothing is advised: that it is, is a finding of its own */
	if ((spf->result != EML_RESULT_FAIL && spf->result != EML_RESULT_SOFTFAIL &&
	     spf->result != EML_RESULT_NEUTRAL) ||
	    found->report->envelope->doubt != EML_DOUBT_NONE)
		return;
	if (found->report->gateway != NULL) {
		spf_of_gateway(found, spf);
		return;
	}
	/* nobody is to let the address of a forger or of a forwarder send for him */
	id = eml_sender_may_lie(found->report)		 ? "finding-spf-not-pass-forged"
	     : eml_forwarded_first(found->report, &sign) ? "finding-spf-not-pass-forwarded"
							 : "finding-spf-not-pass";
	one = eml_finding_add(found, id, EML_TONE_WARN, EML_WEIGHT_CHECK,
			      found->report->envelope->ip.field);
	eml_finding_with(eml_finding_with(one, eml_result_word(spf->result)), spf->domain);
	record = record_with_client(spf);
	eml_finding_with(eml_finding_with(one, spf->ip), record);
}

static void
no_signature(EmlFindings *found)
{
	const EmlReport *report = found->report;
	const gboolean sent = eml_no_client(report) == EML_CLIENT_MAY_BE;

	/* with no author, or never sent, or made by the receiver: there is nobody to sign, or
	 * nothing yet that was signed */
	if (report->dkim != NULL && eml_dkim_n_counting(report->dkim) == 0 && sent &&
	    report->facts->from_domains->len > 0)
		eml_finding_add(found, "finding-no-dkim", EML_TONE_WARN, EML_WEIGHT_CHECK, -1);
}

static gboolean
list_has(const GPtrArray *list, const char *id, const GPtrArray *args)
{
	for (guint i = 0; i < list->len; i++) {
		const EmlFinding *one = g_ptr_array_index(list, i);
		gboolean same = g_str_equal(one->id, id) && one->args->len == args->len;

		for (guint k = 0; same && k < args->len; k++)
			same = g_bytes_equal(g_ptr_array_index(one->args, k),
					     g_ptr_array_index(args, k));
		if (same)
			return TRUE;
	}
	return FALSE;
}

static gboolean
has_id(const EmlFindings *found, const char *id)
{
	for (guint tone = 0; tone < EML_TONE_LAST; tone++)
		for (guint weight = 0; weight < EML_WEIGHT_LAST; weight++) {
			const GPtrArray *list = found->all[tone][weight];

			for (guint i = 0; list != NULL && i < list->len; i++)
				if (g_str_equal(
					((const EmlFinding *)g_ptr_array_index(list, i))->id, id))
					return TRUE;
		}
	return FALSE;
}

gboolean
eml_findings_have(const EmlFindings *self, const char *id, const GPtrArray *args)
{
	for (guint tone = 0; tone < EML_TONE_LAST; tone++)
		for (guint weight = 0; weight < EML_WEIGHT_LAST; weight++)
			if (self->all[tone][weight] != NULL &&
			    list_has(self->all[tone][weight], id, args))
				return TRUE;
	return FALSE;
}

/* DNS did not answer: what could change the answer stands before what only explains it. */
static const EmlStepCode unanswered[] = {
    EML_STEP_DKIM_KEY_TEMPERROR, EML_STEP_DKIM_KEY_NOT_IN_SNAPSHOT, EML_STEP_DMARC_QUERY_FAILED,
    EML_STEP_SPF_DNS_FAILED,	 EML_STEP_SPF_NOT_IN_SNAPSHOT,	    EML_STEP_SPF_ADDRESS_UNKNOWN,
    EML_STEP_SPF_SENDER_UNKNOWN,
};

/* Steps that only say once more what the verdict, or a finding of its own words, says. */
static const EmlStepCode said_already[] = {
    EML_STEP_SPF_NOT_ASKED,
    EML_STEP_DMARC_FAIL,
    EML_STEP_DMARC_NO_RECORD,
    EML_STEP_DMARC_NO_FROM_DOMAIN,
    EML_STEP_DMARC_SEVERAL_FROM_DOMAINS,
    EML_STEP_DMARC_SEVERAL_FROM_FIELDS,
    EML_STEP_DMARC_ALIGNMENT_OPEN,
    EML_STEP_DMARC_IDENTIFIER_FAILED,
    EML_STEP_DMARC_IDENTIFIER_MISSING,
    EML_STEP_DMARC_POLICY_UNKNOWN,
    EML_STEP_DMARC_RECORD_UNKNOWN,
    EML_STEP_DMARC_NOT_ASKED,
};

static gboolean
is_one_of(EmlStepCode code, const EmlStepCode *codes, gsize n)
{
	for (gsize i = 0; i < n; i++)
		if (codes[i] == code)
			return TRUE;
	return FALSE;
}

/* One trace that becomes findings. */
typedef struct {
	EmlWeight weight;
	gint field;		      /* where the step names none */
	EmlTone at_most;	      /* the worst tone that its steps may have */
	const EmlDkimResult *passing; /* the signature, if it passes; else NULL */
	/* the receiver that saw the body as it was signed, though now it is not; or NULL */
	const char *found_right_by;
	const GPtrArray *causes;     /* EmlCause: why the signature fails; or NULL */
	const EmlComparison *passed; /* the receiver's claim that it passed; or NULL */
} Trace;

/* Nobody can name the address of a client that there was not. */
static gboolean
has_no_client(const EmlFindings *found, EmlStepCode code)
{
	return code == EML_STEP_SPF_ADDRESS_UNKNOWN && has_id(found, "finding-made-here");
}

/* Without the client's address SPF cannot be checked whatever else is missing; without an author no
 * fact of the session can tell who sent it. */
static gboolean
is_no_help(const EmlFindings *found, EmlStepCode code)
{
	const EmlReport *report = found->report;
	const gboolean second =
	    code == EML_STEP_SPF_SENDER_UNKNOWN && report->envelope->ip.value == NULL;

	return second ||
	       ((code == EML_STEP_SPF_SENDER_UNKNOWN || code == EML_STEP_SPF_ADDRESS_UNKNOWN) &&
		report->facts->from->len == 0);
}

static const char *const hidden_client = "finding-client-ip-hidden";

/* TRUE if the message came in where the receiver wrote 0.0.0.0 or :: for the client. */
static gboolean
hides_client(const EmlHops *hops)
{
	const EmlHop *border = eml_hops_border(hops);
	EmlAddress address;

	return border != NULL && hops->doubt != EML_HOPS_SUBMITTED &&
	       eml_address_parse(border->received->from_ip, &address) &&
	       eml_address_is_unspecified(&address);
}

/* %1 is the host that hides it, %2 the line, %3 what stands there. */
static void
say_who_hides(EmlFinding *one, const EmlReport *report)
{
	const EmlHop *border = eml_hops_border(report->hops);
	const char *by = border->received->by;

	eml_finding_with(one, by != NULL ? by : eml_words_title("shown-no-name"));
	eml_finding_with_number(one, eml_report_line(report, (gint)border->field));
	eml_finding_with(one, border->received->from_ip);
	eml_finding_field(one, (gint)border->field); /* an index */
}

/* The step says what SPF stopped at; the finding names all that is missing, so that nobody has to
 * ask again for each. A HELO name does not stand for an unknown MAIL FROM (RFC 9989 section 4.4).
 */
static const char *
finding_id(const EmlFindings *found, EmlStepCode code)
{
	const gboolean sender_known = found->report->envelope->mail_from.value != NULL;

	if (code == EML_STEP_SPF_ADDRESS_UNKNOWN && !sender_known)
		return "finding-spf-session-unknown";
	if (code == EML_STEP_SPF_ADDRESS_UNKNOWN && hides_client(found->report->hops))
		return hidden_client;
	if (code == EML_STEP_SPF_SENDER_UNKNOWN && !sender_known)
		return "finding-spf-mail-from-unknown";
	return eml_words_step(code)->id;
}

/* That a key is weak is a note in the trace, and worth saying where the signature stands on that
 * key; of several there is only one. */
static gboolean
stands_on_weak_key(const Trace *trace, const EmlStep *step)
{
	return step->code == EML_STEP_DKIM_KEY_WEAK && trace->passing != NULL &&
	       trace->passing->key.bits < EML_WEAK_RSA_BITS;
}

/* The tone that a step has as a finding; PLAIN: it is none. What is bad in the trace of a signature
 * that passes is about a key record that it does not stand on: that there are several is said. */
static EmlTone
finding_tone(const EmlFindings *found, const Trace *trace, const EmlStep *step)
{
	if (stands_on_weak_key(trace, step))
		return EML_TONE_NOTE;
	if (step->tone == EML_TONE_BAD && trace->passing != NULL)
		return EML_TONE_PLAIN;
	if (step->code == EML_STEP_DKIM_LENGTH_TAIL &&
	    (has_id(found, "finding-unsigned-tail") ||
	     has_id(found, "finding-unsigned-tail-covered")))
		return EML_TONE_PLAIN; /* said already, and of all signatures */
	return step->tone == EML_TONE_WARN || step->tone == EML_TONE_BAD
		   ? MIN(step->tone, trace->at_most)
		   : EML_TONE_PLAIN;
}

/* A step that warns and has advice is a finding in its own words. */
static void
step_finding(EmlFindings *found, const Trace *trace, const EmlStep *step)
{
	const EmlTone tone = finding_tone(found, trace, step);
	const EmlWords *words = eml_words_step(step->code);
	const EmlWeight weight = is_one_of(step->code, unanswered, G_N_ELEMENTS(unanswered))
				     ? EML_WEIGHT_UNANSWERED
				     : trace->weight;
	const char *id = finding_id(found, step->code);
	EmlFinding *one = NULL;

	if (tone == EML_TONE_PLAIN || words->advice == NULL ||
	    is_one_of(step->code, said_already, G_N_ELEMENTS(said_already)) ||
	    eml_findings_have(found, id, step->args) || is_no_help(found, step->code) ||
	    has_no_client(found, step->code))
		return;
	one =
	    eml_finding_add(found, id, tone, weight, step->field >= 0 ? step->field : trace->field);
	if (g_str_equal(id, hidden_client))
		say_who_hides(one, found->report);
	eml_finding_with_all(one, step->args);
}

/* The receiver found the signature right, so the key was there then, and that it is gone says
 * nothing against the message (standards 0.8). Several signatures share it. */
static void
key_is_gone(EmlFindings *found, const Trace *trace, const EmlStep *step)
{
	static const char id[] = "finding-key-gone";
	const EmlComparison *claim = trace->passed;
	const char *who =
	    claim->claimed_by != NULL ? claim->claimed_by : found->report->claims->receiver;
	g_autofree char *line =
	    g_strdup_printf("%u", eml_report_line(found->report, claim->claimed_field));
	g_autoptr(GPtrArray) args = g_ptr_array_new_with_free_func((GDestroyNotify)g_bytes_unref);

	who = who != NULL ? who : "the receiver";
	g_ptr_array_add(args, g_bytes_ref(g_ptr_array_index(step->args, 0)));
	g_ptr_array_add(args, g_bytes_new(who, strlen(who)));
	g_ptr_array_add(args, g_bytes_new(line, strlen(line)));
	if (!eml_findings_have(found, id, args))
		eml_finding_with_all(eml_finding_add(found, id, EML_TONE_WARN, trace->weight,
						     step->field >= 0 ? step->field : trace->field),
				     args);
}

/* The body changed after the receiver had found the signature right: said once for all of them. */
static void
changed_since(EmlFindings *found, const Trace *trace, const EmlStep *step)
{
	static const char id[] = "finding-body-changed-since";
	const EmlTone tone = MIN(step->tone, trace->at_most);

	if (!has_id(found, id))
		eml_finding_with(eml_finding_add(found, id, tone, trace->weight,
						 step->field >= 0 ? step->field : trace->field),
				 trace->found_right_by);
}

/* The step guesses what may have changed the body; what is proved to have is said in its place. */
static gboolean
changed_by(EmlFindings *found, const Trace *trace, const EmlStep *step)
{
	return eml_findings_changed_body(found, trace->causes, MIN(step->tone, trace->at_most),
					 step->field >= 0 ? step->field : trace->field);
}

static void
steps(EmlFindings *found, const Trace *trace, const GPtrArray *all)
{
	for (guint i = 0; all != NULL && i < all->len; i++) {
		const EmlStep *step = g_ptr_array_index(all, i);

		if (step->code == EML_STEP_DKIM_BODY_HASH_DIFFERS && trace->found_right_by != NULL)
			changed_since(found, trace, step);
		else if (step->code == EML_STEP_DKIM_KEY_MISSING && trace->passed != NULL)
			key_is_gone(found, trace, step);
		else if (step->code != EML_STEP_DKIM_BODY_HASH_DIFFERS ||
			 !changed_by(found, trace, step))
			step_finding(found, trace, step);
		steps(found, trace, step->children);
	}
}

/* A key that was withdrawn or replaced, or a signature that has expired, since the receiver found
 * it right says nothing against the message (standards 0.8). */
static EmlTone
worst_tone(const EmlReport *report, gint dkim)
{
	static const char *const since[] = {"compare-key-gone", "compare-key-changed",
					    "compare-expired"};

	for (guint i = 0; i < report->comparisons->len; i++) {
		const EmlComparison *one = g_ptr_array_index(report->comparisons, i);

		for (gsize k = 0; one->dkim == dkim && k < G_N_ELEMENTS(since); k++)
			if (g_strcmp0(one->why, since[k]) == 0)
				return EML_TONE_WARN;
	}
	return EML_TONE_BAD;
}

/* Who found a signature right whose body hash differs now: the receiver; NULL if nobody did. */
static const char *
body_found_right_by(const EmlReport *report)
{
	for (guint i = 0; i < report->comparisons->len; i++) {
		const EmlComparison *one = g_ptr_array_index(report->comparisons, i);
		const EmlDkimResult *signature =
		    one->dkim >= 0 ? g_ptr_array_index(report->dkim, (guint)one->dkim) : NULL;

		if (signature != NULL && signature->body_hash == EML_HALF_MISMATCH &&
		    g_strcmp0(one->claimed, "pass") == 0)
			return one->claimed_by != NULL ? one->claimed_by : report->claims->receiver;
	}
	return NULL;
}

/* The receiver's claim that the signature passed; NULL if there is none. What a record that is only
 * supposed gives says nothing of what has changed since. */
static const EmlComparison *
claim_of_pass(const EmlReport *report, gint dkim)
{
	for (guint i = 0; i < report->comparisons->len && report->hypothetical == NULL; i++) {
		const EmlComparison *one = g_ptr_array_index(report->comparisons, i);

		if (one->dkim == dkim && g_strcmp0(one->claimed, "pass") == 0)
			return one;
	}
	return NULL;
}

static void
steps_of_checks(EmlFindings *found)
{
	const EmlReport *report = found->report;
	const char *found_right_by = body_found_right_by(report);
	const GPtrArray *causes = report->forensics;

	for (gint i = eml_dkim_next(report->dkim, -1); i >= 0; i = eml_dkim_next(report->dkim, i)) {
		const EmlDkimResult *signature = g_ptr_array_index(report->dkim, (guint)i);
		const Trace trace = {
		    .weight = EML_WEIGHT_CHECK,
		    .field = (gint)signature->field,
		    .at_most = worst_tone(report, i),
		    .passing = signature->result == EML_RESULT_PASS ? signature : NULL,
		    .found_right_by = found_right_by,
		    .causes = causes != NULL ? g_ptr_array_index(causes, (guint)i) : NULL,
		    .passed = claim_of_pass(report, i),
		};

		steps(found, &trace, signature->trace);
	}
	if (report->spf != NULL)
		steps(found,
		      &(Trace){.weight = EML_WEIGHT_CHECK, .field = -1, .at_most = EML_TONE_BAD},
		      report->spf->trace);
	if (report->dmarc != NULL)
		steps(found,
		      &(Trace){.weight = EML_WEIGHT_CHECK, .field = -1, .at_most = EML_TONE_BAD},
		      report->dmarc->trace);
	if (report->iprev != NULL)
		steps(found,
		      &(Trace){.weight = EML_WEIGHT_CHECK,
			       .field = report->envelope->ip.field,
			       .at_most = EML_TONE_BAD},
		      report->iprev->trace);
	if (report->unsubscribe != NULL)
		steps(found,
		      &(Trace){
			  .weight = EML_WEIGHT_UNSUBSCRIBE, .field = -1, .at_most = EML_TONE_BAD},
		      report->unsubscribe->trace);
}

void
eml_findings_checks(EmlFindings *self)
{
	dmarc_result(self);
	spf_result(self);
	no_signature(self);
	steps_of_checks(self);
	eml_findings_causes(self, body_found_right_by(self->report) == NULL);
}
