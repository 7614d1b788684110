#include "judge/verdict.h"

#include "base/idna.h"
#include "check/orgdomain.h"
#include "judge/changed.h"
#include "judge/claimed.h"
#include "judge/compare.h"
#include "judge/gateway.h"
#include "judge/mail-from.h"
#include "judge/no-client.h"
#include "judge/owner.h"
#include "judge/sender.h"
#include "judge/tail.h"
#include "judge/words.h"

/* What the decision needs, named. */
typedef struct {
	const EmlReport *report;
	const char *from; /* the one From domain; NULL if there is none or several */
	EmlVerdict *verdict;
} Decision;

static void
bytes_unref_cb(gpointer bytes)
{
	g_bytes_unref(bytes);
}

static void
add_arg(Decision *d, const char *text)
{
	text = text != NULL ? text : "?";
	g_ptr_array_add(d->verdict->args, g_bytes_new(text, strlen(text)));
}

/* "DMARC fail, policy none" is amber, not red (standards A.8), and so is a failure without a
 * policy: nobody asks for anything, and much honest mail is like that. */
static EmlTone
tone_of(EmlStatus status, const char *id)
{
	static const char *const mild[] = {"verdict-fail-none", "verdict-fail-testing",
					   "verdict-no-proof",	"verdict-policy-unknown",
					   "verdict-changed",	NULL};

	if (status == EML_STATUS_AUTHENTICATED)
		return g_str_equal(id, "verdict-pass-other-body") ||
			       g_str_equal(id, "verdict-pass-unsigned-tail")
			   ? EML_TONE_WARN
			   : EML_TONE_GOOD;
	return status == EML_STATUS_UNAUTHENTICATED && !g_strv_contains(mild, id) ? EML_TONE_BAD
										  : EML_TONE_WARN;
}

/* Of what is only supposed nobody says that it is so. */
static const char *
supposed_id(const Decision *d, EmlStatus status, const char *id)
{
	g_autofree char *would = g_strconcat(id, "-what-if", NULL);
	const EmlWords *words = eml_words_by_id(would);
	const gboolean tells =
	    status != EML_STATUS_UNDECIDED || g_str_equal(id, "verdict-unsigned-tail");

	return tells && words != NULL && eml_report_is_hypothetical(d->report) ? words->id : id;
}

/* %1 is always the From domain, %2 what the sentence needs besides. */
static void
say(Decision *d, EmlStatus status, const char *id, const char *second)
{
	d->verdict->status = status;
	d->verdict->tone = tone_of(status, id);
	d->verdict->id = supposed_id(d, status, id);
	add_arg(d, d->from != NULL ? d->from : "the sender");
	if (second != NULL)
		add_arg(d, second);
}

/* The first aligned signature for which the test holds; NULL if there is none. */
static const EmlDkimResult *
find_signature(const Decision *d,
	       gboolean (*test)(const Decision *d, guint i, const EmlDkimResult *signature))
{
	for (guint i = 0; i < d->report->dkim->len; i++) {
		const EmlDkimResult *signature = g_ptr_array_index(d->report->dkim, i);

		if (eml_report_is_aligned(d->report, i) && test(d, i, signature))
			return signature;
	}
	return NULL;
}

static gboolean
passes(const Decision *d, guint i, const EmlDkimResult *signature)
{
	(void)d;
	(void)i;
	return signature->result == EML_RESULT_PASS;
}

/* Of the whole body that a reader sees. */
static gboolean
passes_whole(const Decision *d, guint i, const EmlDkimResult *signature)
{
	return passes(d, i, signature) && !eml_tail_is_open(signature);
}

/* The one that passes and leaves the least of the body unsigned; NULL if none passes. */
static const EmlDkimResult *
least_open(const Decision *d)
{
	const EmlDkimResult *least = NULL;

	for (guint i = 0; i < d->report->dkim->len; i++) {
		const EmlDkimResult *signature = g_ptr_array_index(d->report->dkim, i);

		if (eml_report_is_aligned(d->report, i) && passes(d, i, signature) &&
		    (least == NULL || signature->unsigned_tail < least->unsigned_tail))
			least = signature;
	}
	return least;
}

/* DNS did not answer, or nothing may be asked, and an answer could make it pass: with another body
 * than the signed one, none can (RFC 6376 section 6.1.3). */
static gboolean
is_open(const Decision *d, guint i, const EmlDkimResult *signature)
{
	(void)d;
	(void)i;
	return (signature->result == EML_RESULT_TEMPERROR ||
		signature->result == EML_RESULT_LAST) &&
	       signature->body_hash != EML_HALF_MISMATCH;
}

