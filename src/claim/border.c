#include "claim/border.h"

#include "base/psl.h"
#include "claim/address.h"
#include "claim/host.h"

/* What one hop says of where the message came from. */
typedef enum {
	HOP_OUTSIDE,	  /* a public address that nothing explains away: the border */
	HOP_PRIVATE,	  /* an address that no message from the internet can come from */
	HOP_PROVIDER,	  /* a provider's own network, at a host of that provider */
	HOP_NAMED_INSIDE, /* a public address whose reverse look-up names the receiver's own
			     organization */
	HOP_LOCAL, /* no address, and none to be expected: no SMTP client, or `by` is no full name
		    */
	HOP_WITHOUT_ADDRESS, /* an SMTP client whose address the host did not write down */
} HopKind;

/* A provider's own networks, from which only its own machines send: internal while `by` is a host
 * of that provider. Seen in mail received by Outlook.com and Microsoft 365 between 2017 and 2024;
 * state of 2026-11-24. */
static const struct {
	EmlAddress prefix;
	guint bits;
	const char *by[4]; /* domains of the hosts */
} provider_networks[] = {
    {{{0x26, 0x03, 0x10}, 16}, 24, {"outlook.com", "office365.com", "exchangelabs.com"}},
    {{{0x2a, 0x01, 0x01, 0x11}, 16}, 32, {"outlook.com", "office365.com", "exchangelabs.com"}},
};

/* Hosts at the outer edge of a provider: a public address there is the border whatever its names
 * say, since customers of the same provider are strangers to each other. Microsoft's edge is
 * protection.outlook.com, and its inner hosts have names there too
 * (….eop-NAM10.prod.protection.outlook.com), which is why an address of the table above stays
 * internal there except at the hosts below mail.protection.outlook.com: those take mail of other
 * customers, who also send from 2a01:111:f403::/48. */
static const struct {
	const char *domain;
	gboolean below;	       /* the hosts below it; else that host */
	gboolean even_network; /* also with an address of provider_networks[] */
} edges[] = {
    {"mx.google.com", FALSE, TRUE},
    {"mail.protection.outlook.com", TRUE, TRUE},
    {"protection.outlook.com", TRUE, FALSE},
};

static gboolean
in_provider_network(const EmlAddress *address, const char *by)
{
	for (gsize i = 0; i < G_N_ELEMENTS(provider_networks); i++) {
		if (!eml_address_in(address, &provider_networks[i].prefix,
				    provider_networks[i].bits))
			continue;
		for (gsize j = 0; provider_networks[i].by[j] != NULL; j++)
			if (eml_host_is_below(by, provider_networks[i].by[j]))
				return TRUE;
	}
	return FALSE;
}

static gboolean
is_edge(const char *by, gboolean in_network)
{
	for (gsize i = 0; i < G_N_ELEMENTS(edges); i++) {
		if (in_network && !edges[i].even_network)
			continue;
		if (edges[i].below ? eml_host_is_below(by, edges[i].domain)
				   : strcmp(by, edges[i].domain) == 0)
			return TRUE;
	}
	return FALSE;
}

/* RFC 5321 section 4.4 and RFC 3848: SMTP and its variants, or nothing said. LMTP, HTTP, MAPI and
 * the like are inside. */
static gboolean
may_be_smtp(const char *with)
{
	return with == NULL || g_ascii_strncasecmp(with, "smtp", 4) == 0 ||
	       g_ascii_strncasecmp(with, "esmtp", 5) == 0 ||
	       g_ascii_strncasecmp(with, "utf8smtp", 8) == 0 ||
	       g_ascii_strncasecmp(with, "microsoft", 9) == 0;
}

static HopKind
kind_without_address(const EmlReceived *received, const char *by)
{
	const gboolean full_name = by != NULL && strchr(by, '.') != NULL;

	return received->from != NULL && full_name && may_be_smtp(received->with)
		   ? HOP_WITHOUT_ADDRESS
		   : HOP_LOCAL;
}

static HopKind
kind_of(const EmlReceived *received)
{
	g_autofree char *by = eml_host_name(received->by);
	g_autofree char *name = eml_host_name(received->from_name);
	EmlAddress address;
	gboolean in_network = FALSE;

	if (!eml_address_parse(received->from_ip, &address))
		return kind_without_address(received, by);
	if (!eml_address_is_public(&address))
		return HOP_PRIVATE;
	if (by == NULL)
		return HOP_OUTSIDE;
	in_network = in_provider_network(&address, by);
	if (is_edge(by, in_network))
		return HOP_OUTSIDE;
	if (in_network)
		return HOP_PROVIDER;
	/* never received->from: HELO is the sender's word */
	return name != NULL && eml_psl_same_organization(name, by) ? HOP_NAMED_INSIDE : HOP_OUTSIDE;
}

EmlBorder
eml_border_find(const GPtrArray *hops)
{
	EmlBorder border = {.index = -1};

	for (guint i = 0; i < hops->len; i++) {
		const EmlHop *hop = g_ptr_array_index(hops, i);

		switch (kind_of(hop->received)) {
		case HOP_OUTSIDE:
			border.index = (gint)i;
			return border;
		case HOP_NAMED_INSIDE:
			border.skipped_by_name = TRUE;
			border.index =
			    (gint)i; /* if nothing is outside: the lowest public address */
			break;
		case HOP_PROVIDER:
			border.index = (gint)i;
			break;
		case HOP_WITHOUT_ADDRESS:
			border.skipped_without_address = TRUE;
			break;
		case HOP_PRIVATE:
		case HOP_LOCAL:
			break;
		}
	}
	return border;
}
