#include "tui/app-private.h"

#define DIVIDER_STEPS 12 /* either way */

static EmlWish
open_selected(EmlApp *self, G_GNUC_UNUSED EmlKey key)
{
	const EmlPage *page = eml_app_page(self);
	const EmlRow *row = eml_view_selected(eml_app_focused(self));
	const gboolean new_place = row != NULL && !eml_about_same(row->about, page->about);

	eml_app_open(self, new_place ? row->about : (EmlAbout){0});
	return EML_WISH_NONE;
}

/* In the overview the first row of that kind is selected; where it, or another of its kind, is
 * selected already, it opens. */
static EmlWish
go_to_check(EmlApp *self, EmlKey key)
{
	const EmlViewKind view = eml_view_of_digit((char)key);
	const gboolean top = self->pages->len == 1;
	g_autofree char *identity = g_strdup_printf("view/%d/0", view);
	EmlPage *page = NULL;
	EmlAbout selected;

	while (eml_app_back(self))
		;
	page = eml_app_page(self);
	selected = eml_page_selected(page);
	if (selected.kind == EML_ABOUT_VIEW && selected.view == view) {
		eml_app_open(self, selected);
		return EML_WISH_NONE;
	}
	/* what has no row here opens at once */
	if (!eml_view_select(page->list, identity) || !top)
		eml_app_open(self, eml_about_view(view, 0));
	return EML_WISH_NONE;
}

static gboolean
is_signature(EmlAbout about)
{
	return about.kind == EML_ABOUT_VIEW && about.view == EML_VIEW_DKIM;
}

/* Of the signature that is open or selected, else of the first. */
static EmlWish
show_canonical(EmlApp *self, G_GNUC_UNUSED EmlKey key)
{
	const EmlPage *page = eml_app_page(self);
	const EmlAbout selected = eml_page_selected(page);
	const EmlAbout about = is_signature(page->about) ? page->about
			       : is_signature(selected)	 ? selected
							 : eml_about_view(EML_VIEW_DKIM, 0);
	g_autofree char *identity = g_strdup_printf("dkim/%u/canonical", about.index);

	if (!eml_about_same(page->about, about))
		eml_app_open(self, about);
	if (!eml_view_select_branch(eml_app_page(self)->list, identity))
		eml_app_note(self, self->report->dkim == NULL ? "the signatures are being checked"
							      : "nothing was hashed here");
	return EML_WISH_NONE;
}

static EmlWish
toggle_help(EmlApp *self, G_GNUC_UNUSED EmlKey key)
{
	const EmlPage *page = eml_app_page(self);

	if (page->about.kind == EML_ABOUT_VIEW && page->about.view == EML_VIEW_HELP)
		eml_app_back(self);
	else
		eml_app_open(self, eml_about_view(EML_VIEW_HELP, 0));
	return EML_WISH_NONE;
}

static EmlWish
toggle_focus(EmlApp *self, G_GNUC_UNUSED EmlKey key)
{
	EmlPage *page = eml_app_page(self);

	if (page->has_pane && page->details != NULL)
		page->focus = !page->focus;
	return EML_WISH_NONE;
}

static EmlWish
toggle_zoom(EmlApp *self, G_GNUC_UNUSED EmlKey key)
{
	self->zoom = !self->zoom;
	eml_app_note(self, self->zoom ? "one pane; z: both" : "both panes");
	return EML_WISH_NONE;
}

static EmlWish
move_divider(EmlApp *self, EmlKey key)
{
	self->divider += key == '>' ? 1 : -1;
	self->divider = CLAMP(self->divider, -DIVIDER_STEPS, DIVIDER_STEPS);
	if (!eml_app_page(self)->has_pane)
		eml_app_note(self, "there is one pane only here");
	return EML_WISH_NONE;
}

static void
next_match(EmlApp *self, gint step)
{
	EmlView *view = eml_app_focused(self);
	guint match = 0, matches = 0;
	gboolean wrapped = FALSE;

	if (*eml_view_searched(view, &match, &matches) == '\0')
		eml_app_note(self, "nothing was searched for; / searches");
	else if (!eml_view_next_match(view, step, FALSE, &wrapped))
		eml_app_note(self, "not found");
	else if (wrapped)
		eml_app_note(self, step > 0 ? "went on from the top" : "went on from the end");
}

static EmlWish
begin_search(EmlApp *self, G_GNUC_UNUSED EmlKey key)
{
	eml_app_ask(self, EML_ASK_SEARCH);
	return EML_WISH_NONE;
}

static EmlWish
ask_address(EmlApp *self, G_GNUC_UNUSED EmlKey key)
{
	eml_app_ask(self, EML_ASK_ADDRESS);
	return EML_WISH_NONE;
}