/* SPF or another identifier may pass all the same, and the body not be what this one signed. */
static gboolean
is_of_other_body(const Decision *d, guint i, const EmlDkimResult *signature)
{
	(void)d;
	(void)i;
	return signature->body_hash == EML_HALF_MISMATCH;
}

/* No body here, and nothing else against the signature. */
static gboolean
lacks_body(const Decision *d, guint i, const EmlDkimResult *signature)
{
	(void)d;
	(void)i;
	return (signature->reason == EML_STEP_DKIM_NO_BODY ||
		signature->reason == EML_STEP_DKIM_BODY_UNREADABLE) &&
	       (signature->header_signature == EML_HALF_MATCH ||
		signature->header_signature == EML_HALF_NOT_TESTED);
}

static gboolean
receiver_said_pass(const Decision *d, guint i)
{
	for (guint k = 0; k < d->report->comparisons->len; k++) {
		const EmlComparison *one = g_ptr_array_index(d->report->comparisons, k);

		if (one->dkim == (gint)i && g_strcmp0(one->claimed, "pass") == 0)
			return TRUE;
	}
	return FALSE;
}

/* The record that says so is one of --what-if. */
static gboolean
is_supposed(const Decision *d, const EmlDkimResult *signature)
{
	for (guint k = 0; k < d->report->comparisons->len; k++) {
		const EmlComparison *one = g_ptr_array_index(d->report->comparisons, k);

		if (one->dkim >= 0 && g_strcmp0(one->why, "compare-what-if") == 0 &&
		    g_ptr_array_index(d->report->dkim, (guint)one->dkim) == signature)
			return TRUE;
	}
	return FALSE;
}

/* The key is gone since: the receiver found this signature right, and its body hash still matches
 * (interface contract, section 2). */
static gboolean
key_is_gone(const Decision *d, guint i, const EmlDkimResult *signature)
{
	return (signature->reason == EML_STEP_DKIM_KEY_MISSING ||
		signature->reason == EML_STEP_DKIM_KEY_NO_DATA ||
		signature->reason == EML_STEP_DKIM_KEY_REVOKED) &&
	       signature->body_hash == EML_HALF_MATCH && receiver_said_pass(d, i);
}

/* The receiver found the signature right, and yet its body hash differs: no key is needed for that.
 */
static gboolean
is_altered_since(const Decision *d, guint i, const EmlDkimResult *signature)
{
	return signature->body_hash == EML_HALF_MISMATCH && receiver_said_pass(d, i);
}

/* What the receiver claimed of DMARC for this author; NULL if nothing. */
static const EmlComparison *
dmarc_claim(const Decision *d)
{
	for (guint k = 0; k < d->report->comparisons->len; k++) {
		const EmlComparison *one = g_ptr_array_index(d->report->comparisons, k);

		if (g_str_equal(one->method, "dmarc") && one->claimed != NULL &&
		    d->report->claims->receiver != NULL && !eml_comparison_is_of_other_author(one))
			return one;
	}
	return NULL;
}

/* A signature that the receiver found right and whose body is another one now, whomever it speaks
 * for: what the receiver wrote is not about this body. NULL if there is none. */
static const EmlDkimResult *
altered_since(const Decision *d)
{
	const GPtrArray *dkim = d->report->dkim;

	for (gint i = eml_dkim_next(dkim, -1); i >= 0; i = eml_dkim_next(dkim, i)) {
		const EmlDkimResult *signature = g_ptr_array_index(dkim, (guint)i);

		if (is_altered_since(d, (guint)i, signature))
			return signature;
	}
	return NULL;
}

/* Without a dmarc claim the best aligned one of dkim and spf, as in the display filter. */
static gboolean
aligned_claim(const Decision *d, EmlClaimedBest *ret_best)
{
	return eml_claimed_best(d->report->claims, d->report->hops, d->from, ret_best) &&
	       !g_str_equal(ret_best->result->method, "dmarc");
}

/* "spf=pass for a.example" */
static void
say_aligned_claim(Decision *d, const EmlClaimedBest *best)
{
	g_autofree char *domain = eml_claimed_domain(best->result);
	g_autofree char *claim =
	    g_strdup_printf("%s=%s", best->result->method, best->result->result);

	say(d, EML_STATUS_UNDECIDED, "verdict-offline-aligned",
	    best->receiver != NULL ? best->receiver : "the receiver");
	add_arg(d, claim);
	add_arg(d, domain);
}

