#include "dns-server.h"

#include <arpa/inet.h>
#include <errno.h>
#include <netinet/in.h>
#include <poll.h>
#include <sys/socket.h>
#include <unistd.h>

#define MAX_CONNECTIONS 64

struct TestDnsServer {
	guint flags;
	int udp;
	int listener; /* -1: none */
	int stop[2];  /* a pipe: closing its end stops the thread */
	char *text;
	gint count;	   /* atomic */
	GHashTable *names; /* the thread's: asked name and transport → times */
	GThread *thread;
};

static socklen_t
loopback(struct sockaddr_storage *address, gboolean ipv6, guint port)
{
	memset(address, 0, sizeof(*address));
	if (ipv6) {
		struct sockaddr_in6 *six = (struct sockaddr_in6 *)address;

		six->sin6_family = AF_INET6;
		six->sin6_addr = in6addr_loopback;
		six->sin6_port = htons((guint16)port);
		return sizeof(*six);
	}
	((struct sockaddr_in *)address)->sin_family = AF_INET;
	((struct sockaddr_in *)address)->sin_addr.s_addr = htonl(INADDR_LOOPBACK);
	((struct sockaddr_in *)address)->sin_port = htons((guint16)port);
	return sizeof(struct sockaddr_in);
}

static int
bound_socket(int kind, gboolean ipv6, guint port)
{
	struct sockaddr_storage address;
	const socklen_t len = loopback(&address, ipv6, port);
	const int fd = socket(address.ss_family, kind | SOCK_CLOEXEC, 0);
	const int yes = 1;

	if (fd < 0)
		return -1;
	if (kind == SOCK_STREAM)
		setsockopt(fd, SOL_SOCKET, SO_REUSEADDR, &yes, sizeof(yes));
	if (bind(fd, (struct sockaddr *)&address, len) == 0 &&
	    (kind != SOCK_STREAM || listen(fd, 64) == 0))
		return fd;
	close(fd);
	return -1;
}

static guint
port_of(int fd)
{
	struct sockaddr_storage address;
	socklen_t len = sizeof(address);

	g_assert_cmpint(getsockname(fd, (struct sockaddr *)&address, &len), ==, 0);
	/* the port is at the same place in both families */
	return ntohs(((struct sockaddr_in *)&address)->sin_port);
}

GByteArray *
test_dns_reply(const TestDnsQuery *query, guint flags)
{
	GByteArray *reply = g_byte_array_new();
	const guint all = 0x8100 | flags; /* QR, RD */

	g_byte_array_append(reply, query->query, (guint)query->question_end);
	reply->data[2] = (guint8)(all >> 8);
	reply->data[3] = (guint8)all;
	memset(reply->data + 6, 0, 6);
	return reply;
}

static void
append_number(GByteArray *out, guint32 value, guint bytes)
{
	for (guint i = bytes; i > 0; i--)
		g_byte_array_append(out, &(const guint8){(guint8)(value >> (8 * (i - 1)))}, 1);
}

GBytes *
test_dns_name(const char *name)
{
	GByteArray *out = g_byte_array_new();
	g_auto(GStrv) labels = g_strsplit(name, ".", -1);

	for (guint i = 0; labels[i] != NULL; i++) {
		if (labels[i][0] == '\0')
			continue;
		append_number(out, (guint)strlen(labels[i]), 1);
		g_byte_array_append(out, (const guint8 *)labels[i], (guint)strlen(labels[i]));
	}
	append_number(out, 0, 1);
	return g_byte_array_free_to_bytes(out);
}

GBytes *
test_dns_txt(const char *const *strings)
{
	GByteArray *out = g_byte_array_new();

	for (guint i = 0; strings[i] != NULL; i++) {
		append_number(out, (guint)strlen(strings[i]), 1);
		g_byte_array_append(out, (const guint8 *)strings[i], (guint)strlen(strings[i]));
	}
	return g_byte_array_free_to_bytes(out);
}

