#pragma once
/* One status and one sentence (interface contract, section 2). */

#include "report.h"

void eml_verdict_decide(const EmlReport *report, EmlVerdict *ret_verdict);
/* FALSE if a list or a forwarder sent the message in its own name: then SPF speaks of that one,
 * whatever the author's domain publishes. */
gboolean eml_verdict_spf_could_help(const EmlReport *report);
