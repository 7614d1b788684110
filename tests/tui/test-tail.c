/* The bytes behind l= are anyone's: they reach the screen as symbols, and not without end. */
#include "inspect.h"
#include "mail/meaning.h"
#include "support.h"
#include "tui-support.h"

#include <string.h>

#define SIGNATURE(length)                                                                          \
	"DKIM-Signature: v=1; a=rsa-sha256; d=a.example; s=s; h=from; l=" length                   \
	"; bh=AAAA; b=AAAA\n"

static EmlReport *
report_of_text(const char *text)
{
	const EmlInspectSettings settings = {.deadline_s = 20, .parts = TRUE, .serial = TRUE};
	g_autoptr(EmlMessage) message = test_message(text);
	g_autoptr(EmlDnsStore) store = test_store(";! complete\n");
	g_autoptr(EmlInspection) inspection =
	    eml_inspection_new("tail.eml", message, store, &settings);

	eml_inspection_start(inspection);
	eml_inspection_wait(inspection);
	return eml_inspection_snapshot(inspection);
}

static EmlReport *
report_of(const char *tail)
{
	g_autofree char *text =
	    g_strconcat(SIGNATURE("8") "From: b@a.example\n\nsigned\n", tail, NULL);

	return report_of_text(text);
}

/* All cells of the view of the tail, a line each. The caller owns it. */
static char *
shown_of(const char *tail)
{
	g_autoptr(EmlReport) report = report_of(tail);
	g_autoptr(EmlRows) rows =
	    eml_rows_make(report, (EmlAbout){.kind = EML_ABOUT_TAIL, .index = 0}, 0);
	GString *out = g_string_new(NULL);

	for (guint i = 0; i < rows->rows->len; i++) {
		const EmlRow *row = g_ptr_array_index(rows->rows, i);

		for (guint cell = 0; cell < EML_ROW_CELLS; cell++)
			if (row->cells[cell].text != NULL)
				g_string_append_printf(out, "%s\n", row->cells[cell].text);
	}
	return g_string_free(out, FALSE);
}

static void
test_hostile(void)
{
	g_autofree char *shown =
	    shown_of("\033]0;x\007\033[2J \302\233m \200\377 \342\200\256gpj\010\177\n");

	g_assert_nonnull(strstr(shown, "gpj"));
	g_assert_true(g_utf8_validate(shown, -1, NULL));
	for (const char *at = shown; *at != '\0'; at = g_utf8_next_char(at)) {
		const gunichar c = g_utf8_get_char(at);

		g_assert_true(c == '\n' || (c >= 0x20 && c < 0x7f) || c >= 0xa0);
		g_assert_cmpuint(c, !=, 0x202e);
	}
}

static void
test_long(void)
{
	g_autofree char *tail = g_strnfill(100000, 'x');
	g_autofree char *shown = shown_of(tail);

	g_assert_cmpuint(strlen(shown), <, 20000);
	g_assert_nonnull(
	    strstr(shown, "100002 bytes")); /* the line end that canonicalization adds */
	g_assert_nonnull(strstr(shown, "The rest is not shown."));
}

/* What is not there, or no longer, is an empty view. */
static void
test_none(void)
{
	g_autofree char *shown = shown_of("");

	g_assert_cmpstr(shown, ==, "");
}

/* The row of these that leads to a tail: its index; -1 if there is none. */
static gint
tail_behind(EmlReport *report, EmlAbout about)
{
	g_autoptr(EmlRows) rows = eml_rows_make(report, about, 0);

	for (guint i = 0; i < rows->rows->len; i++) {
		const EmlRow *row = g_ptr_array_index(rows->rows, i);

		if (row->about.kind == EML_ABOUT_TAIL)
			return (gint)row->about.index;
	}
	return -1;
}

/* Enter leads to the tail of the right signature: from the signature, and from the step that has
 * measured it. */
static void
test_way(void)
{
	g_autoptr(EmlReport) report =
	    report_of_text(SIGNATURE("10") SIGNATURE("8") "From: b@a.example\n\n"
							  "signed\n.\n.");
	guint n_steps = 0;

	g_assert_cmpuint(report->dkim->len, ==, 2);
	for (guint i = 0; i < 2; i++) {
		const EmlDkimResult *signature = g_ptr_array_index(report->dkim, i);
		const gint tail = tail_behind(report, eml_about_view(EML_VIEW_DKIM, i));

		g_assert_cmpint(tail, ==, i);
		for (guint k = 0; k < signature->trace->len; k++) {
			const EmlStep *step = g_ptr_array_index(signature->trace, k);
			const EmlAbout about = {.kind = EML_ABOUT_STEP, .step = step};

			if (step->code != EML_STEP_DKIM_LENGTH_TAIL)
				continue;
			n_steps++;
			g_assert_cmpint(tail_behind(report, about), ==, i);
		}
	}
	g_assert_cmpuint(n_steps, ==, 2);
}

int
main(int argc, char **argv)
{
	g_test_init(&argc, &argv, NULL);
	eml_meaning_init();
	g_test_add_func("/tui/tail/hostile", test_hostile);
	g_test_add_func("/tui/tail/long", test_long);
	g_test_add_func("/tui/tail/none", test_none);
	g_test_add_func("/tui/tail/way", test_way);
	return g_test_run();
}
