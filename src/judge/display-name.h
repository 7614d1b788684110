#pragma once
/* Display names that show an address or a domain of somebody else: many mail programs show nothing
 * but the display name. */

#include "mail/meaning.h"

/* The first address or domain in the display name that is of another organization than the mailbox
 * itself; NULL if there is none. The caller owns it. */
char *eml_display_other(const EmlMailbox *mailbox);
