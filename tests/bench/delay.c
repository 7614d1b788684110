/* A DNS server far away: hands datagrams on to a server near by and holds each answer for a fixed
 * time, any number of them at once. delay SERVER_PORT MS: prints its own port; on end of standard
 * input it prints how many queries came, how many different names they asked for, and how many were
 * under way at most. Loopback only. */
#include <arpa/inet.h>
#include <errno.h>
#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include <glib.h>

#define MAX_DATAGRAM 65536

/* A query that was handed on, then its answer. */
typedef struct {
	struct sockaddr_in from;
	int fd;		/* to the server; -1 once the answer is here */
	gint64 sent_at; /* monotonic µs: answers leave that much later */
	GBytes *answer;
} Held;

typedef struct {
	int fd; /* for those who ask */
	struct sockaddr_in server;
	gint64 delay; /* µs */
	GPtrArray *held;
	GHashTable *names; /* GBytes of the question section */
	guint n_queries, most;
} Proxy;

static void
held_free(gpointer data)
{
	Held *held = data;

	if (held->fd >= 0)
		close(held->fd);
	g_clear_pointer(&held->answer, g_bytes_unref);
	g_free(held);
}

static struct sockaddr_in
loopback(guint16 port)
{
	return (struct sockaddr_in){
	    .sin_family = AF_INET, .sin_port = htons(port), .sin_addr = {htonl(INADDR_LOOPBACK)}};
}

/* Name, type and class of the question: what stands behind the header up to the end of its name. */
static void
note_name(Proxy *self, const guint8 *query, gsize len)
{
	gsize end = 12;

	while (end < len && query[end] != 0)
		end += (gsize)query[end] + 1;
	end = MIN(end + 5, len);
	g_hash_table_add(self->names, g_bytes_new(query + MIN(12, len), end - MIN(12, end)));
}

static void
take_query(Proxy *self, guint8 *buffer)
{
	Held *held = g_new0(Held, 1);
	socklen_t size = sizeof held->from;
	const gssize len =
	    recvfrom(self->fd, buffer, MAX_DATAGRAM, 0, (struct sockaddr *)&held->from, &size);

	held->fd = socket(AF_INET, SOCK_DGRAM | SOCK_CLOEXEC, 0);
	held->sent_at = g_get_monotonic_time();
	g_ptr_array_add(self->held, held);
	if (len <= 0 ||
	    connect(held->fd, (struct sockaddr *)&self->server, sizeof self->server) != 0 ||
	    send(held->fd, buffer, (gsize)len, 0) != len) {
		g_ptr_array_remove(self->held, held);
		return;
	}
	self->n_queries++;
	self->most = MAX(self->most, self->held->len);
	note_name(self, buffer, (gsize)len);
}

static void
take_answer(Held *held, guint8 *buffer)
{
	const gssize len = recv(held->fd, buffer, MAX_DATAGRAM, MSG_DONTWAIT);

	if (len <= 0)
		return;
	held->answer = g_bytes_new(buffer, (gsize)len);
	close(held->fd);
	held->fd = -1;
}

static void
release(Proxy *self, gint64 now)
{
	for (guint i = self->held->len; i > 0; i--) {
		Held *held = g_ptr_array_index(self->held, i - 1);
		gsize len = 0;
		const void *data = NULL;

		if (held->answer == NULL || now < held->sent_at + self->delay)
			continue;
		data = g_bytes_get_data(held->answer, &len);
		if (sendto(self->fd, data, len, 0, (struct sockaddr *)&held->from,
			   sizeof held->from) < 0)
			perror("delay");
		g_ptr_array_remove_index(self->held, i - 1);
	}
}

/* Until the next answer leaves; at most a second. */
static struct timespec
patience(const Proxy *self, gint64 now)
{
	gint64 least = G_USEC_PER_SEC;

	for (guint i = 0; i < self->held->len; i++) {
		const Held *held = g_ptr_array_index(self->held, i);

		if (held->answer != NULL)
			least = MIN(least, held->sent_at + self->delay - now);
	}
	least = MAX(least, 0);
	return (struct timespec){least / G_USEC_PER_SEC, least % G_USEC_PER_SEC * 1000};
}

static void
serve(Proxy *self)
{
	g_autofree guint8 *buffer = g_malloc(MAX_DATAGRAM);
	g_autoptr(GArray) fds = g_array_new(FALSE, TRUE, sizeof(struct pollfd));

	for (;;) {
		struct timespec limit;

		g_array_set_size(fds, 2 + self->held->len);
		g_array_index(fds, struct pollfd, 0) = (struct pollfd){STDIN_FILENO, POLLIN, 0};
		g_array_index(fds, struct pollfd, 1) = (struct pollfd){self->fd, POLLIN, 0};
		for (guint i = 0; i < self->held->len; i++)
			g_array_index(fds, struct pollfd, 2 + i) = (struct pollfd){
			    ((Held *)g_ptr_array_index(self->held, i))->fd, POLLIN, 0};
		limit = patience(self, g_get_monotonic_time());
		if (ppoll((struct pollfd *)fds->data, fds->len, &limit, NULL) < 0 && errno != EINTR)
			return;
		if (g_array_index(fds, struct pollfd, 0).revents != 0)
			return;
		for (guint i = 2; i < fds->len; i++)
			if (g_array_index(fds, struct pollfd, i).revents != 0)
				take_answer(g_ptr_array_index(self->held, i - 2), buffer);
		if (g_array_index(fds, struct pollfd, 1).revents != 0)
			take_query(self, buffer);
		release(self, g_get_monotonic_time());
	}
}

int
main(int argc, char **argv)
{
	Proxy self = {.fd = socket(AF_INET, SOCK_DGRAM | SOCK_CLOEXEC, 0)};
	struct sockaddr_in own = loopback(0);
	socklen_t size = sizeof own;

	if (argc != 3 || self.fd < 0 || bind(self.fd, (struct sockaddr *)&own, size) != 0 ||
	    getsockname(self.fd, (struct sockaddr *)&own, &size) != 0)
		return 70;
	self.server = loopback((guint16)atoi(argv[1]));
	self.delay = atoi(argv[2]) * (gint64)1000;
	self.held = g_ptr_array_new_with_free_func(held_free);
	self.names =
	    g_hash_table_new_full(g_bytes_hash, g_bytes_equal, (GDestroyNotify)g_bytes_unref, NULL);
	g_print("%u\n", ntohs(own.sin_port));
	serve(&self);
	g_print("%u %u %u\n", self.n_queries, g_hash_table_size(self.names), self.most);
	g_ptr_array_unref(self.held);
	g_hash_table_unref(self.names);
	close(self.fd);
	return 0;
}
