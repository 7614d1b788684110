#include "command/config.h"

#include "dns/resolvconf.h"

#include <string.h>

#define MAX_BYTES ((gsize)64 << 10)

/* What is being read. */
typedef struct {
	const char *name;
	guint line;
	GPtrArray *remarks; /* char * */
	gboolean foreign;   /* the lines belong to a group that is not ours */
	gboolean has_theme;
	EmlTheme theme;
	gboolean no_title;
	char **trust, **resolvers;
} Config;

static void remark(Config *self, const char *format, ...) G_GNUC_PRINTF(2, 3);

static void
remark(Config *self, const char *format, ...)
{
	va_list list;
	g_autofree char *what = NULL;

	va_start(list, format);
	what = g_strdup_vprintf(format, list);
	va_end(list);
	g_ptr_array_add(self->remarks, g_strdup_printf("%s, line %u, does not count: %s",
						       self->name, self->line, what));
}

/* "a; b" as a list; NULL if nothing is in it. */
static char **
list_of(const char *value)
{
	g_auto(GStrv) parts = g_strsplit(value, ";", -1);
	GPtrArray *list = g_ptr_array_new();

	for (guint i = 0; parts[i] != NULL; i++)
		if (*g_strstrip(parts[i]) != '\0')
			g_ptr_array_add(list, g_strdup(parts[i]));
	if (list->len == 0) {
		g_ptr_array_unref(list);
		return NULL;
	}
	g_ptr_array_add(list, NULL);
	return (char **)g_ptr_array_free(list, FALSE);
}

static void
set_theme(Config *self, const char *value)
{
	static const char *const words[EML_THEME_LAST] = {
	    [EML_THEME_AUTO] = "auto",
	    [EML_THEME_DARK] = "dark",
	    [EML_THEME_LIGHT] = "light",
	    [EML_THEME_MONO] = "mono",
	};

	for (guint i = 0; i < EML_THEME_LAST; i++)
		if (g_str_equal(value, words[i])) {
			self->theme = (EmlTheme)i;
			return;
		}
	remark(self, "theme is auto, dark, light or mono, not \"%s\"", value);
}

static void
set_title(Config *self, const char *value)
{
	if (!g_str_equal(value, "yes") && !g_str_equal(value, "no"))
		remark(self, "title is yes or no, not \"%s\"", value);
	else
		self->no_title = g_str_equal(value, "no");
}

static void
set_trust(Config *self, const char *value)
{
	char **list = list_of(value);

	if (list == NULL) {
		remark(self, "trust is the name that your server writes, such as mx.example.net");
		return;
	}
	g_strfreev(self->trust);
	self->trust = list;
}

static void
set_resolver(Config *self, const char *value)
{
	char **list = list_of(value);
	EmlDnsServers *servers = NULL;

	if (list != NULL)
		servers = eml_dns_servers_from_options((const char *const *)list, NULL);
	if (servers == NULL) {
		remark(self, "resolver is ADDRESS[@PORT][,trusted], several with ; between them");
		g_strfreev(list);
		return;
	}
	eml_dns_servers_free(servers);
	g_strfreev(self->resolvers);
	self->resolvers = list;
}

static const struct {
	const char *key;
	void (*set)(Config *self, const char *value);
} settings[] = {
    {"theme", set_theme}, {"title", set_title}, {"trust", set_trust}, {"resolver", set_resolver}};

static void
take_setting(Config *self, const char *key, const char *value)
{
	for (gsize i = 0; i < G_N_ELEMENTS(settings); i++)
		if (g_str_equal(settings[i].key, key)) {
			settings[i].set(self, value);
			return;
		}
	remark(self, "\"%s\" is none of theme, title, trust and resolver", key);
}

/* The line is changed. */
static void
take_line(Config *self, char *line)
{
	char *equals = NULL;

	g_strstrip(line);
	if (*line == '\0' || *line == '#')
		return;
	if (*line == '[') {
		self->foreign = !g_str_equal(line, "[emlens]");
		if (self->foreign)
			remark(self, "the group is [emlens], not %s; nor do the lines below it",
			       line);
		return;
	}
	if (self->foreign)
		return;
	equals = strchr(line, '=');
	if (equals == NULL) {
		remark(self, "a setting is NAME=VALUE");
		return;
	}
	*equals = '\0';
	take_setting(self, g_strchomp(line), g_strstrip(equals + 1));
}

static void
finish(Config *self, EmlOptions *options)
{
	options->theme = self->theme;
	options->no_title = self->no_title;
	if (options->trust == NULL)
		options->trust = g_steal_pointer(&self->trust);
	if (options->resolvers == NULL && options->snapshots == NULL)
		options->resolvers = g_steal_pointer(&self->resolvers);
	g_strfreev(self->trust);
	g_strfreev(self->resolvers);
	g_ptr_array_add(self->remarks, NULL);
	g_strfreev(options->remarks);
	options->remarks = (char **)g_ptr_array_free(self->remarks, FALSE);
}

void
eml_config_read(EmlOptions *options, const char *name, const char *text)
{
	Config self = {.name = name, .remarks = g_ptr_array_new()};
	g_auto(GStrv) lines = g_strsplit(text, "\n", -1);

	for (guint i = 0; lines[i] != NULL; i++) {
		self.line = i + 1;
		take_line(&self, lines[i]);
	}
	finish(&self, options);
}

void
eml_config_load(EmlOptions *options)
{
	g_autofree char *path = g_build_filename(g_get_user_config_dir(), "emlens", "config", NULL);
	g_autofree char *text = NULL;
	g_autoptr(GError) error = NULL;
	gsize len = 0;

	if (g_file_get_contents(path, &text, &len, &error) && len <= MAX_BYTES) {
		eml_config_read(options, path, text);
		return;
	}
	if (error != NULL && (g_error_matches(error, G_FILE_ERROR, G_FILE_ERROR_NOENT) ||
			      g_error_matches(error, G_FILE_ERROR, G_FILE_ERROR_NOTDIR)))
		return;
	options->remarks = g_new0(char *, 2);
	options->remarks[0] = error != NULL
				  ? g_strdup(error->message)
				  : g_strdup_printf("%s does not count: it is too long", path);
}
