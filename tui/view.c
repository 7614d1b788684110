#include "tui/view-private.h"

static guint
n_rows(const EmlView *self)
{
	return self->rows->rows->len;
}

static const EmlRow *
row_at(const EmlView *self, guint i)
{
	return g_ptr_array_index(self->rows->rows, i);
}

static gboolean
can_select(const EmlView *self, guint i)
{
	return row_at(self, i)->identity != NULL && eml_view_sees(self, i);
}

/* The nearest row that can be selected, from `from` on downward and then upward; the number of rows
 * if there is none. */
static guint
nearest(const EmlView *self, guint from)
{
	for (guint i = from; i < n_rows(self); i++)
		if (can_select(self, i))
			return i;
	for (guint i = MIN(from, n_rows(self)); i > 0; i--)
		if (can_select(self, i - 1))
			return i - 1;
	return n_rows(self);
}

static guint
find(const EmlView *self, const char *identity)
{
	for (guint i = 0; i < n_rows(self); i++)
		if (g_strcmp0(row_at(self, i)->identity, identity) == 0)
			return i;
	return n_rows(self);
}

static void
changed(EmlView *self)
{
	self->laid_out = 0;
}

EmlView *
eml_view_new(EmlRows *rows)
{
	EmlView *self = g_new0(EmlView, 1);

	self->rows = rows;
	self->folded = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL);
	self->search = g_strdup("");
	self->lines = g_array_new(FALSE, FALSE, sizeof(EmlViewLine));
	eml_view_index(self);
	self->selected = nearest(self, 0);
	self->fresh = TRUE;
	return self;
}

void
eml_view_free(EmlView *self)
{
	if (self == NULL)
		return;
	eml_view_index_clear(self);
	eml_rows_free(self->rows);
	g_hash_table_unref(self->folded);
	g_free(self->search);
	g_array_unref(self->lines);
	g_free(self);
}

/* A selection that nobody made stays at the top, whatever comes in there. */
void
eml_view_set_rows(EmlView *self, EmlRows *rows)
{
	const EmlRow *old = eml_view_selected(self);
	g_autofree char *identity = old != NULL && !self->fresh ? g_strdup(old->identity) : NULL;
	const guint was = self->selected;
	guint found = 0;

	eml_rows_free(self->rows);
	self->rows = rows;
	eml_view_index(self);
	if (identity == NULL) {
		self->selected = nearest(self, 0);
	} else {
		found = find(self, identity);
		self->selected =
		    nearest(self, found < n_rows(self) ? found : MIN(was, n_rows(self)));
	}
	changed(self);
}

EmlRows *
eml_view_rows(const EmlView *self)
{
	return self->rows;
}

const EmlRow *
eml_view_selected(const EmlView *self)
{
	return self->selected < n_rows(self) ? row_at(self, self->selected) : NULL;
}

/* The row whose branch this one is in; the number of rows if it is in none that can be folded. */
static guint
parent_of(const EmlView *self, guint i)
{
	const guint parent = self->parents[i];

	return parent < n_rows(self) && row_at(self, parent)->identity != NULL ? parent
									       : n_rows(self);
}

static gboolean
is_folded(const EmlView *self, guint i)
{
	return row_at(self, i)->branch &&
	       g_hash_table_contains(self->folded, row_at(self, i)->identity);
}

gboolean
eml_view_sees(const EmlView *self, guint row)
{
	if (self->problems_only && !self->leads[row])
		return FALSE;
	for (guint p = parent_of(self, row); p < n_rows(self); p = parent_of(self, p))
		if (is_folded(self, p))
			return FALSE;
	return TRUE;
}

static void
unfold_above(EmlView *self, guint row)
{
	for (guint p = parent_of(self, row); p < n_rows(self); p = parent_of(self, p))
		g_hash_table_remove(self->folded, row_at(self, p)->identity);
}

gboolean
eml_view_select(EmlView *self, const char *identity)
{
	const guint found = find(self, identity);

	if (found >= n_rows(self))
		return FALSE;
	unfold_above(self, found);
	if (!eml_view_sees(self, found))
		self->problems_only = FALSE;
	self->selected = found;
	self->fresh = FALSE;
	changed(self);
	return TRUE;
}

gboolean
eml_view_select_branch(EmlView *self, const char *identity)
{
	if (!eml_view_select(self, identity))
		return FALSE;
	self->top = G_MAXUINT / 2; /* below everything: painting goes up to the row */
	return TRUE;
}

static void
move_rows(EmlView *self, gint amount)
{
	const gint step = amount < 0 ? -1 : 1;
	gint left = amount * step;

	for (gint64 i = (gint64)self->selected + step; left > 0 && i >= 0 && i < n_rows(self);
	     i += step) {
		if (!can_select(self, (guint)i))
			continue;
		self->selected = (guint)i;
		left--;
	}
}

/* A row with more lines than the pane is read line by line before the selection leaves it. */
static gboolean
scroll_inside(EmlView *self, gint amount)
{
	guint first = 0, n = 0;

	if (!eml_view_row_lines(self, self->selected, &first, &n) || n <= self->height)
		return FALSE;
	if (amount > 0 && first + n > self->top + self->height)
		self->top += MIN((guint)amount, first + n - self->top - self->height);
	else if (amount < 0 && first < self->top)
		self->top -= MIN((guint)-amount, self->top - first);
	else
		return FALSE;
	return TRUE;
}

