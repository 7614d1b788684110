#include "base/limits.h"
#include "claim/address.h"
#include "judge/compare.h"
#include "judge/conflict.h"
#include "judge/finding.h"
#include "judge/forwarded.h"
#include "judge/gateway.h"
#include "judge/no-client.h"
#include "judge/owner.h"
#include "judge/sender.h"
#include "judge/words.h"

/* Why that hop was taken for one of the receiver's own. */
static EmlPlain *
skipped_why(const EmlReport *report)
{
	const EmlEnvelope *envelope = report->envelope;
	const gboolean by_name = envelope->doubt == EML_DOUBT_SKIPPED_BY_NAME;
	g_autoptr(GPtrArray) args = g_ptr_array_new_with_free_func((GDestroyNotify)g_bytes_unref);
	g_autofree char *line =
	    g_strdup_printf("%u", eml_report_line(report, envelope->doubt_field));

	g_ptr_array_add(args, g_bytes_new(line, strlen(line)));
	for (guint i = 0; i < report->hops->hops->len; i++) {
		const EmlHop *hop = g_ptr_array_index(report->hops->hops, i);
		const char *name = hop->received->from_name;

		if ((gint)hop->field == envelope->doubt_field && name != NULL) /* an index */
			g_ptr_array_add(args, g_bytes_new(name, strlen(name)));
	}
	return eml_words_expand(
	    eml_words_by_id(by_name ? "skipped-by-name" : "skipped-without-address")->title, args);
}

/* The topmost hop below the border in which some server says from where it took the message; NULL
 * if there is none, or somebody logged in, who is no filter. */
static const EmlHop *
hop_behind_filter(const EmlHops *hops)
{
	const EmlHop *border = eml_hops_border(hops);

	if (border == NULL || border->received->from_ip != NULL)
		return NULL;
	for (guint i = (guint)hops->border + 1; i < hops->hops->len; i++) {
		const EmlHop *hop = g_ptr_array_index(hops->hops, i);
		EmlAddress address;

		if (hop->received->other_ip == NULL &&
		    eml_address_parse(hop->received->from_ip, &address) &&
		    eml_address_is_public(&address))
			return hop;
	}
	return NULL;
}

/* %2 is what the field says, %3 which address it would be if a filter handed the message over. */
static void
add_submitted(EmlFinding *one, const EmlReport *report)
{
	const EmlHop *border = eml_hops_border(report->hops);
	const EmlHop *behind = hop_behind_filter(report->hops);
	g_autofree EmlPlain *says = eml_words_servers(border, TRUE);
	g_autoptr(GPtrArray) args = g_ptr_array_new_with_free_func((GDestroyNotify)g_bytes_unref);
	g_autofree EmlPlain *from = NULL;

	if (behind != NULL) {
		const char *by = behind->received->by != NULL ? behind->received->by
							      : eml_words_title("shown-no-name");
		const char *ip = behind->received->from_ip;
		g_autofree char *line =
		    g_strdup_printf("%u", eml_report_line(report, (gint)behind->field));

		g_ptr_array_add(args, g_bytes_new(line, strlen(line)));
		g_ptr_array_add(args, g_bytes_new(by, strlen(by)));
		g_ptr_array_add(args, g_bytes_new(ip, strlen(ip)));
		from = eml_words_expand(eml_words_title("submitted-address"), args);
	}
	eml_finding_with(eml_finding_with(one, says), from != NULL ? from : "");
}

/* %2 is the machine that wrote no line, %3 whose it is. */
static void
chain_torn(EmlFindings *found)
{
	const EmlReport *report = found->report;
	const EmlHop *hop = g_ptr_array_index(report->hops->hops, (guint)report->hops->torn);
	g_autofree char *owner = eml_owner_of_host(hop->received->by);
	EmlFinding *one = eml_finding_add(found, "finding-chain-torn", EML_TONE_WARN,
					  EML_WEIGHT_FORGED, (gint)hop->field);

	eml_finding_with_number(one, eml_report_line(report, (gint)hop->field));
	eml_finding_with(eml_finding_with(one, hop->received->from), owner);
}

