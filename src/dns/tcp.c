#include "dns/try.h"

#include <errno.h>
#include <sys/socket.h>

#define READ_SIZE 4096 /* bytes at a time */
#define PREFIX_SIZE 2  /* bytes of length before each message: RFC 1035 section 4.2.2 */

static gboolean
is_temporary(int error)
{
	return error == EAGAIN || error == EINTR || error == EINPROGRESS;
}

static EmlTryState
send_rest(EmlTry *self)
{
	const gssize n = send(self->fd, self->out->data, self->out->len, MSG_NOSIGNAL);

	if (n < 0)
		return is_temporary(errno) ? EML_TRY_WAITING : eml_try_fail(self, errno);
	g_byte_array_remove_range(self->out, 0, (guint)n);
	return EML_TRY_WAITING;
}

/* The message once all of it is there. */
static EmlTryState
take_message(EmlTry *self, GByteArray **ret_packet)
{
	const guint8 *data = self->in->data;
	const guint size = self->in->len >= PREFIX_SIZE ? ((guint)data[0] << 8) | data[1] : 0;

	if (self->in->len < PREFIX_SIZE || self->in->len - PREFIX_SIZE < size)
		return EML_TRY_WAITING;
	*ret_packet = g_byte_array_append(g_byte_array_new(), data + PREFIX_SIZE, size);
	g_byte_array_remove_range(self->in, 0, PREFIX_SIZE + size);
	return EML_TRY_MESSAGE;
}

EmlTryState
eml_tcp_go_on(EmlTry *self, GByteArray **ret_packet)
{
	guint8 piece[READ_SIZE];
	gssize n = 0;

	if (self->out->len > 0)
		return send_rest(self);
	n = recv(self->fd, piece, sizeof piece, 0);
	if (n < 0)
		return is_temporary(errno) ? EML_TRY_WAITING : eml_try_fail(self, errno);
	if (n == 0)
		return eml_try_fail(self, ECONNRESET); /* closed before the answer was whole */
	g_byte_array_append(self->in, piece, (guint)n);
	return take_message(self, ret_packet);
}
