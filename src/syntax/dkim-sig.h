#pragma once
/* The tags of DKIM-Signature (RFC 6376 section 3.5), ARC-Message-Signature and ARC-Seal (RFC 8617
 * sections 4.1.2 and 4.1.3). Made from the value of a field, which it borrows. Always there,
 * whatever the value: what is wrong is listed in `faults`, and what could be read all the same is
 * filled in. */

#include "base/vocab.h"
#include "syntax/taglist.h"

typedef enum { EML_SIG_DKIM, EML_SIG_ARC_MESSAGE, EML_SIG_ARC_SEAL, EML_SIG_LAST } EmlSigKind;

typedef enum {
	EML_ALGORITHM_RSA_SHA256,     /* RFC 6376 section 3.3.2 */
	EML_ALGORITHM_ED25519_SHA256, /* RFC 8463 */
	EML_ALGORITHM_RSA_SHA1,	      /* must not be used any more: RFC 8301 section 3.1 */
	EML_ALGORITHM_LAST,	      /* another one, or none */
} EmlAlgorithm;

typedef enum { EML_CANON_SIMPLE, EML_CANON_RELAXED, EML_CANON_LAST } EmlCanon;

typedef enum {
	EML_FAULT_SYNTAX,	   /* no tag-list; at: the byte where it stops being one */
	EML_FAULT_ENCODED_WORD,	   /* no tag-list, because somebody encoded it by RFC 2047 */
	EML_FAULT_DUPLICATE,	   /* a tag twice */
	EML_FAULT_TOO_MANY,	   /* more tags than EML_MAX_TAGS, or names in h= than
				      EML_MAX_SIGNED_HEADERS */
	EML_FAULT_MISSING,	   /* a required tag is not there */
	EML_FAULT_REFUSED,	   /* a tag that this field must not have: h= in ARC-Seal */
	EML_FAULT_VALUE,	   /* the value is not what the grammar of the tag says */
	EML_FAULT_VERSION,	   /* v= is not 1 */
	EML_FAULT_ALGORITHM,	   /* a= is unknown */
	EML_FAULT_CANON,	   /* c= is unknown */
	EML_FAULT_QUERY,	   /* q= has no method that is known */
	EML_FAULT_DOMAIN,	   /* d= is no domain name */
	EML_FAULT_SELECTOR,	   /* s= is no selector */
	EML_FAULT_NAME_TOO_LONG,   /* s._domainkey.d cannot be a DNS name */
	EML_FAULT_IDENTITY,	   /* i= is not [local-part]@domain */
	EML_FAULT_IDENTITY_DOMAIN, /* the domain of i= is neither d= nor below it */
	EML_FAULT_FROM_UNSIGNED,   /* h= does not name From */
	EML_FAULT_TIMES,	   /* x= is not after t= */
	EML_FAULT_LAST,
} EmlSigFaultKind;

typedef struct {
	EmlSigFaultKind kind;
	const char *tag;	/* static name of the tag; NULL if there is none to blame */
	gsize at_start, at_end; /* byte range in the value: the tag; both 0 if it is missing */
} EmlSigFault;

typedef struct {
	EmlSigKind kind;
	EmlTagList *tags; /* as they stand, unknown ones too */
	GArray *faults;	  /* EmlSigFault: empty if the field is usable */
	EmlAlgorithm algorithm;
	EmlCanon header_canon, body_canon; /* LAST if c= is unknown; ARC-Seal: RELAXED */
	char *domain;			   /* lower case; NULL if d= is missing or no domain name */
	char *selector;			   /* as written; NULL if s= is missing or no selector */
	GBytes *b, *bh;			   /* NULL if missing or no base64 */
	GPtrArray *signed_names; /* char *: lower case, in the order of h=, repetitions kept */
	char *identity;		 /* DKIM: i= as written without FWS; NULL if there is none */
	char *identity_domain;	 /* its domain, decoded, lower case; NULL if there is no i= */
	gboolean identity_below; /* its domain is below d=, not d= itself */
	gboolean has_length;
	guint64 length;		      /* G_MAXUINT64 if it is larger than that */
	gint64 signed_at, expires_at; /* UTC seconds, at most 12 digits (more count as 12 nines); -1
					 = not written */
	guint instance;		      /* ARC: i=; 0 if missing or wrong */
	EmlResult cv;		      /* ARC-Seal: none, pass or fail; else EML_RESULT_LAST */
} EmlDkimSig;

EmlDkimSig *eml_dkim_sig_parse(EmlSlice value, EmlSigKind kind);
void eml_dkim_sig_free(EmlDkimSig *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(EmlDkimSig, eml_dkim_sig_free)

/* What stands between "b=" and its ";" (or the end): the value with the FWS around it, which the
 * header hash leaves out (RFC 6376 section 3.7). FALSE if there is no b=. Offsets in the parsed
 * value. */
gboolean eml_dkim_sig_hole(const EmlDkimSig *self, EmlSlice value, gsize *ret_from, gsize *ret_to);
/* TRUE if the standard gives that tag a meaning in such a field. */
gboolean eml_dkim_sig_knows(EmlSigKind kind, EmlSlice tag);
/* The value of a tag as it stands; the empty slice if it is missing. */
EmlSlice eml_dkim_sig_raw(const EmlDkimSig *self, const char *tag);
