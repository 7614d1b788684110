#pragma once
/* The tokens of an address field (RFC 5322 section 3.2), read so that nothing is ever refused: what
 * opens and does not close is text. Part of mail/meaning; works on an unfolded value. */

#include "base/cursor.h"

typedef enum {
	EML_ADDRESS_END,
	EML_ADDRESS_TEXT, /* atoms with their dots, encoded words, and bytes that belong nowhere */
	EML_ADDRESS_QUOTED,  /* quoted-string, with its quotes */
	EML_ADDRESS_LITERAL, /* domain-literal, with its brackets */
	EML_ADDRESS_SPECIAL, /* one of , : ; < > @ */
} EmlAddressKind;

typedef struct {
	EmlAddressKind kind;
	EmlSlice text;
	gsize start;  /* bytes from the start of the value */
	gboolean gap; /* blanks or comments stand before it */
} EmlAddressToken;

typedef struct {
	EmlCursor c;
	EmlSlice comment; /* inner text of the last comment passed; {NULL, 0} if none */
	gboolean no_comments, no_quotes; /* an unclosed one was met: from there on they are text */
} EmlAddressScanner;

EmlAddressScanner eml_address_scanner(EmlSlice value);
/* A part of the scanned value, read in the same way. */
EmlAddressScanner eml_address_scanner_part(const EmlAddressScanner *self, gsize start, gsize end);
EmlAddressToken eml_address_next(EmlAddressScanner *self);
gboolean eml_address_is_special(EmlAddressToken token, char special);
