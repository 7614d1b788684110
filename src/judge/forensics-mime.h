#pragma once
/* The parts of a MIME body by byte ranges, and its transfer encodings both ways. Written for
 * hypotheses: what is not well-formed has fewer parts, nothing fails. For judge/forensics*.c only.
 */

#include "mail/message.h"

typedef enum {
	EML_ENCODING_IDENTITY, /* 7bit, 8bit, binary, none */
	EML_ENCODING_QP,
	EML_ENCODING_BASE64,
	EML_ENCODING_LAST,
} EmlEncoding;

EmlEncoding eml_mime_encoding_of(const char *value);
/* What it is called when the body now has that encoding and had another: "reencoded-qp"… */
const char *eml_mime_reencoded_cause(EmlEncoding now);
/* Charsets that are tried, the likeliest first. */
const char *const *eml_mime_charsets(guint *ret_n);

typedef struct {
	guint depth;	 /* 0: the message itself, which is the first of the list */
	EmlSlice outer;	 /* from its delimiter line to the line end before the next one */
	EmlSlice header; /* its header lines; empty for the message itself */
	EmlSlice body;	 /* up to the line end before the next delimiter */
	char *type;	 /* Content-Type value unfolded; "text/plain" without one */
	char *boundary;	 /* NULL if it is no multipart */
	EmlEncoding encoding;
} EmlMimePart;

/* body: with CRLF. Array of EmlMimePart that borrows from it; the caller owns it. */
GArray *eml_mime_parts(const EmlMessage *message, EmlSlice body);
/* The value of a header field of the part; NULL if there is none. The caller owns it. */
char *eml_mime_part_field(const EmlMimePart *part, const char *name);
gboolean eml_mime_is_text(const EmlMimePart *part);

/* How text is written in quoted-printable. */
typedef struct {
	guint most;	   /* characters of a line, the soft line break among them */
	gboolean at_blank; /* soft line breaks behind blanks where there is one */
	gboolean careful;  /* a dot and "From " at the start of a line are encoded too */
} EmlQpStyle;

GByteArray *eml_mime_decode(EmlEncoding encoding, EmlSlice text);
/* text: with CRLF. */
GByteArray *eml_mime_encode_qp(EmlSlice text, const EmlQpStyle *style);
GByteArray *eml_mime_encode_base64(EmlSlice bytes, guint width);
