#include "tui/shape.h"

#define REST EML_COLUMN_REST
#define WRAP EML_COLUMN_WRAP
#define RIGHT EML_COLUMN_RIGHT
#define HANG EML_COLUMN_HANG

/* clang-format off */
static const EmlColumn shapes[EML_SHAPE_LAST][EML_ROW_CELLS] = {
	/*                        narrow middle full wide */
	[EML_SHAPE_HEADING]  = {{{REST, REST, REST, REST}, 0}},
	[EML_SHAPE_TITLES]   = {{{1, 1, 1, 1}, 0}, {{11, 11, 11, 11}, 0}, {{11, 11, 31, 42}, 0}, {{REST, REST, REST, REST}, 0}},
	[EML_SHAPE_TEXT]     = {{{REST, REST, REST, REST}, WRAP}},
	[EML_SHAPE_PAIR]     = {{{12, 12, 12, 12}, 0}, {{1, 1, 1, 1}, 0}, {{REST, REST, REST, REST}, WRAP}},
	[EML_SHAPE_CHECK]    = {{{1, 1, 1, 1}, 0}, {{11, 11, 11, 11}, 0}, {{9, 9, 9, 9}, 0}, {{0, 0, 19, 30}, 0},
				{{1, 1, 1, 1}, 0}, {{1, 1, 1, 1}, 0}, {{11, 11, 11, 11}, 0}, {{0, REST, REST, REST}, 0}},
	[EML_SHAPE_STEP]     = {{{1, 1, 1, 1}, 0}, {{REST, REST, REST, REST}, WRAP}, {{0, 0, 8, 8}, 0}},
	[EML_SHAPE_HOP]      = {{{3, 3, 3, 3}, RIGHT}, {{9, 9, 9, 9}, RIGHT}, {{6, 7, 7, 20}, 0},
				{{REST, REST, REST, REST}, WRAP}, {{0, 7, 7, 14}, 0}, {{0, 0, 7, 8}, 0}},
	[EML_SHAPE_FIELD]    = {{{4, 7, 7, 7}, 0}, {{4, 4, 4, 4}, RIGHT}, {{REST, REST, REST, REST}, 0},
				{{0, 9, 9, 9}, 0}},
	[EML_SHAPE_FIELD_WHOLE] = {{{4, 7, 7, 7}, 0}, {{4, 4, 4, 4}, RIGHT}, {{REST, REST, REST, REST}, WRAP | HANG},
				{{0, 9, 9, 9}, 0}},
	[EML_SHAPE_CLAIM]    = {{{4, 4, 4, 4}, RIGHT}, {{REST, REST, REST, REST}, 0}, {{9, 9, 9, 9}, 0}},
	[EML_SHAPE_RESULT]   = {{{6, 8, 8, 8}, 0}, {{9, 9, 9, 9}, 0}, {{REST, REST, REST, REST}, WRAP}},
	[EML_SHAPE_FINDING]  = {{{1, 1, 1, 1}, 0}, {{REST, REST, REST, REST}, WRAP}},
	[EML_SHAPE_QUESTION] = {{{3, 3, 3, 3}, RIGHT}, {{REST, REST, REST, REST}, 0}, {{4, 4, 4, 4}, 0}, {{9, 9, 9, 9}, 0},
				{{0, 0, 8, 8}, 0}, {{0, 9, 9, 9}, RIGHT}},
	[EML_SHAPE_PART]     = {{{1, 1, 1, 1}, 0}, {{REST, REST, REST, REST}, 0}, {{0, 0, 12, 12}, 0}, {{0, 0, 16, 16}, 0},
				{{10, 10, 10, 10}, RIGHT}},
	[EML_SHAPE_KEY]      = {{{12, 14, 14, 14}, 0}, {{REST, REST, REST, REST}, WRAP}},
};
/* clang-format on */

EmlPaneWidth
eml_pane_width(guint columns)
{
	static const guint below[EML_PANE_LAST] = {56, 74, 100, G_MAXUINT};
	guint i = 0;

	while (columns >= below[i] && i + 1 < EML_PANE_LAST)
		i++;
	return (EmlPaneWidth)i;
}

const EmlColumn *
eml_shape_columns(EmlShape shape)
{
	return shapes[shape];
}

void
eml_shape_widths(EmlShape shape, guint columns, guint indent, guint ret_widths[EML_ROW_CELLS])
{
	/* the column of the selection's sign does not count */
	const EmlPaneWidth pane = eml_pane_width(columns - MIN(columns, 1));
	guint used = indent, shown = 0;

	for (guint i = 0; i < EML_ROW_CELLS; i++) {
		ret_widths[i] = shapes[shape][i].widths[pane];
		shown += ret_widths[i] > 0;
		used += ret_widths[i] == REST ? 0 : ret_widths[i];
	}
	used += shown > 0 ? shown - 1 : 0;
	for (guint i = 0; i < EML_ROW_CELLS; i++)
		if (ret_widths[i] == REST)
			ret_widths[i] = columns > used ? columns - used : 0;
}
