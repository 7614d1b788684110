#include "dns/tcp.h"

#include <errno.h>
#include <poll.h>
#include <sys/socket.h>
#include <unistd.h>

#define PREFIX 2 /* bytes: RFC 1035 section 4.2.2 */

struct EmlDnsTcp {
	int fd;
	GByteArray *out; /* what is still to be sent */
	guint8 prefix[PREFIX];
	gsize prefix_len;
	GByteArray *in; /* the message so far */
	gsize wanted;	/* its length; only once the prefix is whole */
};

EmlDnsTcp *
eml_dns_tcp_new(const EmlDnsServer *server, GBytes *query, int *reterr)
{
	const int fd = eml_dns_socket_open(server, SOCK_STREAM, reterr);
	const gsize len = g_bytes_get_size(query);
	const guint8 prefix[PREFIX] = {(guint8)(len >> 8), (guint8)len};
	EmlDnsTcp *self = NULL;

	if (fd < 0)
		return NULL;
	self = g_new0(EmlDnsTcp, 1);
	self->fd = fd;
	self->in = g_byte_array_new();
	self->out = g_byte_array_new();
	/* together in one piece: RFC 7766 section 8 */
	g_byte_array_append(self->out, prefix, PREFIX);
	g_byte_array_append(self->out, g_bytes_get_data(query, NULL), (guint)len);
	return self;
}

void
eml_dns_tcp_free(EmlDnsTcp *self)
{
	if (self == NULL)
		return;
	close(self->fd);
	g_byte_array_unref(self->in);
	g_byte_array_unref(self->out);
	g_free(self);
}

int
eml_dns_tcp_fd(const EmlDnsTcp *self)
{
	return self->fd;
}

short
eml_dns_tcp_events(const EmlDnsTcp *self)
{
	return self->out->len > 0 ? POLLOUT : POLLIN;
}

gboolean
eml_dns_tcp_has_part(const EmlDnsTcp *self)
{
	return self->prefix_len > 0;
}

static EmlDnsReceived
failed(int error, int *reterr)
{
	if (error == EAGAIN || error == EWOULDBLOCK || error == EINTR)
		return EML_DNS_WAITING;
	if (error == ECONNREFUSED)
		return EML_DNS_REFUSED;
	if (error == ECONNRESET || error == EPIPE)
		return EML_DNS_CLOSED;
	*reterr = error;
	return EML_DNS_TROUBLE;
}

static EmlDnsReceived
send_rest(EmlDnsTcp *self, int *reterr)
{
	int error = 0;
	socklen_t size = sizeof(error);
	gssize sent = 0;

	if (getsockopt(self->fd, SOL_SOCKET, SO_ERROR, &error, &size) == 0 && error != 0)
		return failed(error, reterr);
	sent = send(self->fd, self->out->data, self->out->len, MSG_NOSIGNAL);
	if (sent < 0)
		return failed(errno, reterr);
	g_byte_array_remove_range(self->out, 0, (guint)sent);
	return EML_DNS_WAITING;
}

/* Reads into the prefix or the message, never beyond; 1 if something came, 0 at the end, -1 with
 * errno. */
static gssize
read_some(EmlDnsTcp *self)
{
	guint8 piece[4096];
	gssize len = 0;

	if (self->prefix_len < PREFIX) {
		len = recv(self->fd, self->prefix + self->prefix_len, PREFIX - self->prefix_len, 0);
		if (len > 0)
			self->prefix_len += (gsize)len;
		self->wanted = (gsize)self->prefix[0] << 8 | self->prefix[1];
		return len;
	}
	len = recv(self->fd, piece, MIN(sizeof(piece), self->wanted - self->in->len), 0);
	if (len > 0)
		g_byte_array_append(self->in, piece, (guint)len);
	return len;
}

EmlDnsReceived
eml_dns_tcp_step(EmlDnsTcp *self, EmlSlice *ret_message, int *reterr)
{
	gssize len = 0;

	if (self->out->len > 0)
		return send_rest(self, reterr);
	if (self->prefix_len == PREFIX && self->in->len == self->wanted) {
		self->prefix_len = 0; /* the message before was taken */
		g_byte_array_set_size(self->in, 0);
	}
	do {
		len = read_some(self);
		if (self->prefix_len == PREFIX && self->in->len == self->wanted) {
			*ret_message = eml_slice_n((const char *)self->in->data, self->in->len);
			return EML_DNS_MESSAGE;
		}
	} while (len > 0);
	return len == 0 ? EML_DNS_CLOSED : failed(errno, reterr);
}
