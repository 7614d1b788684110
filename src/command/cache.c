/* emlens cache --clear: forget the results that the display filter keeps. */
#include "command/common.h"

#include "base/error.h"
#include "command/result-cache.h"

int
eml_command_cache(const EmlOptions *options)
{
	g_autoptr(GError) error = NULL;
	g_autofree char *text = NULL;
	guint n = 0;

	if (!options->clear || options->names != NULL) {
		g_set_error(&error, EML_ERROR, EML_ERROR_USAGE, "call it as: emlens cache --clear");
		return eml_command_trouble(error);
	}
	if (!eml_result_cache_clear(&n, &error))
		return eml_command_trouble(error);
	text = g_strdup_printf("%u %s forgotten", n, n == 1 ? "result" : "results");
	return eml_command_print(text, &error) ? 0 : eml_command_trouble(error);
}
