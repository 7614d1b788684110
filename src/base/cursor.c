#include "base/cursor.h"

EmlCursor
eml_cursor(EmlSlice in)
{
	return (EmlCursor){in, 0};
}

int
eml_cursor_peek(const EmlCursor *c)
{
	return eml_cursor_peek_at(c, 0);
}

int
eml_cursor_peek_at(const EmlCursor *c, gsize n)
{
	return n < c->in.len - c->at ? (guchar)c->in.data[c->at + n] : -1;
}

gboolean
eml_cursor_at_end(const EmlCursor *c)
{
	return c->at == c->in.len;
}

gboolean
eml_cursor_take(EmlCursor *c, char byte)
{
	if (eml_cursor_peek(c) != (guchar)byte)
		return FALSE;
	c->at++;
	return TRUE;
}

gboolean
eml_cursor_take_ci(EmlCursor *c, const char *word)
{
	if (!eml_slice_starts_with_ci(eml_cursor_rest(c), word))
		return FALSE;
	c->at += strlen(word);
	return TRUE;
}

EmlSlice
eml_cursor_since(const EmlCursor *c, gsize start)
{
	return eml_slice_part(c->in, start, c->at);
}

EmlSlice
eml_cursor_rest(const EmlCursor *c)
{
	return eml_slice_part(c->in, c->at, c->in.len);
}
