#include "mail/load.h"

#include <errno.h>
#include <fcntl.h>
#include <gio/gunixinputstream.h>
#include <poll.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/error.h"
#include "base/limits.h"
#include "base/safe-text.h"
#include "mail/gzip.h"
#include "mail/kind.h"
#include "mail/mbox.h"
#include "mail/names.h"
#include "mail/recode.h"
#include "mail/spool.h"

static EmlMessage *
refuse(GError **error, EmlErrorCode code, const char *sentence)
{
	g_set_error_literal(error, EML_ERROR, code, sentence);
	return NULL;
}

static gboolean
has_magic(const EmlSpool *spool, const char *magic, gsize len)
{
	char start[8];

	g_assert(len <= sizeof start);
	return eml_spool_peek(spool, start, len) == len && memcmp(start, magic, len) == 0;
}

static gboolean
unpack_gzip(const EmlSpool *packed, EmlSpool *ret_plain, GError **error)
{
	g_autoptr(GInputStream) source = eml_spool_stream(packed, 0);
	g_autoptr(EmlGzip) gzip = eml_gzip_new();
	g_autoptr(GInputStream) plain = g_converter_input_stream_new(source, G_CONVERTER(gzip));

	return eml_spool_read(plain, EML_MAX_FILE_BYTES + 1, ret_plain, error);
}

/* The first line of an .emlx file: the count of the bytes that follow it and are the message. FALSE
 * if there is none. */
static gboolean
read_emlx_count(const EmlSpool *spool, guint64 *ret_start, guint64 *ret_count)
{
	char start[32] = {0};
	const gsize len = eml_spool_peek(spool, start, sizeof start - 1);
	const gssize lf = eml_slice_find(eml_slice_n(start, len), '\n');

	if (lf < 0)
		return FALSE;
	start[lf] = '\0';
	*ret_start = (guint64)lf + 1; /* not negative here */
	return g_ascii_string_to_unsigned(g_strstrip(start), 10, 0, EML_MAX_FILE_BYTES, ret_count,
					  NULL);
}

static EmlMessage *
message_of_emlx(const EmlSpool *spool, guint64 start, guint64 count, GError **error)
{
	if (count > spool->size - start)
		return refuse(error, EML_ERROR_DATA,
			      "This .emlx file is cut: its first line promises more bytes than it "
			      "holds. Save the "
			      "message again.");
	return eml_spool_message_part(spool, start, count, error);
}

/* The message behind the mark and the empty lines with which the file begins. */
static EmlMessage *
message_below(EmlSpool *spool, const EmlKind *kind, GError **error)
{
	const gsize above = kind->mark + kind->empty;
	EmlMessage *message = above > 0
				  ? eml_spool_message_part(spool, above, spool->size - above, error)
				  : eml_spool_message(spool, error);

	if (message == NULL)
		return NULL;
	if (kind->mark > 0)
		eml_message_mark(message, EML_ANOMALY_BYTE_ORDER_MARK);
	if (kind->empty > 0)
		eml_message_mark(message, EML_ANOMALY_EMPTY_LINES);
	eml_message_add_lines_above(message, kind->lines);
	return message;
}

static EmlMessage *
message_of_mail(EmlSpool *spool, const EmlKind *kind, GError **error)
{
	g_autoptr(EmlMessage) message = message_below(spool, kind, error);

	if (message == NULL || !eml_kind_check(message, error))
		return NULL;
	if (!eml_mbox_is_several(message))
		return g_steal_pointer(&message);
	return refuse(error, EML_ERROR_NO_INPUT,
		      "This is a mailbox with several messages; one message is needed here. "
		      "Save the message that you mean as a file of its own.");
}

