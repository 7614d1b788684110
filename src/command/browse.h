#pragma once
/* Messages on the full screen: what emlens FILE... does on a terminal. */

#include "command/common.h"
#include "inspect.h"

/* Shows the named messages one at a time until the user has seen enough. The exit status: 0
 * whatever the messages were, that of the trouble if one could not be opened or answers not be
 * saved; -1 with the error if there is no terminal to draw on, and nothing was shown. Does
 * not return where a thread had to be left behind. */
int eml_command_browse(const EmlOptions *options,
		       const EmlInspectSettings *settings,
		       const GPtrArray *names,
		       EmlDnsStore *store,
		       GError **error);
/* Asks at the terminal for the name of a message, as typed, pasted or dropped onto the window,
 * until what is named is there: paths as from eml_names_from_paste(). NULL at the end of the input.
 */
GPtrArray *eml_command_ask_names(void);
