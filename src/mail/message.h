#pragma once
/* A received message: the index of its header fields over the bytes as received, and a reader for its body. Made by
 * mail/load or eml_message_new(); immutable once made, reference-counted, safe from any thread. */

#include "base/slice.h"

typedef struct {
	EmlSlice whole; /* name through last line end, exactly as received */
	EmlSlice name;  /* before ':', trailing blanks kept (simple canonicalisation needs them) */
	EmlSlice value; /* after ':', folding kept, without the last line end */
	guint line;     /* 1-based line in the file, for people */
} EmlField;

/* Lines of the header block that are no field, each with those that are folded to it. */
typedef struct {
	guint n;
	EmlSlice first; /* the topmost, without its line end */
	guint line;     /* its number in the file */
} EmlStrayLine;

/* What is odd in the form of a message, or was odd in that of its file. */
typedef enum {
	EML_ANOMALY_BARE_CR,
	EML_ANOMALY_NUL,
	EML_ANOMALY_NO_COLON,
	EML_ANOMALY_MIXED_LINE_ENDS,
	EML_ANOMALY_8BIT_HEADER,
	EML_ANOMALY_MBOX_FROM_LINE,
	EML_ANOMALY_NO_EMPTY_LINE,
	EML_ANOMALY_BODY_BARE_CR,
	EML_ANOMALY_BODY_NUL,
	/* known from outside: eml_message_mark() */
	EML_ANOMALY_PARTIAL,
	EML_ANOMALY_UTF_16,
	EML_ANOMALY_CR_LINES,
	EML_ANOMALY_BYTE_ORDER_MARK,
	EML_ANOMALY_EMPTY_LINES,
	EML_ANOMALY_LAST,
} EmlAnomaly;

typedef struct EmlMessage EmlMessage;

/* A message from bytes in memory (tests, fuzzing, standard input). A leading mbox "From " line is dropped.
 * NULL with EML_ERROR_DATA if no line of the first 64 KiB is a header field, or a limit of base/limits.h is passed. */
EmlMessage *eml_message_new(GBytes *bytes, GError **error);
/* The same over `size` bytes of an open regular file from `start` on, of which the header block is read now and a large
 * body later by pread(). Takes the descriptor, also when it fails. */
EmlMessage *eml_message_new_fd(int fd, guint64 start, guint64 size, GError **error);
EmlMessage *eml_message_ref(EmlMessage *self);
void eml_message_unref(EmlMessage *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(EmlMessage, eml_message_unref)

guint eml_message_n_fields(const EmlMessage *self);
/* i = 0 is the topmost; i must be below eml_message_n_fields(). Borrowed. */
const EmlField *eml_message_field(const EmlMessage *self, guint i);
/* The field's name without trailing blanks. */
EmlSlice eml_field_name(const EmlField *field);
/* Index of the next field of that name (ASCII case does not count) below index `after`; -1 to start at the top.
 * -1 if there is none. */
gint eml_message_find(const EmlMessage *self, const char *name, gint after);
guint eml_message_count(const EmlMessage *self, const char *name);
/* The index and byte offset inside field.whole of a pointer into the header block; FALSE if it points elsewhere. */
gboolean eml_message_locate(const EmlMessage *self, const char *at, guint *ret_field, gsize *ret_offset);

gboolean eml_message_has_body(const EmlMessage *self); /* the empty line that ends the header block is there */
guint64 eml_message_size(const EmlMessage *self);      /* bytes of the file, an mbox "From " line not counted */
EmlSlice eml_message_header_block(const EmlMessage *self); /* from the first field to before the empty line */
/* All before the body as it came: the header block and the empty line behind it. */
EmlSlice eml_message_head(const EmlMessage *self);
/* Static ids of what is odd in the form of the message ("bare-cr", "nul", "no-colon", "mixed-line-ends", "8bit-header",
 * "mbox-from-line", "no-empty-line"; of the body, where it is in memory or the message no larger than
 * EML_MAX_SCANNED_MESSAGE, "body-bare-cr", "body-nul"), and of what was done to the file to read it ("partial": it does not
 * hold the whole message, "utf-16", "cr-lines", "byte-order-mark", "empty-lines"), in a fixed order; NULL-terminated, borrowed. */
const char *const *eml_message_anomalies(const EmlMessage *self);
/* Adds an anomaly that is known from outside. For who made the message, before anybody else has it; so is the next. */
void eml_message_mark(EmlMessage *self, EmlAnomaly anomaly);
/* So many lines of the file stand above the message: those of its fields are counted on from there. */
void eml_message_add_lines_above(EmlMessage *self, guint lines);

/* What makes the anomaly "no-colon". Borrowed. */
const EmlStrayLine *eml_message_stray(const EmlMessage *self);

/* Reads the body once from its start; one reader a thread. */
typedef struct EmlBodyReader EmlBodyReader;
EmlBodyReader *eml_body_reader_new(const EmlMessage *message);
void eml_body_reader_free(EmlBodyReader *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(EmlBodyReader, eml_body_reader_free)
/* The next piece, at most EML_BODY_PIECE bytes, valid until the next call. FALSE at the end, and when the file cannot be
 * read any more, or its header is no longer what it was, as when a mail program has written its mailbox anew: then
 * eml_body_reader_failed() is TRUE and nothing may be concluded from the body. */
gboolean eml_body_reader_next(EmlBodyReader *self, EmlSlice *ret_piece);
gboolean eml_body_reader_failed(const EmlBodyReader *self);
