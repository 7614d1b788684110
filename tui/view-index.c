/* What is worked out once for a set of rows, so that a key costs the rows it shows and not all of
 * them. */
#include "tui/view-private.h"

static const EmlRow *
row_at(const EmlView *self, guint i)
{
	return g_ptr_array_index(self->rows->rows, i);
}

/* The nearest row above that is less deep; the number of rows if there is none. */
static void
find_parents(EmlView *self)
{
	const guint n = self->rows->rows->len;
	g_autoptr(GArray) open = g_array_new(FALSE, FALSE, sizeof(guint));

	for (guint i = 0; i < n; i++) {
		while (open->len > 0 &&
		       row_at(self, g_array_index(open, guint, open->len - 1))->depth >=
			   row_at(self, i)->depth)
			g_array_set_size(open, open->len - 1);
		self->parents[i] = open->len > 0 ? g_array_index(open, guint, open->len - 1) : n;
		g_array_append_val(open, i);
	}
}

static void
find_problems(EmlView *self)
{
	const guint n = self->rows->rows->len;

	for (guint i = n; i > 0; i--) {
		const guint parent = self->parents[i - 1];

		self->leads[i - 1] = self->leads[i - 1] || row_at(self, i - 1)->problem;
		if (parent < n && self->leads[i - 1])
			self->leads[parent] = TRUE;
	}
}

void
eml_view_index(EmlView *self)
{
	const guint n = self->rows->rows->len;

	eml_view_index_clear(self);
	self->parents = g_new0(guint, n);
	self->leads = g_new0(guint8, n);
	self->matches = g_new0(guint8, n);
	find_parents(self);
	find_problems(self);
	eml_view_index_search(self);
}

char *
eml_view_lower(const char *text, gsize len)
{
	return g_str_is_ascii(text) ? g_ascii_strdown(text, (gssize)len) /* of a row */
				    : g_utf8_strdown(text, (gssize)len);
}

/* The cells' texts in lower case, a line each: a search never holds a line end. */
static void
lower_rows(EmlView *self)
{
	g_autoptr(GString) text = g_string_new(NULL);

	self->lower = g_ptr_array_new_full(self->rows->rows->len, g_free);
	for (guint i = 0; i < self->rows->rows->len; i++) {
		const EmlRow *row = row_at(self, i);

		g_string_truncate(text, 0);
		for (guint c = 0; row->identity != NULL && c < EML_ROW_CELLS; c++)
			if (row->cells[c].text != NULL)
				g_string_append_c(g_string_append(text, row->cells[c].text), '\n');
		g_ptr_array_add(self->lower, eml_view_lower(text->str, text->len));
	}
}

void
eml_view_index_search(EmlView *self)
{
	if (*self->search == '\0')
		return;
	if (self->lower == NULL)
		lower_rows(self);
	for (guint i = 0; i < self->lower->len; i++)
		self->matches[i] = strstr(g_ptr_array_index(self->lower, i), self->search) != NULL;
}

void
eml_view_index_clear(EmlView *self)
{
	g_clear_pointer(&self->parents, g_free);
	g_clear_pointer(&self->leads, g_free);
	g_clear_pointer(&self->matches, g_free);
	g_clear_pointer(&self->lower, g_ptr_array_unref);
}
