#pragma once
/* The only way for foreign bytes to a terminal, a pager or JSON (design: hostile text). Two forms:
 * - EmlPlain, for people: valid UTF-8 with nothing that moves a cursor or changes direction. C0
 * controls and DEL become their symbols (U+2400..), C1 and bidi controls the text <U+009B>, bytes
 * that are not UTF-8 the text \x9b. TAB, CR and LF too are made visible, except in the _lines form,
 * which keeps LF and HTAB as they are.
 * - EmlJsonText, for JSON: bytes that are not UTF-8 become U+FFFD; C1 and bidi controls, NUL and
 * U+001F the text \u{9B}; the other C0 controls stay, the JSON writer escapes them (interface
 * contract, section 3). */

#include "base/slice.h"

typedef char EmlPlain;	  /* NUL-terminated; g_free() */
typedef char EmlJsonText; /* NUL-terminated; g_free() */

EmlPlain *eml_plain(EmlSlice bytes);
EmlPlain *eml_plain_lines(EmlSlice bytes);
EmlJsonText *eml_json_text(EmlSlice bytes);

/* Terminal columns of a plain text: CJK and emoji 2, combining 0. */
guint eml_plain_width(const EmlPlain *text);
/* As much of the start as fits that many columns. The caller owns it. */
EmlPlain *eml_plain_start(const EmlPlain *text, guint columns);
/* Cut to at most that many columns, with U+2026 at the end where something was cut. The caller owns
 * it. */
EmlPlain *eml_plain_cut(const EmlPlain *text, guint columns);
