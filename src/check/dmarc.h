#pragma once
/* DMARC by RFC 9989: policy by the tree walk, alignment of every passing identifier. */

#include "base/vocab.h"
#include "check/trace.h"
#include "dns/store.h"
#include "syntax/dmarc-record.h"

typedef enum {
	EML_ALIGNED_NO,
	EML_ALIGNED_RELAXED,
	EML_ALIGNED_STRICT
} EmlAlignment;						/* strict: the names are equal */
const char *eml_alignment_word(EmlAlignment alignment); /* "no", "relaxed", "strict" */

/* One authenticated identifier, or one that might have been. */
typedef struct {
	EmlResult result;     /* EML_RESULT_LAST: not evaluated */
	const char *domain;   /* borrowed; A-labels or U-labels, any case; NULL = none */
	EmlAlignment aligned; /* out */
	guint number;	      /* of the signature in the message, from 1; 0 = not told */
} EmlDmarcIdentifier;

typedef struct {
	const GPtrArray *from_domains; /* char *: A-labels, distinct, of the From field(s); 1 is the
					  normal case */
	guint n_from_fields;
	EmlDmarcIdentifier *spf;  /* NULL = no SPF */
	EmlDmarcIdentifier *dkim; /* array; may be NULL with n_dkim 0 */
	guint n_dkim;
} EmlDmarcInput;

/* What a receiver finds that still uses the public suffix list and RFC 7489. */
typedef struct {
	EmlResult result; /* as of EmlDmarcResult */
	char *organizational_domain;
	EmlPolicy policy; /* p or sp; LAST if no record applies */
	gboolean differs; /* another result or another policy than by RFC 9989 */
} EmlDmarcByPsl;

typedef struct {
	EmlResult
	    result; /* NONE PASS FAIL TEMPERROR PERMERROR; EML_RESULT_LAST: could not be decided
		     * (SPF not evaluated and nothing else aligned; nothing may be asked) */
	EmlStepCode reason;
	char *domain;		     /* author domain; NULL if there is none or several */
	char *organizational_domain; /* by the tree walk; NULL if unknown */
	char *policy_domain;	     /* where the record was found; NULL */
	char *record; /* as it stands, also one without a usable policy (then the result is none);
			 NULL */
	EmlPolicy policy; /* the tag value chosen (p, sp or np); LAST if no record applies, or if np
			   * stands there and whether the domain exists could not be found out */
	EmlPolicy applied;		    /* after t=y */
	gboolean strict_spf, strict_dkim;   /* aspf=s, adkim=s */
	gboolean spf_aligned, dkim_aligned; /* a passing, aligned identifier */
	gboolean
	    by_psl; /* no record is known to apply: alignment judged by the public suffix list */
	EmlDmarcByPsl *by_public_suffix_list; /* NULL without an author domain */
	GPtrArray *trace;
} EmlDmarcResult;

/* Writes `aligned` into the identifiers of the input. */
EmlDmarcResult *eml_dmarc_check(EmlDmarcInput *input, EmlDns *dns);
void eml_dmarc_result_free(EmlDmarcResult *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(EmlDmarcResult, eml_dmarc_result_free)
/* Asks ahead for the _dmarc names of the author domain and its parents. */
void eml_dmarc_prefetch(const char *domain, EmlDns *dns);
