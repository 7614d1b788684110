#include "judge/gateway.h"

#include "base/psl.h"
#include "claim/address.h"
#include "claim/host.h"
#include "judge/words.h"

typedef struct {
	const char *product;
	const char *hosts[4], *ids[2];
	const char *seen;
} Product;

static const Product products[] = {
#include "judge/gateways.def"
};

/* The product, or the receiver's own servers in front of a provider. */
typedef struct {
	const Product *product; /* NULL: his own */
	const char *domain;	/* for whose mailboxes the message is, as the receiver says; NULL */
} Owner;

static gboolean
is_below_any(const char *host, const char *const *domains, gsize n)
{
	for (gsize i = 0; i < n && domains[i] != NULL; i++)
		if (eml_host_is_below(host, domains[i]))
			return TRUE;
	return FALSE;
}

static gboolean
is_machine_of(const Owner *owner, const char *name)
{
	g_autofree char *host = name != NULL ? eml_host_name(name) : NULL;

	if (host == NULL)
		return FALSE;
	if (owner->product != NULL)
		return is_below_any(host, owner->product->hosts,
				    G_N_ELEMENTS(owner->product->hosts)) ||
		       is_below_any(host, owner->product->ids, G_N_ELEMENTS(owner->product->ids));
	return owner->domain != NULL && eml_psl_same_organization(host, owner->domain);
}

/* What stands behind '@', or the whole. */
static const char *
domain_of(const char *text)
{
	const char *at = strrchr(text, '@');

	return at != NULL ? at + 1 : text;
}

/* Above the border only the receiver writes: Microsoft names the recipient's domain in its sealed
 * results, others behind "for". NULL if neither is there. Borrowed. */
static const char *
recipient_domain(const EmlReport *report, const EmlHop *border)
{
	for (guint i = 0; i < report->claims->authres->len; i++) {
		const EmlClaimField *claim = g_ptr_array_index(report->claims->authres, i);

		for (guint k = 0; claim->field < border->field && k < claim->authres->results->len;
		     k++) {
			const char *domain = eml_authres_property(
			    g_ptr_array_index(claim->authres->results, k), "smtp", "rcpttodomain");

			if (domain != NULL && *domain != '\0')
				return domain;
		}
	}
	return border->received->for_ != NULL ? domain_of(border->received->for_) : NULL;
}

/* The client's name, if it is one of that owner's: by the names of now that lead back to the
 * address, else by the receiver's own look-up. Borrowed; NULL. */
static const char *
name_of_client(const EmlReport *report, const EmlHop *border, const Owner *owner)
{
	const GPtrArray *confirmed = report->iprev != NULL ? report->iprev->confirmed : NULL;
	const char *looked_up = border->received->from_name;

	for (guint i = 0; confirmed != NULL && i < confirmed->len; i++)
		if (is_machine_of(owner, g_ptr_array_index(confirmed, i)))
			return g_ptr_array_index(confirmed, i);
	return is_machine_of(owner, looked_up) ? looked_up : NULL;
}

/* The hops right below the border that its machines wrote: the first of them that names somebody
 * from outside. */
static void
find_client(const EmlReport *report, const Owner *owner, EmlGateway *gateway)
{
	const GPtrArray *hops = report->hops->hops;

	for (guint i = (guint)report->hops->border + 1; i < hops->len; i++) {
		const EmlHop *hop = g_ptr_array_index(hops, i);
		EmlAddress address;

		if (!is_machine_of(owner, hop->received->by))
			return;
		if (!eml_address_parse(hop->received->from_ip, &address) ||
		    !eml_address_is_public(&address))
			continue;
		gateway->client = hop->received->from_ip;
		gateway->client_field = (gint)hop->field;
		return;
	}
}

/* The first field below the border that bears its name, or in which Exchange kept what was there
 * before. */
static void
find_results(const EmlReport *report, const Owner *owner, EmlGateway *gateway)
{
	const EmlHop *border = eml_hops_border(report->hops);
	const GPtrArray *claims = report->claims->authres;

	for (guint i = 0; i < claims->len; i++) {
		const EmlClaimField *claim = g_ptr_array_index(claims, i);

		if (claim->field < border->field || claim->trust.trust == EML_TRUST_RECEIVER ||
		    !is_machine_of(owner, claim->authres->authserv_id))
			continue;
		gateway->results_field = (gint)claim->field;
		return;
	}
}

static EmlGateway *
gateway_of(const EmlReport *report, const EmlHop *border, const Owner *owner)
{
	const char *name = name_of_client(report, border, owner);
	EmlGateway *gateway = NULL;

	if (name == NULL)
		return NULL;
	gateway = g_new0(EmlGateway, 1);
	*gateway = (EmlGateway){
	    .name = name,
	    .product = owner->product != NULL ? owner->product->product : NULL,
	    .client_field = -1,
	    .results_field = -1,
	};
	find_client(report, owner, gateway);
	find_results(report, owner, gateway);
	return gateway;
}

EmlGateway *
eml_gateway_find(const EmlReport *report)
{
	const EmlHop *border = eml_hops_border(report->hops);
	const EmlEnvelope *envelope = report->envelope;
	Owner owner = {NULL, NULL};

	if (!report->done || border == NULL || envelope->ip.field != (gint)border->field ||
	    (envelope->doubt != EML_DOUBT_NONE && envelope->doubt != EML_DOUBT_IP_CONFLICT))
		return NULL;
	for (gsize i = 0; i < G_N_ELEMENTS(products); i++) {
		EmlGateway *gateway = NULL;

		owner.product = &products[i];
		gateway = gateway_of(report, border, &owner);
		if (gateway != NULL)
			return gateway;
	}
	owner = (Owner){NULL, recipient_domain(report, border)};
	return gateway_of(report, border, &owner);
}

char *
eml_gateway_name(const EmlGateway *self)
{
	return g_strdup_printf("%s (%s)", self->name,
			       self->product != NULL ? self->product
						     : eml_words_title("gateway-own"));
}

static void
append_sentence(GString *text, const char *id, const char *address, guint line)
{
	g_autoptr(GPtrArray) args = g_ptr_array_new_with_free_func((GDestroyNotify)g_bytes_unref);
	g_autofree char *number = g_strdup_printf("%u", line);
	g_autofree EmlPlain *sentence = NULL;

	g_ptr_array_add(args, g_bytes_new(number, strlen(number)));
	if (address != NULL)
		g_ptr_array_add(args, g_bytes_new(address, strlen(address)));
	sentence = eml_words_expand(eml_words_title(id), args);
	g_string_append(text, sentence);
}

char *
eml_gateway_says(const EmlGateway *self, const EmlReport *report)
{
	GString *text = g_string_new(NULL);

	if (self->client != NULL)
		append_sentence(text, "gateway-client", self->client,
				eml_report_line(report, self->client_field));
	if (self->results_field >= 0)
		append_sentence(text, "gateway-results", NULL,
				eml_report_line(report, self->results_field));
	return g_string_free(text, FALSE);
}
