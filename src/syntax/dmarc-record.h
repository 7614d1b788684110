#pragma once
/* DMARC policy records (RFC 9989 sections 4.7 and 4.8): the joined strings of one TXT record in,
 * its meaning out. Pure: no DNS, no clock. Tags are kept in order and problems with their bytes, so
 * that a record can be explained tag by tag. */

#include "base/slice.h"

typedef enum {
	EML_POLICY_NONE,
	EML_POLICY_QUARANTINE,
	EML_POLICY_REJECT,
	EML_POLICY_LAST
} EmlPolicy;
const char *eml_policy_word(EmlPolicy policy); /* NULL for LAST */

/* psd=: a public suffix domain, an organizational domain, or to be decided by the tree walk (the
 * default). */
typedef enum { EML_PSD_U, EML_PSD_Y, EML_PSD_N } EmlPsd;

typedef enum {
	EML_DMARC_V,
	EML_DMARC_P,
	EML_DMARC_SP,
	EML_DMARC_NP,
	EML_DMARC_ADKIM,
	EML_DMARC_ASPF,
	EML_DMARC_PSD,
	EML_DMARC_T,
	EML_DMARC_FO,
	EML_DMARC_RUA,
	EML_DMARC_RUF,
	EML_DMARC_PCT, /* this one and the next two are historic since RFC 9989: shown, not used */
	EML_DMARC_RF,
	EML_DMARC_RI,
	EML_DMARC_OTHER, /* not in the registry, or no tag at all: ignored */
} EmlDmarcTagCode;

typedef struct {
	EmlDmarcTagCode code;
	EmlSlice name;	/* borrowed from the text, as written */
	EmlSlice value; /* borrowed; WSP at both ends removed; {NULL, 0} if there is no '=' */
	gsize at_start, at_end; /* name through value, in the text */
	gboolean used;		/* FALSE: ignored, or the default stands in its place */
} EmlDmarcTag;

typedef enum {
	EML_DMARC_DUPLICATE, /* of a tag in the registry: the whole record is invalid, RFC 6376
				section 3.2 */
	EML_DMARC_DUPLICATE_OTHER, /* of an unknown or historic tag: these are ignored anyway */
	EML_DMARC_LEADING_SPACE,   /* before v=: RFC 9989's own grammar has none, RFC 6376's has */
	EML_DMARC_NO_TAG,	   /* no '=', an empty tag, or a name that is none */
	EML_DMARC_UPPER_CASE, /* a tag name in upper case: we take it, a strict reader does not know
				 it */
	EML_DMARC_UNKNOWN,    /* not in the registry */
	EML_DMARC_HISTORIC,   /* pct, rf, ri */
	EML_DMARC_BAD_VALUE,  /* of a known tag: its default stands */
	EML_DMARC_NO_POLICY,  /* there is no p= */
	EML_DMARC_BAD_URI,    /* one item of rua or ruf */
	EML_DMARC_URI_SIZE,   /* "!10m": obsolete, ignored */
	EML_DMARC_MAILTO_NO_AT, /* a mailto: without an address: a URI, but nobody to write to */
	EML_DMARC_NO_RUF,	/* fo= without ruf= */
	EML_DMARC_TOO_MANY,	/* tags or URIs above our limits; the rest was not read */
	EML_DMARC_PROBLEM_LAST,
} EmlDmarcProblemCode;

typedef struct {
	EmlDmarcProblemCode code;
	gint tag; /* index into tags, -1 = none */
	gsize at_start, at_end;
} EmlDmarcProblem;

typedef struct {
	EmlSlice text;	     /* borrowed: whoever made it must outlive the record */
	gboolean valid;	     /* FALSE: a known tag stands twice; such a record is none */
	EmlPolicy p, sp, np; /* LAST: absent or bad */
	gboolean bad_policy; /* p is missing, or one of p, sp, np is bad */
	gboolean strict_dkim, strict_spf;
	EmlPsd psd;
	gboolean testing; /* t=y */
	GPtrArray *rua,
	    *ruf;	  /* char *: syntactically valid URIs in order, without an obsolete size */
	GArray *tags;	  /* EmlDmarcTag */
	GArray *problems; /* EmlDmarcProblem, by position */
} EmlDmarcRecord;

/* NULL unless the first tag is v with the value DMARC1 in this spelling: such a text is no DMARC
 * record (section 4.7). */
EmlDmarcRecord *eml_dmarc_record_parse(EmlSlice text);
void eml_dmarc_record_free(EmlDmarcRecord *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(EmlDmarcRecord, eml_dmarc_record_free)

/* TRUE for a text that eml_dmarc_record_parse() refuses but whose author meant DMARC: a wrong
 * version, quotes left in. */
gboolean eml_dmarc_record_nearly(EmlSlice text);
/* The policies to apply, section 4.10.1: those written; all "none" (sp and np LAST) where one of
 * them is missing or bad but rua asks for reports. FALSE where nothing asks for reports either:
 * then there is no DMARC processing. */
gboolean eml_dmarc_record_policies(const EmlDmarcRecord *self,
				   EmlPolicy *ret_p,
				   EmlPolicy *ret_sp,
				   EmlPolicy *ret_np);
/* The tag of the registry with that code; NULL if it is not written. Borrowed. */
const EmlDmarcTag *eml_dmarc_record_tag(const EmlDmarcRecord *self, EmlDmarcTagCode code);
