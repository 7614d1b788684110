#include "claim/host.h"

#include "base/psl.h"
#include "base/slice.h"
#include "claim/address.h"
#include "claim/known.h"

static gboolean
is_host_byte(char c)
{
	return g_ascii_isalnum(c) || c == '-' || c == '_' || c == '.';
}

char *
eml_host_name(const char *text)
{
	EmlAddress address;
	gsize len = text != NULL ? strlen(text) : 0;

	if (len > 0 && text[len - 1] == '.')
		len--;
	if (len == 0 || eml_address_parse(text, &address))
		return NULL;
	for (gsize i = 0; i < len; i++)
		if (!is_host_byte(text[i]))
			return NULL;
	return g_ascii_strdown(text, (gssize)len);
}

gboolean
eml_host_is_below(const char *host, const char *domain)
{
	const gsize len = strlen(host), suffix = strlen(domain);

	if (len < suffix || strcmp(host + len - suffix, domain) != 0)
		return FALSE;
	return len == suffix || host[len - suffix - 1] == '.';
}

char *
eml_host_organization(const char *host)
{
	g_autofree char *registrable = host != NULL ? eml_psl_registrable(host) : NULL;

	const char *known = registrable != NULL ? eml_known_organization(registrable) : NULL;

	return known != NULL ? g_strdup(known) : g_steal_pointer(&registrable);
}
