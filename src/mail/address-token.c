#include "mail/address-token.h"

#include "base/comment.h"

EmlAddressScanner
eml_address_scanner(EmlSlice value)
{
	return (EmlAddressScanner){.c = eml_cursor(value)};
}

EmlAddressScanner
eml_address_scanner_part(const EmlAddressScanner *self, gsize start, gsize end)
{
	EmlAddressScanner part = *self;

	part.c = eml_cursor(eml_slice_part(self->c.in, start, end));
	return part;
}

gboolean
eml_address_is_special(EmlAddressToken token, char special)
{
	return token.kind == EML_ADDRESS_SPECIAL && token.text.data[0] == special;
}

/* quoted-string without the CFWS around it, RFC 5322 section 3.2.4 */
static gboolean
take_quoted(EmlCursor *c)
{
	if (eml_cursor_peek(c) != '"')
		return FALSE;
	for (gsize at = c->at + 1; at < c->in.len; at++) {
		if (c->in.data[at] == '\\') {
			at++;
		} else if (c->in.data[at] == '"') {
			c->at = at + 1;
			return TRUE;
		}
	}
	return FALSE;
}

/* domain-literal without the CFWS around it, RFC 5322 section 3.4.1 */
static gboolean
take_literal(EmlCursor *c)
{
	if (eml_cursor_peek(c) != '[')
		return FALSE;
	for (gsize at = c->at + 1; at < c->in.len; at++) {
		if (c->in.data[at] == ']') {
			c->at = at + 1;
			return TRUE;
		}
		if (strchr("[<>,;@\"", c->in.data[at]) != NULL) /* NUL too */
			return FALSE;
	}
	return FALSE;
}

/* encoded-word, RFC 2047 section 2, and some bytes that may not stand in one inside a phrase but
 * do: they belong to the word, not to the syntax around it. */
static gboolean
take_encoded_word(EmlCursor *c)
{
	guint marks = 0;
	gsize at = c->at + 2;

	if (eml_cursor_peek(c) != '=' || eml_cursor_peek_at(c, 1) != '?')
		return FALSE;
	for (; at < c->in.len && marks < 3; at++) {
		if (c->in.data[at] == '?')
			marks++;
		else if (strchr(" \t<>@\"", c->in.data[at]) != NULL) /* NUL too */
			return FALSE;
	}
	if (marks < 3 || at == c->in.len || c->in.data[at] != '=')
		return FALSE;
	c->at = at + 1;
	return TRUE;
}

static gboolean
skip_cfws(EmlAddressScanner *self)
{
	EmlCursor *c = &self->c;
	const gsize start = c->at;

	for (;;) {
		if (eml_cursor_take(c, ' ') || eml_cursor_take(c, '\t') || eml_cursor_take(c, '\r'))
			continue;
		if (self->no_comments || eml_cursor_peek(c) != '(')
			return c->at > start;
		self->no_comments = !eml_comment_take(c, &self->comment);
	}
}

static gboolean
ends_text(const EmlAddressScanner *self, int byte)
{
	if (byte == '(')
		return !self->no_comments;
	if (byte == '"')
		return !self->no_quotes;
	return byte == -1 || (byte != 0 && strchr(" \t\r[,:;<>@", byte) != NULL);
}

static EmlAddressKind
take_token(EmlAddressScanner *self)
{
	EmlCursor *c = &self->c;
	const int byte = eml_cursor_peek(c);

	if (byte == -1)
		return EML_ADDRESS_END;
	if (byte == '"' && !self->no_quotes) {
		if (take_quoted(c))
			return EML_ADDRESS_QUOTED;
		self->no_quotes = TRUE;
	}
	if (take_literal(c))
		return EML_ADDRESS_LITERAL;
	if (take_encoded_word(c))
		return EML_ADDRESS_TEXT;
	c->at++;
	if (byte != 0 && strchr(",:;<>@", byte) != NULL)
		return EML_ADDRESS_SPECIAL;
	while (!ends_text(self, eml_cursor_peek(c)))
		c->at++;
	return EML_ADDRESS_TEXT;
}

EmlAddressToken
eml_address_next(EmlAddressScanner *self)
{
	EmlAddressToken token = {.gap = skip_cfws(self)};

	token.start = self->c.at;
	token.kind = take_token(self);
	token.text = eml_cursor_since(&self->c, token.start);
	return token;
}
