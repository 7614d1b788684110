/* The bottom line: what is being typed or asked, else the keys, and at the right a remark. */
#include "tui/app-private.h"
#include "tui/copy.h"

#include <string.h>

/* "copy  v value  d domain" */
static void
paint_offers(const GPtrArray *offers, EmlCanvas *canvas, EmlStrip strip)
{
	strip = eml_strip_after(strip, 1);
	strip = eml_strip_after(strip, 2 + eml_canvas_text(canvas, strip, EML_ROLE_STRONG, "Copy"));
	for (guint i = 0; i < offers->len; i++) {
		const EmlCopyOffer *offer = g_ptr_array_index(offers, i);
		const char key[] = {offer->key, '\0'};

		strip =
		    eml_strip_after(strip, 1 + eml_canvas_text(canvas, strip, EML_ROLE_KEY, key));
		strip = eml_strip_after(
		    strip, 2 + eml_canvas_text(canvas, strip, EML_ROLE_TEXT, offer->name));
	}
	eml_canvas_text(canvas, strip, EML_ROLE_DIM, "any other key: nothing");
}

/* The question stays whole where the path is long. */
static void
paint_over(const char *path, EmlCanvas *canvas, EmlStrip strip)
{
	static const char question[] = " is there already. Save over it? ";
	g_autofree EmlPlain *plain = eml_plain(eml_slice(path));
	const guint room = strip.columns - MIN(strip.columns, (guint)strlen(question) + 6);
	g_autofree EmlPlain *cut = eml_plain_cut(plain, room);

	strip = eml_strip_after(strip, 1);
	strip = eml_strip_after(strip, eml_canvas_text(canvas, strip, EML_ROLE_STRONG, cut));
	strip = eml_strip_after(strip, eml_canvas_text(canvas, strip, EML_ROLE_TEXT, question));
	strip = eml_strip_after(strip, eml_canvas_text(canvas, strip, EML_ROLE_KEY, "y/n"));
}

/* The remark of the last key, else where the search stands, else that only problems are shown. */
static char *
remark(const EmlApp *self)
{
	const EmlView *view = eml_app_focused(self);
	guint match = 0, matches = 0;
	const char *searched = eml_view_searched(view, &match, &matches);

	if (self->note != NULL)
		return g_strdup(self->note);
	if (*searched != '\0' && matches == 0)
		return g_strdup_printf("\"%s\" is not here", searched);
	if (*searched != '\0' && match > 0)
		return g_strdup_printf("%u of %u with \"%s\"", match, matches, searched);
	if (*searched != '\0')
		return g_strdup_printf("%u with \"%s\"", matches, searched);
	return g_strdup(eml_view_problems_only(view) ? "problems only" : "");
}

/* What the key is called in the bottom line now; NULL: not shown there. */
static const char *
brief_of(const EmlApp *self, const EmlKeyEntry *key)
{
	if (key->action == EML_ACTION_FOLD_ALL && eml_view_has_folded(eml_app_focused(self)))
		return "unfold all";
	return key->brief;
}

/* The keys of the table that are shown here, in its order; `heaviest` leaves out those above. */
static guint
keys_width(const EmlApp *self, guint where, guint heaviest)
{
	guint n = 0, width = 0;
	const EmlKeyEntry *keys = eml_keys(&n);

	for (guint i = 0; i < n; i++)
		if (keys[i].brief != NULL && (keys[i].where & where) != 0 &&
		    keys[i].weight <= heaviest)
			width += (guint)strcspn(keys[i].shown, " ") +
				 eml_plain_width(brief_of(self, &keys[i])) + 3;
	return width;
}

static void
paint_keys(EmlApp *self, EmlCanvas *canvas, EmlStrip strip)
{
	const guint where = eml_app_where(self);
	guint n = 0, heaviest = 10;
	const EmlKeyEntry *keys = eml_keys(&n);

	while (heaviest > 0 && keys_width(self, where, heaviest) > strip.columns)
		heaviest--;
	for (guint weight = 1; weight <= heaviest; weight++) {
		for (guint i = 0; i < n; i++) {
			const EmlKeyEntry *key = &keys[i];
			EmlSpot spot = {strip.column, 0, key->keys[0]};

			if (key->brief == NULL || (key->where & where) == 0 ||
			    key->weight != weight)
				continue;
			strip = eml_strip_after(
			    strip, 1 + eml_canvas_text_n(canvas, strip, EML_ROLE_KEY, key->shown,
							 strcspn(key->shown, " ")));
			strip =
			    eml_strip_after(strip, 2 + eml_canvas_text(canvas, strip, EML_ROLE_DIM,
								       brief_of(self, key)));
			spot.columns = strip.column - spot.column;
			g_array_append_val(self->spots, spot);
		}
	}
}

/* Beside something that is typed a remark gets no more than half; a hint only what is left. */
static guint
remark_columns(const EmlApp *self, guint wanted, guint columns)
{
	const guint most = self->prompt != NULL ? columns / 2 : columns;

	if (eml_app_shows_hint(self) && eml_prompt_columns(self->prompt) + wanted + 3 > columns)
		return 0;
	return MIN(wanted, most - MIN(most, 1));
}

void
eml_app_paint_foot(EmlApp *self, EmlCanvas *canvas, EmlStrip strip)
{
	g_autofree char *text = remark(self);
	g_autofree EmlPlain *plain = eml_plain(eml_slice(text));
	const guint width = remark_columns(self, eml_plain_width(plain), strip.columns);

	self->foot = strip.line;
	g_array_set_size(self->spots, 0);
	if (self->over != NULL || self->offers != NULL) {
		if (self->over != NULL)
			paint_over(self->over, canvas, strip);
		else
			paint_offers(self->offers, canvas, strip);
		return;
	}
	if (width > 0) {
		strip.columns -= MIN(strip.columns, width + 1);
		eml_canvas_text(canvas, (EmlStrip){strip.line, strip.column + strip.columns, width},
				EML_ROLE_NOTE, plain);
		strip.columns -= MIN(strip.columns, 2);
	}
	if (self->prompt != NULL)
		eml_prompt_paint(self->prompt, canvas, strip);
	else
		paint_keys(self, canvas, eml_strip_after(strip, 1));
}
