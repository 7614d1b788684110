#include "mail/spool.h"

#include <errno.h>
#include <fcntl.h>
#include <gio/gunixinputstream.h>
#include <glib/gstdio.h>
#include <unistd.h>

#include "base/error.h"
#include "base/limits.h"
#include "mail/kind.h"

typedef struct {
	GByteArray *memory; /* NULL once the file is there */
	int fd;		    /* -1: not yet */
	guint64 size;
	gsize most_memory; /* bytes */
	gboolean coded;	   /* gzip, UTF-16; known once most_memory was reached */
	gsize above;	   /* bytes above the first field; known then, too */
	gboolean checked;
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
learn_kind(Writer *w, GError **error)
{
	const EmlSlice start =
	    eml_slice_n((const char *)w->memory->data, MIN(w->memory->len, EML_MAX_NO_FIELD_BYTES));
	EmlKind kind = {0};

	if (!eml_kind_of(start, &kind, error))
		return FALSE;
	w->coded = is_gzip(w->memory) || kind.coding != EML_CODING_MAIL;
	w->above = kind.mark + kind.empty;
	return TRUE;
}

static gboolean
begins_like_message(const Writer *w, GError **error)
{
	g_autoptr(GBytes) bytes = NULL;
	g_autoptr(EmlMessage) message = NULL;
	int own = -1;

	if (w->coded)
		return TRUE;
	if (w->fd < 0) {
		bytes = g_bytes_new_static(w->memory->data + w->above, w->memory->len - w->above);
		message = eml_message_new(bytes, error);
		return message != NULL;
	}
	own = fcntl(w->fd, F_DUPFD_CLOEXEC, 0);
	if (own < 0)
		return refuse_temporary(error);
	message = eml_message_new_fd(own, w->above, w->size - w->above, error);
	return message != NULL;
}

/* The bytes of the temporary file, in memory again. FALSE if they are too many. */
static gboolean
take_back(Writer *w)
{
	g_autoptr(GByteArray) memory = NULL;
	gsize have = 0;

	if (w->size > EML_MAX_COPIED_MESSAGE)
		return FALSE;
	memory = g_byte_array_sized_new((guint)w->size); /* at most EML_MAX_COPIED_MESSAGE */
	g_byte_array_set_size(memory, (guint)w->size);
	while (have < w->size) {
		const ssize_t n =
		    pread(w->fd, memory->data + have, (gsize)w->size - have, (off_t)have);

		if (n < 0 && errno == EINTR)
			continue;
		if (n <= 0)
			return FALSE;
		have += (gsize)n; /* positive */
	}
	close(w->fd);
	w->fd = -1;
	w->memory = g_steal_pointer(&memory);
	return TRUE;
}

/* FALSE if there is no room for the bytes in a temporary file. */
static gboolean
move_to_file(Writer *w, GError **error)
{
	g_autofree char *name = NULL;
	const int fd = g_file_open_tmp("emlens-XXXXXX", &name, NULL);

	if (fd < 0)
		return refuse_temporary(error);
	g_unlink(name);
	if (!write_all(fd, w->memory->data, w->memory->len, error)) {
		close(fd);
		return FALSE;
	}
	w->fd = fd;
	g_clear_pointer(&w->memory, g_byte_array_unref);
	return TRUE;
}

/* Where the next bytes go; once as much is read as memory may hold, and once more as a header may
 * have, what is read must begin like a message. */
static gboolean
choose_place(Writer *w, gsize len, GError **error)
{
	const guint64 size = w->size + len;

	if (!w->checked && size > EML_MAX_COPIED_MESSAGE) {
		w->checked = TRUE;
		if (!begins_like_message(w, error))
			return FALSE;
	}
	if (w->fd >= 0 || size <= w->most_memory)
		return TRUE;
	if (w->most_memory == EML_MAX_SPOOLED) {
		if (!learn_kind(w, error))
			return FALSE;
		w->most_memory = EML_MAX_COPIED_MESSAGE; /* if no file can be made */
		if (!begins_like_message(w, error))
			return FALSE;
		if (move_to_file(w, NULL) || size <= w->most_memory)
			return TRUE;
	}
	return move_to_file(w, error);
}

static gboolean
append(Writer *w, const guint8 *data, gsize len, GError **error)
{
	if (!choose_place(w, len, error))
		return FALSE;
	if (w->fd >= 0 && !write_all(w->fd, data, len, error)) {
		if (!take_back(w))
			return FALSE;
		g_clear_error(error);
	}
	if (w->fd < 0)
		g_byte_array_append(w->memory, data, (guint)len); /* one piece */
	w->size += len;
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
	Writer w = {.memory = g_byte_array_new(), .fd = -1, .most_memory = EML_MAX_SPOOLED};

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
