/* Rows for tui/theme: contrast of every color on every background it may stand on, signs, schemes.
 */
#include "tui/theme.h"

#include "render/out.h"

#include <math.h>

/* The xterm palette, 0xRRGGBB. */
static guint
rgb_of(gint16 color)
{
	static const guint first[16] = {0x000000, 0xcd0000, 0x00cd00, 0xcdcd00, 0x0000ee, 0xcd00cd,
					0x00cdcd, 0xe5e5e5, 0x7f7f7f, 0xff0000, 0x00ff00, 0xffff00,
					0x5c5cff, 0xff00ff, 0x00ffff, 0xffffff};
	static const guint cube[6] = {0, 95, 135, 175, 215, 255};

	if (color < 16)
		return first[color];
	if (color >= 232)
		return (guint)(8 + 10 * (color - 232)) * 0x010101;
	const guint i = (guint)color - 16;
	return cube[i / 36] << 16 | cube[i / 6 % 6] << 8 | cube[i % 6];
}

static double
channel(guint value)
{
	const double c = value / 255.0;

	return c <= 0.03928 ? c / 12.92 : pow((c + 0.055) / 1.055, 2.4);
}

/* WCAG 2 contrast ratio of two colors. */
static double
contrast(guint a, guint b)
{
	const double la =
	    0.2126 * channel(a >> 16) + 0.7152 * channel(a >> 8 & 255) + 0.0722 * channel(a & 255);
	const double lb =
	    0.2126 * channel(b >> 16) + 0.7152 * channel(b >> 8 & 255) + 0.0722 * channel(b & 255);

	return (MAX(la, lb) + 0.05) / (MIN(la, lb) + 0.05);
}

static const struct {
	const char *name;
	EmlScheme scheme;
	guint background[2];	/* what the terminal's own background may be */
	double plain, selected; /* least contrast; selected letters are bold */
} rows[] = {
    {"/tui/theme/contrast/dark", EML_SCHEME_DARK_256, {0x000000, 0x1d1f21}, 4.5, 3.9},
    {"/tui/theme/contrast/light", EML_SCHEME_LIGHT_256, {0xffffff, 0xfdf6e3}, 3.9, 3.5},
    {"/tui/theme/contrast/any", EML_SCHEME_ANY_256, {0x000000, 0xffffff}, 3.8, 3.8},
};

static void
test_contrast(gconstpointer data)
{
	const gsize i = GPOINTER_TO_SIZE(data);

	for (guint role = 0; role < EML_ROLE_LAST; role++) {
		for (guint selected = 0; selected < 2; selected++) {
			const EmlStyle style =
			    eml_theme_style(rows[i].scheme, (EmlRole)role, selected > 0);
			const double least = selected > 0 ? rows[i].selected : rows[i].plain;

			if (style.foreground < 0)
				continue; /* the terminal's own pair of colors */
			for (guint b = 0; b < 2; b++) {
				const guint behind = style.background < 0
							 ? rows[i].background[b]
							 : rgb_of(style.background);
				const double ratio = contrast(rgb_of(style.foreground), behind);

				if (ratio < least)
					g_error("role %c selected %u: contrast %.1f",
						eml_theme_letter((EmlRole)role), selected, ratio);
			}
		}
	}
}

/* Eight colors have no sure shade: text in the terminal's own, never yellow where it may be white,
 * never blue where it may be black. */
static void
test_eight_colors(void)
{
	static const struct {
		EmlScheme scheme;
		gint16 never[2];
	} cases[] = {
	    {EML_SCHEME_ANY_8, {3, 4}}, {EML_SCHEME_DARK_8, {4, 4}}, {EML_SCHEME_LIGHT_8, {3, 3}}};

	for (gsize i = 0; i < G_N_ELEMENTS(cases); i++) {
		for (guint role = 0; role < EML_ROLE_LAST; role++) {
			const EmlStyle style =
			    eml_theme_style(cases[i].scheme, (EmlRole)role, FALSE);

			g_assert_cmpint(style.foreground, !=, cases[i].never[0]);
			g_assert_cmpint(style.foreground, !=, cases[i].never[1]);
		}
		g_assert_cmpint(eml_theme_style(cases[i].scheme, EML_ROLE_TEXT, FALSE).foreground,
				==, -1);
		g_assert_cmpint(eml_theme_style(cases[i].scheme, EML_ROLE_DIM, FALSE).foreground,
				==, -1);
	}
}

