#include "judge/forged.h"

#include "base/limits.h"
#include "claim/host.h"
#include "judge/compare.h"
#include "judge/conflict.h"

static gboolean
same_organization(const char *a, const char *b)
{
	g_autofree char *left = eml_host_organization(a);
	g_autofree char *right = eml_host_organization(b);

	return g_strcmp0(a, b) == 0 || (left != NULL && g_strcmp0(left, right) == 0);
}

/* The Received field that a host of the claim's name or organization wrote below the border (above
 * the claim or below it: receivers write on either side of their own), or the border itself where
 * the receiver's own look-up of the client gives such a name; -1 if there is none. */
static gint
earlier_pass(const EmlHops *hops, const EmlClaimField *claim)
{
	const gint border = hops->zone;

	for (gint i = MAX(border, 0); i < (gint)hops->hops->len && claim->trust.arg != NULL; i++) {
		const EmlHop *hop = g_ptr_array_index(hops->hops, (guint)i);
		g_autofree char *host =
		    eml_host_name(i == border ? hop->received->from_name : hop->received->by);

		if (host != NULL && same_organization(host, claim->trust.arg))
			return (gint)hop->field;
	}
	return -1;
}

static EmlForgedKind
kind_of_pair(const EmlReceiverClaim *ours, const EmlReceiverClaim *theirs)
{
	if (!eml_claims_contradict(ours, theirs))
		return EML_FORGED_REPEATS;
	return theirs->result == EML_RESULT_PASS ? EML_FORGED_CONTRADICTS : EML_FORGED_LESS;
}

/* What is looked for: a pair of that method, one of the field's claims and one of the receiver's
 * own, and of that kind. */
typedef struct {
	const char *method;
	EmlForgedKind kind;
} Wanted;

static gboolean
find_pair(const GArray *own, const GArray *said, const Wanted *wanted, EmlForged *ret_forged)
{
	for (guint i = 0; i < said->len; i++) {
		const EmlReceiverClaim *theirs = &g_array_index(said, EmlReceiverClaim, i);

		for (guint k = 0; k < own->len; k++) {
			const EmlReceiverClaim *ours = &g_array_index(own, EmlReceiverClaim, k);

			if (ours->other_session || !g_str_equal(ours->method, wanted->method) ||
			    !g_str_equal(theirs->method, wanted->method) ||
			    kind_of_pair(ours, theirs) != wanted->kind)
				continue;
			*ret_forged = (EmlForged){wanted->kind, ours->method, theirs->word,
						  ours->word, (gint)ours->field};
			return TRUE;
		}
	}
	return FALSE;
}

/* The pair that tells most. */
static gboolean
find_own(const GArray *own, const GArray *said, EmlForged *ret_forged)
{
	static const EmlForgedKind kinds[] = {EML_FORGED_CONTRADICTS, EML_FORGED_LESS,
					      EML_FORGED_REPEATS};
	static const char *const methods[] = {"dmarc", "dkim", "spf"};

	for (gsize k = 0; k < G_N_ELEMENTS(kinds); k++)
		for (gsize i = 0; i < G_N_ELEMENTS(methods); i++)
			if (find_pair(own, said, &(Wanted){methods[i], kinds[k]}, ret_forged))
				return TRUE;
	return FALSE;
}

/* Both speak of one identity, and one of them says pass. */
static gboolean
find_contradiction(const GArray *own, const GArray *said, EmlForged *ret_forged)
{
	for (guint i = 0; i < said->len; i++) {
		const EmlReceiverClaim *theirs = &g_array_index(said, EmlReceiverClaim, i);

		for (guint k = 0; k < own->len; k++) {
			const EmlReceiverClaim *ours = &g_array_index(own, EmlReceiverClaim, k);
			const gboolean none = g_str_equal(ours->method, "dkim") &&
					      g_str_equal(theirs->method, "dkim") &&
					      ours->result == EML_RESULT_NONE;

			if (theirs->result != EML_RESULT_PASS ||
			    !(none || eml_claims_same_identity(ours, theirs)) ||
			    !eml_claims_contradict(ours, theirs))
				continue;
			*ret_forged = (EmlForged){EML_FORGED_CONTRADICTS, ours->method,
						  theirs->word, ours->word, (gint)ours->field};
			return TRUE;
		}
	}
	return FALSE;
}

