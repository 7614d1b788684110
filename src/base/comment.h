#pragma once
/* The one token that every grammar of a header field shares. */

#include "base/cursor.h"

/* comment, RFC 5322 section 3.2.2: parentheses that nest, with quoted-pairs of any byte. ret_inner:
 * the bytes between the outer ones, borrowed. FALSE if there is none, if it is never closed, or if
 * it nests deeper than EML_MAX_COMMENT_DEPTH. */
gboolean eml_comment_take(EmlCursor *c, EmlSlice *ret_inner);
