#pragma once
/* Verifies DKIM signatures (RFC 6376, 8301, 8463, 8616): every signature, both halves tested apart.
 */

#include "base/vocab.h"
#include "check/dkim-hash.h"
#include "check/trace.h"
#include "dns/store.h"
#include "mail/message.h"

/* One half of a signature. */
typedef enum {
	EML_HALF_NOT_TESTED,
	EML_HALF_MATCH,
	EML_HALF_MISMATCH,
	EML_HALF_HEADERS_CHANGED, /* header half of RSA: the digest inside is another one */
	EML_HALF_WRONG_KEY,	  /* header half of RSA: no digest comes out */
	EML_HALF_LAST,
} EmlHalf;
const char *
eml_half_word(EmlHalf half); /* "not-tested", "match", "mismatch", "headers-changed", "wrong-key" */

typedef struct {
	char *name;	 /* lower case */
	guint n_signed;	 /* times listed in h= */
	guint n_present; /* times in the message */
	gboolean oversigned;
} EmlSignedHeader;

typedef struct {
	gboolean found;
	char *type;	  /* "rsa", "ed25519"; NULL if unknown */
	guint bits;	  /* 0 if unknown */
	gboolean testing; /* t=y */
	char *record;	  /* as it stands; NULL if not found */
} EmlDkimKeyInfo;

/* What one signature field gave. Immutable once the check is done. */
typedef struct {
	guint field;
	const char
	    *header; /* static: "DKIM-Signature", "X-Google-DKIM-Signature", "DKIM2-Signature" */
	/* FALSE: shown only. Neither DMARC nor List-Unsubscribe goes by it, and no receiver's claim
	 * is about it (standards C.9) */
	gboolean counts;
	/* as written; NULL where the tag is missing or unreadable. d and s as they stand, lower
	 * case for d */
	char *domain, *selector, *identity, *algorithm, *canonicalization;
	gboolean has_length;
	guint64 length;
	gint64 signed_at, expires_at; /* -1 = not written */
	char *bh;		      /* base64 as written, white space removed */
	EmlDkimKeyInfo key;
	EmlResult result; /* EML_RESULT_LAST: not asked */
	EmlStepCode reason;
	EmlHalf body_hash, header_signature;
	GPtrArray *signed_headers; /* EmlSignedHeader, first mention first */
	gboolean by_list;	   /* a mailing list added fields after it was made */
	guint64 unsigned_tail;	   /* canonical bytes of the body behind l= */
	GBytes *tail;		   /* the first of them, EML_MAX_KEPT_TAIL at most; NULL: none */
	/* the same from the first on that is not white space, EML_MAX_TAIL_TEXT at most; NULL: a
	 * reader sees nothing that is not signed */
	GBytes *tail_text;
	GPtrArray *trace; /* EmlStep */
} EmlDkimResult;

void eml_dkim_result_free(EmlDkimResult *self);

/* All signatures in message order, topmost first; the first EML_MAX_SIGNATURES are verified. Array
 * of EmlDkimResult; the caller owns it. at: the moment against which t= and x= are judged (UTC
 * seconds). The body is read once. */
GPtrArray *eml_dkim_verify(const EmlMessage *message, EmlDns *dns, gint64 at);
/* The same in two steps, for whoever hashes the body for others too: what the signatures want of
 * it, and the rest once that was run. */
void eml_dkim_want_bodies(const EmlMessage *message, EmlBodyHashes *bodies);
GPtrArray *eml_dkim_verify_hashed(const EmlMessage *message,
				  const EmlBodyHashes *bodies,
				  EmlDns *dns,
				  gint64 at);
/* The index of the next result behind that one (-1: of the first) that counts, as
 * eml_message_find(); -1 if there is none, and while the results are not there (NULL). Whoever asks
 * what the signatures show goes through them so. */
gint eml_dkim_next(const GPtrArray *results, gint after);
/* How many of the results count. */
guint eml_dkim_n_counting(const GPtrArray *results);
/* Asks ahead for the keys of all signatures. */
void eml_dkim_prefetch(const EmlMessage *message, EmlDns *dns);
/* TRUE if the signature passes and its h= names the header field (any case). */
gboolean eml_dkim_covers(const EmlDkimResult *self, const char *header);
/* TRUE if a reader or a program goes by the field, so that whoever signs should name it, and it is
 * none that a mailing list added afterwards. Of From any but the one that is signed. */
gboolean eml_dkim_should_name(const EmlDkimResult *self, EmlSlice field);
