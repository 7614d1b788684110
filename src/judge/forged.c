#include "judge/forged.h"

#include "claim/host.h"
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
earlier_pass(const EmlReport *report, const EmlClaimField *claim)
{
	const GPtrArray *hops = report->hops->hops;
	const gint border = report->hops->zone;

	for (gint i = MAX(border, 0); i < (gint)hops->len && claim->trust.arg != NULL; i++) {
		const EmlHop *hop = g_ptr_array_index(hops, (guint)i);
		g_autofree char *host =
		    eml_host_name(i == border ? hop->received->from_name : hop->received->by);

		if (host != NULL && same_organization(host, claim->trust.arg))
			return (gint)hop->field;
	}
	return -1;
}

/* Exim adds the fields of its filters at the end of the header (its add_header without
 * ":at_start:"), among the sender's. */
static gboolean
writes_at_end(const EmlReport *report)
{
	const EmlHop *border = eml_hops_border(report->hops);
	g_autofree char *text =
	    border != NULL ? eml_slice_dup(eml_message_field(report->message, border->field)->value)
			   : NULL;

	return text != NULL && strstr(text, "(Exim ") != NULL;
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

void
eml_forged_judge(const EmlReport *report,
		 const GArray *own,
		 const EmlClaimField *claim,
		 EmlForged *ret_forged)
{
	g_autoptr(GArray) said = eml_receiver_claims_of(claim);
	const gint earlier = earlier_pass(report, claim);

	if (earlier >= 0 && eml_hops_border(report->hops) == NULL)
		*ret_forged = (EmlForged){EML_FORGED_NO_BORDER, NULL, NULL, NULL, earlier};
	else if (earlier >= 0)
		*ret_forged = (EmlForged){EML_FORGED_EARLIER_PASS, NULL, NULL, NULL, earlier};
	else if (find_own(own, said, ret_forged))
		return;
	else
		*ret_forged = (EmlForged){claim->trust.why == EML_TRUST_WHY_UNDER_BORDER ||
						  writes_at_end(report)
					      ? EML_FORGED_UNDER_BORDER
					      : EML_FORGED_LOWER,
					  NULL, NULL, NULL, -1};
}
