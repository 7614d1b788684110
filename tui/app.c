#include "tui/app-private.h"

#define MAX_PAGES 32 /* opened one from another: more ways back than anybody remembers */

static void
page_free_cb(gpointer data)
{
	EmlPage *page = data;

	eml_view_free(page->list);
	eml_view_free(page->details);
	g_free(page->details_of);
	g_free(page);
}

EmlPage *
eml_app_page(const EmlApp *self)
{
	return g_ptr_array_index(self->pages, self->pages->len - 1);
}

EmlView *
eml_app_focused(const EmlApp *self)
{
	const EmlPage *page = eml_app_page(self);

	return page->focus && page->details != NULL ? page->details : page->list;
}

EmlAbout
eml_page_selected(const EmlPage *page)
{
	const EmlRow *row = eml_view_selected(page->list);

	if (row == NULL || eml_about_same(row->about, page->about))
		return (EmlAbout){0};
	return row->about;
}

gboolean
eml_page_may_have_details(const EmlPage *page)
{
	return page->about.kind == EML_ABOUT_VIEW && page->about.view != EML_VIEW_HELP &&
	       page->about.view != EML_VIEW_VERDICT;
}

gboolean
eml_page_is_fields(const EmlPage *page)
{
	return page->about.kind == EML_ABOUT_VIEW && page->about.view == EML_VIEW_HEADERS;
}

/* How the rows of a page are made; details are never wide. */
static guint
how(const EmlApp *self)
{
	return self->how | (self->wide ? EML_ROWS_WIDE : 0) | (self->low ? EML_ROWS_LOW : 0);
}

static void
refresh_details(EmlApp *self, EmlPage *page, gboolean new_rows)
{
	const EmlAbout about =
	    eml_page_may_have_details(page) ? eml_page_selected(page) : (EmlAbout){0};
	const EmlRow *row = eml_view_selected(page->list);
	const char *identity = about.kind != EML_ABOUT_NOTHING ? row->identity : NULL;

	if (identity == NULL || g_strcmp0(identity, page->details_of) != 0) {
		g_clear_pointer(&page->details, eml_view_free);
		g_free(page->details_of);
		page->details_of = g_strdup(identity);
		if (identity != NULL)
			page->details = eml_view_new(eml_rows_make(self->report, about, self->how));
		page->focus = page->focus && page->details != NULL;
	} else if (new_rows) {
		eml_view_set_rows(page->details, eml_rows_make(self->report, about, self->how));
	}
}

void
eml_app_refresh(EmlApp *self, gboolean new_rows)
{
	EmlPage *page = eml_app_page(self);

	if (new_rows) {
		eml_view_set_rows(page->list, eml_rows_make(self->report, page->about, how(self)));
		page->revision = self->revision;
	}
	refresh_details(self, page, new_rows);
}

/* What the details of the page on top show already is not made again: a list may be long. */
static EmlRows *
rows_of(const EmlApp *self, EmlAbout about)
{
	const EmlPage *top = self->pages->len > 0 ? eml_app_page(self) : NULL;
	const EmlRow *row = top != NULL ? eml_view_selected(top->list) : NULL;

	/* the selection may have moved on in the same key */
	if (row != NULL && g_strcmp0(row->identity, top->details_of) == 0 && top->details != NULL &&
	    top->revision == self->revision && eml_about_same(eml_page_selected(top), about))
		return eml_rows_ref(eml_view_rows(top->details));
	return eml_rows_make(self->report, about, how(self));
}

static EmlPage *
push(EmlApp *self, EmlAbout about)
{
	EmlPage *page = g_new0(EmlPage, 1);

	page->about = about;
	page->revision = self->revision;
	page->list = eml_view_new(rows_of(self, about));
	g_ptr_array_add(self->pages, page);
	return page;
}

EmlApp *
eml_app_new(EmlReport *report, const char *title, guint position, guint total)
{
	EmlApp *self = g_new0(EmlApp, 1);

	self->report = eml_report_ref(report);
	self->title = g_strdup(title);
	self->position = position;
	self->total = total;
	self->pages = g_ptr_array_new_with_free_func(page_free_cb);
	self->spots = g_array_new(FALSE, FALSE, sizeof(EmlSpot));
	push(self, eml_about_view(EML_VIEW_OVERVIEW, 0));
	return self;
}

