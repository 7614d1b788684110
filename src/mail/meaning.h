#pragma once
/* What field values mean: addresses, encoded words, dates. GMime behind a small API, on single field values; no other
 * file knows GMime. Call eml_meaning_init() once from main() before threads start. */

#include "base/slice.h"

void eml_meaning_init(void);

typedef struct {
	char *display; /* decoded display name in UTF-8 as it stands (may hold control characters); NULL if none */
	char *address; /* local-part@domain as written, unquoted of nothing; "" for an empty <> */
	char *domain;  /* lower-case A-labels; NULL if there is no '@' or the name is no domain */
} EmlMailbox;

void eml_mailbox_free(EmlMailbox *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(EmlMailbox, eml_mailbox_free)

/* The mailboxes of an address field, groups opened, in order (RFC 5322 section 3.4, and what is seen in the wild: dots
 * and 8-bit bytes in display names, dots at odd places in local-parts). At most EML_MAX_ADDRESSES; empty if none.
 * Array of EmlMailbox; the caller owns it. */
GPtrArray *eml_meaning_addresses(EmlSlice value);
/* An unstructured value unfolded and RFC 2047-decoded to UTF-8. The caller owns it. */
char *eml_meaning_words(EmlSlice value);
/* RFC 5322 date-time, obsolete forms too. FALSE if there is none. ret_offset_minutes may be NULL. */
gboolean eml_meaning_date(EmlSlice value, gint64 *ret_seconds, gint *ret_offset_minutes);
/* The first msg-id without its brackets; NULL if there is none. */
char *eml_meaning_message_id(EmlSlice value);
