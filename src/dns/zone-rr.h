#pragma once
/* One record of master-file text: type word and record data. */

#include "dns/dns.h"
#include "dns/zone-line.h"

/* IANA number of a record type's word, "TYPE123" included; 0 if it is none or no type of records.
 */
guint16 eml_zone_type_number(const char *word);

/* "300" or "1h30m"; at most 2^31 - 1 (RFC 2181 section 8). FALSE if it is neither. */
gboolean eml_zone_ttl(const char *text, guint32 *ret_ttl);

/* An absolute name in normal form from a word; origin: normal form. NULL if it is no name. The
 * caller owns it. */
char *eml_zone_name(const char *word, const char *origin);

typedef struct {
	guint16 type;
	guint32 ttl;
	const char *origin;	 /* normal form */
	const EmlZoneLine *line; /* its words from `first` on are the record data */
	guint first;
} EmlZoneData;

/* The record; NULL with a sentence without the place, which the caller owns. */
EmlDnsRecord *eml_zone_rr_parse(const EmlZoneData *data, char **reterr_problem);
