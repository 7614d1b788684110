/* Rows for claim/address and claim/host. */
#include "claim/address.h"
#include "claim/host.h"

static const struct {
	const char *in, *canonical;
	gboolean is_public;
} rows[] = {
    {"192.0.2.1", "192.0.2.1", TRUE}, /* documentation networks are public: standards E.5 */
    {"198.51.100.7", "198.51.100.7", TRUE},
    {"203.0.113.9", "203.0.113.9", TRUE},
    {"2001:DB8:0:0::1", "2001:db8::1", TRUE},
    {"8.8.8.8", "8.8.8.8", TRUE},
    {"::ffff:192.0.2.1", "192.0.2.1", TRUE},
    {"::ffff:10.0.0.1", "10.0.0.1", FALSE},
    {"9.255.255.255", "9.255.255.255", TRUE},
    {"10.0.0.0", "10.0.0.0", FALSE},
    {"10.255.255.255", "10.255.255.255", FALSE},
    {"11.0.0.0", "11.0.0.0", TRUE},
    {"172.15.255.255", "172.15.255.255", TRUE},
    {"172.16.0.0", "172.16.0.0", FALSE},
    {"172.31.255.255", "172.31.255.255", FALSE},
    {"172.32.0.0", "172.32.0.0", TRUE},
    {"192.168.0.1", "192.168.0.1", FALSE},
    {"192.169.0.1", "192.169.0.1", TRUE},
    {"100.63.255.255", "100.63.255.255", TRUE},
    {"100.64.0.0", "100.64.0.0", FALSE},
    {"100.127.255.255", "100.127.255.255", FALSE},
    {"100.128.0.0", "100.128.0.0", TRUE},
    {"169.254.1.1", "169.254.1.1", FALSE},
    {"127.0.0.1", "127.0.0.1", FALSE},
    {"0.0.0.0", "0.0.0.0", FALSE},
    {"::1", "::1", FALSE},
    {"::", "::", FALSE},
    {"::2", "::2", TRUE},
    {"fe80::1", "fe80::1", FALSE},
    {"fe80::85a6:7b0e:5297:24a%7", "fe80::85a6:7b0e:5297:24a", FALSE},
    {"febf::1", "febf::1", FALSE},
    {"fec0::1", "fec0::1", TRUE},
    {"fc00::1", "fc00::1", FALSE},
    {"fdff::1", "fdff::1", FALSE},
    {"fe00::1", "fe00::1", TRUE},
    {"2603:10b6:806:32c::22", "2603:10b6:806:32c::22", TRUE},
    {"15.20.4567.1", NULL, FALSE}, /* an Exchange build */
    {"192.0.2", NULL, FALSE},
    {"192.0.2.1.5", NULL, FALSE},
    {"192.0.2.01", NULL, FALSE},
    {" 192.0.2.1", NULL, FALSE},
    {"[192.0.2.1]", NULL, FALSE},
    {"192.0.2.1/32", NULL, FALSE},
    {"mail.example.org", NULL, FALSE},
    {"", NULL, FALSE},
};

static void
test_row(gconstpointer data)
{
	const guint i = GPOINTER_TO_UINT(data);
	EmlAddress address;
	g_autofree char *text = NULL;

	if (!eml_address_parse(rows[i].in, &address)) {
		g_assert_null(rows[i].canonical);
		return;
	}
	text = eml_address_text(&address);
	g_assert_cmpstr(text, ==, rows[i].canonical);
	g_assert_cmpint(eml_address_is_public(&address), ==, rows[i].is_public);
}

static void
test_host(void)
{
	static const struct {
		const char *in, *host, *organization;
	} hosts[] = {
	    {"MX.Google.COM.", "mx.google.com", "google.com"},
	    {"a.b.example.co.uk", "a.b.example.co.uk", "example.co.uk"},
	    {"st43p00im-qukt05021701.me.com", "st43p00im-qukt05021701.me.com", "icloud.com"},
	    {"localhost", "localhost", NULL},
	    {"co.uk", "co.uk", NULL},
	    {"mail_1.example.org", "mail_1.example.org", "example.org"},
	    {"192.0.2.1", NULL, NULL},
	    {"2001:db8::1", NULL, NULL},
	    {"a b.example", NULL, NULL},
	    {"x@example.org", NULL, NULL},
	    {".", NULL, NULL},
	    {"", NULL, NULL},
	};

	for (gsize i = 0; i < G_N_ELEMENTS(hosts); i++) {
		g_autofree char *host = eml_host_name(hosts[i].in);
		g_autofree char *organization = eml_host_organization(host);

		g_assert_cmpstr(host, ==, hosts[i].host);
		g_assert_cmpstr(organization, ==, hosts[i].organization);
	}
	g_assert_null(eml_host_name(NULL));
}

static void
test_below(void)
{
	g_assert_true(eml_host_is_below("icloud.com", "icloud.com"));
	g_assert_true(eml_host_is_below("spf.icloud.com", "icloud.com"));
	g_assert_false(eml_host_is_below("evilicloud.com", "icloud.com"));
	g_assert_false(eml_host_is_below("icloud.com.evil.example", "icloud.com"));
	g_assert_false(eml_host_is_below("com", "icloud.com"));
	g_assert_false(eml_host_is_below("icloud.com", ""));
}

int
main(int argc, char **argv)
{
	g_test_init(&argc, &argv, NULL);
	for (guint i = 0; i < G_N_ELEMENTS(rows); i++) {
		g_autofree char *path = g_strdup_printf("/address/%u:%s", i, rows[i].in);
		char *slash = path + strlen("/address/");

		for (; *slash != '\0'; slash++)
			*slash = *slash == '/' ? '_' : *slash;
		g_test_add_data_func(path, GUINT_TO_POINTER(i), test_row);
	}
	g_test_add_func("/host/name", test_host);
	g_test_add_func("/host/below", test_below);
	return g_test_run();
}