/* Of a gateway that the receiver was told to look behind nothing is odd. */
static void
two_addresses(EmlFindings *found)
{
	const EmlEnvelope *envelope = found->report->envelope;
	const EmlGateway *gateway = found->report->gateway;
	g_autofree char *name =
	    gateway != NULL ? eml_gateway_name(gateway) : g_strdup(envelope->ip.value);
	EmlFinding *one = eml_finding_add(
	    found, gateway != NULL ? "finding-gateway-skipped" : "finding-client-ip-conflict",
	    gateway != NULL ? EML_TONE_NOTE : EML_TONE_BAD, EML_WEIGHT_FORGED,
	    envelope->other_field);

	eml_finding_with(eml_finding_with(one, name), envelope->other_ip);
}

static void
client_address(EmlFindings *found)
{
	static const char *const ids[EML_DOUBT_LAST] = {
	    [EML_DOUBT_SKIPPED_BY_NAME] = "finding-client-ip-doubtful",
	    [EML_DOUBT_SKIPPED_WITHOUT_ADDRESS] = "finding-client-ip-doubtful",
	    [EML_DOUBT_SKIPPED_LOOPBACK] = "finding-client-ip-loopback",
	    [EML_DOUBT_TWO_ADDRESSES] = "finding-client-ip-ambiguous",
	    [EML_DOUBT_SUBMITTED] = "finding-submitted",
	};
	const EmlEnvelope *envelope = found->report->envelope;
	EmlFinding *one = NULL;

	switch (envelope->doubt) {
	case EML_DOUBT_NONE:
	case EML_DOUBT_LAST:
		break;
	case EML_DOUBT_TORN:
		chain_torn(found);
		break;
	case EML_DOUBT_IP_CONFLICT:
		two_addresses(found);
		break;
	case EML_DOUBT_SKIPPED_BY_NAME:
	case EML_DOUBT_SKIPPED_WITHOUT_ADDRESS:
	case EML_DOUBT_SKIPPED_LOOPBACK:
	case EML_DOUBT_TWO_ADDRESSES:
	case EML_DOUBT_SUBMITTED:
		one = eml_finding_add(found, ids[envelope->doubt], EML_TONE_WARN, EML_WEIGHT_FORGED,
				      envelope->doubt_field);
		eml_finding_with_number(one, eml_report_line(found->report, envelope->doubt_field));
		if (g_str_equal(one->id, "finding-client-ip-doubtful")) {
			g_autofree EmlPlain *why = skipped_why(found->report);

			eml_finding_with(one, why);
		} else if (envelope->doubt == EML_DOUBT_SUBMITTED) {
			add_submitted(one, found->report);
		}
		break;
	}
}

/* A filter of the receiver's writes a field for each check, and so does an earlier pass through the
 * receiver: one finding is about all that bear its name. */
static gboolean
is_told_together(EmlForgedKind kind)
{
	return kind == EML_FORGED_DOUBTFUL || kind == EML_FORGED_EARLIER_PASS;
}

static const char *
id_together(const EmlReport *report, const EmlClaimField *claim)
{
	return eml_report_forged(report, claim)->kind == EML_FORGED_DOUBTFUL
		   ? eml_words_doubtful(claim->trust.why)
		   : "finding-earlier-pass";
}

/* In whose name: what --trust may name must be told by it. The caller owns it. */
static char *
name_together(const EmlReport *report, const EmlClaimField *claim)
{
	return eml_report_forged(report, claim)->kind == EML_FORGED_DOUBTFUL
		   ? g_strdup(claim->trust.arg)
		   : eml_owner_of_host(claim->trust.arg);
}

