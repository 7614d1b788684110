/* Display names that show somebody else's address or domain (RFC 5322 section 3.4: free text). */
#include "judge/display-name.h"

static const struct {
	const char *name, *display, *domain, *shown;
} rows[] = {
    {"address", "security@bank.example", "evil.example", "security@bank.example"},
    {"address-in-words", "Bank <security@bank.example>!", "evil.example", "security@bank.example"},
    {"own-address", "alice@sender.example", "sender.example", NULL},
    {"own-organization", "alice@mail.sender.example", "news.sender.example", NULL},
    {"second", "alice@sender.example via bob@list.example", "sender.example", "bob@list.example"},
    {"no-domain", "security@bank.example", NULL, "security@bank.example"},
    {"domain", "paypal.com", "evil.example", "paypal.com"},
    {"domain-in-sentence", "Your paypal.com.", "evil.example", "paypal.com"},
    {"www", "www.paypal.com", "evil.example", "www.paypal.com"},
    {"own-domain", "Booking.com", "mailer.booking.com", NULL},
    {"private-suffix", "alice.github.io", "bob.github.io", "alice.github.io"},
    {"not-ascii", "m\xc3\xbcnchen.de", "evil.example", "m\xc3\xbcnchen.de"},
    {"its-a-labels", "m\xc3\xbcnchen.de", "xn--mnchen-3ya.de", NULL},
    {"no-suffix", "St.Paul", "evil.example", NULL},
    {"initials", "J.R.R. Tolkien", "evil.example", NULL},
    {"number", "Version 2.0", "evil.example", NULL},
    {"address-of-a-host", "192.0.2.1", "evil.example", NULL},
    {"suffix-alone", "co.uk", "evil.example", NULL},
    {"dots", "...", "evil.example", NULL},
    {"at", "@", "evil.example", NULL},
    {"handle", "@alice", "evil.example", NULL},
    {"local-only", "alice@home", "evil.example", NULL},
    {"name", "Alice", "evil.example", NULL},
    {"empty", "", "evil.example", NULL},
    {"none", NULL, "evil.example", NULL},
};

static void
test_row(gconstpointer data)
{
	const guint i = GPOINTER_TO_UINT(data);
	g_autofree char *display = g_strdup(rows[i].display);
	g_autofree char *domain = g_strdup(rows[i].domain);
	const EmlMailbox mailbox = {display, NULL, domain};
	g_autofree char *shown = eml_display_other(&mailbox);

	g_assert_cmpstr(shown, ==, rows[i].shown);
}

int
main(int argc, char **argv)
{
	g_test_init(&argc, &argv, NULL);
	for (guint i = 0; i < G_N_ELEMENTS(rows); i++) {
		g_autofree char *path = g_strconcat("/display-name/", rows[i].name, NULL);

		g_test_add_data_func(path, GUINT_TO_POINTER(i), test_row);
	}
	return g_test_run();
}
