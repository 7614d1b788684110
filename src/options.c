#include "options.h"

#include "base/clock.h"
#include "base/error.h"
#include "base/near.h"

#include <math.h>
#include <stddef.h>
#include <string.h>

/* RFC 7208 section 4.6.4 asks for at least 20 s; a display filter must not hold the reader up so
 * long (interface contract, section 1). */
#define DEADLINE_S 20
#define FILTER_DEADLINE_S 2

/* Which commands take an option. */
enum {
	ON_INSPECT = 1 << EML_COMMAND_INSPECT,
	ON_FILTER = 1 << EML_COMMAND_FILTER,
	ON_SPF = 1 << EML_COMMAND_SPF,
	ON_DMARC = 1 << EML_COMMAND_DMARC,
	ON_EXPLAIN = 1 << EML_COMMAND_EXPLAIN,
	ON_CACHE = 1 << EML_COMMAND_CACHE,
	ON_MESSAGE = ON_INSPECT | ON_FILTER,
	ON_ALL = ON_MESSAGE | ON_SPF | ON_DMARC,
	ON_SPOKEN = ON_ALL | ON_EXPLAIN,	 /* words come out */
	ON_DNS = ON_INSPECT | ON_SPF | ON_DMARC, /* the filter asks nothing */
};

static const struct {
	const char *word;
	const char *arguments;
	const char *summary;
	gboolean ready; /* in this version */
} commands[EML_COMMAND_LAST] = {
    [EML_COMMAND_INSPECT] =
	{"inspect", "FILE…",
	 "Look at received messages: a full-screen view on a terminal, a text report elsewhere.\n"
	 "\n"
	 "Other commands: emlens filter, emlens cache, emlens spf, emlens dmarc, emlens explain "
	 "(each "
	 "has its own --help).",
	 TRUE},
    [EML_COMMAND_SCAN] = {"scan", "PATH…", "Check many messages.", FALSE},
    [EML_COMMAND_FILTER] = {"filter", "",
			    "Display filter for mutt and neomutt: a rendered message in, the same "
			    "with a summary at the "
			    "end of its header block out.",
			    TRUE},
    [EML_COMMAND_DOMAIN] = {"domain", "NAME", "Explain the mail records of a domain.", FALSE},
    [EML_COMMAND_BOUNCE] = {"bounce", "[FILE]", "Explain a bounce or an SMTP reply.", FALSE},
    [EML_COMMAND_SPF] = {"spf", "", "Evaluate SPF once: check_host() of RFC 7208.", TRUE},
    [EML_COMMAND_DMARC] = {"dmarc", "", "Evaluate DMARC once, by RFC 9989.", TRUE},
    [EML_COMMAND_EXPLAIN] = {"explain", "[ID…]",
			     "Say what the step, finding or reason of that ID means and what to do "
			     "about it; without an "
			     "ID, list all.",
			     TRUE},
    [EML_COMMAND_CACHE] = {"cache", "", "Forget the results that the display filter keeps.", TRUE},
};

/* What GOption writes into, before it is checked. */
typedef struct {
	EmlOptions options;
	char *format, *color, *at, *lang, *deadline;
	gboolean json, text; /* never set: read_words() makes --format= of them */
} Raw;

const char *
eml_command_word(EmlCommand command)
{
	return command < EML_COMMAND_LAST ? commands[command].word : NULL;
}

static EmlCommand
command_of(const char *const *argv)
{
	for (guint i = EML_COMMAND_SCAN; argv[0] != NULL && argv[1] != NULL && i < EML_COMMAND_LAST;
	     i++)
		if (g_str_equal(argv[1], commands[i].word))
			return (EmlCommand)i;
	return EML_COMMAND_INSPECT;
}

/* One option: which commands take it, and where its value goes. Text options are of the kind
 * FILENAME: GOption then hands the bytes over as they are, whatever the locale. */