/* The caller owns it; NULL for what has a finding of its own. */
static char *
key_together(const EmlReport *report, const EmlClaimField *claim)
{
	const EmlForged *forged = eml_report_forged(report, claim);
	g_autofree char *name = NULL;

	if (forged == NULL || !is_told_together(forged->kind))
		return NULL;
	name = name_together(report, claim);
	return g_strconcat(id_together(report, claim), " ", name, NULL);
}

/* Those that are told with the claim, from the top; the caller owns the array. */
static GPtrArray *
all_together(const EmlReport *report, const EmlClaimField *claim, const GPtrArray *all)
{
	GPtrArray *same = g_ptr_array_new();
	g_autofree char *key = key_together(report, claim);

	for (guint i = 0; i < all->len && same->len < EML_MAX_FORGED_FINDINGS; i++) {
		const EmlClaimField *other = g_ptr_array_index(all, i);
		g_autofree char *its = key_together(report, other);

		if (g_strcmp0(its, key) == 0)
			g_ptr_array_add(same, (gpointer)other); /* only read */
	}
	return same;
}

/* An earlier result that says otherwise than the receiver's own is no mere note. */
static EmlTone
tone_together(const EmlReport *report, const GPtrArray *same)
{
	for (guint i = 0; i < same->len; i++) {
		const EmlForged *forged = eml_report_forged(report, g_ptr_array_index(same, i));

		if (forged->kind == EML_FORGED_DOUBTFUL || forged->contradicts)
			return EML_TONE_WARN;
	}
	return EML_TONE_NOTE;
}

/* "5, 7 and 9" */
static char *
lines_together(const EmlReport *report, const GPtrArray *same)
{
	GString *lines = g_string_new(NULL);

	for (guint i = 0; i < same->len; i++) {
		const EmlClaimField *claim = g_ptr_array_index(same, i);
		const char *between = i + 1 < same->len ? ", " : " and ";

		g_string_append_printf(lines, "%s%u", i > 0 ? between : "",
				       eml_report_line(report, (gint)claim->field));
	}
	return g_string_free(lines, FALSE);
}

/* %2 are the lines, %3 how many; of an earlier pass %4 is the line of the Received field that
 * tells.
 */
static void
results_together(EmlFindings *found, const EmlClaimField *claim, const GPtrArray *all)
{
	const EmlForged *forged = eml_report_forged(found->report, claim);
	g_autoptr(GPtrArray) same = all_together(found->report, claim, all);
	g_autofree char *name = name_together(found->report, claim);
	g_autofree char *lines = lines_together(found->report, same);
	EmlFinding *one =
	    eml_finding_add(found, id_together(found->report, claim),
			    tone_together(found->report, same), EML_WEIGHT_FORGED, -1);

	for (guint i = 0; i < same->len; i++)
		eml_finding_field(one,
				  (gint)((const EmlClaimField *)g_ptr_array_index(same, i))->field);
	eml_finding_with_number(eml_finding_with(eml_finding_with(one, name), lines), same->len);
	if (forged->kind == EML_FORGED_DOUBTFUL)
		return;
	eml_finding_with_number(one, eml_report_line(found->report, forged->other));
	eml_finding_field(one, forged->other);
}

