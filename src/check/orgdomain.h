#pragma once
/* The organizational domain of a name by the DNS tree walk (RFC 9989 sections 4.10 and 4.10.2). A
 * failed query ends the walk; what can be said without the rest is still said. */

#include "check/trace.h"
#include "dns/store.h"
#include "syntax/dmarc-record.h"

/* A name of the walk that has one valid DMARC record. */
typedef struct {
	char *name;
	guint labels;
	GBytes *text; /* the record as it stands */
	EmlDmarcRecord *record;
	guint slot; /* in the DNS store */
} EmlOrgdomainFound;

typedef enum {
	EML_WALK_COMPLETE,
	EML_WALK_FAILED,  /* a query failed: what lies above is unknown */
	EML_WALK_OFFLINE, /* nothing may be asked */
} EmlWalkEnd;

typedef struct {
	char *start;	  /* A-labels, lower case, no final dot */
	guint labels;	  /* of start */
	GPtrArray *found; /* EmlOrgdomainFound, longest name first */
	EmlWalkEnd end;
	guint end_labels;     /* labels of the name whose query failed; 0 if complete */
	char *organizational; /* NULL unless complete */
} EmlOrgdomain;

/* Walks from a name in lower-case A-labels without a final dot. Appends what was found at each name
 * and which rule chose the organizational domain to `steps`. Never NULL. */
EmlOrgdomain *eml_orgdomain_find(const char *start, EmlDns *dns, GPtrArray *steps);
void eml_orgdomain_free(EmlOrgdomain *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(EmlOrgdomain, eml_orgdomain_free)
/* Appends the step that says which rule chose the organizational domain. */
void eml_orgdomain_explain(const EmlOrgdomain *self, GPtrArray *steps);
/* Asks ahead for every name of the walk. */
void eml_orgdomain_prefetch(const char *start, EmlDns *dns);

typedef enum { EML_SAME_NO, EML_SAME_YES, EML_SAME_UNKNOWN } EmlSame;
/* Whether both have one organizational domain; UNKNOWN if a walk that did not end leaves it open.
 */
EmlSame eml_orgdomain_same(const EmlOrgdomain *a, const EmlOrgdomain *b);

/* TRUE if the name is the domain itself or lies below it. */
gboolean eml_orgdomain_is_within(const char *name, const char *domain);
/* How many labels both names have in common, from the right. */
guint eml_orgdomain_common_labels(const char *a, const char *b);
/* TRUE for an IP address or a domain-literal, which can have no record. */
gboolean eml_orgdomain_is_address(const char *name);
