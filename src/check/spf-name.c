#include "check/spf-eval.h"

#include "base/limits.h"
#include "dns/name.h"

gboolean
eml_spf_name_is_below(const char *name, const char *target)
{
	const gsize n = strlen(name);
	const gsize t = strlen(target);

	return n >= t && g_ascii_strcasecmp(name + n - t, target) == 0 &&
	       (n == t || (t > 0 && name[n - t - 1] == '.'));
}

/* The validated name that %{p} stands for, section 7.3: the domain itself, else a name below it,
 * else any. */
static const char *
best_validated(const GPtrArray *names, const char *domain)
{
	const char *best = NULL;
	guint best_rank = 0;

	for (guint i = 0; i < names->len; i++) {
		const char *name = g_ptr_array_index(names, i);
		const guint rank = g_ascii_strcasecmp(name, domain) == 0 ? 3
				   : eml_spf_name_is_below(name, domain) ? 2
									 : 1;

		if (rank > best_rank) {
			best = name;
			best_rank = rank;
		}
	}
	return best;
}

/* Section 7.2 */
void
eml_spf_macro_values(const EmlSpfEval *eval, const char *domain, EmlSpfMacroValues *ret_values)
{
	const struct {
		char letter;
		const char *value;
	} letters[] = {
	    {'s', eval->sender},	{'l', eval->local_part},
	    {'o', eval->sender_domain}, {'d', domain},
	    {'i', eval->ip_dotted},	{'v', eval->ip_len == 4 ? "in-addr" : "ip6"},
	    {'h', eval->helo},		{'c', eval->ip_text},
	    {'r', eval->receiver},	{'t', eval->time},
	};

	const char *best = eval->validated != NULL ? best_validated(eval->validated, domain) : NULL;

	memset(ret_values, 0, sizeof *ret_values);
	for (gsize i = 0; i < G_N_ELEMENTS(letters); i++)
		ret_values->value[letters[i].letter - 'a'] = eml_slice(letters[i].value);
	ret_values->value['p' - 'a'] = eml_slice(best != NULL ? best : "unknown");
}

/* TRUE if one of the addresses is the client's. */
static gboolean
has_client(const EmlSpfEval *eval, const EmlDnsAnswer *answer)
{
	for (guint i = 0; i < answer->records->len; i++) {
		const EmlDnsRecord *record = g_ptr_array_index(answer->records, i);

		if (g_bytes_get_size(record->data) == eval->ip_len &&
		    memcmp(g_bytes_get_data(record->data, NULL), eval->ip, eval->ip_len) == 0)
			return TRUE;
	}
	return FALSE;
}

/* The client's name below in-addr.arpa or ip6.arpa. */
char *
eml_spf_reverse_name(const EmlSpfEval *eval)
{
	EmlSpfMacroValues values;
	GString *name = NULL;

	eml_spf_macro_values(eval, "", &values);
	name = eml_spf_macro_expand(eml_slice("%{ir}.%{v}.arpa"), EML_SPF_IN_TERM, &values);
	return g_string_free(name, FALSE);
}

/* Is the client among the addresses of the name? MATCH, NO_MATCH or STOP. */
static EmlSpfOutcome
validate_name(EmlSpfEval *eval, const char *name, GPtrArray *steps)
{
	g_autoptr(EmlDnsAnswer) answer =
	    eml_spf_ask(eval, eval->address, eml_slice(name), EML_SPF_ASK_TOLERANT, steps, NULL);
	gboolean valid = FALSE;
	EmlStep *step = NULL;

	if (answer == NULL)
		return EML_SPF_STOP;
	valid = has_client(eval, answer);
	step = eml_trace_add(steps,
			     valid ? EML_STEP_SPF_NAME_VALIDATED : EML_STEP_SPF_NAME_NOT_VALIDATED,
			     EML_TONE_PLAIN);
	eml_step_arg_text(eml_step_arg_text(step, name), eval->ip_text);
	return valid ? EML_SPF_MATCH : EML_SPF_NO_MATCH;
}

/* "use at most 10", section 5.5 */
static guint
limit_names(const EmlDnsAnswer *answer, GPtrArray *steps)
{
	if (answer->records->len <= EML_SPF_MAX_PTR)
		return answer->records->len;
	eml_step_argf(eml_trace_add(steps, EML_STEP_SPF_PTR_LIMIT, EML_TONE_NOTE), "%u",
		      answer->records->len);
	return EML_SPF_MAX_PTR;
}