static const struct {
	guint on;
	const char *name;
	GOptionArg kind;
	gsize at; /* offset in Raw */
	const char *help;
	const char *argument;
} table[] = {
    {ON_SPOKEN, "format", G_OPTION_ARG_STRING, offsetof(Raw, format),
     "Output form: tui, text or json", "FORM"},
    {ON_SPOKEN, "json", G_OPTION_ARG_NONE, offsetof(Raw, json), "Short for --format=json", NULL},
    {ON_SPOKEN, "text", G_OPTION_ARG_NONE, offsetof(Raw, text), "Short for --format=text", NULL},
    {ON_INSPECT, "full", G_OPTION_ARG_NONE, offsetof(Raw, options.full),
     "The whole text report, with every step of every check", NULL},
    {ON_SPOKEN, "color", G_OPTION_ARG_STRING, offsetof(Raw, color),
     "auto, always or never (default auto)", "WHEN"},
    {ON_ALL, "resolver", G_OPTION_ARG_STRING_ARRAY, offsetof(Raw, options.resolvers),
     "DNS server to ask; trusted: its AD bit counts (default: /etc/resolv.conf)",
     "ADDR[@PORT][,trusted]"},
    {ON_ALL, "dns", G_OPTION_ARG_FILENAME_ARRAY, offsetof(Raw, options.snapshots),
     "Answer every DNS question from this snapshot", "FILE"},
    {ON_ALL, "save-dns", G_OPTION_ARG_FILENAME, offsetof(Raw, options.save_dns),
     "Write every DNS answer as a snapshot", "FILE"},
    {ON_DNS, "what-if", G_OPTION_ARG_FILENAME_ARRAY, offsetof(Raw, options.what_if),
     "Judge as if DNS held this record, such as 'example.org. TXT \"v=spf1 -all\"', or a file of "
     "them",
     "FILE|RECORD"},
    {ON_ALL, "offline", G_OPTION_ARG_NONE, offsetof(Raw, options.offline),
     "Ask nothing; recorded claims only", NULL},
    {ON_ALL & ~ON_FILTER, "deadline", G_OPTION_ARG_FILENAME, offsetof(Raw, deadline),
     "For all DNS work on one message (default 20)", "SECONDS"},
    {ON_FILTER, "deadline", G_OPTION_ARG_FILENAME, offsetof(Raw, deadline),
     "For all DNS work on one message (default 2)", "SECONDS"},
    {ON_ALL, "at", G_OPTION_ARG_FILENAME, offsetof(Raw, at),
     "The moment that signatures are judged against: RFC 3339 or @UNIX (default: when it was "
     "received)",
     "TIME"},
    {ON_MESSAGE | ON_SPF, "ip", G_OPTION_ARG_FILENAME, offsetof(Raw, options.ip),
     "Address of the SMTP client", "ADDRESS"},
    {ON_MESSAGE | ON_SPF, "helo", G_OPTION_ARG_FILENAME, offsetof(Raw, options.helo),
     "Its HELO or EHLO name", "NAME"},
    {ON_MESSAGE | ON_SPF, "mail-from", G_OPTION_ARG_FILENAME, offsetof(Raw, options.mail_from),
     "MAIL FROM; empty or <> is the null reverse-path", "ADDRESS"},
    {ON_SPF, "receiver", G_OPTION_ARG_FILENAME, offsetof(Raw, options.receiver),
     "Value of %{r} (default unknown)", "NAME"},
    {ON_MESSAGE, "trust", G_OPTION_ARG_FILENAME_ARRAY, offsetof(Raw, options.trust),
     "Whose Authentication-Results count as the receiver's own", "AUTHSERV-ID"},
    {ON_FILTER, "live", G_OPTION_ARG_NONE, offsetof(Raw, options.live),
     "Verify each message now (otherwise only where EMLENS_LIVE=1 is set)", NULL},
    {ON_FILTER, "raw", G_OPTION_ARG_FILENAME_ARRAY, offsetof(Raw, options.raw),
     "Look for the message in this file, mbox, Maildir or folder", "PATH"},
    {ON_FILTER, "raw-command", G_OPTION_ARG_FILENAME, offsetof(Raw, options.raw_command),
     "Ask this command for the message; %m is its Message-ID", "COMMAND"},
    {ON_FILTER, "show", G_OPTION_ARG_FILENAME_ARRAY, offsetof(Raw, options.show),
     "Do not hide this field, which is hidden otherwise", "FIELD"},
    {ON_FILTER, "ansi", G_OPTION_ARG_NONE, offsetof(Raw, options.ansi),
     "Color the word by ANSI sequences (for allow_ansi)", NULL},
    {ON_CACHE, "clear", G_OPTION_ARG_NONE, offsetof(Raw, options.clear), "Remove all of them",
     NULL},
    {ON_INSPECT, "separator", G_OPTION_ARG_FILENAME, offsetof(Raw, options.separator),
     "Standard input holds several messages, with this text between them", "TEXT"},
    {ON_DMARC, "from", G_OPTION_ARG_FILENAME, offsetof(Raw, options.from),
     "Domain of the From field", "DOMAIN"},
    {ON_DMARC, "spf", G_OPTION_ARG_FILENAME, offsetof(Raw, options.spf),
     "The SPF result for MAIL FROM", "RESULT:DOMAIN"},
    {ON_DMARC, "dkim", G_OPTION_ARG_FILENAME_ARRAY, offsetof(Raw, options.dkim),
     "The result of a DKIM signature", "RESULT:DOMAIN"},
    {ON_SPOKEN, "lang", G_OPTION_ARG_STRING, offsetof(Raw, lang),
     "Language of words (this version: English)", "LANGUAGE"},
    {ON_SPOKEN | ON_CACHE, "version", G_OPTION_ARG_NONE, offsetof(Raw, options.version),
     "Print the version", NULL},
    {ON_SPOKEN | ON_CACHE, G_OPTION_REMAINING, G_OPTION_ARG_FILENAME_ARRAY,
     offsetof(Raw, options.names), NULL, NULL},
};