static void
forged_result(EmlFindings *found, const EmlClaimField *claim, const EmlForged *forged)
{
	static const struct {
		const char *id;
		EmlTone tone;
	} kinds[EML_FORGED_LAST] = {
	    [EML_FORGED_CONTRADICTS] = {"finding-forged-contradicts", EML_TONE_BAD},
	    [EML_FORGED_RECHECKED] = {"finding-forged-rechecked", EML_TONE_BAD},
	    [EML_FORGED_REPEATS] = {"finding-forged-repeats", EML_TONE_BAD},
	    [EML_FORGED_LOWER] = {"finding-forged-results", EML_TONE_BAD},
	    [EML_FORGED_LESS] = {"finding-lower-results", EML_TONE_NOTE},
	    [EML_FORGED_NO_BORDER] = {"finding-results-no-border", EML_TONE_WARN},
	    [EML_FORGED_BESIDE_OWN] = {"finding-results-beside-own", EML_TONE_WARN},
	};
	EmlFinding *one = eml_finding_add(found, kinds[forged->kind].id, kinds[forged->kind].tone,
					  EML_WEIGHT_FORGED, (gint)claim->field);

	eml_finding_with_number(eml_finding_with(one, claim->trust.arg),
				eml_report_line(found->report, (gint)claim->field));
	if (forged->other >= 0 || forged->method != NULL)
		eml_finding_with_number(one, eml_report_line(found->report, forged->other));
	eml_finding_field(one, forged->other);
	if (forged->method != NULL)
		eml_finding_with(
		    eml_finding_with(eml_finding_with(one, forged->method), forged->said),
		    forged->own);
}

static void
forged_results(EmlFindings *found)
{
	g_autoptr(GPtrArray) all = eml_report_claim_fields(found->report);
	g_autoptr(GHashTable) told =
	    g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL); /* finding and name */
	guint n = 0;

	for (guint i = 0; i < all->len; i++) {
		const EmlClaimField *claim = g_ptr_array_index(all, i);
		const EmlForged *forged = eml_report_forged(found->report, claim);
		char *key = key_together(found->report, claim);
		const gboolean together = key != NULL;

		if (forged == NULL || (together && !g_hash_table_add(told, key)) ||
		    n++ >= EML_MAX_FORGED_FINDINGS)
			continue;
		if (together)
			results_together(found, claim, all);
		else
			forged_result(found, claim, forged);
	}
	if (n > EML_MAX_FORGED_FINDINGS)
		eml_finding_with_number(eml_finding_add(found, "finding-forged-more", EML_TONE_BAD,
							EML_WEIGHT_FORGED, -1),
					n - EML_MAX_FORGED_FINDINGS);
}

static void
conflicts(EmlFindings *found)
{
	g_autoptr(GArray) claims = eml_receiver_claims_all(found->report->claims);
	g_autoptr(GArray) all = eml_conflicts(claims);

	for (guint i = 0; i < all->len && i < EML_MAX_FORGED_FINDINGS; i++) {
		const EmlConflict *conflict = &g_array_index(all, EmlConflict, i);
		g_autofree char *method = g_ascii_strup(conflict->first->method, -1);
		EmlFinding *one = eml_finding_add(found, "finding-claims-conflict", EML_TONE_BAD,
						  EML_WEIGHT_FORGED, (gint)conflict->first->field);

		eml_finding_field(one, (gint)conflict->second->field);
		eml_finding_with(
		    eml_finding_with(eml_finding_with(one, method), conflict->first->word),
		    conflict->second->word);
		eml_finding_with_number(
		    eml_finding_with_number(
			one, eml_report_line(found->report, (gint)conflict->first->field)),
		    eml_report_line(found->report, (gint)conflict->second->field));
	}
}

/* %4 is who claimed it, %5 the reason. */
static void
difference(EmlFindings *found, const EmlComparison *one)
{
	const EmlTone tone = one->verdict == EML_COMPARE_DISAGREE ? EML_TONE_WARN : EML_TONE_NOTE;
	const EmlDkimResult *signature =
	    one->dkim >= 0 ? g_ptr_array_index(found->report->dkim, (guint)one->dkim) : NULL;
	g_autofree char *upper = g_ascii_strup(one->method, -1);
	/* as the table counts them; while checks run, there may be none yet */
	g_autofree char *number = signature != NULL && found->report->dkim->len > 1
				      ? g_strdup_printf(" #%d", one->dkim + 1)
				      : g_strdup("");
	g_autofree char *method =
	    signature != NULL && signature->domain != NULL
		? g_strdup_printf("%s%s of %s", upper, number, signature->domain)
		: g_steal_pointer(&upper);
	g_autofree EmlPlain *why = eml_words_expand(eml_words_by_id(one->why)->why, one->args);
	const char *who =
	    one->claimed_by != NULL ? one->claimed_by : found->report->claims->receiver;
	EmlFinding *finding = eml_finding_add(found, "finding-claim-differs", tone,
					      EML_WEIGHT_DIFFERENCE, one->claimed_field);

	eml_finding_with(eml_finding_with(finding, method), one->claimed);
	eml_finding_with(
	    eml_finding_with(eml_finding_with(finding, eml_result_word(one->rechecked)),
			     who != NULL ? who : "the receiver"),
	    why);
}

