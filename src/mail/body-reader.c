#include <errno.h>
#include <unistd.h>

#include "base/limits.h"
#include "mail/message-private.h"

struct EmlBodyReader {
	EmlMessage *message; /* reference */
	guint64 at;	     /* bytes from the start of the message */
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

/* Fills the buffer with `wanted` bytes from `at` on; FALSE if they are no longer there. */
static gboolean
read_piece(EmlBodyReader *self, guint64 at, gsize wanted)
{
	const guint64 start = self->message->file_start + at;
	gsize have = 0;

	while (have < wanted) {
		const ssize_t n = pread(self->message->fd, self->buffer + have, wanted - have,
					(off_t)(start + have)); /* of a file */

		if (n < 0 && errno == EINTR)
			continue;
		if (n <= 0)
			return FALSE;
		have += (gsize)n; /* positive */
	}
	return TRUE;
}

/* TRUE if the header stands in the file as it was read first. */
static gboolean
is_same_file(EmlBodyReader *self)
{
	const char *head = g_bytes_get_data(self->message->bytes, NULL);
	const gsize len = self->message->index.body;

	for (gsize at = 0; at < len; at += EML_BODY_PIECE) {
		const gsize wanted = MIN(len - at, EML_BODY_PIECE);

		if (!read_piece(self, at, wanted) || memcmp(self->buffer, head + at, wanted) != 0)
			return FALSE;
	}
	return TRUE;
}

gboolean
eml_body_reader_next(EmlBodyReader *self, EmlSlice *ret_piece)
{
	const guint64 left = self->message->file_size - self->at;
	const gsize wanted = (gsize)MIN(left, EML_BODY_PIECE);

	if (self->failed)
		return FALSE;
	if (wanted == 0) {
		self->failed = self->buffer != NULL && !is_same_file(self);
		return FALSE;
	}
	if (self->buffer == NULL) {
		const char *data = g_bytes_get_data(self->message->bytes, NULL);

		*ret_piece = (EmlSlice){data + self->at, wanted};
	} else if (read_piece(self, self->at, wanted)) {
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
