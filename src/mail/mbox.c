#include "mail/mbox.h"

#include "base/cursor.h"

#define LONGEST_LINE 1000 /* bytes of a line that are looked at; ours */

static EmlSlice
take_word(EmlCursor *c)
{
	gsize start = 0;

	while (eml_cursor_take(c, ' '))
		continue;
	start = c->at;
	while (!eml_cursor_at_end(c) && eml_cursor_peek(c) != ' ')
		c->at++;
	return eml_cursor_since(c, start);
}

static gboolean
is_one_of(EmlSlice word, const char *names)
{
	const char *found = NULL;
	g_autofree char *name = eml_slice_dup(word);

	if (word.len != 3)
		return FALSE;
	found = strstr(names, name);
	return found != NULL && (found - names) % 3 == 0;
}

static gboolean
is_number(EmlSlice word, gsize least, gsize most)
{
	for (gsize i = 0; i < word.len; i++)
		if (!g_ascii_isdigit(word.data[i]))
			return FALSE;
	return word.len >= least && word.len <= most;
}

/* hh:mm or hh:mm:ss */
static gboolean
is_time(EmlSlice word)
{
	for (gsize i = 0; i < word.len; i++)
		if (i % 3 == 2 ? word.data[i] != ':' : !g_ascii_isdigit(word.data[i]))
			return FALSE;
	return word.len == 5 || word.len == 8;
}

/* "Mon Jan  1 00:00:00 2024", "Mon Jan 1 00:00:00 CET 2024", "Mon Jan 1 00:00:00 2024 +0100" */
static gboolean
is_asctime(EmlCursor c)
{
	EmlSlice word = {0};

	if (!is_one_of(take_word(&c), "MonTueWedThuFriSatSun") ||
	    !is_one_of(take_word(&c), "JanFebMarAprMayJunJulAugSepOctNovDec") ||
	    !is_number(take_word(&c), 1, 2) || !is_time(take_word(&c)))
		return FALSE;
	word = take_word(&c);
	return is_number(word, 4, 4) || is_number(take_word(&c), 4, 4);
}

gboolean
eml_mbox_is_postmark(EmlSlice line)
{
	EmlCursor c = eml_cursor(eml_slice_strip(line));

	if (line.len < 5 || memcmp(line.data, "From ", 5) != 0)
		return FALSE;
	c.at = 5;
	while (!eml_cursor_at_end(&c)) { /* the sender may contain blanks */
		if (is_asctime(c))
			return TRUE;
		take_word(&c);
	}
	return FALSE;
}

/* field-name ":", RFC 5322 section 3.6.8 */
static gboolean
is_field_line(EmlSlice line)
{
	gsize name = 0;

	while (name < line.len && line.data[name] > 32 && line.data[name] < 127 && line.data[name] != ':')
		name++;
	return name > 0 && name < line.len && line.data[name] == ':';
}

typedef enum { AFTER_TEXT, AFTER_EMPTY_LINE, AFTER_POSTMARK } Place;

static Place
next_place(Place place, EmlSlice line)
{
	const EmlSlice text = eml_slice_strip(line);

	if (text.len == 0)
		return AFTER_EMPTY_LINE;
	return place == AFTER_EMPTY_LINE && eml_mbox_is_postmark(text) ? AFTER_POSTMARK : AFTER_TEXT;
}

/* Goes on with the line that the last piece left in `line`. TRUE once a second message begins. */
static gboolean
scan_piece(EmlSlice piece, GString *line, Place *place)
{
	while (piece.len > 0) {
		const gssize lf = eml_slice_find(piece, '\n');
		const gsize end = lf < 0 ? piece.len : (gsize)lf + 1;
		const EmlSlice part = eml_slice_part(piece, 0, MIN(end, LONGEST_LINE - line->len));

		g_string_append_len(line, part.data, (gssize)part.len); /* at most LONGEST_LINE */
		piece = eml_slice_part(piece, end, piece.len);
		if (lf < 0)
			break;
		if (*place == AFTER_POSTMARK && is_field_line(eml_slice_n(line->str, line->len)))
			return TRUE;
		*place = next_place(*place, eml_slice_n(line->str, line->len));
		g_string_truncate(line, 0);
	}
	return FALSE;
}

gboolean
eml_mbox_is_several(const EmlMessage *message)
{
	g_autoptr(EmlBodyReader) reader = NULL;
	g_autoptr(GString) line = g_string_new(NULL);
	Place place = AFTER_EMPTY_LINE;
	EmlSlice piece = {0};

	if (!g_strv_contains(eml_message_anomalies(message), "mbox-from-line"))
		return FALSE;
	reader = eml_body_reader_new(message);
	while (eml_body_reader_next(reader, &piece))
		if (scan_piece(piece, line, &place))
			return TRUE;
	return FALSE;
}
