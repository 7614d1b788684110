/* syntax/list-unsub: URIs are without white space and brackets' end, and only one spelling of the
 * Post field is exact. */
#include "base/limits.h"
#include "syntax/list-unsub.h"

int LLVMFuzzerTestOneInput(const guint8 *data, gsize size);

int
LLVMFuzzerTestOneInput(const guint8 *data, gsize size)
{
	const EmlSlice value = eml_slice_n((const char *)data, size);
	g_autoptr(EmlListUnsubscribe) list = eml_list_unsubscribe_parse(value);

	g_assert(list->uris->len <= EML_MAX_UNSUBSCRIBE_URIS);
	g_assert(!list->ignored || list->uris->len == 0);
	for (guint i = 0; i < list->uris->len; i++)
		g_assert(strpbrk(g_ptr_array_index(list->uris, i), " \t\r\n>") == NULL);
	if (eml_list_post_parse(value) == EML_POST_EXACT)
		g_assert(eml_slice_equal(eml_slice_strip(value),
					 eml_slice("List-Unsubscribe=One-Click")));
	return 0;
}
