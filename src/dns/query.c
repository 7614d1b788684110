#include "dns/query.h"

#include <poll.h>
#include <sys/random.h>
#include <unistd.h>

#include "dns/packet.h"

static guint16
random_id(void)
{
	guint16 id = 0;

	if (getrandom(&id, sizeof(id), GRND_NONBLOCK) != (gssize)sizeof(id))
		id = (guint16)g_random_int();
	return id;
}

EmlDnsQuery *
eml_dns_query_new(const EmlDnsQuestion *question, const EmlDnsQueryWay *way, int *reterr)
{
	const EmlDnsServer *server = g_ptr_array_index(way->servers->servers, way->server);
	const guint16 id = random_id();
	g_autoptr(GBytes) query = eml_dns_packet_query(question, id, way->edns);
	EmlDnsTcp *tcp = way->tcp ? eml_dns_tcp_new(server, query, reterr) : NULL;
	const int fd = way->tcp ? -1 : eml_dns_udp_send(server, query, reterr);
	EmlDnsQuery *self = NULL;

	if (tcp == NULL && fd < 0)
		return NULL;
	self = g_new0(EmlDnsQuery, 1);
	self->server = way->server;
	self->id = id;
	self->edns = way->edns;
	self->fd = fd;
	self->tcp = tcp;
	return self;
}

void
eml_dns_query_free(EmlDnsQuery *self)
{
	if (self == NULL)
		return;
	if (self->fd >= 0)
		close(self->fd);
	eml_dns_tcp_free(self->tcp);
	g_free(self);
}

void
eml_dns_query_add_fd(EmlDnsQuery *self, GArray *fds)
{
	struct pollfd fd = {.fd = self->fd, .events = POLLIN};

	if (self->tcp != NULL) {
		fd.fd = eml_dns_tcp_fd(self->tcp);
		fd.events = eml_dns_tcp_events(self->tcp);
	}
	self->poll_at = fds->len;
	self->ready = FALSE;
	g_array_append_val(fds, fd);
}

EmlDnsReceived
eml_dns_query_receive(
    EmlDnsQuery *self, guint8 *buffer, gsize size, EmlSlice *ret_message, int *reterr)
{
	if (self->tcp != NULL)
		return eml_dns_tcp_step(self->tcp, ret_message, reterr);
	return eml_dns_udp_receive(self->fd, buffer, size, ret_message, reterr);
}
