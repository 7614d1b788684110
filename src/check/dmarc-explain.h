#pragma once
/* A DMARC record explained tag by tag, as trace steps. */

#include "check/trace.h"
#include "syntax/dmarc-record.h"

/* Appends a step for each tag and each problem, with their byte ranges in the record of `slot` (0 =
 * no DNS). */
void eml_dmarc_explain(const EmlDmarcRecord *record, guint slot, GPtrArray *steps);
