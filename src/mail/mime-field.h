#pragma once
/* A field of the form that RFC 2045 section 5.1 gives Content-Type and RFC 2183 gives
 * Content-Disposition: a word, or two with a slash between, then parameters. Whatever stands there
 * is read as well as it can be; nothing fails. One thread at a time. */

#include "base/slice.h"

typedef struct {
	char
	    *value; /* lower case, no comments: "text/plain", "attachment"; NULL if there is none */
	GPtrArray *parameters; /* of mime-field.c */
} EmlMimeField;

/* value: what stands behind the colon, folded or not. The caller owns it. */
EmlMimeField *eml_mime_field_new(EmlSlice value);
void eml_mime_field_free(EmlMimeField *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(EmlMimeField, eml_mime_field_free)
/* The bytes of that parameter (lower case) without quotes; data NULL if there is none. Of several
 * the first counts. Borrowed. */
EmlSlice eml_mime_field_bytes(const EmlMimeField *self, const char *name);
/* The parameter as people read it, UTF-8 that may hold control characters: with the sections and
 * charsets of RFC 2231, else with the encoded words that programs write there although RFC 2047
 * section 5 forbids it. NULL if there is none; the caller owns it. */
char *eml_mime_field_text(const EmlMimeField *self, const char *name);
