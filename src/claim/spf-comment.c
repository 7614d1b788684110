#include "claim/spf-comment.h"

#include "base/cursor.h"
#include "claim/address.h"
#include "claim/host.h"

/* 1*( SP / HTAB / CR / LF ) */
static gboolean
take_space(EmlCursor *c)
{
	const gsize start = c->at;

	while (eml_cursor_peek(c) >= 0 && strchr(" \t\r\n", eml_cursor_peek(c)) != NULL &&
	       eml_cursor_peek(c) != '\0')
		c->at++;
	return c->at > start;
}

/* The words of a phrase, white space of any length between them; ASCII case does not count. */
static gboolean
take_words(EmlCursor *c, const char *words)
{
	const gsize start = c->at;

	for (const char *word = words; *word != '\0';) {
		const gsize len = strcspn(word, " ");
		g_autofree char *one = g_strndup(word, len);

		if (!eml_cursor_take_ci(c, one)) {
			c->at = start;
			return FALSE;
		}
		word += len;
		if (*word == ' ' && !take_space(c)) {
			c->at = start;
			return FALSE;
		}
		word += *word == ' ' ? 1 : 0;
	}
	return TRUE;
}

static gboolean
is_token_byte(int byte)
{
	return byte > ' ' && byte != 0x7f;
}

/* 1*( any byte but white space ) */
static gboolean
take_token(EmlCursor *c, EmlSlice *ret_token)
{
	const gsize start = c->at;

	while (is_token_byte(eml_cursor_peek(c)))
		c->at++;
	*ret_token = eml_cursor_since(c, start);
	return c->at > start;
}

/* A whole token that is an address. */
static gboolean
take_address(EmlCursor *c, EmlAddress *ret_address)
{
	const gsize start = c->at;
	EmlSlice token;
	g_autofree char *text = NULL;

	if (!take_token(c, &token))
		return FALSE;
	if (token.data[token.len - 1] == ';' || token.data[token.len - 1] == ',') {
		token.len--; /* belongs to what follows */
		c->at--;
	}
	text = eml_slice_dup(token);
	if (eml_address_parse(text, ret_address))
		return TRUE;
	c->at = start;
	return FALSE;
}

/* A mailbox or a domain, as the checker repeats it: a quoted local-part may hold white space. */
static gboolean
take_mailbox(EmlCursor *c)
{
	const gsize start = c->at;
	EmlSlice rest;

	if (eml_cursor_take(c, '"')) {
		while (eml_cursor_peek(c) >= 0 && eml_cursor_peek(c) != '"')
			c->at +=
			    eml_cursor_peek(c) == '\\' && eml_cursor_peek_at(c, 1) >= 0 ? 2 : 1;
		if (!eml_cursor_take(c, '"')) {
			c->at = start;
			return FALSE;
		}
		take_token(c, &rest);
		return TRUE;
	}
	return take_token(c, &rest);
}

/* "google.com: ": the checker's name */
static void
take_checker(EmlCursor *c)
{
	const gsize start = c->at;
	EmlSlice token;
	g_autofree char *text = NULL, *host = NULL;

	if (!take_token(c, &token) || token.data[token.len - 1] != ':') {
		c->at = start;
		return;
	}
	text = eml_slice_dup(eml_slice_part(token, 0, token.len - 1));
	host = eml_host_name(text);
	if (host == NULL || !take_space(c))
		c->at = start;
}

static gboolean
at_end(EmlCursor *c)
{
	take_space(c);
	return eml_cursor_at_end(c);
}

/* Yandex: ", rule=[a:mx0.riseup.net]" */
static gboolean
take_rule(EmlCursor *c)
{
	const gsize start = c->at;
	EmlSlice token;

	if (eml_cursor_take(c, ',') && take_space(c) && take_token(c, &token) &&
	    eml_slice_starts_with_ci(token, "rule=[") && token.data[token.len - 1] == ']' &&
	    eml_slice_find(token, ']') == (gssize)token.len - 1)
		return TRUE;
	c->at = start;
	return FALSE;
}

/* Microsoft: "sender IP is 192.0.2.1"; Hotmail until 2016 with "; identity alignment result is …"
 * behind it */
static gboolean
is_sender_ip(EmlCursor *c, EmlAddress *ret_address)
{
	if (!take_words(c, "sender ip is ") || !take_address(c, ret_address))
		return FALSE;
	return at_end(c) || take_words(c, "; identity alignment result is ");
}

/* "domain of [transitioning] X designates 192.0.2.1 as permitted sender" and "… does not designate
 * …"; X is empty for the null sender */
static gboolean
take_designates(EmlCursor *c, EmlAddress *ret_address, EmlSlice *ret_mailbox)
{
	take_words(c, "best guess record for ");
	if (!take_words(c, "domain of "))
		return FALSE;
	take_words(c, "transitioning ");
	const gsize before = c->at;
	for (guint with_mailbox = 0; with_mailbox < 2; with_mailbox++) {
		c->at = before;
		if (with_mailbox == 1 && !take_mailbox(c))
			return FALSE;
		*ret_mailbox = eml_cursor_since(c, before);
		if (with_mailbox == 1 && !take_space(c))
			return FALSE;
		if (!take_words(c, "designates ") && !take_words(c, "does not designate "))
			continue;
		if (!take_address(c, ret_address) || !take_space(c) ||
		    !take_words(c, "as permitted sender"))
			continue;
		take_rule(c);
		if (at_end(c))
			return TRUE;
	}
	return FALSE;
}

static gboolean
is_designates(EmlCursor *c, EmlAddress *ret_address)
{
	EmlSlice mailbox;

	return take_designates(c, ret_address, &mailbox);
}

/* "192.0.2.1 is neither permitted nor denied by [best guess record for] domain of X": the address
 * comes before anything that the sender chose, so the rest may be anything */
static gboolean
is_neither(EmlCursor *c, EmlAddress *ret_address)
{
	return take_address(c, ret_address) && take_space(c) &&
	       take_words(c, "is neither permitted nor denied by ");
}

char *
eml_spf_comment_address(const char *comment)
{
	static gboolean (*const phrases[])(EmlCursor * c, EmlAddress * ret_address) = {
	    is_sender_ip, is_designates, is_neither};

	for (gsize i = 0; i < G_N_ELEMENTS(phrases); i++) {
		EmlCursor c = eml_cursor(eml_slice(comment));
		EmlAddress address;

		take_space(&c);
		take_checker(&c);
		if (phrases[i](&c, &address))
			return eml_address_text(&address);
	}
	return NULL;
}

char *
eml_spf_comment_mail_from(const char *comment)
{
	EmlCursor c = eml_cursor(eml_slice(comment));
	EmlAddress address;
	EmlSlice mailbox = {NULL, 0};
	g_autofree char *text = NULL;
	const char *at = NULL;

	take_space(&c);
	take_checker(&c);
	if (!take_designates(&c, &address, &mailbox) ||
	    eml_slice_starts_with_ci(mailbox, "postmaster@"))
		return NULL;
	text = eml_slice_dup(mailbox);
	at = strrchr(text, '@');
	return at != NULL && at > text && at[1] != '\0' ? g_steal_pointer(&text) : NULL;
}
