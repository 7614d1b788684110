/* What a click does; the wheel comes as arrow keys. */
#include "tui/app-private.h"

/* The key of the bottom line that stands there. */
static EmlWish
press_spot(EmlApp *self, guint column)
{
	for (guint i = 0; i < self->spots->len; i++) {
		const EmlSpot *spot = &g_array_index(self->spots, EmlSpot, i);

		if (column >= spot->column && column < spot->column + spot->columns)
			return eml_app_key(self, spot->key);
	}
	return EML_WISH_NONE;
}

EmlWish
eml_app_click(EmlApp *self, guint line, guint column)
{
	EmlPage *page = eml_app_page(self);
	gboolean again = FALSE, details = FALSE;

	/* what is typed or asked is answered by keys */
	if (eml_app_asks(self))
		return EML_WISH_NONE;
	if (line == self->foot)
		return press_spot(self, column);
	eml_app_note(self, NULL);
	details = page->has_pane && page->details != NULL && (!self->zoom || page->focus) &&
		  eml_view_click(page->details, line, column, &again);
	if (!details && self->zoom && page->focus)
		return EML_WISH_NONE;
	if (!details && !eml_view_click(page->list, line, column, &again))
		return EML_WISH_NONE;
	again = again && page->focus == details;
	page->focus = details;
	if (again)
		return eml_app_key(self, EML_KEY_ENTER);
	eml_app_refresh(self, FALSE);
	return EML_WISH_NONE;
}
