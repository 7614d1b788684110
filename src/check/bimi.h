#pragma once
/* The BIMI record of an author domain (draft-brand-indicators-for-message-identification, an
 * Internet-Draft): for information only. What it points to is never fetched. */

#include "check/dmarc.h"
#include "mail/message.h"

typedef struct {
	char *selector;	   /* of BIMI-Selector, else "default" */
	char *domain;	   /* where the record was found; NULL */
	char *record;	   /* as it stands; NULL if there is none or it could not be had */
	char *location;	   /* l=: of the indicator; NULL */
	char *authority;   /* a=: of the certificate; NULL */
	gboolean eligible; /* DMARC passes with a policy that the draft asks for */
	GPtrArray *trace;
} EmlBimi;

/* After DMARC. NULL if there is no author domain, and where nothing may be asked. */
EmlBimi *eml_bimi_check(const EmlMessage *message, const EmlDmarcResult *dmarc, EmlDns *dns);
void eml_bimi_free(EmlBimi *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(EmlBimi, eml_bimi_free)
/* Asks ahead for the records at the author domain and at its registrable domain. */
void eml_bimi_prefetch(const EmlMessage *message, const char *author, EmlDns *dns);
