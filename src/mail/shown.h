#pragma once
/* A message known again by what a mail reader shows of it: the display filter gets decoded text and
 * looks for the file behind it. Anybody can copy a Message-ID, so everything that is shown of
 * identity and authentication has to match. */

#include "mail/message.h"

typedef struct EmlShown EmlShown;
/* block: the header fields as the reader shows them, decoded and folded anew. NULL if Message-ID,
 * Date or From is not among them: then no message can be known. */
EmlShown *eml_shown_new(EmlSlice block);
void eml_shown_free(EmlShown *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(EmlShown, eml_shown_free)
/* Without brackets. */
const char *eml_shown_message_id(const EmlShown *self);
/* UTC seconds; 0 if the date cannot be read. */
gint64 eml_shown_date(const EmlShown *self);
/* TRUE if this message is shown so: Message-ID, Date, From, Subject, and the fields of
 * authentication and transport that are shown. */
gboolean eml_shown_matches(const EmlShown *self, const EmlMessage *message);
