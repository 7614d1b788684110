/* The command line: what each form means, and that wrong ones are refused with a sentence. */
#include "options.h"

#include "base/error.h"

static const struct {
	const char *name;
	const char *words[8];
	EmlCommand command;
	EmlFormat format;
	const char *first; /* the first name left over; NULL = none */
} good[] = {
    {"none", {"emlens"}, EML_COMMAND_INSPECT, EML_FORMAT_AUTO, NULL},
    {"file", {"emlens", "a.eml"}, EML_COMMAND_INSPECT, EML_FORMAT_AUTO, "a.eml"},
    {"json", {"emlens", "--json", "a"}, EML_COMMAND_INSPECT, EML_FORMAT_JSON, "a"},
    {"text", {"emlens", "a", "--text"}, EML_COMMAND_INSPECT, EML_FORMAT_TEXT, "a"},
    {"full", {"emlens", "--full", "a"}, EML_COMMAND_INSPECT, EML_FORMAT_TEXT, "a"},
    {"full-json", {"emlens", "--full", "--json", "a"}, EML_COMMAND_INSPECT, EML_FORMAT_JSON, "a"},
    {"full-screen",
     {"emlens", "--full", "--format=tui", "a"},
     EML_COMMAND_INSPECT,
     EML_FORMAT_TUI,
     "a"},
    {"last-wins", {"emlens", "--json", "--text", "a"}, EML_COMMAND_INSPECT, EML_FORMAT_TEXT, "a"},
    {"last-wins-format",
     {"emlens", "--json", "--format=text", "--json", "a"},
     EML_COMMAND_INSPECT,
     EML_FORMAT_JSON,
     "a"},
    {"format", {"emlens", "--format=tui", "a"}, EML_COMMAND_INSPECT, EML_FORMAT_TUI, "a"},
    {"standard-input", {"emlens", "-"}, EML_COMMAND_INSPECT, EML_FORMAT_AUTO, "-"},
    {"command-as-file", {"emlens", "--", "spf"}, EML_COMMAND_INSPECT, EML_FORMAT_AUTO, "spf"},
    {"command-not-first", {"emlens", "--json", "spf"}, EML_COMMAND_INSPECT, EML_FORMAT_JSON, "spf"},
    {"value-behind-blank",
     {"emlens", "--ip", "192.0.2.1", "a"},
     EML_COMMAND_INSPECT,
     EML_FORMAT_AUTO,
     "a"},
    {"dash-as-value", {"emlens", "--helo", "-x", "a"}, EML_COMMAND_INSPECT, EML_FORMAT_AUTO, "a"},
    {"explain",
     {"emlens", "explain", "dkim-pass"},
     EML_COMMAND_EXPLAIN,
     EML_FORMAT_AUTO,
     "dkim-pass"},
    {"explain-all", {"emlens", "explain", "--json"}, EML_COMMAND_EXPLAIN, EML_FORMAT_JSON, NULL},
    {"dashed-file", {"emlens", "--", "--json"}, EML_COMMAND_INSPECT, EML_FORMAT_AUTO, "--json"},
    {"spf", {"emlens", "spf", "--ip=192.0.2.1", "--json"}, EML_COMMAND_SPF, EML_FORMAT_JSON, NULL},
    {"dmarc", {"emlens", "dmarc", "--from=a.example"}, EML_COMMAND_DMARC, EML_FORMAT_AUTO, NULL},
    {"filter",
     {"emlens", "filter", "--trust=mx.example"},
     EML_COMMAND_FILTER,
     EML_FORMAT_AUTO,
     NULL},
};

static void
test_good(gconstpointer data)
{
	const gsize i = GPOINTER_TO_SIZE(data);
	g_autoptr(GError) error = NULL;
	g_autoptr(EmlOptions) options = eml_options_parse(good[i].words, &error);

	g_assert_no_error(error);
	g_assert_cmpint(options->command, ==, good[i].command);
	g_assert_cmpint(options->format, ==, good[i].format);
	g_assert_cmpstr(options->names != NULL ? options->names[0] : NULL, ==, good[i].first);
}

