#include "mail/meaning.h"

#include <gmime/gmime.h>

#include "base/cursor.h"
#include "base/limits.h"
#include "base/utf8.h"
#include "mail/address-list.h"

/* Charsets for which a larger one is what senders mean: their own programs write its characters
 * under the narrow name (WHATWG Encoding Standard, section 4.2). GMime knows the other aliases. */
static const struct {
	const char *name, *iconv;
} charsets[] = {
    {"big5", "BIG5-HKSCS"},	 {"euc-kr", "CP949"},
    {"gb2312", "GB18030"},	 {"gbk", "GB18030"},
    {"ks_c_5601-1987", "CP949"}, {"shift-jis", "CP932"},
    {"shift_jis", "CP932"},	 {"unicode-1-1-utf-7", "UTF-7"},
    {"windows-31j", "CP932"},	 {"x-sjis", "CP932"},
};

void
eml_meaning_init(void)
{
	g_mime_init();
}

static const char *
iconv_name(const char *charset)
{
	for (guint i = 0; i < G_N_ELEMENTS(charsets); i++)
		if (g_ascii_strcasecmp(charset, charsets[i].name) == 0)
			return charsets[i].iconv;
	return g_mime_charset_iconv_name(charset);
}

/* Converts what it can; each byte that is no character there becomes U+FFFD. */
static void
append_converted(GString *out, EmlSlice bytes, GIConv converter)
{
	char *in = (char *)bytes.data; /* g_iconv() only reads it */
	gsize left = bytes.len;

	while (left > 0) {
		char piece[1024];
		char *end = piece;
		gsize room = sizeof piece;
		const gboolean stopped = g_iconv(converter, &in, &left, &end, &room) == (gsize)-1;

		eml_utf8_append_repaired(out, eml_slice_n(piece, sizeof piece - room));
		if (stopped && room == sizeof piece && left > 0) {
			g_string_append_unichar(out, 0xFFFD);
			in++;
			left--;
		}
	}
}

/* Bytes of an unknown charset are read as UTF-8. */
static void
append_charset(GString *out, EmlSlice bytes, EmlSlice charset)
{
	g_autofree char *name = eml_slice_dup_lower(charset);
	const char *iconv = iconv_name(name);
	GIConv converter = (GIConv)-1;

	if (g_ascii_strcasecmp(iconv, "utf-8") != 0)
		converter = g_iconv_open("UTF-8", iconv);
	if (converter == (GIConv)-1) {
		eml_utf8_append_repaired(out, bytes);
	} else {
		append_converted(out, bytes, converter);
		g_iconv_close(converter);
	}
}

static gboolean
is_known_charset(EmlSlice charset)
{
	g_autofree char *name = eml_slice_dup_lower(charset);
	GIConv converter = g_iconv_open("UTF-8", iconv_name(name));

	if (converter == (GIConv)-1)
		return FALSE;
	g_iconv_close(converter);
	return TRUE;
}

typedef struct {
	EmlSlice charset; /* without the language of RFC 2231 section 5 */
	char encoding;	  /* 'b' or 'q' */
	EmlSlice text;
} EncodedWord;

/* "=?" charset "?" encoding "?" encoded-text "?=", RFC 2047 section 2; blanks in the text are let
 * pass */
static gboolean
take_encoded_word(EmlCursor *c, EncodedWord *ret_word)
{
	EmlCursor at = *c;
	EncodedWord word = {0};
	const gsize charset = c->at + 2;
	gsize text = 0;

	if (!eml_cursor_take_ci(&at, "=?"))
		return FALSE;
	while (g_ascii_isgraph(eml_cursor_peek(&at)) && eml_cursor_peek(&at) != '?')
		at.at++;
	word.charset = eml_cursor_since(&at, charset);
	if (eml_slice_find(word.charset, '*') >= 0)
		word.charset.len = (gsize)eml_slice_find(word.charset, '*'); /* not negative here */
	if (word.charset.len == 0 || word.charset.len > EML_MAX_CHARSET_NAME ||
	    !eml_cursor_take(&at, '?'))
		return FALSE;
	word.encoding = g_ascii_tolower((char)eml_cursor_peek(&at)); /* a byte, or -1 */
	if ((word.encoding != 'b' && word.encoding != 'q') || eml_cursor_peek_at(&at, 1) != '?')
		return FALSE;
	text = at.at += 2;
	while (eml_cursor_peek(&at) != '?' || eml_cursor_peek_at(&at, 1) != '=') {
		if (eml_cursor_at_end(&at))
			return FALSE;
		at.at++;
	}
	word.text = eml_cursor_since(&at, text);
	at.at += 2;
	*c = at;
	*ret_word = word;
	return TRUE;
}

