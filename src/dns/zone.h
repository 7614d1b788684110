#pragma once
/* A DNS snapshot file as a source (interface contract, section 4): master-file text plus ";!" lines
 * for what records cannot say. Answers inside submit(); immutable after loading, so safe from any
 * thread. */

#include "dns/zone-tree.h"

/* Several files are one. NULL with EML_ERROR_NO_INPUT or EML_ERROR_DATA ("FILE:LINE: what is
 * wrong"). */
EmlDnsSource *eml_dns_zone_load(const char *const *paths, GError **error);
/* The same from text in memory (tests); `name` stands in error messages. */
EmlDnsSource *eml_dns_zone_parse(const char *name, EmlSlice text, GError **error);
/* Takes the tree, which nobody changes any more. */
EmlDnsSource *eml_dns_zone_new(EmlZoneTree *tree);
