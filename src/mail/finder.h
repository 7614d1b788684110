#pragma once
/* The file behind a message that a mail reader shows. Whoever sends a mail can give it the
 * Message-ID of another one, so a message is found only if all that is shown matches it
 * (mail/rendered) and nothing else that was looked at does so too. Places are looked at in the
 * order of the calls, until the time is over. Descriptors are read with pread() only. */

#include "mail/rendered.h"

typedef struct EmlFinder EmlFinder;
/* shown is borrowed. sure: what is shown proves a message by itself, so that the first match ends
 * the search. */
EmlFinder *eml_finder_new(const EmlRendered *shown, guint budget_ms, gboolean sure);
void eml_finder_free(EmlFinder *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(EmlFinder, eml_finder_free)

/* A message, an mbox file, a Maildir, or a folder with a file for each message. */
void eml_finder_look_at_path(EmlFinder *self, const char *path);
/* A folder with folders in it, such as a reader's message cache; files that were written last
 * first. */
void eml_finder_look_under(EmlFinder *self, const char *path);
/* A regular file; the descriptor stays the caller's, its offset where it is. */
void eml_finder_look_at_fd(EmlFinder *self, int fd);
void eml_finder_look_at_bytes(EmlFinder *self, GBytes *bytes);

typedef enum {
	EML_FOUND_NONE,	     /* nothing matches */
	EML_FOUND_NO_TIME,   /* the time was over before all was looked at: what matched may not be
				the only one */
	EML_FOUND_AMBIGUOUS, /* two different messages match */
	EML_FOUND_ONE,
} EmlFound;
/* The message is borrowed; NULL unless ONE. */
EmlFound eml_finder_result(const EmlFinder *self, EmlMessage **ret_message);
/* FALSE once there is nothing left to look for. */
gboolean eml_finder_goes_on(const EmlFinder *self);
