/* What stands behind an l= as people read it: the words come from whoever added them. */
#include "judge/tail.h"

#include "mail/meaning.h"
#include "support.h"

#define BASE64 "Content-Transfer-Encoding: base64\n"
#define QP                                                                                         \
	"Content-Type: text/plain; charset=iso-8859-1\nContent-Transfer-Encoding: "                \
	"quoted-printable\n"
#define MULTIPART "Content-Type: multipart/mixed; boundary=b\n"

static const struct {
	const char *name;
	const char *header; /* of the message */
	const char *tail;
	const char *words;
} rows[] = {
    {"plain", "", "Claim your refund now: https://x.example/\r\n",
     "Claim your refund now: https://x.example/"},
    {"lines", "", "a\r\n\r\n \tb  c\r\n", "a b c"},
    {"quotes", "", "pay\" - all of it is signed.", "pay' - all of it is signed."},
    {"controls", "", "a\033[2Jb\r\n", "a\u241b[2Jb"},
    {"long", "", "0123456789 0123456789 0123456789 0123456789 0123456789 0123456789",
     "0123456789 0123456789 0123456789 0123456789 0123456789 0123\u2026"},
    {"base64", BASE64, "UGF5IG1lIG5vdw==\r\n", "Pay me now"},
    {"not-base64", BASE64, "Pay me now!\r\n", "Pay me now!"},
    {"quoted-printable", QP, "caf=E9 =\r\nau lait", "caf\303\251 au lait"},
    {"html", "Content-Type: text/html\n", "</td><p style=\"x\">Pay <b>now</b></p>", "Pay now"},
    {"html-untyped", MULTIPART, "<p>Pay</p>", "Pay"},
    {"html-open", "Content-Type: text/html\n", "Pay <b", "Pay"},
    {"picture", "Content-Type: text/html\n", "<img src=x>", "<img src=x>"},
    /* RFC 2046 section 5.1.1: a part that begins there, and parts inside it */
    {"part", MULTIPART, "--b\r\nContent-Type: text/plain\r\n\r\nPay me\r\n", "Pay me"},
    {"part-base64", MULTIPART, "--b\r\nContent-Transfer-Encoding: base64\r\n\r\nUGF5\r\n", "Pay"},
    {"part-in-part", MULTIPART,
     "--b\r\nContent-Type: multipart/alternative; boundary=c\r\n\r\n--c\r\n\r\nPay me\r\n",
     "Pay me"},
    {"part-empty", MULTIPART, "--b\r\nContent-Type: text/plain\r\n\r\n",
     "--b Content-Type: text/plain"},
    {"end-of-parts", MULTIPART, "--b--\r\n", "--b--"},
    {"text-behind-parts", BASE64 MULTIPART, "Pay me", "Pay me"},
    {"no-part", "", "--\r\nAlice\r\nhas a word\r\n", "-- Alice has a word"},
    {"no-header", "", "--hello\r\nhas a word\r\n\r\nmore\r\n", "--hello has a word more"},
};

static void
test_row(gconstpointer data)
{
	const gsize i = GPOINTER_TO_SIZE(data);
	g_autofree char *text =
	    g_strconcat("From: a@b.example\n", rows[i].header, "\nbody\n", NULL);
	g_autoptr(EmlMessage) message = test_message(text);
	g_autoptr(GBytes) tail = g_bytes_new(rows[i].tail, strlen(rows[i].tail));
	const EmlDkimResult signature = {.tail_text = tail};
	g_autofree EmlPlain *words = eml_tail_words(message, &signature);

	g_assert_cmpstr(words, ==, rows[i].words);
}

int
main(int argc, char **argv)
{
	g_test_init(&argc, &argv, NULL);
	eml_meaning_init();
	for (gsize i = 0; i < G_N_ELEMENTS(rows); i++) {
		g_autofree char *path = g_strdup_printf("/tail/%s", rows[i].name);

		g_test_add_data_func(path, GSIZE_TO_POINTER(i), test_row);
	}
	return g_test_run();
}
