#pragma once
/* What the first bytes of a file are: mail, mail in another coding, or something else that has a
 * name. Nothing that a received message can begin with is refused here: its topmost line is one
 * that a server wrote. Part of mail/load. */

#include "mail/message.h"

typedef enum {
	EML_CODING_MAIL, /* the bytes are those of mail */
	EML_CODING_UTF_16_LE,
	EML_CODING_UTF_16_BE,
	EML_CODING_CR_LINES, /* lines end in CR alone */
} EmlCoding;

typedef struct {
	EmlCoding coding;
	gsize mark;  /* bytes of the byte order mark at the start */
	gsize empty; /* bytes of the empty lines behind it, above the first field */
	guint lines; /* how many they are */
} EmlKind;

/* Of the first EML_MAX_NO_FIELD_BYTES of a file, or all it has. FALSE with EML_ERROR_DATA if it is
 * something else: a picture, an archive, a web page. */
gboolean eml_kind_of(EmlSlice start, EmlKind *ret_kind, GError **error);
/* The error where eml_message_new() found no header field in these bytes: says what would help. */
gboolean eml_kind_refuse(EmlSlice start, GError **error);
/* FALSE with EML_ERROR_DATA if the lines that look like header fields are not those of a message:
 * none has a name that mail knows, or they are what a mail program shows in their place. */
gboolean eml_kind_check(const EmlMessage *message, GError **error);
