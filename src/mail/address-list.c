#include "mail/address-list.h"

#include "base/idna.h"
#include "base/limits.h"
#include "base/utf8.h"
#include "mail/address-token.h"

/* Where an address may lie in a run of tokens: "words local@domain more". Offsets are bytes of the
 * value. */
typedef struct {
	gsize start, end; /* of the run */
	gsize chain;	  /* where the tokens that belong together begin: a.b, a . b */
	gsize local;	  /* the chain before the first '@' */
	gsize domain, domain_end;
	guint tokens, ats;
	EmlAddressKind last_kind;
	char last; /* last byte of the chain; 0: no chain is open */
	gboolean in_domain, after_domain;
} Span;

typedef struct {
	EmlAddressScanner scan;
	GPtrArray *out;
	GArray *spans; /* of this list element: Span; one, or several where commas were left out */
	gboolean after_angle;
	guint
	    waiting; /* phrases at the end of `out` that a comma may have cut off a display name */
	gsize waiting_start; /* where the first of them begins */
} Parser;

void
eml_mailbox_free(EmlMailbox *self)
{
	if (self == NULL)
		return;
	g_free(self->display);
	g_free(self->address);
	g_free(self->domain);
	g_free(self);
}

static void
mailbox_free_cb(gpointer mailbox)
{
	eml_mailbox_free(mailbox);
}

static void
span_break(Span *span)
{
	span->last = 0;
	span->after_domain = span->after_domain || span->in_domain;
	span->in_domain = FALSE;
}

static void
span_add_at(Span *span, EmlAddressToken token)
{
	if (span->ats++ == 0) {
		span->local = span->last != 0 ? span->chain : token.start;
		span->domain = span->domain_end = token.start + 1;
		span->in_domain = TRUE;
	}
	span->last = 0;
}

/* Tokens belong together if nothing, or a dot with CFWS around it (RFC 5322 section 4.4), is
 * between them. */
static void
span_add(Span *span, EmlAddressToken token)
{
	const gsize end = token.start + token.text.len;
	const gboolean joined =
	    span->last != 0 && (!token.gap || span->last == '.' || token.text.data[0] == '.');

	if (span->tokens++ == 0)
		span->start = token.start;
	span->end = end;
	span->last_kind = token.kind;
	if (eml_address_is_special(token, '@')) {
		span_add_at(span, token);
		return;
	}
	if (span->in_domain && span->last != 0 && !joined)
		span_break(span);
	if (!joined)
		span->chain = token.start;
	if (span->in_domain) {
		if (span->last == 0)
			span->domain = token.start;
		span->domain_end = end;
	}
	span->last =
	    token.text.data[token.text.len - 1] != 0 ? token.text.data[token.text.len - 1] : '?';
}

/* The text [start, end) without comments and without the blanks that mean nothing. */
static char *
address_text(const EmlAddressScanner *scan, gsize start, gsize end)
{
	EmlAddressScanner part = eml_address_scanner_part(scan, start, end);
	EmlAddressToken token = eml_address_next(&part);
	GString *out = g_string_new(NULL);

	for (; token.kind != EML_ADDRESS_END; token = eml_address_next(&part)) {
		const char last = out->len > 0 ? out->str[out->len - 1] : '@';

		if (token.gap && strchr(".@", last) == NULL &&
		    strchr(".@", token.text.data[0]) == NULL)
			g_string_append_c(out, ' ');
		eml_utf8_append_repaired(out, token.text);
	}
	return g_string_free(out, FALSE);
}

/* A quoted-string's inner text, or a comment's: quoted-pairs opened (RFC 5322 section 3.2.1). */
static void
append_unquoted(GString *out, EmlSlice inner)
{
	g_autoptr(GString) plain = g_string_sized_new(inner.len);

	for (gsize i = 0; i < inner.len; i++) {
		if (inner.data[i] == '\\' && i + 1 < inner.len)
			i++;
		g_string_append_c(plain, inner.data[i]);
	}
	eml_utf8_append_repaired(out, eml_slice_n(plain->str, plain->len));
}

/* NULL if nothing but blanks is in it. */
static char *
display_of(GString *text)
{
	g_autofree char *display = g_strstrip(g_string_free(text, FALSE));

	return display[0] != '\0' ? g_steal_pointer(&display) : NULL;
}

