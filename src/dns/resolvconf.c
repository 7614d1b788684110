#include "dns/resolvconf.h"

#include "base/cursor.h"
#include "base/error.h"
#include "base/limits.h"

#define DNS_PORT 53
#define DEFAULT_TIMEOUT 5 /* seconds: resolv.conf(5), like the caps */
#define MAX_TIMEOUT 30	  /* seconds */
#define DEFAULT_ATTEMPTS 2
#define MAX_ATTEMPTS 5

static void
server_free(gpointer data)
{
	EmlDnsServer *server = data;

	g_object_unref(server->address);
	g_free(server->text);
	g_free(server);
}

static EmlDnsServers *
servers_new(void)
{
	EmlDnsServers *self = g_new0(EmlDnsServers, 1);

	self->servers = g_ptr_array_new_with_free_func(server_free);
	self->timeout_ms = DEFAULT_TIMEOUT * 1000;
	self->attempts = DEFAULT_ATTEMPTS;
	self->edns = TRUE;
	return self;
}

void
eml_dns_servers_free(EmlDnsServers *self)
{
	if (self == NULL)
		return;
	g_ptr_array_unref(self->servers);
	g_free(self);
}

/* FALSE if it is no address. The way to a server on this machine is safe: its AD bit counts (RFC
 * 6840 section 5.8). */
static gboolean
add_server(EmlDnsServers *self, const char *address, guint port)
{
	GSocketAddress *socket = g_inet_socket_address_new_from_string(address, port);
	EmlDnsServer *server = NULL;

	if (socket == NULL)
		return FALSE;
	server = g_new0(EmlDnsServer, 1);
	server->address = socket;
	server->text =
	    port == DNS_PORT ? g_strdup(address) : g_strdup_printf("%s@%u", address, port);
	server->trusted = g_inet_address_get_is_loopback(
	    g_inet_socket_address_get_address(G_INET_SOCKET_ADDRESS(socket)));
	g_ptr_array_add(self->servers, server);
	return TRUE;
}

/* The next word, blanks around it skipped; empty at the end. */
static EmlSlice
take_word(EmlCursor *c)
{
	gsize start = 0;

	while (eml_cursor_peek(c) == ' ' || eml_cursor_peek(c) == '\t' ||
	       eml_cursor_peek(c) == '\r')
		c->at++;
	start = c->at;
	while (eml_cursor_peek(c) > ' ' || eml_cursor_peek(c) >= 0x80)
		c->at++;
	return eml_cursor_since(c, start);
}

/* "timeout:3" → 3, within [1, max]. FALSE if it is another option or no number. */
static gboolean
option_number(EmlSlice word, const char *prefix, guint max, guint *ret_number)
{
	const gsize skip = strlen(prefix);
	g_autofree char *text = NULL;
	guint64 number = 0;

	if (word.len < skip || !eml_slice_equal(eml_slice_part(word, 0, skip), eml_slice(prefix)))
		return FALSE;
	text = eml_slice_dup(eml_slice_part(word, skip, word.len));
	if (!g_ascii_string_to_unsigned(text, 10, 0, G_MAXUINT32, &number, NULL))
		return FALSE;
	*ret_number = (guint)CLAMP(number, 1, max);
	return TRUE;
}

static void
read_options(EmlDnsServers *self, EmlCursor *c, gboolean *trust_ad)
{
	EmlSlice word = take_word(c);
	guint number = 0;

	for (; word.len > 0; word = take_word(c)) {
		if (option_number(word, "timeout:", MAX_TIMEOUT, &number))
			self->timeout_ms = number * 1000;
		else if (option_number(word, "attempts:", MAX_ATTEMPTS, &number))
			self->attempts = number;
		else if (eml_slice_equal(word, eml_slice("use-vc")))
			self->use_tcp = TRUE;
		else if (eml_slice_equal(word, eml_slice("trust-ad")))
			*trust_ad = TRUE;
		/* edns0 is what we do anyway; the rest is about searching names */
	}
}

