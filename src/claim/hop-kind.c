#include "claim/hop-kind.h"

#include "base/psl.h"
#include "claim/address.h"
#include "claim/host.h"

/* A provider's own networks, from which only its own machines send: internal while `by` is a host
 * of that provider. Not all that it has: of 2603:1000::/24 Exchange Online uses what has a 6 there
 * (2603:1096::, 2603:10a6::, 2603:10b6::), and customers have machines in the rest, as in
 * 2a01:111:f100::/48. From 2a01:111:f400::/48 and f403::/48 Microsoft sends for its customers (SPF
 * of spf.protection.outlook.com), so at the edge the former is a stranger's, and the latter
 * everywhere. Seen in mail received by Outlook.com and Microsoft 365 between 2017 and 2026, and in
 * Microsoft's list of its addresses; state of 2026-11-24. */
typedef struct {
	EmlAddress network, mask;
	gboolean below_edge; /* also at the hosts below protection.outlook.com */
	const char *by[4];   /* domains of the hosts */
} ProviderNetwork;

static const ProviderNetwork provider_networks[] = {
    {{{0x26, 0x03, 0x10, 0x06}, 16},
     {{0xff, 0xff, 0xff, 0x0f}, 16},
     TRUE,
     {"outlook.com", "office365.com", "exchangelabs.com"}},
    {{{0x2a, 0x01, 0x01, 0x11, 0xe4, 0x00}, 16},
     {{0xff, 0xff, 0xff, 0xff, 0xff, 0xff}, 16},
     TRUE,
     {"outlook.com", "office365.com", "exchangelabs.com"}},
    {{{0x2a, 0x01, 0x01, 0x11, 0xf4, 0x00}, 16},
     {{0xff, 0xff, 0xff, 0xff, 0xff, 0xff}, 16},
     FALSE,
     {"outlook.com", "office365.com", "exchangelabs.com"}},
};

/* Hosts at the outer edge of a provider: a public address there is the border whatever its names
 * say, since customers of the same provider are strangers to each other. Microsoft's edge is
 * protection.outlook.com, and its inner hosts have names there too
 * (….eop-NAM10.prod.protection.outlook.com), which is why an address of the table above may stay
 * internal there, except at the hosts below mail.protection.outlook.com. */
static const struct {
	const char *domain;
	gboolean below;	       /* the hosts below it; else that host */
	gboolean even_network; /* also with an address that is internal below the edge */
} edges[] = {
    {"mx.google.com", FALSE, TRUE},
    {"mail.protection.outlook.com", TRUE, TRUE},
    {"protection.outlook.com", TRUE, FALSE},
};

static gboolean
is_in_network(const EmlAddress *address, const ProviderNetwork *one)
{
	if (address->len != one->network.len)
		return FALSE;
	for (guint i = 0; i < address->len; i++)
		if ((address->bytes[i] & one->mask.bytes[i]) != one->network.bytes[i])
			return FALSE;
	return TRUE;
}

/* The network of that host's provider; NULL if it is none. */
static const ProviderNetwork *
find_network(const EmlAddress *address, const char *by)
{
	for (gsize i = 0; i < G_N_ELEMENTS(provider_networks); i++) {
		const ProviderNetwork *one = &provider_networks[i];

		for (gsize j = 0; is_in_network(address, one) && one->by[j] != NULL; j++)
			if (eml_host_is_below(by, one->by[j]))
				return one;
	}
	return NULL;
}

/* network: NULL for an address of no provider */
static gboolean
is_edge(const char *by, const ProviderNetwork *network)
{
	for (gsize i = 0; i < G_N_ELEMENTS(edges); i++) {
		if (network != NULL && network->below_edge && !edges[i].even_network)
			continue;
		if (edges[i].below ? eml_host_is_below(by, edges[i].domain)
				   : strcmp(by, edges[i].domain) == 0)
			return TRUE;
	}
	return FALSE;
}

/* Steps inside large receivers that name no address of another machine. Nobody else's programs run
 * on those hosts, so a message cannot begin there. Seen in mail of 2010 to 2026; state of
 * 2026-11-24. */
