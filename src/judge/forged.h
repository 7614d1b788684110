#pragma once
/* What a field is that bears the receiver's name among the sender's fields (standards E.5 (5)). */

#include "report.h"

typedef enum {
	EML_FORGED_CONTRADICTS, /* it says pass, and the receiver's own field says otherwise */
	EML_FORGED_LESS, /* the receiver's own field says pass, and it does not: no forger's gain */
	EML_FORGED_REPEATS,	 /* the receiver wrote that result above already */
	EML_FORGED_EARLIER_PASS, /* it came from, or went through, a server of the same provider */
	EML_FORGED_NO_BORDER,	 /* nothing shows where the sender's fields begin */
	EML_FORGED_UNDER_BORDER, /* where filters of receivers like this one write */
	EML_FORGED_LOWER,	 /* anywhere else */
} EmlForgedKind;

typedef struct {
	EmlForgedKind kind;
	const char *method; /* static; CONTRADICTS, LESS and REPEATS */
	const char *said;   /* the forged result; borrowed */
	const char *own;    /* the receiver's; borrowed */
	gint other;	    /* the receiver's field, or the Received field that tells; -1 = none */
} EmlForged;

/* own: the receiver's claims, of eml_receiver_claims_all(); claim: one that is forgeable. */
void eml_forged_judge(const EmlReport *report,
		      const GArray *own,
		      const EmlClaimField *claim,
		      EmlForged *ret_forged);