/* phrase, RFC 5322 section 3.2.5, with the dots of section 4.1 and whatever else stands there; NULL
 * if nothing does. */
static char *
phrase_text(const EmlAddressScanner *scan, gsize start, gsize end)
{
	EmlAddressScanner part = eml_address_scanner_part(scan, start, end);
	EmlAddressToken token = eml_address_next(&part);
	GString *out = g_string_new(NULL);

	for (; token.kind != EML_ADDRESS_END; token = eml_address_next(&part)) {
		if (token.gap)
			g_string_append_c(out, ' ');
		if (token.kind == EML_ADDRESS_QUOTED)
			append_unquoted(out, eml_slice_part(token.text, 1, token.text.len - 1));
		else
			eml_utf8_append_repaired(out, token.text);
	}
	return display_of(out);
}

static char *
comment_text(EmlSlice comment)
{
	GString *out = g_string_new(NULL);

	append_unquoted(out, comment);
	return display_of(out);
}

/* A name that can be asked for in the DNS. A last label of digits is an address (RFC 3696 section
 * 2). */
static gboolean
is_domain(const char *name)
{
	const char *label = name;
	gsize len = 0;

	if (strlen(name) > EML_DNS_MAX_NAME)
		return FALSE;
	for (;; label += len + 1) {
		len = strcspn(label, ".");
		if (len == 0 || len > EML_DNS_MAX_LABEL)
			return FALSE;
		for (gsize i = 0; i < len; i++)
			if (!g_ascii_isalnum(label[i]) && label[i] != '-' && label[i] != '_')
				return FALSE;
		if (label[len] == '\0')
			return strspn(label, "0123456789") < len;
	}
}

static char *
domain_of(const Parser *p, const Span *span)
{
	g_autofree char *text = NULL;
	g_autofree char *ascii = NULL;

	if (span->ats != 1)
		return NULL;
	text = address_text(&p->scan, span->domain, span->domain_end);
	ascii = eml_idna_to_ascii(eml_slice(text));
	return ascii != NULL && is_domain(ascii) ? g_steal_pointer(&ascii) : NULL;
}

/* Takes all three strings. */
static void
add_mailbox(Parser *p, char *display, char *address, char *domain)
{
	EmlMailbox *mailbox = g_new0(EmlMailbox, 1);

	mailbox->display = display;
	mailbox->address = address;
	mailbox->domain = domain;
	if (p->out->len < EML_MAX_ADDRESSES)
		g_ptr_array_add(p->out, mailbox);
	else
		eml_mailbox_free(mailbox);
}

/* addr-spec outside of angle brackets; words before it are taken for the name, else the last
 * comment, as in RFC 822 times: "a@b.example (Full Name)". */
static void
add_bare(Parser *p, const Span *span)
{
	const gsize end = span->ats == 1 ? span->domain_end : span->end;
	char *display = phrase_text(&p->scan, span->start, span->local);

	if (display == NULL)
		display = comment_text(p->scan.comment);
	add_mailbox(p, display, address_text(&p->scan, span->local, end), domain_of(p, span));
}

/* Words with no '@': a local user, or a name with no address; control characters alone are neither.
 */
static void
add_phrase(Parser *p, const Span *span)
{
	char *phrase = phrase_text(&p->scan, span->start, span->end);
	const gboolean is_word = phrase != NULL && span->tokens == 1 &&
				 span->last_kind == EML_ADDRESS_TEXT &&
				 !g_str_has_prefix(phrase, "=?");

	if (is_word)
		add_mailbox(p, NULL, phrase, NULL);
	else
		add_mailbox(p, phrase, g_strdup(""), NULL);
}

/* obs-route without its first '@': *("," ["@" domain]) ":", RFC 5322 section 4.4 */
static gboolean
take_route(EmlAddressScanner *scan)
{
	const gsize start = scan->c.at;

	for (;;) {
		const EmlAddressToken token = eml_address_next(scan);

		if (eml_address_is_special(token, ':'))
			return TRUE;
		if (token.kind == EML_ADDRESS_END || eml_address_is_special(token, '<') ||
		    eml_address_is_special(token, '>') || eml_address_is_special(token, ';')) {
			scan->c.at = start;
			return FALSE;
		}
	}
}

/* The inside of an angle-addr up to its '>', or to where it must have been forgotten. RFC 5322
 * section 3.4 */
