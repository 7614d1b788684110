/* Every view as it is seen: keys, then the picture and the grid of its roles as
 * saved in screens/, in three sizes of window. EMLENS_UPDATE_SCREENS=1 writes them anew, to be
 * read.
 */
#include "inspect.h"
#include "mail/meaning.h"
#include "support.h"
#include "tui-support.h"

#include <string.h>

/* Two signatures, of which the first over-signs From and signs a Cc that is not there; encoded
 * words that would be an address, another field, a quote, and a name that turns its end around. */
static const char text[] =
    "Return-Path: <bounce@shop.example>\n"
    "Authentication-Results: mx.rcpt.example;\n"
    "\tdkim=pass header.d=shop.example;\n"
    "\tspf=pass smtp.mailfrom=bounce@shop.example\n"
    "Received: from out.shop.example (out.shop.example [192.0.2.1])\n"
    "\tby mx.rcpt.example with ESMTPS id 1;\n"
    "\tMon, 2 Mar 2026 23:15:04 +0000\n"
    "Authentication-Results: mx.rcpt.example; dmarc=pass header.from=bank.example\n"
    "DKIM-Signature: v=1; a=rsa-sha256; c=relaxed/relaxed; d=shop.example; s=k;\n"
    "\th=from:from:subject:date:cc; bh=WT2Jkh4cot0Twm0MaHkXgkPZ8ztgjHT0M45ysob8vIk=;\n"
    "\tb=Bo/RK5Gq1YV+OvXijPWrHcnHtr2TGutc/DPH6QTtwEE=\n"
    "DKIM-Signature: v=1; a=rsa-sha256; d=esp.example; s=k; h=from:mime-version;\n"
    "\tbh=WT2Jkh4cot0Twm0MaHkXgkPZ8ztgjHT0M45ysob8vIk=; b=QUJD\n"
    "From: =?utf-8?q?boss=40bank.example=2C?= <service@shop.example>\n"
    "Subject: =?utf-8?b?44GU6KuL5rGC5pu4?= =?utf-8?q?=0D=0AFrom:_b=40bank.example?=\n"
    "\t=?utf-8?q?_=E2=80=AE1?=\n"
    "To: \"=?utf-8?q?a=22_=3Cb=40c=3E?=\" <me@rcpt.example>\n"
    "Date: Mon, 2 Mar 2026 23:15:00 +0000\n"
    "X-Lines: one\n"
    "\tFrom: two@bank.example\n"
    "   three\n"
    "MIME-Version: 1.0\n"
    "Content-Type: multipart/mixed; boundary=\"b\"\n"
    "\n"
    "--b\n"
    "Content-Type: multipart/alternative; boundary=\"c\"\n"
    "\n"
    "--c\n"
    "Content-Type: text/plain; charset=utf-8\n"
    "Content-Transfer-Encoding: quoted-printable\n"
    "\n"
    "Hello\n"
    "--c\n"
    "Content-Type: text/html; charset=iso-2022-jp\n"
    "\n"
    "<p>Hello</p>\n"
    "--c--\n"
    "\n"
    "--b\n"
    "Content-Type: message/rfc822\n"
    "\n"
    "Subject: forwarded\n"
    "\n"
    "Look at this.\n"
    "--b\n"
    "Content-Type: application/pdf\n"
    "Content-Transfer-Encoding: base64\n"
    "Content-Disposition: attachment;\n"
    " filename*=utf-8''invoice%22%20text/plain%20%E2%80%AEfdp.exe\n"
    "\n"
    "QUJDQUJD\n"
    "--b\n"
    "Content-Type: image/png; name=\"logo.png\"\n"
    "Content-Transfer-Encoding: x-zip\n"
    "\n"
    "x\n";

/* sample: NULL is the text above. */
static const struct {
	const char *name, *sample, *keys;
} rows[] = {
    {"headers", NULL, "99"},
    {"headers-decoded", NULL, "99d"},
    {"headers-lines", NULL, "99u"},
    {"headers-decoded-lines", NULL, "99ud/Subject<Enter>"},
    {"headers-problems", NULL, "99f"},
    {"headers-absent", NULL, "99G"},
    {"field", NULL, "99/boss<Enter><Enter>"},
    {"parts", NULL, "pp"},
    {"parts-folded", NULL, "ppj-"},
    {"parts-problems", NULL, "ppf"},
    {"part", NULL, "ppG<Enter>"},
    {"part-of-a-file", NULL, "ppGk"},
    {"overview", "01-newsletter", ""},
    {"overview-fail", "03-spoof", ""},
    {"verdict", "03-spoof", "V"},
    {"overview-two", "07-weak-key", "2"},
    {"spf", "01-newsletter", "11"},
    {"spf-folded", "01-newsletter", "11*G"},
    {"dkim-pass", "07-weak-key", "22"},
    {"dkim-fail", "02-mailing-list", "22"},
    {"dkim-canonical", "01-newsletter", "22G"},
    {"dkim-tail", "07-weak-key", "22/length l=<Enter><Enter>"},
    {"dkim-tail-of-finding", "07-weak-key",
     "88/not signed<Enter><Enter>/Enter shows<Enter><Enter>"},
    {"dmarc", "03-spoof", "33"},
    {"arc", "02-mailing-list", "44"},
    {"unsubscribe", "01-newsletter", "55"},
    {"reverse-dns", "03-spoof", "rr"},
    {"path", "05-microsoft", "66j"},
    {"claims", "03-spoof", "77"},
    {"findings", "02-mailing-list", "88"},
    {"finding", "02-mailing-list", "88<Enter>"},
    {"dns", "03-spoof", "00"},
    {"answer", "01-newsletter", "00<Enter>"},
    {"help", "01-newsletter", "?"},
    {"search", "08-japanese", "99/chaen<Enter>"},
};

