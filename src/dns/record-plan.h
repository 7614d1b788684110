#pragma once
/* What a snapshot must say so that every answer of a log comes back: one CNAME a name, one result a
 * question. Where two answers contradict each other (a server changed its mind), the later one is
 * told without its chain of CNAMEs. */

#include "dns/store.h"

/* One CNAME of the snapshot. */
typedef struct {
	char *target;
	guint32 ttl; /* the largest of the answers that went through it: so none of them gets a
			smaller one */
} EmlRecordLink;

typedef struct {
	GHashTable *links;   /* name → EmlRecordLink */
	GHashTable *results; /* EmlDnsQuestion → const EmlDnsAnswer, borrowed from the log */
	GHashTable *passed;  /* EmlDnsQuestion: chains for this type go on from this name */
	GHashTable *present; /* names that have a CNAME or a result other than NO_NAME; keys of the
				other tables */
} EmlRecordPlan;

/* log: EmlDnsLogEntry, all of them answered; they must stay until the plan is freed. The caller
 * owns it. */
EmlRecordPlan *eml_record_plan_new(const GPtrArray *log);
void eml_record_plan_free(EmlRecordPlan *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(EmlRecordPlan, eml_record_plan_free)
