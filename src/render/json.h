#pragma once
/* The JSON forms of the interface contract, section 3; their whole grammar is in render/SCHEMA.
 * Every key is always there; what is unknown or not checked is null. The caller owns each text;
 * none ends with a line end. */

#include "judge/words.h"
#include "report.h"

/* Over several lines, for one message. */
char *eml_json_report(const EmlReport *report);
/* On one line, for many messages. Without `full` the traces and the DNS questions are null. */
char *eml_json_report_line(const EmlReport *report, gboolean full);
/* hypothetical: as EmlReport.hypothetical. */
char *eml_json_spf(const EmlSpfResult *spf, const GPtrArray *hypothetical);
char *eml_json_dmarc(const EmlDmarcResult *dmarc, const GPtrArray *hypothetical);
/* On one line: what an id means. */
char *eml_json_words(const EmlWords *words);
