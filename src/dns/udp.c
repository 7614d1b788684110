#include "dns/try.h"

#include <errno.h>
#include <sys/socket.h>

#define MAX_DATAGRAM 65535 /* bytes */

EmlTryState
eml_udp_read(EmlTry *self, GByteArray **ret_packet)
{
	g_autoptr(GByteArray) packet = g_byte_array_sized_new(MAX_DATAGRAM);
	gssize n = 0;

	g_byte_array_set_size(packet, MAX_DATAGRAM);
	n = recv(self->fd, packet->data, packet->len, 0);
	if (n < 0 && (errno == EAGAIN || errno == EINTR))
		return EML_TRY_WAITING;
	if (n < 0)
		return eml_try_fail(self, errno); /* ECONNREFUSED: nobody listens there */
	g_byte_array_set_size(packet, (guint)n);
	*ret_packet = g_steal_pointer(&packet);
	return EML_TRY_MESSAGE;
}
