#pragma once
/* Which DMARC record applies to an author domain, and which policy it asks for (RFC 9989
 * section 4.10.1). */

#include "check/orgdomain.h"

typedef enum {
	EML_DMARC_SOURCE_UNKNOWN,  /* a failed query hides whether a record applies */
	EML_DMARC_SOURCE_NONE,	   /* no record applies */
	EML_DMARC_SOURCE_UNUSABLE, /* the record that would has no usable policy: no DMARC
				      processing */
	EML_DMARC_SOURCE_AUTHOR,   /* the author domain's own */
	EML_DMARC_SOURCE_ORG,	   /* inherited from the organizational domain */
	EML_DMARC_SOURCE_PSD,	   /* inherited from the public suffix domain */
} EmlDmarcSource;

typedef struct {
	EmlOrgdomain *walk; /* from the author domain */
	EmlDmarcSource source;
	const EmlOrgdomainFound *found; /* borrowed from walk; NULL with UNKNOWN and NONE */
	EmlPolicy policy;  /* the tag value chosen; LAST if there is none or it cannot be known */
	EmlPolicy applied; /* after t=y */
	EmlWalkEnd existence; /* not COMPLETE: np= stands there, but whether the author domain
				 exists is unknown */
} EmlDmarcPolicy;

/* author: lower-case A-labels without a final dot. Never NULL. */
EmlDmarcPolicy *eml_dmarc_policy_discover(const char *author, EmlDns *dns, GPtrArray *steps);
void eml_dmarc_policy_free(EmlDmarcPolicy *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(EmlDmarcPolicy, eml_dmarc_policy_free)
