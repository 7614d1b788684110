#include "base/comment.h"

#include "base/limits.h"

gboolean
eml_comment_take(EmlCursor *c, EmlSlice *ret_inner)
{
	guint depth = 0;

	if (eml_cursor_peek(c) != '(')
		return FALSE;
	for (gsize at = c->at; at < c->in.len; at++) {
		if (c->in.data[at] == '\\') {
			at++;
		} else if (c->in.data[at] == '(') {
			if (++depth > EML_MAX_COMMENT_DEPTH)
				return FALSE;
		} else if (c->in.data[at] == ')' && --depth == 0) {
			*ret_inner = eml_slice_part(c->in, c->at + 1, at);
			c->at = at + 1;
			return TRUE;
		}
	}
	return FALSE;
}