static Span
read_angle(Parser *p)
{
	Span span = {0};

	for (;;) {
		const EmlAddressToken token = eml_address_next(&p->scan);

		if (eml_address_is_special(token, '>') || token.kind == EML_ADDRESS_END)
			return span;
		if (eml_address_is_special(token, ',') || eml_address_is_special(token, ';')) {
			p->scan.c.at = token.start;
			return span;
		}
		if (eml_address_is_special(token, '<'))
			span_break(&span);
		else if (span.tokens > 0 || !eml_address_is_special(token, '@') ||
			 !take_route(&p->scan))
			span_add(&span, token);
	}
}

static Span *
last_span(Parser *p)
{
	return &g_array_index(p->spans, Span, p->spans->len - 1);
}

static void
restart_spans(Parser *p)
{
	const Span none = {0};

	g_array_set_size(p->spans, 0);
	g_array_append_val(p->spans, none);
}

/* name-addr: everything before the '<' is the name, commas too if no address stands before them
 * ("Doe, John <j@x>"). */
static void
read_name_addr(Parser *p, gsize bracket)
{
	gsize start = g_array_index(p->spans, Span, 0).start;
	const gboolean named = g_array_index(p->spans, Span, 0).tokens > 0;
	char *display = NULL;
	Span span = {0};

	if (named && p->waiting > 0) {
		g_ptr_array_set_size(p->out, (gint)(p->out->len - p->waiting)); /* at most 1000 */
		start = p->waiting_start;
	}
	if (named)
		display = phrase_text(&p->scan, start, bracket);
	span = read_angle(p);
	add_mailbox(p, display, address_text(&p->scan, span.start, span.end),
		    span.after_domain ? NULL : domain_of(p, &span));
	restart_spans(p);
	p->after_angle = TRUE;
	p->waiting = 0;
}

static void
close_element(Parser *p, gboolean comma)
{
	const Span first = g_array_index(p->spans, Span, 0);
	const guint before = p->out->len;

	for (guint i = 0; i < p->spans->len; i++)
		if (g_array_index(p->spans, Span, i).ats > 0)
			add_bare(p, &g_array_index(p->spans, Span, i));
	if (first.ats > 0 || first.tokens == 0 || p->after_angle) {
		p->waiting = comma && first.ats == 0 ? p->waiting : 0;
	} else {
		add_phrase(p, &first);
		p->waiting_start = p->waiting == 0 ? first.start : p->waiting_start;
		p->waiting = comma ? p->waiting + p->out->len - before : 0;
	}
	restart_spans(p);
	p->after_angle = FALSE;
	p->scan.comment = (EmlSlice){NULL, 0};
}

static void
read_word(Parser *p, EmlAddressToken token)
{
	Span *span = last_span(p);

	if (eml_address_is_special(token, '@') && span->after_domain && span->last != 0 &&
	    p->spans->len < EML_MAX_ADDRESSES) { /* a second address, the comma is missing */
		const Span next = {
		    .start = span->chain, .chain = span->chain, .last = span->last, .tokens = 1};

		g_array_append_val(p->spans, next);
		span = last_span(p);
	}
	span_add(span, token);
}

GPtrArray *
eml_address_list(EmlSlice value)
{
	g_autoptr(GArray) spans = g_array_new(FALSE, FALSE, sizeof(Span));
	Parser p = {.scan = eml_address_scanner(value), .spans = spans};

	p.out = g_ptr_array_new_with_free_func(mailbox_free_cb);
	restart_spans(&p);
	while (p.out->len < EML_MAX_ADDRESSES) {
		const EmlAddressToken token = eml_address_next(&p.scan);

		if (token.kind == EML_ADDRESS_END) {
			close_element(&p, FALSE);
			break;
		}
		if (eml_address_is_special(token, ',') || eml_address_is_special(token, ';')) {
			close_element(&p, token.text.data[0] == ',');
		} else if (eml_address_is_special(token, '<')) {
			read_name_addr(&p, token.start);
		} else if (eml_address_is_special(token, '>')) {
			span_break(last_span(&p));
		} else if (eml_address_is_special(token, ':') &&
			   g_array_index(spans, Span, 0).ats == 0) {
			restart_spans(&p); /* group = display-name ":", RFC 5322 section 3.4 */
			p.waiting = 0;
		} else {
			read_word(&p, token);
		}
	}
	return p.out;
}
