#include "command/shown.h"

struct EmlShownList {
	const EmlOptions *options;
	const EmlInspectSettings *settings;
	GPtrArray *sources;    /* arrays of EmlSource, which own the sources */
	GPtrArray *shown;      /* EmlShown */
	GPtrArray *stores;     /* EmlDnsStore: all that may ask, the newest last */
	EmlDnsStore *quiet;    /* asks nothing; NULL until it is wanted */
	GPtrArray *superseded; /* EmlInspection that may still run: stopping one would stop its
				  store for all */
};

static void
shown_free_cb(gpointer data)
{
	EmlShown *shown = data;

	eml_inspection_free(shown->inspection);
	eml_dns_store_unref(shown->store);
	eml_message_unref(shown->message);
	g_free(shown->ip);
	g_free(shown);
}

static void
store_unref_cb(gpointer store)
{
	eml_dns_store_unref(store);
}

static void
sources_unref_cb(gpointer sources)
{
	g_ptr_array_unref(sources);
}

static void
inspection_free_cb(gpointer inspection)
{
	eml_inspection_free(inspection);
}

EmlShownList *
eml_shown_list_new(const EmlOptions *options,
		   const EmlInspectSettings *settings,
		   EmlDnsStore *store)
{
	EmlShownList *self = g_new0(EmlShownList, 1);

	self->options = options;
	self->settings = settings;
	self->sources = g_ptr_array_new_with_free_func(sources_unref_cb);
	self->shown = g_ptr_array_new_with_free_func(shown_free_cb);
	self->stores = g_ptr_array_new_with_free_func(store_unref_cb);
	self->superseded = g_ptr_array_new_with_free_func(inspection_free_cb);
	g_ptr_array_add(self->stores, eml_dns_store_ref(store));
	if (options->offline)
		self->quiet = eml_dns_store_ref(store);
	return self;
}

void
eml_shown_list_free(EmlShownList *self)
{
	if (self == NULL)
		return;
	g_ptr_array_unref(self->superseded);
	g_ptr_array_unref(self->shown);
	g_ptr_array_unref(self->sources);
	g_ptr_array_unref(self->stores);
	eml_dns_store_unref(self->quiet);
	g_free(self);
}

guint
eml_shown_list_len(const EmlShownList *self)
{
	return self->shown->len;
}

EmlShown *
eml_shown_list_get(const EmlShownList *self, guint i)
{
	return g_ptr_array_index(self->shown, i);
}

/* The one before may still wait for DNS; it ends with its deadline and is freed then. */
static void
supersede(EmlShownList *self, EmlInspection *inspection)
{
	for (guint i = self->superseded->len; i > 0; i--)
		if (eml_inspection_done(g_ptr_array_index(self->superseded, i - 1)))
			g_ptr_array_remove_index_fast(self->superseded, i - 1);
	if (inspection != NULL)
		g_ptr_array_add(self->superseded, inspection);
}

static void
inspect(EmlShownList *self, EmlShown *shown)
{
	EmlInspectSettings settings = *self->settings;

	if (shown->ip != NULL)
		settings.envelope.ip = shown->ip;
	settings.offline = shown->offline;
	supersede(self, shown->inspection);
	shown->inspection = eml_inspection_new(eml_source_name(shown->source), shown->message,
					       shown->store, &settings);
}

static EmlDnsStore *
newest_store(const EmlShownList *self)
{
	return g_ptr_array_index(self->stores, self->stores->len - 1);
}

static void
add(EmlShownList *self, EmlSource *source)
{
	EmlShown *shown = g_new0(EmlShown, 1);

	shown->source = source;
	shown->store = eml_dns_store_ref(newest_store(self));
	shown->offline = self->settings->offline && newest_store(self) == self->quiet;
	g_ptr_array_add(self->shown, shown);
}

