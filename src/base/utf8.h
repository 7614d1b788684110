#pragma once
/* Bytes that should be UTF-8, one character at a time. */

#include "base/slice.h"

typedef struct {
	gsize len;	/* bytes, at least 1 */
	gboolean valid; /* FALSE: these bytes are no character */
	gunichar value; /* only if valid */
} EmlUtf8Char;

/* The character at the front; the slice must not be empty. What is no character is as long as the
 * beginning of one could be ("maximal subpart", Unicode 15 section 3.9), so that the count of
 * U+FFFD is that of other programs. */
EmlUtf8Char eml_utf8_char_at(EmlSlice bytes);
/* Valid UTF-8: what is no character becomes U+FFFD, NUL the text \u{0} (as in eml_slice_dup). */
void eml_utf8_append_repaired(GString *out, EmlSlice bytes);
/* The same as a string that the caller owns. */
char *eml_utf8_repair(EmlSlice bytes);
