#pragma once
/* Small things that the hypotheses share: words encoded by RFC 2047, value parameters, lists of
 * addresses as they are written. For judge/forensics*.c only. All strings are the caller's. */

#include "base/slice.h"

/* The value with its encoded words decoded where they stand, all else as it is. */
char *eml_text_decode_words(const char *value);
gboolean eml_text_is_ascii(const char *text);
/* One way of writing an encoded word. */
typedef struct {
	const char *charset;
	char encoding;	    /* 'Q' 'q' 'B' 'b' */
	const char *plain;  /* what Q leaves as it is besides letters and digits */
	gboolean hex_blank; /* of Q: a blank is "=20", not "_" */
	guint most;	    /* characters of one word; 0: all in one */
	gboolean all;	    /* the whole text; else from the first to the last word that needs it */
} EmlWordStyle;
/* The i-th way that is tried, the likeliest first; FALSE: there are no more. */
gboolean eml_text_word_style(guint i, EmlWordStyle *ret_style);
/* The text (UTF-8) so encoded, several words with a blank between; NULL if the charset cannot. */
char *eml_text_encode_words(const char *text, const EmlWordStyle *style);
extern const EmlWordStyle eml_word_styles[];
extern const guint eml_n_word_styles;

/* "a@b" and its like: the parts of an address list between its commas, without blanks around. Array
 * of char *. */
GPtrArray *eml_text_split_list(const char *value);
char *eml_text_join_list(const GPtrArray *items, const char *between);
/* `"Name" <a@b>`: the display name without quotes and what follows it; FALSE if there is no name in
 * front of angle brackets. */
gboolean eml_text_split_mailbox(const char *item, char **ret_name, char **ret_rest);

/* The value of a parameter of a MIME field ("charset"), without quotes; NULL if there is none. */
char *eml_text_parameter(const char *value, const char *name);
/* The parts of a MIME field between its semicolons, without blanks around: the type first. */
GPtrArray *eml_text_split_parameters(const char *value);
/* The text converted; NULL if that is not possible. */
char *
eml_text_convert(const char *text, gsize len, const char *to, const char *from, gsize *ret_len);
