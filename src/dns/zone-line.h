#pragma once
/* Cuts master-file text (RFC 1035 section 5.1) into logical lines of words, and finds what ldns
 * would take without a word: open quotes and parentheses, NUL bytes. Knows nothing of records. */

#include "base/cursor.h"

typedef struct {
	char *text; /* without its quotes, escapes kept */
	gboolean quoted;
} EmlZoneWord;

typedef struct {
	guint number; /* 1-based line where it begins */
	gboolean
	    directive; /* a ";!" line: `note` is what follows, without remark and outer blanks */
	EmlSlice note;
	gboolean indented; /* begins with a blank: the owner is that of the record before */
	gboolean cut;	   /* an unquoted word is followed by a remark that looks like a part of it:
			      v=DKIM1; p=... */
	GPtrArray *words;  /* EmlZoneWord; never empty unless it is a directive */
} EmlZoneLine;

void eml_zone_line_free(EmlZoneLine *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(EmlZoneLine, eml_zone_line_free)

typedef struct {
	EmlCursor c;
	guint line;	     /* 1-based */
	const char *problem; /* a sentence without the place; static; NULL while all is well */
	guint problem_line;
} EmlZoneText;

EmlZoneText eml_zone_text(EmlSlice text);
/* The next line that says something; the caller owns it. NULL at the end and when `problem` is set.
 */
EmlZoneLine *eml_zone_text_next(EmlZoneText *self);
