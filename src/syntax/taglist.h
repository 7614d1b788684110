#pragma once
/* tag=value lists, RFC 6376 section 3.2: signatures, key records, DMARC records. */

#include "base/cursor.h"

typedef struct {
	EmlSlice name;  /* borrowed; as written, without FWS */
	EmlSlice value; /* borrowed; FWS at both ends removed, FWS inside kept */
	gsize at;       /* offset of the name in the list's bytes */
	gsize value_at;
} EmlTag;

typedef struct {
	GArray *tags; /* EmlTag in order */
} EmlTagList;

typedef enum { EML_TAGS_OK, EML_TAGS_SYNTAX, EML_TAGS_DUPLICATE, EML_TAGS_TOO_MANY } EmlTagTrouble;

/* On trouble ret_list holds the tags before it and *reterr_at the offset. The caller frees ret_list either way. */
EmlTagTrouble eml_taglist_parse(EmlSlice text, EmlTagList **ret_list, gsize *reterr_at);
void eml_taglist_free(EmlTagList *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(EmlTagList, eml_taglist_free)
/* NULL if there is no such tag; names compare with case (RFC 6376 section 3.2). Borrowed. */
const EmlTag *eml_taglist_get(const EmlTagList *self, const char *name);
