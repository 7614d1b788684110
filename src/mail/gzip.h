#pragma once
/* A GConverter for gzip files, which hold a series of members (RFC 1952 section 2.2): GLib's own
 * ends after the first. What follows the last member and is none is left out, as gzip does. Part of
 * mail/load. */

#include <gio/gio.h>

#define EML_TYPE_GZIP (eml_gzip_get_type())
G_DECLARE_FINAL_TYPE(EmlGzip, eml_gzip, EML, GZIP, GObject)

EmlGzip *eml_gzip_new(void);
