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
	EmlWish wish;
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
fulfil(EmlTui *self, EmlWish wish)
{
	switch (wish) {
	case EML_WISH_NONE:
		break;
	case EML_WISH_QUIT:
	case EML_WISH_NEXT:
	case EML_WISH_PREVIOUS:
		leave(self, wish);
		break;
	case EML_WISH_CANCEL:
		eml_inspection_cancel(self->inspection);
		break;
	case EML_WISH_SUSPEND:
		suspend(self);
		break;
	case EML_WISH_REDRAW:
		eml_screen_forget(self->screen);
		break;
	case EML_WISH_THEME:
		eml_app_note(self->app, eml_screen_next_background(self->screen));
		break;
	}
}

static gboolean
on_keys(G_GNUC_UNUSED gint fd, GIOCondition condition, gpointer data)
{
	EmlTui *self = data;
	EmlKey key = eml_screen_key(self->screen);

	while (key != EML_KEY_NONE && self->wish == EML_WISH_NONE) {
		fulfil(self, eml_app_key(self->app, key));
		key = eml_screen_key(self->screen);
	}
	if ((condition & G_IO_IN) == 0 && (condition & (G_IO_HUP | G_IO_ERR)) != 0) {
		leave(self, EML_WISH_QUIT);
		return G_SOURCE_REMOVE;
	}
	paint_soon(self);
	return G_SOURCE_CONTINUE;
}

static gboolean
on_terminal(G_GNUC_UNUSED gint fd, G_GNUC_UNUSED GIOCondition condition, gpointer data)
{
	EmlTui *self = data;
	EmlTerminalEvent event = eml_terminal_next_event();

	for (; event != EML_TERMINAL_NOTHING; event = eml_terminal_next_event()) {
		if (event == EML_TERMINAL_STOP)
			eml_screen_suspend(self->screen);
		else
			eml_screen_resize(self->screen);
	}
	paint_soon(self);
	return G_SOURCE_CONTINUE;
}

/* Painted before anything is asked: the first picture waits for no answer. */
static void
begin(EmlTui *self, const char *title, guint position, guint total)
{
	g_autoptr(EmlReport) report = eml_inspection_snapshot(self->inspection);

	self->revision = eml_inspection_revision(self->inspection);
	self->app = eml_app_new(report, title, position, total);
	self->wish = EML_WISH_NONE;
	paint(self);
	eml_inspection_set_notify(self->inspection, on_inspection, self);
	if (report->spf_state == EML_CHECK_WAITING)
		eml_inspection_start(self->inspection);
	self->tick = g_timeout_add(TICK_MS, on_tick, self);
	paint_soon(self);
}

static void
end(EmlTui *self)
{
	eml_inspection_set_notify(self->inspection, NULL, NULL);
	g_source_remove(self->tick);
	if (self->paint != 0)
		g_source_remove(self->paint);
	self->paint = 0;
	g_clear_pointer(&self->app, eml_app_free);
}

EmlWish
eml_tui_show(
    EmlTui *self, EmlInspection *inspection, const char *title, guint position, guint total)
{
	guint keys = 0, events = 0;

	self->inspection = inspection;
	begin(self, title, position, total);
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

char *
eml_tui_dump(EmlTui *self)
{
	return eml_screen_dump(self->screen);
}
