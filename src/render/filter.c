#include "render/filter.h"

#include "base/cursor.h"

/* Ours; a sender's own of these names would be believed, so it is dropped. */
static const char *const our_fields[] = {"Auth-Check", "Auth-Detail"};

/* The fields that the reader is told to show only so that they come here. Its "unignore" matches
 * beginnings of names, so this does too. */
static const char *const for_us[] = {
    "Authentication-Results", "Received-SPF",	  "ARC-",
    "DKIM-Signature",	      "List-Unsubscribe", "Message-ID",
};

/* The line at the offset without its line end; moves past it. */
static EmlSlice
next_line(EmlSlice text, gsize *at)
{
	const gssize end = eml_slice_find(eml_slice_part(text, *at, text.len), '\n');
	const gsize length = end < 0 ? text.len - *at : (gsize)end;
	const EmlSlice line = eml_slice_part(text, *at, *at + length);

	*at += length + (end < 0 ? 0 : 1);
	return line;
}

static EmlSlice
line_at(EmlSlice text, gsize at)
{
	return next_line(text, &at);
}

static gboolean
is_empty(EmlSlice line)
{
	return line.len == 0 || (line.len == 1 && line.data[0] == '\r');
}

static gboolean
is_folded(EmlSlice line)
{
	return line.len > 0 && (line.data[0] == ' ' || line.data[0] == '\t');
}

/* The line that begins a message in an mbox file; a reader that shows all fields shows it too. */
static gboolean
is_postmark(EmlSlice line)
{
	return eml_slice_starts_with_ci(line, "From ");
}

/* A field as it is met: field-name of RFC 5322 section 2.2, blanks (section 4.5.8), and a colon. */
static gboolean
is_field(EmlSlice line)
{
	const gssize colon = eml_slice_find(line, ':');
	const EmlSlice name = eml_slice_part(line, 0, (gsize)MAX(colon, 0));
	const gsize length = eml_slice_strip(name).len;

	if (length == 0)
		return FALSE;
	for (gsize i = 0; i < length; i++)
		if (line.data[i] < '!' || line.data[i] > '~')
			return FALSE;
	return TRUE;
}

/* TRUE if a header block begins there; moves past its first field. A pager's status line may look
 * like a field ("-*-Mutt: …"), but begins with no letter and stands alone. */
static gboolean
take_first_field(EmlSlice rendered, gsize *at)
{
	gsize after = *at;
	EmlSlice line = next_line(rendered, &after);

	if (is_postmark(line))
		line = next_line(rendered, &after);
	if (!is_field(line) ||
	    (!g_ascii_isalnum(line.data[0]) && is_empty(line_at(rendered, after))))
		return FALSE;
	*at = after;
	return TRUE;
}

/* Where the next empty line begins, or the text ends. */
static gsize
paragraph_end(EmlSlice text, gsize at)
{
	gsize end = at;

	while (end < text.len && !is_empty(next_line(text, &at)))
		end = at;
	return end;
}

gboolean
eml_filter_header_block(EmlSlice rendered, gsize *ret_start, gsize *ret_end)
{
	gsize at = 0;

	*ret_start = 0;
	if (!take_first_field(rendered, &at)) {
		/* an external pager's status line, then an empty line */
		if (is_empty(next_line(rendered, &at)) || !is_empty(next_line(rendered, &at)))
			return FALSE;
		*ret_start = at;
		if (!take_first_field(rendered, &at))
			return FALSE;
	}
	*ret_end = paragraph_end(rendered, at);
	return TRUE;
}

static EmlSlice
name_of(EmlSlice line)
{
	return eml_slice_part(line, 0, (gsize)MAX(eml_slice_find(line, ':'), 0));
}

static gboolean
is_ours(EmlSlice line)
{
	for (gsize i = 0; i < G_N_ELEMENTS(our_fields); i++)
		if (eml_slice_equal_ci(eml_slice_strip(name_of(line)), eml_slice(our_fields[i])))
			return TRUE;
	return FALSE;
}

static gboolean
is_kept(EmlSlice name, const char *const *kept)
{
	for (gsize i = 0; kept != NULL && kept[i] != NULL; i++)
		if (eml_slice_equal_ci(name, eml_slice(kept[i])))
			return TRUE;
	return FALSE;
}

static gboolean
is_for_us(EmlSlice line, const char *const *kept)
{
	const EmlSlice name = eml_slice_strip(name_of(line));

	for (gsize i = 0; i < G_N_ELEMENTS(for_us); i++)
		if (eml_slice_starts_with_ci(name, for_us[i]))
			return !is_kept(name, kept);
	return FALSE;
}

