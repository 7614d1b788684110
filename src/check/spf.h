#pragma once
/* check_host() of RFC 7208 section 4, with its trace. */

#include "base/vocab.h"
#include "check/trace.h"
#include "dns/store.h"

typedef enum { EML_SPF_MAIL_FROM, EML_SPF_HELO } EmlSpfIdentity;

typedef struct {
	const char *ip;        /* text form, IPv4 or IPv6 */
	const char *helo;      /* NULL or "" if unknown */
	const char *mail_from; /* "" = null reverse-path; NULL = evaluate the HELO identity */
	const char *receiver;  /* %{r}; NULL = "unknown" */
	gint64 at;             /* %{t}: UTC seconds */
} EmlSpfInput;

typedef struct {
	EmlResult result;       /* EML_RESULT_LAST: could not be evaluated (no address, not asked): see reason */
	EmlStepCode reason;     /* the step that decided */
	EmlSpfIdentity identity;
	char *domain;           /* the <domain> evaluated, A-labels, lower case; NULL if there was none */
	char *ip;
	char *mechanism;        /* the term that decided, as written, with its qualifier; NULL if none matched */
	char *explanation;      /* expanded exp= text, printable ASCII; NULL */
	guint dns_lookups;      /* terms that query, in evaluation order; what was counted when it ended */
	guint lookups_needed;   /* the whole tree's cost */
	guint void_lookups;
	GPtrArray *trace;       /* EmlStep */
} EmlSpfResult;

EmlSpfResult *eml_spf_check(const EmlSpfInput *input, EmlDns *dns);
void eml_spf_result_free(EmlSpfResult *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(EmlSpfResult, eml_spf_result_free)
/* Asks ahead for what is certain to be needed. */
void eml_spf_prefetch(const EmlSpfInput *input, EmlDns *dns);
