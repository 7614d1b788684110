#pragma once
/* From what the parts of a chain gave: its steps, and the result by the order of RFC 8617
 * section 5.2. For check/arc.c only. */

#include "check/arc-chain.h"
#include "check/arc.h"

/* Fills in result, reason, oldest pass and trace; the sets are there. */
void eml_arc_explain(const EmlArcChain *chain, EmlArcResult *result);
