#pragma once
/* One status and one sentence (interface contract, section 2). */

#include "report.h"

void eml_verdict_decide(const EmlReport *report, EmlVerdict *ret_verdict);
