#pragma once
/* An mbox file cut into its messages (RFC 4155, appendix A): a message begins with a "From " line,
 * at the start or after an empty line, and a header field follows. Bytes are read with pread()
 * only: a descriptor may be shared with a mail reader. */

#include "mail/message.h"

typedef struct {
	guint64 start; /* bytes; of the "From " line */
	guint64 len;   /* bytes, without the empty line before the next message */
} EmlMailboxPart;

/* TRUE if the first bytes of a file, six or more, are those of a "From " line. */
gboolean eml_mailbox_begins(EmlSlice start);
/* The messages of the first `size` bytes, at most `most` of them. Stops at the moment `until` of
 * g_get_monotonic_time(), 0 = never. FALSE if it did, or the file cannot be read: the array then
 * holds what was found so far. Array of EmlMailboxPart; the caller owns it. */
gboolean eml_mailbox_parts(int fd, guint64 size, guint most, gint64 until, GArray **ret_parts);
/* The pieces between the separators, which must not be empty, in the first `size` bytes: at most
 * `most`, none of them empty. FALSE if it stands nowhere. Of a file that became shorter meanwhile
 * the last piece is longer than what is left of it. Array of EmlMailboxPart; the caller owns it. */
gboolean
eml_mailbox_separated(int fd, guint64 size, EmlSlice separator, guint most, GArray **ret_parts);
/* The bytes of one message. NULL above EML_MAX_COPIED_MESSAGE, and if they cannot be read. The
 * caller owns them. */
GBytes *eml_mailbox_read(int fd, EmlMailboxPart part);
