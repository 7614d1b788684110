#pragma once
/* A read position in borrowed bytes. Every take_x() moves past a match and returns TRUE, or leaves the cursor as it was. */

#include "base/slice.h"

typedef struct {
	EmlSlice in;
	gsize at; /* bytes from in.data; 0 <= at <= in.len */
} EmlCursor;

EmlCursor eml_cursor(EmlSlice in);
int eml_cursor_peek(const EmlCursor *c);              /* next byte (0..255), -1 at the end */
int eml_cursor_peek_at(const EmlCursor *c, gsize n);  /* the byte n further on, -1 past the end */
gboolean eml_cursor_at_end(const EmlCursor *c);
gboolean eml_cursor_take(EmlCursor *c, char byte);
gboolean eml_cursor_take_ci(EmlCursor *c, const char *word); /* ASCII letters without case */
EmlSlice eml_cursor_since(const EmlCursor *c, gsize start); /* the bytes [start, at) */
EmlSlice eml_cursor_rest(const EmlCursor *c);
