/* emlens spf: one check_host() evaluation. */
#include "command/common.h"

#include "base/clock.h"
#include "base/error.h"
#include "check/spf.h"
#include "render/json.h"
#include "render/text.h"

static int
status_of(EmlResult result)
{
	switch (result) {
	case EML_RESULT_PASS:
		return 0;
	case EML_RESULT_TEMPERROR:
	case EML_RESULT_PERMERROR:
	case EML_RESULT_LAST:
		return 2;
	case EML_RESULT_NONE:
	case EML_RESULT_FAIL:
	case EML_RESULT_SOFTFAIL:
	case EML_RESULT_POLICY:
	case EML_RESULT_NEUTRAL:
		return 1;
	}
	return 2;
}

static gboolean
print_result(const EmlOptions *options,
	     const EmlSpfResult *result,
	     const GPtrArray *hypothetical,
	     GError **error)
{
	if (options->format == EML_FORMAT_JSON) {
		g_autofree char *json = eml_json_spf(result, hypothetical);

		return eml_command_print(json, error);
	}
	g_autoptr(EmlOut) out = eml_command_out(options);

	eml_text_spf(out, result, hypothetical);
	return eml_out_finish(out, error);
}

static gboolean
check_options(const EmlOptions *options, GError **error)
{
	if (options->ip != NULL && (options->mail_from != NULL || options->helo != NULL) &&
	    options->names == NULL)
		return TRUE;
	g_set_error(
	    error, EML_ERROR, EML_ERROR_USAGE,
	    "emlens spf needs --ip and --mail-from or --helo, and no file: for example emlens spf "
	    "--ip=192.0.2.1 --mail-from=a@example.org --helo=mail.example.org");
	return FALSE;
}

int
eml_command_spf(const EmlOptions *options)
{
	g_autoptr(GError) error = NULL;
	g_autoptr(EmlDnsStore) store = NULL;
	g_autoptr(GPtrArray) hypothetical = NULL;
	g_autoptr(EmlDns) dns = NULL;
	g_autoptr(EmlSpfResult) result = NULL;
	const EmlSpfInput input = {
	    .ip = options->ip,
	    .helo = options->helo,
	    .mail_from = options->mail_from,
	    .receiver = options->receiver,
	    .at = options->has_at ? options->at : eml_clock_now(NULL),
	};

	if (!check_options(options, &error))
		return eml_command_trouble(error);
	store = eml_command_store(options, &hypothetical, &error);
	if (store == NULL)
		return eml_command_trouble(error);
	dns = eml_dns_new(store,
			  g_get_monotonic_time() + (gint64)options->deadline_s * G_USEC_PER_SEC);
	result = eml_spf_check(&input, dns);
	if (!print_result(options, result, hypothetical, &error) ||
	    !eml_command_save_dns(options, store, &error))
		return eml_command_trouble(error);
	return status_of(result->result);
}