/* What the filter takes for the sake of the others and does not go by: its form is the reader's. */
static gboolean
is_hidden(EmlCommand command, const char *name)
{
	static const char *const unused[] = {"format",	 "json", "text", "color",
					     "save-dns", "lang", NULL};

	return command == EML_COMMAND_FILTER && g_strv_contains(unused, name);
}

static GArray *
entries_new(Raw *raw, EmlCommand command)
{
	GArray *entries = g_array_new(TRUE, TRUE, sizeof(GOptionEntry));

	for (gsize i = 0; i < G_N_ELEMENTS(table); i++) {
		GOptionEntry entry = {
		    .long_name = table[i].name,
		    .flags = is_hidden(command, table[i].name) ? G_OPTION_FLAG_HIDDEN : 0,
		    .arg = table[i].kind,
		    .arg_data = (char *)raw + table[i].at,
		    .description = table[i].help,
		    .arg_description = table[i].argument,
		};

		if (table[i].argument == NULL && table[i].kind == G_OPTION_ARG_FILENAME_ARRAY)
			entry.arg_description = commands[command].arguments;
		if ((table[i].on & (1U << command)) != 0)
			g_array_append_val(entries, entry);
	}
	return entries;
}

static GOptionContext *
context_new(const GArray *entries, EmlCommand command)
{
	GOptionContext *context = g_option_context_new(NULL);

	g_option_context_set_help_enabled(context, FALSE);
	g_option_context_set_summary(context, commands[command].summary);
	g_option_context_add_main_entries(context,
					  (const GOptionEntry *)(gconstpointer)entries->data, NULL);
	return context;
}

static const struct {
	const char *word;
	EmlFormat format;
} formats[] = {
    {"tui", EML_FORMAT_TUI},
    {"text", EML_FORMAT_TEXT},
    {"json", EML_FORMAT_JSON},
    {"html", EML_FORMAT_HTML},
};

static const struct {
	const char *word;
	EmlColorMode color;
} colors[] = {
    {"auto", EML_COLOR_AUTO},
    {"always", EML_COLOR_ALWAYS},
    {"never", EML_COLOR_NEVER},
};

