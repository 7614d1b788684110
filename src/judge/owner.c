#include "judge/owner.h"

#include "claim/host.h"
#include "claim/known.h"

char *
eml_owner_of_host(const char *host)
{
	g_autofree char *name = eml_host_name(host);
	g_autofree char *domain = eml_host_organization(name);
	const EmlKnownReceiver *known = name != NULL ? eml_known_receiver(name) : NULL;

	if (known != NULL) /* of "Yahoo, AOL" the first */
		return g_strndup(known->name, strcspn(known->name, ","));
	return domain != NULL ? g_steal_pointer(&domain) : g_steal_pointer(&name);
}

static char *
owner_of_receiver(const EmlReceived *received)
{
	return eml_owner_of_host(received->by_name != NULL ? received->by_name : received->by);
}

/* A step inside a provider may name no host; then it is of the next older one's, if that is known
 * to be the receiver's too. */
static char *
owner_of(const EmlHops *hops, guint i)
{
	for (; i < hops->hops->len; i++) {
		const EmlHop *hop = g_ptr_array_index(hops->hops, i);
		char *owner = owner_of_receiver(hop->received);

		if (owner != NULL || !hop->inside || (gint)i == hops->border)
			return owner;
	}
	return NULL;
}

/* TRUE if that owner's own machine handed it over, as far as the field says. */
static gboolean
is_inner(const EmlHops *hops, guint i, const char *owner)
{
	const EmlHop *hop = g_ptr_array_index(hops->hops, i);
	const EmlReceived *r = hop->received;
	g_autofree char *from = eml_owner_of_host(r->from_name != NULL ? r->from_name : r->from);

	if ((gint)i == hops->border)
		return FALSE;
	return (gint)i < hops->border || hop->inside || g_strcmp0(from, owner) == 0;
}

guint
eml_owner_inner_hops(const EmlHops *hops, guint i, char **ret_owner)
{
	g_autofree char *owner = owner_of(hops, i);
	guint n = 0;

	for (; owner != NULL && i + n < hops->hops->len; n++) {
		g_autofree char *other = owner_of(hops, i + n);

		if (g_strcmp0(other, owner) != 0 || !is_inner(hops, i + n, owner) ||
		    eml_hops_is_below(hops, i + n) != eml_hops_is_below(hops, i))
			break;
	}
	if (n > 0)
		*ret_owner = g_steal_pointer(&owner);
	return n;
}
