#pragma once
/* Verifies the Authenticated Received Chain (RFC 8617 section 5.2): structure, message signatures,
 * seals. What a chain says is its sealers' word only; nothing of it changes another check. */

#include "base/vocab.h"
#include "check/dkim.h"
#include "syntax/authres.h"

/* One set. Strings and results are owned. */
typedef struct {
	guint instance;
	gint results_field, message_signature_field,
	    seal_field;			   /* the topmost each; -1 = missing */
	char *seal_domain, *seal_selector; /* NULL if missing or unreadable */
	EmlAuthres *results;		   /* NULL if there is no ARC-Authentication-Results */
	EmlResult cv;			   /* none, pass, fail; LAST if missing or unreadable */
	EmlResult message_signature;	   /* pass, fail, temperror; LAST: not tested */
	EmlResult seal;			   /* the same */
	EmlDkimResult *signature_details;  /* NULL if the set does not have exactly one */
	EmlDkimResult *seal_details;	   /* NULL also if the sets below it are not complete */
} EmlArcSet;

/* Immutable once the check is done. */
typedef struct {
	EmlResult result; /* none, pass, fail, temperror; LAST: what decides could not be tested */
	EmlStepCode reason;	  /* of a fail: the first cause in the order of section 5.2 */
	gboolean has_oldest_pass; /* only with pass */
	guint oldest_pass;	  /* section 5.2, step 5: 0 = since the first set */
	GPtrArray *sets;	  /* EmlArcSet, by instance from 1 on, none left out */
	GPtrArray *trace;	  /* EmlStep: the sets in the same order, then the end */
} EmlArcResult;

void eml_arc_result_free(EmlArcResult *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(EmlArcResult, eml_arc_result_free)

/* "lists.example > forward.example", the oldest first; the caller owns it. */
char *eml_arc_sealers(const EmlArcResult *self);

/* at: as in eml_dkim_verify(). Never NULL; the caller owns it. */
EmlArcResult *eml_arc_verify(const EmlMessage *message, EmlDns *dns, gint64 at);
/* The same in two steps, as in check/dkim.h. */
void eml_arc_want_bodies(const EmlMessage *message, EmlBodyHashes *bodies);
EmlArcResult *eml_arc_verify_hashed(const EmlMessage *message,
				    const EmlBodyHashes *bodies,
				    EmlDns *dns,
				    gint64 at);
/* Asks ahead for the keys of all sets. */
void eml_arc_prefetch(const EmlMessage *message, EmlDns *dns);
