#pragma once
/* Where MAIL FROM is not known: which lines name one that is not relied on (standards B.1 says
 * which are). */

#include "claim/envelope.h"
#include "claim/hops.h"

/* "line 5 (Received) says a@b and line 9 (Return-Path) says c@d"; NULL if no line says any, or if
 * MAIL FROM is known. Not safe for people; the caller owns it. */
char *
eml_mail_from_unused(const EmlEnvelope *envelope, const EmlHops *hops, const EmlMessage *message);
