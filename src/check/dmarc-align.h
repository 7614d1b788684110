#pragma once
/* Identifier alignment (RFC 9989 sections 4.4 and 4.10.2): which authenticated identifiers speak
 * for the author domain. */

#include "check/dmarc-policy.h"
#include "check/dmarc.h"

typedef struct {
	EmlDmarcIdentifier *identifier; /* borrowed from the input; its `aligned` is written */
	const char *method;		/* static: "SPF", "DKIM" */
	char *domain;			/* A-labels; NULL if there is none or it is no name */
	gboolean strict;		/* the record wants equal names */
	gboolean counts; /* aligned as the record wants it: a pass of it is a DMARC pass */
	EmlWalkEnd open; /* not COMPLETE: a failed query hides whether it would count */
	EmlStep *step;	 /* borrowed from the trace */
} EmlDmarcCandidate;

/* Array of EmlDmarcCandidate, SPF first, then the signatures in order; the caller owns it. With the
 * record of `policy`, by tree walks, at most EML_DMARC_MAX_IDENTIFIERS. */
GPtrArray *
eml_dmarc_align(EmlDmarcInput *input, const EmlDmarcPolicy *policy, EmlDns *dns, GPtrArray *steps);
/* The same where no record is known to apply: by the public suffix list, relaxed. */
GPtrArray *eml_dmarc_align_by_psl(EmlDmarcInput *input, const char *author, GPtrArray *steps);
