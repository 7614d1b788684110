#include "syntax/ip-text.h"

#include <arpa/inet.h>

/* More than any written form of an address has. */
#define MAX_WRITTEN 80

/* ":" 1*5DIGIT at the end of an IPv4 address is cut off. */
static EmlSlice
without_port(EmlSlice text)
{
	const gssize colon = eml_slice_find(text, ':');

	if (colon <= 0 || eml_slice_find(eml_slice_part(text, 0, (gsize)colon), '.') < 0 ||
	    text.len - (gsize)colon > strlen(":65535"))
		return text;
	for (gsize i = (gsize)colon + 1; i < text.len; i++)
		if (!g_ascii_isdigit(text.data[i]))
			return text;
	return eml_slice_part(text, 0, (gsize)colon);
}

static EmlSlice
bare(EmlSlice text)
{
	const gssize close = eml_slice_find(text, ']');
	gssize zone = -1;

	if (eml_slice_starts_with_ci(text, "[") && close == (gssize)text.len - 1)
		text = eml_slice_part(text, 1, (gsize)close);
	if (eml_slice_starts_with_ci(text, "IPv6:"))
		text = eml_slice_part(text, strlen("IPv6:"), text.len);
	zone = eml_slice_find(text, '%');
	if (zone > 0 && eml_slice_find(text, ':') >= 0)
		text = eml_slice_part(text, 0, (gsize)zone);
	return without_port(text);
}

char *
eml_ip_canonical(EmlSlice text)
{
	const EmlSlice address = bare(text);
	char written[MAX_WRITTEN] = {0};
	char out[INET6_ADDRSTRLEN] = {0};
	struct in6_addr six;
	struct in_addr four;

	if (address.len == 0 || address.len >= sizeof written ||
	    memchr(address.data, '\0', address.len) != NULL)
		return NULL;
	memcpy(written, address.data, address.len);
	if (inet_pton(AF_INET, written, &four) == 1)
		return g_strdup(inet_ntop(AF_INET, &four, out, sizeof out));
	if (inet_pton(AF_INET6, written, &six) != 1)
		return NULL;
	if (IN6_IS_ADDR_V4MAPPED(&six)) {
		memcpy(&four, &six.s6_addr[12], sizeof four);
		return g_strdup(inet_ntop(AF_INET, &four, out, sizeof out));
	}
	return g_strdup(inet_ntop(AF_INET6, &six, out, sizeof out));
}
