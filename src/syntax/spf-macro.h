#pragma once
/* Macro-strings of RFC 7208 section 7: their grammar and their expansion. Pure: the values of the
 * letters are handed in, so nothing here asks DNS or a clock. */

#include "base/cursor.h"

/* The letters c, r and t may stand only in the text that an exp= record holds (section 7.2). */
typedef enum { EML_SPF_IN_TERM, EML_SPF_IN_EXPLANATION } EmlSpfPlace;

/* Each is TRUE if the whole text is one; else FALSE and the offset of the first byte that does not
 * fit (the length, where the text ends too early). */
gboolean eml_spf_is_macro_string(EmlSlice text, gsize *reterr_at);
gboolean eml_spf_is_domain_spec(EmlSlice text, gsize *reterr_at);
gboolean eml_spf_is_explain_string(EmlSlice text, gsize *reterr_at);

/* What the letters stand for: value[letter - 'a'], borrowed. */
typedef struct {
	EmlSlice value[26];
} EmlSpfMacroValues;

/* TRUE if the text has a macro with this lower-case letter, in either case. */
gboolean eml_spf_macro_uses(EmlSlice text, char letter);
/* The text with every macro replaced; the caller owns it. NULL if the text breaks the grammar of
 * its place, or if a value or the result is longer than EML_SPF_MAX_EXPANSION. */
GString *eml_spf_macro_expand(EmlSlice text, EmlSpfPlace place, const EmlSpfMacroValues *values);
