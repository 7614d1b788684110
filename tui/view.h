#pragma once
/* A list of rows with a selection, scrolling, folding and searching, written once for every pane.
 * No terminal: it paints on a canvas. The selection is kept by identity when new rows come. */

#include "tui/canvas.h"
#include "tui/rows.h"

typedef struct {
	guint line, column, lines, columns;
} EmlArea;

typedef struct EmlView EmlView;
/* Takes the rows. */
EmlView *eml_view_new(EmlRows *rows);
void eml_view_free(EmlView *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(EmlView, eml_view_free)
/* Takes the rows of a newer snapshot. */
void eml_view_set_rows(EmlView *self, EmlRows *rows);

/* Borrowed. */
EmlRows *eml_view_rows(const EmlView *self);

/* The selected row; NULL if no row can be selected. Borrowed. */
const EmlRow *eml_view_selected(const EmlView *self);
/* FALSE if no row has that identity. */
gboolean eml_view_select(EmlView *self, const char *identity);
/* The same; the row stands as far up as possible, so that its branch is seen. */
gboolean eml_view_select_branch(EmlView *self, const char *identity);

typedef enum {
	EML_MOVE_ROW,  /* amount: rows, negative up */
	EML_MOVE_PAGE, /* amount: screenfuls */
	EML_MOVE_HALF, /* amount: halves of a screenful */
	EML_MOVE_TOP,  /* amount counts for nothing */
	EML_MOVE_BOTTOM,
} EmlMove;
void eml_view_move(EmlView *self, EmlMove move, gint amount);

gboolean eml_view_is_tree(const EmlView *self);
/* The branch of the selected row, or the one it belongs to, which is then selected. */
void eml_view_fold(EmlView *self);
/* FALSE if the selected row is no folded branch. */
gboolean eml_view_unfold(EmlView *self);
/* A step toward the root: an unfolded branch inside another one is folded, from any other row in a
 * branch the selection goes to the row it belongs to. FALSE if the row is in no branch. */
gboolean eml_view_leave_branch(EmlView *self);
/* Folds every branch, or unfolds all if one is folded. */
void eml_view_fold_all(EmlView *self);
/* TRUE if one is folded: then the above unfolds. */
gboolean eml_view_has_folded(const EmlView *self);
gboolean eml_view_problems_only(const EmlView *self);
void eml_view_set_problems_only(EmlView *self, gboolean only);

/* What to look for, in any case; "" ends the search. Returns how many rows have it. */
guint eml_view_search(EmlView *self, const char *text);
/* Selects the next (step 1) or previous (step -1) row that has it, from the selection on, the
 * selection too with `here`; folded branches open. FALSE if there is none. *ret_wrapped: it went
 * past the end. */
gboolean eml_view_next_match(EmlView *self, gint step, gboolean here, gboolean *ret_wrapped);
/* The searched text, "" if none; which match the selection is (0: none) and how many there are. */
const char *eml_view_searched(const EmlView *self, guint *ret_match, guint *ret_matches);

/* Paints into the area; the pane that has the keys shows the selection. Scrolls so that it is seen.
 */
void eml_view_paint(EmlView *self, EmlCanvas *canvas, EmlArea area, gboolean focused);
/* Whether that place was in the area painted last. A row there is selected; *ret_again: it was
 * before. */
gboolean eml_view_click(EmlView *self, guint line, guint column, gboolean *ret_again);
/* Lines that all rows take at that width, up to `most`. */
guint eml_view_lines(const EmlView *self, guint columns, guint most);
/* Lines shown last and all lines, 1-based; total 0: nothing is shown. */
void eml_view_position(const EmlView *self, guint *ret_first, guint *ret_last, guint *ret_total);
