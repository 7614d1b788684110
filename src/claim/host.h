#pragma once
/* Host names as Received and Authentication-Results fields write them, and whose they are. */

#include <glib.h>

/* The name in lower case without its final dot, if it can be a host: letters, digits, '-', '_' and
 * dots, not an address. NULL otherwise, also for NULL. The caller owns it. */
char *eml_host_name(const char *text);
/* TRUE for the domain itself and every name below it; both in lower case. */
gboolean eml_host_is_below(const char *host, const char *domain);
/* The organization that runs the host: its registrable domain by the public suffix list, for a
 * receiver with several such domains the first of them. NULL for a name of one label. The caller
 * owns it. */
char *eml_host_organization(const char *host);
