#pragma once
/* The text that a mail reader shows of a message, against the parts of that message. The reader
 * chooses which parts it shows, and writes lines of its own between them ("[-- Attachment #2 --]");
 * it marks these, in a way that a sender can guess, so they too have to fit the parts. Part of
 * mail/rendered. */

#include "mail/rendered.h"

/* body: UTF-8. Never EML_MATCH_NOT or EML_MATCH_UNSURE. */
EmlMatch eml_rendered_body_match(EmlSlice body, const EmlMessage *message);
