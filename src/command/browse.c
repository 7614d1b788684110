#include "command/browse.h"

#include "base/error.h"
#include "mail/load.h"
#include "mail/names.h"
#include "tui/tui.h"

#include <stdlib.h>
#include <unistd.h>

typedef struct {
	const char *name; /* borrowed */
	EmlInspection *inspection;
} Entry;

static void
entry_clear(gpointer data)
{
	Entry *entry = data;

	eml_inspection_free(entry->inspection);
}

/* What could not be opened is said on stderr; *ret_status: the largest of those. */
static GArray *
open_all(const GPtrArray *names,
	 EmlDnsStore *store,
	 const EmlInspectSettings *settings,
	 int *ret_status)
{
	GArray *entries = g_array_new(FALSE, TRUE, sizeof(Entry));

	g_array_set_clear_func(entries, entry_clear);
	*ret_status = 0;
	for (guint i = 0; i < names->len; i++) {
		const char *name = g_ptr_array_index(names, i);
		g_autoptr(GError) error = NULL;
		g_autoptr(EmlMessage) message = eml_load(name, &error);
		Entry entry = {.name = name};

		if (message == NULL) {
			const int trouble = eml_command_trouble(error);

			*ret_status = MAX(*ret_status, trouble);
			continue;
		}
		entry.inspection = eml_inspection_new(name, message, store, settings);
		g_array_append_val(entries, entry);
	}
	return entries;
}

static const char *
title_of(const char *name)
{
	return g_str_equal(name, "-") ? "standard input" : name;
}

static void
show_all(EmlTui *tui, const GArray *entries)
{
	EmlWish wish = EML_WISH_NONE;
	guint at = 0;

	while (wish != EML_WISH_QUIT) {
		const Entry *entry = &g_array_index(entries, Entry, at);

		wish = eml_tui_show(tui, entry->inspection, title_of(entry->name), at + 1,
				    entries->len);
		if (wish == EML_WISH_NEXT)
			at = MIN(at + 1, entries->len - 1);
		else if (wish == EML_WISH_PREVIOUS && at > 0)
			at--;
	}
}

/* FALSE if a thread had to be left behind. */
static gboolean
stop_all(const GArray *entries, EmlDnsStore *store)
{
	gboolean stopped = TRUE;

	eml_dns_store_cancel(store);
	for (guint i = 0; i < entries->len; i++)
		stopped &= eml_inspection_stop(g_array_index(entries, Entry, i).inspection);
	return stopped;
}

int
eml_command_browse(const EmlOptions *options,
		   const EmlInspectSettings *settings,
		   const GPtrArray *names,
		   EmlDnsStore *store,
		   GError **error)
{
	const EmlScreenSettings screen = {.color = eml_command_color(options, TRUE)};
	g_autoptr(GError) save_error = NULL;
	int status = 0;
	g_autoptr(GArray) entries = open_all(names, store, settings, &status);
	EmlTui *tui = NULL;
	gboolean stopped = TRUE;

	if (entries->len == 0)
		return status;
	tui = eml_tui_open(&screen, error);
	if (tui == NULL)
		return -1;
	show_all(tui, entries);
	eml_tui_close(tui);
	if (!eml_command_save_dns(options, store, &save_error)) {
		const int trouble = eml_command_trouble(save_error);

		status = MAX(status, trouble);
	}
	stopped = stop_all(entries, store);
	if (!stopped) {
		/* handlers of exit() would pull the libraries away under the thread */
		fflush(NULL);
		_exit(status);
	}
	return status;
}

GPtrArray *
eml_command_ask_names(void)
{
	g_autofree char *line = NULL;
	size_t size = 0;
	char *got = NULL;
	GPtrArray *names = NULL;

	g_printerr("Drop an .eml here, or type its name, and press Enter: ");
	if (getline(&got, &size, stdin) > 0)
		line = g_strdup(g_strchomp(got));
	free(got);
	if (line == NULL || *line == '\0')
		return NULL;
	names = eml_names_from_paste(line);
	if (names->len > 0)
		return names;
	g_ptr_array_unref(names);
	return NULL;
}
