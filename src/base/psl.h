#pragma once
/* The public suffix list, by libpsl (its built-in or the distribution's copy). */

#include <glib.h>

/* The registrable domain (public suffix plus one label) of a lower-case A-label name; NULL if the
 * name is itself a public suffix or has no dot. The caller owns it. */
char *eml_psl_registrable(const char *domain);
/* TRUE if the name stands below a public suffix that is in the list: the rule for names that no
 * line of it knows does not count. */
gboolean eml_psl_is_listed(const char *domain);
/* TRUE if both have one registrable domain. */
gboolean eml_psl_same_organization(const char *a, const char *b);

/* Another list in place of the built-in one, from a file in the list's own format. NULL if it
 * cannot be read. */
typedef struct EmlPsl EmlPsl;
EmlPsl *eml_psl_load(const char *path);
void eml_psl_free(EmlPsl *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(EmlPsl, eml_psl_free)
/* eml_psl_registrable() by that list; NULL takes the built-in one. */
char *eml_psl_registrable_by(const EmlPsl *list, const char *domain);
