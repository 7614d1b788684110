#include "claim/known.h"

#include "claim/host.h"

const EmlKnownReceiver eml_known_receivers[] = {
#include "claim/known-receivers.def"
};
const guint eml_n_known_receivers = G_N_ELEMENTS(eml_known_receivers);

static gboolean
is_below_any(const char *host, const char *const *domains, gsize n)
{
	for (gsize i = 0; i < n && domains[i] != NULL; i++)
		if (eml_host_is_below(host, domains[i]))
			return TRUE;
	return FALSE;
}

static gboolean
matches_any(const char *text, const char *const *patterns, gsize n)
{
	for (gsize i = 0; i < n && patterns[i] != NULL; i++)
		if (g_pattern_match_simple(patterns[i], text))
			return TRUE;
	return FALSE;
}

const EmlKnownReceiver *
eml_known_receiver(const char *host)
{
	for (guint i = 0; i < eml_n_known_receivers; i++) {
		const EmlKnownReceiver *one = &eml_known_receivers[i];

		if (is_below_any(host, one->hosts, G_N_ELEMENTS(one->hosts)))
			return one;
	}
	return NULL;
}

static gboolean
is_in(const EmlAddress *address, const EmlKnownNetwork *one)
{
	if (address->len != one->network.len)
		return FALSE;
	for (guint i = 0; i < address->len; i++)
		if ((address->bytes[i] & one->mask.bytes[i]) != one->network.bytes[i])
			return FALSE;
	return TRUE;
}

const EmlKnownNetwork *
eml_known_network(const EmlAddress *address, const char *host)
{
	const EmlKnownReceiver *receiver = eml_known_receiver(host);

	for (gsize i = 0; receiver != NULL && i < G_N_ELEMENTS(receiver->networks); i++)
		if (receiver->networks[i].network.len > 0 && is_in(address, &receiver->networks[i]))
			return &receiver->networks[i];
	return NULL;
}

static gboolean
is_edge_host(const EmlKnownEdge *edge, const char *host)
{
	return edge->host[0] == '.' ? eml_host_is_below(host, edge->host + 1)
				    : strcmp(host, edge->host) == 0;
}

gboolean
eml_known_is_edge(const char *host, const EmlKnownNetwork *network)
{
	const EmlKnownReceiver *receiver = eml_known_receiver(host);
	const gboolean inside = network != NULL && network->below_edge;

	for (gsize i = 0; receiver != NULL && i < G_N_ELEMENTS(receiver->edges); i++) {
		const EmlKnownEdge *edge = &receiver->edges[i];

		if (edge->host != NULL && (edge->any_network || !inside) &&
		    is_edge_host(edge, host))
			return TRUE;
	}
	return FALSE;
}

static gboolean
is_with(const EmlKnownStep *step, const char *with)
{
	for (gsize i = 0; i < G_N_ELEMENTS(step->with) && step->with[i] != NULL; i++)
		if (with != NULL && eml_slice_starts_with_ci(eml_slice(with), step->with[i]))
			return TRUE;
	return step->with[0] == NULL;
}

gboolean
eml_known_is_step(const char *by, guint from, const char *with)
{
	for (guint i = 0; i < eml_n_known_receivers; i++)
		for (gsize s = 0; s < G_N_ELEMENTS(eml_known_receivers[i].steps); s++) {
			const EmlKnownStep *step = &eml_known_receivers[i].steps[s];

			if ((step->from & from) != 0 && is_with(step, with) &&
			    matches_any(by, step->by, G_N_ELEMENTS(step->by)))
				return TRUE;
		}
	return FALSE;
}

const EmlKnownShape *
eml_known_shape(const char *host)
{
	for (guint i = 0; i < eml_n_known_receivers; i++) {
		const EmlKnownShape *shape = &eml_known_receivers[i].shape;

		if (matches_any(host, shape->by, G_N_ELEMENTS(shape->by)))
			return shape;
	}
	return NULL;
}

const char *
eml_known_organization(const char *domain)
{
	const EmlKnownReceiver *receiver = eml_known_receiver(domain);

	return receiver != NULL && receiver->one_organization ? receiver->hosts[0] : NULL;
}
