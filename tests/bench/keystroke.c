/* How long a key takes until its picture is drawn, on messages that are much too large: 10,000
 * header fields, and 2,000 signatures. Prints the median, what nine of ten stay below and the worst
 * as parts of one frame of a 60 Hz screen, in processor time (TAP; it fails on nothing but a crash,
 * since machines differ). */
#include "dns/offline.h"
#include "inspect.h"
#include "mail/meaning.h"
#include "tui/screen.h"
#include "tui/tui.h"

#include <locale.h>
#include <time.h>
#include <unistd.h>

#define FRAME_US (1000000.0 / 60)
#define TIMES 40

/* The interface with a real screen behind it, which nobody sees. */
typedef struct {
	EmlScreen *screen;
	EmlApp *app;
} Bench;

static GString *
fields(guint n)
{
	GString *text = g_string_new("From: a@a.example\r\n");

	for (guint i = 1; i < n; i++)
		g_string_append_printf(text,
				       "X-Field-%u: some value with several words, folded\r\n"
				       "\tonce, as fields are; number %u\r\n",
				       i, i);
	g_string_append(text, "\r\nbody\r\n");
	return text;
}

static GString *
signatures(guint n)
{
	GString *text = g_string_new(NULL);

	for (guint i = 0; i < n; i++)
		g_string_append_printf(text,
				       "DKIM-Signature: v=1; a=rsa-sha256; c=relaxed/relaxed; "
				       "d=d%u.example; s=s;\r\n\th=from:subject:date; "
				       "bh=WT2Jkh4cot0Twm0MaHkXgkPZ8ztgjHT0M45ysob8vIk=;\r\n"
				       "\tb=Bo/RK5Gq1YV+OvXijPWrHcnHtr2TGutc/DPH6QTtwEE=\r\n",
				       i);
	g_string_append(text, "From: a@a.example\r\nSubject: x\r\n\r\nbody\r\n");
	return text;
}

static void
draw(Bench *self)
{
	g_autoptr(EmlCanvas) canvas = eml_screen_canvas(self->screen);

	eml_app_paint(self->app, canvas);
	eml_screen_show(self->screen, canvas);
}

static gint
by_value(gconstpointer a, gconstpointer b)
{
	const gdouble left = *(const gdouble *)a, right = *(const gdouble *)b;

	return (left > right) - (left < right);
}

/* Nothing here waits, so this is how long it takes where nobody else needs the machine. */
static gint64
processor_time_us(void)
{
	struct timespec now;

	clock_gettime(CLOCK_THREAD_CPUTIME_ID, &now);
	return (gint64)now.tv_sec * G_USEC_PER_SEC + now.tv_nsec / 1000;
}

/* Presses the keys again and again, and prints what one of them took. */
static void
measure(Bench *self, const char *what, const char *keys)
{
	g_autoptr(GArray) times = g_array_new(FALSE, FALSE, sizeof(gdouble));
	gdouble median = 0, most = 0, worst = 0;

	for (guint i = 0; i < TIMES; i++) {
		for (const char *key = keys; *key != '\0'; key++) {
			const gint64 start = processor_time_us();
			gdouble took = 0;

			eml_app_key(self->app, (EmlKey)*key);
			draw(self);
			took = (gdouble)(processor_time_us() - start) / FRAME_US;
			g_array_append_val(times, took);
		}
	}
	g_array_sort(times, by_value);
	median = g_array_index(times, gdouble, times->len / 2);
	most = g_array_index(times, gdouble, times->len * 9 / 10);
	worst = g_array_index(times, gdouble, times->len - 1);
	g_test_message("%-44s median %6.3f frames, nine of ten %6.3f, worst %6.3f%s", what, median,
		       most, worst, most > 1 ? "  (slower than a frame)" : "");
}

static void
press(Bench *self, const char *keys)
{
	for (; *keys != '\0'; keys++) {
		eml_app_key(self->app, (EmlKey)*keys);
		draw(self);
	}
}

/* All kinds of keys in the view that the digit opens. */
static void
measure_view(Bench *self, const char *name, char digit)
{
	const char open[] = {digit, digit, '\0'};
	static const struct {
		const char *what, *before, *keys;
	} kinds[] = {
	    {"down", "", "j"},
	    {"page down", "", " "},
	    {"half a page, back and forth", "", "\x04\x15"},
	    {"last, first", "", "Gg"},
	    {"pane", "", "\t"},
	    {"problems only", "", "f"},
	    {"search typed", "/", "a\x7f"},
	    {"next match", "\r/a\r", "n"},
	    {"fold all", "", "*"},
	    {"decoded", "", "d"},
	    {"whole", "", "u"},
	    {"down among whole fields", "u", "j"},
	};

	press(self, open);
	for (gsize i = 0; i < G_N_ELEMENTS(kinds); i++) {
		g_autofree char *what = g_strdup_printf("%s, %s", name, kinds[i].what);

		press(self, kinds[i].before);
		measure(self, what, kinds[i].keys);
	}
	press(self, "q");
	{
		g_autofree char *what = g_strdup_printf("%s, open and back", name);
		const char open_and_back[] = {digit, 'q', '\0'};

		measure(self, what, open_and_back);
	}
}

static EmlReport *
report_of(GString *text)
{
	const EmlInspectSettings settings = {
	    .deadline_s = 20, .parts = TRUE, .serial = TRUE, .offline = TRUE};
	g_autoptr(GBytes) bytes = g_string_free_to_bytes(text);
	g_autoptr(GError) error = NULL;
	g_autoptr(EmlMessage) message = eml_message_new(bytes, &error);
	g_autoptr(EmlDnsStore) store = eml_dns_store_new(eml_dns_offline_new());
	g_autoptr(EmlInspection) inspection = NULL;

	g_assert_no_error(error);
	inspection = eml_inspection_new("bench", message, store, &settings);
	eml_inspection_start(inspection);
	eml_inspection_wait(inspection);
	return eml_inspection_snapshot(inspection);
}

static void
run(GString *text, const char *const *names, const char *digits)
{
	EmlScreenSettings settings = {.background = EML_BACKGROUND_DARK, .color = TRUE};
	g_autoptr(EmlReport) report = report_of(text);
	g_autoptr(GError) error = NULL;
	Bench bench = {NULL, NULL};

	settings.in = fopen("/dev/null", "r");
	settings.out = fopen("/dev/null", "w");
	bench.screen = eml_screen_open(&settings, &error);
	g_assert_no_error(error);
	bench.app = eml_app_new(report, "bench", 1, 1);
	draw(&bench);
	measure(&bench, "overview, down and up", "jk");
	for (guint i = 0; digits[i] != '\0'; i++)
		measure_view(&bench, names[i], digits[i]);
	eml_app_free(bench.app);
	eml_screen_close(bench.screen);
	fclose(settings.in);
	fclose(settings.out);
}

static void
test_fields(void)
{
	static const char *const names[] = {"10,000 fields", "their findings"};

	run(fields(10000), names, "98");
}

static void
test_signatures(void)
{
	static const char *const names[] = {"2,000 signatures", "one of them", "their findings"};

	run(signatures(2000), names, "928");
}

int
main(int argc, char **argv)
{
	setlocale(LC_ALL, "");
	g_test_init(&argc, &argv, NULL);
	eml_meaning_init();
	g_setenv("TERM", "xterm-256color", TRUE);
	g_setenv("COLUMNS", "140", TRUE);
	g_setenv("LINES", "40", TRUE);
	g_test_add_func("/bench/keystroke/fields", test_fields);
	g_test_add_func("/bench/keystroke/signatures", test_signatures);
	return g_test_run();
}
