#pragma once
/* A text and what a mail reader in a terminal makes of it. Readers fold and quote anew, and write a
 * '?' where their character set, or the terminal, has no place for a character; every other
 * character is the text's, in its order. */

#include "base/slice.h"

/* Both are valid UTF-8. TRUE if this is how a reader shows that text, all of it. */
gboolean eml_shown_text_is(EmlSlice shown, EmlSlice text);
