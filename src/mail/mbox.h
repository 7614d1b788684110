#pragma once
/* The lines that separate the messages of an mbox file (RFC 4155, appendix A). */

#include "mail/message.h"

/* "From " sender date, the date as asctime() writes it, a zone in it or not. */
gboolean eml_mbox_is_postmark(EmlSlice line);
/* TRUE if a message that began with an mbox "From " line has another such line in its body, after an empty line and before
 * a header field: then it is a mailbox of several. Reads the body. */
gboolean eml_mbox_is_several(const EmlMessage *message);
