#pragma once
/* What can be copied from a row: its value, the header field, the domain and the DNS record it is
 * about. Pure. Texts are plain: a control character that somebody hid in a header or a record would
 * command the shell that it is pasted into. */

#include "tui/rows.h"

typedef struct {
	char key;	  /* the letter that chooses it */
	const char *name; /* "value", static */
	EmlPlain *text;	  /* owned; lines of a field or a record are kept */
} EmlCopyOffer;

/* Those that the row has, in a fixed order; row NULL: none. The caller owns the array of
 * EmlCopyOffer. */
GPtrArray *eml_copy_offers(const EmlReport *report, const EmlRow *row);