gboolean
eml_shown_list_load(EmlShownList *self, guint i, GError **error)
{
	EmlShown *shown = eml_shown_list_get(self, i);

	if (shown->message != NULL)
		return TRUE;
	shown->message = eml_source_load(shown->source, error);
	if (shown->message == NULL) {
		g_ptr_array_remove_index(self->shown, i);
		return FALSE;
	}
	inspect(self, shown);
	return TRUE;
}

gboolean
eml_shown_list_open(EmlShownList *self, const char *name, GError **error)
{
	const guint before = self->shown->len;
	gboolean many = FALSE;
	GPtrArray *sources = eml_command_sources(self->options, name, &many, error);

	if (sources == NULL)
		return FALSE;
	g_ptr_array_add(self->sources, sources);
	for (guint i = 0; i < sources->len; i++)
		add(self, g_ptr_array_index(sources, i));
	return many || eml_shown_list_load(self, before, error);
}

static EmlDnsStore *
store_new(const EmlShownList *self, gboolean offline, GError **error)
{
	EmlOptions options = *self->options;
	g_autoptr(GPtrArray) hypothetical = NULL;

	options.offline = offline;
	return eml_command_store(&options, &hypothetical, error);
}

/* A store that has no answer yet; those who ask later use it, too. */
static EmlDnsStore *
fresh_store(EmlShownList *self, GError **error)
{
	EmlDnsStore *store = store_new(self, FALSE, error);

	if (store != NULL)
		g_ptr_array_add(self->stores, store);
	return store;
}

static void
use(EmlShownList *self, EmlShown *shown, EmlDnsStore *store, gboolean offline)
{
	eml_dns_store_ref(store);
	eml_dns_store_unref(shown->store);
	shown->store = store;
	shown->offline = offline;
	inspect(self, shown);
}

gboolean
eml_shown_list_ask_anew(EmlShownList *self, EmlShown *shown, GError **error)
{
	EmlDnsStore *store = fresh_store(self, error);

	if (store == NULL)
		return FALSE;
	use(self, shown, store, FALSE);
	return TRUE;
}

/* The same store, so that only new questions are asked; a stopped one answers nothing any more. */
void
eml_shown_list_set_ip(EmlShownList *self, EmlShown *shown, const char *ip)
{
	EmlDnsStore *store = shown->store;

	g_free(shown->ip);
	shown->ip = *ip != '\0' ? g_strdup(ip) : NULL;
	if (eml_dns_store_cancelled(store))
		store = fresh_store(self, NULL);
	use(self, shown, store != NULL ? store : shown->store, shown->offline);
}

gboolean
eml_shown_list_toggle_offline(EmlShownList *self, EmlShown *shown, GError **error)
{
	EmlDnsStore *store = NULL;

	if (!shown->offline && self->quiet == NULL)
		self->quiet = store_new(self, TRUE, error);
	store = shown->offline ? newest_store(self) : self->quiet;
	if (shown->offline && (store == self->quiet || eml_dns_store_cancelled(store)))
		store = fresh_store(self, error);
	if (store == NULL)
		return FALSE;
	use(self, shown, store, !shown->offline);
	return TRUE;
}

gboolean
eml_shown_list_save_dns(const EmlShownList *self, GError **error)
{
	return eml_command_save_dns_of(self->options, self->stores, error);
}

gboolean
eml_shown_list_stop(EmlShownList *self)
{
	gboolean stopped = TRUE;

	for (guint i = 0; i < self->stores->len; i++)
		eml_dns_store_cancel(g_ptr_array_index(self->stores, i));
	if (self->quiet != NULL)
		eml_dns_store_cancel(self->quiet);
	for (guint i = 0; i < self->superseded->len; i++)
		stopped &= eml_inspection_stop(g_ptr_array_index(self->superseded, i));
	for (guint i = 0; i < self->shown->len; i++) {
		EmlInspection *inspection = eml_shown_list_get(self, i)->inspection;

		stopped &= inspection == NULL || eml_inspection_stop(inspection);
	}
	return stopped;
}
