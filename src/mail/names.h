#pragma once
/* Names as people and terminals give them (dropped, pasted, quoted, escaped, split at blanks) → paths. */

#include <glib.h>

/* The paths that the words of a command line mean: each word that exists (or is "-") as it is; file:// URIs decoded;
 * neighbours joined with a blank where only the joined name exists; quoted or escaped words unquoted where that exists.
 * A word that stays without a file is kept, so that opening it gives the error. Strings are owned by the array. */
GPtrArray *eml_names_from_words(const char *const *words);
/* The same for text pasted or dropped into the window. */
GPtrArray *eml_names_from_paste(const char *text);
