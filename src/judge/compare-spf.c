#include "judge/comparison.h"

/* TRUE if the claim says that it is about another domain or identity than the one that was
 * evaluated now. */
static gboolean
is_other_identity(const EmlReceiverClaim *claim, const EmlSpfResult *spf)
{
	const char *mail_from = eml_receiver_claim_property(claim, "smtp", "mailfrom");
	const char *helo = eml_receiver_claim_property(claim, "smtp", "helo");
	g_autofree char *domain = NULL;

	if (claim->spf_domain != NULL)
		mail_from = claim->spf_domain;
	if (claim->spf_helo != NULL)
		helo = claim->spf_helo;
	if (spf->identity == EML_SPF_MAIL_FROM && *mail_from == '\0' && *helo != '\0')
		return TRUE;
	domain = eml_comparison_domain(spf->identity == EML_SPF_MAIL_FROM ? mail_from : helo);
	return domain != NULL && spf->domain != NULL && !g_str_equal(domain, spf->domain);
}

/* Why a result that was pass for the receiver is none now. The address and the domain are the ones
 * that the receiver's own fields name, and DNS answered: only the records can differ. */
static void
decide_spf(EmlComparison *self, const EmlReport *report)
{
	const EmlEnvelope *envelope = report->envelope;

	if (g_strcmp0(envelope->ip.source, "option") == 0)
		eml_comparison_decide(self, EML_COMPARE_NOT_COMPARABLE, "compare-other-address");
	else if (envelope->doubt != EML_DOUBT_NONE)
		eml_comparison_decide(self, EML_COMPARE_NOT_COMPARABLE, "compare-address-doubtful");
	else if (report->spf->result == EML_RESULT_NONE)
		eml_comparison_decide(self, EML_COMPARE_DISAGREE, "compare-record-gone");
	else
		eml_comparison_decide(self, EML_COMPARE_DISAGREE, "compare-record-changed");
}

EmlComparison *
eml_compare_spf(const EmlReport *report, GArray *claims)
{
	EmlReceiverClaim *claim = eml_receiver_claim_first(claims, "spf");
	EmlComparison *self =
	    eml_comparison_new("spf", report->spf->domain, claim, report->spf->result);

	if (claim != NULL && report->spf->result != EML_RESULT_LAST &&
	    is_other_identity(claim, report->spf))
		eml_comparison_decide(self, EML_COMPARE_NOT_COMPARABLE, "compare-other-identity");
	else if (claim != NULL && claim->guess && report->spf->result == EML_RESULT_NONE)
		eml_comparison_decide(self, EML_COMPARE_AGREE, "compare-best-guess");
	else if (!eml_comparison_decide_common(self, claim))
		decide_spf(self, report);
	eml_comparison_explain_by_forwarding(self, report);
	return self;
}

void
eml_compare_other_sessions(GArray *claims, GPtrArray *all)
{
	for (guint i = 0; i < claims->len; i++) {
		EmlReceiverClaim *claim = &g_array_index(claims, EmlReceiverClaim, i);
		g_autofree char *domain = NULL;
		EmlComparison *self = NULL;

		if (claim->used || !claim->other_session)
			continue;
		domain = eml_comparison_domain(
		    claim->spf_domain != NULL
			? claim->spf_domain
			: eml_receiver_claim_property(claim, "smtp", "mailfrom"));
		if (domain == NULL)
			domain = eml_comparison_domain(
			    claim->spf_helo != NULL
				? claim->spf_helo
				: eml_receiver_claim_property(claim, "smtp", "helo"));
		self = eml_comparison_new("spf", domain, claim, EML_RESULT_LAST);
		eml_comparison_decide(self, EML_COMPARE_CLAIM_ONLY, "compare-other-session");
		g_ptr_array_add(all, self);
	}
}