static gboolean
take_format(const Raw *raw, EmlOptions *options, GError **error)
{
	if (raw->format == NULL) {
		options->format = options->full ? EML_FORMAT_TEXT : EML_FORMAT_AUTO;
		return TRUE;
	}
	for (gsize i = 0; i < G_N_ELEMENTS(formats); i++)
		if (g_str_equal(raw->format, formats[i].word))
			options->format = formats[i].format;
	if (options->format == EML_FORMAT_HTML) {
		g_set_error(error, EML_ERROR, EML_ERROR_USAGE,
			    "--format=html is not in this version; use tui, text or json");
		return FALSE;
	}
	if (options->format == EML_FORMAT_AUTO) {
		g_set_error(error, EML_ERROR, EML_ERROR_USAGE, "--format=%s: use tui, text or json",
			    raw->format);
		return FALSE;
	}
	return TRUE;
}

static gboolean
take_color(const Raw *raw, EmlOptions *options, GError **error)
{
	if (raw->color == NULL)
		return TRUE;
	for (gsize i = 0; i < G_N_ELEMENTS(colors); i++) {
		if (g_str_equal(raw->color, colors[i].word)) {
			options->color = colors[i].color;
			return TRUE;
		}
	}
	g_set_error(error, EML_ERROR, EML_ERROR_USAGE, "--color=%s: use auto, always or never",
		    raw->color);
	return FALSE;
}

/* Text that is a number and nothing else; NAN if it is not. */
static double
read_number(const char *text)
{
	char *end = NULL;
	const double number = g_ascii_strtod(text, &end);

	return end != text && *end == '\0' ? number : (double)NAN;
}

static gboolean
take_times(const Raw *raw, EmlOptions *options, GError **error)
{
	const double standard =
	    options->command == EML_COMMAND_FILTER ? FILTER_DEADLINE_S : DEADLINE_S;
	const double deadline_s = raw->deadline != NULL ? read_number(raw->deadline) : standard;

	if (!(deadline_s >= 0 && deadline_s <= 3600)) {
		g_set_error(error, EML_ERROR, EML_ERROR_USAGE,
			    "--deadline=%s: give seconds between 0 and 3600", raw->deadline);
		return FALSE;
	}
	options->deadline_s = (guint)ceil(deadline_s);
	if (raw->at == NULL)
		return TRUE;
	options->has_at = eml_clock_parse(raw->at, &options->at);
	if (!options->has_at)
		g_set_error(error, EML_ERROR, EML_ERROR_USAGE,
			    "--at=%s: give a time such as 2026-11-24T10:00:00Z or @1795514400",
			    raw->at);
	return options->has_at;
}

static gboolean
check_trust(const EmlOptions *options, GError **error)
{
	for (guint i = 0; options->trust != NULL && options->trust[i] != NULL; i++)
		if (*options->trust[i] == '\0') {
			g_set_error(
			    error, EML_ERROR, EML_ERROR_USAGE,
			    "--trust= is empty; give the name that your server writes, such as "
			    "mx.example.net");
			return FALSE;
		}
	return TRUE;
}

static void
take_null_path(EmlOptions *options)
{
	if (options->mail_from != NULL && g_str_equal(options->mail_from, "<>"))
		options->mail_from[0] = '\0';
}

static gboolean
check_ip(const EmlOptions *options, GError **error)
{
	if (options->ip == NULL || g_hostname_is_ip_address(options->ip))
		return TRUE;
	g_set_error(error, EML_ERROR, EML_ERROR_USAGE,
		    "--ip=%s is no address; write it as 192.0.2.1 or 2001:db8::1", options->ip);
	return FALSE;
}

/* --json and --text are --format= in short, so that the last of the three wins. */
static void
spell_out_formats(char **words)
{
	static const char *const forms[][2] = {{"--json", "--format=json"},
					       {"--text", "--format=text"}};

	for (guint i = 1; words[0] != NULL && words[i] != NULL && !g_str_equal(words[i], "--"); i++)
		for (gsize k = 0; k < G_N_ELEMENTS(forms); k++)
			if (g_str_equal(words[i], forms[k][0])) {
				g_free(words[i]);
				words[i] = g_strdup(forms[k][1]);
			}
}

/* The command as people type it: "emlens", "emlens spf". The caller owns it. */
static char *
typed(EmlCommand command)
{
	return command == EML_COMMAND_INSPECT
		   ? g_strdup("emlens")
		   : g_strdup_printf("emlens %s", commands[command].word);
}

