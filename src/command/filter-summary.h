#pragma once
/* What the display filter says about one message: what the receiver claimed, beside it what was
 * verified when somebody asked for it. Nothing is asked of DNS unless the user wants it now
 * (--live, EMLENS_LIVE). */

#include "command/raw.h"
#include "judge/claimed.h"

/* NULL if no header field is shown. The caller owns it. */
EmlClaimed *eml_filter_summary(const EmlOptions *options, const EmlShown *shown);
