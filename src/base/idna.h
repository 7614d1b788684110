#pragma once
/* Internationalised domain names, by libidn2. */

#include "base/slice.h"

/* The name in lower-case A-labels without a trailing dot; the caller owns it. A name that is ASCII already is only
 * lower-cased (underscores and the like stay). NULL if it is not UTF-8 or no IDNA2008/TR46 name. */
char *eml_idna_to_ascii(EmlSlice name);
