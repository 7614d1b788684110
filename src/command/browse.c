#include "command/browse.h"

#include "base/error.h"
#include "base/limits.h"
#include "command/pager.h"
#include "command/save.h"
#include "command/shown.h"
#include "mail/load.h"
#include "mail/names.h"
#include "tui/tui.h"

#include <errno.h>
#include <poll.h>
#include <signal.h>
#include <unistd.h>

#define PASTE_MS 50 /* until the next line of a paste has come */

/* What is on the screen. */
typedef struct {
	EmlTui *tui;
	EmlShownList *list;
	GPtrArray *errors; /* GError: what could not be read meanwhile */
	guint at;
	gboolean same; /* the next showing is of the message shown last */
} Browser;

/* What could not be opened is said on stderr, and the first of it on the screen: ret_note.
 * *ret_status: the largest of those. */
static void
open_all(EmlShownList *list, const GPtrArray *names, int *ret_status, char **ret_note)
{
	*ret_status = 0;
	*ret_note = NULL;
	for (guint i = 0; i < names->len; i++) {
		g_autoptr(GError) error = NULL;

		if (!eml_shown_list_open(list, g_ptr_array_index(names, i), &error)) {
			const int trouble = eml_command_trouble(error);

			*ret_status = MAX(*ret_status, trouble);
			if (*ret_note == NULL)
				*ret_note = g_strdup(error->message);
		}
	}
}

/* For people; "-#2" is the second message of several. The caller owns it. */
static char *
title_of(const char *name)
{
	if (g_str_equal(name, "-"))
		return g_strdup("standard input");
	return g_str_has_prefix(name, "-#") ? g_strdup_printf("standard input %s", name + 1)
					    : g_strdup(name);
}

static void
note_trouble(Browser *self, const GError *error)
{
	eml_tui_note(self->tui, error->message);
}

/* Those of the names that are messages come behind the others; the first of them is shown. */
static void
open_more(Browser *self, const char *text)
{
	g_autoptr(GPtrArray) names = eml_names_from_paste(text);
	const guint before = eml_shown_list_len(self->list);
	guint opened = 0;

	if (names->len == 0)
		eml_tui_note(self->tui, "nothing was named");
	for (guint i = 0; i < names->len; i++) {
		const char *name = g_ptr_array_index(names, i);
		g_autoptr(GError) error = NULL;

		/* standard input is the keyboard, or was read already */
		if (g_str_equal(name, "-"))
			eml_tui_note(self->tui, "standard input cannot be opened from here");
		else if (!eml_shown_list_open(self->list, name, &error))
			note_trouble(self, error);
	}
	opened = eml_shown_list_len(self->list) - before;
	if (opened == 0)
		return;
	self->at = before;
	self->same = FALSE;
}

static void
save(Browser *self, EmlInspection *inspection, const char *path, gboolean over)
{
	g_autoptr(EmlReport) report = eml_inspection_snapshot(inspection);
	g_autoptr(GError) error = NULL;
	g_autofree char *note = NULL;

	if (eml_command_save_report(report, path, over, &error)) {
		note = g_strdup_printf("saved %s", path);
		eml_tui_note(self->tui, note);
	} else if (g_error_matches(error, G_FILE_ERROR, G_FILE_ERROR_EXIST)) {
		eml_tui_ask_over(self->tui, path);
	} else {
		note_trouble(self, error);
	}
}

static void
page(Browser *self, const EmlMessage *message)
{
	g_autoptr(GError) error = NULL;

	if (!eml_command_pager(message, eml_tui_lend(self->tui), &error))
		note_trouble(self, error);
	eml_tui_take_back(self->tui);
}

static void
ask_anew(Browser *self, EmlShown *shown)
{
	g_autoptr(GError) error = NULL;

	if (eml_shown_list_ask_anew(self->list, shown, &error))
		eml_tui_note(self->tui, "verifying again");
	else
		note_trouble(self, error);
}

