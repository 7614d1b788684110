/* Every published message whose first Received-SPF with a client address names it: the border must
 * be where that client came in. The exceptions are listed with their reason; standards E.5 counted
 * 75 of 82 on another selection. */

#include "claim/hops.h"
#include "syntax/received-spf.h"

#include "support.h"

static const char *const folders[] = {"suites/messages", "suites/authres/spamassassin",
				      "suites/dkim", "suites/dsn"};
enum { N_MESSAGES = 83 };

static const struct {
	const char *name; /* end of the path */
	const char *why;
} others[] = {
    {"/spf3-received-spf", "put together by hand: no Received names 69.61.78.188"},
    {"/spf4-received-spf-nofold", "the same"},
    {"/spf5-received-spf-crlf", "the same"},
    {"/spf6-received-spf-crlf2", "the same"},
    {"/1382298805.004638:2,", "Received-SPF of the list's own sender, mx3.mail.elte.hu"},
    {"/1382298805.004639:2,", "the same"},
    {"/1382298805.004640:2,", "the same"},
    {"/1382298805.004642:2,", "the same"},
    {"/005.mail", "Received-SPF of an earlier receiver, protection.outlook.com"},
    {"/complaints/aol.eml", "Received-SPF of an earlier receiver, google.com"},
    {"/multi-received-headers.eml", "the client is 10.231.10.138: nothing came in from outside"},
    {"/raw_email_incorrect_header.eml", "addresses masked as xxx.xxx.xxx.xxx"},
};

typedef struct {
	guint n_messages, n_agree;
} Count;

static gboolean
is_other(const char *path)
{
	for (gsize i = 0; i < G_N_ELEMENTS(others); i++)
		if (g_str_has_suffix(path, others[i].name))
			return TRUE;
	return FALSE;
}

/* The client address of the first Received-SPF that has one; the caller owns it. NULL if none. */
static char *
first_client(const EmlMessage *message)
{
	gint field = -1;

	while ((field = eml_message_find(message, "Received-SPF", field)) >= 0) {
		g_autoptr(EmlReceivedSpf) spf =
		    eml_received_spf_parse(eml_message_field(message, (guint)field)->value);
		const char *ip = eml_received_spf_get(spf, "client-ip");

		if (ip != NULL)
			return g_strdup(ip);
	}
	return NULL;
}

static void
count_message(const char *path, Count *count)
{
	g_autoptr(GBytes) bytes = test_file(path);
	g_autoptr(EmlMessage) message = eml_message_new(bytes, NULL);
	g_autofree char *client = message != NULL ? first_client(message) : NULL;
	g_autoptr(EmlHops) hops = NULL;
	const EmlHop *border = NULL;
	gboolean agrees = FALSE;

	if (client == NULL)
		return;
	hops = eml_hops_new(message);
	border = eml_hops_border(hops);
	agrees = border != NULL && g_strcmp0(border->received->from_ip, client) == 0;
	count->n_messages++;
	count->n_agree += agrees ? 1 : 0;
	if (agrees == is_other(path))
		g_test_message("%s: client %s, border %s", path, client,
			       border != NULL ? border->received->from_ip : "none");
	g_assert_cmpint(agrees, !=, is_other(path));
}

static void
walk(const char *path, Count *count)
{
	GDir *dir = g_dir_open(path, 0, NULL);
	const char *name = NULL;

	if (dir == NULL) {
		count_message(path, count);
		return;
	}
	while ((name = g_dir_read_name(dir)) != NULL) {
		g_autofree char *child = g_build_filename(path, name, NULL);

		walk(child, count);
	}
	g_dir_close(dir);
}

static void
test_borders(void)
{
	Count count = {0, 0};

	if (!test_shared_or_skip())
		return;
	for (gsize i = 0; i < G_N_ELEMENTS(folders); i++) {
		g_autofree char *path = test_shared_path(folders[i]);

		walk(path, &count);
	}
	g_test_message("%u of %u borders agree", count.n_agree, count.n_messages);
	g_assert_cmpuint(count.n_messages, ==, N_MESSAGES);
	g_assert_cmpuint(count.n_agree, ==, N_MESSAGES - G_N_ELEMENTS(others));
}

int
main(int argc, char **argv)
{
	g_test_init(&argc, &argv, NULL);
	g_test_add_func("/suites/borders", test_borders);
	return g_test_run();
}
