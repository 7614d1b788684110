#pragma once
/* A picture of cells before it goes to the terminal: every piece of painting writes here,
 * tui/screen.c shows it, tests read it. Columns are those of base/safe-text. Positions outside are
 * ignored. Pure; owned by one thread. */

#include "base/safe-text.h"
#include "tui/theme.h"

#define EML_CANVAS_MARKS 2 /* combining marks kept of one cell */

typedef struct {
	gunichar chars[1 + EML_CANVAS_MARKS]; /* base, marks; 0 = none */
	guint8 width;			      /* columns; 0 = covered by the wide cell before */
	guint8 role;			      /* EmlRole */
	guint8 selected;
} EmlCanvasCell;

typedef struct EmlCanvas EmlCanvas;
/* unicode: glyphs of UTF-8 may be used; else their ASCII forms. */
EmlCanvas *eml_canvas_new(guint columns, guint lines, gboolean unicode);
void eml_canvas_free(EmlCanvas *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(EmlCanvas, eml_canvas_free)
guint eml_canvas_columns(const EmlCanvas *self);
guint eml_canvas_lines(const EmlCanvas *self);
gboolean eml_canvas_unicode(const EmlCanvas *self);
const EmlCanvasCell *eml_canvas_cell(const EmlCanvas *self, guint line, guint column);

/* Where painting goes: some columns of one line. */
typedef struct {
	guint line, column, columns;
} EmlStrip;
/* The strip without its first columns. */
EmlStrip eml_strip_after(EmlStrip strip, guint columns);

/* The text, cut with an ellipsis at the end of the strip; returns the columns it took. */
guint eml_canvas_text(EmlCanvas *self, EmlStrip strip, EmlRole role, const EmlPlain *text);
/* The first `bytes` of the text, which end at a character. */
guint
eml_canvas_text_n(EmlCanvas *self, EmlStrip strip, EmlRole role, const EmlPlain *text, gsize bytes);
guint eml_canvas_glyph(EmlCanvas *self, EmlStrip strip, EmlRole role, EmlGlyph glyph);
/* The glyph over the whole strip. */
void eml_canvas_rule(EmlCanvas *self, EmlStrip strip, EmlRole role, EmlGlyph glyph);
/* A bar over so many thousandths of the strip; more than none is always seen. Returns the columns
 * it took. */
guint eml_canvas_bar(EmlCanvas *self, EmlStrip strip, EmlRole role, guint thousandths);
/* Shows the strip as the selection. */
void eml_canvas_select(EmlCanvas *self, EmlStrip strip);
/* Every place in the strip that reads like the word (a lower-case text) gets the role. */
void eml_canvas_match(EmlCanvas *self, EmlStrip strip, EmlRole role, const char *word);
void eml_canvas_set_cursor(EmlCanvas *self, guint line, guint column, gboolean visible);
void
eml_canvas_cursor(const EmlCanvas *self, guint *ret_line, guint *ret_column, gboolean *ret_visible);

/* Columns of one character of an EmlPlain. */
guint eml_canvas_char_width(gunichar c);
/* How many bytes of the text are the next line of at most that many columns, broken at a line end
 * or a blank if there is one, not behind a lone ">"; *ret_skip: bytes up to where the line after it
 * begins. At least one character of the text is passed. */
gsize eml_canvas_break(const EmlPlain *text, guint columns, gsize *ret_skip);
