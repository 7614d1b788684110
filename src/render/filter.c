#include "render/filter.h"

#include "base/cursor.h"

/* Ours; a sender's own of these names would be believed, so it is dropped. */
static const char *const our_fields[] = {"Auth-Check", "Auth-Detail"};

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

/* A field as it is met: field-name of RFC 5322 section 2.2 that begins with a letter or digit (a
 * pager's status line begins with '-': "-*-Mutt: …"), and its colon. */
static gboolean
is_field(EmlSlice line)
{
	const gssize colon = eml_slice_find(line, ':');

	if (colon <= 0 || !g_ascii_isalnum(line.data[0]))
		return FALSE;
	for (gssize i = 0; i < colon; i++)
		if (line.data[i] < '!' || line.data[i] > '~')
			return FALSE;
	return TRUE;
}

gboolean
eml_filter_header_block(EmlSlice rendered, gsize *ret_start, gsize *ret_end)
{
	gsize at = 0;
	gsize end = 0;
	EmlSlice line = next_line(rendered, &at);

	*ret_start = 0;
	if (!is_field(line)) {
		/* an external pager's status line, then an empty line */
		if (!is_empty(next_line(rendered, &at)))
			return FALSE;
		*ret_start = at;
		line = next_line(rendered, &at);
		if (!is_field(line))
			return FALSE;
	}
	end = at;
	while (end < rendered.len && !is_empty(next_line(rendered, &at)))
		end = at;
	*ret_end = end;
	return TRUE;
}

static gboolean
is_ours(EmlSlice line)
{
	const EmlSlice name = eml_slice_part(line, 0, (gsize)MAX(eml_slice_find(line, ':'), 0));

	for (gsize i = 0; i < G_N_ELEMENTS(our_fields); i++)
		if (eml_slice_equal_ci(name, eml_slice(our_fields[i])))
			return TRUE;
	return FALSE;
}

/* ESC ] 9 ; digits BEL: the mark that both readers put before their own "[-- … --]" lines. Bytes it
 * takes, 0 = none. */
static gsize
mark_length(const EmlCursor *c)
{
	EmlCursor mark = *c;

	if (!eml_cursor_take_ci(&mark, "\033]9;") || !g_ascii_isdigit(eml_cursor_peek(&mark)))
		return 0;
	while (g_ascii_isdigit(eml_cursor_peek(&mark)))
		mark.at++;
	return eml_cursor_take(&mark, '\a') ? mark.at - c->at : 0;
}

/* Escape characters, except in the readers' own marks at the start of a line, become a visible
 * sign. */
static void
append_harmless(GString *out, EmlSlice text, gboolean utf8)
{
	EmlCursor c = eml_cursor(text);

	while (!eml_cursor_at_end(&c)) {
		const gboolean at_line_start = c.at == 0 || text.data[c.at - 1] == '\n';
		const gsize mark = at_line_start ? mark_length(&c) : 0;

		if (mark > 0) {
			g_string_append_len(out, text.data + c.at, (gssize)mark);
			c.at += mark;
		} else if (eml_cursor_take(&c, '\033')) {
			g_string_append(out, utf8 ? "\u241b" : "?");
		} else {
			g_string_append_c(out, text.data[c.at++]);
		}
	}
}

/* The header block without fields of our names. */
static void
append_fields(GString *out, EmlSlice block, gboolean utf8)
{
	gsize at = 0;
	gboolean dropping = FALSE;

	while (at < block.len) {
		const gsize start = at;
		const EmlSlice line = next_line(block, &at);

		if (!is_folded(line))
			dropping = is_ours(line);
		if (!dropping)
			append_harmless(out, eml_slice_part(block, start, at), utf8);
	}
}

GString *
eml_filter_rewrite(EmlSlice rendered, const char *const *lines, gboolean utf8)
{
	GString *out = g_string_sized_new(rendered.len + 256);
	gsize start = 0;
	gsize end = 0;

	if (eml_filter_header_block(rendered, &start, &end)) {
		append_harmless(out, eml_slice_part(rendered, 0, start), utf8);
		append_fields(out, eml_slice_part(rendered, start, end), utf8);
		if (out->len > 0 && out->str[out->len - 1] != '\n')
			g_string_append_c(out, '\n');
		for (guint i = 0; lines[i] != NULL; i++)
			g_string_append_printf(out, "%s\n", lines[i]);
	}
	append_harmless(out, eml_slice_part(rendered, end, rendered.len), utf8);
	return out;
}
