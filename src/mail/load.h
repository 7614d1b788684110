#pragma once
/* From a name to a message. Paths, file:// URIs, "-" for standard input. Regular files are read in pieces from a kept
 * descriptor; pipes, FIFOs and standard input are spooled (in memory up to EML_MAX_MEMORY_BODY, then into an unlinked
 * temporary file). Nothing is mapped. */

#include "mail/message.h"

/* NULL with EML_ERROR_NO_INPUT (cannot open or read; a directory; an mbox of several messages, until those are
 * supported) or EML_ERROR_DATA (not a message, a limit, Outlook .msg). The message of the error names the file. */
EmlMessage *eml_load(const char *name, GError **error);
/* Reads the descriptor to its end; it stays the caller's. */
EmlMessage *eml_load_fd(int fd, GError **error);
