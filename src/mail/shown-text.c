#include "mail/shown-text.h"

#include "base/utf8.h"

#define NO_CHARACTER 0xFFFD

/* What a character is to somebody who compares. */
typedef enum {
	SIGN_NONE,  /* folding and quoting are the reader's */
	SIGN_PLAIN, /* is shown as itself everywhere */
	SIGN_MAYBE, /* invisible: a reader drops it, or writes '?' */
	SIGN_OTHER, /* is itself, or '?' */
} Sign;

typedef struct {
	EmlSlice rest;
	gboolean line_start; /* nothing but blanks and '>' since */
} Reader;

/* Signs between two plain ones. */
typedef struct {
	GArray *others; /* gunichar */
	gboolean maybe; /* invisible ones are among them */
} Row;

static Sign
kind_of(gunichar c)
{
	if (c < 0x80) {
		if (c == ' ' || (c >= '\t' && c <= '\r'))
			return SIGN_NONE;
		if (c < ' ' || c == 0x7f)
			return SIGN_MAYBE;
		return c == '?' ? SIGN_OTHER : SIGN_PLAIN;
	}
	return g_unichar_isspace(c) || g_unichar_type(c) == G_UNICODE_FORMAT ? SIGN_MAYBE
									     : SIGN_OTHER;
}

static Sign
next_sign(Reader *r, gunichar *ret_c)
{
	const EmlUtf8Char c = eml_utf8_char_at(r->rest);
	Sign sign = SIGN_NONE;

	*ret_c = c.valid ? c.value : NO_CHARACTER;
	r->rest = eml_slice_part(r->rest, c.len, r->rest.len);
	sign = kind_of(*ret_c);
	if (r->line_start && *ret_c == '>')
		return SIGN_NONE;
	r->line_start = *ret_c == '\n' || (r->line_start && sign == SIGN_NONE);
	return sign;
}

/* The signs up to the next plain one, which it gives; 0 at the end. */
static gunichar
take_row(Reader *r, Row *row)
{
	g_array_set_size(row->others, 0);
	row->maybe = FALSE;
	while (r->rest.len > 0) {
		gunichar c = 0;
		const Sign sign = next_sign(r, &c);

		if (sign == SIGN_PLAIN)
			return c;
		if (sign == SIGN_OTHER)
			g_array_append_val(row->others, c);
		row->maybe = row->maybe || sign == SIGN_MAYBE;
	}
	return 0;
}

/* A reader writes these, too, for what it cannot show: C1 controls are what it makes of
 * windows-1252 that calls itself ISO-8859-1. */
static gboolean
stands_for_any(gunichar c)
{
	return c == '?' || c == NO_CHARACTER || (c >= 0x80 && c < 0xa0);
}

/* The same signs in the same order; a '?' stands for any number of those that are next. */
static gboolean
is_row_shown(const Row *shown, const Row *text)
{
	const gunichar *signs = (const gunichar *)(gpointer)text->others->data;
	const guint n = text->others->len;
	gboolean open = FALSE; /* behind such a '?' */
	guint at = 0;

	/* what is invisible may move what is not: it has to be the text's */
	if (!text->maybe && (shown->maybe || (shown->others->len > 0 && n == 0)))
		return FALSE;
	for (guint i = 0; i < shown->others->len; i++) {
		const gunichar c = g_array_index(shown->others, gunichar, i);

		if (stands_for_any(c) && (at == n || signs[at] != c)) {
			open = TRUE;
			continue;
		}
		while (open && at < n && signs[at] != c && signs[at] != NO_CHARACTER)
			at++;
		if (at == n || (signs[at] != c && signs[at] != NO_CHARACTER))
			return FALSE;
		at++;
		open = FALSE;
	}
	return open || at == n;
}

gboolean
eml_shown_text_is(EmlSlice shown, EmlSlice text)
{
	g_autoptr(GArray) a = g_array_new(FALSE, FALSE, sizeof(gunichar));
	g_autoptr(GArray) b = g_array_new(FALSE, FALSE, sizeof(gunichar));
	Reader readers[] = {{shown, TRUE}, {text, TRUE}};
	Row rows[] = {{a, FALSE}, {b, FALSE}};
	gunichar plain = 0;

	do {
		plain = take_row(&readers[0], &rows[0]);
		if (plain != take_row(&readers[1], &rows[1]) || !is_row_shown(&rows[0], &rows[1]))
			return FALSE;
	} while (plain != 0);
	return TRUE;
}
