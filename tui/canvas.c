#include "tui/canvas.h"

struct EmlCanvas {
	guint columns, lines;
	gboolean unicode;
	EmlCanvasCell *cells; /* line by line */
	guint cursor_line, cursor_column;
	gboolean cursor_visible;
};

EmlCanvas *
eml_canvas_new(guint columns, guint lines, gboolean unicode)
{
	EmlCanvas *self = g_new0(EmlCanvas, 1);

	self->columns = columns;
	self->lines = lines;
	self->unicode = unicode;
	self->cells = g_new0(EmlCanvasCell, (gsize)columns * lines);
	for (gsize i = 0; i < (gsize)columns * lines; i++)
		self->cells[i] = (EmlCanvasCell){{' '}, 1, EML_ROLE_TEXT, FALSE};
	return self;
}

void
eml_canvas_free(EmlCanvas *self)
{
	if (self == NULL)
		return;
	g_free(self->cells);
	g_free(self);
}

guint
eml_canvas_columns(const EmlCanvas *self)
{
	return self->columns;
}

guint
eml_canvas_lines(const EmlCanvas *self)
{
	return self->lines;
}

gboolean
eml_canvas_unicode(const EmlCanvas *self)
{
	return self->unicode;
}

static EmlCanvasCell *
cell_at(const EmlCanvas *self, guint line, guint column)
{
	if (line >= self->lines || column >= self->columns)
		return NULL;
	return &self->cells[(gsize)line * self->columns + column];
}

const EmlCanvasCell *
eml_canvas_cell(const EmlCanvas *self, guint line, guint column)
{
	return cell_at(self, line, column);
}

EmlStrip
eml_strip_after(EmlStrip strip, guint columns)
{
	const guint step = MIN(columns, strip.columns);

	return (EmlStrip){strip.line, strip.column + step, strip.columns - step};
}

guint
eml_canvas_char_width(gunichar c)
{
	char text[7] = "";

	if (c >= ' ' && c < 0x7F)
		return 1; /* most of all text */
	text[g_unichar_to_utf8(c, text)] = '\0';
	return eml_plain_width(text);
}

/* A combining mark joins the cell before; what does not fit there is left out. */
static void
put_mark(EmlCanvas *self, guint line, guint column, gunichar mark)
{
	EmlCanvasCell *cell = cell_at(self, line, column);

	for (guint i = 1; cell != NULL && i <= EML_CANVAS_MARKS; i++) {
		if (cell->chars[i] == 0) {
			cell->chars[i] = mark;
			return;
		}
	}
}

static void
put(EmlCanvas *self, guint line, guint column, gunichar c, guint width, EmlRole role)
{
	EmlCanvasCell *cell = cell_at(self, line, column);
	EmlCanvasCell *second = width == 2 ? cell_at(self, line, column + 1) : NULL;

	if (cell == NULL)
		return;
	if (width == 2 && second == NULL) {
		*cell = (EmlCanvasCell){{' '}, 1, (guint8)role, FALSE};
		return;
	}
	*cell = (EmlCanvasCell){{c}, (guint8)width, (guint8)role, FALSE};
	if (second != NULL)
		*second = (EmlCanvasCell){{0}, 0, (guint8)role, FALSE};
}

guint
eml_canvas_text_n(EmlCanvas *self, EmlStrip strip, EmlRole role, const EmlPlain *text, gsize bytes)
{
	g_autofree EmlPlain *part = g_strndup(text, bytes);

	return eml_canvas_text(self, strip, role, part);
}

guint
eml_canvas_text(EmlCanvas *self, EmlStrip strip, EmlRole role, const EmlPlain *text)
{
	g_autofree EmlPlain *fit = eml_plain_cut(text, strip.columns);
	guint used = 0;
	guint last = 0; /* column of the last base character */

	for (const char *at = fit; *at != '\0'; at = g_utf8_next_char(at)) {
		const gunichar c = g_utf8_get_char(at);
		const guint width = eml_canvas_char_width(c);

		if (width == 0) {
			if (used > 0)
				put_mark(self, strip.line, strip.column + last, c);
			continue;
		}
		put(self, strip.line, strip.column + used, c, width, role);
		last = used;
		used += width;
	}
	return used;
}

guint
eml_canvas_glyph(EmlCanvas *self, EmlStrip strip, EmlRole role, EmlGlyph glyph)
{
	return eml_canvas_text(self, strip, role, eml_theme_glyph(glyph, self->unicode));
}

void
eml_canvas_rule(EmlCanvas *self, EmlStrip strip, EmlRole role, EmlGlyph glyph)
{
	const gunichar c = g_utf8_get_char(eml_theme_glyph(glyph, self->unicode));

	for (guint i = 0; i < strip.columns; i++)
		put(self, strip.line, strip.column + i, c, 1, role);
}

guint
eml_canvas_bar(EmlCanvas *self, EmlStrip strip, EmlRole role, guint thousandths)
{
	static const gunichar full = 0x2588; /* the seven after it are thinner by an eighth each */
	const guint steps = self->unicode ? 8 : 1;
	const guint whole = strip.columns * steps;
	const guint share = (MIN(thousandths, 1000) * whole + 500) / 1000;
	const guint length = thousandths > 0 ? MAX(share, 1) : 0;
	const guint rest = length % steps;

	for (guint i = 0; i < length / steps; i++)
		put(self, strip.line, strip.column + i, self->unicode ? full : '#', 1, role);
	if (rest > 0)
		put(self, strip.line, strip.column + length / steps, full + steps - rest, 1, role);
	return (length + steps - 1) / steps;
}