/* DNS was not asked: what the receiver wrote is all that there is. */
static void
say_offline(Decision *d)
{
	const EmlComparison *claim = dmarc_claim(d);
	const EmlDkimResult *altered = altered_since(d);
	const char *who = claim != NULL && claim->claimed_by != NULL ? claim->claimed_by
								     : d->report->claims->receiver;
	EmlClaimedBest best;

	if (d->report->hypothetical != NULL) {
		say(d, EML_STATUS_UNDECIDED, "verdict-offline-what-if", NULL);
	} else if (who != NULL && altered != NULL) {
		say(d, EML_STATUS_UNDECIDED, "verdict-offline-altered", who);
		add_arg(d, altered->domain);
	} else if (claim != NULL) {
		say(d, EML_STATUS_UNDECIDED, "verdict-offline-claimed", who);
		add_arg(d, claim->claimed);
	} else if (aligned_claim(d, &best)) {
		say_aligned_claim(d, &best);
	} else {
		say(d, EML_STATUS_UNDECIDED, "verdict-offline", NULL);
	}
}

/* Things missing that could turn a signature into an aligned pass. */
static gboolean
say_open_signature(Decision *d)
{
	const EmlDkimResult *signature = NULL;

	if ((signature = find_signature(d, key_is_gone)) != NULL)
		say(d, EML_STATUS_UNDECIDED,
		    is_supposed(d, signature) ? "verdict-key-gone-what-if" : "verdict-key-gone",
		    signature->domain);
	else if ((signature = find_signature(d, lacks_body)) != NULL)
		say(d, EML_STATUS_UNDECIDED, "verdict-no-body", signature->domain);
	else if (find_signature(d, is_open) == NULL)
		return FALSE;
	else if (d->report->offline)
		say_offline(d);
	else
		say(d, EML_STATUS_UNDECIDED, "verdict-dns-failed", NULL);
	return TRUE;
}

/* Where lines that are not relied on name one, they are told, or the sentence would look blind. */
static void
say_no_mail_from(Decision *d)
{
	g_autofree char *unused =
	    eml_mail_from_unused(d->report->envelope, d->report->hops, d->report->message);
	g_autofree char *more =
	    unused != NULL ? g_strdup_printf("; %s, which is not relied on", unused) : g_strdup("");

	say(d, EML_STATUS_UNDECIDED, "verdict-no-mail-from", more);
}

/* %2 is the line, %3 who runs the host. */
static void
say_submitted(Decision *d)
{
	const EmlHop *border = eml_hops_border(d->report->hops); /* where it was submitted */
	g_autofree char *owner = eml_owner_of_host(border->received->by);
	g_autofree char *line =
	    g_strdup_printf("%u", eml_report_line(d->report, (gint)border->field));

	say(d, EML_STATUS_UNDECIDED, "verdict-submitted", line);
	add_arg(d, owner != NULL ? owner : eml_words_title("shown-own-system"));
}

/* Why SPF could not be evaluated, in the order of what to do about it. */
static void
say_open_spf(Decision *d)
{
	const EmlEnvelope *envelope = d->report->envelope;
	/* what DNS cannot mend is the reason, with or without it */
	const gboolean lacks_session = envelope->doubt != EML_DOUBT_NONE ||
				       envelope->ip.value == NULL ||
				       envelope->mail_from.value == NULL;

	if (d->report->offline &&
	    (!lacks_session || dmarc_claim(d) != NULL || altered_since(d) != NULL))
		say_offline(d);
	else if (envelope->doubt == EML_DOUBT_SUBMITTED)
		say_submitted(d);
	else if (envelope->doubt == EML_DOUBT_TORN)
		say(d, EML_STATUS_UNDECIDED, "verdict-torn", NULL);
	else if (envelope->doubt != EML_DOUBT_NONE)
		say(d, EML_STATUS_UNDECIDED, "verdict-address-doubtful", NULL);
	else if (eml_no_client(d->report) == EML_CLIENT_MADE_HERE)
		say(d, EML_STATUS_UNDECIDED, "verdict-made-here", NULL);
	else if (envelope->ip.value == NULL)
		say(d, EML_STATUS_UNDECIDED, "verdict-no-address",
		    envelope->mail_from.value == NULL ? "2" : "1"); /* facts that are missing */
	else if (envelope->mail_from.value == NULL)
		say_no_mail_from(d);
	else if (d->report->spf->result == EML_RESULT_TEMPERROR)
		say(d, EML_STATUS_UNDECIDED, "verdict-dns-failed", NULL);
	else
		say(d, EML_STATUS_UNDECIDED, "verdict-undecided", NULL);
}

