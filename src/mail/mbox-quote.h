#pragma once
/* The ">" that mbox files put before lines of the body that begin with "From ", taken away again
 * (RFC 4155, appendix A). A writer: bytes go in as they stand in the file, in pieces of any size.
 * There are two habits; which one a file follows it does not say. */

#include "mail/message.h"

typedef enum {
	EML_MBOX_EVERY, /* "mboxrd": ">From ", ">>From "…: each had one less */
	EML_MBOX_FIRST, /* "mboxo": only ">From " was "From " */
	EML_MBOX_LAST,
} EmlMboxHabit;

/* The bytes are valid only during the call, never empty. */
typedef void (*EmlMboxWrite)(EmlSlice bytes, gpointer data);

typedef struct EmlMboxQuote EmlMboxQuote;
EmlMboxQuote *eml_mbox_quote_new(EmlMboxHabit habit, EmlMboxWrite write, gpointer data);
void eml_mbox_quote_free(EmlMboxQuote *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(EmlMboxQuote, eml_mbox_quote_free)
void eml_mbox_quote_feed(EmlMboxQuote *self, EmlSlice piece);
/* Writes what is left. Nothing may be fed afterwards. */
void eml_mbox_quote_finish(EmlMboxQuote *self);

/* TRUE if the message was read from an mbox and a line of its body is quoted so. Reads the body. */
gboolean eml_mbox_is_quoted(const EmlMessage *message);
