#pragma once
/* A name turned into the messages behind it: a file is one; an mbox of several, a Maildir and a
 * folder with .eml files are many, which are read only when they are loaded. */

#include "mail/message.h"

typedef struct EmlSource EmlSource;

/* The messages behind one name (as for eml_load()): of a Maildir (cur and new) the newest first, of
 * a folder its *.eml,
 * *.eml.gz, *.emlx and files with a number for a name, in the order of their names; never of
 * folders in it. ret_many: the name is that of a folder or an mbox of several. NULL with an error
 * as from eml_load(), and EML_ERROR_NO_INPUT for a folder without a message. Array of EmlSource;
 * the caller owns it. */
GPtrArray *eml_folder_sources(const char *name, gboolean *ret_many, GError **error);
/* What standard input holds, cut where the separator stands; as eml_folder_sources("-") where it
 * does not stand, or is NULL or empty. The separator must be one that no sender can know. */
GPtrArray *eml_folder_sources_separated(const char *separator, gboolean *ret_many, GError **error);
void eml_source_free(EmlSource *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(EmlSource, eml_source_free)
/* For people: the path; "inbox#2" for the second message of an mbox. */
const char *eml_source_name(const EmlSource *self);
EmlMessage *eml_source_load(EmlSource *self, GError **error);
