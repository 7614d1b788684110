#pragma once
/* The display filter of mutt and neomutt as a function on bytes: what the reader rendered in, the
 * same with a summary at the end of its header block out (interface contract, section 3; tried
 * forms of the input: ux.md A). */

#include "base/slice.h"

/* Offsets into the rendered text: the header block without the empty line after it. An external
 * pager's status line and the empty line below it are passed over. FALSE if the text begins with no
 * header field. */
gboolean eml_filter_header_block(EmlSlice rendered, gsize *ret_start, gsize *ret_end);
/* TRUE if the reader shows all fields of the message, which its Received fields tell. */
gboolean eml_filter_shows_all(EmlSlice block);

typedef struct {
	const char *const *lines; /* to add, each "Name: value"; NULL-terminated */
	const char *const *kept;  /* names of fields not to hide; NULL-terminated, may be NULL */
	gboolean utf8;		  /* the reader's character set */
} EmlFilterSettings;

/* The text with the lines at the end of its header block, in the block's line ends. Incoming
 * Auth-Check and Auth-Detail fields are dropped, also where no header block is found; so are the
 * fields that a reader is told to show only for this (Authentication-Results, Message-ID…), unless
 * it shows all fields. Escape characters are made harmless; all else stays byte for byte. The
 * caller owns it. */
GString *eml_filter_rewrite(EmlSlice rendered, const EmlFilterSettings *settings);
