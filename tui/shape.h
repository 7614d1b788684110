#pragma once
/* The columns of each shape of row, by the width of the pane: fixed, so that nothing moves when
 * answers come in. Pure. */

#include "tui/rows.h"

typedef enum {
	EML_PANE_NARROW,
	EML_PANE_MIDDLE,
	EML_PANE_FULL,
	EML_PANE_WIDE,
	EML_PANE_LAST
} EmlPaneWidth;

#define EML_COLUMN_REST 255 /* takes what the others leave; at most one of a shape */

/* HANG: lines but the first stand further right, behind a guide, so that none of them looks like
 * the beginning of another row. */
enum { EML_COLUMN_WRAP = 1 << 0, EML_COLUMN_RIGHT = 1 << 1, EML_COLUMN_HANG = 1 << 2 };

typedef struct {
	guint8 widths[EML_PANE_LAST]; /* 0: the column is not shown */
	guint8 flags;		      /* EML_COLUMN_* */
} EmlColumn;

EmlPaneWidth eml_pane_width(guint columns);
/* EML_ROW_CELLS columns; those behind the last have width 0. Between two columns stands one blank.
 */
const EmlColumn *eml_shape_columns(EmlShape shape);
/* The widths in a pane of that many columns, of which the first `indent` are taken. */
void eml_shape_widths(EmlShape shape, guint columns, guint indent, guint ret_widths[EML_ROW_CELLS]);
