#pragma once
/* Bytes that were read to their end: in memory up to EML_MAX_SPOOLED, else in an unlinked temporary
 * file; where none can be made, in memory up to EML_MAX_COPIED_MESSAGE. Part of mail/load. */

#include <gio/gio.h>

#include "mail/message.h"

typedef struct EmlSpool EmlSpool;
struct EmlSpool {
	GBytes *bytes; /* NULL if the bytes are in the file */
	int fd;	       /* of a regular file, owned; -1 if there is none */
	guint64 size;  /* bytes */
};

void eml_spool_clear(EmlSpool *self);
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(EmlSpool, eml_spool_clear)

/* Reads at most that many bytes. What is larger than memory may hold must begin like a message, or
 * be gzip: so that an endless stream ends early. ret_spool is written on success only.
 * EML_ERROR_NO_INPUT, EML_ERROR_DATA. */
gboolean eml_spool_read(GInputStream *stream, guint64 most, EmlSpool *ret_spool, GError **error);
/* Copies the first bytes into the buffer; returns how many there are. */
gsize eml_spool_peek(const EmlSpool *self, char *buffer, gsize wanted);
/* A stream over the bytes from that offset. It must not outlive the spool. */
GInputStream *eml_spool_stream(const EmlSpool *self, guint64 offset);
/* The message in it; the spool is empty afterwards. */
EmlMessage *eml_spool_message(EmlSpool *self, GError **error);
/* The message in that part of it, which lies in it; the spool stays. */
EmlMessage *
eml_spool_message_part(const EmlSpool *self, guint64 start, guint64 size, GError **error);
/* Moves bytes in memory into a temporary file, so that there is a descriptor. FALSE if that cannot
 * be made. */
gboolean eml_spool_to_file(EmlSpool *self);
