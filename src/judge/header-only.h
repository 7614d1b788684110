#pragma once
/* A summary of a message of which only the header is known to be what a mail reader shows: somebody
 * may have copied it. */

#include "judge/claimed.h"

/* Says so in each line; "pass" becomes "unknown". The caller owns it. */
EmlClaimed *eml_header_only(const EmlClaimed *claimed);
