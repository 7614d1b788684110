#pragma once
/* Paths that are typed: how they may go on, and what ~ means. Reads folders, nothing else. */

#include <glib.h>

/* The text with the part added that all existing paths share that begin with it; a folder's own
 * ends with '/'. Names that begin with a dot count only where the dot is typed, names that are not
 * UTF-8 do not. *ret_names: their last parts, at most a few, "" if there is one or none;
 * *ret_n: how many there are. The caller owns both texts. */
char *eml_complete_path(const char *text, char **ret_names, guint *ret_n);
/* "~" and "~/…" as the user's own folder. The caller owns it. */
char *eml_complete_home(const char *text);
