#pragma once
/* Shows a message as it came in the user's pager. */

#include "mail/message.h"

/* Runs $PAGER, or less, on the terminal of that descriptor and returns when it has ended. less gets
 * the bytes as they are, since it shows control characters itself; another pager, or less told to
 * pass them on, gets them made safe to show. FALSE with a sentence if no pager could be run. */
gboolean eml_command_pager(const EmlMessage *message, int terminal, GError **error);
