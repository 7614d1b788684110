#pragma once
/* Writes what a run asked and got as a snapshot that dns/zone replays to the same report. */

#include "dns/store.h"

/* `log` as from eml_dns_store_log(). resolver may be NULL. FALSE with EML_ERROR_IO. */
gboolean eml_dns_record_save(
    const char *path, const GPtrArray *log, const char *resolver, gint64 now, GError **error);
/* The snapshot's text; the caller owns it. */
GString *eml_dns_record_text(const GPtrArray *log, const char *resolver, gint64 now);
