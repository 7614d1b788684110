#pragma once
/* The text report: verdict, claimed beside verified, findings, then why, step by step. */

#include "render/out.h"
#include "report.h"

void eml_text_report(EmlOut *out, const EmlReport *report);
void eml_text_spf(EmlOut *out, const EmlSpfResult *spf);
void eml_text_dmarc(EmlOut *out, const EmlDmarcResult *dmarc);
