#pragma once
/* Names as people and terminals give them (dropped, pasted, quoted, escaped, split at blanks) →
 * paths. What terminals insert is listed in the user interface's notes: quotes, backslashes, bare
 * names with blanks, one a line, file:// URIs, Windows paths under WSL. */

#include <glib.h>

/* The paths that the words of a command line mean: each word that exists (or is "-") as it is;
 * file:// URIs decoded; neighbours joined with a blank where only the joined name exists; quoted or
 * escaped words unquoted where that exists. A word that stays without a file is kept, so that
 * opening it gives the error. Strings are owned by the array. */
GPtrArray *eml_names_from_words(const char *const *words);
/* The same for text pasted or dropped into the window: line by line. */
GPtrArray *eml_names_from_paste(const char *text);

/* TRUE for SCHEME://… */
gboolean eml_names_is_uri(const char *name);
/* The path of a file:// URI, percent-decoded; its host must be empty, localhost or this machine's
 * name. NULL with EML_ERROR_NO_INPUT. The caller owns it. */
char *eml_names_path_of_uri(const char *uri, GError **error);
