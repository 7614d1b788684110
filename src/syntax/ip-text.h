#pragma once
/* IP addresses as mail headers write them. Pure. */

#include "base/slice.h"

/* The address in canonical form (RFC 5952 for IPv6, IPv4-mapped as IPv4), NULL if the text is none.
 * Taken: "192.0.2.1", "2001:db8::1", with the tag "IPv6:" (RFC 5321 section 4.1.3), a zone
 * ("fe80::1%3", dropped), a port after an IPv4 address, square brackets around it all. The caller
 * owns it. */
char *eml_ip_canonical(EmlSlice text);
