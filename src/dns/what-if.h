#pragma once
/* The values of --what-if: each a record, or a file of records in the form of a snapshot (interface
 * contract, sections 1 and 4). */

#include "dns/zone-tree.h"

/* A value that names an existing file is that file; else it is a record, `NAME TYPE DATA`. A record
 * replaces all records of its name and type, TXT records of other use at that name included: they
 * do not count for mail. Adds to `lines` (char *) what is laid over, in master-file form: values in
 * their order, a file sorted by name. NULL with EML_ERROR_USAGE for a broken record,
 * EML_ERROR_DATA ("FILE:LINE: what is wrong") or EML_ERROR_NO_INPUT. The caller owns the tree. */
EmlZoneTree *eml_what_if_read(const char *const *values, GPtrArray *lines, GError **error);