static void
toggle_offline(Browser *self, EmlShown *shown)
{
	g_autoptr(GError) error = NULL;

	if (!eml_shown_list_toggle_offline(self->list, shown, &error))
		note_trouble(self, error);
	else
		eml_tui_note(self->tui,
			     shown->offline ? "claims only, DNS is not asked" : "verifying by DNS");
}

static void
set_ip(Browser *self, EmlShown *shown, const char *ip)
{
	g_autofree char *note = g_strdup_printf("as if it had come from %s", ip);

	eml_shown_list_set_ip(self->list, shown, ip);
	eml_tui_note(self->tui, shown->ip != NULL ? note : "the message's own address again");
}

static void
go_to(Browser *self, guint at)
{
	self->same = at == self->at;
	self->at = at;
}

static void
fulfil(Browser *self, EmlWish wish, EmlShown *shown)
{
	const char *wanted = eml_tui_wanted(self->tui);

	self->same = TRUE;
	if (wish == EML_WISH_NEXT)
		go_to(self, MIN(self->at + 1, eml_shown_list_len(self->list) - 1));
	else if (wish == EML_WISH_PREVIOUS)
		go_to(self, self->at - MIN(self->at, 1));
	else if (wish == EML_WISH_OPEN)
		open_more(self, wanted);
	else if (wish == EML_WISH_ADDRESS)
		set_ip(self, shown, wanted);
	else if (wish == EML_WISH_AGAIN)
		ask_anew(self, shown);
	else if (wish == EML_WISH_OFFLINE)
		toggle_offline(self, shown);
	else if (wish == EML_WISH_SAVE || wish == EML_WISH_SAVE_OVER)
		save(self, shown->inspection, wanted, wish == EML_WISH_SAVE_OVER);
	else if (wish == EML_WISH_RAW)
		page(self, shown->message);
}

static EmlWish
show_one(Browser *self)
{
	EmlShown *shown = eml_shown_list_get(self->list, self->at);
	g_autofree char *title = title_of(eml_source_name(shown->source));
	const EmlTuiMessage message = {
	    .inspection = shown->inspection,
	    .title = title,
	    .position = self->at + 1,
	    .total = eml_shown_list_len(self->list),
	    .same = self->same,
	};
	const EmlWish wish = eml_tui_show(self->tui, &message);

	fulfil(self, wish, shown);
	return wish;
}

/* A message of a folder may turn out to be none: the next one is shown instead. */
static void
show_all(Browser *self)
{
	EmlWish wish = EML_WISH_NONE;

	while (wish != EML_WISH_QUIT && eml_shown_list_len(self->list) > 0) {
		GError *error = NULL;

		if (eml_shown_list_load(self->list, self->at, &error)) {
			wish = show_one(self);
			continue;
		}
		note_trouble(self, error);
		g_ptr_array_add(self->errors, error);
		self->at = MIN(self->at, MAX(eml_shown_list_len(self->list), 1) - 1);
		self->same = FALSE;
	}
}

static void
error_free_cb(gpointer error)
{
	g_error_free(error);
}

/* The largest status of those errors, all of which are told. */
static int
tell_errors(const GPtrArray *errors)
{
	int status = 0;

	for (guint i = 0; i < errors->len; i++) {
		const int trouble = eml_command_trouble(g_ptr_array_index(errors, i));

		status = MAX(status, trouble);
	}
	return status;
}

/* Shows what is in the list, first with the note, NULL being none; FALSE with the error if there is
 * no terminal. */
