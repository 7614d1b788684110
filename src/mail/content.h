#pragma once
/* What the parts of a message hold, decoded: made over GMime, when somebody asks for it. The checks
 * never do; they read the bytes as received (mail/parts). Immutable once made. */

#include "mail/message.h"

/* Strings are UTF-8 and owned. */
typedef struct {
	guint depth;	   /* 0: the message itself */
	char *type;	   /* lower case: "text/plain" */
	char *description; /* Content-Description; NULL if it has none */
	char *filename;	   /* NULL if it has none */
	char *subject;	   /* that the part itself says of the message; NULL if it does not */
	gboolean attached; /* Content-Disposition is "attachment" */
	char *header;	   /* of the part, as it stands; "" of the message itself */
	char *inner;	   /* the header, as it stands, of the message in it; NULL if none is */
	char *text;	   /* of text and of message parts other than messages; else NULL */
} EmlContent;

/* In the order of the message, containers before what is in them. NULL if it is larger than
 * EML_MAX_COPIED_MESSAGE, cannot be read, or nests or holds more parts than base/limits.h allows.
 * Array of EmlContent; the caller owns it. */
GPtrArray *eml_content_of(const EmlMessage *message);
