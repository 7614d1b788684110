#pragma once
/* What the display filter verified, kept for the next time the message is shown: files of mode 0600
 * in the folder $XDG_CACHE_HOME/emlens of mode 0700, named by the SHA-256 of the message's bytes.
 * It is only a cache: whatever is wrong with it counts as not being there. */

#include "judge/rechecked.h"

/* NULL if there is nothing. ret_age: seconds since. */
EmlRechecked *eml_result_cache_get(const char *sha256, gint64 *ret_age);
void eml_result_cache_put(const char *sha256, const EmlRechecked *result);
/* Removes all; *ret_n of them. FALSE with EML_ERROR_IO if one could not be removed. */
gboolean eml_result_cache_clear(guint *ret_n, GError **error);
