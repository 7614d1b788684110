/* The mechanisms of RFC 7208 section 5, all but include. */
#include "check/spf-eval.h"

#include "dns/name.h"

#include "base/limits.h"

/* "CIDR prefix length high-order bits match", section 5.6 */
static gboolean
agrees(const guint8 *a, const guint8 *b, guint bits)
{
	const guint bytes = bits / 8;
	const guint rest = bits % 8;

	if (memcmp(a, b, bytes) != 0)
		return FALSE;
	return rest == 0 || ((a[bytes] ^ b[bytes]) >> (8 - rest)) == 0;
}

static guint
prefix_of(const EmlSpfEval *eval, const EmlSpfTerm *term)
{
	return eval->ip_len == 4 ? term->prefix4 : term->prefix6;
}

/* Asks for the addresses of a name: "If any address matches, the mechanism matches", sections 5.3
 * and 5.4. */
static EmlSpfOutcome
look_at_addresses(EmlSpfEval *eval, const EmlSpfTerm *term, const char *name, GPtrArray *steps)
{
	g_autoptr(EmlDnsAnswer) answer =
	    eml_spf_ask(eval, eval->address, eml_slice(name), 0, steps, NULL);

	if (answer == NULL)
		return EML_SPF_STOP;
	for (guint i = 0; i < answer->records->len; i++) {
		const EmlDnsRecord *record = g_ptr_array_index(answer->records, i);

		if (g_bytes_get_size(record->data) == eval->ip_len &&
		    agrees(g_bytes_get_data(record->data, NULL), eval->ip, prefix_of(eval, term)))
			return EML_SPF_MATCH;
	}
	return EML_SPF_NO_MATCH;
}

/* Section 5.3 */
static EmlSpfOutcome
look_a(EmlSpfEval *eval, const EmlSpfTerm *term, const char *name, GPtrArray *steps)
{
	return look_at_addresses(eval, term, name, steps);
}

static gint
by_preference(gconstpointer a, gconstpointer b)
{
	const EmlDnsRecord *left = *(EmlDnsRecord *const *)a;
	const EmlDnsRecord *right = *(EmlDnsRecord *const *)b;

	return (gint)left->preference - (gint)right->preference;
}

GPtrArray *
eml_spf_exchanges(const EmlSpfEval *eval, const EmlDnsAnswer *answer)
{
	g_autoptr(GPtrArray) records = g_ptr_array_new();
	GPtrArray *names = g_ptr_array_new_with_free_func(g_free);

	for (guint i = 0; i < answer->records->len; i++)
		g_ptr_array_add(records, g_ptr_array_index(answer->records, i));
	g_ptr_array_sort(records, by_preference); /* stable */
	for (guint i = 0; i < records->len; i++) {
		const EmlDnsRecord *record = g_ptr_array_index(records, i);
		char *name = eml_dns_name_to_bytes(record->name);

		if (name[0] == '\0') {
			g_free(name);
			continue;
		}
		g_ptr_array_add(names, name);
		if (names->len <= EML_SPF_MAX_MX)
			eml_dns_prefetch(eval->dns, eval->address, eml_slice(name));
	}
	return names;
}

/* Section 5.4: no exchange, no match; the name itself is not taken for its exchange. "More than 10
 * address records" is a permerror (section 4.6.4), which the eleventh question would be. */
static EmlSpfOutcome
look_mx(EmlSpfEval *eval, const EmlSpfTerm *term, const char *name, GPtrArray *steps)
{
	g_autoptr(GPtrArray) names = NULL;
	g_autoptr(EmlDnsAnswer) answer =
	    eml_spf_ask(eval, EML_DNS_MX, eml_slice(name), 0, steps, NULL);

	if (answer == NULL)
		return EML_SPF_STOP;
	names = eml_spf_exchanges(eval, answer);
	for (guint i = 0; i < names->len && i < EML_SPF_MAX_MX; i++) {
		const EmlSpfOutcome outcome =
		    look_at_addresses(eval, term, g_ptr_array_index(names, i), steps);

		if (outcome != EML_SPF_NO_MATCH)
			return outcome;
	}
	if (names->len <= EML_SPF_MAX_MX)
		return EML_SPF_NO_MATCH;
	EmlStep *step = eml_trace_add(steps, EML_STEP_SPF_MX_LIMIT, EML_TONE_BAD);

	eml_step_argf(eml_step_arg(step, term->text), "%u", names->len);
	return eml_spf_stop(eval, EML_RESULT_PERMERROR, EML_STEP_SPF_MX_LIMIT);
}

/* Section 5.5: "Check all validated domain names to see if they either match the <target-name>
 * domain or are a subdomain" (the bullets say it the wrong way round: erratum 4751). */
static EmlSpfOutcome
look_ptr(EmlSpfEval *eval, const EmlSpfTerm *term, const char *target, GPtrArray *steps)
{
	g_autoptr(GPtrArray) names = NULL;

	(void)term;
	if (eml_spf_validated_names(eval, target, steps, &names) == EML_SPF_STOP)
		return EML_SPF_STOP;
	for (guint i = 0; i < names->len; i++)
		if (eml_spf_name_is_below(g_ptr_array_index(names, i), target))
			return EML_SPF_MATCH;
	return EML_SPF_NO_MATCH;
}

