/* emlens filter: the display filter of mutt and neomutt. It shows what the receiver claimed;
 * nothing is asked of DNS. Whatever goes wrong inside, the message comes out and the status is 0: a
 * reader shows an empty mail for anything else. */
#include "command/common.h"

#include "base/safe-text.h"
#include "judge/claimed.h"
#include "mail/meaning.h"
#include "render/filter.h"

#include <errno.h>
#include <langinfo.h>
#include <signal.h>
#include <unistd.h>

#define READ_PIECE ((gsize)64 << 10)
#define DEFAULT_COLUMNS 80
#define MIN_COLUMNS 20

static GString *
read_all(int fd)
{
	GString *all = g_string_new(NULL);
	g_autofree char *piece = g_malloc(READ_PIECE);
	gssize n = 0;

	while ((n = read(fd, piece, READ_PIECE)) > 0 || (n < 0 && errno == EINTR))
		if (n > 0)
			g_string_append_len(all, piece, n);
	return all;
}

static void
write_all(int fd, EmlSlice text)
{
	gsize done = 0;

	while (done < text.len) {
		const gssize n = write(fd, text.data + done, text.len - done);

		if (n < 0 && errno != EINTR)
			return; /* the reader has gone: there is nobody to tell */
		done += n > 0 ? (gsize)n : 0;
	}
}

static char *
from_domain(const EmlMessage *message)
{
	const gint from = eml_message_find(message, "From", -1);
	g_autoptr(GPtrArray) authors = NULL;
	const EmlMailbox *first = NULL;

	if (from < 0)
		return NULL;
	authors = eml_meaning_addresses(eml_message_field(message, (guint)from)->value);
	first = authors->len == 1 ? g_ptr_array_index(authors, 0) : NULL;
	return first != NULL ? g_strdup(first->domain) : NULL;
}

static EmlClaimed *
claimed(const EmlOptions *options, EmlSlice block)
{
	g_autoptr(GBytes) bytes = g_bytes_new(block.data, block.len);
	g_autoptr(EmlMessage) message = eml_message_new(bytes, NULL);
	g_autoptr(EmlHops) hops = NULL;
	g_autoptr(EmlClaims) claims = NULL;
	g_autofree char *from = NULL;

	if (message == NULL)
		return NULL;
	hops = eml_hops_new(message);
	claims = eml_claims_new(message, hops, (const char *const *)options->trust);
	from = from_domain(message);
	return eml_claimed_new(claims, from);
}

static guint
columns(void)
{
	const char *text = g_getenv("COLUMNS");
	guint64 value = DEFAULT_COLUMNS;

	if (text != NULL && !g_ascii_string_to_unsigned(text, 10, MIN_COLUMNS, 1000, &value, NULL))
		value = DEFAULT_COLUMNS;
	return (guint)value;
}

/* One line that fits the pager, in the reader's character set. */
static char *
line_of(const char *name, const char *text, gboolean utf8)
{
	g_autofree char *line = g_strdup_printf("%s: %s", name, text);
	g_autofree EmlPlain *cut = eml_plain_cut(line, columns() - 1);

	return utf8 ? g_steal_pointer(&cut) : g_str_to_ascii(cut, "C");
}

static void
filter(const EmlOptions *options, EmlSlice rendered)
{
	const gboolean utf8 = g_str_equal(nl_langinfo(CODESET), "UTF-8");
	g_autoptr(GPtrArray) lines = g_ptr_array_new_with_free_func(g_free);
	g_autoptr(GString) out = NULL;
	g_autoptr(EmlClaimed) summary = NULL;
	gsize start = 0;
	gsize end = 0;

	if (eml_filter_header_block(rendered, &start, &end))
		summary = claimed(options, eml_slice_part(rendered, start, end));
	if (summary != NULL) {
		g_autofree char *check = g_strdup_printf("%s %s", summary->word, summary->text);

		g_ptr_array_add(lines, line_of("Auth-Check", check, utf8));
		if (summary->detail != NULL)
			g_ptr_array_add(lines, line_of("Auth-Detail", summary->detail, utf8));
	}
	g_ptr_array_add(lines, NULL);
	out = eml_filter_rewrite(rendered, (const char *const *)(gpointer)lines->pdata, utf8);
	write_all(STDOUT_FILENO, eml_slice_n(out->str, out->len));
}

int
eml_command_filter(const EmlOptions *options)
{
	g_autoptr(GString) rendered = NULL;

	signal(SIGINT, SIG_IGN); /* the reader's Ctrl-C reaches its whole process group */
	rendered = read_all(STDIN_FILENO);
	if (options != NULL)
		filter(options, eml_slice_n(rendered->str, rendered->len));
	else
		write_all(STDOUT_FILENO, eml_slice_n(rendered->str, rendered->len));
	return 0;
}
