#pragma once
/* Where the display filter looks for the message that the mail reader shows it decoded. In this
 * order: what --raw names; files that the reader has left open in this process (it does so by
 * accident, so nothing may rely on it); the folder that the folder-hook exports (EMLENS_FOLDER,
 * EMLENS_ROOT; EMLENS_CACHE for IMAP); what --raw-command finds. Descriptors come before the folder
 * because the open file is the message that is shown, whatever lies beside it in a folder. */

#include "mail/finder.h"
#include "options.h"

/* block: the shown header fields. sure: they prove the message, so that the first match is enough.
 * The message is the caller's; NULL unless the result is EML_FOUND_ONE. */
EmlFound
eml_raw_find(const EmlOptions *options, EmlSlice block, gboolean sure, EmlMessage **ret_message);
