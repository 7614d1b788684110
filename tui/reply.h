#pragma once
/* What a terminal sends that is no key: answers to questions, sequences that no key table knows.
 * They are swallowed whole, so that no letter of them is taken for a command. Pure. */

#include "tui/theme.h"

#define EML_REPLY_MAX 64 /* bytes kept of one answer */

typedef struct {
	guint state;
	char text[EML_REPLY_MAX + 1]; /* of a control string (ECMA-48 section 8.3.89) */
	gsize len;
} EmlReply;

/* The first character after ESC and those that follow, one by one. TRUE while more belong to it. */
gboolean eml_reply_feed(EmlReply *self, gunichar c);
/* The background if this was the answer to OSC 11; EML_BACKGROUND_UNKNOWN else. */
EmlBackground eml_reply_background(const EmlReply *self);
