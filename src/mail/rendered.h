#pragma once
/* A message known again by what a mail reader shows of it: the display filter gets decoded text and
 * looks for the file behind it. Anybody can copy a Message-ID, so everything that is shown of
 * identity and authentication has to match. */

#include "mail/message.h"

typedef struct EmlRendered EmlRendered;
/* block: the header fields as the reader shows them, decoded and folded anew. NULL if Message-ID,
 * Date or From is not among them: then no message can be known. */
EmlRendered *eml_rendered_new(EmlSlice block);
void eml_rendered_free(EmlRendered *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(EmlRendered, eml_rendered_free)
/* Without brackets. */
const char *eml_rendered_message_id(const EmlRendered *self);
/* UTC seconds; 0 if the date cannot be read. */
gint64 eml_rendered_date(const EmlRendered *self);
/* TRUE if this message is shown so: Message-ID, Date, From, Subject, and the fields of
 * authentication and transport that are shown. */
gboolean eml_rendered_matches(const EmlRendered *self, const EmlMessage *message);