/* RFC 2047 section 4.2; an '=' without two hexadecimal digits stays */
static void
append_q(GString *out, EmlSlice text)
{
	for (gsize i = 0; i < text.len; i++) {
		const int high = i + 2 < text.len ? g_ascii_xdigit_value(text.data[i + 1]) : -1;
		const int low = i + 2 < text.len ? g_ascii_xdigit_value(text.data[i + 2]) : -1;

		if (text.data[i] == '=' && high >= 0 && low >= 0) {
			g_string_append_c(out, (char)(high << 4 | low)); /* a byte */
			i += 2;
		} else {
			g_string_append_c(out, text.data[i] == '_' ? ' ' : text.data[i]);
		}
	}
}

/* RFC 2047 section 4.1; what is not of the alphabet is passed over, and padding may be missing */
static void
append_b(GString *out, EmlSlice text)
{
	g_autoptr(GString) base64 = g_string_sized_new(text.len + 3);
	gsize len = 0;

	for (gsize i = 0; i < text.len; i++)
		if (g_ascii_isalnum(text.data[i]) || text.data[i] == '+' || text.data[i] == '/')
			g_string_append_c(base64, text.data[i]);
	if (base64->len % 4 == 1) /* six bits are no byte */
		g_string_truncate(base64, base64->len - 1);
	while (base64->len % 4 != 0)
		g_string_append_c(base64, '=');
	if (base64->len > 0) {
		g_base64_decode_inplace(base64->str, &len);
		g_string_append_len(out, base64->str, (gssize)len); /* shorter than the text */
	}
}

static void
append_decoded(GString *bytes, EncodedWord word)
{
	if (word.encoding == 'b')
		append_b(bytes, word.text);
	else
		append_q(bytes, word.text);
}

/* This word and those of the same charset that follow it, put together before they are converted,
 * since senders cut characters in two. Moves past them. */
static void
append_row(GString *out, EmlCursor *c, EncodedWord word)
{
	g_autoptr(GString) bytes = g_string_new(NULL);
	const EmlSlice charset = word.charset;

	append_decoded(bytes, word);
	for (;;) {
		EmlCursor next = *c;

		while (eml_cursor_take(&next, ' ') || eml_cursor_take(&next, '\t'))
			continue;
		if (!take_encoded_word(&next, &word) || !eml_slice_equal_ci(word.charset, charset))
			break;
		append_decoded(bytes, word);
		*c = next;
	}
	append_charset(out, eml_slice_n(bytes->str, bytes->len), charset);
}

GString *
eml_meaning_unfolded(EmlSlice value)
{
	GString *out = g_string_sized_new(value.len + 1);

	for (gsize i = 0; i < value.len; i++) {
		if (value.data[i] == '\r' && i + 1 < value.len && value.data[i + 1] == '\n')
			i++;
		if (value.data[i] != '\n')
			g_string_append_c(out, value.data[i]);
	}
	return out;
}

/* For people: the white space that a line begins with is one blank. */
static GString *
unfolded_to_blanks(EmlSlice value)
{
	GString *out = g_string_sized_new(value.len + 1);

	for (gsize i = 0; i < value.len; i++) {
		const gboolean fold = value.data[i] == '\n' && i + 1 < value.len &&
				      (value.data[i + 1] == ' ' || value.data[i + 1] == '\t');

		if (value.data[i] == '\r' && i + 1 < value.len && value.data[i + 1] == '\n')
			continue;
		while (fold && i + 1 < value.len &&
		       (value.data[i + 1] == ' ' || value.data[i + 1] == '\t'))
			i++;
		if (fold)
			g_string_append_c(out, ' ');
		else if (value.data[i] != '\n')
			g_string_append_c(out, value.data[i]);
	}
	return out;
}

/* Where the last "?=" begins, 0 if there is none: no encoded word begins behind it. */
static gsize
last_word_end(EmlSlice text)
{
	for (gsize at = text.len; at > 1; at--)
		if (text.data[at - 2] == '?' && text.data[at - 1] == '=')
			return at - 2;
	return 0;
}

/* Whether the text that goes on from that state ends inside a quoted-string. */
static gboolean
ends_quoted(EmlSlice text, gboolean quoted)
{
	for (gsize i = 0; i < text.len; i++) {
		if (text.data[i] == '\\')
			i++;
		else if (text.data[i] == '"')
			quoted = !quoted;
	}
	return quoted;
}

/* As qcontent, RFC 5322 section 3.2.4 */
static void
append_quoted(GString *out, const GString *words)
{
	for (gsize i = 0; i < words->len; i++) {
		if (words->str[i] == '"' || words->str[i] == '\\')
			g_string_append_c(out, '\\');
		g_string_append_c(out, words->str[i]);
	}
}

/* Blanks between encoded words are no text, RFC 2047 section 6.2. `syntax`: the value is a
 * structured one; `known`: words of an unknown charset stay. */
