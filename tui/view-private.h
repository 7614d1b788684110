#pragma once
/* What tui/view.c (state), tui/view-index.c (what is known of the rows) and tui/view-paint.c (lines
 * and painting) share. */

#include "tui/shape.h"
#include "tui/view.h"

/* One line of the laid out rows. */
typedef struct {
	guint row;  /* index into rows->rows */
	guint part; /* 0 = first line of the row */
} EmlViewLine;

struct EmlView {
	EmlRows *rows;
	guint selected;	    /* index into rows->rows; rows->rows->len: none */
	gboolean fresh;	    /* nothing was selected by anybody yet */
	GHashTable *folded; /* char * identities */
	gboolean problems_only;
	char *search; /* lower case; "" = none */
	/* of each row, as they come: */
	guint *parents;	  /* the row whose branch it is in; rows->rows->len: none */
	guint8 *leads;	  /* it or a row of its branch has a problem */
	guint8 *matches;  /* it has the searched text */
	GPtrArray *lower; /* char *: its text in lower case; NULL until something is searched */
	GArray *lines;	  /* EmlViewLine of the rows that are seen */
	guint laid_out;	  /* columns of that; 0: must be made anew */
	guint top;	  /* line that is shown first */
	guint height;	  /* lines of the area painted last */
	EmlArea area;	  /* that, without the names of the columns */
};

/* What is searched, and what it is searched in; the caller owns it. */
char *eml_view_lower(const char *text, gsize len);
/* For new rows; keeps the search. */
void eml_view_index(EmlView *self);
/* For a new search. */
void eml_view_index_search(EmlView *self);
void eml_view_index_clear(EmlView *self);
/* Whether the row is seen: not in a folded branch, not without a problem where only those are
 * wanted. */
gboolean eml_view_sees(const EmlView *self, guint row);
/* Makes `lines` for that many columns if they are not there. */
void eml_view_lay_out(EmlView *self, guint columns);
/* First line of the row and how many it has; FALSE if it is not seen or nothing is laid out. */
gboolean eml_view_row_lines(const EmlView *self, guint row, guint *ret_first, guint *ret_n);
