#pragma once
/* Whether those whom a DMARC record asks reports to be sent to have agreed to that (RFC 9990, the
 * verification of external destinations). It changes no verdict; reports that nobody agreed to are
 * lost without a word. */

#include "check/dmarc.h"

/* Adds a step for each mailto: destination of rua and ruf outside the organization of the record to
 * the trace of the result, below its conclusion. Asks `POLICY-DOMAIN._report._dmarc.DESTINATION`,
 * and what it takes to know the destination's organizational domain. Nothing where no record
 * applies. */
void eml_dmarc_report_check(EmlDmarcResult *result, EmlDns *dns);