EmlForged
eml_forged_judge(const EmlHops *hops, const GArray *own, const EmlClaimField *claim)
{
	g_autoptr(GArray) said = eml_receiver_claims_of(claim);
	EmlForged forged = {EML_FORGED_DOUBTFUL, NULL, NULL, NULL, -1};

	if (claim->trust.trust == EML_TRUST_DOUBTFUL) {
		/* two filters may well look at two signatures, or at two names */
		find_contradiction(own, said, &forged);
		return forged;
	}
	forged.other = earlier_pass(hops, claim);
	if (forged.other >= 0) {
		EmlForged found = forged;

		forged.kind =
		    eml_hops_border(hops) == NULL ? EML_FORGED_NO_BORDER : EML_FORGED_EARLIER_PASS;
		forged.contradicts = find_contradiction(own, said, &found);
	} else if (!find_own(own, said, &forged))
		forged.kind = claim->trust.why == EML_TRUST_WHY_BESIDE_OWN ? EML_FORGED_BESIDE_OWN
									   : EML_FORGED_LOWER;
	return forged;
}

gboolean
eml_forged_any(const EmlClaims *claims, const EmlHops *hops)
{
	g_autoptr(GArray) own = eml_receiver_claims_all(claims);
	guint n = 0;

	for (guint i = 0; i < claims->authres->len; i++) {
		const EmlClaimField *claim = g_ptr_array_index(claims->authres, i);

		if (eml_report_asks_forged(claim) && n++ < EML_MAX_FORGED_FINDINGS &&
		    eml_report_shows_forged(eml_forged_judge(hops, own, claim).kind))
			return TRUE;
	}
	return FALSE;
}

/* What a sender's records say changes in time; where they are the reason, an old message shows
 * nothing. */
static gboolean
shows_forgery(const EmlReport *report, const EmlComparison *one)
{
	gint64 arrived = 0;
	const gboolean is_recent =
	    eml_hops_time(report->hops, &arrived) && report->at - arrived < EML_RECORDS_STAY_S;
	const char *from = report->dmarc->domain;

	if (g_strcmp0(one->claimed, "pass") != 0)
		return FALSE;
	if (g_strcmp0(one->why, "compare-signature-missing") == 0)
		return TRUE;
	/* of another name SPF says little, and so much honest mail passes for one */
	if (g_str_equal(one->method, "spf") &&
	    (one->subject == NULL || from == NULL || !same_organization(one->subject, from)))
		return FALSE;
	return one->verdict == EML_COMPARE_DISAGREE &&
	       (is_recent || !eml_comparison_blames_records(one));
}

/* What is verified now contradicts a field that may be a filter's. Where the sender is
 * authenticated, or may be, nobody needs to forge anything. */
static void
ask_recheck(const EmlReport *report, const EmlClaimField *claim, EmlForged *forged)
{
	static const char *const methods[] = {"dmarc", "dkim", "spf"};
	g_autoptr(GPtrArray) all = NULL;

	if (!report->done || report->verdict.status != EML_STATUS_UNAUTHENTICATED ||
	    eml_report_is_hypothetical(report) || claim->trust.trust != EML_TRUST_DOUBTFUL ||
	    eml_report_shows_forged(forged->kind))
		return;
	all = eml_compare_field(report, claim);
	for (gsize m = G_N_ELEMENTS(methods); m-- > 0;)
		for (guint i = 0; i < all->len; i++) {
			const EmlComparison *one = g_ptr_array_index(all, i);

			if (one->claimed_field == (gint)claim->field &&
			    g_str_equal(one->method, methods[m]) && shows_forgery(report, one))
				*forged = (EmlForged){EML_FORGED_RECHECKED, methods[m], "pass",
						      one->rechecked < EML_RESULT_LAST
							  ? eml_result_word(one->rechecked)
							  : "none",
						      -1};
		}
}

GHashTable *
eml_forged_all(const EmlReport *report)
{
	const GPtrArray *lists[] = {report->claims->authres, report->claims->received_spf};
	GHashTable *all = g_hash_table_new_full(NULL, NULL, NULL, g_free);
	g_autoptr(GArray) own = eml_receiver_claims_all(report->claims);

	for (gsize l = 0; l < G_N_ELEMENTS(lists); l++)
		for (guint i = 0; i < lists[l]->len; i++) {
			const EmlClaimField *claim = g_ptr_array_index(lists[l], i);
			EmlForged forged = {EML_FORGED_LOWER, NULL, NULL, NULL, -1};

			if (!eml_report_asks_forged(claim))
				continue;
			if (g_hash_table_size(all) < EML_MAX_FORGED_FINDINGS) {
				forged = eml_forged_judge(report->hops, own, claim);
				ask_recheck(report, claim, &forged);
			}
			g_hash_table_insert(all, GUINT_TO_POINTER(claim->field),
					    g_memdup2(&forged, sizeof forged));
		}
	return all;
}