/* %3 is whom the claim is about: the third arg of the comparison. */
static void
other_author(EmlFindings *found, const EmlComparison *one)
{
	const char *who =
	    one->claimed_by != NULL ? one->claimed_by : found->report->claims->receiver;
	g_autofree EmlPlain *domain = eml_words_expand("%3", one->args);
	EmlFinding *finding = eml_finding_add(found, "finding-other-author", EML_TONE_WARN,
					      EML_WEIGHT_DIFFERENCE, one->claimed_field);

	eml_finding_with(eml_finding_with(finding, who != NULL ? who : "the receiver"),
			 one->claimed);
	eml_finding_with(eml_finding_with(finding, domain), one->subject);
}

/* Where DNS failed nothing differs: nothing is known. */
static void
differences(EmlFindings *found)
{
	for (guint i = 0; i < found->report->comparisons->len; i++) {
		const EmlComparison *one = g_ptr_array_index(found->report->comparisons, i);

		if (eml_comparison_is_of_other_author(one)) {
			other_author(found, one);
			continue;
		}
		if (one->claimed == NULL || one->rechecked == EML_RESULT_LAST ||
		    one->rechecked == EML_RESULT_TEMPERROR ||
		    g_strcmp0(one->why, "compare-gateway-skipped") == 0 || /* told already */
		    g_strcmp0(one->claimed, eml_result_word(one->rechecked)) == 0)
			continue;
		if (one->verdict == EML_COMPARE_DISAGREE ||
		    one->verdict == EML_COMPARE_NOT_COMPARABLE)
			difference(found, one);
	}
}

/* Of a receiver that --trust names: what it found earlier on the way. */
static void
other_sessions(EmlFindings *found)
{
	for (guint i = 0; i < found->report->comparisons->len; i++) {
		const EmlComparison *one = g_ptr_array_index(found->report->comparisons, i);

		if (g_strcmp0(one->why, "compare-other-session") != 0)
			continue;
		eml_finding_with(
		    eml_finding_with(
			eml_finding_with(eml_finding_add(found, "finding-claim-elsewhere",
							 EML_TONE_NOTE, EML_WEIGHT_DIFFERENCE,
							 one->claimed_field),
					 one->claimed_by),
			one->claimed),
		    one->subject != NULL ? one->subject : eml_words_title("shown-no-name"));
	}
}

/* TRUE if something failed, or is not there, that forwarding breaks. */
static gboolean
has_failure(const EmlReport *report)
{
	gboolean failed = report->dmarc->result == EML_RESULT_FAIL ||
			  (report->dmarc->result == EML_RESULT_NONE &&
			   report->verdict.status == EML_STATUS_UNAUTHENTICATED);

	for (guint i = 0; i < report->comparisons->len; i++) {
		const EmlComparison *one = g_ptr_array_index(report->comparisons, i);

		failed = failed || g_strcmp0(one->why, "compare-forwarded") == 0;
	}
	return failed;
}

/* A chain that was checked has a finding of its own. */
static gboolean
arc_is_said(const EmlReport *report)
{
	return report->arc != NULL &&
	       (report->arc->result == EML_RESULT_PASS || report->arc->result == EML_RESULT_FAIL);
}

