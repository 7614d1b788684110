#pragma once
/* What tui/screen.c (the terminal, the picture) and tui/screen-keys.c (what is typed) share. */

#include "tui/frame.h"
#include "tui/reply.h"
#include "tui/screen.h"

#include <curses.h>

/* Codes of our own for the brackets of a paste. */
enum { EML_PASTE_BEGIN = KEY_MAX + 1, EML_PASTE_END };

struct EmlScreen {
	SCREEN *curses;
	FILE *in, *out;
	EmlFrame *frame; /* what is written to out */
	gboolean own_files;
	gboolean unicode;
	gboolean taken;	 /* the terminal has our modes */
	gboolean titled; /* the window's title is ours meanwhile */
	char *title;	 /* NULL */
	guint colors;	 /* 0: none are used */
	EmlBackground background;
	EmlReply reply;
	gboolean in_reply, in_paste;
	gboolean mouse; /* clicks are reported */
	guint clicked_line, clicked_column;
	GString *pasted;
	GQueue *waiting; /* Input: a burst that was no path, to be read as keys */
};

/* The colors of the roles for the background that is known now. */
void eml_screen_set_pairs(const EmlScreen *self);
