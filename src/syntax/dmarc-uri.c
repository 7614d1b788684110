#include "syntax/dmarc-uri.h"

#include "base/cursor.h"

/* scheme = ALPHA *( ALPHA / DIGIT / "+" / "-" / "." ), RFC 3986 section 3.1 */
static gboolean
take_scheme(EmlCursor *c)
{
	if (eml_cursor_at_end(c) || !g_ascii_isalpha(eml_cursor_peek(c)))
		return FALSE;
	while (!eml_cursor_at_end(c) &&
	       (g_ascii_isalnum(eml_cursor_peek(c)) || strchr("+-.", eml_cursor_peek(c)) != NULL))
		c->at++;
	return TRUE;
}

/* pct-encoded = "%" HEXDIG HEXDIG, RFC 3986 section 2.1 */
static gboolean
take_pct_encoded(EmlCursor *c)
{
	if (eml_cursor_peek(c) != '%' || eml_cursor_peek_at(c, 1) < 0 ||
	    !g_ascii_isxdigit(eml_cursor_peek_at(c, 1)) || eml_cursor_peek_at(c, 2) < 0 ||
	    !g_ascii_isxdigit(eml_cursor_peek_at(c, 2)))
		return FALSE;
	c->at += 3;
	return TRUE;
}

/* A byte of unreserved, gen-delims or sub-delims, RFC 3986 section 2; "," and "!" must be encoded
 * here (RFC 9989 section 4.8). */
static gboolean
take_uri_byte(EmlCursor *c)
{
	const int byte = eml_cursor_peek(c);

	if (byte <= 0 || byte > 0x7e ||
	    (!g_ascii_isalnum(byte) && strchr("-._~:/?#[]@$&'()*+;=", byte) == NULL))
		return FALSE;
	c->at++;
	return TRUE;
}

/* obs-dmarc-report-size = "!" 1*DIGIT [ "k" / "m" / "g" / "t" ], RFC 9989 section 4.8 */
static gboolean
take_report_size(EmlCursor *c)
{
	const gsize start = c->at;
	gsize digits = 0;

	if (!eml_cursor_take(c, '!'))
		return FALSE;
	for (digits = c->at; g_ascii_isdigit(MAX(eml_cursor_peek(c), 0)); digits++)
		c->at++;
	if (digits == start + 1) {
		c->at = start;
		return FALSE;
	}
	if (!eml_cursor_at_end(c) && strchr("kmgtKMGT", MAX(eml_cursor_peek(c), 1)) != NULL)
		c->at++;
	return TRUE;
}

/* URI = scheme ":" hier-part [ "?" query ] [ "#" fragment ], RFC 3986 section 3; what follows the
 * ":" must not be empty, since a report has to go somewhere */
gboolean
eml_dmarc_uri_parse(EmlSlice item, EmlDmarcUri *ret_uri)
{
	EmlCursor c = eml_cursor(item);
	EmlDmarcUri uri = {{NULL, 0}, {NULL, 0}, FALSE};
	gsize start = 0;

	if (!take_scheme(&c) || !eml_cursor_take(&c, ':'))
		return FALSE;
	start = c.at;
	while (take_uri_byte(&c) || take_pct_encoded(&c))
		;
	if (c.at == start)
		return FALSE;
	uri.uri = eml_cursor_since(&c, 0);
	uri.mailto_no_at = eml_slice_starts_with_ci(item, "mailto:") &&
			   eml_slice_find(eml_cursor_since(&c, start), '@') <= 0;
	start = c.at;
	take_report_size(&c);
	if (!eml_cursor_at_end(&c))
		return FALSE;
	uri.size = eml_cursor_since(&c, start);
	*ret_uri = uri;
	return TRUE;
}
