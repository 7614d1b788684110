#pragma once
/* Fetches the key records of a signature and looks whether they may be used for it (RFC 6376
 * section 6.1.2, RFC 8301, RFC 8463), with a step for each thing found. */

#include "base/vocab.h"
#include "check/crypto.h"
#include "check/trace.h"
#include "dns/store.h"
#include "syntax/dkim-key.h"
#include "syntax/dkim-sig.h"

/* One key record at the name. */
typedef struct {
	char *text;	    /* the record as it stands */
	EmlDkimKey *record; /* borrows from `bytes` */
	GBytes *bytes;
	EmlPublicKey *key;  /* NULL if the data are no key of the signature's kind */
	EmlResult result;   /* PASS: may be used; POLICY: too short; PERMERROR */
	EmlStepCode reason; /* NONE with PASS */
} EmlDkimKeyTry;

typedef struct {
	EmlResult result; /* PASS: there are tries; TEMPERROR, PERMERROR, NEUTRAL; EML_RESULT_LAST:
			     nothing may be asked */
	EmlStepCode reason; /* NONE with PASS */
	GPtrArray *tries;   /* EmlDkimKeyTry: key records only, in the order of the answer */
} EmlDkimKeys;

/* Asks and waits. The signature must have d= and s=; field: its index, for the steps. Never NULL.
 */
EmlDkimKeys *eml_dkim_keys_fetch(const EmlDkimSig *sig, guint field, EmlDns *dns, GPtrArray *trace);
void eml_dkim_keys_free(EmlDkimKeys *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(EmlDkimKeys, eml_dkim_keys_free)
/* Asks ahead. */
void eml_dkim_keys_prefetch(const EmlDkimSig *sig, EmlDns *dns);
