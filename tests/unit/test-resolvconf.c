/* Rows for dns/resolvconf. */
#include "dns/resolvconf.h"

#include <glib/gstdio.h>
#include <unistd.h>

#include "base/error.h"

/* "SERVER[!] ... timeout/attempts[ tcp]"; ! = trusted */
static char *
print_servers(const EmlDnsServers *servers)
{
	GString *out = g_string_new(NULL);

	for (guint i = 0; i < servers->servers->len; i++) {
		const EmlDnsServer *server = g_ptr_array_index(servers->servers, i);

		g_string_append_printf(out, "%s%s ", server->text, server->trusted ? "!" : "");
	}
	g_string_append_printf(out, "%u/%u%s", servers->timeout_ms, servers->attempts,
			       servers->use_tcp ? " tcp" : "");
	return g_string_free(out, FALSE);
}

static const struct {
	const char *name, *in, *expected;
} files[] = {
    {"one", "nameserver 192.0.2.53\n", "192.0.2.53 5000/2"},
    {"no-newline", "nameserver 192.0.2.53", "192.0.2.53 5000/2"},
    {"crlf", "nameserver 192.0.2.53\r\noptions timeout:3\r\n", "192.0.2.53 3000/2"},
    {"tab", "nameserver\t192.0.2.53\t# here\n", "192.0.2.53 5000/2"},
    {"three-of-four",
     "nameserver 192.0.2.1\nnameserver 192.0.2.2\nnameserver 192.0.2.3\nnameserver 192.0.2.4\n",
     "192.0.2.1 192.0.2.2 192.0.2.3 5000/2"},
    {"comments", "# nameserver 192.0.2.1\n;nameserver 192.0.2.2\nnameserver 192.0.2.3\n",
     "192.0.2.3 5000/2"},
    {"empty", "", "127.0.0.1! 5000/2"},
    {"no-server", "search example.org\n", "127.0.0.1! 5000/2"},
    {"broken-server", "nameserver 192.0.2\nnameserver ns.example.org\nnameserver\n",
     "127.0.0.1! 5000/2"},
    {"ipv6", "nameserver 2001:db8::53\n", "2001:db8::53 5000/2"},
    {"scope", "nameserver fe80::1%lo\n", "fe80::1%lo 5000/2"},
    {"scope-unknown", "nameserver fe80::1%no-such-interface\nnameserver 192.0.2.1\n",
     "192.0.2.1 5000/2"},
    {"loopback", "nameserver 127.0.0.53\nnameserver ::1\n", "127.0.0.53! ::1! 5000/2"},
    {"trust-ad-after", "nameserver 192.0.2.1\noptions edns0 trust-ad\n", "192.0.2.1! 5000/2"},
    {"trust-ad-before", "options trust-ad\nnameserver 192.0.2.1\n", "192.0.2.1! 5000/2"},
    {"options", "nameserver 192.0.2.1\noptions timeout:1 attempts:4 use-vc rotate ndots:1\n",
     "192.0.2.1 1000/4 tcp"},
    {"options-caps", "nameserver 192.0.2.1\noptions timeout:99 attempts:99\n", "192.0.2.1 30000/5"},
    {"options-zero", "nameserver 192.0.2.1\noptions timeout:0 attempts:0\n", "192.0.2.1 1000/1"},
    {"options-broken", "nameserver 192.0.2.1\noptions timeout:x attempts: attempts:-1\n",
     "192.0.2.1 5000/2"},
    {"options-last", "nameserver 192.0.2.1\noptions timeout:1\noptions timeout:2\n",
     "192.0.2.1 2000/2"},
    {"options-several-lines",
     "options edns0\nnameserver 192.0.2.1\noptions use-vc\noptions trust-ad\n",
     "192.0.2.1! 5000/2 tcp"},
    {"trust-ad-in-comment", "nameserver 192.0.2.1\n#options trust-ad\n; options use-vc\n",
     "192.0.2.1 5000/2"},
    {"trust-ad-elsewhere", "search trust-ad\nnameserver 192.0.2.1\n", "192.0.2.1 5000/2"},
    {"options-letters", "nameserver 192.0.2.1\noptions Timeout:1 USE-VC Trust-AD\n",
     "192.0.2.1 5000/2"},
    {"several-kinds", "nameserver 192.0.2.1\nnameserver 2001:db8::53\nnameserver 127.0.0.1\n",
     "192.0.2.1 2001:db8::53 127.0.0.1! 5000/2"},
    {"indented", " nameserver 192.0.2.1\n\tnameserver 192.0.2.2\nnameserver 192.0.2.3\n",
     "192.0.2.3 5000/2"},
    {"keyword-glued", "nameserver192.0.2.1\nnameservers 192.0.2.1\n", "127.0.0.1! 5000/2"},
};

