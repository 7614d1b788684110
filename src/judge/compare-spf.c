#include "judge/comparison.h"
#include "judge/gateway.h"

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

	if (envelope->ip.supposed)
		eml_comparison_decide(self, EML_COMPARE_NOT_COMPARABLE, "compare-other-address");
	else if (envelope->doubt != EML_DOUBT_NONE)
		eml_comparison_decide(self, EML_COMPARE_NOT_COMPARABLE, "compare-address-doubtful");
	else if (report->spf->result == EML_RESULT_NONE)
		eml_comparison_decide(self, EML_COMPARE_DISAGREE, "compare-record-gone");
	else
		eml_comparison_decide(self, EML_COMPARE_DISAGREE, "compare-record-changed");
}

/* What the receiver found of a MAIL FROM is no result of the HELO name that stands for it where
 * none is known; "postmaster" is what RFC 7208 section 2.4 puts before a HELO name. */
static gboolean
is_of_unknown_mail_from(const EmlReceiverClaim *claim, const EmlReport *report)
{
	const char *mail_from = claim->spf_domain;

	return report->spf->identity == EML_SPF_HELO && report->envelope->mail_from.value == NULL &&
	       mail_from != NULL && strchr(mail_from, '@') != NULL &&
	       g_ascii_strncasecmp(mail_from, "postmaster@", strlen("postmaster@")) != 0;
}

/* Behind a gateway SPF is about the gateway, unless the receiver was told to look behind it. */
static void
explain_by_gateway(EmlComparison *self, const EmlReport *report)
{
	g_autofree char *name = report->gateway != NULL ? eml_gateway_name(report->gateway) : NULL;
	const gboolean skipped = report->envelope->doubt == EML_DOUBT_IP_CONFLICT;
	const gboolean fails =
	    self->verdict == EML_COMPARE_AGREE &&
	    (self->rechecked == EML_RESULT_FAIL || self->rechecked == EML_RESULT_SOFTFAIL ||
	     self->rechecked == EML_RESULT_NEUTRAL);

	if (name == NULL || self->claimed == NULL || !(skipped || fails))
		return;
	eml_comparison_decide(self, self->verdict,
			      skipped ? "compare-gateway-skipped" : "compare-gateway");
	if (self->args->len > 2)
		g_ptr_array_set_size(self->args, 2); /* of forwarding */
	eml_comparison_arg(self, name);
}

EmlComparison *
eml_compare_spf(const EmlReport *report, GArray *claims)
{
	EmlReceiverClaim *claim = eml_receiver_claim_first(claims, "spf");
	EmlComparison *self = NULL;

	if (claim != NULL && is_of_unknown_mail_from(claim, report))
		claim = NULL;
	self = eml_comparison_new("spf", report->spf->domain, claim, report->spf->result);

	if (claim != NULL && report->spf->result != EML_RESULT_LAST &&
	    is_other_identity(claim, report->spf))
		eml_comparison_decide(self, EML_COMPARE_NOT_COMPARABLE, "compare-other-identity");
	else if (claim != NULL && claim->guess && report->spf->result == EML_RESULT_NONE)
		eml_comparison_decide(self, EML_COMPARE_AGREE, "compare-best-guess");
	else if (!eml_comparison_decide_common(self, claim))
		decide_spf(self, report);
	eml_comparison_explain_by_forwarding(self, report);
	explain_by_gateway(self, report);
	return self;
}

/* Received-SPF says once more what an Authentication-Results field says of another hand-over. */
static gboolean
is_repeated(const GArray *claims, guint index)
{
	const EmlReceiverClaim *claim = &g_array_index(claims, EmlReceiverClaim, index);

	for (guint i = 0; claim->detail == NULL && i < index; i++) {
		const EmlReceiverClaim *other = &g_array_index(claims, EmlReceiverClaim, i);

		if (other->other_session && other->detail != NULL &&
		    g_str_equal(other->method, "spf") && other->result == claim->result)
			return TRUE;
	}
	return FALSE;
}

void
eml_compare_other_spf(const EmlReport *report, GArray *claims, GPtrArray *all)
{
	for (guint i = 0; i < claims->len; i++) {
		EmlReceiverClaim *claim = &g_array_index(claims, EmlReceiverClaim, i);
		g_autofree char *domain = NULL;
		EmlComparison *self = NULL;

		if (claim->used || !g_str_equal(claim->method, "spf") ||
		    !(claim->other_session || is_of_unknown_mail_from(claim, report)) ||
		    is_repeated(claims, i))
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
		eml_comparison_decide(self, EML_COMPARE_CLAIM_ONLY,
				      claim->other_session ? "compare-other-session"
							   : "compare-not-rechecked");
		g_ptr_array_add(all, self);
	}
}