static EmlWish
ask_message(EmlApp *self, G_GNUC_UNUSED EmlKey key)
{
	eml_app_ask(self, EML_ASK_OPEN);
	return EML_WISH_NONE;
}

/* A report of checks that still run would be taken for a whole one later. */
static EmlWish
ask_path(EmlApp *self, G_GNUC_UNUSED EmlKey key)
{
	if (self->report->done)
		eml_app_ask(self, EML_ASK_SAVE);
	else
		eml_app_note(self, "the checks still run; ^C ends them, then save");
	return EML_WISH_NONE;
}

static EmlWish
copy(EmlApp *self, G_GNUC_UNUSED EmlKey key)
{
	return eml_app_copy(self);
}

static EmlWish
verify_again(EmlApp *self, G_GNUC_UNUSED EmlKey key)
{
	if (!self->report->offline)
		return EML_WISH_AGAIN;
	eml_app_note(self, "offline; o asks DNS");
	return EML_WISH_NONE;
}

static EmlWish
cancel(EmlApp *self, G_GNUC_UNUSED EmlKey key)
{
	if (self->report->done || self->cancelled)
		return EML_WISH_QUIT;
	self->cancelled = TRUE;
	eml_app_note(self, "DNS stopped; ^C again quits");
	return EML_WISH_CANCEL;
}

static EmlWish
back(EmlApp *self, G_GNUC_UNUSED EmlKey key)
{
	if (!eml_app_back(self))
		eml_view_search(eml_app_focused(self), "");
	return EML_WISH_NONE;
}

/* From the top of a tree the left key leads back at once, whatever is unfolded there. */
static EmlWish
go_out(EmlApp *self, G_GNUC_UNUSED EmlKey key)
{
	if (!eml_view_leave_branch(eml_app_focused(self)))
		eml_app_back(self);
	return EML_WISH_NONE;
}

static EmlWish
go_in(EmlApp *self, EmlKey key)
{
	if (eml_view_unfold(eml_app_focused(self)))
		return EML_WISH_NONE;
	return open_selected(self, key);
}

static EmlWish
leave(EmlApp *self, G_GNUC_UNUSED EmlKey key)
{
	return eml_app_back(self) ? EML_WISH_NONE : EML_WISH_QUIT;
}

static EmlWish
next(EmlApp *self, G_GNUC_UNUSED EmlKey key)
{
	next_match(self, 1);
	return EML_WISH_NONE;
}

static EmlWish
previous(EmlApp *self, G_GNUC_UNUSED EmlKey key)
{
	next_match(self, -1);
	return EML_WISH_NONE;
}

static EmlWish
toggle_problems(EmlApp *self, G_GNUC_UNUSED EmlKey key)
{
	EmlView *view = eml_app_focused(self);

	eml_view_set_problems_only(view, !eml_view_problems_only(view));
	return EML_WISH_NONE;
}

static EmlWish
fold(EmlApp *self, G_GNUC_UNUSED EmlKey key)
{
	eml_view_fold(eml_app_focused(self));
	return EML_WISH_NONE;
}

static EmlWish
unfold(EmlApp *self, G_GNUC_UNUSED EmlKey key)
{
	eml_view_unfold(eml_app_focused(self));
	return EML_WISH_NONE;
}

static EmlWish
fold_all(EmlApp *self, G_GNUC_UNUSED EmlKey key)
{
	eml_view_fold_all(eml_app_focused(self));
	return EML_WISH_NONE;
}

static void
toggle_how(EmlApp *self, guint flag, const char *on, const char *off)
{
	self->how ^= flag;
	self->revision++;
	eml_app_refresh(self, TRUE);
	eml_app_note(self, (self->how & flag) != 0 ? on : off);
}

static EmlWish
toggle_decoded(EmlApp *self, G_GNUC_UNUSED EmlKey key)
{
	toggle_how(self, EML_ROWS_DECODED, "encoded words as text", "fields as they came");
	return EML_WISH_NONE;
}

static EmlWish
toggle_whole(EmlApp *self, G_GNUC_UNUSED EmlKey key)
{
	toggle_how(self, EML_ROWS_WHOLE, "fields whole", "one line a field");
	return EML_WISH_NONE;
}

