#pragma once
/* The command line (GOption) as a plain struct. Reading it does no I/O; main frees it. */

#include <glib.h>

typedef enum {
	EML_COMMAND_INSPECT,
	EML_COMMAND_SCAN,
	EML_COMMAND_FILTER,
	EML_COMMAND_DOMAIN,
	EML_COMMAND_BOUNCE,
	EML_COMMAND_SPF,
	EML_COMMAND_DMARC,
	EML_COMMAND_EXPLAIN,
	EML_COMMAND_CACHE,
	EML_COMMAND_LAST,
} EmlCommand;

typedef enum {
	EML_FORMAT_AUTO,
	EML_FORMAT_TUI,
	EML_FORMAT_TEXT,
	EML_FORMAT_JSON,
	EML_FORMAT_HTML
} EmlFormat;
typedef enum { EML_COLOR_AUTO, EML_COLOR_ALWAYS, EML_COLOR_NEVER } EmlColorMode;

/* Of the screen: AUTO asks the terminal for its background. */
typedef enum {
	EML_THEME_AUTO,
	EML_THEME_DARK,
	EML_THEME_LIGHT,
	EML_THEME_MONO,
	EML_THEME_LAST
} EmlTheme;

/* Strings are owned, NULL where the option was not given; lists are NULL-terminated, NULL if not
 * given. */
typedef struct {
	EmlCommand command;
	gboolean version; /* --version: print it and stop */
	EmlFormat format;
	gboolean full; /* inspect: the whole text report */
	EmlColorMode color;
	char **resolvers; /* --resolver */
	char **snapshots; /* --dns */
	char **what_if;	  /* --what-if: FILE or RECORD */
	char *save_dns;
	gboolean offline;
	guint deadline_s;
	gboolean has_at;
	gint64 at; /* --at, UTC seconds */
	char *ip, *helo, *mail_from, *receiver;
	char **trust;
	gboolean live, ansi; /* filter */
	char **raw;	     /* filter: where the message may be */
	char *raw_command;   /* filter */
	char **show;	     /* filter: names of fields not to hide */
	gboolean clear;	     /* cache */
	char *from;	     /* dmarc */
	char *spf;	     /* dmarc: RESULT:DOMAIN */
	char **dkim;	     /* dmarc: RESULT:DOMAIN */
	char *separator;     /* inspect: what stands between messages on standard input */
	char **names;	     /* what is left: files */
	/* of the settings file alone (command/config.h): */
	EmlTheme theme;
	gboolean no_title; /* the window keeps its title */
	char **remarks;	   /* what is wrong in it; NULL */
} EmlOptions;

/* NULL with EML_ERROR_USAGE. argv is as from main(); --help is not handled here. */
EmlOptions *eml_options_parse(const char *const *argv, GError **error);
void eml_options_free(EmlOptions *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(EmlOptions, eml_options_free)
/* The help of the command that argv names, with its options; the caller owns it. */
char *eml_options_help(const char *const *argv);
/* TRUE if argv asks for help before any "--". */
gboolean eml_options_wants_help(const char *const *argv);
/* "inspect", "spf"…: static. */
const char *eml_command_word(EmlCommand command);
