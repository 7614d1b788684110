#pragma once
/* Rules over all that is known → findings ordered by weight, each with advice. */

#include "report.h"

/* Array of EmlFinding (report.h); the caller owns it. */
GPtrArray *eml_findings(const EmlReport *report);
