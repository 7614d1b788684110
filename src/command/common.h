#pragma once
/* What the commands share: the DNS store that the options ask for, colors, and trouble said on
 * stderr. */

#include "dns/store.h"
#include "options.h"
#include "render/out.h"

/* The store over --dns, --offline, --resolver or /etc/resolv.conf, with --what-if laid over.
 * *ret_hypothetical: what is laid over (char *, master-file form), NULL without --what-if; the
 * caller owns it. NULL with EML_ERROR_NO_INPUT, _DATA or _USAGE. */
EmlDnsStore *
eml_command_store(const EmlOptions *options, GPtrArray **ret_hypothetical, GError **error);
/* Writes --save-dns if it was asked for. FALSE with EML_ERROR_IO. */
gboolean eml_command_save_dns(const EmlOptions *options, EmlDnsStore *store, GError **error);
/* The same of several stores (EmlDnsStore): for a question that was asked anew the answer of the
 * last counts. */
gboolean
eml_command_save_dns_of(const EmlOptions *options, const GPtrArray *stores, GError **error);
/* The messages behind a name of the command line: eml_folder_sources(), and --separator. */
GPtrArray *eml_command_sources(const EmlOptions *options,
			       const char *name,
			       gboolean *ret_many,
			       GError **error);
/* "emlens: TEXT" on stderr, safe for a terminal; returns the exit status of the error. */
int eml_command_trouble(const GError *error);
/* Colors by --color, CLICOLOR_FORCE, NO_COLOR and TERM=dumb. */
gboolean eml_command_color(const EmlOptions *options, gboolean on_terminal);
/* $COLUMNS, 0 if it is no number from 1 to 1000. */
guint eml_command_columns(void);
/* Text for people on stdout: as wide as the terminal, at most 100 columns; 80 where there is none.
 */
EmlOut *eml_command_out(const EmlOptions *options);
/* Writes the text and a line end to stdout. FALSE with EML_ERROR_IO. */
gboolean eml_command_print(const char *text, GError **error);

/* One a command; each returns the exit status. */
int eml_command_inspect(const EmlOptions *options);
/* NULL options (the command line is wrong): the message passes through unchanged. */
int eml_command_filter(const EmlOptions *options);
int eml_command_cache(const EmlOptions *options);
int eml_command_spf(const EmlOptions *options);
int eml_command_dmarc(const EmlOptions *options);
int eml_command_explain(const EmlOptions *options);
