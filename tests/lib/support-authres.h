#pragma once
/* A parsed Authentication-Results field as one line, for tables of expectations:
 *   GRAMMAR ID/VERSION i=INSTANCE (comment)… | METHOD/VERSION=RESULT<RAW> "reason" (comment)…
 * ptype.property=value… | … with "-" where there is no authserv-id, and without what is not there;
 * <RAW> only where it differs. */

#include "syntax/authres.h"

/* count_comments: "(3)" instead of the comments themselves. The caller owns it. */
char *test_authres_text(const EmlAuthres *authres, gboolean count_comments);
/* The ids of the deviations, with blanks between them. The caller owns it. */
char *test_authres_deviations(const EmlAuthres *authres);
