#pragma once
/* Borrowed bytes. Mail text may contain NUL, is never terminated and never changed, so every reader of it takes a slice.
 * A slice owns nothing: whoever made the bytes (a message, a DNS answer, a literal) must outlive it. */

#include <glib.h>
#include <string.h>

typedef struct {
	const char *data; /* borrowed; may contain NUL bytes; NULL only with len 0 */
	gsize len;        /* bytes */
} EmlSlice;

/* The bytes of a C string without its NUL; NULL gives the empty slice. */
static inline EmlSlice
eml_slice(const char *text)
{
	return (EmlSlice){text, text != NULL ? strlen(text) : 0};
}

static inline EmlSlice
eml_slice_n(const char *data, gsize len)
{
	return (EmlSlice){data, len};
}

/* The part [from, to) of the slice; both are cut to its length. */
EmlSlice eml_slice_part(EmlSlice slice, gsize from, gsize to);

gboolean eml_slice_equal(EmlSlice a, EmlSlice b);
/* ASCII letters compare without case, whatever the locale. */
gboolean eml_slice_equal_ci(EmlSlice a, EmlSlice b);
gboolean eml_slice_starts_with_ci(EmlSlice slice, const char *prefix);
gboolean eml_slice_ends_with_ci(EmlSlice slice, const char *suffix);

/* Offset of the first such byte, -1 if there is none. */
gssize eml_slice_find(EmlSlice slice, char byte);

/* Without SP, HTAB, CR and LF at both ends. */
EmlSlice eml_slice_strip(EmlSlice slice);

/* A NUL-terminated copy; NUL bytes inside become the text \u{0}, as in JSON (interface contract). The caller owns it. */
char *eml_slice_dup(EmlSlice slice);
/* The same with ASCII letters in lower case. */
char *eml_slice_dup_lower(EmlSlice slice);