/* SPF is not, or not for sure, about the author: with a list in between that needs no failure to be
 * worth a word. */
static gboolean
is_about_another(const EmlReport *report)
{
	const char *mail_from = report->envelope->mail_from.value;

	return mail_from == NULL || report->spf->result == EML_RESULT_LAST ||
	       report->spf->result == EML_RESULT_TEMPERROR || eml_forwarded_sends_other(report);
}

static gboolean
any_signature_fails(const EmlReport *report)
{
	for (gint i = eml_dkim_next(report->dkim, -1); i >= 0; i = eml_dkim_next(report->dkim, i)) {
		const EmlDkimResult *signature = g_ptr_array_index(report->dkim, (guint)i);

		if (signature->result != EML_RESULT_PASS &&
		    (signature->result == EML_RESULT_FAIL ||
		     signature->body_hash == EML_HALF_MISMATCH))
			return TRUE;
	}
	return FALSE;
}

/* "List-Id: linux-cifs.vger.kernel.org"; of other fields their name, as it is written. The caller
 * owns it. */
static char *
list_name(const EmlReport *report, const EmlForwarded *sign)
{
	const EmlField *field = eml_message_field(report->message, (guint)sign->field);
	g_autofree char *name = eml_slice_dup(eml_field_name(field));
	g_autofree char *id = eml_forwarded_list_id(report, sign);

	return id != NULL ? g_strdup_printf("%s: %s", name, id) : g_steal_pointer(&name);
}

/* What passes is SPF alone: a list's server may pass on what anybody has posted to it. */
static gboolean
rests_on_spf(const EmlReport *report)
{
	return report->dmarc->spf_aligned && !report->dmarc->dkim_aligned;
}

static void
mailing_list(EmlFindings *found)
{
	const EmlReport *report = found->report;
	EmlForwarded sign;
	EmlFinding *one = NULL;
	g_autofree char *name = NULL;

	/* without any trace the finding about that names the list */
	if (eml_no_client(report) == EML_CLIENT_NO_TRACE ||
	    !(has_failure(report) || is_about_another(report) || rests_on_spf(report)) ||
	    !eml_forwarded_sign(report, EML_FORWARDED_LIST, &sign))
		return;
	name = list_name(report, &sign);
	one = eml_finding_add(found, "finding-forwarded-list", EML_TONE_NOTE, EML_WEIGHT_FORWARDED,
			      sign.field);
	eml_finding_with(eml_finding_with(one, name),
			 any_signature_fails(report) ? eml_words_title("list-breaks") : "");
}

static void
forwarding(EmlFindings *found)
{
	static const char *const ids[EML_FORWARDED_LAST] = {
	    [EML_FORWARDED_SRS] = "finding-forwarded-srs",
	    [EML_FORWARDED_ARC] = "finding-forwarded-arc",
	    [EML_FORWARDED_RESENT] = "finding-forwarded-resent",
	};
	EmlForwarded sign;

	if (!found->report->done)
		return;
	for (guint kind = 0; kind < EML_FORWARDED_LAST; kind++) {
		if (kind == EML_FORWARDED_LIST)
			mailing_list(found);
		else if (has_failure(found->report) &&
			 !(kind == EML_FORWARDED_ARC && arc_is_said(found->report)) &&
			 eml_forwarded_sign(found->report, kind, &sign))
			eml_finding_with(
			    eml_finding_with(eml_finding_add(found, ids[kind], EML_TONE_NOTE,
							     EML_WEIGHT_FORWARDED, sign.field),
					     sign.shown),
			    eml_sender_has_signed(found->report)
				? ""
				: eml_words_title("sign-survives"));
	}
}

void
eml_findings_claims(EmlFindings *self)
{
	client_address(self);
	conflicts(self);
	forged_results(self);
	other_sessions(self);
	differences(self);
	forwarding(self);
}
