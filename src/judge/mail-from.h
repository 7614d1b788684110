#pragma once
/* MAIL FROM for people: what it is and where it was read, and where it is not known, which lines
 * name one that is not relied on (standards B.1 says which are). */

#include "report.h"

/* "line 5 (Received) says a@b and line 9 (Return-Path) says c@d"; NULL if no line says any, or if
 * MAIL FROM is known. Not safe for people; the caller owns it. */
char *eml_mail_from_unused(const EmlReport *report);
/* The row of the envelope. The caller owns it. */
EmlPlain *eml_mail_from_text(const EmlReport *report);
