#include "tui/view-private.h"

#define MAX_INDENT 8   /* levels of a tree that are drawn as such */
#define HANG_COLUMNS 2 /* guide and blank in front of the further lines of a text */

static const EmlRow *
row_at(const EmlView *self, guint i)
{
	return g_ptr_array_index(self->rows->rows, i);
}

/* Columns before the first cell: guides and fold mark of a tree. */
static guint
indent_of(const EmlView *self, const EmlRow *row)
{
	const gboolean tree = row->shape == EML_SHAPE_STEP || row->shape == EML_SHAPE_CLAIM ||
			      row->shape == EML_SHAPE_RESULT || row->shape == EML_SHAPE_PART;

	return 2 * MIN(row->depth, MAX_INDENT) + (tree && self->rows->tree ? 2 : 0);
}

/* The cell of the row that runs over several lines; EML_ROW_CELLS if none does. */
static guint
wrapped_cell(const EmlRow *row)
{
	const EmlColumn *columns = eml_shape_columns(row->shape);

	for (guint i = 0; i < EML_ROW_CELLS; i++)
		if ((columns[i].flags & EML_COLUMN_WRAP) != 0 && row->cells[i].text != NULL)
			return i;
	return EML_ROW_CELLS;
}

/* Columns in front of the cells: the sign of the selection, and the tree. */
static guint
before_cells(const EmlView *self, const EmlRow *row)
{
	return 1 + indent_of(self, row);
}

/* Columns of that line of a text which has `columns` for its first. */
static guint
line_columns(guint columns, guint8 flags, guint part)
{
	const guint hang = (flags & EML_COLUMN_HANG) != 0 && part > 0 ? HANG_COLUMNS : 0;

	return columns > hang ? columns - hang : 1;
}

static guint
count_lines(const EmlView *self, const EmlRow *row, guint columns)
{
	const guint cell = wrapped_cell(row);
	const char *text = cell < EML_ROW_CELLS ? row->cells[cell].text : "";
	guint8 flags = 0;
	guint widths[EML_ROW_CELLS];
	guint n = 0;

	if (*text == '\0')
		return 1;
	flags = eml_shape_columns(row->shape)[cell].flags;
	eml_shape_widths(row->shape, columns, before_cells(self, row), widths);
	for (gsize skip = 0; *text != '\0'; text += skip, n++)
		eml_canvas_break(text, line_columns(widths[cell], flags, n), &skip);
	return n;
}

void
eml_view_lay_out(EmlView *self, guint columns)
{
	if (self->laid_out == columns)
		return;
	self->laid_out = columns;
	g_array_set_size(self->lines, 0);
	for (guint i = 0; i < self->rows->rows->len; i++) {
		const guint n =
		    eml_view_sees(self, i) ? count_lines(self, row_at(self, i), columns) : 0;

		for (guint part = 0; part < n; part++) {
			const EmlViewLine line = {i, part};

			g_array_append_val(self->lines, line);
		}
	}
}

gboolean
eml_view_row_lines(const EmlView *self, guint row, guint *ret_first, guint *ret_n)
{
	*ret_n = 0;
	for (guint i = 0; i < self->lines->len; i++) {
		if (g_array_index(self->lines, EmlViewLine, i).row != row)
			continue;
		if (*ret_n == 0)
			*ret_first = i;
		++*ret_n;
	}
	return *ret_n > 0;
}

guint
eml_view_lines(const EmlView *self, guint columns, guint most)
{
	guint n = 0;

	for (guint i = 0; i < self->rows->rows->len && n < most; i++)
		n += eml_view_sees(self, i) ? count_lines(self, row_at(self, i), columns) : 0;
	return MIN(n, most);
}

gboolean
eml_view_click(EmlView *self, guint line, guint column, gboolean *ret_again)
{
	const guint at = self->top + line - MIN(line, self->area.line);
	guint row = 0;

	*ret_again = FALSE;
	if (line < self->area.line || line >= self->area.line + self->area.lines ||
	    column < self->area.column || column >= self->area.column + self->area.columns)
		return FALSE;
	row = at < self->lines->len ? g_array_index(self->lines, EmlViewLine, at).row
				    : self->rows->rows->len;
	if (row >= self->rows->rows->len || row_at(self, row)->identity == NULL)
		return TRUE;
	*ret_again = row == self->selected;
	self->selected = row;
	self->fresh = FALSE;
	return TRUE;
}