static gboolean
spf_is_open(const Decision *d)
{
	const EmlResult result = d->report->spf->result;

	return result == EML_RESULT_LAST || result == EML_RESULT_TEMPERROR ||
	       d->report->envelope->doubt != EML_DOUBT_NONE ||
	       d->report->envelope->mail_from.value == NULL;
}

/* Whoever broke the author's signature is named, and advised. FALSE if that is not known. */
static gboolean
say_changed(Decision *d, const char *id)
{
	const EmlPolicy applied = d->report->dmarc->applied;
	EmlChanged changed;

	if (!eml_changed_find(d->report, &changed))
		return FALSE;
	say(d, EML_STATUS_UNAUTHENTICATED, id, changed.signed_part);
	add_arg(d, changed.who);
	add_arg(d, changed.did);
	add_arg(d, changed.seal);
	add_arg(d, changed.advice);
	add_arg(d, applied < EML_POLICY_LAST ? eml_policy_word(applied) : "");
	eml_changed_clear(&changed);
	return TRUE;
}

/* That SPF is about somebody else than the sender's server; "" if it is not. */
static void
add_gateway(Decision *d)
{
	const EmlResult spf = d->report->spf->result;
	const gboolean fails =
	    spf == EML_RESULT_FAIL || spf == EML_RESULT_SOFTFAIL || spf == EML_RESULT_NEUTRAL;
	g_autofree char *name =
	    d->report->gateway != NULL && fails ? eml_gateway_name(d->report->gateway) : NULL;
	g_autoptr(GPtrArray) args = g_ptr_array_new_with_free_func(bytes_unref_cb);
	g_autofree EmlPlain *sentence = NULL;

	if (name != NULL)
		g_ptr_array_add(args, g_bytes_new(name, strlen(name)));
	sentence = name != NULL ? eml_words_expand(eml_words_title("verdict-gateway"), args)
				: g_strdup("");
	add_arg(d, sentence);
}

/* The last args are what the sender can do, and whom SPF is about. */
static void
say_unproved(Decision *d, const char *id, const char *second)
{
	const EmlPolicy applied = d->report->dmarc->applied;
	const gboolean asks = applied == EML_POLICY_QUARANTINE || applied == EML_POLICY_REJECT;
	g_autofree char *advice = NULL;

	if (say_changed(d, asks ? "verdict-changed-asks" : "verdict-changed"))
		return;
	advice = eml_sender_advice(d->report);
	say(d, EML_STATUS_UNAUTHENTICATED, id, second);
	add_arg(d, advice);
	add_gateway(d);
}

/* What stands behind l= anybody can have added (RFC 6376 section 8.2); a server that may send for
 * the author handed over all of it. */
static void
say_tail(Decision *d, const EmlDkimResult *signature)
{
	const gboolean by_spf = d->report->dmarc->spf_aligned;
	g_autofree char *bytes = g_strdup_printf("%" G_GUINT64_FORMAT, signature->unsigned_tail);
	g_autofree EmlPlain *words = eml_tail_words(d->report->message, signature);

	say(d, by_spf ? EML_STATUS_AUTHENTICATED : EML_STATUS_UNDECIDED,
	    by_spf ? "verdict-pass-unsigned-tail" : "verdict-unsigned-tail", bytes);
	add_arg(d, words);
	add_arg(d, by_spf ? d->report->spf->domain : signature->domain);
}

static void
say_pass(Decision *d, const char *by_dkim, const char *by_spf)
{
	const EmlDkimResult *signature = find_signature(d, passes_whole);

	if (signature != NULL) {
		say(d, EML_STATUS_AUTHENTICATED, by_dkim, signature->domain);
	} else if ((signature = least_open(d)) != NULL) {
		say_tail(d, signature);
	} else if ((signature = find_signature(d, is_of_other_body)) != NULL) {
		say(d, EML_STATUS_AUTHENTICATED, "verdict-pass-other-body", d->report->spf->domain);
		add_arg(d, signature->domain);
	} else {
		say(d, EML_STATUS_AUTHENTICATED, by_spf, d->report->spf->domain);
	}
}

/* No DMARC record applies: alignment by the public suffix list (interface contract, section 3). */
static void
say_without_policy(Decision *d)
{
	const EmlDmarcResult *dmarc = d->report->dmarc;

	if (dmarc->dkim_aligned || dmarc->spf_aligned)
		say_pass(d, "verdict-aligned-dkim", "verdict-aligned-spf");
	else if (say_open_signature(d))
		return;
	else if (spf_is_open(d) && eml_sender_spf_could_align(d->report, d->from))
		say_open_spf(d);
	else
		say_unproved(d, "verdict-no-proof", NULL);
}

