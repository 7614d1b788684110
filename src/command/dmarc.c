/* emlens dmarc: one DMARC evaluation from results that are already known. */
#include "command/common.h"

#include "base/error.h"
#include "base/idna.h"
#include "check/dmarc-report.h"
#include "dns/name.h"
#include "render/json.h"
#include "render/text.h"

#include <string.h>

/* RESULT:DOMAIN into an identifier; the domain is borrowed from the text. */
static gboolean
read_identifier(const char *option,
		const char *text,
		EmlDmarcIdentifier *ret_identifier,
		GError **error)
{
	const char *colon = strchr(text, ':');

	if (colon != NULL) {
		ret_identifier->result =
		    eml_result_from_word(eml_slice_n(text, (gsize)(colon - text)));
		ret_identifier->domain = colon + 1;
		if (ret_identifier->result != EML_RESULT_LAST && *ret_identifier->domain != '\0')
			return TRUE;
	}
	g_set_error(error, EML_ERROR, EML_ERROR_USAGE,
		    "--%s=%s: give RESULT:DOMAIN, for example pass:example.org", option, text);
	return FALSE;
}

static gboolean
read_identifiers(const EmlOptions *options, EmlDmarcInput *input, GError **error)
{
	if (options->spf == NULL)
		input->spf = NULL;
	else if (!read_identifier("spf", options->spf, input->spf, error))
		return FALSE;
	for (guint i = 0; i < input->n_dkim; i++)
		if (!read_identifier("dkim", options->dkim[i], &input->dkim[i], error))
			return FALSE;
	return TRUE;
}

static int
status_of(EmlResult result)
{
	if (result == EML_RESULT_PASS)
		return 0;
	return result == EML_RESULT_TEMPERROR || result == EML_RESULT_LAST ? 2 : 1;
}

static gboolean
print_result(const EmlOptions *options,
	     const EmlDmarcResult *result,
	     const GPtrArray *hypothetical,
	     GError **error)
{
	if (options->format == EML_FORMAT_JSON) {
		g_autofree char *json = eml_json_dmarc(result, hypothetical);

		return eml_command_print(json, error);
	}
	g_autoptr(EmlOut) out = eml_command_out(options);

	eml_text_dmarc(out, result, hypothetical);
	return eml_out_finish(out, error);
}

static GPtrArray *
from_domains(const EmlOptions *options, GError **error)
{
	g_autoptr(GPtrArray) domains = g_ptr_array_new_with_free_func(g_free);
	g_autofree char *name = NULL;
	char *domain = options->from != NULL ? eml_idna_to_ascii(eml_slice(options->from)) : NULL;

	if (domain == NULL || *domain == '\0' || options->names != NULL) {
		g_free(domain);
		g_set_error(error, EML_ERROR, EML_ERROR_USAGE,
			    "emlens dmarc needs --from=DOMAIN and no file, for example emlens "
			    "dmarc --from=example.org "
			    "--dkim=pass:example.org");
		return NULL;
	}
	g_ptr_array_add(domains, domain);
	name = eml_dns_name_from_bytes(eml_slice(domain));
	if (name == NULL) {
		g_set_error(error, EML_ERROR, EML_ERROR_USAGE,
			    "--from=%s is no domain; write it as example.org", options->from);
		return NULL;
	}
	return g_steal_pointer(&domains);
}

int
eml_command_dmarc(const EmlOptions *options)
{
	g_autoptr(GError) error = NULL;
	g_autoptr(EmlDnsStore) store = NULL;
	g_autoptr(GPtrArray) hypothetical = NULL;
	g_autoptr(EmlDns) dns = NULL;
	g_autoptr(EmlDmarcResult) result = NULL;
	g_autoptr(GPtrArray) from = from_domains(options, &error);
	const guint n = options->dkim != NULL ? g_strv_length(options->dkim) : 0;
	g_autofree EmlDmarcIdentifier *dkim = g_new0(EmlDmarcIdentifier, n + 1);
	EmlDmarcIdentifier spf = {0};
	EmlDmarcInput input = {
	    .from_domains = from, .n_from_fields = 1, .spf = &spf, .dkim = dkim, .n_dkim = n};

	if (from == NULL || !read_identifiers(options, &input, &error))
		return eml_command_trouble(error);
	store = eml_command_store(options, &hypothetical, &error);
	if (store == NULL)
		return eml_command_trouble(error);
	dns = eml_dns_new(store,
			  g_get_monotonic_time() + (gint64)options->deadline_s * G_USEC_PER_SEC);
	eml_dmarc_prefetch(g_ptr_array_index(from, 0), dns);
	result = eml_dmarc_check(&input, dns);
	eml_dmarc_report_check(result, dns);
	if (!print_result(options, result, hypothetical, &error) ||
	    !eml_command_save_dns(options, store, &error))
		return eml_command_trouble(error);
	return status_of(result->result);
}
