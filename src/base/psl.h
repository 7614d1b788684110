#pragma once
/* The public suffix list, by libpsl (its built-in or the distribution's copy). */

#include <glib.h>

/* The registrable domain (public suffix plus one label) of a lower-case A-label name; NULL if the name is itself a public
 * suffix or has no dot. The caller owns it. */
char *eml_psl_registrable(const char *domain);
/* TRUE if both have one registrable domain. */
gboolean eml_psl_same_organization(const char *a, const char *b);