GBytes *
test_dns_soa(guint minimum)
{
	GByteArray *out = g_byte_array_new();

	append_number(out, 0, 2); /* two root names */
	for (guint i = 0; i < 4; i++)
		append_number(out, 1, 4);
	append_number(out, minimum, 4);
	return g_byte_array_free_to_bytes(out);
}

static void
append_bytes(GByteArray *out, GBytes *bytes)
{
	g_byte_array_append(out, g_bytes_get_data(bytes, NULL), (guint)g_bytes_get_size(bytes));
}

void
test_dns_add(GByteArray *reply,
	     TestDnsSection section,
	     const char *owner,
	     guint type,
	     guint ttl,
	     GBytes *data)
{
	if (owner == NULL) {
		append_number(reply, 0xc00c, 2); /* the name in the question */
	} else {
		g_autoptr(GBytes) name = test_dns_name(owner);

		append_bytes(reply, name);
	}
	append_number(reply, type, 2);
	append_number(reply, 1, 2);
	append_number(reply, ttl, 4);
	append_number(reply, (guint)g_bytes_get_size(data), 2);
	append_bytes(reply, data);
	g_bytes_unref(data);
	reply->data[section + 1]++;
}

void
test_dns_send(const TestDnsQuery *query, const guint8 *data, gsize len)
{
	const guint8 prefix[] = {(guint8)(len >> 8), (guint8)len};

	/* who asked may have gone: that is part of the game */
	if (!query->tcp) {
		if (sendto(query->fd, data, len, MSG_NOSIGNAL, query->from, query->from_len) < 0)
			return;
		return;
	}
	if (send(query->fd, prefix, sizeof(prefix), MSG_NOSIGNAL | MSG_MORE) < 0 ||
	    send(query->fd, data, len, MSG_NOSIGNAL) < 0)
		return;
}

void
test_dns_answer(const TestDnsQuery *query, GByteArray *reply)
{
	test_dns_send(query, reply->data, reply->len);
	g_byte_array_unref(reply);
}

/* The asked name as text, and where the question ends; NULL for what is no query. */
static char *
read_question(const guint8 *data, gsize len, gsize *ret_end)
{
	GString *name = g_string_new(NULL);
	gsize at = 12;

	while (at < len && data[at] != 0 && data[at] < 64 && at + 1 + data[at] < len) {
		g_string_append_len(name, (const char *)data + at + 1, data[at]);
		g_string_append_c(name, '.');
		at += 1 + data[at];
	}
	if (len < 12 || at + 5 > len || data[at] != 0) {
		g_string_free(name, TRUE);
		return NULL;
	}
	*ret_end = at + 5;
	return g_string_free(name, FALSE);
}

static void
serve(TestDnsServer *self, TestDnsQuery *query)
{
	g_autofree char *name = read_question(query->query, query->len, &query->question_end);
	g_autofree char *label = NULL;
	g_autofree char *key = NULL;
	TestDnsAct act = NULL;

	if (name == NULL)
		return;
	g_atomic_int_inc(&self->count);
	key = g_strdup_printf("%s%d", name, query->tcp);
	query->edns = query->query[11] > 0;
	query->nth = GPOINTER_TO_UINT(g_hash_table_lookup(self->names, key));
	g_hash_table_insert(self->names, g_strdup(key), GUINT_TO_POINTER(query->nth + 1));
	if ((self->flags & TEST_DNS_SILENT) != 0)
		return;
	label = g_strndup(name, strcspn(name, "."));
	act = test_dns_act((self->flags & TEST_DNS_SERVFAIL) != 0 ? "servfail" : label);
	if (act != NULL)
		act(query);
}

static void
serve_udp(TestDnsServer *self)
{
	guint8 data[65536];
	struct sockaddr_storage from;
	socklen_t from_len = sizeof(from);
	const gssize len =
	    recvfrom(self->udp, data, sizeof(data), 0, (struct sockaddr *)&from, &from_len);
	TestDnsQuery query = {
	    .server = self, .query = data, .fd = self->udp, .from = &from, .from_len = from_len};

	if (len <= 0)
		return;
	query.len = (gsize)len;
	serve(self, &query);
}

