#include "claim/chain.h"

#include "claim/address.h"
#include "claim/host.h"
#include "claim/known.h"

const char *
eml_link_word(EmlLink link)
{
	static const char *const words[EML_LINK_LAST] = {NULL,	    "address", "name",
							 "machine", "missing", "torn"};

	return link < EML_LINK_LAST ? words[link] : NULL;
}

/* An address of the host itself is that of any host. */
static gboolean
is_same_address(const EmlReceived *received, const EmlReceived *older)
{
	EmlAddress address;

	return received->from_ip != NULL && g_strcmp0(received->from_ip, older->by_ip) == 0 &&
	       eml_address_parse(received->from_ip, &address) &&
	       !eml_address_is_of_any_host(&address);
}

static gboolean
is_same_host(const char *named, const EmlReceived *older)
{
	g_autofree char *name = eml_host_name(named);
	g_autofree char *by = eml_host_name(older->by);
	g_autofree char *by_name = eml_host_name(older->by_name);

	return name != NULL && (g_strcmp0(name, by) == 0 || g_strcmp0(name, by_name) == 0);
}

/* "A.namprd01.prod.outlook.com" writes its fields as "A.mail.protection.outlook.com", too. */
static gboolean
is_same_machine(const char *name, const char *by)
{
	const gsize len = strcspn(name, ".");

	return len == strcspn(by, ".") && strncmp(name, by, len) == 0;
}

/* Of a receiver whose machines each name the one before them; NULL if this is no such hop. */
static const EmlKnownReceiver *
chained_receiver(const EmlReceived *received, const char *name)
{
	g_autofree char *by = eml_host_name(received->by);
	const EmlKnownReceiver *known = by != NULL ? eml_known_receiver(by) : NULL;

	return known != NULL && known->chained && name != NULL && eml_known_receiver(name) == known
		   ? known
		   : NULL;
}

/* Exchange sends anew what it has kept, which may be what another machine took in. */
static gboolean
was_kept(const EmlReceived *received)
{
	const EmlSlice with = eml_slice(received->with != NULL ? received->with : "");

	return eml_slice_starts_with_ci(with, "MailboxResubmission") ||
	       eml_slice_starts_with_ci(with, "ShadowRedundancy");
}

static EmlLink
link_of_chained(const EmlKnownReceiver *known,
		const EmlReceived *received,
		const EmlReceived *older,
		const char *name)
{
	g_autofree char *by = older != NULL ? eml_host_name(older->by) : NULL;

	if (by == NULL || eml_known_receiver(by) != known)
		return EML_LINK_TORN;
	if (is_same_address(received, older))
		return EML_LINK_ADDRESS;
	if (strcmp(name, by) == 0)
		return EML_LINK_NAME;
	if (is_same_machine(name, by))
		return EML_LINK_MACHINE;
	return was_kept(received) ? EML_LINK_NONE : EML_LINK_MISSING;
}

EmlLink
eml_chain_link(const EmlReceived *received, const EmlReceived *older)
{
	g_autofree char *name = eml_host_name(received->from);
	const EmlKnownReceiver *known = chained_receiver(received, name);

	if (known != NULL)
		return link_of_chained(known, received, older, name);
	if (older == NULL)
		return EML_LINK_NONE;
	if (is_same_address(received, older))
		return EML_LINK_ADDRESS;
	return is_same_host(received->from_name, older) || is_same_host(received->from, older)
		   ? EML_LINK_NAME
		   : EML_LINK_NONE;
}
