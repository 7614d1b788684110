#pragma once
/* The parts of a message as RFC 2045 and 2046 nest them: what each says of itself and where its
 * bytes stand. Read in one pass over pieces of the body, of which nothing is kept. Made by a reader
 * that one thread owns; immutable once it is made. Nothing fails: what is odd is said of the part.
 */

#include "mail/message.h"

/* What is odd about a part, as bits 1 << EmlPartOddity; the words are in judge/words-parts.def. */
typedef enum {
	EML_PART_TYPE_BROKEN,	     /* Content-Type cannot be read: text/plain is assumed */
	EML_PART_FIELD_REPEATED,     /* a Content field stands twice: the first counts */
	EML_PART_HEADER_BROKEN,	     /* a line of the part's header is no field */
	EML_PART_HEADER_8BIT,	     /* its type or disposition has bytes that are not ASCII */
	EML_PART_UTF_7,		     /* its charset */
	EML_PART_ENCODING_UNKNOWN,   /* the body cannot be decoded */
	EML_PART_ENCODING_FORBIDDEN, /* of a multipart or a message */
	EML_PART_NO_BOUNDARY,	     /* a multipart that says none, or an empty one */
	EML_PART_BOUNDARY_FORM,	     /* that no boundary may have */
	EML_PART_BOUNDARY_AROUND,    /* that of a multipart around it */
	EML_PART_EMPTY,		     /* no delimiter line of the multipart is there */
	EML_PART_NO_END,	     /* the line that ends the multipart is missing */
	EML_PART_BEHIND_END,	     /* delimiter lines follow behind that line */
	EML_PART_DELIMITER_LONGER,   /* it begins at a line with more on it than the delimiter */
	EML_PART_TEXT_OUTSIDE,	     /* of the message: text in front of its first part, or behind its
				      * last one */
	EML_PART_UNTOLD,	     /* of the message: its body is that of a multipart, which it is not */
	EML_PART_TOO_DEEP,	     /* parts inside it are not looked for */
	EML_PART_TOO_MANY,	     /* parts inside it are left out */
	EML_PART_ODDITY_LAST
} EmlPartOddity;
/* The id of its words: "mime-no-boundary"… */
const char *eml_part_oddity_id(EmlPartOddity oddity);

/* Strings are owned; NULL where nothing is said. */
typedef struct {
	guint depth; /* 0: the message itself */
	guint line;  /* of the file, where its header begins, for people */
	char *type;  /* lower case: "text/plain"; what RFC 2046 assumes if `assumed` */
	gboolean assumed;
	char *charset;	   /* as written */
	char *encoding;	   /* lower case */
	char *disposition; /* lower case: "attachment" */
	char *filename;	   /* UTF-8 that may hold control characters */
	char *boundary;	   /* of a multipart, as written; NUL as \u{0} */
	GString *header;   /* its beginning as it came; empty for the message itself */
	guint64 size;	   /* bytes of its body as they stand in the message */
	guint oddities;
} EmlPart;

typedef struct {
	GPtrArray *parts; /* EmlPart in the order of the message; the first is the message itself */
	gboolean complete; /* the body was read to its end */
} EmlParts;

void eml_parts_free(EmlParts *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(EmlParts, eml_parts_free)
/* A part with others in it. */
gboolean eml_part_is_container(const EmlPart *part);

typedef struct EmlPartsReader EmlPartsReader;
EmlPartsReader *eml_parts_reader_new(const EmlMessage *message);
void eml_parts_reader_free(EmlPartsReader *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(EmlPartsReader, eml_parts_reader_free)
/* The next piece of the body; pieces may end anywhere. */
void eml_parts_reader_feed(EmlPartsReader *self, EmlSlice piece);
/* Once, behind the last piece. complete: that was the end of the body. The caller owns it. */
EmlParts *eml_parts_reader_finish(EmlPartsReader *self, gboolean complete);
