/* What rows say and how they look: whose word a hop is, and that nobody's claim is painted as good.
 */
#include "inspect.h"
#include "judge/words.h"
#include "mail/load.h"
#include "mail/meaning.h"
#include "support.h"
#include "tui/rows.h"

static EmlReport *
report_of_sample(const char *name)
{
	const EmlInspectSettings settings = {.deadline_s = 20, .parts = TRUE, .serial = TRUE};
	g_autofree char *path =
	    g_strdup_printf("%s/samples/%s.eml", g_getenv("EMLENS_SOURCE"), name);
	g_autoptr(GError) error = NULL;
	g_autoptr(EmlMessage) message = eml_load(path, &error);
	g_autoptr(EmlDnsStore) store = test_store(";! complete\n");
	g_autoptr(EmlInspection) inspection = NULL;

	g_assert_no_error(error);
	inspection = eml_inspection_new(name, message, store, &settings);
	eml_inspection_start(inspection);
	eml_inspection_wait(inspection);
	return eml_inspection_snapshot(inspection);
}

/* The spoofed sample has two fields of the receiver and two that the sender wrote. */
static void
test_claims(void)
{
	EmlReport *report = report_of_sample("03-spoof");
	g_autoptr(EmlRows) rows = eml_rows_make(report, eml_about_view(EML_VIEW_CLAIMS, 0), FALSE);
	gboolean forged = FALSE;
	guint n_dim = 0;
	guint n_toned = 0;

	eml_report_unref(report);
	for (guint i = 0; i < rows->rows->len; i++) {
		const EmlRow *row = g_ptr_array_index(rows->rows, i);

		if (row->shape == EML_SHAPE_CLAIM && row->cells[2].text != NULL)
			forged = g_str_equal(row->cells[2].text, "forged");
		if (row->shape != EML_SHAPE_RESULT)
			continue;
		g_assert_true(row->cells[1].role == EML_ROLE_DIM || !forged);
		n_dim += forged ? 1 : 0;
		n_toned += row->cells[1].role != EML_ROLE_DIM ? 1 : 0;
	}
	g_assert_cmpuint(n_dim, >=, 2);
	g_assert_cmpuint(n_toned, >=, 2);
}

/* The newest hop first, as in JSON, and what the sender wrote under a heading that says so. */
static void
test_path(void)
{
	EmlReport *report = report_of_sample("03-spoof");
	g_autoptr(EmlRows) rows = eml_rows_make(report, eml_about_view(EML_VIEW_PATH, 0), FALSE);
	g_autoptr(GString) text = g_string_new(NULL);

	eml_report_unref(report);
	for (guint i = 0; i < rows->rows->len; i++) {
		const EmlRow *row = g_ptr_array_index(rows->rows, i);

		if (row->shape == EML_SHAPE_HEADING)
			g_string_append_printf(text, "# %s\n", row->cells[0].text);
		else if (row->identity != NULL)
			g_string_append_printf(text, "%s\n", row->cells[3].text);
	}
	g_assert_cmpstr(text->str, ==,
			"HELO mail.bank.example > mx.reader.example\n"
			"# Below: written before your server received it; may be forged\n"
			"core.bank.example > mail.bank.example\n");
}

/* The text of the pair with that label in the view; NULL if there is none. */
static const char *
pair(const EmlRows *rows, const char *label)
{
	for (guint i = 0; i < rows->rows->len; i++) {
		const EmlRow *row = g_ptr_array_index(rows->rows, i);

		if (row->shape == EML_SHAPE_PAIR && g_strcmp0(row->cells[0].text, label) == 0)
			return row->cells[2].text;
	}
	return NULL;
}

/* What the facts of the SMTP session are, in the words of the text report. */
static void
test_envelope(void)
{
	static const struct {
		const char *label, *id;
	} facts[] = {
	    {"client", "shown-client"}, {"HELO", "shown-helo"}, {"MAIL FROM", "shown-mail-from"}};
	EmlReport *report = report_of_sample("03-spoof");
	g_autoptr(EmlRows) rows = eml_rows_make(report, eml_about_view(EML_VIEW_SPF, 0), FALSE);

	eml_report_unref(report);
	for (gsize i = 0; i < G_N_ELEMENTS(facts); i++) {
		const char *text = pair(rows, facts[i].label);

		g_assert_nonnull(text);
		g_assert_nonnull(strstr(text, eml_words_title(facts[i].id)));
	}
}

/* The row of SPF in the overview of such a message; empty where it is not there. */
static char *
spf_row(const char *mail_from)
{
	const EmlInspectSettings settings = {
	    .deadline_s = 20, .serial = TRUE, .envelope = {.mail_from = mail_from}};
	g_autoptr(EmlMessage) message = test_message(
	    "Received: from mx.a.example ([192.0.2.1]) by mx.r.example with ESMTP id 1; "
	    "Mon, 2 Nov 2026 10:00:00 +0000\nFrom: x@a.example\n\nbody\n");
	g_autoptr(EmlDnsStore) store =
	    test_store(";! complete\nmx.a.example. TXT \"v=spf1 ip4:192.0.2.1 -all\"\n");
	g_autoptr(EmlInspection) inspection = eml_inspection_new("x", message, store, &settings);
	g_autoptr(EmlReport) report = NULL;
	g_autoptr(EmlRows) rows = NULL;
	GString *out = g_string_new(NULL);

	eml_inspection_start(inspection);
	eml_inspection_wait(inspection);
	report = eml_inspection_snapshot(inspection);
	rows = eml_rows_make(report, eml_about_view(EML_VIEW_OVERVIEW, 0), FALSE);
	for (guint i = 0; i < rows->rows->len; i++) {
		const EmlRow *row = g_ptr_array_index(rows->rows, i);
		const gboolean wanted =
		    row->about.kind == EML_ABOUT_VIEW && row->about.view == EML_VIEW_SPF;

		g_string_append(out, wanted && out->len > 0 ? " " : "");
		for (guint c = 0; wanted && c < EML_ROW_CELLS; c++)
			if (row->cells[c].text != NULL && *row->cells[c].text != '\0')
				g_string_append_printf(out, "[%s]", row->cells[c].text);
	}
	return g_string_free(out, FALSE);
}

