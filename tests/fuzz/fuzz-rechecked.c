/* A kept result: whatever a file holds is a result that prints as it is read, or none. */
#include "judge/rechecked.h"

#include <stddef.h>
#include <stdint.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	g_autoptr(EmlRechecked) result = eml_rechecked_parse(eml_slice_n((const char *)data, size));
	g_autoptr(EmlRechecked) again = NULL;
	g_autofree char *text = NULL;
	g_autofree char *twice = NULL;

	if (result == NULL)
		return 0;
	text = eml_rechecked_print(result);
	again = eml_rechecked_parse(eml_slice(text));
	g_assert_nonnull(again);
	twice = eml_rechecked_print(again);
	g_assert_cmpstr(text, ==, twice);
	return 0;
}
