#include "syntax/sender-rewrite.h"

#include "base/cursor.h"
#include "base/limits.h"

static gboolean
is_base64(int c)
{
	return g_ascii_isalnum(c) || c == '+' || c == '/';
}

static gboolean
is_alnum(int c)
{
	return g_ascii_isalnum(c);
}

static gboolean
is_name(int c)
{
	return g_ascii_isalnum(c) || c == '-' || c == '.' || c == '_';
}

/* One or more bytes of a kind. */
static gboolean
take_some(EmlCursor *c, gboolean (*belongs)(int), EmlSlice *ret_word)
{
	const gsize start = c->at;

	while (eml_cursor_peek(c) >= 0 && belongs(eml_cursor_peek(c)))
		c->at++;
	*ret_word = eml_cursor_since(c, start);
	return ret_word->len > 0;
}

/* Two labels or more, none empty or too long, the last no number. */
static gboolean
is_domain(EmlSlice name)
{
	gsize label = 0;
	guint labels = 1;

	if (name.len == 0 || name.len > EML_DNS_MAX_NAME)
		return FALSE;
	for (gsize i = 0; i < name.len; i++) {
		if (name.data[i] != '.') {
			if (!is_name(name.data[i]) || ++label > EML_DNS_MAX_LABEL)
				return FALSE;
			continue;
		}
		if (label == 0)
			return FALSE;
		label = 0;
		labels++;
	}
	return label > 0 && labels > 1 && g_ascii_isalpha(name.data[name.len - label]);
}

static char *
address_of(EmlSlice local, EmlSlice domain)
{
	g_autofree char *left = eml_slice_dup(local);
	g_autofree char *right = eml_slice_dup(domain);

	return g_strconcat(left, "@", right, NULL);
}

/* HHH=TT=domain=local up to the end: the opaque part of SRS0. */
static char *
take_original(EmlCursor *c)
{
	EmlSlice hash, time, domain;

	if (!take_some(c, is_base64, &hash) || !eml_cursor_take(c, '=') ||
	    !take_some(c, is_alnum, &time) || !eml_cursor_take(c, '=') ||
	    !take_some(c, is_name, &domain) || !is_domain(domain) || !eml_cursor_take(c, '=') ||
	    eml_cursor_at_end(c))
		return NULL;
	return address_of(eml_cursor_rest(c), domain);
}

/* "the first separator may be any of '=', '-' and '+'" (the SRS paper) */
static gboolean
take_separator(EmlCursor *c)
{
	return eml_cursor_take(c, '=') || eml_cursor_take(c, '-') || eml_cursor_take(c, '+');
}

static gboolean
parse_srs0(EmlSlice local, EmlSenderRewrite *out)
{
	EmlCursor c = eml_cursor(local);

	if (!eml_cursor_take_ci(&c, "SRS0") || !take_separator(&c))
		return FALSE;
	out->address = take_original(&c);
	out->kind = EML_SENDER_SRS0;
	return out->address != NULL;
}

/* Microsoft 365: the forwarding mailbox, "+SRS=", then as SRS0. */
static gboolean
parse_srs_of_mailbox(EmlSlice local, EmlSenderRewrite *out)
{
	const gssize plus = eml_slice_find(local, '+');
	EmlCursor c = eml_cursor(local);

	if (plus <= 0)
		return FALSE;
	c.at = (gsize)plus;
	if (!eml_cursor_take_ci(&c, "+SRS="))
		return FALSE;
	out->address = take_original(&c);
	out->kind = EML_SENDER_SRS0;
	return out->address != NULL;
}

/* The second forwarder keeps the first one's name, and what stood behind its "SRS0". */
static gboolean
parse_srs1(EmlSlice local, EmlSenderRewrite *out)
{
	EmlCursor c = eml_cursor(local);
	EmlSlice hash, first;

	if (!eml_cursor_take_ci(&c, "SRS1") || !take_separator(&c) ||
	    !take_some(&c, is_base64, &hash) || !eml_cursor_take(&c, '=') ||
	    !take_some(&c, is_name, &first) || !is_domain(first) || !eml_cursor_take(&c, '=') ||
	    !take_separator(&c))
		return FALSE;
	out->address = take_original(&c);
	if (out->address == NULL)
		return FALSE;
	out->first_forwarder = eml_slice_dup(first);
	out->kind = EML_SENDER_SRS1;
	return TRUE;
}

