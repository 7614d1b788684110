#include <errno.h>
#include <unistd.h>

#include "base/limits.h"
#include "mail/message-private.h"

struct EmlBodyReader {
	EmlMessage *message; /* reference */
	guint64 at;	     /* bytes from the start of the file */
	char *buffer;	     /* EML_BODY_PIECE bytes; NULL if the body is in memory */
	gboolean failed;
};

EmlBodyReader *
eml_body_reader_new(const EmlMessage *message)
{
	EmlBodyReader *self = g_new0(EmlBodyReader, 1);

	self->message = eml_message_ref((EmlMessage *)message); /* only the count changes */
	self->at = message->index.body;
	if (message->fd >= 0)
		self->buffer = g_malloc(EML_BODY_PIECE);
	return self;
}

void
eml_body_reader_free(EmlBodyReader *self)
{
	if (self == NULL)
		return;
	eml_message_unref(self->message);
	g_free(self->buffer);
	g_free(self);
}

/* Fills the buffer with `wanted` bytes of the file; FALSE if they are no longer there. */
static gboolean
read_piece(EmlBodyReader *self, gsize wanted)
{
	gsize have = 0;

	while (have < wanted) {
		const ssize_t n = pread(self->message->fd, self->buffer + have, wanted - have,
					(off_t)(self->at + have)); /* below EML_MAX_FILE_BYTES */

		if (n < 0 && errno == EINTR)
			continue;
		if (n <= 0)
			return FALSE;
		have += (gsize)n; /* positive */
	}
	return TRUE;
}

gboolean
eml_body_reader_next(EmlBodyReader *self, EmlSlice *ret_piece)
{
	const guint64 left = self->message->file_size - self->at;
	const gsize wanted = (gsize)MIN(left, EML_BODY_PIECE);

	if (wanted == 0 || self->failed)
		return FALSE;
	if (self->buffer == NULL) {
		const char *data = g_bytes_get_data(self->message->bytes, NULL);

		*ret_piece = (EmlSlice){data + self->at, wanted};
	} else if (read_piece(self, wanted)) {
		*ret_piece = (EmlSlice){self->buffer, wanted};
	} else {
		self->failed = TRUE;
		return FALSE;
	}
	self->at += wanted;
	return TRUE;
}

gboolean
eml_body_reader_failed(const EmlBodyReader *self)
{
	return self->failed;
}
