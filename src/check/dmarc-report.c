#include "check/dmarc-report.h"

#include "base/idna.h"
#include "base/limits.h"
#include "check/dmarc-select.h"
#include "check/orgdomain.h"

#define MAILTO "mailto:"

typedef struct {
	const EmlDmarcResult *result;
	EmlDns *dns;
	GPtrArray *steps;  /* borrowed */
	GHashTable *asked; /* char * destinations */
	EmlOrgdomain *own; /* of the record's name */
} Report;

/* The host of a mailto: URI as A-labels; NULL for other URIs. The caller owns it. */
static char *
destination_of(const char *uri)
{
	const char *address =
	    g_ascii_strncasecmp(uri, MAILTO, strlen(MAILTO)) == 0 ? uri + strlen(MAILTO) : NULL;
	const char *at = address != NULL ? strchr(address, '@') : NULL;

	if (at == NULL)
		return NULL;
	return eml_idna_to_ascii(eml_slice_n(at + 1, strcspn(at + 1, "?,")));
}

static EmlStep *
say(const Report *report, EmlStepCode code, EmlTone tone, const char *destination, guint slot)
{
	EmlStep *step = eml_trace_add(report->steps, code, tone);

	eml_step_arg_text(step, destination);
	eml_step_arg_text(step, report->result->policy_domain);
	return eml_step_at_record(step, slot, -1, -1);
}

static void
ask(const Report *report, const char *destination)
{
	g_autofree char *owner =
	    g_strconcat(report->result->policy_domain, "._report._dmarc.", destination, NULL);
	guint slot = 0;
	g_autoptr(EmlDnsAnswer) answer =
	    eml_dns_get(report->dns, EML_DNS_TXT, eml_slice(owner), &slot);

	if (answer->outcome == EML_DNS_FAILED || answer->outcome == EML_DNS_NOT_ASKED)
		eml_step_arg_text(
		    say(report, EML_STEP_DMARC_REPORT_UNKNOWN, EML_TONE_NOTE, destination, slot),
		    answer->reason);
	else if (eml_dmarc_select(answer).n > 0)
		say(report, EML_STEP_DMARC_REPORT_AGREED, EML_TONE_GOOD, destination, slot);
	else
		eml_step_arg_text(
		    say(report, EML_STEP_DMARC_REPORT_NOT_AGREED, EML_TONE_WARN, destination, slot),
		    owner);
}

static void
check_uri(Report *report, const char *uri)
{
	g_autofree char *destination = destination_of(uri);
	g_autoptr(EmlOrgdomain) other = NULL;
	g_autoptr(GPtrArray) unseen = eml_trace_new();

	if (destination == NULL || g_hash_table_contains(report->asked, destination) ||
	    g_hash_table_size(report->asked) >= EML_DMARC_MAX_IDENTIFIERS)
		return;
	g_hash_table_add(report->asked, g_strdup(destination));
	if (strcmp(destination, report->result->policy_domain) == 0)
		return;
	if (report->own == NULL)
		report->own =
		    eml_orgdomain_find(report->result->policy_domain, report->dns, unseen);
	other = eml_orgdomain_find(destination, report->dns, unseen);
	if (eml_orgdomain_same(report->own, other) != EML_SAME_YES)
		ask(report, destination);
}

void
eml_dmarc_report_check(EmlDmarcResult *result, EmlDns *dns)
{
	g_autoptr(EmlDmarcRecord) record =
	    result->record != NULL ? eml_dmarc_record_parse(eml_slice(result->record)) : NULL;
	g_autoptr(GHashTable) asked = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL);
	Report report = {result, dns, NULL, asked, NULL};

	if (record == NULL || result->policy_domain == NULL)
		return;
	report.steps =
	    ((EmlStep *)g_ptr_array_index(result->trace, result->trace->len - 1))->children;
	for (guint i = 0; i < record->rua->len; i++)
		check_uri(&report, g_ptr_array_index(record->rua, i));
	for (guint i = 0; i < record->ruf->len; i++)
		check_uri(&report, g_ptr_array_index(record->ruf, i));
	eml_orgdomain_free(report.own);
}
