#pragma once
/* How far a misspelt word is from one that is known. */

#include <glib.h>

/* Letters to add, drop or change, or neighbors to swap, to make one of the other; ASCII case does
 * not count. At most the length of the longer one. */
guint eml_near_distance(const char *left, const char *right);
/* TRUE if somebody may have meant `known` by `word`: at most a third of its letters differ. */
gboolean eml_near(const char *word, const char *known);
