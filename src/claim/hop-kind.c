#include "claim/hop-kind.h"

#include "base/psl.h"
#include "claim/address.h"
#include "claim/host.h"
#include "claim/known.h"

static gboolean
starts_with(const char *text, const char *prefix)
{
	return text != NULL && eml_slice_starts_with_ci(eml_slice(text), prefix);
}

static gboolean
is_inner_step(const EmlReceived *received, const EmlAddress *address)
{
	g_autofree char *by = received->by != NULL ? g_ascii_strdown(received->by, -1) : NULL;
	const guint from =
	    address != NULL
		? (eml_address_is_of_any_host(address) ? EML_FROM_HOST : EML_FROM_PRIVATE)
		: (received->from != NULL ? EML_FROM_NAME : EML_FROM_NOBODY);

	return by != NULL && eml_known_is_step(by, from, received->with);
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
	const EmlKnownNetwork *network = by != NULL ? eml_known_network(address, by) : NULL;

	if (by == NULL || eml_known_is_edge(by, network))
		return EML_HOP_OUTSIDE;
	if (network != NULL)
		return EML_HOP_PROVIDER;
	if (is_named_inside(received, by))
		return EML_HOP_NAMED_INSIDE;
	/* RFC 2033 section 1: into a mailbox, behind the server that took the message in */
	return eml_received_by_lmtp(received) ? EML_HOP_LOOPBACK : EML_HOP_OUTSIDE;
}

/* No host has such an address (RFC 1122 section 3.2.1.3, RFC 4291 section 2.5.2): the receiver
 * wrote it over the client's, which some do for the privacy of those who log in. So the name beside
 * it alone tells whether a machine of its own handed over. To end the walk here trusts nothing that
 * stands below. */
static EmlHopKind
kind_of_hidden(const EmlReceived *received)
{
	g_autofree char *by = eml_host_name(received->by);
	const gboolean at_edge = by != NULL && eml_known_is_edge(by, NULL);

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
		return eml_address_is_of_any_host(address) ? EML_HOP_LOOPBACK : EML_HOP_INSIDE;
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
