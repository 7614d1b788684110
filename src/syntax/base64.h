#pragma once
/* Base64 as DKIM writes it: base64string of RFC 6376 section 2.10. */

#include "base/slice.h"

/* The bytes; FWS between the characters is skipped. NULL if a byte is neither, the padding is
 * missing or wrong (RFC 4648 section 3.2), or there are no characters at all. Bits behind the last
 * byte may be set. The caller owns it. */
GBytes *eml_base64_decode(EmlSlice text);
