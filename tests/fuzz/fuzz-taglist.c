/* syntax/taglist: names and values lie inside the input, in order, without FWS at their ends, and
 * no name comes twice. */
#include "base/limits.h"
#include "syntax/taglist.h"

int LLVMFuzzerTestOneInput(const guint8 *data, gsize size);

int
LLVMFuzzerTestOneInput(const guint8 *data, gsize size)
{
	const EmlSlice in = eml_slice_n((const char *)data, size);
	g_autoptr(EmlTagList) list = NULL;
	gsize at = 0;
	const EmlTagTrouble trouble = eml_taglist_parse(in, &list, &at);

	g_assert(at <= size && list->tags->len <= EML_MAX_TAGS);
	g_assert(trouble != EML_TAGS_OK || list->tags->len > 0);
	for (guint i = 0; i < list->tags->len; i++) {
		const EmlTag *tag = &g_array_index(list->tags, EmlTag, i);

		g_assert(tag->name.len > 0 && tag->at + tag->name.len < tag->value_at);
		g_assert(tag->value_at + tag->value.len <= size);
		g_assert(eml_slice_strip(tag->value).len == tag->value.len);
		g_assert(eml_slice_find(tag->value, ';') < 0 &&
			 eml_slice_find(tag->value, '\0') < 0);
	}
	return 0;
}