static const struct {
	guint columns, lines;
} sizes[] = {{80, 24}, {140, 40}, {40, 10}};

static EmlReport *
report_of(void)
{
	const EmlInspectSettings settings = {.deadline_s = 20, .parts = TRUE, .serial = TRUE};
	g_autoptr(EmlMessage) message = test_message(text);
	g_autoptr(EmlDnsStore) store = test_store(";! complete\n");
	g_autoptr(EmlInspection) inspection = NULL;

	inspection = eml_inspection_new("invoice.eml", message, store, &settings);
	eml_inspection_start(inspection);
	eml_inspection_wait(inspection);
	return eml_inspection_snapshot(inspection);
}

/* A letter for each cell, in lower or upper case as the theme has it; blanks where nothing is. */
static void
append_roles(GString *out, const EmlCanvas *canvas)
{
	for (guint line = 0; line < eml_canvas_lines(canvas); line++) {
		g_autoptr(GString) one = g_string_new(NULL);

		for (guint i = 0; i < eml_canvas_columns(canvas); i++) {
			const EmlCanvasCell *cell = eml_canvas_cell(canvas, line, i);

			if (cell->width > 0)
				g_string_append_c(one, cell->chars[0] == ' '
							   ? ' '
							   : eml_theme_letter((EmlRole)cell->role));
		}
		g_string_append_printf(out, "%s\n", g_strchomp(one->str));
	}
}

static char *
screen_of(EmlApp *app, guint columns, guint lines)
{
	g_autoptr(EmlCanvas) canvas = eml_canvas_new(columns, lines, TRUE);
	g_autofree char *picture = test_picture(app, columns, lines);
	g_autoptr(GString) out = g_string_new(picture);

	eml_app_paint(app, canvas);
	g_string_append(out, "-- roles --\n");
	append_roles(out, canvas);
	return g_strdup(out->str);
}

static void
check_screen(const char *name, guint columns, guint lines, const char *screen)
{
	g_autofree char *file = g_strdup_printf("%s-%ux%u.text", name, columns, lines);
	g_autofree char *path =
	    g_build_filename(g_getenv("EMLENS_SOURCE"), "tests", "tui", "screens", file, NULL);
	g_autofree char *saved = NULL;

	if (g_getenv("EMLENS_UPDATE_SCREENS") != NULL)
		g_assert_true(g_file_set_contents(path, screen, -1, NULL));
	g_assert_true(g_file_get_contents(path, &saved, NULL, NULL));
	if (!g_str_equal(saved, screen)) {
		g_test_message("%s should be:\n%s\nand is:\n%s", file, saved, screen);
		g_test_fail();
	}
}

static void
test_row(gconstpointer data)
{
	const gsize i = GPOINTER_TO_SIZE(data);
	const char *sample = rows[i].sample;
	g_autoptr(EmlReport) report =
	    sample != NULL ? test_sample_report(sample, NULL, FALSE) : report_of();
	g_autoptr(EmlApp) app = eml_app_new(report, sample != NULL ? sample : "invoice.eml", 1, 1);

	test_press(app, rows[i].keys);
	for (gsize k = 0; k < G_N_ELEMENTS(sizes); k++) {
		g_autofree char *screen = screen_of(app, sizes[k].columns, sizes[k].lines);

		check_screen(rows[i].name, sizes[k].columns, sizes[k].lines, screen);
	}
}

int
main(int argc, char **argv)
{
	g_test_init(&argc, &argv, NULL);
	eml_meaning_init();
	for (gsize i = 0; i < G_N_ELEMENTS(rows); i++) {
		g_autofree char *path = g_strconcat("/tui/screens/", rows[i].name, NULL);

		g_test_add_data_func(path, GSIZE_TO_POINTER(i), test_row);
	}
	return g_test_run();
}