void
eml_view_position(const EmlView *self, guint *ret_first, guint *ret_last, guint *ret_total)
{
	*ret_total = self->lines->len;
	*ret_first = MIN(self->top + 1, *ret_total);
	*ret_last = MIN(self->top + self->height, *ret_total);
}

static gboolean
is_heading(const EmlView *self, guint line)
{
	return row_at(self, g_array_index(self->lines, EmlViewLine, line).row)->identity == NULL;
}

/* The selected row is seen whole, or as much of it as the pane holds; with it the headings right
 * above it. */
static void
scroll_to_selected(EmlView *self)
{
	guint first = 0, n = 0;
	const guint most = self->lines->len > self->height ? self->lines->len - self->height : 0;

	if (eml_view_row_lines(self, self->selected, &first, &n)) {
		const gboolean tall = n > self->height;

		if (first + n > self->top + self->height && !(tall && first <= self->top))
			self->top = tall ? first : first + n - self->height;
		if (first < self->top && !(tall && first + n >= self->top + self->height))
			self->top = first;
	}
	self->top = MIN(self->top, most);
	while (self->top > 0 && self->top == first && n < self->height &&
	       is_heading(self, self->top - 1)) {
		self->top--;
		first = self->top;
		n++;
	}
}

static void
paint_heading(EmlCanvas *canvas, EmlStrip strip, const EmlRow *row)
{
	guint used = 0;

	eml_canvas_rule(canvas, strip, EML_ROLE_RULE, EML_GLYPH_ACROSS);
	if (strip.columns < 6)
		return;
	strip = eml_strip_after(strip, 2);
	strip.columns -= 2;
	used = eml_canvas_text(canvas, eml_strip_after(strip, 1), EML_ROLE_HEADING,
			       row->cells[0].text);
	eml_canvas_text(canvas, (EmlStrip){strip.line, strip.column, 1}, EML_ROLE_RULE, " ");
	eml_canvas_text(canvas, (EmlStrip){strip.line, strip.column + 1 + used, 1}, EML_ROLE_RULE,
			" ");
}

/* [start, end) of the cell's text, the marked part in its own role. */
static void
paint_text(EmlCanvas *canvas, EmlStrip strip, const EmlCell *cell, gsize start, gsize end)
{
	const gsize from = CLAMP(cell->from, start, end), to = CLAMP(cell->to, from, end);
	guint used = 0;

	if (to > from) {
		used =
		    eml_canvas_text_n(canvas, strip, cell->role, cell->text + start, from - start);
		strip = eml_strip_after(strip, used);
		used = eml_canvas_text_n(canvas, strip, cell->marked, cell->text + from, to - from);
		strip = eml_strip_after(strip, used);
		start = to;
	}
	eml_canvas_text_n(canvas, strip, cell->role, cell->text + start, end - start);
}

/* The bytes of the text that are its line of that number. */
static void
line_of(
    const EmlPlain *text, guint columns, guint8 flags, guint part, gsize *ret_start, gsize *ret_end)
{
	gsize start = 0, skip = 0;
	gsize length = eml_canvas_break(text, line_columns(columns, flags, 0), &skip);

	for (guint i = 0; i < part; i++) {
		start += skip;
		length = eml_canvas_break(text + start, line_columns(columns, flags, i + 1), &skip);
	}
	*ret_start = start;
	*ret_end = start + length;
}

static void
paint_cell(EmlCanvas *canvas, EmlStrip strip, const EmlCell *cell, guint8 flags, guint part)
{
	gsize start = 0, end = 0;

	if (cell->text == NULL) {
		if (part == 0 && cell->bar > 0)
			eml_canvas_bar(canvas, strip, cell->role, cell->bar);
		else if (part == 0 && cell->glyph != EML_GLYPH_NONE)
			eml_canvas_glyph(canvas, strip, cell->role, cell->glyph);
		return;
	}
	if ((flags & EML_COLUMN_WRAP) != 0) {
		line_of(cell->text, strip.columns, flags, part, &start, &end);
		if ((flags & EML_COLUMN_HANG) != 0 && part > 0) {
			eml_canvas_glyph(canvas, (EmlStrip){strip.line, strip.column, 1},
					 EML_ROLE_RULE, EML_GLYPH_GUIDE);
			strip = eml_strip_after(strip, HANG_COLUMNS);
		}
		paint_text(canvas, strip, cell, start, end);
		return;
	}
	if (part > 0)
		return;
	if ((flags & EML_COLUMN_RIGHT) != 0) {
		const guint width = eml_plain_width(cell->text);

		strip = eml_strip_after(strip, strip.columns > width ? strip.columns - width : 0);
	}
	paint_text(canvas, strip, cell, 0, strlen(cell->text));
}