static gboolean
show(const EmlOptions *options, EmlShownList *list, const char *note, int *status, GError **error)
{
	static const EmlBackground backgrounds[EML_THEME_LAST] = {
	    [EML_THEME_DARK] = EML_BACKGROUND_DARK, [EML_THEME_LIGHT] = EML_BACKGROUND_LIGHT};
	const EmlScreenSettings screen = {
	    .color = eml_command_color(options, TRUE) && options->theme != EML_THEME_MONO,
	    .background = backgrounds[options->theme],
	    .title = !options->no_title,
	};
	g_autoptr(GPtrArray) errors = g_ptr_array_new_with_free_func(error_free_cb);
	Browser browser = {.tui = eml_tui_open(&screen, error), .list = list, .errors = errors};
	g_autoptr(GError) trouble = NULL;
	int unread = 0;

	if (browser.tui == NULL)
		return FALSE;
	signal(SIGPIPE, SIG_IGN); /* a pager that is left early */
	if (note == NULL && options->remarks != NULL)
		note = options->remarks[0];
	if (note != NULL)
		eml_tui_note(browser.tui, note);
	show_all(&browser);
	eml_tui_close(browser.tui);
	unread = tell_errors(errors);
	*status = MAX(*status, unread);
	if (!eml_shown_list_save_dns(list, &trouble)) {
		const int exit_status = eml_command_trouble(trouble);

		*status = MAX(*status, exit_status);
	}
	return TRUE;
}

int
eml_command_browse(const EmlOptions *options,
		   const EmlInspectSettings *settings,
		   const GPtrArray *names,
		   EmlDnsStore *store,
		   GError **error)
{
	EmlShownList *list = eml_shown_list_new(options, settings, store);
	g_autofree char *note = NULL;
	int status = 0;

	open_all(list, names, &status, &note);
	if (eml_shown_list_len(list) > 0 && !show(options, list, note, &status, error)) {
		eml_shown_list_free(list); /* nothing was started; the store is used for text */
		return -1;
	}
	if (eml_shown_list_stop(list)) {
		eml_shown_list_free(list);
		return status;
	}
	/* handlers of exit() would pull the libraries away under the thread */
	fflush(NULL);
	_exit(status);
}

/* Lines that are there already, or come at once: of what was pasted, nothing must be left to the
 * shell. At most EML_TUI_MAX_PASTE bytes are kept. FALSE at the end of the input. */
static gboolean
read_paste(GString *text)
{
	struct pollfd waited = {.fd = STDIN_FILENO, .events = POLLIN};
	g_autofree char *piece = g_malloc(EML_TUI_MAX_PASTE);
	gssize n = 0;

	do {
		n = read(STDIN_FILENO, piece, EML_TUI_MAX_PASTE);
		if (n > 0)
			g_string_append_len(text, piece,
					    (gssize)MIN((gsize)n, EML_TUI_MAX_PASTE - text->len));
	} while ((n > 0 && poll(&waited, 1, PASTE_MS) > 0) || (n < 0 && errno == EINTR));
	return n > 0 || text->len > 0;
}

static gboolean
is_there(const char *name)
{
	g_autofree char *path =
	    eml_names_is_uri(name) ? eml_names_path_of_uri(name, NULL) : g_strdup(name);

	return path != NULL && g_file_test(path, G_FILE_TEST_EXISTS);
}

/* Says why the first of the names that is not there cannot be opened. */
static gboolean
all_there(const GPtrArray *names)
{
	for (guint i = 0; i < names->len; i++) {
		const char *name = g_ptr_array_index(names, i);
		g_autoptr(GError) error = NULL;

		if (is_there(name))
			continue;
		eml_message_unref(eml_load(name, &error));
		if (error != NULL)
			eml_command_trouble(error);
		return FALSE;
	}
	return names->len > 0;
}

GPtrArray *
eml_command_ask_names(void)
{
	g_autoptr(GString) text = g_string_new(NULL);

	do {
		g_autoptr(GPtrArray) names = NULL;

		g_string_truncate(text, 0);
		g_printerr("Drop an .eml here, or type its name, and press Enter: ");
		if (!read_paste(text))
			return NULL;
		names = eml_names_from_paste(text->str);
		if (all_there(names))
			return g_steal_pointer(&names);
		if (names->len > 1)
			g_printerr("To paste a message itself: emlens -\n");
	} while (TRUE);
}