/* What each action does: a function, a move of the selection, or a wish to the caller. */
static const struct {
	EmlWish (*run)(EmlApp *self, EmlKey key);
	EmlMove move;
	gint amount;
	EmlWish wish;
} actions[EML_ACTION_LAST] = {
    [EML_ACTION_DOWN] = {NULL, EML_MOVE_ROW, 1, EML_WISH_NONE},
    [EML_ACTION_UP] = {NULL, EML_MOVE_ROW, -1, EML_WISH_NONE},
    [EML_ACTION_PAGE_DOWN] = {NULL, EML_MOVE_PAGE, 1, EML_WISH_NONE},
    [EML_ACTION_PAGE_UP] = {NULL, EML_MOVE_PAGE, -1, EML_WISH_NONE},
    [EML_ACTION_HALF_DOWN] = {NULL, EML_MOVE_HALF, 1, EML_WISH_NONE},
    [EML_ACTION_HALF_UP] = {NULL, EML_MOVE_HALF, -1, EML_WISH_NONE},
    [EML_ACTION_TOP] = {NULL, EML_MOVE_TOP, 1, EML_WISH_NONE},
    [EML_ACTION_BOTTOM] = {NULL, EML_MOVE_BOTTOM, 1, EML_WISH_NONE},
    [EML_ACTION_OPEN] = {.run = open_selected},
    [EML_ACTION_IN] = {.run = go_in},
    [EML_ACTION_BACK] = {.run = back},
    [EML_ACTION_OUT] = {.run = go_out},
    [EML_ACTION_LEAVE] = {.run = leave},
    [EML_ACTION_FOCUS] = {.run = toggle_focus},
    [EML_ACTION_ZOOM] = {.run = toggle_zoom},
    [EML_ACTION_DIVIDER] = {.run = move_divider},
    [EML_ACTION_CHECK] = {.run = go_to_check},
    [EML_ACTION_SEARCH] = {.run = begin_search},
    [EML_ACTION_NEXT_MATCH] = {.run = next},
    [EML_ACTION_PREVIOUS_MATCH] = {.run = previous},
    [EML_ACTION_PROBLEMS] = {.run = toggle_problems},
    [EML_ACTION_UNFOLD] = {.run = unfold},
    [EML_ACTION_FOLD] = {.run = fold},
    [EML_ACTION_FOLD_ALL] = {.run = fold_all},
    [EML_ACTION_DECODE] = {.run = toggle_decoded},
    [EML_ACTION_WHOLE] = {.run = toggle_whole},
    [EML_ACTION_CANONICAL] = {.run = show_canonical},
    [EML_ACTION_HELP] = {.run = toggle_help},
    [EML_ACTION_CANCEL] = {.run = cancel},
    [EML_ACTION_NEXT_MESSAGE] = {.wish = EML_WISH_NEXT},
    [EML_ACTION_PREVIOUS_MESSAGE] = {.wish = EML_WISH_PREVIOUS},
    [EML_ACTION_OTHER_MESSAGE] = {.run = ask_message},
    [EML_ACTION_ADDRESS] = {.run = ask_address},
    [EML_ACTION_AGAIN] = {.run = verify_again},
    [EML_ACTION_OFFLINE] = {.wish = EML_WISH_OFFLINE},
    [EML_ACTION_COPY] = {.run = copy},
    [EML_ACTION_SAVE] = {.run = ask_path},
    [EML_ACTION_RAW] = {.wish = EML_WISH_RAW},
    [EML_ACTION_THEME] = {.wish = EML_WISH_THEME},
    [EML_ACTION_MOUSE] = {.wish = EML_WISH_MOUSE},
    [EML_ACTION_REDRAW] = {.wish = EML_WISH_REDRAW},
    [EML_ACTION_SUSPEND] = {.wish = EML_WISH_SUSPEND},
    [EML_ACTION_QUIT] = {.wish = EML_WISH_QUIT},
};

EmlWish
eml_app_key(EmlApp *self, EmlKey key)
{
	const EmlKeyEntry *entry = NULL;
	EmlWish wish = EML_WISH_NONE;

	eml_app_note(self, NULL);
	if (key == EML_KEY_REDRAW)
		return EML_WISH_NONE;
	if (key == EML_KEY_CLOSED)
		return EML_WISH_QUIT;
	if (eml_app_asks(self)) {
		wish = eml_app_answer(self, key);
	} else if ((entry = eml_keys_find(key, eml_app_where(self))) == NULL) {
		if (eml_keys_find(key, EML_WHERE_FIELDS) != NULL)
			eml_app_note(self, "that key is for the header fields: 9");
		else
			eml_app_note(self, eml_keys_find(key, ~0U) != NULL
					       ? "that key does nothing here"
					       : "no such key; ? lists all");
	} else {
		wish = actions[entry->action].wish;
		if (actions[entry->action].run != NULL)
			wish = actions[entry->action].run(self, key);
		else if (actions[entry->action].amount != 0)
			eml_view_move(eml_app_focused(self), actions[entry->action].move,
				      actions[entry->action].amount);
	}
	eml_app_refresh(self, FALSE);
	return wish;
}
