#pragma once
/* A DKIM key record (RFC 6376 section 3.6.1, RFC 8463 section 4). Made from the joined strings of
 * one TXT record, which it borrows. Always there, whatever the record: `fault` says what is wrong.
 * What the key data mean is check/crypto's matter. */

#include "syntax/taglist.h"

typedef enum { EML_KEY_RSA, EML_KEY_ED25519, EML_KEY_LAST } EmlKeyType;
const char *eml_key_type_word(EmlKeyType type); /* "rsa", "ed25519"; NULL for LAST */

typedef enum {
	EML_KEY_FINE,
	EML_KEY_OTHER_RECORD, /* no key record at all: SPF, DMARC, a site verification… */
	EML_KEY_QUOTING,      /* quotation marks or back-slashes of a zone file were left in */
	EML_KEY_SYNTAX,	      /* no tag-list */
	EML_KEY_DUPLICATE,    /* a tag twice */
	EML_KEY_VERSION,      /* v= is not first or not DKIM1 */
	EML_KEY_TYPE,	      /* k= is unknown */
	EML_KEY_NO_DATA,      /* p= is missing */
	EML_KEY_REVOKED,      /* p= is empty */
	EML_KEY_BASE64,	      /* p= is no base64 */
	EML_KEY_FAULT_LAST,
} EmlKeyFault;

typedef struct {
	EmlKeyFault fault;
	gsize at_start, at_end; /* byte range of the fault in the record; both 0: all of it */
	EmlTagList *tags;	/* as they stand, unknown ones too */
	EmlKeyType type;	/* LAST: unknown */
	gboolean sha1, sha256;	/* h= allows it, or there is no h= */
	gboolean email;		/* s= allows e-mail, or there is no s= */
	gboolean testing;	/* t=y */
	gboolean strict;	/* t=s: the domain of i= must equal d= */
	GBytes *note;		/* n=, decoded; NULL if there is none */
	GBytes *data;		/* p=, decoded; NULL if missing, empty or no base64 */
} EmlDkimKey;

EmlDkimKey *eml_dkim_key_parse(EmlSlice record);
void eml_dkim_key_free(EmlDkimKey *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(EmlDkimKey, eml_dkim_key_free)
