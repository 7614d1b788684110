#pragma once
/* Colors as roles: painting names what a thing is, one table says how that looks in each scheme.
 * Meaning is never by color alone: every tone also has a sign and, beside it, a word. Pure; no
 * terminal here. */

#include "check/trace.h"

/* How much is known about the terminal. */
typedef enum {
	EML_BACKGROUND_UNKNOWN,
	EML_BACKGROUND_DARK,
	EML_BACKGROUND_LIGHT,
	EML_BACKGROUND_LAST
} EmlBackground;

typedef enum {
	EML_ROLE_TEXT,
	EML_ROLE_DIM,	  /* labels, notes, what matters less */
	EML_ROLE_STRONG,  /* names to find again: a check, the author */
	EML_ROLE_TITLE,	  /* the top line */
	EML_ROLE_RULE,	  /* lines between panes, guides of a tree */
	EML_ROLE_HEADING, /* the words in a line between panes */
	EML_ROLE_KEY,	  /* a key in the bottom line */
	EML_ROLE_GOOD,
	EML_ROLE_NOTE,
	EML_ROLE_WARN,
	EML_ROLE_BAD,
	EML_ROLE_WAIT,	     /* what is not known yet */
	EML_ROLE_BADGE_GOOD, /* the verdict */
	EML_ROLE_BADGE_NOTE,
	EML_ROLE_BADGE_WARN,
	EML_ROLE_BADGE_BAD,
	EML_ROLE_MATCH,	   /* found by the search */
	EML_ROLE_EVIDENCE, /* the bytes of a field that a step talks about */
	EML_ROLE_LAST,
} EmlRole;

enum { EML_STYLE_BOLD = 1 << 0, EML_STYLE_UNDERLINE = 1 << 1, EML_STYLE_REVERSE = 1 << 2 };

typedef struct {
	gint16 foreground, background; /* color number, -1 = the terminal's own */
	guint8 flags;		       /* EML_STYLE_* */
} EmlStyle;

/* One row of the table of schemes. */
typedef enum {
	EML_SCHEME_MONO,
	EML_SCHEME_ANY_8,
	EML_SCHEME_DARK_8,
	EML_SCHEME_LIGHT_8,
	EML_SCHEME_ANY_256,
	EML_SCHEME_DARK_256,
	EML_SCHEME_LIGHT_256,
	EML_SCHEME_LAST,
} EmlScheme;

/* colors: how many the terminal has; below 8 means none. */
EmlScheme eml_theme_scheme(guint colors, EmlBackground background);
/* selected: the line of the selection in the pane that has the keys. */
EmlStyle eml_theme_style(EmlScheme scheme, EmlRole role, gboolean selected);
/* One letter for the grid of roles in saved screens. */
char eml_theme_letter(EmlRole role);
/* Channels 0..65535, as a terminal answers OSC 11. */
EmlBackground eml_theme_background(guint red, guint green, guint blue);

EmlRole eml_theme_tone(EmlTone tone);
EmlRole eml_theme_badge(EmlTone tone);

typedef enum {
	EML_GLYPH_NONE,
	EML_GLYPH_GOOD,
	EML_GLYPH_NOTE,
	EML_GLYPH_WARN,
	EML_GLYPH_BAD,
	EML_GLYPH_WAIT,	    /* something comes here */
	EML_GLYPH_SAME,	    /* claimed and verified agree */
	EML_GLYPH_DIFFERS,  /* they do not */
	EML_GLYPH_UNSURE,   /* they cannot be compared */
	EML_GLYPH_SELECTED, /* before the selected row */
	EML_GLYPH_OPEN,	    /* a branch that shows its rows */
	EML_GLYPH_FOLDED,
	EML_GLYPH_GUIDE,  /* a branch that goes on further down */
	EML_GLYPH_ACROSS, /* one cell of a line between panes */
	EML_GLYPH_DOWN,
	EML_GLYPH_LAST,
} EmlGlyph;

/* ASCII where the terminal's character set is not UTF-8. Static. */
const char *eml_theme_glyph(EmlGlyph glyph, gboolean unicode);
/* The sign of a tone; EML_GLYPH_NONE for a plain one. */
EmlGlyph eml_theme_sign(EmlTone tone);
