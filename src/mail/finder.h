#pragma once
/* The file behind a message that a mail reader shows. Whoever sends a mail can give it the
 * Message-ID of another one, so a message is found only if all that is shown is its (mail/rendered)
 * and nothing else that was looked at may be what is shown. A file that cannot be read as a
 * message, or that readers may understand in another way, may be. Places are looked at in the order
 * of the calls, until the time is over. Descriptors are read with pread() only. */

#include "mail/rendered.h"

typedef struct EmlFinder EmlFinder;
/* shown is borrowed; its Message-ID must not be NULL. */
EmlFinder *eml_finder_new(const EmlRendered *shown, guint budget_ms);
void eml_finder_free(EmlFinder *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(EmlFinder, eml_finder_free)
/* For the next place, from now on. */
void eml_finder_set_time(EmlFinder *self, guint budget_ms);

/* A message, an mbox file, a Maildir, or a folder with a file for each message. */
void eml_finder_look_at_path(EmlFinder *self, const char *path);
/* A folder with folders in it, such as a reader's message cache; files that were written last
 * first. */
void eml_finder_look_under(EmlFinder *self, const char *path);
/* A regular file; the descriptor stays the caller's, its offset where it is. */
void eml_finder_look_at_fd(EmlFinder *self, int fd);
void eml_finder_look_at_bytes(EmlFinder *self, GBytes *bytes);

typedef enum {
	EML_FOUND_NONE,	      /* nothing matches */
	EML_FOUND_OTHER_TEXT, /* the header is that of a message with another text */
	EML_FOUND_NO_TIME,    /* the time was over before all was looked at: what matched may not be
				 the only one */
	EML_FOUND_AMBIGUOUS,  /* two different messages match, or may match */
	EML_FOUND_HEADER,     /* one, but of its text nothing that can be compared is shown */
	EML_FOUND_ONE,
} EmlFound;
/* The message is borrowed; NULL unless ONE or HEADER. A message of which all is shown is found also
 * where the time was over: another one could say no more. */
EmlFound eml_finder_result(const EmlFinder *self, EmlMessage **ret_message);
/* FALSE once there is nothing left to look for. */
gboolean eml_finder_goes_on(const EmlFinder *self);
