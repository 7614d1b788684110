#pragma once
/* One name=value pair of the tolerant grammar; for authres-pair.c and authres-tolerant.c only. */

#include "base/cursor.h"

typedef struct {
	GString *name;	     /* as written, without the CFWS around "." and "/" */
	char *value;	     /* unquoted; NULL if a quoted-string in it is never closed */
	EmlSlice raw;	     /* the value as written */
	gboolean quoted;     /* the value is a quoted-string */
	gboolean legal;	     /* the value is a pvalue of RFC 8601 section 2.2 */
	gsize at[2];	     /* the whole pair */
	GPtrArray *comments; /* char *: those inside the pair */
} EmlAuthresPair;

/* name [CFWS] "=" [CFWS] [value]; the cursor is left where it was, and FALSE returned, if no "="
 * follows the name. */
gboolean eml_authres_take_pair(EmlCursor *c, EmlAuthresPair *ret_pair);
void eml_authres_pair_clear(EmlAuthresPair *self);
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(EmlAuthresPair, eml_authres_pair_clear)

/* A run that ends before white space, ";", "(", ")" and "=". */
gboolean eml_authres_take_word(EmlCursor *c, EmlSlice *ret_word);
EmlSlice eml_authres_pair_name(const EmlAuthresPair *self);
/* The name without "/1" behind it; the version, -1 if there is none. */
EmlSlice eml_authres_pair_method(const EmlAuthresPair *self, gint *ret_version);
/* The result word if the pair is a method=result, else empty. Known methods may stand anywhere
 * (rule 6) and may have their result in quotes, with dots, with punctuation behind it. Other names
 * only start an item (in_result is FALSE); one with a dot must have a result of RFC 8601. */
EmlSlice eml_authres_pair_result(const EmlAuthresPair *self, gboolean in_result);
