/* A monkey at the keyboard: a hundred thousand random keys, pastes, window sizes and newer reports
 * over twenty messages: the samples, messages of large receivers, and three that mean harm. Nothing
 * may crash, and whatever is asked or open can be left. The seed is printed,
 * --seed plays it again. */
#include "tui-support.h"

#include "support-shapes.h"

#define KEYS 100000
#define MESSAGES 20

static const char *const samples[] = {
    "01-newsletter", "02-mailing-list", "03-spoof",    "04-softfail", "05-microsoft",
    "06-key-gone",   "07-weak-key",	"08-japanese", "09-bounce",
};

static const EmlKey special[] = {
    EML_KEY_ESCAPE,
    EML_KEY_ENTER,
    EML_KEY_TAB,
    EML_KEY_BACKSPACE,
    EML_KEY_UP,
    EML_KEY_DOWN,
    EML_KEY_LEFT,
    EML_KEY_RIGHT,
    EML_KEY_PAGE_UP,
    EML_KEY_PAGE_DOWN,
    EML_KEY_HOME,
    EML_KEY_END,
    EML_KEY_BACK_TAB,
    EML_KEY_DELETE,
    EML_KEY_HELP,
    EML_KEY_REDRAW,
    EML_KEY_CONTROL('c'),
    EML_KEY_CONTROL('u'),
    EML_KEY_CONTROL('w'),
    0x65E5,
    0x0301,
    0x202E,
};

typedef struct {
	EmlApp *app;
	EmlReport *reports[3]; /* of one message */
} Monkey;

static EmlKey
any_key(void)
{
	if (g_test_rand_int_range(0, 3) == 0)
		return special[g_test_rand_int_range(0, G_N_ELEMENTS(special))];
	return (EmlKey)g_test_rand_int_range(1, 0x7f);
}

static void
paint(EmlApp *app)
{
	const guint columns = (guint)g_test_rand_int_range(0, 160);
	const guint lines = (guint)g_test_rand_int_range(0, 50);
	g_autoptr(EmlCanvas) canvas = eml_canvas_new(columns, lines, TRUE);

	eml_app_paint(app, canvas);
}

/* What the program does with the wishes, as far as it comes back here. */
static void
fulfil(Monkey *self, EmlWish wish)
{
	EmlReport *report = self->reports[g_test_rand_int_range(0, 3)];

	if (wish == EML_WISH_AGAIN || wish == EML_WISH_OFFLINE || wish == EML_WISH_ADDRESS)
		eml_app_renew(self->app, report, 1, (guint)g_test_rand_int_range(1, 4));
	else if (wish == EML_WISH_SAVE)
		eml_app_ask_over(self->app, eml_app_wanted(self->app));
	else if (wish == EML_WISH_OPEN)
		eml_app_note(self->app, eml_app_wanted(self->app));
}

static void
play(Monkey *self)
{
	const gint what = g_test_rand_int_range(0, 100);

	if (what == 0)
		fulfil(self, eml_app_paste(self->app, "/a b/\xff\033[2J\n'c' "));
	else if (what == 1)
		eml_app_set_report(self->app, self->reports[0]);
	else
		fulfil(self, eml_app_key(self->app, any_key()));
	if (what % 8 == 0)
		paint(self->app);
}

/* Many signatures, a long line, or text that would move the terminal's cursor and turn its writing
 * around. The caller owns it. */
static char *
harmful(guint kind)
{
	GString *text = g_string_new("Received: from a ([192.0.2.1]) by b.example; 1 Jan\n");

	for (guint i = 0; kind == 0 && i < 300; i++)
		g_string_append_printf(text, "DKIM-Signature: v=1; d=d%u.example; s=s; b=\n", i);
	if (kind == 1)
		for (guint i = 0; i < 10000; i++)
			g_string_append(text, i == 0 ? "Subject: " : "=?utf-8?q?a_b?= ");
	if (kind == 2)
		g_string_append(text,
				"From: \"\033[2J\xe2\x80\xae\xff\xcc\x81\" <\xe6\x97\xa5@\x9b>\n"
				"Subject: \033]52;c;QUJD\007\xf0\x9f\x91\xa9\xe2\x80\x8d\n"
				"List-Unsubscribe: <https://\033[0c>\n"
				"Content-Type: multipart/mixed; boundary=\"\033\"\n");
	g_string_append(text, "\nText.\n");
	return g_string_free(text, FALSE);
}

static Monkey
monkey_of(guint message)
{
	Monkey monkey = {0};

	if (message < G_N_ELEMENTS(samples)) {
		monkey.reports[0] = test_sample_report(samples[message], NULL, FALSE);
		monkey.reports[1] = test_sample_report(samples[message], "192.0.2.9", FALSE);
		monkey.reports[2] = test_sample_report(samples[message], NULL, TRUE);
		return monkey;
	}
	for (guint i = 0; i < G_N_ELEMENTS(monkey.reports); i++) {
		g_autofree char *text = message >= MESSAGES - 3
					    ? harmful(message - (MESSAGES - 3))
					    : g_strconcat(test_shapes[message % test_n_shapes].top,
							  TEST_SENDER_FIELDS, "\nText.\n", NULL);

		monkey.reports[i] = test_text_report(text);
	}
	return monkey;
}

static void
test_message_of(gconstpointer data)
{
	Monkey monkey = monkey_of(GPOINTER_TO_UINT(data));

	monkey.app = eml_app_new(monkey.reports[0], "message", 1, 2);
	for (guint i = 0; i < KEYS / MESSAGES; i++)
		play(&monkey);
	/* the way out: whatever is asked is given up, whatever is open is closed */
	for (guint i = 0; i < 100; i++)
		eml_app_key(monkey.app, EML_KEY_ESCAPE);
	g_assert_cmpint(eml_app_key(monkey.app, 'q'), ==, EML_WISH_QUIT);
	eml_app_free(monkey.app);
	for (guint i = 0; i < G_N_ELEMENTS(monkey.reports); i++)
		eml_report_unref(monkey.reports[i]);
}

int
main(int argc, char **argv)
{
	g_test_init(&argc, &argv, NULL);
	for (guint i = 0; i < MESSAGES; i++) {
		g_autofree char *path = g_strdup_printf("/tui/monkey/%u", i);

		g_test_add_data_func(path, GUINT_TO_POINTER(i), test_message_of);
	}
	return g_test_run();
}
