#pragma once
/* What each tag of a signature and of a key record means: one step a tag, in the order in which
 * they are written. */

#include "mail/message.h"
#include "syntax/dkim-key.h"
#include "syntax/dkim-sig.h"

/* Appends the steps of a signature that can be read. */
void eml_dkim_meaning_of_signature(const EmlMessage *message,
				   const EmlDkimSig *sig,
				   guint field,
				   GPtrArray *steps);
/* The same of a key record, also of one that cannot be used. slot: its question; ranges: whether
 * places in the record are told, which say nothing where the name has several. */
void
eml_dkim_meaning_of_key(const EmlDkimKey *record, guint slot, gboolean ranges, GPtrArray *steps);