/* What a server that --trust names wrote of an earlier hand-over stands in the column of claims,
 * and leads to the field. */
static void
test_unchecked_spf(void)
{
	const char *const trust[] = {"first.example", NULL};
	const EmlInspectSettings settings = {.deadline_s = 20, .serial = TRUE, .trust = trust};
	g_autoptr(EmlMessage) message = test_message(
	    "Return-Path: <x@a.example>\n"
	    "Received: from mx.a.example ([192.0.2.1]) by mx.r.example with ESMTP id 1; "
	    "Mon, 2 Nov 2026 10:00:00 +0000\n"
	    "Authentication-Results: first.example; spf=softfail smtp.mailfrom=y@b.example\n"
	    "From: x@a.example\n\nbody\n");
	g_autoptr(EmlDnsStore) store = test_store(";! complete\n");
	g_autoptr(EmlInspection) inspection = eml_inspection_new("x", message, store, &settings);
	g_autoptr(EmlReport) report = NULL;
	g_autoptr(EmlRows) rows = NULL;
	const EmlRow *found = NULL;

	eml_inspection_start(inspection);
	eml_inspection_wait(inspection);
	report = eml_inspection_snapshot(inspection);
	rows = eml_rows_make(report, eml_about_view(EML_VIEW_OVERVIEW, 0), FALSE);
	for (guint i = 0; i < rows->rows->len; i++) {
		const EmlRow *row = g_ptr_array_index(rows->rows, i);

		if (g_strcmp0(row->cells[1].text, "SPF earlier") == 0)
			found = row;
	}
	g_assert_nonnull(found);
	g_assert_cmpstr(found->cells[2].text, ==, "softfail");
	g_assert_cmpint(found->about.kind, ==, EML_ABOUT_CLAIM);
	g_assert_cmpuint(found->about.index, ==, 2);
}

/* RFC 7208 section 2.3: where MAIL FROM is not known the row says that it is about the HELO name.
 */
static void
test_helo(void)
{
	g_autofree char *unknown = spf_row(NULL);
	g_autofree char *null_path = spf_row("");

	g_assert_nonnull(strstr(unknown, "[SPF of HELO]"));
	g_assert_nonnull(strstr(unknown, "[pass]"));
	g_assert_nonnull(strstr(unknown, "[MAIL FROM not known]"));
	g_assert_nonnull(strstr(null_path, "[SPF of HELO]"));
	g_assert_null(strstr(null_path, "not known"));
}

/* RFC 7208 section 2.3: where MAIL FROM is known the HELO name has a row of its own beside it. */
static void
test_helo_beside(void)
{
	g_autofree char *both = spf_row("b@c.example");

	g_assert_cmpstr(both, ==,
			"[1][SPF][-][none][c.example] [SPF of HELO][-][pass][mx.a.example]");
}

/* What a message does not say is said in words, the same as in the text report. */
static void
test_not_said(void)
{
	const EmlInspectSettings settings = {.deadline_s = 20, .serial = TRUE};
	g_autoptr(EmlMessage) message =
	    test_message("Received: by mx.example.org with SMTP id 1\nReceived: nothing\n"
			 "DKIM-Signature: v=1; a=rsa-sha256; s=s; h=from; bh=AAAA; b=AAAA\n"
			 "From: a@b.example\n\nbody\n");
	g_autoptr(EmlDnsStore) store = test_store(";! complete\n");
	g_autoptr(EmlInspection) inspection = eml_inspection_new("x", message, store, &settings);
	g_autoptr(EmlReport) report = NULL;
	g_autoptr(EmlRows) path = NULL;
	g_autoptr(EmlRows) overview = NULL;
	gboolean seen = FALSE;

	eml_inspection_start(inspection);
	eml_inspection_wait(inspection);
	report = eml_inspection_snapshot(inspection);
	path = eml_rows_make(report, eml_about_view(EML_VIEW_PATH, 0), FALSE);
	overview = eml_rows_make(report, eml_about_view(EML_VIEW_OVERVIEW, 0), FALSE);
	g_assert_cmpstr(((EmlRow *)g_ptr_array_index(path->rows, 0))->cells[3].text, ==,
			"by mx.example.org");
	g_assert_cmpstr(((EmlRow *)g_ptr_array_index(path->rows, 1))->cells[3].text, ==,
			"not readable: \"nothing\"");
	for (guint i = 0; i < overview->rows->len; i++) {
		const EmlRow *row = g_ptr_array_index(overview->rows, i);

		for (guint c = 0; c < EML_ROW_CELLS; c++)
			seen = seen || g_strcmp0(row->cells[c].text, "d=(no domain)") == 0;
	}
	g_assert_true(seen);
}

int
main(int argc, char **argv)
{
	g_test_init(&argc, &argv, NULL);
	eml_meaning_init();
	g_test_add_func("/rows/unchecked-spf", test_unchecked_spf);
	g_test_add_func("/rows/claims", test_claims);
	g_test_add_func("/rows/envelope", test_envelope);
	g_test_add_func("/rows/path", test_path);
	g_test_add_func("/rows/helo", test_helo);
	g_test_add_func("/rows/helo-beside", test_helo_beside);
	g_test_add_func("/rows/not-said", test_not_said);
	return g_test_run();
}
