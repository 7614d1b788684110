/* syntax/dkim-key: a record without a fault has a type and data; a fault lies inside the record. */
#include "syntax/dkim-key.h"

int LLVMFuzzerTestOneInput(const guint8 *data, gsize size);

int
LLVMFuzzerTestOneInput(const guint8 *data, gsize size)
{
	g_autoptr(EmlDkimKey) key = eml_dkim_key_parse(eml_slice_n((const char *)data, size));

	g_assert(key->at_start <= key->at_end && key->at_end <= size);
	if (key->fault == EML_KEY_FINE)
		g_assert(key->type < EML_KEY_LAST && key->data != NULL &&
			 g_bytes_get_size(key->data) > 0);
	return 0;
}
