/* Questions asked ahead, so that the time of a check is the depth of its chain. The limits are kept
 * where the answers are used, not here. */
#include "check/spf-eval.h"

#include "base/limits.h"

static void
ask_ptr_ahead(const EmlSpfEval *eval)
{
	g_autofree char *reverse = eml_spf_reverse_name(eval);

	eml_dns_prefetch(eval->dns, EML_DNS_PTR, eml_slice(reverse));
}

/* What the term will ask first. */
static gboolean
first_question(const EmlSpfEval *eval, EmlSpfKind kind, EmlDnsType *ret_type)
{
	switch (kind) {
	case EML_SPF_INCLUDE:
	case EML_SPF_REDIRECT:
		*ret_type = EML_DNS_TXT;
		return TRUE;
	case EML_SPF_A:
		*ret_type = eval->address;
		return TRUE;
	case EML_SPF_MX:
		*ret_type = EML_DNS_MX;
		return TRUE;
	case EML_SPF_EXISTS:
		*ret_type = EML_DNS_A;
		return TRUE;
	case EML_SPF_ALL:
	case EML_SPF_PTR:
	case EML_SPF_IP4:
	case EML_SPF_IP6:
	case EML_SPF_EXP:
	case EML_SPF_OTHER_MODIFIER:
	case EML_SPF_KIND_LAST:
		break;
	}
	return FALSE;
}

static void
ask_term_ahead(const EmlSpfFrame *frame, const EmlSpfTerm *term)
{
	const EmlSpfEval *eval = frame->eval;
	g_autofree char *name = NULL;
	EmlDnsType type = EML_DNS_TXT;

	if (term->kind == EML_SPF_PTR || eml_spf_macro_uses(term->domain, 'p'))
		ask_ptr_ahead(eval);
	name = eml_spf_known_name(eval, frame->domain, term->domain);
	if (name != NULL && first_question(eval, term->kind, &type))
		eml_dns_prefetch(eval->dns, type, eml_slice(name));
}

/* Up to a term that is certain to match, and to the tenth that counts. */
void
eml_spf_ahead(const EmlSpfFrame *frame)
{
	const EmlSpfEval *eval = frame->eval;
	const EmlSpfRecord *record = frame->record;
	guint left = EML_SPF_MAX_LOOKUPS - MIN(eval->out->dns_lookups, EML_SPF_MAX_LOOKUPS);

	for (guint i = 0; i < eml_spf_record_n_terms(record) && left > 0; i++) {
		const EmlSpfTerm *term = eml_spf_record_term(record, i);

		if (term->kind == EML_SPF_ALL ||
		    ((term->kind == EML_SPF_IP4 || term->kind == EML_SPF_IP6) &&
		     eml_spf_network_matches(eval, term)))
			return;
		if (term->kind == EML_SPF_REDIRECT || !eml_spf_kind_counts(term->kind))
			continue;
		ask_term_ahead(frame, term);
		left--;
	}
	if (left > 0 && record->redirect >= 0 && record->all < 0)
		ask_term_ahead(frame, eml_spf_record_term(record, (guint)record->redirect));
}
