#pragma once
/* Where the display filter looks for the message that the mail reader shows it decoded. In this
 * order: what --raw names; files that the reader has left open in this process (it does so by
 * accident, so nothing may rely on it); the folder that the folder-hook exports (EMLENS_FOLDER,
 * EMLENS_ROOT; EMLENS_CACHE for IMAP); what --raw-command finds. Descriptors come before the folder
 * because the open file is the message that is shown, whatever lies beside it in a folder. */

#include "mail/finder.h"
#include "options.h"

/* What the mail reader shows, in its character set. */
typedef struct {
	EmlSlice block; /* the header fields */
	EmlSlice body;
	const char *charset;
} EmlShown;

/* The message is the caller's; NULL unless the result is EML_FOUND_ONE or EML_FOUND_HEADER.
 * *ret_odd: the Message-ID is written in a form that no message may be known by. */
EmlFound eml_raw_find(const EmlOptions *options,
		      const EmlShown *shown,
		      EmlMessage **ret_message,
		      gboolean *ret_odd);
