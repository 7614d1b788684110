#include "dns/try.h"

#include <errno.h>
#include <poll.h>
#include <sys/random.h>
#include <sys/socket.h>
#include <unistd.h>

EmlTryState
eml_try_fail(EmlTry *self, int trouble)
{
	if (self->fd >= 0)
		close(self->fd);
	self->fd = -1;
	self->trouble = trouble;
	return EML_TRY_FAILED;
}

/* RFC 5452 section 9: numbers that cannot be guessed. */
static guint16
random_id(void)
{
	guint16 id = 0;

	if (getrandom(&id, sizeof id, 0) != sizeof id)
		id = (guint16)g_random_int();
	return id;
}

/* A socket connected (TCP: connecting) to the server. */
static EmlTry *
try_new(const EmlDnsServer *server, gboolean edns, gboolean tcp)
{
	EmlTry *self = g_new0(EmlTry, 1);
	struct sockaddr_storage address;
	const gssize size = g_socket_address_get_native_size(server->address);

	self->server = server;
	self->tcp = tcp;
	self->options = (EmlPacketOptions){random_id(), edns};
	self->out = g_byte_array_new();
	self->in = g_byte_array_new();
	self->fd = -1;
	if (size < 0 ||
	    !g_socket_address_to_native(server->address, &address, sizeof address, NULL)) {
		eml_try_fail(self, EAFNOSUPPORT);
		return self;
	}
	self->fd = socket(address.ss_family,
			  (tcp ? SOCK_STREAM : SOCK_DGRAM) | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);
	if (self->fd < 0 || (connect(self->fd, (struct sockaddr *)&address, (socklen_t)size) < 0 &&
			     errno != EINPROGRESS))
		eml_try_fail(self, errno);
	return self;
}

EmlTry *
eml_try_udp(const EmlDnsServer *server, const EmlDnsQuestion *question, gboolean edns)
{
	EmlTry *self = try_new(server, edns, FALSE);
	g_autoptr(GBytes) query = eml_packet_query(question, &self->options);

	if (query == NULL)
		eml_try_fail(self, EINVAL);
	else if (self->fd >= 0 &&
		 send(self->fd, g_bytes_get_data(query, NULL), g_bytes_get_size(query), 0) < 0)
		eml_try_fail(self, errno);
	return self;
}

EmlTry *
eml_try_tcp(const EmlDnsServer *server, const EmlDnsQuestion *question, gboolean edns)
{
	EmlTry *self = try_new(server, edns, TRUE);
	g_autoptr(GBytes) query = eml_packet_query(question, &self->options);
	const gsize size = query != NULL ? g_bytes_get_size(query) : 0;
	const guint8 prefix[] = {(guint8)(size >> 8), (guint8)size};

	if (query == NULL) {
		eml_try_fail(self, EINVAL);
		return self;
	}
	g_byte_array_append(self->out, prefix, sizeof prefix);
	g_byte_array_append(self->out, g_bytes_get_data(query, NULL), (guint)size);
	return self;
}

void
eml_try_free(EmlTry *self)
{
	if (self == NULL)
		return;
	if (self->fd >= 0)
		close(self->fd);
	g_byte_array_unref(self->out);
	g_byte_array_unref(self->in);
	g_free(self);
}

short
eml_try_events(const EmlTry *self)
{
	return self->out->len > 0 ? POLLOUT : POLLIN;
}

EmlTryState
eml_try_go_on(EmlTry *self, GByteArray **ret_packet)
{
	return self->tcp ? eml_tcp_go_on(self, ret_packet) : eml_udp_read(self, ret_packet);
}
