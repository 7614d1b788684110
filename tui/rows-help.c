#include "tui/keys.h"
#include "tui/rows-build.h"

/* The keys of the line that is typed, which are no commands (tui/prompt.c). */
static void
add_typing(EmlRows *self)
{
	static const struct {
		const char *keys, *help;
	} typing[] = {
	    {"← → ^A ^E", "move, to the start, to the end"},
	    {"^W ^U ^K", "erase the word before the cursor, all before it, all behind it"},
	    {"Tab", "complete a path"},
	    {"Enter Esc", "do it; give it up"},
	};

	eml_rows_heading(self, "Typing in the bottom line");
	for (guint i = 0; i < G_N_ELEMENTS(typing); i++) {
		EmlRow *row = eml_rows_add(self, EML_SHAPE_KEY, 0);

		eml_row_text(row, 0, EML_ROLE_KEY, typing[i].keys);
		eml_row_text(row, 1, EML_ROLE_TEXT, typing[i].help);
		eml_row_name(row, (EmlAbout){0}, "typing/%u", i);
	}
}

/* How to read the screen: the signs and the two columns. */
static void
add_legend(EmlRows *self)
{
	static const struct {
		EmlTone tone;
		const char *text;
	} signs[] = {
	    {EML_TONE_GOOD, "passes"},
	    {EML_TONE_NOTE, "nothing to say, or worth knowing"},
	    {EML_TONE_WARN, "needs a look"},
	    {EML_TONE_BAD, "fails"},
	};
	static const struct {
		EmlGlyph glyph;
		const char *text;
	} marks[] = {
	    {EML_GLYPH_SAME, "claimed and verified agree"},
	    {EML_GLYPH_DIFFERS, "they differ"},
	    {EML_GLYPH_UNSURE, "they cannot be compared; the check says why"},
	};

	eml_rows_heading(self, "Signs");
	for (gsize i = 0; i < G_N_ELEMENTS(signs); i++)
		eml_rows_pair(self, "", signs[i].tone, signs[i].text)->problem = FALSE;
	for (gsize i = 0; i < G_N_ELEMENTS(marks); i++)
		eml_row_glyph(eml_rows_pair(self, "", EML_TONE_PLAIN, marks[i].text), 1,
			      EML_ROLE_TEXT, marks[i].glyph);
	eml_rows_pair(self, "claimed", EML_TONE_PLAIN,
		      "what the receiving server wrote into the message when it came in");
	eml_rows_pair(self, "verified now", EML_TONE_PLAIN,
		      "what emlens finds out itself, with today's DNS");
	eml_rows_pair(self, "line", EML_TONE_PLAIN,
		      "where a header field begins in the file, counted from 1");
	eml_rows_pair(self, "DKIM", EML_TONE_PLAIN,
		      "in the list of headers, a column for each signature: 1 2 3 4 signed, a b "
		      "by an ARC set, o over-signed, s the signature itself, ! unsigned though "
		      "people rely on it");
}

void
eml_rows_help(EmlRows *self)
{
	guint n = 0;
	const EmlKeyEntry *keys = eml_keys(&n);
	const char *group = NULL;

	for (guint i = 0; i < n; i++) {
		EmlRow *row = NULL;

		if (keys[i].help == NULL)
			continue;
		if (g_strcmp0(group, keys[i].group) != 0)
			eml_rows_heading(self, keys[i].group);
		group = keys[i].group;
		row = eml_rows_add(self, EML_SHAPE_KEY, 0);
		eml_row_text(row, 0, EML_ROLE_KEY, keys[i].shown);
		eml_row_text(row, 1, EML_ROLE_TEXT, keys[i].help);
		eml_row_name(row, (EmlAbout){0}, "key/%u", i);
	}
	add_typing(self);
	add_legend(self);
}