static const struct {
	const char *by; /* '*' stands for any letters */
	enum { STEP_NO_FROM, STEP_NO_ADDRESS, STEP_LOOPBACK, STEP_PRIVATE } from;
	const char *with; /* what it begins with; NULL: any */
} inner_steps[] = {
    /* Gmail: "by 2002:a05:7108:16ca:b0:40c:8dfd:882c with SMTP", "by 10.140.86.8 with SMTP": no
     * public host has such an address */
    {"2002:a??:*", STEP_NO_FROM, "SMTP"},
    {"10.*.*.*", STEP_NO_FROM, "SMTP"},
    {"2002:a??:*", STEP_NO_FROM, "HTTP"},
    {"10.*.*.*", STEP_NO_FROM, "HTTP"},
    {"*.google.com", STEP_NO_FROM, "SMTP"},
    /* iCloud */
    {"p*-mailgateway-smtp-*", STEP_NO_ADDRESS, "SMTP"},
    /* Yahoo, AOL */
    {"*.yahoo.com", STEP_LOOPBACK, "HTTP"},
    /* Fastmail */
    {"*.nyi.internal", STEP_LOOPBACK, NULL},
    {"*.phl.internal", STEP_LOOPBACK, NULL},
    {"*.messagingengine.com", STEP_LOOPBACK, NULL},
    /* Microsoft: into the store, "from A.prod.outlook.com (::1) by B.prod.outlook.com with HTTPS",
     * and anew out of a queue that was kept in case a server fails */
    {"*.outlook.com", STEP_LOOPBACK, "HTTP"},
    {"*.outlook.com", STEP_PRIVATE, "HTTP"},
    {"*.outlook.com", STEP_NO_ADDRESS, "HTTP"},
    {"*.exchangelabs.com", STEP_LOOPBACK, "HTTP"},
    {"*.exchangelabs.com", STEP_PRIVATE, "HTTP"},
    {"*.exchangelabs.com", STEP_NO_ADDRESS, "HTTP"},
    {"*.outlook.com", STEP_LOOPBACK, "MailboxResubmission"},
    {"*.outlook.com", STEP_NO_ADDRESS, "MailboxResubmission"},
    {"*.outlook.com", STEP_LOOPBACK, "ShadowRedundancy"},
    {"*.outlook.com", STEP_NO_ADDRESS, "ShadowRedundancy"},
    {"*.exchangelabs.com", STEP_LOOPBACK, "MailboxResubmission"},
    {"*.exchangelabs.com", STEP_NO_ADDRESS, "MailboxResubmission"},
    {"*.exchangelabs.com", STEP_LOOPBACK, "ShadowRedundancy"},
    {"*.exchangelabs.com", STEP_NO_ADDRESS, "ShadowRedundancy"},
};

/* Loopback and the network of "this host" are the machine itself; 100.64.0.0/10 is shared by the
 * customers of a carrier (RFC 6598). */
static gboolean
is_open_to_strangers(const EmlAddress *address)
{
	static const struct {
		EmlAddress prefix;
		guint bits;
	} open[] = {
	    {{{127}, 4}, 8},  {{{0}, 4}, 8},	       {{{100, 64}, 4}, 10},
	    {{{0}, 16}, 128}, {{{[15] = 1}, 16}, 128},
	};

	for (gsize i = 0; i < G_N_ELEMENTS(open); i++)
		if (eml_address_in(address, &open[i].prefix, open[i].bits))
			return TRUE;
	return FALSE;
}

static gboolean
starts_with(const char *text, const char *prefix)
{
	return text != NULL && eml_slice_starts_with_ci(eml_slice(text), prefix);
}

static gboolean
is_inner_step(const EmlReceived *received, const EmlAddress *address)
{
	g_autofree char *by = received->by != NULL ? g_ascii_strdown(received->by, -1) : NULL;
	const guint from = address != NULL
			       ? (is_open_to_strangers(address) ? STEP_LOOPBACK : STEP_PRIVATE)
			       : (received->from != NULL ? STEP_NO_ADDRESS : STEP_NO_FROM);

	for (gsize i = 0; by != NULL && i < G_N_ELEMENTS(inner_steps); i++)
		if (inner_steps[i].from == from && g_pattern_match_simple(inner_steps[i].by, by) &&
		    (inner_steps[i].with == NULL ||
		     starts_with(received->with, inner_steps[i].with)))
			return TRUE;
	return FALSE;
}

/* RFC 3848, RFC 6531: ESMTPA, ESMTPSA and UTF8SMTPSA are the protocols of a user who logged in. */
static gboolean
says_login_protocol(const char *with)
{
	static const char *const logged_in[] = {"asmtp",   "smtpa",	"smtpsa",    "esmtpa",
						"esmtpsa", "utf8smtpa", "utf8smtpsa"};
	const EmlSlice word = eml_slice(with != NULL ? with : "");

	for (gsize i = 0; i < G_N_ELEMENTS(logged_in); i++)
		if (eml_slice_equal_ci(word, eml_slice(logged_in[i])))
			return TRUE;
	return FALSE;
}

