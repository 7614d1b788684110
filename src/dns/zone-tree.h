#pragma once
/* What a snapshot says, as a tree of names: made by zone-read, asked by zone. Not changed after
 * loading. */

#include "dns/dns.h"

typedef enum {
	EML_ZONE_FAILED,  /* ";! failed": text is the reason */
	EML_ZONE_NO_DATA, /* ";! no-data" */
	EML_ZONE_NO_NAME, /* ";! no-name" with a type */
	EML_ZONE_DNSSEC,  /* ";! dnssec": number is an EmlDnssec */
	EML_ZONE_TTL,	  /* ";! ttl": number is the ttl of the answer */
	EML_ZONE_DETAIL,  /* ";! detail": text is the sentence of the answer */
} EmlZoneRuleKind;

typedef struct {
	EmlZoneRuleKind kind;
	guint16 type; /* 0 is "*" */
	guint32 number;
	char *text;
} EmlZoneRule;

typedef struct EmlZoneNode EmlZoneNode;
struct EmlZoneNode {
	gboolean
	    exists; /* has records or a rule that speaks of records, or something below it does */
	gboolean no_name; /* ";! no-name" */
	GPtrArray *sets;  /* GPtrArray of EmlDnsRecord, all of one type, never empty */
	GPtrArray *rules; /* EmlZoneRule */
};

typedef struct EmlZoneTree EmlZoneTree;
struct EmlZoneTree {
	GHashTable *nodes; /* name (normal form) → EmlZoneNode */
	gboolean complete;
	gint64 recorded; /* ";! recorded", UTC seconds, the first of several; 0: not said */
};

EmlZoneTree *eml_zone_tree_new(void);
void eml_zone_tree_free(EmlZoneTree *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(EmlZoneTree, eml_zone_tree_free)

/* Takes the record; one that is there already is dropped (RFC 2181 section 5). name: normal form.
 */
void eml_zone_tree_add_record(EmlZoneTree *self, const char *name, EmlDnsRecord *record);
/* A later rule of the same kind, name and type replaces an earlier one. text may be NULL. */
void eml_zone_tree_add_rule(EmlZoneTree *self, const char *name, const EmlZoneRule *rule);
void eml_zone_tree_add_no_name(EmlZoneTree *self, const char *name);

/* The node that answers for the name: its own, or that of the wildcard that covers it (RFC 4592
 * section 4.3.3); NULL if neither is there. */
const EmlZoneNode *eml_zone_tree_find(const EmlZoneTree *self, const char *name);
/* The records of one type; NULL if there are none. */
const GPtrArray *eml_zone_node_set(const EmlZoneNode *self, guint type);
/* The rule for exactly this type; NULL if there is none. */
const EmlZoneRule *eml_zone_node_rule(const EmlZoneNode *self, EmlZoneRuleKind kind, guint type);
