#include "mail/message.h"

#include <errno.h>
#include <unistd.h>

#include "base/error.h"
#include "base/limits.h"
#include "mail/message-private.h"

/* Public ids (JSON): never change one. */
static const char *const anomaly_ids[EML_ANOMALY_LAST] = {
    [EML_ANOMALY_BARE_CR] = "bare-cr",
    [EML_ANOMALY_NUL] = "nul",
    [EML_ANOMALY_NO_COLON] = "no-colon",
    [EML_ANOMALY_MIXED_LINE_ENDS] = "mixed-line-ends",
    [EML_ANOMALY_8BIT_HEADER] = "8bit-header",
    [EML_ANOMALY_MBOX_FROM_LINE] = "mbox-from-line",
    [EML_ANOMALY_NO_EMPTY_LINE] = "no-empty-line",
    [EML_ANOMALY_BODY_BARE_CR] = "body-bare-cr",
    [EML_ANOMALY_BODY_NUL] = "body-nul",
    [EML_ANOMALY_PARTIAL] = "partial",
    [EML_ANOMALY_UTF_16] = "utf-16",
    [EML_ANOMALY_CR_LINES] = "cr-lines",
    [EML_ANOMALY_BYTE_ORDER_MARK] = "byte-order-mark",
    [EML_ANOMALY_EMPTY_LINES] = "empty-lines",
};

static EmlSlice
slice_of(GBytes *bytes)
{
	gsize len = 0;
	const char *data = g_bytes_get_data(bytes, &len);

	return (EmlSlice){data, len};
}

static gboolean
check_file_size(guint64 size, GError **error)
{
	if (size <= EML_MAX_FILE_BYTES)
		return TRUE;
	g_set_error(error, EML_ERROR, EML_ERROR_DATA,
		    "The file is larger than %u GiB, which is the limit. Is this one message?",
		    (guint)(EML_MAX_FILE_BYTES >> 30));
	return FALSE;
}

/* Looks at the whole message, of a very large one only at its header. Where the file cannot be read
 * any more, those who need the body say so. */
static guint
scan_message(const EmlMessage *self)
{
	g_autoptr(EmlBodyReader) reader = NULL;
	EmlByteScan header = {0};
	EmlByteScan body = {0};
	EmlSlice piece = {NULL, 0};

	eml_byte_scan_feed(&header, eml_message_head(self));
	if (self->fd < 0 || self->file_size <= EML_MAX_SCANNED_MESSAGE)
		reader = eml_body_reader_new(self);
	while (reader != NULL && eml_body_reader_next(reader, &piece))
		eml_byte_scan_feed(&body, piece);
	return eml_byte_scan_found(&header, &body);
}

static void
list_anomalies(EmlMessage *self)
{
	guint n = 0;

	for (guint i = 0; i < EML_ANOMALY_LAST; i++)
		if ((self->index.anomalies & 1u << i) != 0)
			self->anomalies[n++] = anomaly_ids[i];
}

/* What a message is made over: `size` bytes, all of them in memory if fd < 0. */
typedef struct {
	int fd;
	guint64 start; /* in the file */
	guint64 size;
} Source;

/* The message over `bytes`; with fd >= 0, which it takes on success, they are only the beginning of
 * it. */
static EmlMessage *
message_over(GBytes *bytes, const Source *source, GError **error)
{
	const EmlSlice all = slice_of(bytes);
	EmlHeaderIndex index = {0};
	EmlMessage *self = NULL;

	if (!eml_header_index(all, &index, error))
		return NULL;
	self = g_new0(EmlMessage, 1);
	self->references = 1;
	self->bytes = g_bytes_ref(bytes);
	self->index = index;
	self->file_size = source->size;
	self->file_start = source->start;
	self->fd = source->fd;
	self->index.anomalies |= scan_message(self);
	list_anomalies(self);
	return self;
}

void
eml_message_mark(EmlMessage *self, EmlAnomaly anomaly)
{
	self->index.anomalies |= 1u << anomaly;
	list_anomalies(self);
}

void
eml_message_add_lines_above(EmlMessage *self, guint lines)
{
	for (guint i = 0; i < self->index.fields->len; i++)
		g_array_index(self->index.fields, EmlField, i).line += lines;
	self->index.stray.line += lines;
}

EmlMessage *
eml_message_new(GBytes *bytes, GError **error)
{
	const Source memory = {.fd = -1, .size = g_bytes_get_size(bytes)};

	return check_file_size(memory.size, error) ? message_over(bytes, &memory, error) : NULL;
}

/* The first bytes, up to `wanted` or the end of the file. NULL with EML_ERROR_NO_INPUT. */
static GBytes *
read_start(const Source *source, gsize wanted, GError **error)
{
	g_autofree char *data = g_malloc(wanted);
	gsize have = 0;

	while (have < wanted) {
		const ssize_t n = pread(source->fd, data + have, wanted - have,
					(off_t)(source->start + have)); /* of a file */

		if (n < 0 && errno == EINTR)
			continue;
		if (n < 0) {
			g_set_error(
			    error, EML_ERROR, EML_ERROR_NO_INPUT,
			    "The file cannot be read: %s. Copy it to another place and open the "
			    "copy.",
			    g_strerror(errno));
			return NULL;
		}
		if (n == 0)
			break;
		have += (gsize)n; /* positive */
	}
	return g_bytes_new_take(g_steal_pointer(&data), have);
}

