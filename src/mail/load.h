#pragma once
/* From a name to a message. Paths, file:// URIs, "-" for standard input. Regular files are read in
 * pieces from a kept descriptor; pipes, FIFOs and standard input are spooled (in memory up to
 * EML_MAX_SPOOLED, then into an unlinked temporary file). Nothing is mapped. */

#include "mail/message.h"

/* One message. NULL with EML_ERROR_NO_INPUT (cannot open or read; a directory or an mbox of several
 * messages, which mail/folder takes apart) or EML_ERROR_DATA (not a message, a limit, Outlook
 * .msg). The message of the error names the file. */
EmlMessage *eml_load(const char *name, GError **error);
/* Reads the descriptor to its end; it stays the caller's. */
EmlMessage *eml_load_fd(int fd, GError **error);

/* The two halves of eml_load(), for mail/folder, which looks at the bytes in between: those of the
 * file, unpacked, and the message in them, after which the spool is empty. */
typedef struct EmlSpool EmlSpool;
gboolean eml_load_spool(const char *name, EmlSpool *ret_spool, GError **error);
EmlMessage *eml_load_of_spool(const char *name, EmlSpool *spool, GError **error);
