#include "syntax/abnf.h"

#include "base/comment.h"
#include "base/limits.h"

static gboolean
is_wsp(int byte)
{
	return byte == ' ' || byte == '\t';
}

/* The length of the line end n bytes further on: 2, 1, or 0 if there is none. */
static gsize
line_end_at(const EmlCursor *c, gsize n)
{
	if (eml_cursor_peek_at(c, n) == '\n')
		return 1;
	return eml_cursor_peek_at(c, n) == '\r' && eml_cursor_peek_at(c, n + 1) == '\n' ? 2 : 0;
}

/* Moves past the line end of a fold: one that a blank follows. */
static gboolean
take_fold(EmlCursor *c)
{
	const gsize len = line_end_at(c, 0);

	if (len == 0 || !is_wsp(eml_cursor_peek_at(c, len)))
		return FALSE;
	c->at += len;
	return TRUE;
}

gboolean
eml_abnf_is_clean(EmlSlice text, gsize *reterr_at)
{
	EmlCursor c = eml_cursor(text);
	const char *end = NULL;

	if (!g_utf8_validate_len(text.data != NULL ? text.data : "", text.len, &end)) {
		*reterr_at = (gsize)(end - text.data);
		return FALSE;
	}
	while (!eml_cursor_at_end(&c)) {
		const int byte = eml_cursor_peek(&c);

		if (take_fold(&c))
			continue;
		if ((byte < ' ' && byte != '\t') || byte == 0x7f) {
			*reterr_at = c.at;
			return FALSE;
		}
		c.at++;
	}
	return TRUE;
}

gboolean
eml_abnf_take_fws(EmlCursor *c)
{
	const gsize start = c->at;

	while (is_wsp(eml_cursor_peek(c)) || take_fold(c))
		if (is_wsp(eml_cursor_peek(c)))
			c->at++;
	return c->at > start;
}

/* quoted-pair, RFC 5322 section 3.2.1, with any byte: only its length matters */
static gboolean
take_quoted_pair(EmlCursor *c)
{
	if (eml_cursor_peek(c) != '\\' || eml_cursor_peek_at(c, 1) < 0)
		return FALSE;
	c->at += 2;
	return TRUE;
}

gboolean
eml_abnf_take_cfws(EmlCursor *c, GPtrArray *comments)
{
	const gsize start = c->at;
	EmlSlice inner = {NULL, 0};

	for (;;) {
		if (eml_abnf_take_fws(c))
			continue;
		if (!eml_comment_take(c, &inner))
			break;
		if (comments != NULL && comments->len < EML_MAX_COMMENTS)
			g_ptr_array_add(comments, eml_abnf_unfold(inner));
	}
	return c->at > start;
}

static void
append_byte(GString *out, char byte)
{
	if (byte == '\0')
		g_string_append(out, "\\u{0}");
	else
		g_string_append_c(out, byte);
}

gboolean
eml_abnf_take_quoted_string(EmlCursor *c, char **ret_text)
{
	const gsize start = c->at;
	GString *out = NULL;

	if (!eml_cursor_take(c, '"'))
		return FALSE;
	out = g_string_new(NULL);
	while (!eml_cursor_at_end(c) && eml_cursor_peek(c) != '"') {
		if (take_fold(c))
			continue;
		if (!take_quoted_pair(c))
			c->at++;
		append_byte(out, c->in.data[c->at - 1]);
	}
	if (!eml_cursor_take(c, '"')) {
		c->at = start;
		g_string_free(out, TRUE);
		return FALSE;
	}
	if (ret_text != NULL)
		*ret_text = g_string_free(out, FALSE);
	else
		g_string_free(out, TRUE);
	return TRUE;
}

typedef gboolean (*ByteTest)(int byte);

static gboolean
take_run(EmlCursor *c, ByteTest test, EmlSlice *ret_run)
{
	const gsize start = c->at;

	while (test(eml_cursor_peek(c)))
		c->at++;
	if (c->at == start)
		return FALSE;
	*ret_run = eml_cursor_since(c, start);
	return TRUE;
}

