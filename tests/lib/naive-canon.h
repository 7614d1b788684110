#pragma once
/* Canonicalization written a second time, as plainly as the text of RFC 6376 section 3.4: byte by
 * byte over the whole, to compare check/canon with. */

#include "check/canon.h"

GByteArray *naive_canon_body(EmlCanon canon, EmlSlice body);
/* Without the final CRLF. */
GByteArray *naive_canon_field(EmlCanon canon, EmlSlice name, EmlSlice value);
