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

/* Messages one after the other to standard output. */
typedef struct {
	const EmlOptions *options;
	const EmlInspectSettings *settings;
	EmlDnsStore *store;
	gboolean several; /* JSON is one object a line then */
	guint n;	  /* reports so far */
} Run;

static gboolean
print_report(Run *self, const EmlReport *report, GError **error)
{
	if (self->options->format == EML_FORMAT_JSON) {
		g_autofree char *json =
		    self->several ? eml_json_report_line(report, TRUE) : eml_json_report(report);

		return eml_command_print(json, error);
	}
	g_autoptr(EmlOut) out = eml_command_out(self->options);

	if (self->n++ > 0)
		eml_text_between(out);
	if (self->options->full)
		eml_text_report(out, report);
	else
		eml_text_brief(out, report);
	return eml_out_finish(out, error);
}

/* Returns the exit status of the message. */
static int
report_one(Run *self, EmlSource *source)
{
	g_autoptr(GError) error = NULL;
	g_autoptr(EmlMessage) message = eml_source_load(source, &error);
	g_autoptr(EmlInspection) inspection = NULL;
	g_autoptr(EmlReport) report = NULL;

	if (message == NULL)
		return eml_command_trouble(error);
	inspection =
	    eml_inspection_new(eml_source_name(source), message, self->store, self->settings);
	eml_inspection_start(inspection);
	eml_inspection_wait(inspection);
	/* the report and the recording must tell the same of questions that were asked ahead */
	if (self->options->save_dns != NULL)
		eml_dns_store_wait(self->store);
	report = eml_inspection_snapshot(inspection);
	if (!print_report(self, report, &error))
		return eml_command_trouble(error);
	return statuses[report->verdict.status];
}

/* All messages behind one name. */
static int
report_name(Run *self, const char *name)
{
	g_autoptr(GError) error = NULL;
	gboolean many = FALSE;
	g_autoptr(GPtrArray) sources = eml_command_sources(self->options, name, &many, &error);
	const gboolean several = self->several;
	int status = 0;

	if (sources == NULL)
		return eml_command_trouble(error);
	self->several = several || many;
	/* nobody reads on where the output has failed */
	for (guint i = 0; i < sources->len && status != EML_ERROR_IO; i++) {
		const int one = report_one(self, g_ptr_array_index(sources, i));

		status = MAX(status, one);
	}
	self->several = several;
	return status;
}

static int
report_all(Run *self, const GPtrArray *names)
{
	g_autoptr(GError) error = NULL;
	int status = 0;

	for (guint i = 0; i < names->len && status != EML_ERROR_IO; i++) {
		const int one = report_name(self, g_ptr_array_index(names, i));

		status = MAX(status, one);
	}
	if (!eml_command_save_dns(self->options, self->store, &error)) {
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
	Run run;
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
	run = (Run){options, &settings, store, names->len > 1, 0};
	return report_all(&run, names);
}
