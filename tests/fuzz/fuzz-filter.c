/* The display filter: never empty for a message, no escape of the body's making gets through. */
#include "render/filter.h"

#include <stddef.h>
#include <stdint.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	const char *const lines[] = {"Auth-Check: none x", NULL};
	const EmlFilterSettings settings = {lines, NULL, TRUE};
	g_autoptr(GString) out =
	    eml_filter_rewrite(eml_slice_n((const char *)data, size), &settings);

	g_assert_true(size == 0 || out->len > 0);
	for (gsize i = 0; i < out->len; i++)
		if (out->str[i] == '\033')
			g_assert_true(i == 0 || out->str[i - 1] == '\n');
	return 0;
}