static GBytes *
refuse_short_file(GError **error)
{
	g_set_error_literal(error, EML_ERROR, EML_ERROR_NO_INPUT,
			    "The file became shorter while it was read. Open it again when nothing "
			    "writes to it.");
	return NULL;
}

/* The beginning of a large message with its whole header block, or as much of it as the limit
 * allows. */
static GBytes *
read_header_block(const Source *source, GError **error)
{
	const gsize most = (gsize)MIN(source->size, EML_MAX_HEADER_BYTES + EML_BODY_PIECE);

	for (gsize wanted = EML_BODY_PIECE;; wanted = MIN(wanted * 4, most)) {
		g_autoptr(GBytes) start = read_start(source, wanted, error);
		gsize end = 0;
		gsize body = 0;

		if (start == NULL || eml_header_find_end(slice_of(start), &end, &body))
			return g_steal_pointer(&start);
		if (g_bytes_get_size(start) < wanted)
			return refuse_short_file(error);
		if (wanted == most)
			return g_steal_pointer(&start);
	}
}

EmlMessage *
eml_message_new_fd(int fd, guint64 start, guint64 size, GError **error)
{
	const Source source = {fd, start, size};
	const gboolean whole =
	    size <= (fd < EML_MAX_KEPT_FD ? EML_MAX_MEMORY_BODY : EML_MAX_COPIED_MESSAGE);
	g_autoptr(GBytes) bytes = NULL;
	EmlMessage *self = NULL;

	if (check_file_size(size, error))
		bytes = whole ? read_start(&source, (gsize)size, error)
			      : read_header_block(&source, error);
	if (bytes != NULL)
		self = whole ? eml_message_new(bytes, error) : message_over(bytes, &source, error);
	if (self == NULL || whole)
		close(fd);
	return self;
}

EmlMessage *
eml_message_ref(EmlMessage *self)
{
	g_atomic_int_inc(&self->references);
	return self;
}

void
eml_message_unref(EmlMessage *self)
{
	if (self == NULL || !g_atomic_int_dec_and_test(&self->references))
		return;
	if (self->fd >= 0)
		close(self->fd);
	g_array_unref(self->index.fields);
	g_bytes_unref(self->bytes);
	g_free(self);
}

guint
eml_message_n_fields(const EmlMessage *self)
{
	return self->index.fields->len;
}

const EmlField *
eml_message_field(const EmlMessage *self, guint i)
{
	g_assert(i < self->index.fields->len);
	return &g_array_index(self->index.fields, EmlField, i);
}

EmlSlice
eml_field_name(const EmlField *field)
{
	return eml_slice_strip(field->name);
}

gint
eml_message_find(const EmlMessage *self, const char *name, gint after)
{
	const EmlSlice wanted = eml_slice(name);

	for (gint i = after + 1; i < (gint)eml_message_n_fields(self);
	     i++) /* at most EML_MAX_FIELDS */
		if (eml_slice_equal_ci(eml_field_name(eml_message_field(self, (guint)i)), wanted))
			return i;
	return -1;
}

guint
eml_message_count(const EmlMessage *self, const char *name)
{
	guint n = 0;

	for (gint i = eml_message_find(self, name, -1); i >= 0; i = eml_message_find(self, name, i))
		n++;
	return n;
}

gboolean
eml_message_locate(const EmlMessage *self, const char *at, guint *ret_field, gsize *ret_offset)
{
	guint low = 0;
	guint high = eml_message_n_fields(self); /* the field, if any, is in [low, high) */

	while (low < high) {
		const guint middle = low + (high - low) / 2;
		const EmlSlice whole = eml_message_field(self, middle)->whole;

		if (at < whole.data) {
			high = middle;
		} else if (at >= whole.data + whole.len) {
			low = middle + 1;
		} else {
			*ret_field = middle;
			*ret_offset = (gsize)(at - whole.data); /* inside the field */
			return TRUE;
		}
	}
	return FALSE;
}

gboolean
eml_message_has_body(const EmlMessage *self)
{
	return self->index.has_empty_line;
}

guint64
eml_message_size(const EmlMessage *self)
{
	return self->file_size - self->index.start;
}

EmlSlice
eml_message_header_block(const EmlMessage *self)
{
	const char *first = eml_message_field(self, 0)->whole.data;
	const char *data = g_bytes_get_data(self->bytes, NULL);

	return eml_slice_n(first,
			   (gsize)(data + self->index.end - first)); /* at or after `first` */
}

EmlSlice
eml_message_head(const EmlMessage *self)
{
	return eml_slice_part(slice_of(self->bytes), self->index.start, self->index.body);
}

const char *const *
eml_message_anomalies(const EmlMessage *self)
{
	return self->anomalies;
}

const EmlStrayLine *
eml_message_stray(const EmlMessage *self)
{
	return &self->index.stray;
}