/* draft-levine-smtp-batv: prvs=KDDDSSSSSS=local, a key number, three digits of a day, six of a
 * hash. */
static gboolean
parse_batv(EmlSlice local, EmlSlice domain, EmlSenderRewrite *out)
{
	EmlCursor c = eml_cursor(local);

	if (!eml_cursor_take_ci(&c, "prvs="))
		return FALSE;
	for (guint i = 0; i < 10; i++, c.at++)
		if (!(i < 4 ? g_ascii_isdigit(eml_cursor_peek(&c))
			    : g_ascii_isxdigit(eml_cursor_peek(&c))))
			return FALSE;
	if (!eml_cursor_take(&c, '=') || eml_cursor_at_end(&c))
		return FALSE;
	out->address = address_of(eml_cursor_rest(&c), domain);
	out->kind = EML_SENDER_BATV;
	return TRUE;
}

/* "-123-": the end of the last such number, 0 = none. */
static gsize
number_end(EmlSlice text)
{
	EmlCursor c = eml_cursor(text);
	gsize end = 0;

	while (!eml_cursor_at_end(&c)) {
		gsize digits = 0;

		if (!eml_cursor_take(&c, '-')) {
			c.at++;
			continue;
		}
		while (g_ascii_isdigit(eml_cursor_peek_at(&c, digits)))
			digits++;
		if (digits > 0 && eml_cursor_peek_at(&c, digits) == '-')
			end = c.at + digits + 1;
	}
	return end;
}

/* Behind a "+": at once, or behind a number and four digits of a hash, "1234-0a1b-", as a large
 * sender writes. */
static gsize
start_behind_plus(EmlSlice tagged, gsize plus)
{
	EmlCursor c = {tagged, plus + 1};
	EmlSlice number, hash;

	if (take_some(&c, is_alnum, &number) && g_ascii_isdigit(number.data[0]) &&
	    eml_cursor_take(&c, '-') && take_some(&c, is_alnum, &hash) && hash.len == 4 &&
	    eml_cursor_take(&c, '-'))
		return c.at;
	return plus + 1;
}

/* Where the recipient's local-part begins: behind "bounce+", "list-return-123-", or else behind the
 * last "-"; 0 = nowhere. */
static gsize
recipient_start(EmlSlice tagged)
{
	const gssize plus = eml_slice_find(tagged, '+');
	gsize start = 0;

	if (plus >= 0)
		return start_behind_plus(tagged, (gsize)plus);
	start = number_end(tagged);
	for (gsize i = tagged.len; i > 0 && start == 0; i--)
		if (tagged.data[i - 1] == '-')
			start = i;
	return start;
}

/* The last "=" stands for the "@" of the recipient. */
static gboolean
parse_verp(EmlSlice local, EmlSenderRewrite *out)
{
	gsize equals = local.len;
	gsize start = 0;
	EmlSlice tagged, domain;

	while (equals > 0 && local.data[equals - 1] != '=')
		equals--;
	if (equals == 0)
		return FALSE;
	tagged = eml_slice_part(local, 0, equals - 1);
	domain = eml_slice_part(local, equals, local.len);
	start = recipient_start(tagged);
	if (start < 2 || start >= tagged.len || !is_domain(domain))
		return FALSE;
	out->address = address_of(eml_slice_part(tagged, start, tagged.len), domain);
	out->kind = EML_SENDER_VERP;
	return TRUE;
}

void
eml_sender_rewrite_parse(EmlSlice address, EmlSenderRewrite *ret_rewrite)
{
	EmlSenderRewrite out = {.kind = EML_SENDER_PLAIN};
	gsize at = address.len;
	EmlSlice local, domain;

	while (at > 0 && address.data[at - 1] != '@')
		at--;
	*ret_rewrite = out;
	if (at < 2)
		return;
	local = eml_slice_part(address, 0, at - 1);
	domain = eml_slice_part(address, at, address.len);
	if (!is_domain(domain))
		return;
	if (!parse_srs0(local, &out) && !parse_srs1(local, &out) &&
	    !parse_srs_of_mailbox(local, &out) && !parse_batv(local, domain, &out) &&
	    !parse_verp(local, &out))
		return;
	out.by = eml_slice_dup(domain);
	*ret_rewrite = out;
}

void
eml_sender_rewrite_clear(EmlSenderRewrite *self)
{
	g_clear_pointer(&self->address, g_free);
	g_clear_pointer(&self->by, g_free);
	g_clear_pointer(&self->first_forwarder, g_free);
}