void
eml_canvas_select(EmlCanvas *self, EmlStrip strip)
{
	for (guint i = 0; i < strip.columns; i++) {
		EmlCanvasCell *cell = cell_at(self, strip.line, strip.column + i);

		if (cell != NULL)
			cell->selected = TRUE;
	}
}

/* The column after the word if it stands at that column, 0 if it does not. */
static guint
match_at(const EmlCanvas *self, guint line, guint column, guint end, const char *word)
{
	const char *at = word;

	while (*at != '\0') {
		const EmlCanvasCell *cell = column < end ? cell_at(self, line, column) : NULL;

		if (cell == NULL || g_unichar_tolower(cell->chars[0]) != g_utf8_get_char(at))
			return 0;
		at = g_utf8_next_char(at);
		column += MAX(cell->width, 1);
	}
	return MIN(column, end);
}

void
eml_canvas_match(EmlCanvas *self, EmlStrip strip, EmlRole role, const char *word)
{
	const guint end = strip.column + strip.columns;

	if (*word == '\0')
		return;
	for (guint column = strip.column; column < end; column++) {
		const guint after = match_at(self, strip.line, column, end, word);

		for (guint i = column; i < after; i++) {
			EmlCanvasCell *cell = cell_at(self, strip.line, i);

			if (cell != NULL)
				cell->role = (guint8)role;
		}
		column = after > 0 ? after - 1 : column;
	}
}

void
eml_canvas_set_cursor(EmlCanvas *self, guint line, guint column, gboolean visible)
{
	self->cursor_line = line;
	self->cursor_column = column;
	self->cursor_visible = visible;
}

void
eml_canvas_cursor(const EmlCanvas *self, guint *ret_line, guint *ret_column, gboolean *ret_visible)
{
	*ret_line = MIN(self->cursor_line, self->lines > 0 ? self->lines - 1 : 0);
	*ret_column = MIN(self->cursor_column, self->columns > 0 ? self->columns - 1 : 0);
	*ret_visible = self->cursor_visible;
}

/* A sign such as ">" between two words belongs to the one behind it. */
static gboolean
is_after_sign(const char *text, const char *at)
{
	return at > text && at[-1] == '>' && (at - text == 1 || at[-2] == ' ');
}

/* A name that no line has room for: it is broken anyway. */
static gboolean
is_too_long(const char *word, guint columns)
{
	return strcspn(word, " \n") > columns; /* in bytes: names are ASCII as a rule */
}

/* What a break at the end of a line knows of the line. */
typedef struct {
	const char *blank, *joint; /* the last behind a word; behind the last dot or so in a word */
	guint to_blank, to_joint;  /* columns up to there */
	gboolean word, address;	   /* there was a word; the last is one of the web */
} Break;

/* A slash joins only in addresses of the web: base64 has it anywhere. */
static void
look_at(Break *self, const char *text, const char *at, guint used)
{
	if (*at == ' ') {
		if (self->word && !is_after_sign(text, at)) {
			self->blank = at;
			self->to_blank = used;
		}
		self->joint = NULL;
		self->address = FALSE;
		return;
	}
	self->word = TRUE;
	self->address = self->address || strncmp(at, "://", 3) == 0;
	if (*at == '.' || *at == '@' || (*at == '/' && self->address)) {
		self->joint = at + 1;
		self->to_joint = used + 1;
	}
}

/* Where a line that ends at `at` is broken best: no half of it is left empty for a joint, nor for a
 * word that is cut anyway. */
static const char *
best_break(const Break *self, const char *at, guint columns)
{
	const char *joint =
	    self->joint != NULL && self->to_joint * 2 >= columns ? self->joint : NULL;

	if (self->blank == NULL)
		return joint != NULL ? joint : at;
	if (!is_too_long(self->blank + 1, columns))
		return self->blank;
	if (joint != NULL)
		return joint;
	return self->to_blank * 2 >= columns ? self->blank : at;
}

gsize
eml_canvas_break(const EmlPlain *text, guint columns, gsize *ret_skip)
{
	const char *at = text;
	const char *end = NULL;
	Break found = {0};
	guint used = 0;

	while (*at != '\0' && *at != '\n') {
		const guint width = eml_canvas_char_width(g_utf8_get_char(at));

		if (used + width > columns && at > text)
			break;
		look_at(&found, text, at, used);
		used += width;
		at = g_utf8_next_char(at);
	}
	if (*at == '\n') {
		*ret_skip = (gsize)(at - text) + 1;
		return (gsize)(at - text);
	}
	if (*at == '\0' || (*at == ' ' && !is_after_sign(text, at)))
		end = at;
	else
		end = best_break(&found, at, columns);
	*ret_skip = (gsize)(end - text);
	while (text[*ret_skip] == ' ')
		(*ret_skip)++;
	return (gsize)(end - text);
}
