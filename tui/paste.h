#pragma once
/* What arrives in one piece: a paste in its brackets (xterm's mode 2004), or from a terminal that
 * does not bracket what is dropped onto it, a burst of keys that reads like a path. Pure. */

#include <glib.h>

#define EML_PASTE_BURST 8 /* bytes that wait behind a key: nobody types so fast (ux.md B.2) */

/* TRUE if typed-ahead keys never look like this: a quote first, an absolute path with a folder in
 * it, a file:// address, a Windows path. A search that begins with '/' has no second one. */
gboolean eml_paste_is_path(const char *text);
/* Adds a character of a paste; control characters other than line ends are left out, and what goes
 * beyond EML_TUI_MAX_PASTE. */
void eml_paste_add(GString *text, gunichar c);
