#include "judge/no-client.h"

#include "claim/address.h"

static gboolean
is_same_host(const char *a, const char *b)
{
	return a != NULL && b != NULL && g_ascii_strcasecmp(a, b) == 0;
}

/* A host that took the message from itself by SMTP says so by the address: the name is a HELO name,
 * which anybody may give. One that writes no "from" either made the message or, where it names a
 * protocol, took it from somebody whom it does not name. */
static gboolean
is_own_step(const EmlHop *hop, const char *host)
{
	const EmlReceived *received = hop->received;
	EmlAddress address;

	if (hop->border || !is_same_host(received->by, host))
		return FALSE;
	if (received->from == NULL && received->from_ip == NULL)
		return received->with == NULL || hop->inside;
	if (!is_same_host(received->from, host))
		return FALSE;
	if (received->from_ip == NULL)
		return eml_received_by_lmtp(received);
	return eml_address_parse(received->from_ip, &address) && !eml_address_is_public(&address);
}

/* Bounces have the null reverse-path (RFC 5321 section 4.5.5). */
static gboolean
is_made_here(const EmlReport *report)
{
	const GPtrArray *hops = report->hops->hops;
	const char *host = ((const EmlHop *)g_ptr_array_index(hops, 0))->received->by;

	if (g_strcmp0(report->envelope->mail_from.value, "") != 0 || report->hops->border >= 0)
		return FALSE;
	for (guint i = 0; i < hops->len; i++)
		if (!is_own_step(g_ptr_array_index(hops, i), host))
			return FALSE;
	return TRUE;
}

/* What was delivered has a Return-Path, and as a rule further Received fields. */
static gboolean
is_own_copy(const EmlReport *report)
{
	const GPtrArray *hops = report->hops->hops;
	const EmlReceived *only = ((const EmlHop *)g_ptr_array_index(hops, 0))->received;

	return hops->len == 1 && report->envelope->mail_from.value == NULL && only->from == NULL &&
	       only->from_ip == NULL && only->with != NULL &&
	       g_ascii_strncasecmp(only->with, "http", strlen("http")) == 0;
}

EmlNoClient
eml_no_client(const EmlReport *report)
{
	if (report->envelope->ip.value != NULL)
		return EML_CLIENT_MAY_BE;
	if (report->hops->hops->len == 0)
		return EML_CLIENT_NO_TRACE;
	if (is_made_here(report))
		return EML_CLIENT_MADE_HERE;
	return is_own_copy(report) ? EML_CLIENT_OWN_COPY : EML_CLIENT_MAY_BE;
}