static void
test_mono(void)
{
	for (guint role = 0; role < EML_ROLE_LAST; role++) {
		const EmlStyle style = eml_theme_style(EML_SCHEME_MONO, (EmlRole)role, FALSE);
		const EmlStyle selected = eml_theme_style(EML_SCHEME_MONO, (EmlRole)role, TRUE);

		g_assert_cmpint(style.foreground, ==, -1);
		g_assert_cmpint(style.background, ==, -1);
		g_assert_true((selected.flags & EML_STYLE_REVERSE) != 0);
	}
	g_assert_true((eml_theme_style(EML_SCHEME_MONO, EML_ROLE_MATCH, FALSE).flags &
		       EML_STYLE_REVERSE) != 0);
	g_assert_true((eml_theme_style(EML_SCHEME_MONO, EML_ROLE_TITLE, FALSE).flags &
		       EML_STYLE_REVERSE) != 0);
}

static void
test_schemes(void)
{
	g_assert_cmpint(eml_theme_scheme(0, EML_BACKGROUND_DARK), ==, EML_SCHEME_MONO);
	g_assert_cmpint(eml_theme_scheme(2, EML_BACKGROUND_DARK), ==, EML_SCHEME_MONO);
	g_assert_cmpint(eml_theme_scheme(8, EML_BACKGROUND_UNKNOWN), ==, EML_SCHEME_ANY_8);
	g_assert_cmpint(eml_theme_scheme(88, EML_BACKGROUND_LIGHT), ==, EML_SCHEME_LIGHT_8);
	g_assert_cmpint(eml_theme_scheme(256, EML_BACKGROUND_DARK), ==, EML_SCHEME_DARK_256);
	g_assert_cmpint(eml_theme_scheme(1 << 24, EML_BACKGROUND_LIGHT), ==, EML_SCHEME_LIGHT_256);
	g_assert_cmpint(eml_theme_background(0, 0, 0), ==, EML_BACKGROUND_DARK);
	g_assert_cmpint(eml_theme_background(0xffff, 0xffff, 0xffff), ==, EML_BACKGROUND_LIGHT);
	g_assert_cmpint(eml_theme_background(0x0000, 0x2b2b, 0x3636), ==,
			EML_BACKGROUND_DARK); /* solarized */
	g_assert_cmpint(eml_theme_background(0xfdfd, 0xf6f6, 0xe3e3), ==, EML_BACKGROUND_LIGHT);
}

/* The text report and this interface show one set of signs; each differs from the others without
 * any color. */
static void
test_signs(void)
{
	for (guint tone = EML_TONE_GOOD; tone < EML_TONE_LAST; tone++) {
		for (guint unicode = 0; unicode < 2; unicode++) {
			const char *sign =
			    eml_theme_glyph(eml_theme_sign((EmlTone)tone), unicode > 0);

			g_assert_cmpstr(sign, ==, eml_tone_sign((EmlTone)tone, unicode > 0));
			for (guint other = EML_TONE_GOOD; other < tone; other++)
				g_assert_cmpstr(
				    sign, !=,
				    eml_theme_glyph(eml_theme_sign((EmlTone)other), unicode > 0));
		}
	}
	for (guint glyph = 0; glyph < EML_GLYPH_LAST; glyph++)
		g_assert_true(g_str_is_ascii(eml_theme_glyph((EmlGlyph)glyph, FALSE)));
}

static void
test_letters(void)
{
	for (guint a = 0; a < EML_ROLE_LAST; a++)
		for (guint b = 0; b < a; b++)
			g_assert_cmpint(eml_theme_letter((EmlRole)a), !=,
					eml_theme_letter((EmlRole)b));
}

int
main(int argc, char **argv)
{
	g_test_init(&argc, &argv, NULL);
	for (gsize i = 0; i < G_N_ELEMENTS(rows); i++)
		g_test_add_data_func(rows[i].name, GSIZE_TO_POINTER(i), test_contrast);
	g_test_add_func("/tui/theme/eight-colors", test_eight_colors);
	g_test_add_func("/tui/theme/mono", test_mono);
	g_test_add_func("/tui/theme/schemes", test_schemes);
	g_test_add_func("/tui/theme/signs", test_signs);
	g_test_add_func("/tui/theme/letters", test_letters);
	return g_test_run();
}