void
eml_app_free(EmlApp *self)
{
	if (self == NULL)
		return;
	g_ptr_array_unref(self->pages);
	eml_report_unref(self->report);
	g_free(self->title);
	g_free(self->note);
	g_free(self->prompt_from);
	eml_prompt_free(self->prompt);
	g_clear_pointer(&self->offers, g_ptr_array_unref);
	g_free(self->over);
	g_free(self->wanted);
	g_array_unref(self->spots);
	g_free(self);
}

void
eml_app_set_report(EmlApp *self, EmlReport *report)
{
	eml_report_ref(report);
	eml_report_unref(self->report);
	self->report = report;
	self->revision++;
	eml_app_refresh(self, TRUE);
}

/* A step belongs to the checks of its inspection, a finding or a question is another one under the
 * same number there. */
static gboolean
is_lasting(EmlAbout about)
{
	return about.kind != EML_ABOUT_STEP && about.kind != EML_ABOUT_FINDING &&
	       about.kind != EML_ABOUT_QUESTION;
}

void
eml_app_renew(EmlApp *self, EmlReport *report, guint position, guint total)
{
	guint keep = 0;

	while (keep < self->pages->len &&
	       is_lasting(((EmlPage *)g_ptr_array_index(self->pages, keep))->about))
		keep++;
	g_ptr_array_set_size(self->pages, (gint)keep); /* at least the overview */
	self->position = position;
	self->total = total;
	self->cancelled = FALSE;
	eml_app_set_report(self, report);
}

void
eml_app_note(EmlApp *self, const char *text)
{
	g_free(self->note);
	self->note = g_strdup(text);
}

const char *
eml_app_wanted(const EmlApp *self)
{
	return self->wanted != NULL ? self->wanted : "";
}

guint
eml_app_where(const EmlApp *self)
{
	return (self->pages->len == 1 ? EML_WHERE_OVERVIEW : EML_WHERE_VIEW) |
	       (eml_view_is_tree(eml_app_focused(self)) ? EML_WHERE_TREE : 0) |
	       (self->total > 1 ? EML_WHERE_SEVERAL : 0) |
	       (eml_page_is_fields(eml_app_page(self)) ? EML_WHERE_FIELDS : 0);
}

/* A field or an answer is opened inside its list first, so that one sees what stands around it. */
static EmlPage *
push_in_list(EmlApp *self, EmlAbout about)
{
	static const struct {
		EmlAboutKind kind;
		EmlViewKind list;
	} lists[] = {{EML_ABOUT_FIELD, EML_VIEW_HEADERS}, {EML_ABOUT_QUESTION, EML_VIEW_DNS}};
	const EmlPage *page = eml_app_page(self);

	for (gsize i = 0; i < G_N_ELEMENTS(lists); i++)
		if (lists[i].kind == about.kind &&
		    (page->about.kind != EML_ABOUT_VIEW || page->about.view != lists[i].list))
			return push(self, eml_about_view(lists[i].list, 0));
	return push(self, about);
}

static void
select_about(EmlView *list, const EmlRows *rows, EmlAbout about)
{
	for (guint i = 0; i < rows->rows->len; i++) {
		const EmlRow *row = g_ptr_array_index(rows->rows, i);

		if (row->identity != NULL && eml_about_same(row->about, about)) {
			eml_view_select(list, row->identity);
			return;
		}
	}
}

void
eml_app_open(EmlApp *self, EmlAbout about)
{
	EmlPage *page = NULL;

	if (about.kind == EML_ABOUT_NOTHING) {
		eml_app_note(self, "nothing more to open here");
		return;
	}
	/* the oldest way back is forgotten; the overview stays below all */
	if (self->pages->len >= MAX_PAGES)
		g_ptr_array_remove_index(self->pages, 1);
	page = push_in_list(self, about);
	if (!eml_about_same(page->about, about)) {
		g_autoptr(EmlRows) rows = eml_rows_make(self->report, page->about, how(self));

		select_about(page->list, rows, about);
	}
}

gboolean
eml_app_back(EmlApp *self)
{
	EmlPage *page = eml_app_page(self);

	if (page->focus) {
		page->focus = FALSE;
		return TRUE;
	}
	if (self->pages->len == 1)
		return FALSE;
	g_ptr_array_remove_index(self->pages, self->pages->len - 1);
	eml_app_refresh(self, eml_app_page(self)->revision != self->revision);
	return TRUE;
}