/* any US-ASCII CHAR except SPACE, CTLs and tspecials, RFC 2045 section 5.1 */
static gboolean
is_token(int byte)
{
	return byte > ' ' && byte < 0x7f && strchr("()<>@,;:\\\"/[]?=", byte) == NULL;
}

/* atext, RFC 5322 section 3.2.3, and UTF8-non-ascii, RFC 6532 section 3.2 */
static gboolean
is_atext(int byte)
{
	return g_ascii_isalnum(byte) || byte >= 0x80 ||
	       (byte > 0 && strchr("!#$%&'*+-/=?^_`{|}~", byte) != NULL);
}

static gboolean
is_ldh(int byte)
{
	return g_ascii_isalnum(byte) || byte == '-';
}

static gboolean
is_label(int byte)
{
	return is_ldh(byte) || byte >= 0x80;
}

gboolean
eml_abnf_take_token(EmlCursor *c, EmlSlice *ret_token)
{
	return take_run(c, is_token, ret_token);
}

/* element *("." element); a dot that no element follows is left. */
typedef gboolean (*Take)(EmlCursor *c, EmlSlice *ret);

static guint
take_dotted(EmlCursor *c, Take take_element)
{
	EmlSlice element = {NULL, 0};
	guint n = 0;

	while (take_element(c, &element)) {
		n++;
		if (!eml_cursor_take(c, '.'))
			return n;
	}
	if (n > 0)
		c->at--;
	return n;
}

static gboolean
take_atom(EmlCursor *c, EmlSlice *ret_atom)
{
	return take_run(c, is_atext, ret_atom);
}

gboolean
eml_abnf_take_dot_atom(EmlCursor *c, EmlSlice *ret_atom)
{
	const gsize start = c->at;

	if (take_dotted(c, take_atom) == 0)
		return FALSE;
	*ret_atom = eml_cursor_since(c, start);
	return TRUE;
}

/* A run of the bytes, given back from its end until the last one is no "-". */
static gboolean
take_ldh(EmlCursor *c, ByteTest test, EmlSlice *ret_run)
{
	const gsize start = c->at;

	if (!take_run(c, test, ret_run))
		return FALSE;
	while (c->at > start && c->in.data[c->at - 1] == '-')
		c->at--;
	*ret_run = eml_cursor_since(c, start);
	return c->at > start;
}

/* sub-domain = Let-dig [Ldh-str] / U-label, RFC 5321 section 4.1.2 and RFC 6531 section 3.3 */
static gboolean
take_sub_domain(EmlCursor *c, EmlSlice *ret_label)
{
	return eml_cursor_peek(c) != '-' && take_ldh(c, is_label, ret_label);
}

gboolean
eml_abnf_take_domain_name(EmlCursor *c, EmlSlice *ret_name)
{
	const gsize start = c->at;

	if (take_dotted(c, take_sub_domain) < 2) {
		c->at = start;
		return FALSE;
	}
	*ret_name = eml_cursor_since(c, start);
	return TRUE;
}

gboolean
eml_abnf_take_keyword(EmlCursor *c, EmlSlice *ret_keyword)
{
	return take_ldh(c, is_ldh, ret_keyword);
}

gboolean
eml_abnf_take_number(EmlCursor *c, gint *ret_number)
{
	guint64 number = 0;

	if (!g_ascii_isdigit(eml_cursor_peek(c)))
		return FALSE;
	while (g_ascii_isdigit(eml_cursor_peek(c))) {
		number = MIN(number * 10 + (guint64)(eml_cursor_peek(c) - '0'), G_MAXINT);
		c->at++;
	}
	*ret_number = (gint)number;
	return TRUE;
}

char *
eml_abnf_unfold(EmlSlice text)
{
	EmlCursor c = eml_cursor(text);
	GString *out = g_string_sized_new(text.len + 1);

	while (!eml_cursor_at_end(&c)) {
		if (take_fold(&c))
			continue;
		append_byte(out, text.data[c.at]);
		c.at++;
	}
	return g_string_free(out, FALSE);
}