static void
test_file(gconstpointer data)
{
	const gsize row = GPOINTER_TO_SIZE(data);
	g_autoptr(GError) error = NULL;
	g_autofree char *path = NULL;
	g_autoptr(EmlDnsServers) servers = NULL;
	g_autofree char *text = NULL;
	const int fd = g_file_open_tmp("emlens-resolv-XXXXXX", &path, &error);

	g_assert_no_error(error);
	close(fd);
	g_file_set_contents(path, files[row].in, -1, &error);
	g_assert_no_error(error);
	servers = eml_dns_servers_from_file(path, &error);
	g_remove(path);
	g_assert_no_error(error);
	text = print_servers(servers);
	g_assert_cmpstr(text, ==, files[row].expected);
	g_assert_true(servers->edns);
}

static void
test_no_file(void)
{
	g_autoptr(GError) error = NULL;
	g_autoptr(EmlDnsServers) servers =
	    eml_dns_servers_from_file("/nonexistent/resolv.conf", &error);
	g_autoptr(EmlDnsServers) none = NULL;
	g_autofree char *text = NULL;

	g_assert_no_error(error);
	text = print_servers(servers);
	g_assert_cmpstr(text, ==, "127.0.0.1! 5000/2");
	none = eml_dns_servers_from_file("/", &error);
	g_assert_null(none);
	g_assert_error(error, EML_ERROR, EML_ERROR_NO_INPUT);
}

static const struct {
	const char *name, *in[10], *expected; /* NULL: refused */
} options[] = {
    {"one", {"192.0.2.53"}, "192.0.2.53 5000/2"},
    {"port", {"192.0.2.53@5300"}, "192.0.2.53@5300 5000/2"},
    {"port-53", {"192.0.2.53@53"}, "192.0.2.53 5000/2"},
    {"trusted", {"192.0.2.53,trusted"}, "192.0.2.53! 5000/2"},
    {"port-trusted", {"192.0.2.53@5300,trusted"}, "192.0.2.53@5300! 5000/2"},
    {"ipv6", {"2001:db8::1@5300"}, "2001:db8::1@5300 5000/2"},
    {"ipv6-brackets", {"[2001:db8::1]@5300"}, "2001:db8::1@5300 5000/2"},
    {"scope", {"fe80::1%lo@5300"}, "fe80::1%lo@5300 5000/2"},
    {"scope-brackets", {"[fe80::1%lo]@5300,trusted"}, "fe80::1%lo@5300! 5000/2"},
    {"two", {"192.0.2.1", "::1"}, "192.0.2.1 ::1! 5000/2"},
    {"empty", {""}, NULL},
    {"none", {NULL}, NULL},
    {"name", {"ns.example.org"}, NULL},
    {"port-0", {"192.0.2.53@0"}, NULL},
    {"port-65536", {"192.0.2.53@65536"}, NULL},
    {"port-empty", {"192.0.2.53@"}, NULL},
    {"word", {"192.0.2.53,trust"}, NULL},
    {"trusted-twice", {"192.0.2.53,trusted,trusted"}, NULL},
    {"bracket", {"[192.0.2.53"}, NULL},
    {"short", {"192.0.2"}, NULL},
    {"nine", {"::1", "::1", "::1", "::1", "::1", "::1", "::1", "::1", "::1"}, NULL},
};

static void
test_options(gconstpointer data)
{
	const gsize row = GPOINTER_TO_SIZE(data);
	g_autoptr(GError) error = NULL;
	g_autoptr(EmlDnsServers) servers = eml_dns_servers_from_options(options[row].in, &error);
	g_autofree char *text = servers != NULL ? print_servers(servers) : NULL;

	g_assert_cmpstr(text, ==, options[row].expected);
	if (servers == NULL)
		g_assert_error(error, EML_ERROR, EML_ERROR_USAGE);
}

int
main(int argc, char **argv)
{
	g_test_init(&argc, &argv, NULL);
	for (gsize i = 0; i < G_N_ELEMENTS(files); i++) {
		g_autofree char *path = g_strconcat("/resolvconf/file/", files[i].name, NULL);

		g_test_add_data_func(path, GSIZE_TO_POINTER(i), test_file);
	}
	for (gsize i = 0; i < G_N_ELEMENTS(options); i++) {
		g_autofree char *path = g_strconcat("/resolvconf/option/", options[i].name, NULL);

		g_test_add_data_func(path, GSIZE_TO_POINTER(i), test_options);
	}
	g_test_add_func("/resolvconf/no-file", test_no_file);
	return g_test_run();
}
