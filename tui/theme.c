#include "tui/theme.h"

/* What a scheme has colors for. */
typedef enum {
	INK_OWN, /* the terminal's own */
	INK_DIM,
	INK_GOOD,
	INK_NOTE,
	INK_WARN,
	INK_BAD,
	INK_BAR,     /* behind the top line */
	INK_SELECT,  /* behind the selection */
	INK_ON_GOOD, /* letters on GOOD as a background, and so on */
	INK_ON_NOTE,
	INK_ON_WARN,
	INK_ON_BAD,
	INK_LAST,
} Ink;

/* Numbers of the xterm palette. tests/unit/test-theme.c holds each against its background: never
 * blue on black or yellow on white. Only the names of the first eight are sure, so there the text
 * keeps the terminal's own color. */
/* clang-format off */
static const gint16 inks[EML_SCHEME_LAST][INK_LAST] = {
	/*                       own  dim good note warn bad bar select on good, note, warn, bad */
	[EML_SCHEME_MONO]      = {-1,  -1,  -1,  -1,  -1,  -1,  -1,  -1,  -1,  -1,  -1,  -1},
	[EML_SCHEME_ANY_8]     = {-1,  -1,   2,  -1,   5,   1,  -1,  -1,   0,  -1,   0,   7},
	[EML_SCHEME_DARK_8]    = {-1,  -1,   2,   6,   3,   1,  -1,  -1,   0,   0,   0,   7},
	[EML_SCHEME_LIGHT_8]   = {-1,  -1,   2,   4,   5,   1,  -1,  -1,   0,   7,   0,   7},
	[EML_SCHEME_ANY_256]   = {-1, 243,  28,  30, 130, 160,  -1,  -1, 231, 231, 231, 231},
	[EML_SCHEME_DARK_256]  = {-1, 247, 114,  75, 214, 203, 236, 236,  16,  16,  16,  16},
	[EML_SCHEME_LIGHT_256] = {-1, 242,  28,  25, 130, 160, 254, 254, 231, 231, 231, 231},
};
/* clang-format on */

#define B EML_STYLE_BOLD
#define U EML_STYLE_UNDERLINE

/* clang-format off */
static const struct {
	Ink foreground, background;
	guint8 flags;
	char letter;
} roles[EML_ROLE_LAST] = {
	[EML_ROLE_TEXT]       = {INK_OWN,     INK_OWN,  0,     '.'},
	[EML_ROLE_DIM]        = {INK_DIM,     INK_OWN,  0,     'd'},
	[EML_ROLE_STRONG]     = {INK_OWN,     INK_OWN,  B,     's'},
	[EML_ROLE_TITLE]      = {INK_OWN,     INK_BAR,  0,     't'},
	[EML_ROLE_RULE]       = {INK_DIM,     INK_OWN,  0,     '-'},
	[EML_ROLE_HEADING]    = {INK_OWN,     INK_OWN,  B,     'h'},
	[EML_ROLE_KEY]        = {INK_OWN,     INK_OWN,  B,     'k'},
	[EML_ROLE_GOOD]       = {INK_GOOD,    INK_OWN,  B,     'g'},
	[EML_ROLE_NOTE]       = {INK_NOTE,    INK_OWN,  0,     'n'},
	[EML_ROLE_WARN]       = {INK_WARN,    INK_OWN,  B,     'w'},
	[EML_ROLE_BAD]        = {INK_BAD,     INK_OWN,  B,     'b'},
	[EML_ROLE_WAIT]       = {INK_DIM,     INK_OWN,  0,     'o'},
	[EML_ROLE_BADGE_GOOD] = {INK_ON_GOOD, INK_GOOD, B,     '1'},
	[EML_ROLE_BADGE_NOTE] = {INK_ON_NOTE, INK_NOTE, B,     '2'},
	[EML_ROLE_BADGE_WARN] = {INK_ON_WARN, INK_WARN, B,     '3'},
	[EML_ROLE_BADGE_BAD]  = {INK_ON_BAD,  INK_BAD,  B,     '4'},
	[EML_ROLE_MATCH]      = {INK_ON_WARN, INK_WARN, 0,     'm'},
	[EML_ROLE_EVIDENCE]   = {INK_WARN,    INK_OWN,  B | U, 'e'},
};

