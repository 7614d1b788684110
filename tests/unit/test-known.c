/* The table of known receivers: each row says where it was seen and is tested by messages, and what
 * it says holds for the receiver's own hosts only (standards E.5). */
#include "claim/known.h"

#include "support-receivers.h"
#include "support-shapes.h"

/* How many messages of receivers-*.def and support-shapes.c have names that begin so. */
static guint
n_tests(const char *prefix)
{
	guint n = 0;

	for (guint i = 0; i < test_n_receivers; i++)
		n += g_str_has_prefix(test_receivers[i].name, prefix) ? 1 : 0;
	for (guint i = 0; i < test_n_shapes; i++)
		n += g_str_has_prefix(test_shapes[i].name, prefix) ? 1 : 0;
	return n;
}

static void
test_row(gconstpointer data)
{
	const EmlKnownReceiver *row = data;
	g_auto(GStrv) tests = g_strsplit(row->tests, " ", -1);

	g_assert_cmpstr(row->seen, !=, "");
	g_assert_cmpuint(strlen(row->read), ==, strlen("2026-11-24"));
	for (guint i = 0; tests[i] != NULL; i++)
		g_assert_cmpuint(n_tests(tests[i]), >, 0);
	/* what is known of an address or an edge counts at the receiver's own hosts */
	for (gsize i = 0; i < G_N_ELEMENTS(row->edges); i++)
		g_assert_true(row->edges[i].host == NULL ||
			      eml_known_receiver(row->edges[i].host + 1) == row ||
			      eml_known_receiver(row->edges[i].host) == row);
	g_assert_true(row->networks[0].network.len == 0 || row->hosts[0] != NULL);
	g_assert_false(row->one_organization && row->hosts[0] == NULL);
}

/* Every bit of a network is covered by its mask, and no host of another row has it. */
static void
test_networks(void)
{
	for (guint i = 0; i < eml_n_known_receivers; i++)
		for (gsize n = 0; n < G_N_ELEMENTS(eml_known_receivers[i].networks); n++) {
			const EmlKnownNetwork *one = &eml_known_receivers[i].networks[n];

			for (guint b = 0; b < one->network.len; b++)
				g_assert_cmpint(one->network.bytes[b] & ~one->mask.bytes[b], ==, 0);
			g_assert_cmpuint(one->network.len, ==, one->mask.len);
			if (one->network.len == 0)
				continue;
			g_assert_true(eml_known_network(&one->network,
							eml_known_receivers[i].hosts[0]) == one);
			g_assert_null(eml_known_network(&one->network, "mx.receiver.example"));
		}
}

/* A domain belongs to one receiver. */
static void
test_hosts(void)
{
	for (guint i = 0; i < eml_n_known_receivers; i++)
		for (gsize h = 0; h < G_N_ELEMENTS(eml_known_receivers[i].hosts); h++) {
			const char *host = eml_known_receivers[i].hosts[h];

			if (host != NULL)
				g_assert_true(eml_known_receiver(host) == &eml_known_receivers[i]);
		}
	g_assert_null(eml_known_receiver("evil-outlook.com"));
	g_assert_cmpstr(eml_known_organization("me.com"), ==, "icloud.com");
	g_assert_null(eml_known_organization("office365.com"));
}

int
main(int argc, char **argv)
{
	g_test_init(&argc, &argv, NULL);
	for (guint i = 0; i < eml_n_known_receivers; i++) {
		g_autofree char *path = g_strconcat("/known/row/", eml_known_receivers[i].tests, NULL);

		g_test_add_data_func(path, &eml_known_receivers[i], test_row);
	}
	g_test_add_func("/known/networks", test_networks);
	g_test_add_func("/known/hosts", test_hosts);
	return g_test_run();
}
