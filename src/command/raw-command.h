#pragma once
/* --raw-command: an index of mail (notmuch, mu) asked for the message. The command is split into
 * words as a shell would, %m in them is the Message-ID; no shell runs, but the command may be one, so
 * an id that holds its signs is not asked for. It prints names of files, one a line, or the message
 * itself. */

#include "mail/finder.h"

#define EML_RAW_COMMAND_MS 1000 /* it is ended then */

/* Whatever fails gives nothing to look at. */
void eml_raw_command_look(const char *command, const EmlRendered *shown, EmlFinder *finder);