/* The row of the option that the word names, "--name" or "--name=value"; -1 if there is none for
 * these commands. */
static gint
row_of(const char *word, guint on)
{
	const gsize len = strcspn(word + 2, "=");

	for (gsize i = 0; i < G_N_ELEMENTS(table); i++)
		if ((table[i].on & on) != 0 && strlen(table[i].name) == len && len > 0 &&
		    strncmp(table[i].name, word + 2, len) == 0)
			return (gint)i; /* the table is short */
	return -1;
}

/* The name of an option of the command that may be meant; NULL if none is near. */
static const char *
near_option(const char *word, EmlCommand command)
{
	g_autofree char *name = g_strndup(word + 2, strcspn(word + 2, "="));
	const char *best = NULL;

	for (gsize i = 0; i < G_N_ELEMENTS(table); i++)
		if ((table[i].on & (1U << command)) != 0 && !is_hidden(command, table[i].name) &&
		    *table[i].name != '\0' && eml_near(name, table[i].name) &&
		    (best == NULL ||
		     eml_near_distance(name, table[i].name) < eml_near_distance(name, best)))
			best = table[i].name;
	return best;
}

/* "emlens, emlens filter": the commands that take the option. The caller owns it. */
static char *
takers_of(gint row)
{
	GString *list = g_string_new(NULL);
	guint n = 0;

	for (guint i = 0; i < EML_COMMAND_LAST; i++) {
		g_autofree char *command = typed((EmlCommand)i);

		if ((table[row].on & (1U << i)) == 0 || !commands[i].ready)
			continue;
		g_string_append_printf(list, "%s%s", n++ > 0 ? ", " : "", command);
	}
	return g_string_free(list, FALSE);
}

static void
refuse_option(const char *word, EmlCommand command, GError **error)
{
	const int len =
	    (int)(g_str_has_prefix(word, "--") ? 2 + strcspn(word + 2, "=") : strlen(word));
	const gint elsewhere = len > 2 ? row_of(word, G_MAXUINT) : -1;
	const char *near = len > 2 ? near_option(word, command) : NULL;
	g_autofree char *own = typed(command);
	g_autofree char *takers = elsewhere >= 0 ? takers_of(elsewhere) : NULL;
	g_autofree char *advice = NULL;

	if (word[1] != '-')
		advice = g_strdup_printf("a file of that name is ./%s", word);
	else if (takers != NULL)
		advice = g_strdup_printf("it belongs to %s", takers);
	else if (near != NULL)
		advice = g_strdup_printf("did you mean --%s?", near);
	g_set_error(error, EML_ERROR, EML_ERROR_USAGE,
		    "%.*s is no option of %s%s%s (%s --help lists them)", len, word, own,
		    advice != NULL ? "; " : "", advice != NULL ? advice : "", own);
}

/* Looks at the options before GOption does, whose sentences say neither where nor what to do.
 * words: without the command. */
static gboolean
check_words(char **words, EmlCommand command, GError **error)
{
	for (guint i = 1; words[0] != NULL && words[i] != NULL && !g_str_equal(words[i], "--");
	     i++) {
		const char *word = words[i];
		const char *value = strchr(word, '=');
		gint row = -1;

		if (word[0] != '-' || word[1] == '\0')
			continue;
		row = word[1] == '-' ? row_of(word, 1U << command) : -1;
		if (row < 0) {
			refuse_option(word, command, error);
			return FALSE;
		}
		if (table[row].kind == G_OPTION_ARG_NONE && value != NULL) {
			g_set_error(error, EML_ERROR, EML_ERROR_USAGE,
				    "--%s takes no value: leave %s away", table[row].name, value);
			return FALSE;
		}
		if (table[row].kind == G_OPTION_ARG_NONE || value != NULL)
			continue;
		i++;
		if (words[i] == NULL ||
		    (g_str_has_prefix(words[i], "--") && row_of(words[i], 1U << command) >= 0)) {
			g_set_error(error, EML_ERROR, EML_ERROR_USAGE,
				    "--%s needs a value: write --%s=%s", table[row].name,
				    table[row].name, table[row].argument);
			return FALSE;
		}
	}
	return TRUE;
}

