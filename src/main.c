#include "command/common.h"
#include "command/config.h"

#include "base/error.h"
#include "mail/meaning.h"

#include <locale.h>
#include <signal.h>
#include <unistd.h>

static int (*const commands[EML_COMMAND_LAST])(const EmlOptions *options) = {
    [EML_COMMAND_INSPECT] = eml_command_inspect, [EML_COMMAND_FILTER] = eml_command_filter,
    [EML_COMMAND_SPF] = eml_command_spf,	 [EML_COMMAND_DMARC] = eml_command_dmarc,
    [EML_COMMAND_CACHE] = eml_command_cache,	 [EML_COMMAND_EXPLAIN] = eml_command_explain,
};

static int
print(const char *text)
{
	g_autoptr(GError) error = NULL;

	return eml_command_print(text, &error) ? 0 : eml_command_trouble(error);
}

/* A mail reader would show them in every message. */
static void
tell_remarks(const EmlOptions *options)
{
	for (guint i = 0; options->remarks != NULL && options->remarks[i] != NULL; i++) {
		g_autofree EmlPlain *text = eml_plain(eml_slice(options->remarks[i]));

		if (options->command != EML_COMMAND_FILTER)
			g_printerr("emlens: %s\n", text);
	}
}

/* GMime's GPGME ignores broken pipes, and head(1) would make an error with words of them. */
static void
start_libraries(void)
{
	struct sigaction broken_pipe;

	sigaction(SIGPIPE, NULL, &broken_pipe);
	eml_meaning_init();
	sigaction(SIGPIPE, &broken_pipe, NULL);
}

int
main(int argc, char **argv)
{
	g_autoptr(GError) error = NULL;
	g_autoptr(EmlOptions) options = NULL;
	const char *const *words = (const char *const *)argv;

	(void)argc;
	setlocale(LC_ALL, "");
	g_set_prgname("emlens");
	if (eml_options_wants_help(words)) {
		g_autofree char *help = eml_options_help(words);

		return print(g_strchomp(help));
	}
	options = eml_options_parse(words, &error);
	/* a mail reader gets its message whatever the command line is; somebody at a terminal gets
	 * the reason */
	if (options == NULL && g_strcmp0(words[1], eml_command_word(EML_COMMAND_FILTER)) == 0 &&
	    isatty(STDIN_FILENO) == 0)
		return eml_command_filter(NULL);
	if (options == NULL)
		return eml_command_trouble(error);
	if (options->version)
		return print("emlens " EMLENS_VERSION);
	eml_config_load(options);
	tell_remarks(options);
	start_libraries();
	return commands[options->command](options);
}