/* One line of resolv.conf(5): the keyword begins it, a comment has ; or # in the first column. */
static void
read_line(EmlDnsServers *self, EmlSlice line, gboolean *trust_ad)
{
	EmlCursor c = eml_cursor(line);
	EmlSlice keyword = {NULL, 0};

	if (line.len == 0 || strchr(";# \t", line.data[0]) != NULL)
		return;
	keyword = take_word(&c);
	if (eml_slice_equal(keyword, eml_slice("options"))) {
		read_options(self, &c, trust_ad);
	} else if (eml_slice_equal(keyword, eml_slice("nameserver"))) {
		g_autofree char *address = eml_slice_dup(take_word(&c));

		if (self->servers->len < EML_DNS_MAX_SYSTEM_SERVERS)
			add_server(self, address, DNS_PORT);
	}
}

static EmlDnsServers *
servers_from_text(EmlSlice text)
{
	EmlDnsServers *self = servers_new();
	gboolean trust_ad = FALSE;
	gsize start = 0;

	for (gsize i = 0; i <= text.len; i++) {
		if (i < text.len && text.data[i] != '\n')
			continue;
		read_line(self, eml_slice_part(text, start, i), &trust_ad);
		start = i + 1;
	}
	if (self->servers->len == 0)
		add_server(self, "127.0.0.1", DNS_PORT);
	for (guint i = 0; trust_ad && i < self->servers->len; i++)
		((EmlDnsServer *)g_ptr_array_index(self->servers, i))->trusted = TRUE;
	return self;
}

EmlDnsServers *
eml_dns_servers_from_file(const char *path, GError **error)
{
	g_autoptr(GError) cause = NULL;
	g_autofree char *text = NULL;
	gsize len = 0;

	if (!g_file_get_contents(path, &text, &len, &cause) &&
	    !g_error_matches(cause, G_FILE_ERROR, G_FILE_ERROR_NOENT)) {
		g_set_error(error, EML_ERROR, EML_ERROR_NO_INPUT, "%s", cause->message);
		return NULL;
	}
	return servers_from_text(eml_slice_n(text, len));
}

/* ADDR[@PORT][,trusted]; an IPv6 address may stand in brackets. */
static gboolean
read_server(EmlDnsServers *self, const char *text)
{
	g_auto(GStrv) parts = g_strsplit(text, ",", 2);
	char *at = NULL;
	char *address = NULL;
	guint64 port = DNS_PORT;
	gsize len = 0;

	if (parts[0] == NULL || (parts[1] != NULL && strcmp(parts[1], "trusted") != 0))
		return FALSE;
	at = strrchr(parts[0], '@');
	if (at != NULL && !g_ascii_string_to_unsigned(at + 1, 10, 1, G_MAXUINT16, &port, NULL))
		return FALSE;
	if (at != NULL)
		*at = '\0';
	address = parts[0];
	len = strlen(address);
	if (len > 2 && address[0] == '[' && address[len - 1] == ']') {
		address[len - 1] = '\0';
		address++;
	}
	if (!add_server(self, address, (guint)port))
		return FALSE;
	if (parts[1] != NULL)
		((EmlDnsServer *)g_ptr_array_index(self->servers, self->servers->len - 1))
		    ->trusted = TRUE;
	return TRUE;
}

EmlDnsServers *
eml_dns_servers_from_options(const char *const *texts, GError **error)
{
	g_autoptr(EmlDnsServers) self = servers_new();

	for (gsize i = 0; texts[i] != NULL; i++) {
		if (i >= EML_DNS_MAX_SERVERS) {
			g_set_error(error, EML_ERROR, EML_ERROR_USAGE,
				    "--resolver can be given %d times at most",
				    EML_DNS_MAX_SERVERS);
			return NULL;
		}
		if (!read_server(self, texts[i])) {
			g_set_error(
			    error, EML_ERROR, EML_ERROR_USAGE,
			    "\"%s\" is not an IP address of a DNS server: ADDR[@PORT][,trusted]",
			    texts[i]);
			return NULL;
		}
	}
	if (self->servers->len == 0) {
		g_set_error(error, EML_ERROR, EML_ERROR_USAGE,
			    "--resolver needs the IP address of a DNS server");
		return NULL;
	}
	return g_steal_pointer(&self);
}