/* {UTF-8, ASCII} */
static const char *const glyphs[EML_GLYPH_LAST][2] = {
	[EML_GLYPH_NONE]     = {" ", " "},
	[EML_GLYPH_GOOD]     = {"✓", "+"},
	[EML_GLYPH_NOTE]     = {"·", "."},
	[EML_GLYPH_WARN]     = {"!", "!"},
	[EML_GLYPH_BAD]      = {"✗", "x"},
	[EML_GLYPH_WAIT]     = {"…", "..."},
	[EML_GLYPH_SAME]     = {"=", "="},
	[EML_GLYPH_DIFFERS]  = {"≠", "#"},
	[EML_GLYPH_UNSURE]   = {"?", "?"},
	[EML_GLYPH_SELECTED] = {"▸", ">"},
	[EML_GLYPH_OPEN]     = {"▾", "-"},
	[EML_GLYPH_FOLDED]   = {"▹", "+"},
	[EML_GLYPH_GUIDE]    = {"│", "|"},
	[EML_GLYPH_ACROSS]   = {"─", "-"},
	[EML_GLYPH_DOWN]     = {"│", "|"},
};
/* clang-format on */

EmlScheme
eml_theme_scheme(guint colors, EmlBackground background)
{
	static const EmlScheme schemes[2][EML_BACKGROUND_LAST] = {
	    {EML_SCHEME_ANY_8, EML_SCHEME_DARK_8, EML_SCHEME_LIGHT_8},
	    {EML_SCHEME_ANY_256, EML_SCHEME_DARK_256, EML_SCHEME_LIGHT_256},
	};

	return colors < 8 ? EML_SCHEME_MONO : schemes[colors >= 256][background];
}

EmlStyle
eml_theme_style(EmlScheme scheme, EmlRole role, gboolean selected)
{
	const Ink behind = roles[role].background;
	EmlStyle style = {
	    inks[scheme][roles[role].foreground],
	    inks[scheme][behind],
	    roles[role].flags,
	};

	if (selected && behind == INK_OWN) {
		style.background = inks[scheme][INK_SELECT];
		style.flags |= B;
	}
	/* no color for that background: the terminal's own colors, exchanged */
	if (style.background < 0 && (selected || behind != INK_OWN)) {
		style.foreground = -1;
		style.flags |= EML_STYLE_REVERSE;
	}
	return style;
}

char
eml_theme_letter(EmlRole role)
{
	return roles[role].letter;
}

EmlBackground
eml_theme_background(guint red, guint green, guint blue)
{
	/* Rec. 709 weights in thousandths, on the encoded values: near enough to tell light from
	 * dark */
	const guint64 light = (G_GUINT64_CONSTANT(213) * red + G_GUINT64_CONSTANT(715) * green +
			       G_GUINT64_CONSTANT(72) * blue) /
			      1000;

	return light > 0x8000 ? EML_BACKGROUND_LIGHT : EML_BACKGROUND_DARK;
}

EmlRole
eml_theme_tone(EmlTone tone)
{
	static const EmlRole tones[EML_TONE_LAST] = {
	    [EML_TONE_PLAIN] = EML_ROLE_TEXT, [EML_TONE_GOOD] = EML_ROLE_GOOD,
	    [EML_TONE_NOTE] = EML_ROLE_NOTE,  [EML_TONE_WARN] = EML_ROLE_WARN,
	    [EML_TONE_BAD] = EML_ROLE_BAD,
	};

	return tones[tone];
}

EmlRole
eml_theme_badge(EmlTone tone)
{
	static const EmlRole tones[EML_TONE_LAST] = {
	    [EML_TONE_PLAIN] = EML_ROLE_BADGE_NOTE, [EML_TONE_GOOD] = EML_ROLE_BADGE_GOOD,
	    [EML_TONE_NOTE] = EML_ROLE_BADGE_NOTE,  [EML_TONE_WARN] = EML_ROLE_BADGE_WARN,
	    [EML_TONE_BAD] = EML_ROLE_BADGE_BAD,
	};

	return tones[tone];
}

const char *
eml_theme_glyph(EmlGlyph glyph, gboolean unicode)
{
	return glyphs[glyph][unicode ? 0 : 1];
}

EmlGlyph
eml_theme_sign(EmlTone tone)
{
	static const EmlGlyph signs[EML_TONE_LAST] = {
	    [EML_TONE_PLAIN] = EML_GLYPH_NONE, [EML_TONE_GOOD] = EML_GLYPH_GOOD,
	    [EML_TONE_NOTE] = EML_GLYPH_NOTE,  [EML_TONE_WARN] = EML_GLYPH_WARN,
	    [EML_TONE_BAD] = EML_GLYPH_BAD,
	};

	return signs[tone];
}
