#pragma once
/* The text report: verdict, claimed beside verified, findings, then why, step by step. */

#include "render/out.h"
#include "report.h"

void eml_text_report(EmlOut *out, const EmlReport *report);
/* hypothetical: as EmlReport.hypothetical. */
void eml_text_spf(EmlOut *out, const EmlSpfResult *spf, const GPtrArray *hypothetical);
void eml_text_dmarc(EmlOut *out, const EmlDmarcResult *dmarc, const GPtrArray *hypothetical);
