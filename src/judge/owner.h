#pragma once
/* Who runs the hosts of a path, for people: nothing is decided by it. */

#include "claim/hops.h"

/* "Microsoft", or "a.example" for hosts below it; NULL for what is no host name. The caller owns
 * it. */
char *eml_owner_of_host(const char *host);
/* How many hops from the i-th downward are steps inside one owner, and who that is (the caller owns
 * it); 0 if the i-th is none. The one where the message came in from outside never is. */
guint eml_owner_inner_hops(const EmlHops *hops, guint i, char **ret_owner);
