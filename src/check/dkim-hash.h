#pragma once
/* The two hashes of a signature (RFC 6376 section 3.7): that of the body, which is read once for
 * all signatures, and that of the header fields which h= lists. */

#include "check/canon.h"
#include "check/crypto.h"
#include "dns/store.h"
#include "mail/mbox-quote.h"

/* What the body gave for one way of hashing it. */
typedef struct {
	EmlHashValue value; /* of at most `limit` canonical bytes */
	guint64 body_bytes; /* canonical bytes of the whole body */
	gboolean empty;	    /* the canonical body is that of a message without one */
	EmlSlice tail; /* the first bytes behind `limit`, EML_MAX_KEPT_TAIL at most; borrowed */
	EmlSlice tail_text; /* the same from the first on that is not white space,
			     * EML_MAX_TAIL_TEXT at most; empty: only white space follows */
} EmlBodyHash;

#define EML_BODY_WHOLE G_MAXUINT64 /* a limit that is none: no l= */

/* Collects what is wanted, then reads the body in one pass. However many signatures ask, and
 * whatever their l=, the body is hashed once for each canonicalization and hash algorithm. One
 * thread. */
typedef struct EmlBodyHashes EmlBodyHashes;
EmlBodyHashes *eml_body_hashes_new(void);
void eml_body_hashes_free(EmlBodyHashes *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(EmlBodyHashes, eml_body_hashes_free)
void eml_body_hashes_want(EmlBodyHashes *self, EmlCanon canon, EmlHash hash, guint64 limit);
/* The pieces of the body are given to this one, too, as they are read. */
void eml_body_hashes_watch(EmlBodyHashes *self, EmlCanonWrite watch, gpointer data);
/* Once, when all is wanted. */
void eml_body_hashes_run(EmlBodyHashes *self, const EmlMessage *message, const EmlDns *dns);
/* FALSE if the body could not be read to its end, or the run was cancelled; then there is nothing
 * to get. */
gboolean eml_body_hashes_complete(const EmlBodyHashes *self);
/* Only what was wanted. */
EmlBodyHash
eml_body_hashes_get(const EmlBodyHashes *self, EmlCanon canon, EmlHash hash, guint64 limit);
/* The same of the body without the ">" that an mbox puts before "From ". NULL if the message is
 * from no mbox, or nothing in it is quoted. Borrowed. */
const EmlBodyHashes *eml_body_hashes_unquoted(const EmlBodyHashes *self, EmlMboxHabit habit);

/* Where the fields of each name stand. Borrows the message; immutable, any thread. */
typedef struct EmlFieldIndex EmlFieldIndex;
EmlFieldIndex *eml_field_index_new(const EmlMessage *message);
void eml_field_index_free(EmlFieldIndex *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(EmlFieldIndex, eml_field_index_free)
/* How many fields of that name (lower case) there are, field `except` (-1 = none) not counted. */
guint eml_field_index_count(const EmlFieldIndex *self, const char *name, gint except);
guint eml_field_index_total(const EmlFieldIndex *self); /* fields of all names */

/* The bytes that the header signature is made over: the fields that h= lists, then the signature
 * itself, which is field `field`. */
void eml_header_write(const EmlFieldIndex *index,
		      guint field,
		      const EmlDkimSig *sig,
		      EmlCanonWrite write,
		      gpointer data);
/* The hash over the fields that h= lists and the signature itself, which is field `field`
 * (sections 3.7 and 5.4.2). */
EmlHashValue
eml_header_hash(const EmlFieldIndex *index, guint field, const EmlDkimSig *sig, EmlHash hash);
