/* The text that readers show of messages of many kinds, as mutt 2.2.12 and NeoMutt 20220429 write
 * it, and what an attacker may have shown beside the header of such a message. */
#include "mail/rendered.h"

#include "mail/meaning.h"

#define HEAD                                                                                       \
	"From: a@b.example\nDate: Mon, 2 Mar 2026 10:00:00 +0000\nSubject: x\nMessage-ID: "        \
	"<a@b.example>\n"
#define M "\033]9;123\a"
#define PARTS(subtype) "Content-Type: multipart/" subtype "; boundary=b\n\n"
#define TEXT "--b\nContent-Type: text/plain\n\nPay 10.00 to me.\n"
#define HTML_PART "--b\nContent-Type: text/html\n\n<p>Pay 10.00 to me.</p>\n"
#define PDF                                                                                        \
	"--b\nContent-Type: application/pdf\nContent-Disposition: attachment; "                    \
	"filename=\"in voice.pdf\"\n\n%PDF\n"
#define PNG "--b\nContent-Type: image/png\nContent-Description: Seal\n\nx\n"
#define NOTES                                                                                      \
	"--b\nContent-Type: text/plain\nContent-Disposition: attachment; filename=notes.txt\n\n"   \
	"Pay 99.\n"
#define INNER "--b\nContent-Type: message/rfc822\n\nFrom: c@d\nSubject: y\nTo: e@f\n\nInner.\n"
#define END "--b--\n"

static const char plain[] = "\nPay 10.00 to me.\n";
static const char japanese[] =
    "Content-Type: text/plain; charset=utf-8\n\n\346\227\245\346\234\254 7\n";
static const char alternative[] = PARTS("alternative") TEXT HTML_PART END;
static const char mixed[] = PARTS("mixed") TEXT PDF PNG END;
static const char notes[] = PARTS("mixed") TEXT NOTES END;
static const char both[] = PARTS("mixed") TEXT "--b\nContent-Type: text/plain\n\nNot now.\n" END;
static const char nested[] =
    PARTS("mixed") "--b\nContent-Type: multipart/alternative; boundary=c\n\n--c\n\nPay 10.00 to "
		   "me.\n--c\nContent-Type: text/html\n\n<p>\n--c--\n" PDF END;
static const char html[] = "Content-Type: text/html\n\n<p>Pay 10.00 to me.</p>\n";
static const char calendar[] = "Content-Type: text/calendar\n\nBEGIN:VCALENDAR\n";
static const char pdf[] = "Content-Type: application/pdf; name=a.pdf\n\n%PDF\n";
static const char forward[] = PARTS("mixed") TEXT INNER END;
static const char report[] =
    PARTS("report") TEXT "--b\nContent-Type: message/delivery-status\n\nAction: failed\n" INNER END;
static const char is_signed[] =
    PARTS("signed") "--b\nContent-Type: text/plain; protected-headers=v1\nSubject: x y\n\n"
		    "Pay 10.00 to me.\n--b\nContent-Type: application/pgp-signature\n\nx\n" END;
static const char encrypted[] =
    PARTS("encrypted") "--b\nContent-Type: application/pgp-encrypted\n\nVersion: 1\n--b\n"
		       "Content-Type: application/octet-stream\n\nx\n" END;
static const char clear_signed[] =
    "\n-----BEGIN PGP SIGNED MESSAGE-----\nHash: SHA256\n\nPay 10.00 to me.\n- -- \nMe\n"
    "-----BEGIN PGP SIGNATURE-----\n\nx\n-----END PGP SIGNATURE-----\n";
static const char empty[] = "\n";
static const char flowed[] =
    "Content-Type: text/plain; format=flowed\n\nPay \n10.00 to me.\n> quoted \n> text\n From\n";

#define PAY "Pay 10.00 to me.\n"
#define NUMBER_1 M "[-- Attachment #1 --]\n" M "[-- Type: text/plain, Size: 0.1K --]\n\n"
#define NUMBER_2                                                                                   \
	M "[-- Attachment #2: in voice.pdf --]\n" M                                                \
	  "[-- Type: application/pdf, Size: 1K --]\n\n" M                                          \
	  "[-- application/pdf is unsupported (use 'v' to view this part) --]\n\n"
