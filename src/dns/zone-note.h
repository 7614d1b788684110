#pragma once
/* The ";!" lines of a snapshot (interface contract, section 4): what records cannot say. */

#include "dns/zone-tree.h"

/* note: what follows ";!". FALSE with a sentence without the place, which the caller owns. */
gboolean eml_zone_note_read(EmlZoneTree *tree, EmlSlice note, char **reterr_problem);
