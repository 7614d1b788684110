#pragma once
/* What the header half of a DKIM signature is made over, to be looked at (RFC 6376 section 3.7). */

#include "mail/message.h"

/* The canonical header fields as they are hashed, in the order of h=, the signature itself last,
 * without the value of its b=. signature: index of the field. NULL if the field has a fault that
 * keeps it from being verified. The caller owns it. */
GBytes *eml_dkim_canonical_header(const EmlMessage *message, guint signature);
