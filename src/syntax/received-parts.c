#include "syntax/received-parts.h"

#include "base/comment.h"
#include "base/limits.h"

/* "(" up to the next ")", for a comment whose parentheses do not balance: what a sender opened in
 * his HELO name must not swallow what the receiver wrote behind it. */
static gboolean
take_flat_group(EmlCursor *c, EmlSlice *ret_inner)
{
	const gssize close = eml_slice_find(eml_cursor_rest(c), ')');

	if (eml_cursor_peek(c) != '(' || close < 0)
		return FALSE;
	*ret_inner = eml_slice_part(c->in, c->at + 1, c->at + (gsize)close);
	c->at += (gsize)close + 1;
	return TRUE;
}

static gboolean
is_blank(int byte)
{
	return byte == ' ' || byte == '\t' || byte == '\r' || byte == '\n';
}

/* A run without white space, "(" and ";"; a "<" runs to its ">" ("<multiple recipients>"). */
static gboolean
take_word(EmlCursor *c, EmlSlice *ret_word)
{
	const gsize start = c->at;

	if (eml_cursor_peek(c) == '<') {
		const gssize close = eml_slice_find(eml_cursor_rest(c), '>');

		if (close > 0)
			c->at += (gsize)close + 1;
	}
	while (!eml_cursor_at_end(c) && !is_blank(eml_cursor_peek(c)) &&
	       (c->at == start || eml_cursor_peek(c) != '(') && eml_cursor_peek(c) != ';')
		c->at++;
	*ret_word = eml_cursor_since(c, start);
	return c->at > start;
}

GArray *
eml_received_parts(EmlSlice value)
{
	EmlCursor c = eml_cursor(value);
	GArray *parts = g_array_new(FALSE, FALSE, sizeof(EmlReceivedPart));

	while (!eml_cursor_at_end(&c) && parts->len < EML_MAX_RECEIVED_PARTS) {
		EmlReceivedPart part = {EML_PART_WORD, {NULL, 0}};

		if (is_blank(eml_cursor_peek(&c))) {
			c.at++;
			continue;
		}
		if (eml_comment_take(&c, &part.text) || take_flat_group(&c, &part.text)) {
			part.kind = EML_PART_GROUP;
		} else if (eml_cursor_peek(&c) == ';') {
			part = (EmlReceivedPart){EML_PART_SEMICOLON,
						 eml_slice_part(value, c.at, c.at + 1)};
			c.at++;
		} else {
			(void)take_word(&c, &part.text);
		}
		g_array_append_val(parts, part);
	}
	return parts;
}

gboolean
eml_received_is_word(const EmlReceivedPart *part, const char *word)
{
	return part->kind == EML_PART_WORD && eml_slice_equal_ci(part->text, eml_slice(word));
}

gboolean
eml_received_is_clause(const EmlReceivedPart *part)
{
	static const char *const clauses[] = {"by", "via", "with", "id", "for"};

	for (guint i = 0; i < G_N_ELEMENTS(clauses); i++)
		if (eml_received_is_word(part, clauses[i]))
			return TRUE;
	return FALSE;
}

GArray *
eml_received_words(EmlSlice text)
{
	EmlCursor c = eml_cursor(text);
	GArray *words = g_array_new(FALSE, FALSE, sizeof(EmlSlice));

	while (!eml_cursor_at_end(&c) && words->len < EML_MAX_RECEIVED_PARTS) {
		const gsize start = c.at;
		EmlSlice word = {NULL, 0};

		while (!eml_cursor_at_end(&c) && !is_blank(eml_cursor_peek(&c)))
			c.at++;
		word = eml_cursor_since(&c, start);
		if (word.len > 0)
			g_array_append_val(words, word);
		else
			c.at++;
	}
	return words;
}
