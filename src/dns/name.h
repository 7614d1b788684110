#pragma once
/* Names in one normal form, so that comparing names is comparing strings: lower case, absolute
 * (final dot), presentation form of RFC 1035 section 5.1 with `. \ " ( ) ; @ $` inside labels as \X
 * and everything but visible ASCII as \DDD. */

#include "base/slice.h"

#define EML_DNS_MAX_WIRE 255 /* bytes of a name in wire form: RFC 1035 section 2.3.4 */

/* From bytes whose labels are separated by dots, with or without a final dot; a backslash is a byte
 * like others. NULL if it is empty, has an empty label, a label above 63 or more than 253 bytes.
 * The caller owns it. */
char *eml_dns_name_from_bytes(EmlSlice bytes);
/* From presentation form, taken as absolute; "." is the root. NULL as above, or for a broken
 * escape. */
char *eml_dns_name_from_presentation(EmlSlice text);
/* From uncompressed wire form; trailing bytes are ignored. NULL if it is broken. */
char *eml_dns_name_from_wire(const guint8 *wire, gsize len);
/* To wire form; returns the bytes used, 0 if the name is not in normal form. out: EML_DNS_MAX_WIRE
 * bytes. */
gsize eml_dns_name_to_wire(const char *name, guint8 *out);

/* As bytes without the final dot, as eml_dns_get() takes them; the caller owns it. */
char *eml_dns_name_to_bytes(const char *name);

/* \DDD or \X, RFC 1035 section 5.1: *i is at the backslash and moves to the last byte of the
 * escape. -1 if it is broken. */
int eml_dns_unescape(EmlSlice text, gsize *i);

/* The name without its first label, inside `name`; NULL for the root. */
const char *eml_dns_name_parent(const char *name);
