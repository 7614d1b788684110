#include "tui-support.h"

#include "dns/offline.h"
#include "dns/zone.h"
#include "inspect.h"
#include "mail/load.h"
#include "mail/meaning.h"
#include "support.h"

static const struct {
	const char *name;
	EmlKey key;
} names[] = {
    {"<Enter>", EML_KEY_ENTER},	   {"<Esc>", EML_KEY_ESCAPE},  {"<Tab>", EML_KEY_TAB},
    {"<Left>", EML_KEY_LEFT},	   {"<Right>", EML_KEY_RIGHT}, {"<Up>", EML_KEY_UP},
    {"<Down>", EML_KEY_DOWN},	   {"<Home>", EML_KEY_HOME},   {"<End>", EML_KEY_END},
    {"<Back>", EML_KEY_BACKSPACE}, {"<Del>", EML_KEY_DELETE},  {"<PgDn>", EML_KEY_PAGE_DOWN},
    {"<PgUp>", EML_KEY_PAGE_UP},
};

static EmlKey
take_key(const char **at)
{
	EmlKey key = EML_KEY_NONE;

	for (gsize i = 0; i < G_N_ELEMENTS(names); i++) {
		if (g_str_has_prefix(*at, names[i].name)) {
			*at += strlen(names[i].name);
			return names[i].key;
		}
	}
	if ((*at)[0] == '<' && (*at)[1] == '^' && (*at)[2] != '\0' && (*at)[3] == '>') {
		key = EML_KEY_CONTROL((*at)[2]);
		*at += 4;
		return key;
	}
	key = g_utf8_get_char(*at);
	*at = g_utf8_next_char(*at);
	return key;
}

void
test_keys(const char *script, void (*each)(EmlKey key, gpointer data), gpointer data)
{
	while (*script != '\0')
		each(take_key(&script), data);
}

typedef struct {
	EmlApp *app;
	EmlWish wish;
} Press;

static void
press(EmlKey key, gpointer data)
{
	Press *self = data;
	g_autofree char *picture = NULL;

	self->wish = eml_app_key(self->app, key);
	/* panes are known only once they were painted */
	picture = test_picture(self->app, 80, 24);
}

EmlWish
test_press(EmlApp *app, const char *script)
{
	Press self = {.app = app};

	g_free(test_picture(app, 80, 24));
	test_keys(script, press, &self);
	return self.wish;
}

char *
test_picture(EmlApp *app, guint columns, guint lines)
{
	return test_picture_of(app, columns, lines, TRUE);
}

char *
test_picture_of(EmlApp *app, guint columns, guint lines, gboolean unicode)
{
	g_autoptr(EmlCanvas) canvas = eml_canvas_new(columns, lines, unicode);
	g_autoptr(GString) text = g_string_new(NULL);

	eml_app_paint(app, canvas);
	for (guint line = 0; line < lines; line++) {
		g_autoptr(GString) one = g_string_new(NULL);

		for (guint i = 0; i < columns; i++) {
			const EmlCanvasCell *cell = eml_canvas_cell(canvas, line, i);

			if (cell->width > 0)
				g_string_append_unichar(one, cell->chars[0]);
		}
		g_string_append_printf(text, "%s\n", g_strchomp(one->str));
	}
	return g_strdup(text->str);
}

void
test_sees(EmlApp *app, const char *text)
{
	g_autofree char *picture = test_picture(app, 80, 24);

	if (strstr(picture, text) == NULL)
		g_error("\"%s\" is not in\n%s", text, picture);
}

char *
test_sample_path(const char *name, const char *ending)
{
	return g_strdup_printf("%s/samples/%s%s", g_getenv("EMLENS_SOURCE"), name, ending);
}

static EmlDnsSource *
source_of(const char *name)
{
	g_autofree char *path = test_sample_path(name, ".zone");
	const char *const paths[] = {path, NULL};
	g_autoptr(GError) error = NULL;
	EmlDnsSource *source = eml_dns_zone_load(paths, &error);

	g_assert_no_error(error);
	return source;
}

EmlReport *
test_sample_report(const char *name, const char *ip, gboolean offline)
{
	const EmlInspectSettings settings = {.deadline_s = 20,
					     .parts = TRUE,
					     .serial = TRUE,
					     .offline = offline,
					     .envelope = {.ip = ip}};
	g_autofree char *path = test_sample_path(name, ".eml");
	g_autoptr(EmlDnsStore) store =
	    eml_dns_store_new(offline ? eml_dns_offline_new() : source_of(name));
	g_autoptr(GError) error = NULL;
	g_autoptr(EmlMessage) message = eml_load(path, &error);
	g_autoptr(EmlInspection) inspection = NULL;

	g_assert_no_error(error);
	eml_meaning_init(); /* as main() does; again is nothing */
	inspection = eml_inspection_new(path, message, store, &settings);
	eml_inspection_start(inspection);
	eml_inspection_wait(inspection);
	return eml_inspection_snapshot(inspection);
}

EmlReport *
test_text_report(const char *text)
{
	const EmlInspectSettings settings = {.deadline_s = 20, .serial = TRUE, .offline = TRUE};
	g_autoptr(EmlMessage) message = test_message(text);
	g_autoptr(EmlDnsStore) store = eml_dns_store_new(eml_dns_offline_new());
	g_autoptr(EmlInspection) inspection = NULL;

	eml_meaning_init(); /* as main() does; again is nothing */
	inspection = eml_inspection_new("text.eml", message, store, &settings);
	eml_inspection_start(inspection);
	eml_inspection_wait(inspection);
	return eml_inspection_snapshot(inspection);
}
