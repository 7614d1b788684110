#pragma once
/* What a field is that bears the receiver's name among the sender's fields (standards E.5 (5) and
 * (9)): forged, or doubtful. The kinds are in report.h. */

#include "report.h"

/* Of a field for which that is asked: eml_report_asks_forged(). own: the receiver's claims, of
 * eml_receiver_claims_all(); borrowed by the result. Nothing is known of a re-check. */
EmlForged eml_forged_judge(const EmlHops *hops, const GArray *own, const EmlClaimField *claim);
/* TRUE if a field is shown to be forged, whatever a re-check would give. */
gboolean eml_forged_any(const EmlClaims *claims, const EmlHops *hops);
/* All of a report that has its verdict: field (guint as pointer) → EmlForged; the caller owns the
 * table. */
GHashTable *eml_forged_all(const EmlReport *report);
