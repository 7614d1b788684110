#pragma once
/* The tokens that the grammars of mail share: RFC 5322 section 3.2, RFC 2045 section 5.1, RFC 5321
 * section 4.1.2, each with UTF-8 as RFC 6532 allows. Pure functions on cursors; what is returned as
 * a slice is borrowed from the input. A line end is CR LF or, as stored in files, LF alone.
 * Control characters are taken wherever any text may stand: who wants the letter of an RFC asks
 * eml_abnf_is_clean() first. */

#include "base/cursor.h"

/* TRUE if the text is UTF-8 (RFC 6532 section 3.1) without control characters other than HTAB and
 * the line ends of folding. On FALSE *reterr_at is the offset of the first byte that is not. */
gboolean eml_abnf_is_clean(EmlSlice text, gsize *reterr_at);

/* FWS = ([*WSP CRLF] 1*WSP) / obs-FWS, RFC 5322 section 3.2.2 */
gboolean eml_abnf_take_fws(EmlCursor *c);
/* CFWS, RFC 5322 section 3.2.2: appends to `comments` (char *, may be NULL) what stands inside each
 * comment's outer parentheses, unfolded and otherwise as it is; none beyond EML_MAX_COMMENTS. FALSE
 * if there is nothing to take; a comment that cannot be read ends it. */
gboolean eml_abnf_take_cfws(EmlCursor *c, GPtrArray *comments);

/* quoted-string without the CFWS around it, RFC 5322 section 3.2.4. ret_text: the content without
 * quotes, quoted-pairs and folding; the caller owns it; may be NULL. FALSE if it is never closed.
 */
gboolean eml_abnf_take_quoted_string(EmlCursor *c, char **ret_text);
/* token, RFC 2045 section 5.1: ASCII only */
gboolean eml_abnf_take_token(EmlCursor *c, EmlSlice *ret_token);
/* dot-atom-text, RFC 5322 section 3.2.3 (Dot-string, RFC 5321 section 4.1.2) */
gboolean eml_abnf_take_dot_atom(EmlCursor *c, EmlSlice *ret_atom);
/* domain-name = sub-domain 1*("." sub-domain), RFC 6376 section 3.5; U-labels as in RFC 6531
 * section 3.3 */
gboolean eml_abnf_take_domain_name(EmlCursor *c, EmlSlice *ret_name);
/* Keyword = Ldh-str, RFC 5321 section 4.1.2: letters, digits and "-", the last no "-" */
gboolean eml_abnf_take_keyword(EmlCursor *c, EmlSlice *ret_keyword);
/* 1*DIGIT; a number above G_MAXINT is read as G_MAXINT. */
gboolean eml_abnf_take_number(EmlCursor *c, gint *ret_number);

/* A copy without the line ends that are followed by a blank (RFC 5322 section 2.2.3), NUL bytes as
 * in eml_slice_dup(). The caller owns it. */
char *eml_abnf_unfold(EmlSlice text);
