#pragma once
/* Master-file text with ";!" lines (interface contract, section 4) into a tree. */

#include "dns/zone-tree.h"

/* Adds what the text says to the tree. FALSE with EML_ERROR_DATA, "FILE:LINE: what is wrong". */
gboolean eml_zone_read(EmlZoneTree *tree, const char *file, EmlSlice text, GError **error);
