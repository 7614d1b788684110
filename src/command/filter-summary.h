#pragma once
/* What the display filter says about one message: what the receiver claimed, beside it what was
 * verified when somebody asked for it. Nothing is asked of DNS unless the user wants it now
 * (--live, EMLENS_LIVE). */

#include "judge/claimed.h"
#include "options.h"

/* block: the header fields as the mail reader shows them. NULL if they are none. The caller owns
 * it. */
EmlClaimed *eml_filter_summary(const EmlOptions *options, EmlSlice block);
