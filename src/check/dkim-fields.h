#pragma once
/* Which header fields a signature covers, and what that means for whoever reads the message (RFC
 * 6376 sections 5.4, 5.4.1 and 8.15). */

#include "check/dkim-hash.h"
#include "check/trace.h"

/* Array of EmlSignedHeader (check/dkim.h), first mention first; the caller owns it. field: index of
 * the signature, which does not count as present. */
GPtrArray *eml_dkim_fields_list(const EmlFieldIndex *index, guint field, const EmlDkimSig *sig);
/* TRUE if a mailing list shows in the header, and the signature names nothing of it. */
gboolean eml_dkim_fields_by_list(const GPtrArray *list, const EmlFieldIndex *index);
/* Steps: what is signed, protected against addition, not signed, and there once more than signed.
 * h_start, h_end: the range of h= in the field. */
void eml_dkim_fields_explain(const GPtrArray *list,
			     const EmlFieldIndex *index,
			     guint field,
			     gsize h_start,
			     gsize h_end,
			     GPtrArray *trace);
