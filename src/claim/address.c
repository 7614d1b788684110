#include "claim/address.h"

#include <arpa/inet.h>

/* Where no message from the internet can come from (standards E.5). */
static const struct {
	EmlAddress prefix;
	guint bits;
} not_public[] = {
    {{{0}, 4}, 8},	      /* RFC 1122 section 3.2.1.3: this host */
    {{{10}, 4}, 8},	      /* RFC 1918 section 3 */
    {{{172, 16}, 4}, 12},     /* RFC 1918 section 3 */
    {{{192, 168}, 4}, 16},    /* RFC 1918 section 3 */
    {{{100, 64}, 4}, 10},     /* RFC 6598 section 7 */
    {{{169, 254}, 4}, 16},    /* RFC 3927 section 2.1 */
    {{{127}, 4}, 8},	      /* RFC 1122 section 3.2.1.3 */
    {{{0}, 16}, 128},	      /* RFC 4291 section 2.5.2 */
    {{{[15] = 1}, 16}, 128},  /* RFC 4291 section 2.5.3 */
    {{{0xfe, 0x80}, 16}, 10}, /* RFC 4291 section 2.5.6 */
    {{{0xfc}, 16}, 7},	      /* RFC 4193 section 3.1 */
};

static const guint8 mapped_prefix[12] = {[10] = 0xff, [11] = 0xff}; /* RFC 4291 section 2.5.5.2 */

static gboolean
parse_v6(const char *text, EmlAddress *ret_address)
{
	g_autofree char *bare = g_strndup(text, strcspn(text, "%"));
	EmlAddress address = {.len = 16};

	if (inet_pton(AF_INET6, bare, address.bytes) != 1)
		return FALSE;
	if (memcmp(address.bytes, mapped_prefix, sizeof mapped_prefix) == 0) {
		EmlAddress v4 = {.len = 4};

		memcpy(v4.bytes, address.bytes + sizeof mapped_prefix, 4);
		address = v4;
	}
	*ret_address = address;
	return TRUE;
}

gboolean
eml_address_parse(const char *text, EmlAddress *ret_address)
{
	EmlAddress address = {.len = 4};

	if (text == NULL)
		return FALSE;
	if (inet_pton(AF_INET, text, address.bytes) != 1)
		return parse_v6(text, ret_address);
	*ret_address = address;
	return TRUE;
}

char *
eml_address_text(const EmlAddress *self)
{
	char text[INET6_ADDRSTRLEN] = "";

	inet_ntop(self->len == 4 ? AF_INET : AF_INET6, self->bytes, text, sizeof text);
	return g_strdup(text);
}

gboolean
eml_address_in(const EmlAddress *self, const EmlAddress *prefix, guint bits)
{
	const guint whole = bits / 8;
	const guint8 mask = (guint8)(0xff00 >> bits % 8);

	if (self->len != prefix->len || memcmp(self->bytes, prefix->bytes, whole) != 0)
		return FALSE;
	return bits % 8 == 0 || (self->bytes[whole] & mask) == (prefix->bytes[whole] & mask);
}

gboolean
eml_address_is_public(const EmlAddress *self)
{
	for (gsize i = 0; i < G_N_ELEMENTS(not_public); i++)
		if (eml_address_in(self, &not_public[i].prefix, not_public[i].bits))
			return FALSE;
	return TRUE;
}

gboolean
eml_address_is_unspecified(const EmlAddress *self)
{
	static const guint8 zero[16];

	return memcmp(self->bytes, zero, self->len) == 0;
}

gboolean
eml_address_is_of_any_host(const EmlAddress *self)
{
	static const struct {
		EmlAddress prefix;
		guint bits;
	} open[] = {
	    {{{127}, 4}, 8},  {{{0}, 4}, 8},	       {{{100, 64}, 4}, 10},
	    {{{0}, 16}, 128}, {{{[15] = 1}, 16}, 128},
	};

	for (gsize i = 0; i < G_N_ELEMENTS(open); i++)
		if (eml_address_in(self, &open[i].prefix, open[i].bits))
			return TRUE;
	return FALSE;
}
