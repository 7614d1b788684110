#pragma once
/* Checked writing of text for people to a stream: plain (safe) text only, colors where they are
 * wanted. The first trouble is kept and asked for at the end. */

#include "base/safe-text.h"
#include "base/vocab.h"
#include "check/trace.h"
#include "report.h"

#include <stdio.h>

typedef struct EmlOut EmlOut;
/* The stream stays the caller's. color: SGR sequences may be written. utf8: the reader's character
 * set is UTF-8; else signs and everything that is not ASCII are written in ASCII. columns: width to
 * fill, 0 = 80. */
EmlOut *eml_out_new(FILE *stream, gboolean color, gboolean utf8, guint columns);
void eml_out_free(EmlOut *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(EmlOut, eml_out_free)
guint eml_out_columns(const EmlOut *self);

void eml_out_plain(EmlOut *self, const EmlPlain *text);
void eml_out_toned(EmlOut *self, EmlTone tone, const EmlPlain *text);
void eml_out_bold(EmlOut *self, const EmlPlain *text);
void eml_out_dim(EmlOut *self, const EmlPlain *text);
/* The sign of the tone in its color: "✓" "·" "!" "✗", or "+" "." "!" "x"; a blank for a plain one.
 */
void eml_out_sign(EmlOut *self, EmlTone tone);
/* The text cut or filled with blanks to that many columns. */
void eml_out_cell(EmlOut *self, EmlTone tone, const EmlPlain *text, guint columns);
/* The text in lines that fit the width, each begun with `indent` blanks (the first with `indent`
 * less what is already on the line, `used`); ends with a line end. */
void eml_out_wrapped(EmlOut *self, const EmlPlain *text, guint indent, guint used);
void eml_out_pad(EmlOut *self, guint columns);
void eml_out_newline(EmlOut *self);
/* FALSE with EML_ERROR_IO if anything could not be written; flushes. */
gboolean eml_out_finish(EmlOut *self, GError **error);

const char *eml_tone_sign(EmlTone tone, gboolean utf8); /* static */
/* How a result looks: pass good, none a note, fail and permerror bad, the others a warning.
 * EML_RESULT_LAST is a note. */
EmlTone eml_tone_of_result(EmlResult result);
/* The same of what is information only (ARC, reverse DNS): nothing of it is worse than a warning.
 */
EmlTone eml_tone_of_information(EmlResult result);
/* The same of a signature: one that does not count is information, and a changed body is bad
 * without a key too. */
EmlTone eml_tone_of_signature(const EmlDkimResult *signature);
