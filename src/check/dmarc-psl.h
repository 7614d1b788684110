#pragma once
/* DMARC as before RFC 9989: the organizational domain by the public suffix list, records by RFC
 * 7489 section 6.6.3. For a receiver that has not changed over; never the verdict. */

#include "check/dmarc.h"

/* After the evaluation by RFC 9989, whose author domain it takes; where the two differ a step at
 * the end of its trace says so. The records are mostly those that the tree walk asked for. */
EmlDmarcByPsl *eml_dmarc_psl_check(const EmlDmarcInput *input, EmlDmarcResult *result, EmlDns *dns);
void eml_dmarc_psl_free(EmlDmarcByPsl *self);
