#include "tui/tui.h"

#include <glib-unix.h>

#include "tui/terminal.h"

#define TICK_MS 100 /* how old the counts of DNS questions may be */

struct EmlTui {
	EmlScreen *screen;
	GMainLoop *loop;
	/* while a message is shown: */
	EmlInspection *inspection;
	EmlApp *app;
	guint revision; /* of the snapshot that the app has */
	guint paint;	/* idle source; 0 = nothing to paint */
	guint tick;	/* source */
	guint typed;	/* idle source: keys that were read ahead */
	EmlWish wish;
	char *note; /* for the next message; NULL */
};

EmlTui *
eml_tui_open(const EmlScreenSettings *settings, GError **error)
{
	EmlScreen *screen = eml_screen_open(settings, error);
	EmlTui *self = NULL;

	if (screen == NULL)
		return NULL;
	self = g_new0(EmlTui, 1);
	self->screen = screen;
	self->loop = g_main_loop_new(NULL, FALSE);
	return self;
}

void
eml_tui_close(EmlTui *self)
{
	if (self == NULL)
		return;
	eml_screen_close(self->screen);
	eml_app_free(self->app);
	g_free(self->note);
	g_main_loop_unref(self->loop);
	g_free(self);
}

static void
take_snapshot(EmlTui *self)
{
	const guint revision = eml_inspection_revision(self->inspection);
	g_autoptr(EmlReport) report = NULL;

	if (revision == self->revision)
		return;
	self->revision = revision;
	report = eml_inspection_snapshot(self->inspection);
	eml_app_set_report(self->app, report);
}

static void
paint(EmlTui *self)
{
	g_autoptr(EmlCanvas) canvas = eml_screen_canvas(self->screen);

	eml_app_paint(self->app, canvas);
	eml_screen_show(self->screen, canvas);
}

static gboolean
on_paint(gpointer data)
{
	EmlTui *self = data;

	self->paint = 0;
	take_snapshot(self);
	paint(self);
	return G_SOURCE_REMOVE;
}

/* However much happens, the screen is painted once when all that waits is done. */
static void
paint_soon(EmlTui *self)
{
	if (self->paint == 0)
		self->paint = g_idle_add(on_paint, self);
}

static void
on_inspection(G_GNUC_UNUSED EmlInspection *inspection, gpointer data)
{
	paint_soon(data);
}

/* Answers of DNS that end no check come without a notice. */
static gboolean
on_tick(gpointer data)
{
	EmlTui *self = data;

	if (eml_inspection_revision(self->inspection) != self->revision)
		paint_soon(self);
	return G_SOURCE_CONTINUE;
}

static void
suspend(EmlTui *self)
{
	eml_screen_suspend(self->screen);
	paint_soon(self);
}

static void
leave(EmlTui *self, EmlWish wish)
{
	self->wish = wish;
	g_main_loop_quit(self->loop);
}

static void
copy(EmlTui *self)
{
	const char *text = eml_app_wanted(self->app);
	const gsize len = eml_screen_copy(self->screen, text);
	const glong characters = g_utf8_strlen(text, (gssize)len); /* at most EML_TUI_MAX_COPIED */
	g_autofree char *note = NULL;

	if (text[len] == '\0')
		note = g_strdup_printf("copied %ld character%s", characters,
				       characters == 1 ? "" : "s");
	else
		note = g_strdup_printf("copied the first %ld characters", characters);
	eml_app_note(self->app, note);
}

static void
fulfil(EmlTui *self, EmlWish wish)
{
	switch (wish) {
	case EML_WISH_NONE:
		break;
	case EML_WISH_QUIT:
	case EML_WISH_NEXT:
	case EML_WISH_PREVIOUS:
	case EML_WISH_AGAIN:
	case EML_WISH_OFFLINE:
	case EML_WISH_ADDRESS:
	case EML_WISH_OPEN:
	case EML_WISH_SAVE:
	case EML_WISH_SAVE_OVER:
	case EML_WISH_RAW:
		leave(self, wish);
		break;
	case EML_WISH_CANCEL:
		eml_inspection_cancel(self->inspection);
		break;
	case EML_WISH_COPY:
		copy(self);
		break;
	case EML_WISH_SUSPEND:
		suspend(self);
		break;
	case EML_WISH_REDRAW:
		eml_screen_forget(self->screen);
		break;
	case EML_WISH_MOUSE:
		eml_app_note(self->app, eml_screen_toggle_mouse(self->screen));
		break;
	case EML_WISH_THEME:
		eml_app_note(self->app, eml_screen_next_background(self->screen));
		break;
	}
}

static void
read_keys(EmlTui *self)
{
	EmlKey key = EML_KEY_NONE;

	while (self->wish == EML_WISH_NONE &&
	       (key = eml_screen_key(self->screen)) != EML_KEY_NONE) {
		guint line = 0, column = 0;

		eml_screen_clicked(self->screen, &line, &column);
		if (key == EML_KEY_PASTE)
			fulfil(self, eml_app_paste(self->app, eml_screen_pasted(self->screen)));
		else if (key == EML_KEY_CLICK)
			fulfil(self, eml_app_click(self->app, line, column));
		else
			fulfil(self, eml_app_key(self->app, key));
	}
	paint_soon(self);
}

