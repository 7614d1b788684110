#pragma once
/* What field values mean: addresses, encoded words, dates, message ids. Every string is valid
 * UTF-8: bytes of no character become U+FFFD, NUL the text \u{0}; other control characters stay.
 * GMime's charset names behind a small API, on single field values; no other file knows GMime. Call
 * eml_meaning_init() once from main() before threads start. */

#include "base/slice.h"

void eml_meaning_init(void);

typedef struct {
	char *display; /* decoded display name (may hold control characters), or the comment of "a@b
			  (Name)"; NULL if none */
	char *address; /* local-part@domain as written, without CFWS; no '@' for a local user; ""
			* for <> and for a name with no address */
	char *domain; /* lower-case A-labels; NULL if there is none to ask about: no '@' or several,
		       * a domain-literal, no domain name. Nobody can speak for such a mailbox. */
} EmlMailbox;

void eml_mailbox_free(EmlMailbox *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(EmlMailbox, eml_mailbox_free)

/* The mailboxes of an address field, groups opened, in order (RFC 5322 section 3.4, and what is
 * seen in the wild: dots, commas and 8-bit bytes in display names, dots at odd places in
 * local-parts, missing commas and brackets). Where a value can be read in two ways, both mailboxes
 * are given, or one with no domain. At most EML_MAX_ADDRESSES; empty if none. Array of EmlMailbox;
 * the caller owns it. */
GPtrArray *eml_meaning_addresses(EmlSlice value);
/* The value without its line ends (RFC 5322 section 2.2.3), a lone LF is one, too. The caller owns
 * it. */
GString *eml_meaning_unfolded(EmlSlice value);
/* "display <address>" for people; a display name that holds syntax becomes a quoted-string, so that
 * one mailbox never reads like several. The caller owns it. */
char *eml_meaning_mailbox_text(const EmlMailbox *mailbox);
/* An unstructured value unfolded (the white space of a fold is one blank) and RFC 2047-decoded,
 * without blanks at its ends. The caller owns it. */
char *eml_meaning_words(EmlSlice value);
/* The same, for what is only shown: encoded words of an unknown charset stay as they stand (RFC
 * 2047 section 6.3). */
char *eml_meaning_known_words(EmlSlice value);
/* The same for a structured value, in which what was encoded must not be taken for syntax: it
 * becomes a quoted-string, which is what an encoded word in a phrase means; inside of one, where
 * RFC 2047 section 5 allows none and programs write some, its text. */
char *eml_meaning_words_quoted(EmlSlice value);
/* The bytes of that charset in UTF-8, those of an unknown or empty one as UTF-8. The caller owns
 * it. */
char *eml_meaning_charset(EmlSlice bytes, EmlSlice charset);
/* RFC 5322 date-time, obsolete forms too, and what Go writes. A missing or unknown zone counts as
 * UTC. FALSE if there is none. ret_offset_minutes (east of UTC) may be NULL. */
gboolean eml_meaning_date(EmlSlice value, gint64 *ret_seconds, gint *ret_offset_minutes);
/* The first msg-id without its brackets; NULL if there is none. The caller owns it. */
char *eml_meaning_message_id(EmlSlice value);
