#include "mail/spool.h"

#include <errno.h>
#include <fcntl.h>
#include <gio/gunixinputstream.h>
#include <glib/gstdio.h>
#include <unistd.h>

#include "base/error.h"
#include "base/limits.h"

typedef struct {
	GByteArray *memory; /* NULL once the file is there */
	int fd;		    /* -1: not yet */
	guint64 size;
} Writer;

void
eml_spool_clear(EmlSpool *self)
{
	g_clear_pointer(&self->bytes, g_bytes_unref);
	if (self->fd >= 0)
		close(self->fd);
	self->fd = -1;
}

static gboolean
refuse_temporary(GError **error)
{
	g_set_error(error, EML_ERROR, EML_ERROR_NO_INPUT,
		    "A large message cannot be kept in a temporary file in %s: %s. Free some room "
		    "there, or set "
		    "TMPDIR.",
		    g_get_tmp_dir(), g_strerror(errno));
	return FALSE;
}

static gboolean
write_all(int fd, const void *data, gsize len, GError **error)
{
	const char *at = data;

	while (len > 0) {
		const ssize_t n = write(fd, at, len);

		if (n < 0 && errno == EINTR)
			continue;
		if (n <= 0)
			return refuse_temporary(error);
		at += n;
		len -= (gsize)n; /* positive */
	}
	return TRUE;
}

static gboolean
is_gzip(const GByteArray *bytes)
{
	return bytes->len >= 2 && bytes->data[0] == 0x1f && bytes->data[1] == 0x8b;
}

static gboolean
begins_like_message(const GByteArray *memory, GError **error)
{
	g_autoptr(GBytes) bytes = g_bytes_new_static(memory->data, memory->len);
	g_autoptr(EmlMessage) message = eml_message_new(bytes, error);

	return message != NULL;
}

static gboolean
move_to_file(Writer *w, GError **error)
{
	g_autofree char *name = NULL;
	g_autoptr(GByteArray) memory = NULL;

	if (!is_gzip(w->memory) && !begins_like_message(w->memory, error))
		return FALSE;
	w->fd = g_file_open_tmp("emlens-XXXXXX", &name, NULL);
	if (w->fd < 0)
		return refuse_temporary(error);
	g_unlink(name);
	memory = g_steal_pointer(&w->memory);
	return write_all(w->fd, memory->data, memory->len, error);
}

static gboolean
append(Writer *w, const guint8 *data, gsize len, GError **error)
{
	w->size += len;
	if (w->fd < 0 && w->size > EML_MAX_COPIED_MESSAGE && !move_to_file(w, error))
		return FALSE;
	if (w->fd >= 0)
		return write_all(w->fd, data, len, error);
	g_byte_array_append(w->memory, data, (guint)len); /* one piece */
	return TRUE;
}

static gboolean
refuse_read(GError *cause, GError **error)
{
	if (g_error_matches(cause, G_IO_ERROR, G_IO_ERROR_INVALID_DATA) ||
	    g_error_matches(cause, G_IO_ERROR, G_IO_ERROR_PARTIAL_INPUT))
		g_set_error(error, EML_ERROR, EML_ERROR_DATA,
			    "The gzip data is broken: %s. Get the file again.", cause->message);
	else
		g_set_error(error, EML_ERROR, EML_ERROR_NO_INPUT,
			    "It cannot be read: %s. Copy it to another place and open the copy.",
			    cause->message);
	return FALSE;
}

static gboolean
copy(GInputStream *stream, guint64 most, Writer *w, GError **error)
{
	g_autofree guint8 *piece = g_malloc(EML_BODY_PIECE);

	while (w->size < most) {
		g_autoptr(GError) cause = NULL;
		const gsize wanted = (gsize)MIN(EML_BODY_PIECE, most - w->size);
		const gssize n = g_input_stream_read(stream, piece, wanted, NULL, &cause);

		if (n < 0)
			return refuse_read(cause, error);
		if (n == 0)
			break;
		if (!append(w, piece, (gsize)n, error)) /* positive */
			return FALSE;
	}
	return TRUE;
}

gboolean
eml_spool_read(GInputStream *stream, guint64 most, EmlSpool *ret_spool, GError **error)
{
	Writer w = {g_byte_array_new(), -1, 0};

	if (!copy(stream, most, &w, error)) {
		g_clear_pointer(&w.memory, g_byte_array_unref);
		if (w.fd >= 0)
			close(w.fd);
		return FALSE;
	}
	ret_spool->bytes = w.memory != NULL ? g_byte_array_free_to_bytes(w.memory) : NULL;
	ret_spool->fd = w.fd;
	ret_spool->size = w.size;
	return TRUE;
}

gsize
eml_spool_peek(const EmlSpool *self, char *buffer, gsize wanted)
{
	const gsize len = (gsize)MIN(self->size, wanted);
	ssize_t n = 0;

	if (len == 0)
		return 0; /* no bytes, perhaps no data either */
	if (self->bytes != NULL) {
		memcpy(buffer, g_bytes_get_data(self->bytes, NULL), len);
		return len;
	}
	do
		n = pread(self->fd, buffer, len, 0);
	while (n < 0 && errno == EINTR);
	return n > 0 ? (gsize)n : 0;
}

GInputStream *
eml_spool_stream(const EmlSpool *self, guint64 offset)
{
	if (self->bytes != NULL) {
		const gsize from = (gsize)MIN(offset, self->size); /* in memory */
		g_autoptr(GBytes) part =
		    g_bytes_new_from_bytes(self->bytes, from, self->size - from);

		return g_memory_input_stream_new_from_bytes(part);
	}
	lseek(self->fd, (off_t)offset, SEEK_SET); /* inside the file */
	return g_unix_input_stream_new(self->fd, FALSE);
}

EmlMessage *
eml_spool_message(EmlSpool *self, GError **error)
{
	const int fd = self->fd;

	if (self->bytes != NULL)
		return eml_message_new(self->bytes, error);
	self->fd = -1;
	return eml_message_new_fd(fd, 0, self->size, error);
}

EmlMessage *
eml_spool_message_part(const EmlSpool *self, guint64 start, guint64 size, GError **error)
{
	int own = -1;

	if (self->bytes != NULL) {
		g_autoptr(GBytes) part = g_bytes_new_from_bytes(self->bytes, (gsize)start,
								(gsize)size); /* in memory: small */

		return eml_message_new(part, error);
	}
	own = fcntl(self->fd, F_DUPFD_CLOEXEC, 0);
	if (own < 0) {
		g_set_error(error, EML_ERROR, EML_ERROR_NO_INPUT,
			    "The file cannot be read: %s. Look at fewer messages at a time.",
			    g_strerror(errno));
		return NULL;
	}
	return eml_message_new_fd(own, start, size, error);
}

gboolean
eml_spool_to_file(EmlSpool *self)
{
	g_autofree char *name = NULL;
	gsize len = 0;
	const char *data = NULL;
	int fd = -1;

	if (self->bytes == NULL)
		return self->fd >= 0;
	fd = g_file_open_tmp("emlens-XXXXXX", &name, NULL);
	if (fd < 0)
		return FALSE;
	g_unlink(name);
	data = g_bytes_get_data(self->bytes, &len);
	if (!write_all(fd, data, len, NULL)) {
		close(fd);
		return FALSE;
	}
	g_clear_pointer(&self->bytes, g_bytes_unref);
	self->fd = fd;
	return TRUE;
}