/* One query of a connection; FALSE at its end. */
static gboolean
serve_tcp(TestDnsServer *self, int fd)
{
	guint8 data[65536];
	TestDnsQuery query = {.server = self, .query = data, .fd = fd, .tcp = TRUE};
	const gssize len = recv(fd, data, 2, MSG_WAITALL);

	if (len != 2)
		return FALSE;
	query.len = (gsize)data[0] << 8 | data[1];
	if (recv(fd, data, query.len, MSG_WAITALL) != (gssize)query.len)
		return FALSE;
	serve(self, &query);
	return TRUE;
}

static gpointer
server_thread(gpointer data)
{
	TestDnsServer *self = data;
	struct pollfd fds[3 + MAX_CONNECTIONS] = {
	    {.fd = self->stop[0], .events = POLLIN},
	    {.fd = self->udp, .events = POLLIN},
	    {.fd = self->listener, .events = POLLIN},
	};
	guint count = 3;

	while (poll(fds, count, -1) >= 0 && fds[0].revents == 0) {
		if (fds[1].revents != 0)
			serve_udp(self);
		for (guint i = count; i > 3; i--) {
			/* an act may have shut the connection down */
			if (fds[i - 1].revents == 0 || serve_tcp(self, fds[i - 1].fd))
				continue;
			close(fds[i - 1].fd);
			fds[i - 1] = fds[--count];
		}
		if (fds[2].revents != 0 && count < G_N_ELEMENTS(fds))
			fds[count++] = (struct pollfd){.fd = accept(self->listener, NULL, NULL),
						       .events = POLLIN};
	}
	for (guint i = 3; i < count; i++)
		close(fds[i].fd);
	return NULL;
}

/* UDP and TCP on the same port; FALSE if another program has the TCP port. */
static gboolean
open_sockets(TestDnsServer *self)
{
	const gboolean ipv6 = (self->flags & TEST_DNS_IPV6) != 0;

	self->udp = bound_socket(SOCK_DGRAM, ipv6, 0);
	self->listener = -1;
	if (self->udp < 0 || (self->flags & TEST_DNS_NO_TCP) != 0)
		return TRUE;
	self->listener = bound_socket(SOCK_STREAM, ipv6, port_of(self->udp));
	if (self->listener >= 0)
		return TRUE;
	close(self->udp);
	return FALSE;
}

TestDnsServer *
test_dns_server_new(guint flags)
{
	TestDnsServer *self = g_new0(TestDnsServer, 1);

	self->flags = flags;
	for (guint i = 0; i < 50 && !open_sockets(self); i++)
		self->udp = -1;
	if (self->udp < 0) {
		g_free(self);
		return NULL;
	}
	g_assert_cmpint(pipe(self->stop), ==, 0);
	self->text = g_strdup_printf("%s@%u", (flags & TEST_DNS_IPV6) != 0 ? "::1" : "127.0.0.1",
				     port_of(self->udp));
	self->names = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL);
	self->thread = g_thread_new("server", server_thread, self);
	return self;
}

void
test_dns_server_free(TestDnsServer *self)
{
	if (self == NULL)
		return;
	close(self->stop[1]);
	g_thread_join(self->thread);
	close(self->stop[0]);
	close(self->udp);
	if (self->listener >= 0)
		close(self->listener);
	g_hash_table_unref(self->names);
	g_free(self->text);
	g_free(self);
}

const char *
test_dns_server_text(const TestDnsServer *self)
{
	return self->text;
}

guint
test_dns_server_count(const TestDnsServer *self)
{
	return (guint)g_atomic_int_get(&self->count);
}

/* The socket stays, so that nobody else takes the port, and hears only itself. */
char *
test_dns_nobody(void)
{
	const int fd = bound_socket(SOCK_DGRAM, FALSE, 0);
	const guint port = port_of(fd);
	struct sockaddr_storage address;
	const socklen_t len = loopback(&address, FALSE, port);

	g_assert_cmpint(connect(fd, (struct sockaddr *)&address, len), ==, 0);
	return g_strdup_printf("127.0.0.1@%u", port);
}
