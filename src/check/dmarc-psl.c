#include "check/dmarc-psl.h"

#include "base/idna.h"
#include "base/psl.h"
#include "check/dmarc-select.h"
#include "check/orgdomain.h"

/* What stands at a name for RFC 7489. */
typedef enum {
	AT_NAME_RECORD,
	AT_NAME_NOTHING, /* the organizational domain is asked next */
	AT_NAME_USELESS, /* several records: discovery ends */
	AT_NAME_FAILED,
	AT_NAME_OFFLINE,
} AtName;

static AtName
look_up(const char *name, EmlDns *dns, EmlDnsAnswer **ret_answer, EmlDmarcRecord **ret_record)
{
	g_autofree char *owner = g_strconcat("_dmarc.", name, NULL);
	EmlDnsAnswer *answer = eml_dns_get(dns, EML_DNS_TXT, eml_slice(owner), NULL);
	EmlDmarcSelected records;
	gsize len = 0;
	const char *data = NULL;

	*ret_answer = answer;
	if (answer->outcome == EML_DNS_NOT_ASKED && g_strcmp0(answer->reason, "offline") == 0)
		return AT_NAME_OFFLINE;
	if (answer->outcome == EML_DNS_FAILED || answer->outcome == EML_DNS_NOT_ASKED)
		return AT_NAME_FAILED;
	records = eml_dmarc_select(answer);
	if (records.n == 0)
		return AT_NAME_NOTHING;
	if (records.n > 1)
		return AT_NAME_USELESS;
	data = g_bytes_get_data((GBytes *)records.first, &len);
	*ret_record = eml_dmarc_record_parse(eml_slice_n(data, len));
	return (*ret_record)->valid ? AT_NAME_RECORD : AT_NAME_USELESS;
}

/* RFC 7489 section 6.6.3 step 6: a record with a bad policy counts as "none" if reports are asked
 * for, else not at all (LAST). sp counts for a record that the author domain inherits. */
static EmlPolicy
policy_of(const EmlDmarcRecord *record, gboolean inherited)
{
	const gboolean bad_sp =
	    eml_dmarc_record_tag(record, EML_DMARC_SP) != NULL && record->sp == EML_POLICY_LAST;

	if (record->p == EML_POLICY_LAST || bad_sp)
		return record->rua->len > 0 ? EML_POLICY_NONE : EML_POLICY_LAST;
	return inherited && record->sp != EML_POLICY_LAST ? record->sp : record->p;
}

/* Section 3.1: relaxed, both have one organizational domain; strict, the names are equal. */
static gboolean
counts(const EmlDmarcIdentifier *identifier, const char *author, gboolean strict)
{
	g_autofree char *domain =
	    identifier->domain != NULL ? eml_idna_to_ascii(eml_slice(identifier->domain)) : NULL;

	if (domain == NULL)
		return identifier->result == EML_RESULT_LAST; /* it may be any */
	return strcmp(domain, author) == 0 ||
	       (!strict && eml_psl_same_organization(domain, author));
}

static gboolean
has(const EmlDmarcInput *input, const EmlDmarcRecord *record, const char *author, EmlResult result)
{
	if (input->spf != NULL && input->spf->result == result &&
	    counts(input->spf, author, record->strict_spf))
		return TRUE;
	for (guint i = 0; i < input->n_dkim; i++)
		if (input->dkim[i].result == result &&
		    counts(&input->dkim[i], author, record->strict_dkim))
			return TRUE;
	return FALSE;
}

static EmlResult
evaluate(const EmlDmarcInput *input, const EmlDmarcRecord *record, const char *author)
{
	static const EmlResult order[] = {EML_RESULT_PASS, EML_RESULT_TEMPERROR, EML_RESULT_LAST};

	for (gsize i = 0; i < G_N_ELEMENTS(order); i++)
		if (has(input, record, author, order[i]))
			return order[i];
	return EML_RESULT_FAIL;
}

static void
discover(EmlDmarcByPsl *self, const EmlDmarcInput *input, const char *author, EmlDns *dns)
{
	g_autoptr(EmlDnsAnswer) own_answer = NULL;
	g_autoptr(EmlDnsAnswer) org_answer = NULL;
	g_autoptr(EmlDmarcRecord) record = NULL;
	gboolean inherited = FALSE;
	AtName at = look_up(author, dns, &own_answer, &record);

	if (at == AT_NAME_NOTHING && strcmp(author, self->organizational_domain) != 0) {
		inherited = TRUE;
		at = look_up(self->organizational_domain, dns, &org_answer, &record);
	}
	if (at == AT_NAME_RECORD)
		self->policy = policy_of(record, inherited);
	if (at == AT_NAME_FAILED)
		self->result = EML_RESULT_TEMPERROR;
	else if (at == AT_NAME_OFFLINE)
		self->result = EML_RESULT_LAST;
	else if (self->policy == EML_POLICY_LAST)
		self->result = EML_RESULT_NONE;
	else
		self->result = evaluate(input, record, author);
}

static void
say_difference(const EmlDmarcByPsl *self, EmlDmarcResult *result)
{
	const gboolean same_organization =
	    g_strcmp0(self->organizational_domain, result->organizational_domain) == 0;
	const EmlStep *conclusion = g_ptr_array_index(result->trace, result->trace->len - 1);
	EmlStep *step = eml_trace_add(conclusion->children,
				      same_organization ? EML_STEP_DMARC_PSL_OTHER_RULES
							: EML_STEP_DMARC_PSL_OTHER_ORGANIZATION,
				      EML_TONE_NOTE);

	eml_step_arg_text(step, eml_result_word(self->result));
	eml_step_arg_text(step, self->policy != EML_POLICY_LAST ? eml_policy_word(self->policy)
								: "no policy");
	eml_step_arg_text(step, self->organizational_domain);
	eml_step_arg_text(step, eml_result_word(result->result));
	eml_step_arg_text(step, result->organizational_domain);
}

EmlDmarcByPsl *
eml_dmarc_psl_check(const EmlDmarcInput *input, EmlDmarcResult *result, EmlDns *dns)
{
	EmlDmarcByPsl *self = g_new0(EmlDmarcByPsl, 1);

	self->policy = EML_POLICY_LAST;
	if (!eml_orgdomain_is_address(result->domain))
		self->organizational_domain = eml_psl_registrable(result->domain);
	if (self->organizational_domain == NULL)
		self->organizational_domain = g_strdup(result->domain);
	discover(self, input, result->domain, dns);
	self->differs = result->result != EML_RESULT_LAST && self->result != EML_RESULT_LAST &&
			(self->result != result->result || self->policy != result->policy);
	if (self->differs)
		say_difference(self, result);
	return self;
}

void
eml_dmarc_psl_free(EmlDmarcByPsl *self)
{
	if (self == NULL)
		return;
	g_free(self->organizational_domain);
	g_free(self);
}
