#pragma once
/* The hash that names a message as a file: of the bytes as they came, unlike those of DKIM. Reads
 * the body once. */

#include "mail/message.h"

/* SHA-256 of all bytes in lower-case hex; NULL above EML_MAX_HASHED_FILE or if the file cannot be
 * read any more. The caller owns it. */
char *eml_message_sha256(const EmlMessage *message);
