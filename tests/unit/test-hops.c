/* Rows for claim/border and claim/hops: standards E.5 (1), and delays. */
#include "support-shapes.h"

#define OUTSIDE                                                                                    \
	"Received: from a.example (a.example [192.0.2.1]) by mx.example.org with ESMTP id 1; D\n"

/* Outlook.com since 2023: into the store, and from the edge to there */
#define MS_STORE                                                                                   \
	"Received: from A.namprd12.prod.outlook.com (::1) by\n B.namprd12.prod.outlook.com with "  \
	"HTTPS; D\n"
#define MS_FRONTEND                                                                                \
	"Received: from DS7PR05CA0073.namprd05.prod.outlook.com (2603:10b6:8:57::27) by\n"         \
	" A.namprd12.prod.outlook.com (2603:10b6:930:24::17) with Microsoft\n SMTP Server "        \
	"(version=TLS1_2, cipher=X) id\n 15.21.382.15; D\n"                                        \
	"Received: from DS2PEPF000061C1.namprd02.prod.outlook.com\n (2603:10b6:8:57:cafe::87) by " \
	"DS7PR05CA0073.outlook.office365.com\n (2603:10b6:8:57::27) with Microsoft SMTP Server "   \
	"(version=TLS1_3,\n cipher=X) id 15.21.406.7 via Frontend Transport; D\n"
#define MS_EDGE                                                                                    \
	"Received: from mail.sender.example (192.0.2.1) by\n"                                      \
	" DS2PEPF000061C1.mail.protection.outlook.com (10.167.23.68) with Microsoft\n SMTP "       \
	"Server (version=TLS1_3, cipher=X) id 15.21.406.5\n via Frontend Transport; D\n"

/* Received fields only, newest first; the border's index among them and what is in doubt of the
 * way there. */
static const struct {
	const char *name, *fields;
	gint border;
	EmlHopsDoubt doubt;
} rows[] = {
#include "hops-rows.def"
};

static void
test_border(gconstpointer data)
{
	const guint i = GPOINTER_TO_UINT(data);
	g_autofree char *fields = g_strconcat(rows[i].fields, "From: a@b.example\n", NULL);
	g_autoptr(TestClaims) claims = test_claims_new(fields, NULL, NULL);

	g_assert_cmpint(claims->hops->border, ==, rows[i].border);
	g_assert_cmpint(claims->hops->doubt, ==, rows[i].doubt);
	g_assert_cmpint(claims->hops->doubtful >= 0, ==, rows[i].doubt != EML_HOPS_SURE);
	for (guint h = 0; h < claims->hops->hops->len; h++) {
		const EmlHop *hop = g_ptr_array_index(claims->hops->hops, h);

		g_assert_cmpint(hop->border, ==, (gint)h == rows[i].border);
		g_assert_cmpuint(hop->field, >=, h);
	}
}

static void
test_delays(void)
{
	static const struct {
		gboolean has_time, has_delay;
		gint64 delay_s;
	} wanted[] = {
	    {TRUE, TRUE, 5},   {TRUE, TRUE, -86401}, {TRUE, FALSE, 0},
	    {FALSE, FALSE, 0}, {TRUE, FALSE, 0},
	};
	g_autoptr(TestClaims) claims = test_claims_new(
	    "Received: from a ([10.0.0.1]) by e.example; Mon, 2 Nov 2026 12:00:05 +0200\n"
	    "Received: from b ([10.0.0.1]) by d.example; Mon, 2 Nov 2026 10:00:00 +0000\n"
	    "Received: from b ([192.0.2.1]) by c.example; Tue, 3 Nov 2026 10:00:01 +0000\n"
	    "Received: from c ([192.0.2.1]) by b.example\n"
	    "Received: from d ([192.0.2.1]) by a.example; Mon, 2 Nov 2026 09:00:00 +0000\n"
	    "From: a@b.example\n",
	    NULL, NULL);
	gint64 seconds = 0;

	g_assert_cmpuint(claims->hops->hops->len, ==, G_N_ELEMENTS(wanted));
	for (guint i = 0; i < G_N_ELEMENTS(wanted); i++) {
		const EmlHop *hop = g_ptr_array_index(claims->hops->hops, i);

		g_assert_cmpint(hop->has_time, ==, wanted[i].has_time);
		g_assert_cmpint(hop->has_delay, ==, wanted[i].has_delay);
		if (hop->has_delay)
			g_assert_cmpint(hop->delay_s, ==, wanted[i].delay_s);
	}
	g_assert_true(eml_hops_time(claims->hops, &seconds)); /* the border's */
	g_assert_cmpint(seconds, ==, 1793700001);
	g_assert_true(eml_hops_border(claims->hops)->border);
}

static void
test_time_without_border(void)
{
	g_autoptr(TestClaims) topmost = test_claims_new(
	    "Received: by e.example with HTTP\n"
	    "Received: from b ([10.0.0.1]) by d.example; Mon, 2 Nov 2026 10:00:00 +0000\n"
	    "From: a@b.example\n",
	    NULL, NULL);
	g_autoptr(TestClaims) none = test_claims_new("From: a@b.example\n", NULL, NULL);
	gint64 seconds = 0;

	g_assert_true(eml_hops_time(topmost->hops, &seconds));
	g_assert_cmpint(seconds, ==, 1793613600);
	g_assert_false(eml_hops_time(none->hops, &seconds));
	g_assert_null(eml_hops_border(none->hops));
}

int
main(int argc, char **argv)
{
	g_test_init(&argc, &argv, NULL);
	for (guint i = 0; i < G_N_ELEMENTS(rows); i++) {
		g_autofree char *path = g_strconcat("/hops/border/", rows[i].name, NULL);

		g_test_add_data_func(path, GUINT_TO_POINTER(i), test_border);
	}
	g_test_add_func("/hops/delays", test_delays);
	g_test_add_func("/hops/time-without-border", test_time_without_border);
	return g_test_run();
}
