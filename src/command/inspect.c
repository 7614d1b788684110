/* emlens FILE...: look at messages. */
#include "command/browse.h"

#include "base/error.h"
#include "mail/folder.h"
#include "mail/names.h"
#include "render/json.h"
#include "render/text.h"

#include <unistd.h>

static const int statuses[EML_STATUS_LAST] = {
    [EML_STATUS_AUTHENTICATED] = 0,
    [EML_STATUS_UNAUTHENTICATED] = 1,
    [EML_STATUS_UNDECIDED] = 2,
};

static void
settings_of(const EmlOptions *options, GPtrArray *hypothetical, EmlInspectSettings *ret_settings)
{
	*ret_settings = (EmlInspectSettings){
	    .hypothetical = hypothetical,
	    .has_at = options->has_at,
	    .at = options->at,
	    .envelope = {options->ip, options->helo, options->mail_from},
	    .trust = (const char *const *)options->trust,
	    .offline = options->offline,
	    .deadline_s = options->deadline_s,
	    .parts = TRUE,
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
report_one(const EmlOptions *options,
	   const EmlInspectSettings *settings,
	   EmlSource *source,
	   gboolean several,
	   EmlDnsStore *store)
{
	g_autoptr(GError) error = NULL;
	g_autoptr(EmlMessage) message = eml_source_load(source, &error);
	g_autoptr(EmlInspection) inspection = NULL;
	g_autoptr(EmlReport) report = NULL;

	if (message == NULL)
		return eml_command_trouble(error);
	inspection = eml_inspection_new(eml_source_name(source), message, store, settings);
	eml_inspection_start(inspection);
	eml_inspection_wait(inspection);
	/* the report and the recording must tell the same of questions that were asked ahead */
	if (options->save_dns != NULL)
		eml_dns_store_wait(store);
	report = eml_inspection_snapshot(inspection);
	if (!print_report(options, report, several, &error))
		return eml_command_trouble(error);
	return statuses[report->verdict.status];
}

/* All messages behind one name. */
static int
report_name(const EmlOptions *options,
	    const EmlInspectSettings *settings,
	    const char *name,
	    gboolean several,
	    EmlDnsStore *store)
{
	g_autoptr(GError) error = NULL;
	gboolean many = FALSE;
	g_autoptr(GPtrArray) sources = eml_command_sources(options, name, &many, &error);
	int status = 0;

	if (sources == NULL)
		return eml_command_trouble(error);
	/* nobody reads on where the output has failed */
	for (guint i = 0; i < sources->len && status != EML_ERROR_IO; i++) {
		EmlSource *source = g_ptr_array_index(sources, i);
		const int one = report_one(options, settings, source, several || many, store);

		status = MAX(status, one);
	}
	return status;
}

static int
report_all(const EmlOptions *options,
	   const EmlInspectSettings *settings,
	   const GPtrArray *names,
	   EmlDnsStore *store)
{
	g_autoptr(GError) error = NULL;
	int status = 0;

	for (guint i = 0; i < names->len && status != EML_ERROR_IO; i++) {
		const char *name = g_ptr_array_index(names, i);
		const int one = report_name(options, settings, name, names->len > 1, store);

		status = MAX(status, one);
	}
	if (!eml_command_save_dns(options, store, &error)) {
		const int trouble = eml_command_trouble(error);

		status = MAX(status, trouble);
	}
	return status;
}

/* The names of the command line; without any, standard input if it is no terminal, else the user
 * is asked. NULL with EML_ERROR_USAGE. */
static GPtrArray *
names_of(const EmlOptions *options, GError **error)
{
	static const char *const standard_input[] = {"-", NULL};
	GPtrArray *names = NULL;

	if (options->names != NULL)
		return eml_names_from_words((const char *const *)options->names);
	if (!isatty(STDIN_FILENO))
		return eml_names_from_words(standard_input);
	names = eml_command_ask_names();
	if (names == NULL)
		g_set_error(error, EML_ERROR, EML_ERROR_USAGE,
			    "no message was named; call it as: emlens FILE");
	return names;
}

static gboolean
wants_screen(const EmlOptions *options)
{
	return options->format == EML_FORMAT_TUI ||
	       (options->format == EML_FORMAT_AUTO && isatty(STDOUT_FILENO) == 1);
}

int
eml_command_inspect(const EmlOptions *options)
{
	g_autoptr(GError) error = NULL;
	g_autoptr(GError) no_screen = NULL;
	g_autoptr(EmlDnsStore) store = NULL;
	g_autoptr(GPtrArray) names = names_of(options, &error);
	g_autoptr(GPtrArray) hypothetical = NULL;
	EmlInspectSettings settings;
	int status = -1;

	if (names == NULL)
		return eml_command_trouble(error);
	store = eml_command_store(options, &hypothetical, &error);
	if (store == NULL)
		return eml_command_trouble(error);
	settings_of(options, hypothetical, &settings);
	if (wants_screen(options))
		status = eml_command_browse(options, &settings, names, store, &no_screen);
	if (status >= 0)
		return status;
	if (no_screen != NULL)
		eml_command_trouble(no_screen);
	return report_all(options, &settings, names, store);
}
