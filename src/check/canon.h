#pragma once
/* Canonicalization (RFC 6376 section 3.4) as writers: bytes go in as they stand in the file, in
 * pieces of any size, and come out through a callback in runs of any size. A line ends with CRLF or
 * with LF alone, which is written as CRLF; a CR that no LF follows is content. Nothing can fail. */

#include "mail/message.h"
#include "syntax/dkim-sig.h"

/* The bytes are valid only during the call, never empty. */
typedef void (*EmlCanonWrite)(EmlSlice bytes, gpointer data);

typedef struct EmlCanonBody EmlCanonBody;
EmlCanonBody *eml_canon_body_new(EmlCanon canon, EmlCanonWrite write, gpointer data);
void eml_canon_body_free(EmlCanonBody *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(EmlCanonBody, eml_canon_body_free)
void eml_canon_body_feed(EmlCanonBody *self, EmlSlice piece);
/* Writes what is left: the last line end. Nothing may be fed afterwards. */
void eml_canon_body_finish(EmlCanonBody *self);

/* A header field with its final CRLF (sections 3.4.1 and 3.4.2). */
void eml_canon_field(EmlCanon canon, const EmlField *field, EmlCanonWrite write, gpointer data);
/* The same for the signature itself: without the bytes [from, to) of its value, and without the
 * final CRLF (section 3.7). */
void eml_canon_field_without(EmlCanon canon,
			     const EmlField *field,
			     gsize from,
			     gsize to,
			     EmlCanonWrite write,
			     gpointer data);