/* Selects the row that stands so many lines further. */
static void
move_lines(EmlView *self, gint amount)
{
	guint first = 0, n = 0, target = 0;
	const guint before = self->selected;

	if (self->lines->len == 0 || !eml_view_row_lines(self, self->selected, &first, &n))
		return;
	target = (guint)CLAMP((gint64)first + amount, 0, (gint64)self->lines->len - 1);
	self->selected = nearest(self, g_array_index(self->lines, EmlViewLine, target).row);
	if (self->selected >= n_rows(self) || (amount > 0 && self->selected < before) ||
	    (amount < 0 && self->selected > before))
		self->selected = before;
}

void
eml_view_move(EmlView *self, EmlMove move, gint amount)
{
	const gint page = (gint)MAX(self->height, 2);

	if (self->selected >= n_rows(self))
		return;
	self->fresh = FALSE;
	switch (move) {
	case EML_MOVE_ROW:
		if (!scroll_inside(self, amount))
			move_rows(self, amount);
		break;
	case EML_MOVE_PAGE:
		if (!scroll_inside(self, amount * (page - 1)))
			move_lines(self, amount * (page - 1));
		break;
	case EML_MOVE_HALF:
		if (!scroll_inside(self, amount * (page / 2)))
			move_lines(self, amount * (page / 2));
		break;
	case EML_MOVE_TOP:
		self->selected = nearest(self, 0);
		self->top = 0;
		break;
	case EML_MOVE_BOTTOM:
		move_rows(self, (gint)n_rows(self));
		break;
	}
}

gboolean
eml_view_is_tree(const EmlView *self)
{
	return self->rows->tree;
}

static void
select_branch(EmlView *self, guint branch)
{
	self->selected = branch;
	self->fresh = FALSE;
	changed(self);
}

void
eml_view_fold(EmlView *self)
{
	guint branch = self->selected;

	if (branch >= n_rows(self))
		return;
	if (!row_at(self, branch)->branch || is_folded(self, branch))
		branch = parent_of(self, branch);
	if (branch >= n_rows(self) || !row_at(self, branch)->branch)
		return;
	g_hash_table_add(self->folded, g_strdup(row_at(self, branch)->identity));
	select_branch(self, branch);
}

gboolean
eml_view_unfold(EmlView *self)
{
	if (self->selected >= n_rows(self) || !is_folded(self, self->selected))
		return FALSE;
	g_hash_table_remove(self->folded, row_at(self, self->selected)->identity);
	select_branch(self, self->selected);
	return TRUE;
}

gboolean
eml_view_leave_branch(EmlView *self)
{
	const guint at = self->selected;
	const guint parent = at < n_rows(self) ? parent_of(self, at) : n_rows(self);

	if (parent >= n_rows(self))
		return FALSE;
	if (row_at(self, at)->branch && !is_folded(self, at))
		eml_view_fold(self);
	else
		select_branch(self, parent);
	return TRUE;
}

void
eml_view_fold_all(EmlView *self)
{
	const gboolean fold = g_hash_table_size(self->folded) == 0;

	g_hash_table_remove_all(self->folded);
	for (guint i = 0; fold && i < n_rows(self); i++)
		if (row_at(self, i)->branch)
			g_hash_table_add(self->folded, g_strdup(row_at(self, i)->identity));
	while (self->selected < n_rows(self) && !eml_view_sees(self, self->selected))
		self->selected = parent_of(self, self->selected);
	changed(self);
}

gboolean
eml_view_has_folded(const EmlView *self)
{
	return g_hash_table_size(self->folded) > 0;
}

gboolean
eml_view_problems_only(const EmlView *self)
{
	return self->problems_only;
}

void
eml_view_set_problems_only(EmlView *self, gboolean only)
{
	self->problems_only = only;
	self->selected = nearest(self, MIN(self->selected, n_rows(self)));
	changed(self);
}

static gboolean
row_has(const EmlView *self, guint i)
{
	return *self->search != '\0' && self->matches[i] &&
	       (!self->problems_only || self->leads[i]);
}

guint
eml_view_search(EmlView *self, const char *text)
{
	guint matches = 0;

	g_free(self->search);
	self->search = eml_view_lower(text, strlen(text));
	eml_view_index_search(self);
	for (guint i = 0; i < n_rows(self); i++)
		matches += row_has(self, i);
	return matches;
}

gboolean
eml_view_next_match(EmlView *self, gint step, gboolean here, gboolean *ret_wrapped)
{
	const gint64 n = n_rows(self);

	*ret_wrapped = FALSE;
	for (gint64 k = here ? 0 : 1; k <= n && n > 0; k++) {
		const gint64 at = (gint64)self->selected + k * step;
		const guint i = (guint)((at % n + n) % n);

		if (!row_has(self, i))
			continue;
		*ret_wrapped = at < 0 || at >= n;
		unfold_above(self, i);
		self->selected = i;
		self->fresh = FALSE;
		changed(self);
		return TRUE;
	}
	return FALSE;
}

const char *
eml_view_searched(const EmlView *self, guint *ret_match, guint *ret_matches)
{
	*ret_match = 0;
	*ret_matches = 0;
	for (guint i = 0; *self->search != '\0' && i < n_rows(self); i++) {
		if (!row_has(self, i))
			continue;
		++*ret_matches;
		if (i == self->selected)
			*ret_match = *ret_matches;
	}
	return self->search;
}
