#pragma once
/* Client addresses as received mail names them: canonical text, and whether the internet could have
 * sent from them. Plain values, nothing to free. */

#include "base/slice.h"

typedef struct {
	guint8 bytes[16]; /* network order */
	guint len;	  /* 4 = IPv4, 16 = IPv6 */
} EmlAddress;

/* Strict: a dotted quad or an RFC 4291 section 2.2 text form, an optional zone ("%eth0") cut off,
 * an IPv4-mapped address as IPv4. FALSE for anything else: an Exchange build such as 15.20.4567.1
 * is no address. */
gboolean eml_address_parse(const char *text, EmlAddress *ret_address);
/* Canonical text (inet_ntop); the caller owns it. */
char *eml_address_text(const EmlAddress *self);
/* FALSE for private (RFC 1918, RFC 4193), shared (RFC 6598), link-local, loopback and unspecified
 * addresses. The networks of documentation count as public (standards E.5). */
gboolean eml_address_is_public(const EmlAddress *self);
/* 0.0.0.0 or ::, which no host has. */
gboolean eml_address_is_unspecified(const EmlAddress *self);
/* Loopback and the network of "this host", which are the machine itself, and 100.64.0.0/10, which
 * the customers of a carrier share (RFC 6598): strangers have them as well. */
gboolean eml_address_is_of_any_host(const EmlAddress *self);
/* TRUE if the first `bits` bits are those of `prefix`. */
gboolean eml_address_in(const EmlAddress *self, const EmlAddress *prefix, guint bits);