static void
paint_cells(EmlCanvas *canvas, EmlStrip strip, const EmlRow *row, guint indent, guint part)
{
	const EmlColumn *columns = eml_shape_columns(row->shape);
	guint widths[EML_ROW_CELLS];

	eml_shape_widths(row->shape, strip.columns, indent, widths);
	strip = eml_strip_after(strip, indent);
	for (guint i = 0; i < EML_ROW_CELLS; i++) {
		if (widths[i] == 0)
			continue;
		paint_cell(canvas,
			   (EmlStrip){strip.line, strip.column, MIN(widths[i], strip.columns)},
			   &row->cells[i], columns[i].flags, part);
		strip = eml_strip_after(strip, widths[i] + 1);
	}
}

/* Guides of the branches that the row is in, and its own fold mark. */
static void
paint_tree(const EmlView *self, EmlCanvas *canvas, EmlStrip strip, const EmlRow *row, guint part)
{
	for (guint i = 0; i < MIN(row->depth, MAX_INDENT); i++) {
		eml_canvas_glyph(canvas, (EmlStrip){strip.line, strip.column, 1}, EML_ROLE_RULE,
				 EML_GLYPH_GUIDE);
		strip = eml_strip_after(strip, 2);
	}
	if (row->branch && part == 0) {
		const gboolean folded = g_hash_table_contains(self->folded, row->identity);

		eml_canvas_glyph(canvas, strip, EML_ROLE_KEY,
				 folded ? EML_GLYPH_FOLDED : EML_GLYPH_OPEN);
	}
}

static void
paint_row(const EmlView *self, EmlCanvas *canvas, EmlStrip strip, const EmlRow *row, guint part)
{
	const guint indent = before_cells(self, row);

	if (row->shape == EML_SHAPE_HEADING) {
		paint_heading(canvas, strip, row);
		return;
	}
	if (indent_of(self, row) > 0)
		paint_tree(self, canvas, eml_strip_after(strip, 1), row, part);
	paint_cells(canvas, strip, row, indent, part);
	if (*self->search != '\0' && row != self->rows->titles) /* which are not searched */
		eml_canvas_match(canvas, eml_strip_after(strip, indent), EML_ROLE_MATCH,
				 self->search);
}

static void
paint_line(
    const EmlView *self, EmlCanvas *canvas, EmlStrip strip, EmlViewLine line, gboolean focused)
{
	const gboolean selected = line.row == self->selected;

	paint_row(self, canvas, strip, row_at(self, line.row), line.part);
	if (!selected)
		return;
	if (line.part == 0)
		eml_canvas_glyph(canvas, (EmlStrip){strip.line, strip.column, 1},
				 focused ? EML_ROLE_KEY : EML_ROLE_DIM, EML_GLYPH_SELECTED);
	if (!focused)
		return;
	eml_canvas_select(canvas, strip);
	if (line.part == 0)
		eml_canvas_set_cursor(canvas, strip.line, strip.column, FALSE);
}

void
eml_view_paint(EmlView *self, EmlCanvas *canvas, EmlArea area, gboolean focused)
{
	EmlStrip strip = {area.line, area.column, area.columns};

	if (area.lines == 0 || area.columns < 2)
		return;
	if (self->rows->titles != NULL && area.lines > 1) {
		paint_row(self, canvas, strip, self->rows->titles, 0);
		strip.line++;
		area.lines--;
	}
	self->height = area.lines;
	self->area = (EmlArea){strip.line, area.column, area.lines, area.columns};
	eml_view_lay_out(self, area.columns);
	scroll_to_selected(self);
	for (guint i = 0; i < area.lines && self->top + i < self->lines->len; i++, strip.line++)
		paint_line(self, canvas, strip,
			   g_array_index(self->lines, EmlViewLine, self->top + i), focused);
	if (self->lines->len == 0 && self->problems_only)
		eml_canvas_text(canvas, eml_strip_after(strip, 1), EML_ROLE_DIM,
				"No row with a problem; f shows all rows.");
}
