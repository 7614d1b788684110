/* What people read of claims: the column of what was claimed, and whose claims count, said once for
 * each writer. */
#include "inspect.h"
#include "render/text.h"
#include "support.h"

#define SENT "From: a@sender.example\nSubject: x\nDate: Mon, 2 Nov 2026 10:00:00 +0000\n\nbody\n"
#define BORDER                                                                                     \
	"Received: from mail.sender.example (mail.sender.example [192.0.2.10])\n"                  \
	" by mx.receiver.example (Postfix) with ESMTPS id 1; Mon, 2 Nov 2026 10:00:03 +0000\n"
#define BY_MICROSOFT                                                                               \
	"Authentication-Results: spf=pass (sender IP is 198.51.100.7)\n"                           \
	" smtp.mailfrom=sender.example; dkim=none (message not signed) header.d=none;\n"           \
	" dmarc=pass action=none header.from=sender.example;compauth=pass reason=100\n"            \
	"Received-SPF: Pass (protection.outlook.com: domain of sender.example designates\n"        \
	" 198.51.100.7 as permitted sender) receiver=protection.outlook.com;\n"                    \
	"Received: from mail.sender.example (198.51.100.7) by\n"                                   \
	" DS1PEPF0001709B.mail.protection.outlook.com (10.167.18.105) with Microsoft SMTP\n"       \
	" Server id 15.20.7784.11; Mon, 2 Nov 2026 10:00:03 +0000\n"
#define OWN(results) "Authentication-Results: mx.receiver.example; " results "\n"

static const struct {
	const char *name;
	const char *text; /* of the message */
	const char *trust;
	const char *says[4]; /* lines of the report, their blanks made one */
} rows[] = {
    {"other-session",
     "Return-Path: <b@sender.example>\n" BORDER BY_MICROSOFT SENT,
     "outlook.com",
     {"Claimed by outlook.com (lines 4, 7)", "SPF earlier pass · not checked for sender.example",
      "DKIM none · none no signature", "DMARC pass ✗ fail"}},
    {"named",
     "Return-Path: <b@sender.example>\n" BORDER BY_MICROSOFT SENT,
     "outlook.com",
     {"✓ You named outlook.com as your server; its results in lines 4 and 7 count"}},
    {"one",
     OWN("spf=none") BORDER SENT,
     NULL,
     {"✓ mx.receiver.example is your receiver (it wrote line 2); its result in line 1 counts"}},
    {"three",
     OWN("spf=none") OWN("dkim=none") OWN("dmarc=fail header.from=sender.example") BORDER SENT,
     NULL,
     {"✓ mx.receiver.example is your receiver (it wrote line 4); its results in lines 1, 2 and 3 "
      "count"}},
    {"doubtful",
     BORDER OWN("spf=none") OWN("dkim=none") SENT,
     NULL,
     {"! Lines 3 and 4 are your filter's results, or a forgery: they bear the name of "
      "mx.receiver.example",
      "in doubt: spf=none, dkim=none", "trust = mx.receiver.example"}},
    {"forged",
     "Return-Path: <b@sender.example>\n" BORDER OWN("dmarc=pass header.from=sender.example") SENT,
     NULL,
     {"✗ line 4 Authentication-Results of mx.receiver.example says dmarc=pass; it is forged: it "
      "bears the name of mx.receiver.example, and what it says is not true: see the findings"}},
};

/* The report with its lines joined, wherever they were wrapped, and blanks made one. */
static char *
report_text(const char *text, const char *trust)
{
	const char *const names[] = {trust, NULL};
	const EmlInspectSettings settings = {.deadline_s = 20, .serial = TRUE, .trust = names};
	g_autoptr(EmlDnsStore) store =
	    test_store(";! complete\n_dmarc.sender.example. TXT \"v=DMARC1; p=reject\"\n");
	g_autoptr(EmlMessage) message = test_message(text);
	g_autoptr(EmlInspection) inspection = eml_inspection_new("x", message, store, &settings);
	g_autoptr(EmlReport) report = NULL;
	g_autoptr(EmlOut) out = NULL;
	g_autoptr(GString) joined = g_string_new(NULL);
	char *written = NULL;
	gsize len = 0;
	FILE *stream = open_memstream(&written, &len);

	eml_inspection_start(inspection);
	eml_inspection_wait(inspection);
	report = eml_inspection_snapshot(inspection);
	out = eml_out_new(stream, FALSE, TRUE, 80);
	eml_text_report(out, report);
	g_assert_true(eml_out_finish(out, NULL));
	fclose(stream);
	for (gsize i = 0; i < len; i++) {
		const gboolean blank = g_ascii_isspace(written[i]);

		if (!blank || (joined->len > 0 && joined->str[joined->len - 1] != ' '))
			g_string_append_c(joined, blank ? ' ' : written[i]);
	}
	free(written);
	return g_string_free(g_steal_pointer(&joined), FALSE);
}

static void
test_row(gconstpointer data)
{
	const gsize i = GPOINTER_TO_SIZE(data);
	g_autofree char *text = report_text(rows[i].text, rows[i].trust);

	for (guint k = 0; k < G_N_ELEMENTS(rows[i].says) && rows[i].says[k] != NULL; k++)
		if (strstr(text, rows[i].says[k]) == NULL)
			g_error("\"%s\" is not in: %s", rows[i].says[k], text);
}

int
main(int argc, char **argv)
{
	g_test_init(&argc, &argv, NULL);
	for (gsize i = 0; i < G_N_ELEMENTS(rows); i++) {
		g_autofree char *path = g_strdup_printf("/text-claims/%s", rows[i].name);

		g_test_add_data_func(path, GSIZE_TO_POINTER(i), test_row);
	}
	return g_test_run();
}
