#pragma once
/* One report URI of a DMARC record (RFC 9989 section 4.8: dmarc-uri and obs-dmarc-uri). */

#include "base/slice.h"

typedef struct {
	EmlSlice uri;	       /* borrowed; without the obsolete size */
	EmlSlice size;	       /* borrowed; "!10m", empty if there is none */
	gboolean mailto_no_at; /* a mailto: without an address */
} EmlDmarcUri;

/* FALSE if the item, without white space at its ends, is no such URI. */
gboolean eml_dmarc_uri_parse(EmlSlice item, EmlDmarcUri *ret_uri);