static gboolean
on_keys(G_GNUC_UNUSED gint fd, GIOCondition condition, gpointer data)
{
	EmlTui *self = data;

	read_keys(self);
	if ((condition & G_IO_IN) == 0 && (condition & (G_IO_HUP | G_IO_ERR)) != 0) {
		leave(self, EML_WISH_QUIT);
		return G_SOURCE_REMOVE;
	}
	return G_SOURCE_CONTINUE;
}

/* Keys that came together with the one that ended the showing before. */
static gboolean
on_typed(gpointer data)
{
	EmlTui *self = data;

	self->typed = 0;
	read_keys(self);
	return G_SOURCE_REMOVE;
}

static gboolean
on_terminal(G_GNUC_UNUSED gint fd, G_GNUC_UNUSED GIOCondition condition, gpointer data)
{
	EmlTui *self = data;
	EmlTerminalEvent event = eml_terminal_next_event();

	for (; event != EML_TERMINAL_NOTHING; event = eml_terminal_next_event()) {
		if (event == EML_TERMINAL_STOP)
			eml_screen_suspend(self->screen);
		else if (event == EML_TERMINAL_CONTINUED)
			eml_screen_continue(self->screen);
		else
			eml_screen_resize(self->screen);
	}
	paint_soon(self);
	return G_SOURCE_CONTINUE;
}

/* The app goes on where it shows the same message. */
static void
take_message(EmlTui *self, const EmlTuiMessage *message, EmlReport *report)
{
	if (message->same && self->app != NULL) {
		eml_app_renew(self->app, report, message->position, message->total);
	} else {
		eml_app_free(self->app);
		self->app = eml_app_new(report, message->title, message->position, message->total);
	}
	if (self->note != NULL)
		eml_app_note(self->app, self->note);
	g_clear_pointer(&self->note, g_free);
}

/* "emlens: invoice.eml [2/3]"; of a path its last part, which is what a list of windows has room
 * for. */
static void
name_window(EmlTui *self, const EmlTuiMessage *message)
{
	g_autofree char *base = g_path_get_basename(message->title);
	g_autofree EmlPlain *name = eml_plain(eml_slice(base));
	g_autoptr(GString) title = g_string_new("emlens: ");

	g_string_append(title, name);
	if (message->total > 1)
		g_string_append_printf(title, " [%u/%u]", message->position, message->total);
	eml_screen_set_title(self->screen, title->str);
}

/* Painted before anything is asked: the first picture waits for no answer. */
static void
begin(EmlTui *self, const EmlTuiMessage *message)
{
	g_autoptr(EmlReport) report = eml_inspection_snapshot(message->inspection);

	self->inspection = message->inspection;
	self->revision = eml_inspection_revision(self->inspection);
	take_message(self, message, report);
	self->wish = EML_WISH_NONE;
	paint(self);
	name_window(self, message);
	eml_inspection_set_notify(self->inspection, on_inspection, self);
	if (report->spf_state == EML_CHECK_WAITING)
		eml_inspection_start(self->inspection);
	self->tick = g_timeout_add(TICK_MS, on_tick, self);
	self->typed = g_idle_add(on_typed, self);
	paint_soon(self);
}

static void
end(EmlTui *self)
{
	eml_inspection_set_notify(self->inspection, NULL, NULL);
	g_clear_handle_id(&self->tick, g_source_remove);
	g_clear_handle_id(&self->paint, g_source_remove);
	g_clear_handle_id(&self->typed, g_source_remove);
}

EmlWish
eml_tui_show(EmlTui *self, const EmlTuiMessage *message)
{
	guint keys = 0, events = 0;

	begin(self, message);
	keys = g_unix_fd_add(eml_screen_fd(self->screen), G_IO_IN | G_IO_HUP | G_IO_ERR, on_keys,
			     self);
	events = g_unix_fd_add(eml_terminal_events(), G_IO_IN, on_terminal, self);
	g_main_loop_run(self->loop);
	if (g_main_context_find_source_by_id(NULL, keys) != NULL)
		g_source_remove(keys);
	g_source_remove(events);
	end(self);
	return self->wish;
}

const char *
eml_tui_wanted(const EmlTui *self)
{
	return self->app != NULL ? eml_app_wanted(self->app) : "";
}

void
eml_tui_note(EmlTui *self, const char *text)
{
	g_free(self->note);
	self->note = g_strdup(text);
}

void
eml_tui_ask_over(EmlTui *self, const char *path)
{
	if (self->app != NULL)
		eml_app_ask_over(self->app, path);
}

int
eml_tui_lend(EmlTui *self)
{
	return eml_screen_lend(self->screen);
}

void
eml_tui_take_back(EmlTui *self)
{
	eml_screen_take_back(self->screen);
}

char *
eml_tui_dump(EmlTui *self)
{
	return eml_screen_dump(self->screen);
}