gboolean
eml_filter_shows_all(EmlSlice block)
{
	gsize at = 0;

	while (at < block.len)
		if (eml_slice_equal_ci(name_of(next_line(block, &at)), eml_slice("Received")))
			return TRUE;
	return FALSE;
}

/* ESC ] 9 ; digits BEL: the mark that both readers put before their own "[-- … --]" lines. The
 * number is one for a run of the reader. With an 8, before protected header fields. Bytes it takes,
 * 0 = none. */
static gsize
mark_length(const EmlCursor *c, const char *begin)
{
	EmlCursor mark = *c;

	if (!eml_cursor_take_ci(&mark, begin) || !g_ascii_isdigit(eml_cursor_peek(&mark)))
		return 0;
	while (g_ascii_isdigit(eml_cursor_peek(&mark)))
		mark.at++;
	return eml_cursor_take(&mark, '\a') ? mark.at - c->at : 0;
}

/* What append_harmless() goes by. */
typedef struct {
	GString *out; /* owned by the caller */
	gboolean utf8;
	EmlSlice mark; /* the first one met: another number is not the reader's */
} Writer;

/* Takes the reader's mark at the start of a line. The reader puts its first one before anything of
 * the body, so a mark with another number was written by the sender. Of a protected field it is
 * left out: whoever could write it would have the line shown as one of the header. */
static gboolean
take_mark(Writer *w, EmlCursor *c)
{
	const gsize length = mark_length(c, "\033]9;");
	const EmlSlice mark = eml_slice_part(c->in, c->at, c->at + length);

	if (c->at > 0 && c->in.data[c->at - 1] != '\n')
		return FALSE;
	if (length == 0) {
		const gsize protected = mark_length(c, "\033]8;");

		c->at += protected;
		return protected > 0;
	}
	if (w->mark.len == 0)
		w->mark = mark;
	if (!eml_slice_equal(w->mark, mark))
		return FALSE;
	g_string_append_len(w->out, mark.data, (gssize)mark.len);
	c->at += length;
	return TRUE;
}

/* Escape characters, except in the reader's own marks, become a visible sign. */
static void
append_harmless(Writer *w, EmlSlice text)
{
	EmlCursor c = eml_cursor(text);

	while (!eml_cursor_at_end(&c)) {
		const EmlSlice rest = eml_cursor_rest(&c);
		const gssize escape = eml_slice_find(rest, '\033');
		const gsize plain = escape < 0 ? rest.len : (gsize)escape;

		g_string_append_len(w->out, rest.data, (gssize)plain);
		c.at += plain;
		if (escape >= 0 && !take_mark(w, &c)) {
			g_string_append(w->out, w->utf8 ? "\u241b" : "?");
			c.at++;
		}
	}
}

/* The header block without fields of our names and, if they are to be hidden, those shown only for
 * us. kept: of these, names not to hide. */
static void
append_fields(Writer *w, EmlSlice block, gboolean hides, const char *const *kept)
{
	gsize at = 0;
	gboolean dropping = FALSE;

	while (at < block.len) {
		const gsize start = at;
		const EmlSlice line = next_line(block, &at);

		if (!is_folded(line))
			dropping = is_ours(line) || (hides && is_for_us(line, kept));
		if (!dropping)
			append_harmless(w, eml_slice_part(block, start, at));
	}
}

/* The line end of the block's first line. */
static const char *
line_end_of(EmlSlice block)
{
	const gssize lf = eml_slice_find(block, '\n');

	return lf > 0 && block.data[lf - 1] == '\r' ? "\r\n" : "\n";
}

GString *
eml_filter_rewrite(EmlSlice rendered, const EmlFilterSettings *settings)
{
	Writer w = {g_string_sized_new(rendered.len + 256), settings->utf8, {0}};
	gsize start = 0;
	gsize end = 0;

	if (eml_filter_header_block(rendered, &start, &end)) {
		const EmlSlice block = eml_slice_part(rendered, start, end);
		const char *line_end = line_end_of(block);

		append_harmless(&w, eml_slice_part(rendered, 0, start));
		append_fields(&w, block, !eml_filter_shows_all(block), settings->kept);
		if (w.out->len > 0 && w.out->str[w.out->len - 1] != '\n')
			g_string_append(w.out, line_end);
		for (guint i = 0; settings->lines[i] != NULL; i++)
			g_string_append_printf(w.out, "%s%s", settings->lines[i], line_end);
	} else {
		/* odd as it begins, a reader colors it as a header block */
		end = paragraph_end(rendered, 0);
		append_fields(&w, eml_slice_part(rendered, 0, end), FALSE, NULL);
	}
	append_harmless(&w, eml_slice_part(rendered, end, rendered.len));
	return w.out;
}
