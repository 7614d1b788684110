#pragma once
/* A file in another coding than that of mail, as the bytes that it would be in mail. Part of
 * mail/load. */

#include "mail/kind.h"
#include "mail/spool.h"

/* UTF-16 to UTF-8, or CR to LF, as the kind says. ret_recoded is written on success only; the
 * caller owns it. EML_ERROR_NO_INPUT, EML_ERROR_DATA. */
gboolean
eml_recode(const EmlSpool *spool, const EmlKind *kind, EmlSpool *ret_recoded, GError **error);
