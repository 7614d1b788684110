#pragma once
/* List-Unsubscribe (RFC 2369 sections 2 and 3) and List-Unsubscribe-Post (RFC 8058 sections 3.1 and
 * 5). */

#include "base/slice.h"

typedef struct {
	GPtrArray *uris;       /* char *, white space inside the brackets removed, in order; at most
				  EML_MAX_UNSUBSCRIBE_URIS */
	gboolean ignored;      /* the first character is not '<': the field counts for nothing */
	gboolean cut;	       /* an item that is no <URL> ended the list early */
	gboolean folded_uri;   /* white space stood inside a URI */
	gboolean text_between; /* something other than a comma stood behind a URI; it was ignored */
} EmlListUnsubscribe;

EmlListUnsubscribe *eml_list_unsubscribe_parse(EmlSlice value);
void eml_list_unsubscribe_free(EmlListUnsubscribe *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(EmlListUnsubscribe, eml_list_unsubscribe_free)

typedef enum {
	EML_POST_EXACT,
	EML_POST_OTHER_CASE,
	EML_POST_BLANKS, /* the right value with more than one blank around it */
	EML_POST_WRONG,
} EmlListPost;
EmlListPost eml_list_post_parse(EmlSlice value);
