#include "dns/udp.h"

#include <errno.h>
#include <sys/socket.h>
#include <unistd.h>

int
eml_dns_socket_open(const EmlDnsServer *server, int kind, int *reterr)
{
	struct sockaddr_storage address = {0};
	const gssize len = g_socket_address_get_native_size(server->address);
	int fd = -1;

	if (len < 0 ||
	    !g_socket_address_to_native(server->address, &address, sizeof(address), NULL)) {
		*reterr = EAFNOSUPPORT;
		return -1;
	}
	fd = socket(address.ss_family, kind | SOCK_NONBLOCK | SOCK_CLOEXEC, 0);
	if (fd >= 0 && (connect(fd, (struct sockaddr *)&address, (socklen_t)len) == 0 ||
			(kind == SOCK_STREAM && errno == EINPROGRESS)))
		return fd;
	*reterr = errno;
	if (fd >= 0)
		close(fd);
	return -1;
}

int
eml_dns_udp_send(const EmlDnsServer *server, GBytes *query, int *reterr)
{
	gsize len = 0;
	const void *bytes = g_bytes_get_data(query, &len);
	const int fd = eml_dns_socket_open(server, SOCK_DGRAM, reterr);

	if (fd < 0)
		return -1;
	/* a full send buffer is a lost datagram like any other: it is sent again */
	if (send(fd, bytes, len, MSG_NOSIGNAL) >= 0 || errno == EAGAIN || errno == ENOBUFS)
		return fd;
	*reterr = errno;
	close(fd);
	return -1;
}

EmlDnsReceived
eml_dns_udp_receive(int fd, guint8 *buffer, gsize size, EmlSlice *ret_message, int *reterr)
{
	const gssize len = recv(fd, buffer, size, 0);

	if (len >= 0) {
		*ret_message = eml_slice_n((const char *)buffer, (gsize)len);
		return EML_DNS_MESSAGE;
	}
	if (errno == EAGAIN || errno == EWOULDBLOCK || errno == EINTR)
		return EML_DNS_WAITING;
	*reterr = errno;
	return EML_DNS_TROUBLE;
}
