/* The columns of the headers view: which signature says what of which field (RFC 6376 sections 5.4
 * and 5.4.2, RFC 8617 section 4.1.2), and where a field's rows lead. */
#include "inspect.h"
#include "mail/meaning.h"
#include "support.h"
#include "tui/rows.h"

#define SIGNED(h) "h=" h "; bh=WT2Jkh4cot0Twm0MaHkXgkPZ8ztgjHT0M45ysob8vIk=; b=QUJD\n"
#define DKIM(domain, h) "DKIM-Signature: v=1; a=rsa-sha256; d=" domain "; s=s; " SIGNED(h)
#define AMS(i, domain, h)                                                                          \
	"ARC-Message-Signature: i=" i "; a=rsa-sha256; d=" domain "; s=s; " SIGNED(h)
#define BODY "\nbody\n"

static EmlReport *
report_of(const char *text)
{
	const EmlInspectSettings settings = {.deadline_s = 20, .serial = TRUE};
	g_autoptr(EmlMessage) message = test_message(text);
	g_autoptr(EmlDnsStore) store = test_store(";! complete\n");
	g_autoptr(EmlInspection) inspection = eml_inspection_new("x", message, store, &settings);

	eml_inspection_start(inspection);
	eml_inspection_wait(inspection);
	return eml_inspection_snapshot(inspection);
}

static EmlRows *
rows_of(const char *text, EmlAbout about)
{
	EmlReport *report = report_of(text);
	EmlRows *rows = eml_rows_make(report, about, 0);

	eml_report_unref(report);
	return rows;
}

static const struct {
	const char *name, *text;
	const char *heads, *names; /* above the columns */
	const char *field;	   /* how the row begins that is looked at */
	const char *marks;
	gboolean problem;
} rows[] = {
    {"signed", DKIM("a.example", "from:subject") "From: x@a.example\n" BODY, "1",
     "field    DKIM 1 a.example", "From:", "1", FALSE},
    {"over-signed", DKIM("a.example", "from:from") "From: x@a.example\n" BODY, "1",
     "field    DKIM 1 a.example", "From:", "o", FALSE},
    {"itself", DKIM("a.example", "from") "From: x@a.example\n" BODY, "1",
     "field    DKIM 1 a.example", "DKIM-Signature:", "s", FALSE},
    {"unsigned-and-risky",
     DKIM("a.example", "from") "From: x@a.example\nReply-To: y@b.example\n" BODY, "1",
     "field    DKIM 1 a.example", "Reply-To:", "!", TRUE},
    /* the same fields as in the steps of the check (check/dkim-fields) */
    {"unsigned-sender", DKIM("a.example", "from") "From: x@a.example\nSender: y@b.example\n" BODY,
     "1", "field    DKIM 1 a.example", "Sender:", "!", TRUE},
    {"sender-of-a-list",
     DKIM("a.example",
	  "from") "From: x@a.example\nSender: y@b.example\nList-Id: <b.example>\n" BODY,
     "1", "field    DKIM 1 a.example", "Sender:", ".", FALSE},
    {"unsigned", DKIM("a.example", "from") "From: x@a.example\nX-A: b\n" BODY, "1",
     "field    DKIM 1 a.example", "X-A:", ".", FALSE},
    /* what ARC leaves out is no problem of its own: nobody goes by it */
    {"arc-unsigned-and-risky",
     AMS("1", "l.example", "from")
	 DKIM("a.example", "from:reply-to") "From: x@a.example\nReply-To: y@b.example\n" BODY,
     "1 a", "field    DKIM 1 a.example  a l.example (ARC 1)", "Reply-To:", "1 !", FALSE},
    {"arc-itself",
     AMS("1", "l.example", "from") DKIM("a.example", "from") "From: x@a.example\n" BODY, "1 a",
     "field    DKIM 1 a.example  a l.example (ARC 1)", "ARC-Message-Signature:", ". s", FALSE},
    {"arc-over-signed", AMS("1", "l.example", "from:from") "From: x@a.example\n" BODY, "a",
     "field    a l.example (ARC 1)", "From:", "o", FALSE},
    /* two of a name, one signed: it is the lower one */
    {"lower-of-two", DKIM("a.example", "from:x-a") "From: x@a.example\nX-A: b\nX-A: c\n" BODY, "1",
     "field    DKIM 1 a.example", "X-A: b", ".", FALSE},
    {"absent", AMS("1", "l.example", "from:cc") "From: x@a.example\n" BODY, "a",
     "field    a l.example (ARC 1)", "cc:", "o", FALSE},
    /* four columns: one at least for ARC, and that for the newest set */
    {"many",
     AMS("2", "m.example", "from") AMS("1", "l.example", "subject") DKIM("a.example", "from")
	 DKIM("b.example", "from:from") DKIM("c.example", "subject")
	     DKIM("d.example", "from") "From: x@a.example\n" BODY,
     "1 2 3 a", "field    DKIM 1 a.example  2 b.example  3 c.example  a m.example (ARC 2)",
     "From:", "1 o ! a", TRUE},
    {"two-sets",
     AMS("2", "m.example", "from") AMS("1", "l.example", "subject")
	 DKIM("a.example", "from") "From: x@a.example\n" BODY,
     "1 a b", "field    DKIM 1 a.example  a l.example (ARC 1)  b m.example (ARC 2)",
     "From:", "1 ! b", FALSE},
    {"none", "From: x@a.example\n" BODY, "DKIM", "field", "From:", "", FALSE},
};