static EmlMessage *
message_of_plain(EmlSpool *spool, gboolean is_emlx, GError **error)
{
	g_autofree char *bytes = g_malloc(EML_MAX_NO_FIELD_BYTES);
	const EmlSlice start =
	    eml_slice_n(bytes, eml_spool_peek(spool, bytes, EML_MAX_NO_FIELD_BYTES));
	g_auto(EmlSpool) converted = {.fd = -1};
	EmlKind kind = {0};
	guint64 from = 0;
	guint64 count = 0;
	EmlMessage *message = NULL;

	if (!eml_kind_of(start, &kind, error))
		return NULL;
	if (is_emlx && read_emlx_count(spool, &from, &count))
		return message_of_emlx(spool, from, count, error);
	if (kind.coding == EML_CODING_MAIL)
		return message_of_mail(spool, &kind, error);
	if (!eml_recode(spool, &kind, &converted, error))
		return NULL;
	message = message_of_plain(&converted, FALSE, error);
	if (message != NULL)
		eml_message_mark(message, kind.coding == EML_CODING_CR_LINES ? EML_ANOMALY_CR_LINES
									     : EML_ANOMALY_UTF_16);
	return message;
}

static EmlMessage *
message_of_spool(EmlSpool *spool, gboolean is_emlx, GError **error)
{
	g_auto(EmlSpool) plain = {.fd = -1};

	if (!has_magic(spool, "\x1f\x8b", 2))
		return message_of_plain(spool, is_emlx, error);
	return unpack_gzip(spool, &plain, error) ? message_of_plain(&plain, is_emlx, error) : NULL;
}

/* Reads the descriptor to its end; it stays open. */
static gboolean
spool_stream(int fd, EmlSpool *ret_spool, GError **error)
{
	g_autoptr(GInputStream) stream = g_unix_input_stream_new(fd, FALSE);

	return eml_spool_read(stream, EML_MAX_FILE_BYTES + 1, ret_spool, error);
}

/* A FIFO was opened without waiting for its writer: give one some time to come. */
static gboolean
spool_fifo(int fd, EmlSpool *ret_spool, GError **error)
{
	struct pollfd waited = {.fd = fd, .events = POLLIN};
	int flags = fcntl(fd, F_GETFL);

	while (poll(&waited, 1, EML_FIFO_WAIT_MS) < 0 && errno == EINTR)
		continue;
	if (waited.revents == 0) {
		refuse(error, EML_ERROR_NO_INPUT,
		       "This is a FIFO into which nothing writes. Start the program that writes "
		       "first.");
		return FALSE;
	}
	if (flags < 0 || fcntl(fd, F_SETFL, flags & ~O_NONBLOCK) < 0) {
		refuse(error, EML_ERROR_NO_INPUT,
		       "The FIFO cannot be read. Save the message as a file.");
		return FALSE;
	}
	return spool_stream(fd, ret_spool, error);
}

static const char *
advice_of(int trouble)
{
	switch (trouble) {
	case ENAMETOOLONG:
	case ELOOP:
		return "Check the name.";
	default:
		return "Copy it to another place and open the copy.";
	}
}

static gboolean
refuse_errno(GError **error)
{
	const int trouble = errno;

	if (trouble == ENOENT || trouble == ENOTDIR)
		refuse(error, EML_ERROR_NO_INPUT, "There is no such file. Check the name.");
	else if (trouble == EACCES || trouble == EPERM)
		refuse(error, EML_ERROR_NO_INPUT,
		       "You may not read it. Ask its owner for the right to.");
	else
		g_set_error(error, EML_ERROR, EML_ERROR_NO_INPUT, "It cannot be opened: %s. %s",
			    g_strerror(trouble), advice_of(trouble));
	return FALSE;
}

/* Takes the descriptor, which was opened with O_NONBLOCK so that no FIFO or device holds the
 * program up. A regular file is not copied. */
static gboolean
spool_opened(int fd, EmlSpool *ret_spool, GError **error)
{
	gboolean good = FALSE;
	struct stat facts;

	if (fstat(fd, &facts) < 0) {
		refuse_errno(error);
	} else if (S_ISREG(facts.st_mode) && facts.st_size > 0) { /* those of /proc have no size */
		*ret_spool = (EmlSpool){.fd = fd, .size = (guint64)facts.st_size};
		return TRUE;
	} else if (S_ISREG(facts.st_mode)) {
		good = spool_stream(fd, ret_spool, error);
	} else if (S_ISFIFO(facts.st_mode)) {
		good = spool_fifo(fd, ret_spool, error);
	} else if (S_ISDIR(facts.st_mode)) {
		refuse(error, EML_ERROR_NO_INPUT,
		       "This is a directory; one message is needed here. Give the name of a file "
		       "in it.");
	} else {
		refuse(error, EML_ERROR_NO_INPUT, "This is a device. Give the name of a file.");
	}
	close(fd);
	return good;
}