static char *
decoded(EmlSlice value, gboolean syntax, gboolean known)
{
	g_autoptr(GString) text = unfolded_to_blanks(eml_slice_strip(value));
	g_autoptr(GString) words = g_string_new(NULL);
	EmlCursor c = eml_cursor(eml_slice_n(text->str, text->len));
	const gsize last = last_word_end(c.in);
	GString *out = g_string_sized_new(text->len + 1);
	gsize done = 0; /* the text before this offset is in `out` */
	gboolean quoted = FALSE, open = FALSE;

	for (guint rows = 0; c.at < last && rows < EML_MAX_ENCODED_ROWS;) {
		const EmlSlice before = eml_slice_part(c.in, done, c.at);
		EncodedWord word = {0};

		if (!take_encoded_word(&c, &word)) {
			c.at++;
			continue;
		}
		if (known && !is_known_charset(word.charset)) {
			rows++; /* `before` will not be blanks alone */
			continue;
		}
		if (rows == 0 || eml_slice_strip(before).len > 0) {
			g_string_append(out, open ? "\"" : "");
			eml_utf8_append_repaired(out, before);
			quoted = ends_quoted(before, quoted);
			open = syntax && !quoted;
			g_string_append(out, open ? "\"" : "");
		}
		g_string_truncate(words, 0);
		append_row(words, &c, word);
		if (syntax)
			append_quoted(out, words);
		else
			g_string_append_len(out, words->str, (gssize)words->len); /* of a value */
		done = c.at;
		rows++;
	}
	g_string_append(out, open ? "\"" : "");
	eml_utf8_append_repaired(out, eml_slice_part(c.in, done, c.in.len));
	return g_string_free(out, FALSE);
}

char *
eml_meaning_mailbox_text(const EmlMailbox *mailbox)
{
	const char *name = mailbox->display;
	g_autoptr(GString) words = g_string_new(name);
	g_autoptr(GString) quoted = g_string_new(NULL);

	if (name == NULL || *name == '\0')
		return g_strdup(mailbox->address);
	if (strpbrk(name, "()<>[]:;@\\,\"") == NULL)
		return g_strdup_printf("%s <%s>", name, mailbox->address);
	append_quoted(quoted, words);
	return g_strdup_printf("\"%s\" <%s>", quoted->str, mailbox->address);
}

char *
eml_meaning_words(EmlSlice value)
{
	return decoded(value, FALSE, FALSE);
}

char *
eml_meaning_known_words(EmlSlice value)
{
	return decoded(value, FALSE, TRUE);
}

char *
eml_meaning_words_quoted(EmlSlice value)
{
	return decoded(value, TRUE, FALSE);
}

char *
eml_meaning_charset(EmlSlice bytes, EmlSlice charset)
{
	GString *out = g_string_sized_new(bytes.len + 1);

	if (charset.len == 0 || charset.len > EML_MAX_CHARSET_NAME)
		charset = eml_slice("utf-8");
	append_charset(out, bytes, charset);
	return g_string_free(out, FALSE);
}

GPtrArray *
eml_meaning_addresses(EmlSlice value)
{
	g_autoptr(GString) text = eml_meaning_unfolded(value);
	GPtrArray *mailboxes = eml_address_list(eml_slice_n(text->str, text->len));

	for (guint i = 0; i < mailboxes->len; i++) {
		EmlMailbox *mailbox = g_ptr_array_index(mailboxes, i);
		g_autofree char *words = mailbox->display;

		mailbox->display =
		    words != NULL ? g_strstrip(eml_meaning_words(eml_slice(words))) : NULL;
		if (mailbox->display != NULL && mailbox->display[0] == '\0')
			g_clear_pointer(&mailbox->display, g_free);
	}
	return mailboxes;
}

/* msg-id = [CFWS] "<" id-left "@" id-right ">" [CFWS], RFC 5322 section 3.6.4; without the brackets
 * if they are missing, with blanks inside dropped. */
char *
eml_meaning_message_id(EmlSlice value)
{
	const gssize open = eml_slice_find(value, '<');
	EmlSlice id =
	    eml_slice_strip(open < 0 ? value : eml_slice_part(value, (gsize)open + 1, value.len));
	const gssize close = eml_slice_find(id, '>');
	g_autoptr(GString) out = g_string_new(NULL);

	if (close >= 0)
		id.len = (gsize)close; /* not negative here */
	for (gsize i = 0; i < id.len; i++)
		if (id.data[i] == '\0' || strchr(" \t\r\n", id.data[i]) == NULL)
			g_string_append_c(out, id.data[i]);
	id = eml_slice_n(out->str, out->len);
	return id.len > 0 && (open >= 0 || eml_slice_find(id, '@') >= 0) ? eml_utf8_repair(id)
									 : NULL;
}