/* What GOption still refuses is a word that is not of the locale's character set. */
static gboolean
read_words(const char *const *argv, EmlCommand command, Raw *raw, GError **error)
{
	g_autoptr(GArray) entries = entries_new(raw, command);
	g_autoptr(GOptionContext) context = context_new(entries, command);
	g_auto(GStrv) words = g_strdupv((char **)(gpointer)argv); /* only read */
	g_autoptr(GError) trouble = NULL;

	if (command != EML_COMMAND_INSPECT) {
		g_free(words[1]);
		memmove(words + 1, words + 2,
			(g_strv_length((char **)(gpointer)argv) - 1) * sizeof *words);
	}
	if (!check_words(words, command, error))
		return FALSE;
	spell_out_formats(words);
	if (g_option_context_parse_strv(context, &words, &trouble))
		return TRUE;
	g_set_error(error, EML_ERROR, EML_ERROR_USAGE, "%s (emlens %s%s--help lists the options)",
		    trouble->message, command == EML_COMMAND_INSPECT ? "" : commands[command].word,
		    command == EML_COMMAND_INSPECT ? "" : " ");
	return FALSE;
}

static void
raw_clear(Raw *raw)
{
	g_free(raw->format);
	g_free(raw->color);
	g_free(raw->at);
	g_free(raw->deadline);
	g_free(raw->lang);
}

EmlOptions *
eml_options_parse(const char *const *argv, GError **error)
{
	const EmlCommand command = command_of(argv);
	Raw raw = {0};
	g_autoptr(EmlOptions) options = g_new0(EmlOptions, 1);
	gboolean good = FALSE;

	if (!commands[command].ready) {
		g_set_error(error, EML_ERROR, EML_ERROR_USAGE,
			    "emlens %s is not in this version (a file of that name is ./%s)",
			    commands[command].word, commands[command].word);
		return NULL;
	}
	good = read_words(argv, command, &raw, error);
	*options = raw.options;
	options->command = command;
	good = good && take_format(&raw, options, error) && take_color(&raw, options, error) &&
	       take_times(&raw, options, error) && check_ip(options, error) &&
	       check_trust(options, error);
	take_null_path(options);
	raw_clear(&raw);
	return good ? g_steal_pointer(&options) : NULL;
}

void
eml_options_free(EmlOptions *self)
{
	if (self == NULL)
		return;
	g_strfreev(self->resolvers);
	g_strfreev(self->snapshots);
	g_strfreev(self->what_if);
	g_free(self->save_dns);
	g_free(self->ip);
	g_free(self->helo);
	g_free(self->mail_from);
	g_free(self->receiver);
	g_strfreev(self->trust);
	g_strfreev(self->raw);
	g_free(self->raw_command);
	g_strfreev(self->show);
	g_free(self->separator);
	g_free(self->from);
	g_free(self->spf);
	g_strfreev(self->dkim);
	g_strfreev(self->names);
	g_strfreev(self->remarks);
	g_free(self);
}

gboolean
eml_options_wants_help(const char *const *argv)
{
	for (guint i = 1; argv[0] != NULL && argv[i] != NULL && !g_str_equal(argv[i], "--"); i++)
		if (g_str_equal(argv[i], "--help") || g_str_equal(argv[i], "-h"))
			return TRUE;
	return FALSE;
}

char *
eml_options_help(const char *const *argv)
{
	const EmlCommand command = command_of(argv);
	Raw raw = {0};
	g_autoptr(GArray) entries = entries_new(&raw, command);
	g_autoptr(GOptionContext) context = context_new(entries, command);
	g_autofree char *help = g_option_context_get_help(context, TRUE, NULL);
	const char *program = g_get_prgname() != NULL ? g_get_prgname() : "";
	const char *usage = strstr(help, program);

	/* GOption knows of no commands: its line is "emlens [OPTION…]" */
	if (command == EML_COMMAND_INSPECT || usage == NULL || *program == '\0')
		return g_steal_pointer(&help);
	usage += strlen(program);
	return g_strdup_printf("%.*s %s%s", (int)(usage - help), help, commands[command].word,
			       usage);
}
