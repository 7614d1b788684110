#pragma once
/* Reads the envelope out of the headers. Apart from claim/envelope.h, so that checks can take the
 * facts without knowing where they come from. */

#include "claim/claims.h"
#include "claim/envelope.h"

EmlEnvelope *eml_envelope_find(const EmlMessage *message,
			       const EmlHops *hops,
			       const EmlClaims *claims,
			       const EmlEnvelopeOptions *options);
