#pragma once
/* tag=value lists, RFC 6376 section 3.2: signatures, key records, DMARC records. A list is made by
 * eml_taglist_parse() and borrows the bytes it was read from. Unknown tags are kept; what a tag
 * means is its reader's matter. */

#include "base/cursor.h"

typedef struct {
	EmlSlice name;	/* borrowed; as written, without FWS */
	EmlSlice value; /* borrowed; FWS at both ends removed, FWS inside kept; may be empty */
	gsize at;	/* offset of the name in the list's bytes */
	gsize value_at;
} EmlTag;

typedef struct {
	GArray *tags; /* EmlTag in order; no name twice */
} EmlTagList;

typedef enum {
	EML_TAGS_OK,
	EML_TAGS_SYNTAX,    /* also an empty list and ";;" */
	EML_TAGS_DUPLICATE, /* reterr_at is the second one */
	EML_TAGS_TOO_MANY,  /* more than EML_MAX_TAGS */
} EmlTagTrouble;

/* On trouble ret_list holds the tags before it and *reterr_at (may be NULL) the offset. The caller
 * frees ret_list either way. */
EmlTagTrouble eml_taglist_parse(EmlSlice text, EmlTagList **ret_list, gsize *reterr_at);
void eml_taglist_free(EmlTagList *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(EmlTagList, eml_taglist_free)
/* NULL if there is no such tag; names compare with case (RFC 6376 section 3.2). Borrowed. */
const EmlTag *eml_taglist_get(const EmlTagList *self, const char *name);