/* Section 5.5 */
EmlSpfOutcome
eml_spf_validated_names(EmlSpfEval *eval,
			const char *target,
			GPtrArray *steps,
			GPtrArray **ret_names)
{
	g_autofree char *reverse = eml_spf_reverse_name(eval);
	g_autoptr(GPtrArray) candidates = g_ptr_array_new_with_free_func(g_free);
	g_autoptr(GPtrArray) names = g_ptr_array_new_with_free_func(g_free);
	g_autoptr(EmlDnsAnswer) answer =
	    eml_spf_ask(eval, EML_DNS_PTR, eml_slice(reverse), EML_SPF_ASK_TOLERANT, steps, NULL);

	if (answer == NULL)
		return EML_SPF_STOP;
	const guint n = limit_names(answer, steps);

	for (guint i = 0; i < n; i++) {
		const EmlDnsRecord *record = g_ptr_array_index(answer->records, i);
		char *name = eml_dns_name_to_bytes(record->name);

		g_ptr_array_add(candidates, name);
		eml_dns_prefetch(eval->dns, eval->address, eml_slice(name));
	}
	for (guint i = 0; i < n; i++) {
		const char *name = g_ptr_array_index(candidates, i);
		const EmlSpfOutcome outcome = validate_name(eval, name, steps);

		if (outcome == EML_SPF_STOP)
			return EML_SPF_STOP;
		if (outcome == EML_SPF_NO_MATCH)
			continue;
		g_ptr_array_add(names, g_strdup(name));
		if (target != NULL && eml_spf_name_is_below(name, target))
			break;
	}
	*ret_names = g_steal_pointer(&names);
	return EML_SPF_MATCH;
}

/* Section 4.6.4: the PTR query of %{p} is one of the ten. It is asked once in an evaluation. */
EmlSpfOutcome
eml_spf_prepare_p(EmlSpfEval *eval, EmlSlice text, EmlSlice term, GPtrArray *steps)
{
	if (eval->validated != NULL || !eml_spf_macro_uses(text, 'p'))
		return EML_SPF_MATCH;
	if (eml_spf_count_lookup(eval, term, steps) == EML_SPF_STOP)
		return EML_SPF_STOP;
	return eml_spf_validated_names(eval, NULL, steps, &eval->validated);
}

/* Section 7.3: "if the expanded domain name exceeds 253 characters, the left side is truncated to
 * fit, by removing successive domain labels". The final dot goes first. */
static char *
fit_name(GString *expanded)
{
	const char *name = expanded->str;
	char *fitting = NULL;

	if (expanded->len > 0 && expanded->str[expanded->len - 1] == '.')
		g_string_truncate(expanded, expanded->len - 1);
	while (strlen(name) > EML_DNS_MAX_NAME && strchr(name, '.') != NULL)
		name = strchr(name, '.') + 1;
	fitting = g_strdup(name);
	g_string_free(expanded, TRUE);
	return fitting;
}

static char *
expand_name(const EmlSpfEval *eval, const char *domain, EmlSlice spec)
{
	EmlSpfMacroValues values;
	GString *expanded = NULL;

	if (spec.len == 0)
		return g_strdup(domain);
	eml_spf_macro_values(eval, domain, &values);
	expanded = eml_spf_macro_expand(spec, EML_SPF_IN_TERM, &values);
	return expanded != NULL ? fit_name(expanded) : NULL;
}

/* RFC 8616 section 4: "terms that include %{s} or %{l} do not match anything" then. */
static gboolean
is_unmatchable(const EmlSpfEval *eval, EmlSlice spec)
{
	return eval->local_8bit && (eml_spf_macro_uses(spec, 's') || eml_spf_macro_uses(spec, 'l'));
}

char *
eml_spf_known_name(const EmlSpfEval *eval, const char *domain, EmlSlice spec)
{
	if (is_unmatchable(eval, spec) ||
	    (eval->validated == NULL && eml_spf_macro_uses(spec, 'p')))
		return NULL;
	return expand_name(eval, domain, spec);
}

/* Section 4.8 */
EmlSpfOutcome
eml_spf_target_name(const EmlSpfFrame *frame,
		    const EmlSpfTerm *term,
		    GPtrArray *steps,
		    char **ret_name)
{
	EmlSpfEval *eval = frame->eval;
	g_autofree char *name = NULL;
	EmlStep *step = NULL;

	if (is_unmatchable(eval, term->domain)) {
		step = eml_trace_add(steps, EML_STEP_SPF_LOCAL_PART_8BIT, EML_TONE_NOTE);
		eml_step_arg(step, term->text);
		return EML_SPF_NO_MATCH;
	}
	if (eml_spf_prepare_p(eval, term->domain, term->text, steps) == EML_SPF_STOP)
		return EML_SPF_STOP;
	name = expand_name(eval, frame->domain, term->domain);
	if (name == NULL) {
		step = eml_trace_add(steps, EML_STEP_SPF_EXPANSION_LIMIT, EML_TONE_NOTE);
		eml_step_argf(eml_step_arg(step, term->text), "%d", EML_SPF_MAX_EXPANSION);
		return EML_SPF_NO_MATCH;
	}
	if (!eval->helo_known && eml_spf_macro_uses(term->domain, 'h'))
		eml_step_arg(eml_trace_add(steps, EML_STEP_SPF_HELO_UNKNOWN, EML_TONE_WARN),
			     term->text);
	if (eml_slice_find(term->domain, '%') >= 0) {
		step = eml_trace_add(steps, EML_STEP_SPF_TARGET, EML_TONE_PLAIN);
		eml_step_arg_text(eml_step_arg(step, term->domain), name);
	}
	*ret_name = g_steal_pointer(&name);
	return EML_SPF_MATCH;
}