static gboolean
spool_path(const char *path, EmlSpool *ret_spool, GError **error)
{
	const int fd = open(path, O_RDONLY | O_NONBLOCK | O_CLOEXEC | O_NOCTTY);

	return fd < 0 ? refuse_errno(error) : spool_opened(fd, ret_spool, error);
}

static gboolean
spool_fd(int fd, EmlSpool *ret_spool, GError **error)
{
	struct stat facts;
	int own = -1;

	if (fstat(fd, &facts) < 0)
		return refuse_errno(error);
	if (S_ISDIR(facts.st_mode)) {
		refuse(error, EML_ERROR_NO_INPUT, "This is a directory. Give a message.");
		return FALSE;
	}
	if (!S_ISREG(facts.st_mode) || facts.st_size == 0 || lseek(fd, 0, SEEK_CUR) != 0)
		return spool_stream(fd, ret_spool, error);
	own = fcntl(fd, F_DUPFD_CLOEXEC, 0);
	if (own < 0)
		return refuse_errno(error);
	*ret_spool = (EmlSpool){.fd = own, .size = (guint64)facts.st_size};
	return TRUE;
}

EmlMessage *
eml_load_fd(int fd, GError **error)
{
	g_auto(EmlSpool) spool = {.fd = -1};

	return spool_fd(fd, &spool, error) ? message_of_spool(&spool, FALSE, error) : NULL;
}

static void
prefix_name(const char *name, GError **error)
{
	g_autofree EmlPlain *shown = eml_plain(eml_slice(name));

	g_prefix_error(error, "%s: ", strcmp(name, "-") == 0 ? "standard input" : shown);
}

static gboolean
spool_name(const char *name, EmlSpool *ret_spool, GError **error)
{
	if (strcmp(name, "-") == 0)
		return spool_fd(STDIN_FILENO, ret_spool, error);
	if (eml_names_is_uri(name)) {
		g_autofree char *path = eml_names_path_of_uri(name, error);

		return path != NULL && spool_path(path, ret_spool, error);
	}
	return spool_path(name, ret_spool, error);
}

gboolean
eml_load_spool(const char *name, EmlSpool *ret_spool, GError **error)
{
	g_auto(EmlSpool) packed = {.fd = -1};
	gboolean good = spool_name(name, &packed, error);

	if (good && has_magic(&packed, "\x1f\x8b", 2)) {
		good = unpack_gzip(&packed, ret_spool, error);
	} else if (good) {
		*ret_spool = packed;
		packed = (EmlSpool){.fd = -1};
	}
	if (!good)
		prefix_name(name, error);
	return good;
}

/* The name ends so, packed or not. */
static gboolean
name_ends(const char *name, const char *end)
{
	g_autofree char *packed = g_strconcat(end, ".gz", NULL);

	return eml_slice_ends_with_ci(eml_slice(name), end) ||
	       eml_slice_ends_with_ci(eml_slice(name), packed);
}

EmlMessage *
eml_load_of_spool(const char *name, EmlSpool *spool, GError **error)
{
	EmlMessage *message = message_of_plain(spool, name_ends(name, ".emlx"), error);

	if (message == NULL)
		prefix_name(name, error);
	else if (name_ends(name, ".partial.emlx"))
		eml_message_mark(message,
				 EML_ANOMALY_PARTIAL); /* Apple Mail keeps attachments elsewhere */
	return message;
}

EmlMessage *
eml_load(const char *name, GError **error)
{
	g_auto(EmlSpool) spool = {.fd = -1};

	return eml_load_spool(name, &spool, error) ? eml_load_of_spool(name, &spool, error) : NULL;
}
