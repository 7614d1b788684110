/* tui/copy: what rows of every kind offer, and that hostile bytes are shown, not obeyed. */
#include "dns/zone.h"
#include "inspect.h"
#include "mail/meaning.h"
#include "support.h"
#include "tui/copy.h"

static const char zone[] = "a.example. 60 IN TXT \"v=spf1 ip4:192.0.2.1 -all\"\n"
			   "_dmarc.a.example. 60 IN TXT \"v=DMARC1; p=none\"\n";

/* The topmost Received gives the address. */
static const char text[] = "Received: from a.example (a.example [192.0.2.1])\n"
			   "\tby mx.b.example with ESMTP; Mon, 2 Mar 2026 23:15:04 +0000\n"
			   "Return-Path: <x@a.example>\n"
			   "From: x@a.example\n"
			   "X-Long: one\n"
			   "\ttwo \033]52;c;QQ==\a\n"
			   "   three\n"
			   "Subject: =?utf-8?q?J=C3=BC?=\n"
			   "\t=?utf-8?q?=1B]52=0A?=\n"
			   "Content-Type: multipart/mixed; boundary=b\n"
			   "\n--b\n"
			   "Content-Disposition: attachment;\n\tfilename=a.txt\n"
			   "\nbody\n--b--\n";

static EmlReport *
report_of(void)
{
	const EmlInspectSettings settings = {.deadline_s = 20, .parts = TRUE, .serial = TRUE};
	g_autoptr(EmlMessage) message = test_message(text);
	g_autoptr(EmlDnsStore) store = test_store(zone);
	g_autoptr(EmlInspection) inspection = eml_inspection_new("test", message, store, &settings);

	eml_inspection_start(inspection);
	eml_inspection_wait(inspection);
	return eml_inspection_snapshot(inspection);
}

/* "v=TEXT|d=TEXT". */
static char *
offers_of(const EmlReport *report, const EmlRow *row)
{
	g_autoptr(GPtrArray) offers = eml_copy_offers(report, row);
	g_autoptr(GString) all = g_string_new(NULL);

	for (guint i = 0; i < offers->len; i++) {
		const EmlCopyOffer *offer = g_ptr_array_index(offers, i);

		g_string_append_printf(all, "%s%c=%s", i > 0 ? "|" : "", offer->key, offer->text);
	}
	return g_strdup(all->str);
}

/* The first row of the view about that. */
static const EmlRow *
row_about(const EmlRows *rows, EmlAboutKind kind, guint index)
{
	for (guint i = 0; i < rows->rows->len; i++) {
		const EmlRow *row = g_ptr_array_index(rows->rows, i);

		if (row->about.kind == kind && row->about.index == index)
			return row;
	}
	return NULL;
}

static const struct {
	const char *name;
	EmlViewKind view;
	EmlAboutKind kind;
	guint index;
	const char *wanted;
} rows[] = {
    {"/tui/copy/field", EML_VIEW_HEADERS, EML_ABOUT_FIELD, 1,
     "v=<x@a.example>|h=Return-Path: <x@a.example>"},
    {"/tui/copy/from", EML_VIEW_HEADERS, EML_ABOUT_FIELD, 2,
     "v=x@a.example|h=From: x@a.example|d=a.example"},
    {"/tui/copy/folded", EML_VIEW_HEADERS, EML_ABOUT_FIELD, 3,
     "v=one two ␛]52;c;QQ==␇   three|h=X-Long: one\n\ttwo ␛]52;c;QQ==␇\n   three"},
    {"/tui/copy/encoded", EML_VIEW_HEADERS, EML_ABOUT_FIELD, 4,
     "v==?utf-8?q?J=C3=BC?= =?utf-8?q?=1B]52=0A?=|t=Jü␛]52␊|"
     "h=Subject: =?utf-8?q?J=C3=BC?=\n\t=?utf-8?q?=1B]52=0A?="},
    {"/tui/copy/part", EML_VIEW_PARTS, EML_ABOUT_PART, 0, "v=multipart/mixed"},
    {"/tui/copy/part-with-a-name", EML_VIEW_PARTS, EML_ABOUT_PART, 1,
     "v=a.txt|h=Content-Disposition: attachment;\n\tfilename=a.txt"},
};

static void
test_row(gconstpointer data)
{
	const gsize i = GPOINTER_TO_SIZE(data);
	g_autoptr(EmlReport) report = report_of();
	g_autoptr(EmlRows) view = eml_rows_make(report, eml_about_view(rows[i].view, 0), FALSE);
	const EmlRow *row = row_about(view, rows[i].kind, rows[i].index);
	g_autofree char *offers = NULL;

	g_assert_nonnull(row);
	offers = offers_of(report, row);
	g_assert_cmpstr(offers, ==, rows[i].wanted);
}

/* Each question of the log offers its name and the records of its answer. */
static void
test_questions(void)
{
	g_autoptr(EmlReport) report = report_of();
	g_autoptr(EmlRows) view = eml_rows_make(report, eml_about_view(EML_VIEW_DNS, 0), FALSE);
	gboolean seen = FALSE;

	for (guint i = 0; i < report->dns->len; i++) {
		const EmlDnsLine *line = g_ptr_array_index(report->dns, i);
		const EmlRow *row = row_about(view, EML_ABOUT_QUESTION, line->number);
		g_autofree char *offers = offers_of(report, row);

		if (g_str_equal(line->question->name, "a.example.") &&
		    line->question->type == EML_DNS_TXT) {
			g_assert_cmpstr(offers, ==,
					"v=a.example.|d=a.example|r=v=spf1 ip4:192.0.2.1 -all");
			seen = TRUE;
		}
	}
	g_assert_true(seen);
}

/* Rows of every view and of their details, whatever they are about. */
static void
test_all(void)
{
	g_autoptr(EmlReport) report = report_of();
	g_autoptr(GPtrArray) none = NULL;

	for (guint view = 0; view < EML_VIEW_LAST; view++) {
		g_autoptr(EmlRows) made =
		    eml_rows_make(report, eml_about_view((EmlViewKind)view, 0), TRUE);

		for (guint i = 0; i < made->rows->len; i++) {
			const EmlRow *row = g_ptr_array_index(made->rows, i);
			g_autoptr(EmlRows) details = eml_rows_make(report, row->about, FALSE);

			g_free(offers_of(report, row));
			for (guint j = 0; j < details->rows->len; j++)
				g_free(offers_of(report, g_ptr_array_index(details->rows, j)));
		}
	}
	none = eml_copy_offers(report, NULL);
	g_assert_cmpuint(none->len, ==, 0);
}

int
main(int argc, char **argv)
{
	g_test_init(&argc, &argv, NULL);
	eml_meaning_init();
	for (gsize i = 0; i < G_N_ELEMENTS(rows); i++)
		g_test_add_data_func(rows[i].name, GSIZE_TO_POINTER(i), test_row);
	g_test_add_func("/tui/copy/questions", test_questions);
	g_test_add_func("/tui/copy/all", test_all);
	return g_test_run();
}
