#pragma once
/* Two results of the receiver about one identity, of which one says pass and the other does not:
 * both cannot be its own (standards E.5). */

#include "judge/compare-claims.h"

/* One pair, borrowed from the claims. */
typedef struct {
	const EmlReceiverClaim *first, *second;
} EmlConflict;

/* claims: of eml_receiver_claims_all(). Array of EmlConflict, at most one for each claim; the
 * caller owns it. */
GArray *eml_conflicts(const GArray *claims);
/* TRUE if both speak of one method and, as far as they say, of one identity. */
gboolean eml_claims_same_identity(const EmlReceiverClaim *a, const EmlReceiverClaim *b);
/* TRUE if both give an answer, and one of them is pass and the other not. Two words for "no" are no
 * contradiction (RFC 8601 section 2.7), and neither is a temporary error. */
gboolean eml_claims_contradict(const EmlReceiverClaim *a, const EmlReceiverClaim *b);
