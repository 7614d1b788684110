#pragma once
/* The user's settings, $XDG_CONFIG_HOME/emlens/config: theme, trust and resolver, in the form of a
 * GKeyFile. Read by line rather than by GKeyFile, which gives up on the whole file at the first
 * wrong line and does not say which it is. What the command line says counts more. */

#include "options.h"

/* Takes from the text what the options do not have. A wrong line is named with its number in
 * options->remarks and counts for nothing. name: of the file. */
void eml_config_read(EmlOptions *options, const char *name, const char *text);
/* The same from the user's file, if there is one. */
void eml_config_load(EmlOptions *options);