static void
test_row(gconstpointer data)
{
	const gsize at = GPOINTER_TO_SIZE(data);
	g_autoptr(EmlRows) made = rows_of(rows[at].text, eml_about_view(EML_VIEW_HEADERS, 0));
	gboolean seen = FALSE;

	g_assert_cmpstr(made->titles->cells[0].text, ==, rows[at].heads);
	g_assert_cmpstr(made->titles->cells[2].text, ==, rows[at].names);
	for (guint i = 0; i < made->rows->len && !seen; i++) {
		const EmlRow *row = g_ptr_array_index(made->rows, i);

		seen = row->cells[2].text != NULL &&
		       g_str_has_prefix(row->cells[2].text, rows[at].field);
		if (!seen)
			continue;
		g_assert_cmpstr(row->cells[0].text, ==, rows[at].marks);
		g_assert_cmpint(row->problem, ==, rows[at].problem);
	}
	g_assert_true(seen);
}

/* No mark of ARC is a reason to believe a field. */
static void
test_no_good_by_arc(void)
{
	g_autoptr(EmlRows) made = rows_of(AMS("1", "l.example", "from") "From: x@a.example\n" BODY,
					  eml_about_view(EML_VIEW_HEADERS, 0));

	for (guint i = 0; i < made->rows->len; i++) {
		const EmlRow *row = g_ptr_array_index(made->rows, i);

		g_assert_cmpint(row->cells[0].role, !=, EML_ROLE_GOOD);
		g_assert_cmpint(row->cells[0].role, !=, EML_ROLE_WARN);
	}
}

/* Each signature of a field's page leads to it. */
static void
test_leads(void)
{
	static const struct {
		const char *label, *text;
		EmlViewKind view;
		guint index;
	} leads[] = {
	    {"DKIM #1", "signs it", EML_VIEW_DKIM, 0},
	    {"DKIM #2", "does not sign it: it may have been changed or added", EML_VIEW_DKIM, 1},
	    {"ARC set 1", "signs it, and that there is no other", EML_VIEW_ARC, 0}};
	g_autoptr(EmlRows) made =
	    rows_of(AMS("1", "l.example", "from:from") DKIM("a.example", "from")
			DKIM("b.example", "subject") "From: x@a.example\n" BODY,
		    (EmlAbout){.kind = EML_ABOUT_FIELD, .index = 3});
	guint at = 0;

	for (guint i = 0; i < made->rows->len; i++) {
		const EmlRow *row = g_ptr_array_index(made->rows, i);

		if (at >= G_N_ELEMENTS(leads) || row->shape != EML_SHAPE_PAIR ||
		    !g_str_equal(row->cells[0].text, leads[at].label))
			continue;
		g_assert_cmpstr(row->cells[2].text, ==, leads[at].text);
		g_assert_true(
		    eml_about_same(row->about, eml_about_view(leads[at].view, leads[at].index)));
		at++;
	}
	g_assert_cmpuint(at, ==, G_N_ELEMENTS(leads));
}

int
main(int argc, char **argv)
{
	g_test_init(&argc, &argv, NULL);
	eml_meaning_init();
	for (gsize i = 0; i < G_N_ELEMENTS(rows); i++) {
		g_autofree char *path = g_strdup_printf("/marks/%s", rows[i].name);

		g_test_add_data_func(path, GSIZE_TO_POINTER(i), test_row);
	}
	g_test_add_func("/marks/no-good-by-arc", test_no_good_by_arc);
	g_test_add_func("/marks/leads", test_leads);
	return g_test_run();
}