static const struct {
	const char *name;
	const char *words[8];
	const char *says; /* must stand in the sentence */
} bad[] = {
    {"unknown", {"emlens", "--bogus"}, "--bogus is no option of emlens (emlens --help lists them)"},
    {"unknown-value", {"emlens", "--bogus=x", "a"}, "--bogus is no option of emlens"},
    {"misspelt", {"emlens", "--ofline", "a"}, "did you mean --offline?"},
    {"misspelt-value", {"emlens", "--colour=never", "a"}, "did you mean --color?"},
    {"swapped", {"emlens", "--josn", "a"}, "did you mean --json?"},
    {"short", {"emlens", "-j", "a"}, "-j is no option of emlens; a file of that name is ./-j"},
    {"one-dash", {"emlens", "-json", "a"}, "a file of that name is ./-json"},
    {"no-name", {"emlens", "--=x", "a"}, "-- is no option"},
    {"no-value", {"emlens", "--ip"}, "--ip needs a value: write --ip=ADDRESS"},
    {"option-as-value", {"emlens", "--ip", "--json", "a"}, "--ip needs a value"},
    {"needless-value", {"emlens", "--offline=1", "a"}, "--offline takes no value"},
    {"of-the-filter", {"emlens", "--live", "a"}, "it belongs to emlens filter"},
    {"of-several", {"emlens", "spf", "--trust=x"}, "it belongs to emlens, emlens filter"},
    {"later-command", {"emlens", "scan", "x"}, "scan is not in this version"},
    {"what-if-of-filter", {"emlens", "filter", "--what-if=x y"}, "--what-if"},
    {"html", {"emlens", "--format=html", "a"}, "not in this version"},
    {"format", {"emlens", "--format=xml", "a"}, "tui, text or json"},
    {"color", {"emlens", "--color=red", "a"}, "auto, always or never"},
    {"at", {"emlens", "--at=yesterday", "a"}, "2026-11-24T10:00:00Z"},
    {"deadline", {"emlens", "--deadline=-1", "a"}, "between 0 and 3600"},
    {"deadline-word", {"emlens", "--deadline=abc", "a"}, "--deadline=abc: give seconds"},
    {"deadline-unit", {"emlens", "--deadline=5s", "a"}, "--deadline=5s: give seconds"},
    {"deadline-empty", {"emlens", "--deadline=", "a"}, "between 0 and 3600"},
    {"trust-empty", {"emlens", "--trust=mx.example", "--trust=", "a"}, "--trust= is empty"},
    {"help-of-command", {"emlens", "spf", "--bogus"}, "emlens spf --help"},
    {"deadline-nan", {"emlens", "--deadline=nan", "a"}, "between 0 and 3600"},
    {"other-commands-option", {"emlens", "spf", "--trust=x"}, "--trust"},
};

static void
test_bad(gconstpointer data)
{
	const gsize i = GPOINTER_TO_SIZE(data);
	g_autoptr(GError) error = NULL;
	g_autoptr(EmlOptions) options = eml_options_parse(bad[i].words, &error);

	g_assert_error(error, EML_ERROR, EML_ERROR_USAGE);
	g_assert_null(options);
	g_assert_nonnull(strstr(error->message, bad[i].says));
}

static void
test_values(void)
{
	const char *const words[] = {"emlens",	  "--mail-from=<>", "--at=@10", "--deadline=1.2",
				     "--trust=a", "--trust=b",	    "\xff",	NULL};
	g_autoptr(EmlOptions) options = eml_options_parse(words, NULL);

	g_assert_nonnull(options);
	g_assert_cmpstr(options->mail_from, ==, "");
	g_assert_true(options->has_at);
	g_assert_cmpint(options->at, ==, 10);
	g_assert_cmpuint(options->deadline_s, ==, 2);
	g_assert_cmpuint(g_strv_length(options->trust), ==, 2);
	g_assert_cmpstr(options->names[0], ==, "\xff");
}

static void
test_what_if(void)
{
	const char *const words[] = {
	    "emlens", "--what-if=a. A 192.0.2.1", "--what-if", "b.zone", "a.eml", NULL};
	g_autoptr(EmlOptions) options = eml_options_parse(words, NULL);

	g_assert_nonnull(options);
	g_assert_cmpuint(g_strv_length(options->what_if), ==, 2);
	g_assert_cmpstr(options->what_if[0], ==, "a. A 192.0.2.1");
	g_assert_cmpstr(options->what_if[1], ==, "b.zone");
	g_assert_cmpstr(options->names[0], ==, "a.eml");
}

static void
test_help(void)
{
	const char *const words[] = {"emlens", "spf", "--help", NULL};
	const char *const after[] = {"emlens", "--", "--help", NULL};
	const char *const of_filter[] = {"emlens", "filter", "--help", NULL};
	g_autofree char *help = eml_options_help(words);
	g_autofree char *filter = eml_options_help(of_filter);

	g_assert_true(eml_options_wants_help(words));
	g_assert_false(eml_options_wants_help(after));
	g_assert_nonnull(strstr(help, "--receiver"));
	g_assert_null(strstr(help, "--trust"));
	g_assert_nonnull(strstr(help, "emlens spf [OPTION"));
	g_assert_nonnull(strstr(filter, "emlens filter [OPTION"));
	g_assert_nonnull(strstr(filter, "--trust"));
	g_assert_null(strstr(filter, "--json"));
	g_assert_nonnull(strstr(filter, "--resolver"));
}

int
main(int argc, char **argv)
{
	g_test_init(&argc, &argv, NULL);
	g_set_prgname("emlens");
	for (gsize i = 0; i < G_N_ELEMENTS(good); i++) {
		g_autofree char *path = g_strdup_printf("/options/good/%s", good[i].name);

		g_test_add_data_func(path, GSIZE_TO_POINTER(i), test_good);
	}
	for (gsize i = 0; i < G_N_ELEMENTS(bad); i++) {
		g_autofree char *path = g_strdup_printf("/options/bad/%s", bad[i].name);

		g_test_add_data_func(path, GSIZE_TO_POINTER(i), test_bad);
	}
	g_test_add_func("/options/values", test_values);
	g_test_add_func("/options/what-if", test_what_if);
	g_test_add_func("/options/help", test_help);
	return g_test_run();
}
