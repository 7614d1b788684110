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

/* A record that was asked for ahead, and whose it is. */
typedef struct {
	EmlSpfEval *eval;
	char *domain;
} Ahead;

static void
ahead_free(gpointer data)
{
	Ahead *ahead = data;

	g_free(ahead->domain);
	g_free(ahead);
}

/* The record is here before its turn: its terms are asked ahead as well. */
static void
on_record(EmlDns *dns, const EmlDnsAnswer *answer, gpointer data)
{
	const Ahead *ahead = data;
	EmlSpfFrame frame = {.eval = ahead->eval, .domain = ahead->domain};
	EmlSlice text;

	(void)dns;
	if (eml_spf_select(answer, &text) != 1)
		return;
	frame.record = eml_spf_record_parse(text);
	eml_spf_ahead(&frame);
	eml_spf_record_free(frame.record);
}

/* As many records as could be evaluated, each once. */
static void
ask_record_ahead(EmlSpfEval *eval, const char *name)
{
	g_autofree char *key = g_ascii_strdown(name, -1);
	Ahead *ahead = NULL;

	if (g_hash_table_contains(eval->followed, key) ||
	    g_hash_table_size(eval->followed) >= EML_SPF_MAX_LOOKUPS) {
		eml_dns_prefetch(eval->dns, EML_DNS_TXT, eml_slice(name));
		return;
	}
	g_hash_table_add(eval->followed, g_steal_pointer(&key));
	ahead = g_new0(Ahead, 1);
	*ahead = (Ahead){eval, g_strdup(name)};
	eml_dns_prefetch_then(eval->dns, EML_DNS_TXT, eml_slice(name), on_record, ahead,
			      ahead_free);
}

/* The addresses of the exchanges, section 5.4. */
static void
on_exchanges(EmlDns *dns, const EmlDnsAnswer *answer, gpointer data)
{
	const EmlSpfEval *eval = data;

	(void)dns;
	g_ptr_array_unref(eml_spf_exchanges(eval, answer));
}

static void
ask_term_ahead(const EmlSpfFrame *frame, const EmlSpfTerm *term)
{
	EmlSpfEval *eval = frame->eval;
	g_autofree char *name = NULL;
	EmlDnsType type = EML_DNS_TXT;

	if (term->kind == EML_SPF_PTR || eml_spf_macro_uses(term->domain, 'p'))
		ask_ptr_ahead(eval);
	name = eml_spf_known_name(eval, frame->domain, term->domain);
	if (name == NULL || !first_question(eval, term->kind, &type))
		return;
	if (type == EML_DNS_TXT)
		ask_record_ahead(eval, name);
	else if (type == EML_DNS_MX)
		eml_dns_prefetch_then(eval->dns, type, eml_slice(name), on_exchanges, eval, NULL);
	else
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