#define NUMBER_3                                                                                   \
	M "[-- Attachment #3: Seal --]\n" M "[-- Type: image/png, Size: 1K --]\n\n" M              \
	  "[-- image/png is unsupported --]\n"
#define REPORT_1 M "[-- PGP output follows --]\n"
#define REPORT_2 "gpg: Good signature\n" M "[-- End of PGP output --]\n\n"
#define SIGNED_1 M "[-- The following data is signed --]\n\n"
#define SIGNED_2 "\n" M "[-- End of signed data --]\n"

static const struct {
	const char *name, *message, *shown;
	EmlMatch match;
} rows[] = {
    /* what readers show of their own accord */
    {"plain", plain, PAY, EML_MATCH_WHOLE},
    {"empty", empty, "", EML_MATCH_WHOLE},
    {"flowed", flowed, "Pay 10.00 to me.\n> quoted text\nFrom\n", EML_MATCH_WHOLE},
    {"alternative", alternative, PAY, EML_MATCH_TEXT},
    {"mixed", mixed, NUMBER_1 PAY NUMBER_2 NUMBER_3, EML_MATCH_TEXT},
    {"german", mixed,
     M "[-- Anhang #1 --]\n" M "[-- Typ: text/plain, Kodierung: 8bit --]\n\n" PAY M
       "[-- Anhang #2: in voice.pdf --]\n" M "[-- Typ: application/pdf --]\n" M
       "[-- Anhang #3: Seal --]\n" M "[-- Typ: image/png --]\n",
     EML_MATCH_TEXT},
    {"nested", nested,
     M "[-- Attachment #1 --]\n" M "[-- Type: multipart/alternative --]\n\n" PAY NUMBER_2,
     EML_MATCH_TEXT},
    {"attached-text-shown", notes,
     NUMBER_1 PAY M "[-- Attachment #2: notes.txt --]\n" M "[-- Type: text/plain --]\n\nPay 99.\n",
     EML_MATCH_TEXT},
    {"attached-text-not-shown", notes,
     NUMBER_1 PAY M "[-- Attachment #2: notes.txt --]\n" M "[-- Type: text/plain --]\n\n" M
		    "[-- This is an attachment --]\n",
     EML_MATCH_TEXT},
    {"html-as-it-is", html, "<p>Pay 10.00 to me.</p>\n", EML_MATCH_WHOLE},
    {"html-not-shown", html, M "[-- text/html is unsupported --]\n", EML_MATCH_HEADER},
    {"html-by-a-program", html, M "[-- Autoview using w3m --]\n" PAY, EML_MATCH_HEADER},
    {"html-by-a-program-without-marks", html, PAY, EML_MATCH_HEADER},
    {"html-of-alternative", alternative, M "[-- Autoview using w3m --]\nPay 10.00 to me!\n",
     EML_MATCH_HEADER},
    {"calendar-by-a-program", calendar, M "[-- Autoview using cal --]\nMonday\n", EML_MATCH_HEADER},
    {"only-pdf", pdf, M "[-- application/pdf is unsupported --]\n", EML_MATCH_HEADER},
    {"forward", forward,
     NUMBER_1 PAY M "[-- Attachment #2 --]\n" M
		    "[-- Type: message/rfc822 --]\n\nFrom: c@d\nSubject: y\n\nInner.\n",
     EML_MATCH_TEXT},
    {"report", report,
     NUMBER_1 PAY M "[-- Attachment #2 --]\n" M
		    "[-- Type: message/delivery-status --]\n\nAction: failed\n" M
		    "[-- Attachment #3 --]\n" M
		    "[-- Type: message/rfc822 --]\n\nFrom: c@d\nSubject: y\n\nInner.\n",
     EML_MATCH_TEXT},
    {"signed", is_signed, REPORT_1 REPORT_2 SIGNED_1 PAY SIGNED_2, EML_MATCH_TEXT},
    {"signed-protected", is_signed,
     REPORT_1 REPORT_2 SIGNED_1 "\033]8;7\aSubject: x y\n\n" PAY SIGNED_2, EML_MATCH_TEXT},
    {"signed-not-verified", is_signed, PAY, EML_MATCH_TEXT},
    {"encrypted", encrypted,
     REPORT_1 REPORT_2 M "[-- The following data is PGP/MIME encrypted --]\n\n" PAY M
			 "[-- End of PGP/MIME encrypted data --]\n",
     EML_MATCH_HEADER},
    {"clear-signed", clear_signed,
     "-----BEGIN PGP SIGNED MESSAGE-----\nHash: SHA256\n\nPay 10.00 to me.\n- -- \nMe\n"
     "-----BEGIN PGP SIGNATURE-----\n\nx\n-----END PGP SIGNATURE-----\n",
     EML_MATCH_WHOLE},
    {"clear-signed-verified", clear_signed,
     REPORT_1 REPORT_2 M "[-- BEGIN PGP SIGNED MESSAGE --]\n\n" PAY "-- \nMe\n\n" M
			 "[-- END PGP SIGNED MESSAGE --]\n",
     EML_MATCH_TEXT},
    {"alternative-with-all-fields", alternative, "Content-Type: text/plain\n\n" PAY,
     EML_MATCH_TEXT},
    {"nested-with-all-fields", nested,
     M "[-- Attachment #1 --]\n" M
       "[-- Type: multipart/alternative --]\n\nContent-Type: multipart/alternative; "
       "boundary=c\n\n" PAY M "[-- Attachment #2: in voice.pdf --]\n" M
       "[-- Type: application/pdf --]\n\nContent-Type: application/pdf\nContent-Disposition: "
       "attachment;\n\tfilename=\"in voice.pdf\"\n\n" M "[-- application/pdf is unsupported --]\n",
     EML_MATCH_TEXT},
    /* what an attacker sends with the header of such a message */
    {"other-text", plain, "Pay 99.00 to me.\n", EML_MATCH_OTHER_TEXT},
    {"text-in-front", plain, "Now:\n" PAY, EML_MATCH_OTHER_TEXT},
    {"text-behind", plain, PAY "Soon.\n", EML_MATCH_OTHER_TEXT},
    {"text-cut", plain, "Pay 10\n", EML_MATCH_OTHER_TEXT},
    {"text-twice", plain, PAY PAY, EML_MATCH_OTHER_TEXT},
    {"nothing-shown", plain, "", EML_MATCH_OTHER_TEXT},
    {"point-dropped", plain, "Pay 1000 to me.\n", EML_MATCH_OTHER_TEXT},
    {"other-case", plain, "PAY 10.00 TO ME.\n", EML_MATCH_OTHER_TEXT},
    {"question-marks", plain, "??? 10.00 to me.\n", EML_MATCH_OTHER_TEXT},
    {"text-for-empty", empty, PAY, EML_MATCH_OTHER_TEXT},
    {"other-han", japanese, "\346\227\245\346\227\245 7\n", EML_MATCH_OTHER_TEXT},
    {"more-han", japanese, "\346\227\245\346\234\254\346\227\245 7\n", EML_MATCH_OTHER_TEXT},
    {"right-to-left", plain, "Pay \342\200\25610.00 to me.\n", EML_MATCH_OTHER_TEXT},
    {"backspace", plain, "Pay 10.00 to m\be.\n", EML_MATCH_OTHER_TEXT},
    {"unmarked-line", plain, PAY "[-- Attachment #1: pay 99.pdf --]\n", EML_MATCH_OTHER_TEXT},
    {"marked-line", plain, PAY M "[-- Pay 99 --]\n", EML_MATCH_HEADER},
    {"marked-name", plain, PAY M "[-- Attachment #1: pay 99.pdf --]\n", EML_MATCH_HEADER},
    {"hidden", plain, "\033[8mx\033[0m" PAY, EML_MATCH_HEADER},
    {"protected-line", plain, "\033]8;1\aSubject: x\n\n" PAY, EML_MATCH_HEADER},
    {"other-text-of-alternative", alternative, "Pay 99.00 to me.\n", EML_MATCH_HEADER},
    {"tags-of-alternative", alternative, "<b>" PAY, EML_MATCH_HEADER},
    {"other-fields-of-alternative", alternative, "Content-Type: text/pay-99\n\n" PAY,
     EML_MATCH_HEADER},
    {"more-fields-of-alternative", alternative, "Content-Type: text/plain\nPay: 99\n\n" PAY,
     EML_MATCH_HEADER},
    {"both-of-alternative", alternative, PAY PAY, EML_MATCH_HEADER},
    {"nothing-of-alternative", alternative, "", EML_MATCH_HEADER},
    {"marked-line-of-alternative", alternative, PAY M "[-- Pay 99 now --]\n", EML_MATCH_HEADER},
    {"part-added", alternative, NUMBER_1 PAY NUMBER_2, EML_MATCH_HEADER},
    {"first-part-changed", mixed, NUMBER_1 "Pay 99.\n" NUMBER_2 NUMBER_3, EML_MATCH_HEADER},
    {"text-between-parts", mixed, NUMBER_1 PAY NUMBER_2 "Pay 99.\n" NUMBER_3, EML_MATCH_HEADER},
    {"text-behind-parts", mixed, NUMBER_1 PAY NUMBER_2 NUMBER_3 "Pay 99.\n", EML_MATCH_HEADER},
    {"text-before-parts", mixed, "Pay 99.\n" NUMBER_1 PAY NUMBER_2 NUMBER_3, EML_MATCH_HEADER},
    {"part-left-out", both, NUMBER_1 PAY, EML_MATCH_HEADER},
    {"first-part-left-out", both,
     M "[-- Attachment #2 --]\n" M "[-- Type: text/plain --]\nNot now.\n", EML_MATCH_HEADER},
    {"parts-in-other-order", both,
     M "[-- Attachment #1 --]\nNot now.\n" M "[-- Attachment #2 --]\n" PAY, EML_MATCH_HEADER},
    {"attachment-as-the-text", notes, "Pay 99.\n", EML_MATCH_HEADER},
    {"number-added", mixed,
     NUMBER_1 PAY NUMBER_2 NUMBER_3 M "[-- Attachment #4 --]\n" M "[-- Type: image/png --]\n",
     EML_MATCH_HEADER},
    {"number-twice", mixed, NUMBER_1 PAY NUMBER_2 NUMBER_2 NUMBER_3, EML_MATCH_HEADER},
    {"number-odd", mixed, NUMBER_1 PAY M "[-- Attachment #99999999999999999999 --]\n",
     EML_MATCH_HEADER},
    {"other-name", mixed,
     NUMBER_1 PAY M "[-- Attachment #2: pay.pdf --]\n" M "[-- Type: application/pdf --]\n",
     EML_MATCH_HEADER},
    {"name-added", mixed,
     M "[-- Attachment #1: pay 99 --]\n" M "[-- Type: text/plain --]\n\n" PAY NUMBER_2 NUMBER_3,
     EML_MATCH_HEADER},
    {"name-left-out", mixed,
     NUMBER_1 PAY M "[-- Attachment #2 --]\n" M "[-- Type: application/pdf --]\n",
     EML_MATCH_HEADER},
    {"other-type", mixed,
     NUMBER_1 PAY M "[-- Attachment #2: in voice.pdf --]\n" M "[-- Type: text/pay-99-now --]\n",
     EML_MATCH_HEADER},
    {"many-lines", mixed,
     NUMBER_1 PAY NUMBER_2 M "[-- Pay --]\n" M "[-- 99 --]\n" M "[-- to --]\n" M "[-- me --]\n",
     EML_MATCH_HEADER},
    {"mark-of-another-number", mixed,
     NUMBER_1 PAY "\033]9;124\a[-- Attachment #2: in voice.pdf --]\n", EML_MATCH_HEADER},
    {"mark-inside-a-line", mixed, NUMBER_1 PAY "x" M "[-- pay 99 --]\n" NUMBER_2 NUMBER_3,
     EML_MATCH_HEADER},
    {"other-inner-text", forward,
     NUMBER_1 PAY M "[-- Attachment #2 --]\n" M
		    "[-- Type: message/rfc822 --]\n\nFrom: c@d\nSubject: y\n\nPay 99.\n",
     EML_MATCH_HEADER},
    {"other-inner-header", forward,
     NUMBER_1 PAY M "[-- Attachment #2 --]\n" M
		    "[-- Type: message/rfc822 --]\n\nFrom: z@d\nSubject: y\n\nInner.\n",
     EML_MATCH_HEADER},
    {"more-inner-header", forward,
     NUMBER_1 PAY M "[-- Attachment #2 --]\n" M
		    "[-- Type: message/rfc822 --]\n\nFrom: c@d\nPay: 99\n\nInner.\n",
     EML_MATCH_HEADER},
    {"report-without-a-signature", mixed, REPORT_1 REPORT_2 NUMBER_1 PAY NUMBER_2 NUMBER_3,
     EML_MATCH_HEADER},
    {"report-behind-the-text", is_signed,
     SIGNED_1 PAY SIGNED_2 REPORT_1 "Pay 99.\n" M "[-- End --]\n", EML_MATCH_HEADER},
    {"report-without-marks", is_signed, "gpg: Good signature\n" SIGNED_1 PAY SIGNED_2,
     EML_MATCH_HEADER},
    {"two-reports", is_signed, REPORT_1 REPORT_2 REPORT_1 REPORT_2 SIGNED_1 PAY SIGNED_2,
     EML_MATCH_HEADER},
    {"text-behind-a-signature", is_signed, REPORT_1 REPORT_2 SIGNED_1 PAY SIGNED_2 "Pay 99.\n",
     EML_MATCH_HEADER},
    {"other-signed-text", is_signed, REPORT_1 REPORT_2 SIGNED_1 "Pay 99.\n" SIGNED_2,
     EML_MATCH_HEADER},
    {"only-a-report", is_signed, REPORT_1 REPORT_2, EML_MATCH_HEADER},
    {"other-protected-subject", is_signed,
     REPORT_1 REPORT_2 SIGNED_1 "\033]8;7\aSubject: Pay 99\n\n" PAY SIGNED_2, EML_MATCH_HEADER},
    {"other-clear-signed-text", clear_signed,
     M "[-- BEGIN PGP SIGNED MESSAGE --]\n\nPay 99.\n" M "[-- END PGP SIGNED MESSAGE --]\n",
     EML_MATCH_HEADER},
};

