#pragma once
/* What tests of the interface share: keys written as text, reports of the samples, the picture as
 * text. */

#include "tui/app.h"

/* Calls each() with the keys: characters as they are, special ones as <Enter>, <Esc>, <Tab>,
 * <Left>, <Right>, <Up>, <Down>, <Home>, <End>, <Back>, <Del>, <PgDn>, <PgUp> and <^U>. */
void test_keys(const char *script, void (*each)(EmlKey key, gpointer data), gpointer data);
/* Presses the keys; the wish of the last one. */
EmlWish test_press(EmlApp *app, const char *script);
/* The picture, lines ended by '\n', blanks at their ends left out. The caller owns it. */
char *test_picture(EmlApp *app, guint columns, guint lines);
/* The same; unicode: with glyphs of UTF-8. */
char *test_picture_of(EmlApp *app, guint columns, guint lines, gboolean unicode);
/* Ends the test unless the picture of 80x24 has the text. */
void test_sees(EmlApp *app, const char *text);
/* The report of a sample with its zone, all checks done; ip NULL: the message's own. */
EmlReport *test_sample_report(const char *name, const char *ip, gboolean offline);
/* The report of a message given as text (LF line ends), without DNS. */
EmlReport *test_text_report(const char *text);
/* The path of a sample's file. The caller owns it. */
char *test_sample_path(const char *name, const char *ending);
