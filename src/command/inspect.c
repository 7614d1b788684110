/* emlens FILE...: look at messages. */
#include "command/common.h"

#include "base/error.h"
#include "inspect.h"
#include "mail/load.h"
#include "mail/names.h"
#include "render/json.h"
#include "render/text.h"

static const int statuses[EML_STATUS_LAST] = {
    [EML_STATUS_AUTHENTICATED] = 0,
    [EML_STATUS_UNAUTHENTICATED] = 1,
    [EML_STATUS_UNDECIDED] = 2,
};

static void
settings_of(const EmlOptions *options, EmlInspectSettings *ret_settings)
{
	*ret_settings = (EmlInspectSettings){
	    .has_at = options->has_at,
	    .at = options->at,
	    .envelope = {options->ip, options->helo, options->mail_from},
	    .trust = (const char *const *)options->trust,
	    .offline = options->offline,
	    .deadline_s = options->deadline_s,
	};
}

/* several: JSON is one object a line then. */
static gboolean
print_report(const EmlOptions *options, const EmlReport *report, gboolean several, GError **error)
{
	if (options->format == EML_FORMAT_JSON) {
		g_autofree char *json =
		    several ? eml_json_report_line(report, TRUE) : eml_json_report(report);

		return eml_command_print(json, error);
	}
	g_autoptr(EmlOut) out = eml_command_out(options);

	eml_text_report(out, report);
	return eml_out_finish(out, error);
}

/* One message to standard output; returns its exit status. */
static int
report_one(const EmlOptions *options, const char *name, gboolean several, EmlDnsStore *store)
{
	g_autoptr(GError) error = NULL;
	g_autoptr(EmlMessage) message = eml_load(name, &error);
	g_autoptr(EmlInspection) inspection = NULL;
	g_autoptr(EmlReport) report = NULL;
	EmlInspectSettings settings;

	if (message == NULL)
		return eml_command_trouble(error);
	settings_of(options, &settings);
	inspection = eml_inspection_new(name, message, store, &settings);
	eml_inspection_start(inspection);
	eml_inspection_wait(inspection);
	report = eml_inspection_snapshot(inspection);
	if (!print_report(options, report, several, &error))
		return eml_command_trouble(error);
	return statuses[report->verdict.status];
}

static int
report_all(const EmlOptions *options, const GPtrArray *names, EmlDnsStore *store)
{
	int status = 0;

	for (guint i = 0; i < names->len; i++) {
		const int one =
		    report_one(options, g_ptr_array_index(names, i), names->len > 1, store);

		status = MAX(status, one);
	}
	return status;
}

/* The names of the command line; without any, standard input if it is no terminal. */
static GPtrArray *
names_of(const EmlOptions *options)
{
	static const char *const standard_input[] = {"-", NULL};

	if (options->names != NULL)
		return eml_names_from_words((const char *const *)options->names);
	return eml_names_from_words(standard_input);
}

int
eml_command_inspect(const EmlOptions *options)
{
	g_autoptr(GError) error = NULL;
	g_autoptr(EmlDnsStore) store = NULL;
	g_autoptr(GPtrArray) names = names_of(options);
	int status = 0;

	store = eml_command_store(options, &error);
	if (store == NULL)
		return eml_command_trouble(error);
	status = report_all(options, names, store);
	if (!eml_command_save_dns(options, store, &error))
		return MAX(status, eml_command_trouble(error));
	return status;
}