/* Section 5.7: "a DNS A RR lookup (even when the connection type is IPv6)" */
static EmlSpfOutcome
look_exists(EmlSpfEval *eval, const EmlSpfTerm *term, const char *name, GPtrArray *steps)
{
	g_autoptr(EmlDnsAnswer) answer =
	    eml_spf_ask(eval, EML_DNS_A, eml_slice(name), 0, steps, NULL);

	(void)term;
	if (answer == NULL)
		return EML_SPF_STOP;
	return answer->outcome == EML_DNS_FOUND ? EML_SPF_MATCH : EML_SPF_NO_MATCH;
}

/* The mechanisms that ask DNS. */
static const struct {
	EmlSpfOutcome (*look)(EmlSpfEval *eval,
			      const EmlSpfTerm *term,
			      const char *name,
			      GPtrArray *steps);
	EmlStepCode no_match, match;
} asking[EML_SPF_KIND_LAST] = {
    [EML_SPF_A] = {look_a, EML_STEP_SPF_A_NO_MATCH, EML_STEP_SPF_A_MATCH},
    [EML_SPF_MX] = {look_mx, EML_STEP_SPF_MX_NO_MATCH, EML_STEP_SPF_MX_MATCH},
    [EML_SPF_PTR] = {look_ptr, EML_STEP_SPF_PTR_NO_MATCH, EML_STEP_SPF_PTR_MATCH},
    [EML_SPF_EXISTS] = {look_exists, EML_STEP_SPF_EXISTS_NO_MATCH, EML_STEP_SPF_EXISTS_MATCH},
};

/* %4 of the step is the name, %5 the number of the lookup. */
static EmlSpfOutcome
match_asking(const EmlSpfFrame *frame, const EmlSpfTerm *term, EmlStep *step)
{
	EmlSpfEval *eval = frame->eval;
	g_autofree char *name = NULL;
	EmlSpfOutcome outcome = eml_spf_count_lookup(eval, term->text, step->children);
	const guint number = eval->out->dns_lookups;

	if (outcome == EML_SPF_STOP)
		return EML_SPF_STOP;
	outcome = eml_spf_target_name(frame, term, step->children, &name);
	eml_step_arg(step, name != NULL ? eml_slice(name) : term->domain);
	eml_step_argf(step, "%u", number);
	if (outcome == EML_SPF_MATCH)
		outcome = asking[term->kind].look(eval, term, name, step->children);
	if (outcome == EML_SPF_MATCH)
		eml_spf_step_set(step, asking[term->kind].match, EML_TONE_PLAIN);
	else if (outcome == EML_SPF_NO_MATCH)
		eml_spf_step_set(step, asking[term->kind].no_match, EML_TONE_PLAIN);
	return outcome;
}

static gboolean
is_of_family(const EmlSpfEval *eval, const EmlSpfTerm *term)
{
	return eval->ip_len == (term->kind == EML_SPF_IP4 ? 4U : 16U);
}

gboolean
eml_spf_network_matches(const EmlSpfEval *eval, const EmlSpfTerm *term)
{
	return is_of_family(eval, term) && agrees(term->network, eval->ip, prefix_of(eval, term));
}

/* Section 5.6. A network of the other family never matches (section 5: an IPv4-mapped client is an
 * IPv4 client). */
static EmlSpfOutcome
match_network(const EmlSpfFrame *frame, const EmlSpfTerm *term, EmlStep *step)
{
	static const struct NetworkCodes {
		EmlStepCode other_family, no_match, match;
	} ip4 = {EML_STEP_SPF_IP4_OTHER_FAMILY, EML_STEP_SPF_IP4_NO_MATCH, EML_STEP_SPF_IP4_MATCH},
	  ip6 = {EML_STEP_SPF_IP6_OTHER_FAMILY, EML_STEP_SPF_IP6_NO_MATCH, EML_STEP_SPF_IP6_MATCH};
	const struct NetworkCodes *codes = term->kind == EML_SPF_IP4 ? &ip4 : &ip6;

	if (!is_of_family(frame->eval, term)) {
		eml_spf_step_set(step, codes->other_family, EML_TONE_PLAIN);
		return EML_SPF_NO_MATCH;
	}
	if (eml_spf_network_matches(frame->eval, term)) {
		eml_spf_step_set(step, codes->match, EML_TONE_PLAIN);
		return EML_SPF_MATCH;
	}
	eml_spf_near_note(frame, term);
	eml_spf_step_set(step, codes->no_match, EML_TONE_PLAIN);
	return EML_SPF_NO_MATCH;
}

/* Section 5.1: "all" always matches. */
static EmlSpfOutcome
match_all(const EmlSpfTerm *term, EmlStep *step)
{
	const gboolean pass = term->qualifier == EML_RESULT_PASS;

	eml_spf_step_set(step, pass ? EML_STEP_SPF_ALL_PASS : EML_STEP_SPF_ALL, EML_TONE_PLAIN);
	return EML_SPF_MATCH;
}

EmlSpfOutcome
eml_spf_term_matches(const EmlSpfFrame *frame, const EmlSpfTerm *term, EmlStep *step)
{
	switch (term->kind) {
	case EML_SPF_ALL:
		return match_all(term, step);
	case EML_SPF_A:
	case EML_SPF_MX:
	case EML_SPF_PTR:
	case EML_SPF_EXISTS:
		return match_asking(frame, term, step);
	case EML_SPF_IP4:
	case EML_SPF_IP6:
		return match_network(frame, term, step);
	case EML_SPF_INCLUDE:
	case EML_SPF_REDIRECT:
	case EML_SPF_EXP:
	case EML_SPF_OTHER_MODIFIER:
	case EML_SPF_KIND_LAST:
		break;
	}
	return EML_SPF_NO_MATCH;
}
