#include "syntax/mailbox-list.h"

#include "syntax/abnf.h"

/* Where nothing closes a comment, its parenthesis stays, and nothing else takes it. */
static void
skip_cfws(EmlCursor *c)
{
	eml_abnf_take_cfws(c, NULL);
}

/* atext, RFC 5322 section 3.2.3, with the UTF-8 of RFC 6532 section 3.2 */
static gboolean
is_atext(int byte)
{
	return byte >= 0x80 ||
	       (byte > ' ' && byte < 0x7f && strchr("()<>[]:;@\\,.\"", byte) == NULL);
}

/* encoded-word, RFC 2047 section 2 */
static gboolean
take_encoded_word(EmlCursor *c)
{
	guint marks = 0;

	if (eml_cursor_peek(c) != '=' || eml_cursor_peek_at(c, 1) != '?')
		return FALSE;
	for (gsize at = c->at + 2; at < c->in.len; at++) {
		const int byte = (guchar)c->in.data[at];

		if (byte == '?' && ++marks == 3) {
			if (at + 1 == c->in.len || c->in.data[at + 1] != '=')
				return FALSE;
			c->at = at + 2;
			return TRUE;
		}
		if (byte <= ' ' || byte == 0x7f || strchr("<>@\"", byte) != NULL)
			return FALSE;
	}
	return FALSE;
}

static gboolean
take_atom(EmlCursor *c)
{
	const gsize start = c->at;

	if (take_encoded_word(c))
		return TRUE;
	while (is_atext(eml_cursor_peek(c)))
		c->at++;
	return c->at > start;
}

/* From that byte to the one that closes it, with quoted-pairs, without NUL: quoted-string and
 * domain-literal, RFC 5322 sections 3.2.4 and 3.4.1 */
static gboolean
take_enclosed(EmlCursor *c, char open, char close)
{
	if (eml_cursor_peek(c) != (guchar)open)
		return FALSE;
	for (gsize at = c->at + 1; at < c->in.len && c->in.data[at] != '\0'; at++) {
		if (c->in.data[at] == close) {
			c->at = at + 1;
			return TRUE;
		}
		if (c->in.data[at] == '\\')
			at++;
		else if (c->in.data[at] == open)
			return FALSE;
	}
	return FALSE;
}

static gboolean
take_word(EmlCursor *c)
{
	return take_atom(c) || take_enclosed(c, '"', '"');
}

/* obs-phrase = word *(word / "." / CFWS), RFC 5322 section 4.1 */
static gboolean
take_phrase(EmlCursor *c)
{
	EmlCursor at = *c;

	if (!take_word(&at))
		return FALSE;
	do
		skip_cfws(&at);
	while (take_word(&at) || eml_cursor_take(&at, '.'));
	*c = at;
	return TRUE;
}

/* "." between words, with CFWS around it: obs-local-part and obs-domain, RFC 5322 section 4.4 */
static gboolean
take_dotted(EmlCursor *c, gboolean (*take)(EmlCursor *c))
{
	EmlCursor at = *c;

	do {
		skip_cfws(&at);
		if (!take(&at))
			return FALSE;
		skip_cfws(&at);
	} while (eml_cursor_take(&at, '.'));
	*c = at;
	return TRUE;
}

static gboolean
take_domain(EmlCursor *c)
{
	EmlCursor at = *c;

	if (take_dotted(c, take_atom))
		return TRUE;
	skip_cfws(&at);
	if (!take_enclosed(&at, '[', ']'))
		return FALSE;
	skip_cfws(&at);
	*c = at;
	return TRUE;
}

static gboolean
take_addr_spec(EmlCursor *c)
{
	EmlCursor at = *c;

	if (!take_dotted(&at, take_word) || !eml_cursor_take(&at, '@') || !take_domain(&at))
		return FALSE;
	*c = at;
	return TRUE;
}

/* obs-route = *(CFWS / ",") "@" domain *("," [CFWS] ["@" domain]) ":", RFC 5322 section 4.4 */
static void
skip_route(EmlCursor *c)
{
	EmlCursor at = *c;
	guint domains = 0;

	for (;;) {
		skip_cfws(&at);
		if (eml_cursor_take(&at, ','))
			continue;
		if (!eml_cursor_take(&at, '@') || !take_domain(&at))
			break;
		domains++;
	}
	if (domains > 0 && eml_cursor_take(&at, ':'))
		*c = at;
}

/* name-addr = [display-name] angle-addr */
static gboolean
take_name_addr(EmlCursor *c)
{
	EmlCursor at = *c;

	skip_cfws(&at);
	take_phrase(&at);
	if (!eml_cursor_take(&at, '<'))
		return FALSE;
	skip_route(&at);
	if (!take_addr_spec(&at) || !eml_cursor_take(&at, '>'))
		return FALSE;
	skip_cfws(&at);
	*c = at;
	return TRUE;
}

static gboolean
take_mailbox(EmlCursor *c)
{
	return take_name_addr(c) || take_addr_spec(c);
}

/* obs-mbox-list: elements may be empty; FALSE if none has a mailbox. */
static gboolean
take_mailboxes(EmlCursor *c)
{
	gboolean any = FALSE;

	do {
		skip_cfws(c);
		any = take_mailbox(c) || any;
	} while (eml_cursor_take(c, ','));
	return any;
}

/* group = display-name ":" [group-list] ";" [CFWS] */
static gboolean
take_group(EmlCursor *c)
{
	EmlCursor at = *c;

	skip_cfws(&at);
	if (!take_phrase(&at) || !eml_cursor_take(&at, ':'))
		return FALSE;
	take_mailboxes(&at);
	if (!eml_cursor_take(&at, ';'))
		return FALSE;
	skip_cfws(&at);
	*c = at;
	return TRUE;
}

gboolean
eml_mailbox_list_is_valid(EmlSlice value)
{
	EmlCursor c = eml_cursor(value);
	gboolean any = FALSE;

	do {
		skip_cfws(&c);
		any = take_group(&c) || take_mailbox(&c) || any;
	} while (eml_cursor_take(&c, ','));
	return any && eml_cursor_at_end(&c);
}
