#pragma once
/* Saves a report from the screen to a file. */

#include "report.h"

/* JSON if the path ends in ".json", else text, UTF-8 both. over: a file may stand there already.
 * FALSE with G_FILE_ERROR_EXIST if one does and may not, or with a sentence in the error. */
gboolean
eml_command_save_report(const EmlReport *report, const char *path, gboolean over, GError **error);
