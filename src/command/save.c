#include "command/save.h"

#include "base/saving.h"
#include "render/json.h"
#include "render/out.h"
#include "render/text.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>

#define COLUMNS 80

static char *
text_of(const EmlReport *report)
{
	char *bytes = NULL;
	size_t size = 0;
	FILE *stream = open_memstream(&bytes, &size);
	char *text = NULL;

	if (stream == NULL)
		return NULL;
	{
		g_autoptr(EmlOut) out = eml_out_new(stream, FALSE, TRUE, COLUMNS);

		eml_text_report(out, report);
	}
	if (fclose(stream) == 0)
		text = g_strdup(bytes);
	free(bytes);
	return text;
}

static void
set_error(GError **error, const char *path, int number)
{
	g_set_error(error, G_FILE_ERROR, (gint)g_file_error_from_errno(number),
		    "cannot save %s: %s", path,
		    number == EINVAL ? "it is no regular file" : g_strerror(number));
}

gboolean
eml_command_save_report(const EmlReport *report, const char *path, gboolean over, GError **error)
{
	const gboolean json = g_str_has_suffix(path, ".json");
	g_autofree char *report_text = json ? eml_json_report(report) : text_of(report);
	g_autofree char *text =
	    report_text != NULL ? g_strconcat(report_text, json ? "\n" : "", NULL) : NULL;

	errno = ENOMEM;
	if (text != NULL &&
	    eml_saving_save(path, over ? EML_SAVING_OVER : EML_SAVING_NEW, text, strlen(text)))
		return TRUE;
	set_error(error, path, errno);
	return FALSE;
}
