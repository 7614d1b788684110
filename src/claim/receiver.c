#include "claim/receiver.h"

#include "claim/host.h"
#include "claim/known.h"

struct EmlReceiver {
	guint zone;
	GHashTable *by_name;	     /* owned name → borrowed EmlHop */
	GHashTable *by_organization; /* owned name → borrowed EmlHop */
	GPtrArray *trusted;	     /* char *: --trust in lower case */
	const EmlHop *host;	     /* borrowed; NULL */
	char *host_name;	     /* NULL */
	gboolean writes_no_id;
};

/* The topmost hop of a name is kept. */
static void
insert_new(GHashTable *table, const char *name, const EmlHop *hop)
{
	if (name != NULL && !g_hash_table_contains(table, name))
		g_hash_table_insert(table, g_strdup(name), (gpointer)hop); /* only read */
}

static void
add_hop(EmlReceiver *self, const EmlHop *hop)
{
	const char *by =
	    hop->received->by_name != NULL ? hop->received->by_name : hop->received->by;
	g_autofree char *name = eml_host_name(by);
	g_autofree char *organization = name != NULL ? eml_host_organization(name) : NULL;
	const EmlKnownReceiver *known = NULL;

	if (name == NULL)
		return;
	known = eml_known_receiver(name);
	insert_new(self->by_name, name, hop);
	insert_new(self->by_organization, organization, hop);
	self->writes_no_id = self->writes_no_id || (known != NULL && known->nameless);
	self->host = hop;
	g_free(self->host_name);
	self->host_name = g_steal_pointer(&name);
}

EmlReceiver *
eml_receiver_new(const EmlHops *hops, const char *const *trust)
{
	EmlReceiver *self = g_new0(EmlReceiver, 1);
	const guint n = hops->zone >= 0 ? (guint)hops->zone + 1 : MIN(hops->hops->len, 1);

	self->by_name = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL);
	self->by_organization = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL);
	self->trusted = g_ptr_array_new_with_free_func(g_free);
	for (guint i = 0; i < n; i++) {
		const EmlHop *hop = g_ptr_array_index(hops->hops, i);

		add_hop(self, hop);
		self->zone = hop->field;
	}
	for (gsize i = 0; trust != NULL && trust[i] != NULL; i++)
		g_ptr_array_add(self->trusted, g_ascii_strdown(trust[i], -1));
	return self;
}

void
eml_receiver_free(EmlReceiver *self)
{
	if (self == NULL)
		return;
	g_hash_table_unref(self->by_name);
	g_hash_table_unref(self->by_organization);
	g_ptr_array_unref(self->trusted);
	g_free(self->host_name);
	g_free(self);
}

guint
eml_receiver_zone(const EmlReceiver *self)
{
	return self->zone;
}

const EmlHop *
eml_receiver_hop_of(const EmlReceiver *self, const char *name)
{
	g_autofree char *organization = NULL;
	const EmlHop *hop = name != NULL ? g_hash_table_lookup(self->by_name, name) : NULL;

	if (hop != NULL || name == NULL)
		return hop;
	organization = eml_host_organization(name);
	return organization != NULL ? g_hash_table_lookup(self->by_organization, organization)
				    : NULL;
}

gint
eml_receiver_trusted(const EmlReceiver *self, const char *name)
{
	for (guint i = 0; name != NULL && i < self->trusted->len; i++)
		if (eml_host_is_below(name, g_ptr_array_index(self->trusted, i)))
			return (gint)i;
	return -1;
}

const char *
eml_receiver_named(const EmlReceiver *self, const char *name)
{
	const gint entry = eml_receiver_trusted(self, name);

	return entry >= 0 ? g_ptr_array_index(self->trusted, (guint)entry) : NULL;
}

guint
eml_receiver_n_trusted(const EmlReceiver *self)
{
	return self->trusted->len;
}

gboolean
eml_receiver_writes_no_id(const EmlReceiver *self)
{
	return self->writes_no_id;
}

const EmlHop *
eml_receiver_host(const EmlReceiver *self, const char **ret_name)
{
	if (self->host != NULL)
		*ret_name = self->host_name;
	return self->host;
}
