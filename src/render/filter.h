#pragma once
/* The display filter of mutt and neomutt as a function on bytes: what the reader rendered in, the
 * same with a summary at the end of its header block out (interface contract, section 3; tried
 * forms of the input: ux.md A). */

#include "base/slice.h"

/* Offsets into the rendered text: the header block without the empty line after it. An external
 * pager's status line and the empty line below it are passed over. FALSE if the text begins with no
 * header field. */
gboolean eml_filter_header_block(EmlSlice rendered, gsize *ret_start, gsize *ret_end);
/* The text with `lines` (each "Name: value", NULL-terminated) at the end of its header block,
 * incoming Auth-Check and Auth-Detail fields dropped, and escape characters made harmless; all else
 * byte for byte. utf8: the reader's character set. The caller owns it. */
GString *eml_filter_rewrite(EmlSlice rendered, const char *const *lines, gboolean utf8);
