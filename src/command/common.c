#include "command/common.h"

#include "base/clock.h"
#include "base/error.h"
#include "dns/live.h"
#include "dns/offline.h"
#include "dns/overlay.h"
#include "dns/record.h"
#include "dns/what-if.h"
#include "dns/zone.h"
#include "mail/folder.h"

#include <errno.h>
#include <langinfo.h>
#include <stdlib.h>
#include <sys/ioctl.h>
#include <unistd.h>

#define RESOLV_CONF "/etc/resolv.conf"
#define MIN_WIDTH 40  /* columns of text */
#define MAX_WIDTH 100 /* longer lines are hard to read */

static EmlDnsSource *
source_of(const EmlOptions *options, GError **error)
{
	EmlDnsServers *servers = NULL;

	if (options->offline)
		return eml_dns_offline_new();
	if (options->snapshots != NULL)
		return eml_dns_zone_load((const char *const *)options->snapshots, error);
	if (options->resolvers != NULL)
		servers =
		    eml_dns_servers_from_options((const char *const *)options->resolvers, error);
	else
		servers = eml_dns_servers_from_file(RESOLV_CONF, error);
	return servers != NULL ? eml_dns_live_new(servers, error) : NULL;
}

EmlDnsStore *
eml_command_store(const EmlOptions *options, GPtrArray **ret_hypothetical, GError **error)
{
	g_autoptr(GPtrArray) lines = g_ptr_array_new_with_free_func(g_free);
	g_autoptr(EmlZoneTree) tree = NULL;
	EmlDnsSource *source = NULL;

	if (options->what_if != NULL) {
		tree = eml_what_if_read((const char *const *)options->what_if, lines, error);
		if (tree == NULL)
			return NULL;
	}
	source = source_of(options, error);
	if (source == NULL)
		return NULL;
	*ret_hypothetical = tree != NULL ? g_steal_pointer(&lines) : NULL;
	if (tree != NULL)
		source = eml_dns_overlay_new(g_steal_pointer(&tree), source);
	return eml_dns_store_new(source);
}

static void
log_entry_free_cb(gpointer entry)
{
	eml_dns_log_entry_free(entry);
}

/* Appends what the store was asked, without the questions that are in `known` already. */
static void
add_log(GPtrArray *log, GHashTable *known, EmlDnsStore *store)
{
	g_autoptr(GPtrArray) entries = NULL;

	eml_dns_store_wait(store);
	entries = eml_dns_store_log(store);
	g_ptr_array_set_free_func(entries, NULL);
	for (guint i = 0; i < entries->len; i++) {
		EmlDnsLogEntry *entry = g_ptr_array_index(entries, i);

		if (g_hash_table_add(known, entry->question))
			g_ptr_array_add(log, entry);
		else
			eml_dns_log_entry_free(entry);
	}
}

gboolean
eml_command_save_dns_of(const EmlOptions *options, const GPtrArray *stores, GError **error)
{
	g_autoptr(GPtrArray) log = g_ptr_array_new_with_free_func(log_entry_free_cb);
	g_autoptr(GHashTable) known =
	    g_hash_table_new(eml_dns_question_hash, eml_dns_question_equal);
	g_autofree char *resolver = NULL;

	if (options->save_dns == NULL)
		return TRUE;
	for (guint i = stores->len; i > 0; i--)
		add_log(log, known, g_ptr_array_index(stores, i - 1));
	if (options->resolvers != NULL)
		resolver = g_strjoinv(" ", options->resolvers);
	return eml_dns_record_save(options->save_dns, log, resolver, eml_clock_now(NULL), error);
}

gboolean
eml_command_save_dns(const EmlOptions *options, EmlDnsStore *store, GError **error)
{
	g_autoptr(GPtrArray) stores = g_ptr_array_new();

	g_ptr_array_add(stores, store);
	return eml_command_save_dns_of(options, stores, error);
}

GPtrArray *
eml_command_sources(const EmlOptions *options, const char *name, gboolean *ret_many, GError **error)
{
	return g_str_equal(name, "-")
		   ? eml_folder_sources_separated(options->separator, ret_many, error)
		   : eml_folder_sources(name, ret_many, error);
}

int
eml_command_trouble(const GError *error)
{
	g_autofree EmlPlain *text = eml_plain(eml_slice(error->message));

	g_printerr("emlens: %s\n", text);
	return error->domain == EML_ERROR ? error->code : EML_ERROR_SOFTWARE;
}

gboolean
eml_command_color(const EmlOptions *options, gboolean on_terminal)
{
	const char *no_color = g_getenv("NO_COLOR");
	const char *force = g_getenv("CLICOLOR_FORCE");

	if (options->color != EML_COLOR_AUTO)
		return options->color == EML_COLOR_ALWAYS;
	if (no_color != NULL && *no_color != '\0')
		return FALSE;
	if (force != NULL && *force != '\0' && !g_str_equal(force, "0"))
		return TRUE;
	return on_terminal && g_strcmp0(g_getenv("TERM"), "dumb") != 0;
}

guint
eml_command_columns(void)
{
	const char *text = g_getenv("COLUMNS");
	guint64 value = 0;

	if (text == NULL || !g_ascii_string_to_unsigned(text, 10, 1, 1000, &value, NULL))
		return 0;
	return (guint)value; /* at most 1000 */
}

/* As man(1) has it; but what no terminal shows is the same everywhere. */
static guint
width(gboolean on_terminal)
{
	const guint wanted = on_terminal ? eml_command_columns() : 0;
	struct winsize size;

	if (wanted > 0)
		return CLAMP(wanted, MIN_WIDTH, MAX_WIDTH);
	if (on_terminal && ioctl(STDOUT_FILENO, TIOCGWINSZ, &size) == 0 && size.ws_col > 0)
		return CLAMP(size.ws_col, MIN_WIDTH, MAX_WIDTH);
	return 80;
}

EmlOut *
eml_command_out(const EmlOptions *options)
{
	const gboolean utf8 = g_str_equal(nl_langinfo(CODESET), "UTF-8");
	const gboolean on_terminal = isatty(STDOUT_FILENO) == 1;

	return eml_out_new(stdout, eml_command_color(options, on_terminal), utf8,
			   width(on_terminal));
}

gboolean
eml_command_print(const char *text, GError **error)
{
	if (fputs(text, stdout) != EOF && fputc('\n', stdout) != EOF && fflush(stdout) == 0)
		return TRUE;
	g_set_error(error, EML_ERROR, EML_ERROR_IO, "cannot write to standard output: %s",
		    g_strerror(errno));
	return FALSE;
}
