/* Rows for base/clock: RFC 3339 section 5.6, and @SECONDS. */
#include "base/clock.h"

static const struct {
	const char *name, *text;
	gint64 seconds;	     /* -1: not a time */
	const char *written; /* NULL: not compared */
} rows[] = {
    {"utc", "2026-11-24T10:00:00Z", 1795514400, "2026-11-24T10:00:00Z"},
    {"lower-case", "2026-11-24t10:00:00z", 1795514400, NULL},
    {"blank", "2026-11-24 10:00:00Z", 1795514400, NULL},
    {"offset", "2026-11-24T12:30:00+02:30", 1795514400, NULL},
    {"negative-offset", "2026-11-24T02:00:00-08:00", 1795514400, NULL},
    {"unknown-local-offset", "2026-11-24T10:00:00-00:00", 1795514400, NULL},
    {"fraction", "2026-11-24T10:00:00.75Z", 1795514400, NULL},
    {"leap-day", "2024-02-29T00:00:00Z", 1709164800, "2024-02-29T00:00:00Z"},
    {"leap-second", "2016-12-31T23:59:60Z", 1483228800, "2017-01-01T00:00:00Z"},
    {"epoch", "@0", 0, "1970-01-01T00:00:00Z"},
    {"seconds", "@1795514400", 1795514400, "2026-11-24T10:00:00Z"},
    {"last-second", "@253402300799", 253402300799, "9999-12-31T23:59:59Z"},
    {"too-large", "@253402300800", -1, NULL},
    {"overflow", "@99999999999999999999", -1, NULL},
    {"negative", "@-1", -1, NULL},
    {"at-alone", "@", -1, NULL},
    {"rest-after-seconds", "@1x", -1, NULL},
    {"no-zone", "2026-11-24T10:00:00", -1, NULL},
    {"date-only", "2026-11-24", -1, NULL},
    {"no-leap-day", "2025-02-29T00:00:00Z", -1, NULL},
    {"month-13", "2026-13-01T00:00:00Z", -1, NULL},
    {"hour-24", "2026-11-24T24:00:00Z", -1, NULL},
    {"second-61", "2026-11-24T23:59:61Z", -1, NULL},
    {"offset-hour-24", "2026-11-24T10:00:00+24:00", -1, NULL},
    {"offset-without-minutes", "2026-11-24T10:00:00+02", -1, NULL},
    {"basic-form", "20261124T100000Z", -1, NULL},
    {"week-form", "2026-W48-2T10:00:00Z", -1, NULL},
    {"rest", "2026-11-24T10:00:00Zx", -1, NULL},
    {"year-5-digits", "12026-11-24T10:00:00Z", -1, NULL},
    {"word", "now", -1, NULL},
    {"empty", "", -1, NULL},
};

static void
test_row(gconstpointer data)
{
	const guint i = GPOINTER_TO_UINT(data);
	gint64 seconds = -1;

	g_assert_cmpint(eml_clock_parse(rows[i].text, &seconds), ==, rows[i].seconds >= 0);
	g_assert_cmpint(seconds, ==, rows[i].seconds);
	if (rows[i].written != NULL) {
		g_autofree char *written = eml_clock_format(seconds);

		g_assert_cmpstr(written, ==, rows[i].written);
	}
}

static void
test_truncated(void)
{
	const char *text = "2026-11-24T10:00:00.5+02:30";
	gint64 seconds = 0;

	for (gsize n = 0; n < strlen(text); n++) {
		g_autofree char *cut = g_strndup(text, n);

		g_assert_false(eml_clock_parse(cut, &seconds));
	}
}

static void
test_now(void)
{
	const EmlClock fixed = {TRUE, 42};
	const EmlClock real = {FALSE, 42};
	const gint64 before = g_get_real_time() / G_USEC_PER_SEC;

	g_assert_cmpint(eml_clock_now(&fixed), ==, 42);
	g_assert_cmpint(eml_clock_now(&real), >=, before);
	g_assert_cmpint(eml_clock_now(NULL), >=, before);
}

static void
test_format_outside(void)
{
	g_autofree char *late = eml_clock_format(G_MAXINT64);
	g_autofree char *early = eml_clock_format(-1);

	g_assert_cmpstr(late, ==, "@9223372036854775807");
	g_assert_cmpstr(early, ==, "1969-12-31T23:59:59Z");
}

/* A unit that suits the span; a clock that is behind gives a negative span. */
static void
test_delay(void)
{
	static const struct {
		gint64 seconds;
		const char *text;
	} spans[] = {{0, "+0 s"},
		     {-8, "-8 s"},
		     {90, "+90 s"},
		     {91, "+1:31 min"},
		     {-407, "-6:47 min"},
		     {599, "+9:59 min"},
		     {600, "+10 min"},
		     {1237, "+21 min"}, /* 20 min 37 s */
		     {7199, "+120 min"},
		     {7200, "+2:00 h"},
		     {38661, "+10:44 h"},  /* 10 h 44 min 21 s */
		     {172799, "+48:00 h"}, /* one second less than two days */
		     {-172800, "-2 d"},
		     {1778998, "+21 d"}, /* 20.6 days */
		     {G_MININT64, "-106751991167301 d"}};

	for (gsize i = 0; i < G_N_ELEMENTS(spans); i++) {
		g_autofree char *text = eml_clock_delay(spans[i].seconds);

		g_assert_cmpstr(text, ==, spans[i].text);
	}
}

int
main(int argc, char **argv)
{
	g_test_init(&argc, &argv, NULL);
	for (guint i = 0; i < G_N_ELEMENTS(rows); i++) {
		g_autofree char *path = g_strdup_printf("/clock/%s", rows[i].name);

		g_test_add_data_func(path, GUINT_TO_POINTER(i), test_row);
	}
	g_test_add_func("/clock/truncated", test_truncated);
	g_test_add_func("/clock/now", test_now);
	g_test_add_func("/clock/format-outside", test_format_outside);
	g_test_add_func("/clock/delay", test_delay);
	return g_test_run();
}
