#include "syntax/list-unsub.h"

#include "base/limits.h"
#include "syntax/abnf.h"

static void
skip_cfws(EmlCursor *c)
{
	eml_abnf_take_cfws(c, NULL);
}

/* "<" URL ">" with the white space inside removed, RFC 2369 section 2. FALSE if it is never closed.
 */
static gboolean
take_bracketed(EmlCursor *c, EmlListUnsubscribe *self, char **ret_uri)
{
	EmlCursor at = *c;
	g_autoptr(GString) uri = g_string_new(NULL);
	gboolean blank = FALSE; /* after a byte of the URI */
	gboolean folded = FALSE;

	if (!eml_cursor_take(&at, '<'))
		return FALSE;
	while (!eml_cursor_take(&at, '>')) {
		const int byte = eml_cursor_peek(&at);

		if (byte < 0)
			return FALSE;
		at.at++;
		if (g_ascii_isspace(byte)) {
			blank = uri->len > 0;
			continue;
		}
		folded = folded || blank;
		blank = FALSE;
		if (byte == '\0')
			g_string_append(uri, "\\u{0}");
		else
			g_string_append_c(uri, (char)byte);
	}
	self->folded_uri = self->folded_uri || folded;
	*c = at;
	*ret_uri = g_string_free(g_steal_pointer(&uri), FALSE);
	return TRUE;
}

/* "any characters following the '>' up to the next comma are ignored", RFC 2369 section 2; TRUE if
 * there are any but white space and comments. */
static gboolean
skip_to_comma(EmlCursor *c)
{
	gboolean any = FALSE;

	while (!eml_cursor_at_end(c) && eml_cursor_peek(c) != ',') {
		const gsize before = c->at;

		skip_cfws(c);
		if (c->at == before) {
			c->at++;
			any = TRUE;
		}
	}
	return any;
}

EmlListUnsubscribe *
eml_list_unsubscribe_parse(EmlSlice value)
{
	EmlListUnsubscribe *self = g_new0(EmlListUnsubscribe, 1);
	EmlCursor c = eml_cursor(value);
	char *uri = NULL;

	self->uris = g_ptr_array_new_with_free_func(g_free);
	skip_cfws(&c);
	if (eml_cursor_peek(&c) != '<') {
		self->ignored = !eml_cursor_at_end(&c);
		return self;
	}
	while (self->uris->len < EML_MAX_UNSUBSCRIBE_URIS) {
		skip_cfws(&c);
		if (eml_cursor_at_end(&c))
			return self;
		if (!take_bracketed(&c, self, &uri)) {
			self->cut = TRUE;
			return self;
		}
		g_ptr_array_add(self->uris, uri);
		self->text_between = skip_to_comma(&c) || self->text_between;
		if (!eml_cursor_take(&c, ','))
			return self;
	}
	self->cut = TRUE;
	return self;
}

void
eml_list_unsubscribe_free(EmlListUnsubscribe *self)
{
	if (self == NULL)
		return;
	g_ptr_array_unref(self->uris);
	g_free(self);
}

/* RFC 8058 section 5: [WSP] "List-Unsubscribe=One-Click"; folding before it is what many senders'
 * libraries write, and unfolds to one blank. */
EmlListPost
eml_list_post_parse(EmlSlice value)
{
	const EmlSlice wanted = eml_slice("List-Unsubscribe=One-Click");
	const EmlSlice given = eml_slice_strip(value);
	gsize blanks = 0;

	for (gsize i = 0; i < value.len; i++)
		blanks += value.data[i] == ' ' || value.data[i] == '\t';
	if (!eml_slice_equal_ci(given, wanted))
		return EML_POST_WRONG;
	if (!eml_slice_equal(given, wanted))
		return EML_POST_OTHER_CASE;
	return blanks > 1 ? EML_POST_BLANKS : EML_POST_EXACT;
}
