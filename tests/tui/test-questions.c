/* Five questions that somebody has about a message, the keys from the start to the answer, and the
 * answer as it stands on a screen of 80x24: who sent this; does it hold; why did DKIM break; which
 * hop delayed it; may I use the unsubscribe link. What the answers are, samples/make.py and the
 * names of the samples say. */
#include "tui-support.h"

static const struct {
	const char *sample, *question, *keys, *answer;
} rows[] = {
    {"01-newsletter", "who", "", " From     Garden Letter <letter@garden.example>"},
    {"01-newsletter", "holds", "", "✓ PASS   garden.example did send this"},
    {"01-newsletter", "hop", "", "2 hops      1 s, most at hop 2"},
    {"01-newsletter", "unsubscribe", "55",
     "use it?      ✓ Safe: the sender is verified and the addresses are"},
    {"02-mailing-list", "who", "", " From     Mira Holm <mira@lab.example>"},
    {"02-mailing-list", "holds", "", "! FAIL   lab.example signed this, but a mailing list (sensors)"},
    {"02-mailing-list", "dkim", "22", "proved: A tag was added to the subject. It was signed as:"},
    {"02-mailing-list", "dkim", "22", "proved: 3 lines were added at the end of the text"},
    {"02-mailing-list", "hop", "", "2 hops      6 s, most at hop 2"},
    {"02-mailing-list", "unsubscribe", "55",
     "use it?      ! Better not: nothing shows who sent this"},
    {"03-spoof", "who", "", " From     Bank Security <security@bank.example>"},
    {"03-spoof", "holds", "", "✗ FAIL   Do not believe the From address"},
    {"03-spoof", "dkim", "",
     "2 DKIM        none                          = · none        no signature"},
    {"03-spoof", "hop", "", "2 hops      7 s, most at hop 2"},
    {"04-softfail", "holds", "", "! FAIL   Nothing shows that workshop.example sent this"},
    {"05-microsoft", "holds", "", "✓ PASS   bridge.example did send this"},
    {"05-microsoft", "hop", "66", "4      +1 s ███████ AS8PR04MB8755.eurprd04.prod.outlook.com"},
    {"06-key-gone", "holds", "", "! UNDECIDED   It cannot be verified any more"},
    {"06-key-gone", "holds", "", "withdrawn since."},
    {"06-key-gone", "dkim", "22", "permerror: There is no public key at"},
    {"07-weak-key", "holds", "", "! PASS   harbor.example sent this"},
    {"08-japanese", "who", "", " From     茶園だより <tayori@chaen.example>"},
    {"08-japanese", "unsubscribe", "55",
     "use it?      ✓ Safe: the sender is verified and the addresses are"},
    {"01-newsletter", "unsubscribe", "", "✓ one-click   the sender's own"},
    {"02-mailing-list", "unsubscribe", "", "· by mail     better not use it"},
    {"08-japanese", "unsubscribe", "", "· by page     the sender's own"},
    {"09-bounce", "who", "", " From     Mail Delivery Subsystem <mailer-daemon@googlemail.com>"},
    {"09-bounce", "unsubscribe", "", "5 Unsubscribe -                               · none"},
};

static void
test_row(gconstpointer data)
{
	const gsize i = GPOINTER_TO_SIZE(data);
	g_autoptr(EmlReport) report = test_sample_report(rows[i].sample, NULL, FALSE);
	g_autoptr(EmlApp) app = eml_app_new(report, rows[i].sample, 1, 1);

	test_press(app, rows[i].keys);
	test_sees(app, rows[i].answer);
}

int
main(int argc, char **argv)
{
	g_test_init(&argc, &argv, NULL);
	for (gsize i = 0; i < G_N_ELEMENTS(rows); i++) {
		g_autofree char *path = g_strdup_printf("/tui/questions/%s/%s/%" G_GSIZE_FORMAT,
							rows[i].sample, rows[i].question, i);

		g_test_add_data_func(path, GSIZE_TO_POINTER(i), test_row);
	}
	return g_test_run();
}