static void
test_row(gconstpointer data)
{
	const gsize i = GPOINTER_TO_SIZE(data);
	g_autofree char *text = g_strconcat(HEAD, rows[i].message, NULL);
	g_autofree char *body = g_strconcat("\n", rows[i].shown, NULL);
	g_autoptr(GBytes) bytes = g_bytes_new(text, strlen(text));
	g_autoptr(EmlMessage) message = eml_message_new(bytes, NULL);
	g_autoptr(EmlRendered) shown = eml_rendered_new(eml_slice(HEAD), eml_slice(body), "utf-8");

	g_assert_cmpint(eml_rendered_match(shown, message), ==, rows[i].match);
}

/* The reader's character set is another one. */
static void
test_charset(void)
{
	static const char raw[] = HEAD "Content-Type: text/plain; charset=utf-8\n\nf\303\274r 1\n";
	g_autoptr(GBytes) bytes = g_bytes_new(raw, strlen(raw));
	g_autoptr(EmlMessage) message = eml_message_new(bytes, NULL);
	static const struct {
		const char *charset, *shown;
		EmlMatch match;
	} readers[] = {
	    {"ISO-8859-1", "\nf\374r 1\n", EML_MATCH_WHOLE},
	    {"ISO-8859-1", "\nf\366r 1\n", EML_MATCH_OTHER_TEXT},
	    {"ANSI_X3.4-1968", "\nf??r 1\n", EML_MATCH_WHOLE},
	    {"ANSI_X3.4-1968", "\nf??r 2\n", EML_MATCH_HEADER}, /* it may be the charset */
	    {"KOI8-R", "\nf?r 1\n", EML_MATCH_WHOLE},
	};

	for (gsize i = 0; i < G_N_ELEMENTS(readers); i++) {
		g_autoptr(EmlRendered) shown = eml_rendered_new(
		    eml_slice(HEAD), eml_slice(readers[i].shown), readers[i].charset);

		g_assert_cmpint(eml_rendered_match(shown, message), ==, readers[i].match);
	}
}

int
main(int argc, char **argv)
{
	g_test_init(&argc, &argv, NULL);
	eml_meaning_init();
	for (gsize i = 0; i < G_N_ELEMENTS(rows); i++) {
		g_autofree char *path = g_strdup_printf("/rendered-body/%s", rows[i].name);

		g_test_add_data_func(path, GSIZE_TO_POINTER(i), test_row);
	}
	g_test_add_func("/rendered-body/charset", test_charset);
	return g_test_run();
}