static void
say_fail(Decision *d)
{
	const EmlPolicy applied = d->report->dmarc->applied;

	if (say_open_signature(d))
		return;
	if (applied == EML_POLICY_QUARANTINE || applied == EML_POLICY_REJECT)
		say_unproved(d, "verdict-fail", eml_policy_word(applied));
	else
		say_unproved(d,
			     d->report->dmarc->policy == EML_POLICY_NONE ? "verdict-fail-none"
									 : "verdict-fail-testing",
			     NULL);
}

static void
say_permerror(Decision *d)
{
	const EmlFacts *facts = d->report->facts;

	if (facts->from_domains->len > 1 || facts->n_from_fields > 1)
		say(d, EML_STATUS_UNAUTHENTICATED, "verdict-several-from", NULL);
	else
		say(d, EML_STATUS_UNAUTHENTICATED, "verdict-no-from", NULL);
}

/* FALSE if no record that DNS may hold could make this domain speak for the author: an
 * organizational domain has at least one label in common with both. */
static gboolean
could_speak(const Decision *d, const char *domain)
{
	g_autofree char *name = domain != NULL ? eml_idna_to_ascii(eml_slice(domain)) : NULL;

	return name == NULL || eml_orgdomain_common_labels(name, d->from) > 0;
}

static gboolean
signature_could_pass(const Decision *d)
{
	const GPtrArray *dkim = d->report->dkim;

	for (gint at = eml_dkim_next(dkim, -1); at >= 0; at = eml_dkim_next(dkim, at)) {
		const guint i = (guint)at;
		const EmlDkimResult *signature = g_ptr_array_index(dkim, i);

		if ((passes(d, i, signature) || is_open(d, i, signature) ||
		     key_is_gone(d, i, signature) || lacks_body(d, i, signature)) &&
		    could_speak(d, signature->domain))
			return TRUE;
	}
	return FALSE;
}

/* DMARC failed at a DNS question. That leaves it open only if there is something that could pass
 * and be aligned; which policy would apply to a failure is another matter. */
static void
say_temperror(Decision *d)
{
	const EmlSpfResult *spf = d->report->spf;
	const gboolean any_domain = d->report->envelope->mail_from.value == NULL;
	const gboolean by_spf = (spf->result == EML_RESULT_PASS || spf_is_open(d)) &&
				(any_domain || could_speak(d, spf->domain));

	if (d->report->dmarc->reason == EML_STEP_DMARC_POLICY_UNKNOWN ||
	    (!by_spf && !signature_could_pass(d)))
		say_unproved(d, "verdict-policy-unknown", NULL);
	else if (spf->result != EML_RESULT_PASS && !signature_could_pass(d))
		say_open_spf(d); /* what it lacks is the reason where DNS is not all */
	else
		say(d, EML_STATUS_UNDECIDED, "verdict-dns-failed", NULL);
}

static void
say_done(Decision *d)
{
	switch (d->report->dmarc->result) {
	case EML_RESULT_PASS:
		say_pass(d, "verdict-pass-dkim", "verdict-pass-spf");
		break;
	case EML_RESULT_NONE:
		say_without_policy(d);
		break;
	case EML_RESULT_FAIL:
		say_fail(d);
		break;
	case EML_RESULT_PERMERROR:
		say_permerror(d);
		break;
	case EML_RESULT_TEMPERROR:
		say_temperror(d);
		break;
	case EML_RESULT_LAST:
		if (!say_open_signature(d))
			say_open_spf(d);
		break;
	case EML_RESULT_SOFTFAIL:
	case EML_RESULT_POLICY:
	case EML_RESULT_NEUTRAL:
		say(d, EML_STATUS_UNDECIDED, "verdict-undecided",
		    NULL); /* DMARC has no such result */
		break;
	}
}

void
eml_verdict_decide(const EmlReport *report, EmlVerdict *ret_verdict)
{
	const GPtrArray *domains = report->facts->from_domains;
	Decision d = {report, domains->len == 1 ? g_ptr_array_index(domains, 0) : NULL,
		      ret_verdict};

	ret_verdict->args = g_ptr_array_new_with_free_func(bytes_unref_cb);
	if (report->done)
		say_done(&d);
	else
		say(&d, EML_STATUS_UNDECIDED, "verdict-checking", NULL);
}
