#pragma once
/* What a signature with l= leaves unsigned at the end of the body, in words. */

#include "base/safe-text.h"
#include "check/dkim.h"

/* TRUE if bytes that a reader may see stand behind l=. Blanks and line ends alone show nothing, and
 * no part of a message begins or ends with them: who adds them changes nothing that is read. */
gboolean eml_tail_is_open(const EmlDkimResult *signature);
/* Its first words as a mail program shows them: without the header of a part that begins there,
 * decoded, without the tags of HTML, cut. The caller owns it. */
EmlPlain *eml_tail_words(const EmlMessage *message, const EmlDkimResult *signature);