/* Exchange: out of a user's own mailbox, whatever address stands there. */
static gboolean
says_mapi(const char *with)
{
	return eml_slice_equal_ci(eml_slice(with != NULL ? with : ""), eml_slice("mapi"));
}

/* "local", "local-esmtp" (Exim) and HTTP are no mail server's. A field that names neither side is
 * none that can be read, whatever protocol it seems to name. */
static gboolean
is_submitted(const EmlReceived *received)
{
	if (received->origin == EML_ORIGIN_SUBMITTED)
		return TRUE;
	if (received->by == NULL && received->from == NULL && received->from_ip == NULL)
		return FALSE;
	return starts_with(received->with, "local") || starts_with(received->with, "http") ||
	       says_login_protocol(received->with);
}

/* The name is the receiver's own look-up; never received->from, which is HELO: the sender's word.
 */
static gboolean
is_named_inside(const EmlReceived *received, const char *by)
{
	g_autofree char *name = eml_host_name(received->from_name);

	return name != NULL && by != NULL && eml_psl_same_organization(name, by);
}

static EmlHopKind
kind_of_public(const EmlReceived *received, const EmlAddress *address)
{
	g_autofree char *by = eml_host_name(received->by);
	const ProviderNetwork *network = by != NULL ? find_network(address, by) : NULL;

	if (by == NULL || is_edge(by, network))
		return EML_HOP_OUTSIDE;
	if (network != NULL)
		return EML_HOP_PROVIDER;
	return is_named_inside(received, by) ? EML_HOP_NAMED_INSIDE : EML_HOP_OUTSIDE;
}

/* No host has such an address (RFC 1122 section 3.2.1.3, RFC 4291 section 2.5.2): the receiver
 * wrote it over the client's, which some do for the privacy of those who log in. So the name beside
 * it alone tells whether a machine of its own handed over. To end the walk here trusts nothing that
 * stands below. */
static EmlHopKind
kind_of_hidden(const EmlReceived *received)
{
	g_autofree char *by = eml_host_name(received->by);
	const gboolean at_edge = by != NULL && is_edge(by, NULL);

	return !at_edge && is_named_inside(received, by) ? EML_HOP_NAMED_INSIDE : EML_HOP_HIDDEN;
}

static EmlHopKind
kind_of_inside(const EmlReceived *received, const EmlAddress *address)
{
	if (eml_received_by_lmtp(received) || is_inner_step(received, address))
		return EML_HOP_INSIDE;
	if (is_submitted(received))
		return EML_HOP_SUBMITTED;
	if (address != NULL && eml_address_is_unspecified(address))
		return kind_of_hidden(received);
	if (address != NULL)
		return is_open_to_strangers(address) ? EML_HOP_LOOPBACK : EML_HOP_INSIDE;
	return received->origin == EML_ORIGIN_NETWORK ? EML_HOP_INSIDE : EML_HOP_WITHOUT_ADDRESS;
}

EmlHopKind
eml_hop_kind(const EmlReceived *received)
{
	EmlAddress address, other;
	const gboolean has_address = eml_address_parse(received->from_ip, &address);
	const gboolean is_public = has_address && eml_address_is_public(&address);

	if (eml_address_parse(received->other_ip, &other) &&
	    (is_public || eml_address_is_public(&other)))
		return EML_HOP_TWO_ADDRESSES;
	if (says_mapi(received->with))
		return EML_HOP_SUBMITTED;
	/* the reader's program asked for it: the address is that of his own mailbox */
	if (received->origin == EML_ORIGIN_FETCHED)
		return EML_HOP_INSIDE;
	return is_public ? kind_of_public(received, &address)
			 : kind_of_inside(received, has_address ? &address : NULL);
}

static gboolean
is_loopback(const char *ip)
{
	static const EmlAddress v4 = {{127}, 4}, v6 = {{[15] = 1}, 16};
	EmlAddress address;

	return eml_address_parse(ip, &address) &&
	       (eml_address_in(&address, &v4, 8) || eml_address_in(&address, &v6, 128));
}

gboolean
eml_hop_is_handed_back(const EmlReceived *received, const EmlReceived *older)
{
	g_autofree char *by = eml_host_name(received->by);
	g_autofree char *filter =
	    older != NULL && older->by_filter ? eml_host_name(older->by_name) : NULL;

	/* a field that names the user is clear */
	return received->origin == EML_ORIGIN_NOT_SAID && received->other_ip == NULL &&
	       says_login_protocol(received->with) && is_loopback(received->from_ip) &&
	       by != NULL && g_strcmp0(by, filter) == 0;
}
