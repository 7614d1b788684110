#pragma once
/* The parts of the JSON forms; for render/json*.c only. Each adds one member, or one element, to
 * the builder. Foreign text passes base/safe-text here and nowhere else. */

#include <json-glib/json-glib.h>

#include "render/json.h"

typedef struct {
	JsonBuilder *builder;
	const EmlReport *report; /* for the numbers of DNS questions; NULL = there are none */
	gboolean full;		 /* traces are wanted */
} EmlJson;

/* name NULL: an element of an array. Text NULL: null. */
void eml_json_add_null(EmlJson *json, const char *name);
void eml_json_add_bool(EmlJson *json, const char *name, gboolean value);
void eml_json_add_int(EmlJson *json, const char *name, gint64 value);
/* null if it is below 0. */
void eml_json_add_index(EmlJson *json, const char *name, gint64 value);
void eml_json_add_text(EmlJson *json, const char *name, const char *text);
void eml_json_add_bytes(EmlJson *json, const char *name, EmlSlice bytes);
/* RFC 3339; null if it is not known or beyond the year 9999. */
void eml_json_add_time(EmlJson *json, const char *name, gboolean known, gint64 seconds);
/* null for EML_RESULT_LAST. */
void eml_json_add_result(EmlJson *json, const char *name, EmlResult result);
/* The id of a step; null for EML_STEP_NONE. */
void eml_json_add_reason(EmlJson *json, const char *name, EmlStepCode code);
/* Array of char *; NULL is an empty one. */
void eml_json_add_texts(EmlJson *json, const char *name, const GPtrArray *texts);
void eml_json_add_trace(EmlJson *json, const GPtrArray *steps);

void eml_json_begin_object(EmlJson *json, const char *name);
void eml_json_end_object(EmlJson *json);
void eml_json_begin_array(EmlJson *json, const char *name);
void eml_json_end_array(EmlJson *json);

/* Members of the message object. */
void eml_json_add_message(EmlJson *json);
void eml_json_add_envelope(EmlJson *json);
void eml_json_add_received(EmlJson *json);
void eml_json_add_authentication_results(EmlJson *json);
void eml_json_add_received_spf(EmlJson *json);
void eml_json_add_dkim(EmlJson *json);
void eml_json_add_arc(EmlJson *json);
void eml_json_add_iprev(EmlJson *json);
void eml_json_add_bimi(EmlJson *json);
void eml_json_add_unsubscribe(EmlJson *json);
void eml_json_add_comparisons(EmlJson *json);
void eml_json_add_findings(EmlJson *json);
void eml_json_add_dns(EmlJson *json);
/* The members of the spf and dmarc objects, without their braces. */
/* helo: the HELO identity beside it; NULL = none. */
void eml_json_add_spf_members(EmlJson *json, const EmlSpfResult *spf, const EmlSpfResult *helo);
void eml_json_add_dmarc_members(EmlJson *json, const EmlDmarcResult *dmarc);
