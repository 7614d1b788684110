#pragma once
/* What the header of a MIME part says of its body (RFC 2045 sections 5 and 6, RFC 2183), read line
 * by line, so that a header may be long and come in pieces. For mail/parts.c. */

#include "mail/message.h"
#include "mail/mime-field.h"

typedef struct EmlPartHeader EmlPartHeader;
EmlPartHeader *eml_part_header_new(void);
/* That of the message itself, ended. */
EmlPartHeader *eml_part_header_of(const EmlMessage *message);
void eml_part_header_free(EmlPartHeader *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(EmlPartHeader, eml_part_header_free)
/* One line, its line end may be there. */
void eml_part_header_line(EmlPartHeader *self, EmlSlice line);
/* Once, behind the last line. */
void eml_part_header_end(EmlPartHeader *self);

/* Of the ended header. The first field of a name counts; NULL if there is none. Borrowed. */
const EmlMimeField *eml_part_header_type(const EmlPartHeader *self);
const EmlMimeField *eml_part_header_disposition(const EmlPartHeader *self);
const EmlMimeField *eml_part_header_encoding(const EmlPartHeader *self);
gboolean eml_part_header_repeats(const EmlPartHeader *self); /* one of them stands twice */
gboolean eml_part_header_broken(const EmlPartHeader *self);  /* a line of it is no field */
gboolean eml_part_header_8bit(const EmlPartHeader *self);    /* one of them is not ASCII */
/* Its beginning as it came, at most EML_MAX_PART_HEADER bytes; empty for the message itself. */
EmlSlice eml_part_header_text(const EmlPartHeader *self);
