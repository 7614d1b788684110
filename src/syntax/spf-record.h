#pragma once
/* SPF records (RFC 7208 sections 4.5, 4.6.1, 5 and 6): TXT text in, terms out. A record with an
 * error is read to its end all the same, so that every wrong term can be named. Pure: no DNS, no
 * clock. */

#include "base/slice.h"
#include "base/vocab.h"

typedef enum {
	EML_SPF_ALL,
	EML_SPF_INCLUDE,
	EML_SPF_A,
	EML_SPF_MX,
	EML_SPF_PTR,
	EML_SPF_IP4,
	EML_SPF_IP6,
	EML_SPF_EXISTS,
	EML_SPF_REDIRECT,
	EML_SPF_EXP,
	EML_SPF_OTHER_MODIFIER, /* to be ignored, section 6 */
	EML_SPF_KIND_LAST,	/* not readable: see the problem */
} EmlSpfKind;

/* What is wrong with a term; each makes the record a permerror (section 4.6). */
typedef enum {
	EML_SPF_FINE,
	EML_SPF_UNKNOWN_MECHANISM,
	EML_SPF_BARE_ADDRESS,	  /* an address without "ip4:" or "ip6:" */
	EML_SPF_COLON_FOR_EQUALS, /* "redirect:x" */
	EML_SPF_ARGUMENT_MISSING,
	EML_SPF_ARGUMENT_UNWANTED, /* "all:x" */
	EML_SPF_PREFIX_UNWANTED,   /* "ptr/24" */
	EML_SPF_BAD_PREFIX,
	EML_SPF_BAD_ADDRESS,
	EML_SPF_ADDRESS_AS_NAME, /* "a:192.0.2.1" */
	EML_SPF_BAD_NAME,	 /* no domain-spec */
	EML_SPF_BAD_MACRO,
	EML_SPF_BAD_BYTE,	 /* not a visible ASCII character */
	EML_SPF_SECOND_MODIFIER, /* redirect or exp for the second time */
	EML_SPF_PROBLEM_LAST,
} EmlSpfProblem;

/* One directive or modifier. Slices are borrowed from the text of the record. */
typedef struct {
	EmlSpfKind kind;
	EmlResult qualifier; /* the result of a match: PASS, FAIL, SOFTFAIL or NEUTRAL; LAST for
				modifiers */
	EmlSlice text;	     /* as written */
	EmlSlice name;	     /* without qualifier */
	EmlSlice domain; /* domain-spec, or the macro-string of a modifier; empty = not written */
	guint8 network[16]; /* ip4: the first 4 bytes */
	guint prefix4;	    /* bits that must agree; 32 where not written */
	guint prefix6;	    /* the same, 128 */
	EmlSpfProblem problem;
} EmlSpfTerm;

typedef struct {
	EmlSlice text;	   /* borrowed */
	GArray *terms;	   /* EmlSpfTerm, as written */
	gint all;	   /* index of the first "all"; -1 */
	gint redirect;	   /* index; -1 */
	gint exp;	   /* index; -1 */
	guint n_problems;  /* terms with a problem */
	gboolean too_many; /* more than EML_SPF_MAX_TERMS: the rest was not read, and counts as a
			      problem */
} EmlSpfRecord;

/* TRUE if the text begins with a version section of exactly "v=spf1" (section 4.5), whatever
 * follows it. */
gboolean eml_spf_is_record(EmlSlice text);
/* Reads such a text, which must outlive the result; the caller owns it. */
EmlSpfRecord *eml_spf_record_parse(EmlSlice text);
void eml_spf_record_free(EmlSpfRecord *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(EmlSpfRecord, eml_spf_record_free)

guint eml_spf_record_n_terms(const EmlSpfRecord *self);
const EmlSpfTerm *eml_spf_record_term(const EmlSpfRecord *self, guint i);
/* TRUE for the terms that count towards the ten of section 4.6.4. */
gboolean eml_spf_kind_counts(EmlSpfKind kind);
