#pragma once
/* A message known again by what a mail reader shows of it: the display filter gets decoded text and
 * looks for the file behind it. Anybody can copy a header, so all that is shown has to be the
 * message's: each field, and the text (mail/rendered-body.h). What readers may understand in
 * another way than this program is never taken for a difference. */

#include "mail/message.h"

typedef struct EmlRendered EmlRendered;
/* block, body: the header fields as the reader shows them, decoded and folded anew, and what stands
 * behind the empty line; in that charset. NULL if Message-ID, Date or From is not among the fields,
 * or there are more than EML_MAX_SHOWN_FIELDS: then no message can be known. */
EmlRendered *eml_rendered_new(EmlSlice block, EmlSlice body, const char *charset);
void eml_rendered_free(EmlRendered *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(EmlRendered, eml_rendered_free)
/* Without brackets. NULL if it stands there twice, or in another form than <a@b>: then it may be
 * what a reader made of another id. */
const char *eml_rendered_message_id(const EmlRendered *self);
/* UTC seconds; 0 if the date cannot be read. */
gint64 eml_rendered_date(const EmlRendered *self);
/* A quick look at one field of a header block, as it stands in a file. */
typedef enum {
	EML_ID_OTHER, /* no reader shows it as this Message-ID */
	EML_ID_ODD,   /* readers may take it for any field */
	EML_ID_MATCH, /* it is, or may be, in any form */
} EmlIdMatch;
EmlIdMatch eml_rendered_id_match(const EmlRendered *self, EmlSlice field);

typedef enum {
	EML_MATCH_NOT,	      /* not what is shown */
	EML_MATCH_UNSURE,     /* may be shown so by some reader */
	EML_MATCH_OTHER_TEXT, /* the header is shown, with another text */
	EML_MATCH_HEADER,     /* the header is shown; the text cannot be compared */
	EML_MATCH_TEXT,	      /* the header and the text are shown; other parts are not */
	EML_MATCH_WHOLE,      /* all of it is shown */
} EmlMatch;
EmlMatch eml_rendered_match(const EmlRendered *self, const EmlMessage *message);
/* TRUE if all fields of the block are the message's, as those of a message in a part. */
gboolean eml_rendered_is_header(EmlSlice block, const EmlMessage *message);
