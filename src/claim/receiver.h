#pragma once
/* The receiver's names (standards E.5 (2)): the hosts of the Received fields from the top down to
 * EmlHops.zone, and what --trust adds. Immutable once made. */

#include "claim/hops.h"

typedef struct EmlReceiver EmlReceiver;

/* trust: NULL-terminated; may be NULL. Both live as long as the result. */
EmlReceiver *eml_receiver_new(const EmlHops *hops, const char *const *trust);
void eml_receiver_free(EmlReceiver *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(EmlReceiver, eml_receiver_free)

/* The fields above this index are the receiver's own: the field of EmlHops.zone; without a border
 * the topmost Received, since then nothing says where the sender's data begins; 0 without any
 * Received.
 */
guint eml_receiver_zone(const EmlReceiver *self);
/* The hop whose `by` is that name or shares its organization, NULL if there is none. The name may
 * be NULL. */
const EmlHop *eml_receiver_hop_of(const EmlReceiver *self, const char *name);
/* The number of the --trust entry that is that name or a domain above it, -1 if there is none. */
gint eml_receiver_trusted(const EmlReceiver *self, const char *name);
/* That entry as it was given, in lower case; NULL if there is none. Borrowed. */
const char *eml_receiver_named(const EmlReceiver *self, const char *name);
guint eml_receiver_n_trusted(const EmlReceiver *self);
/* TRUE if the hosts are of a receiver that writes no authserv-id (Microsoft). */
gboolean eml_receiver_writes_no_id(const EmlReceiver *self);
/* The first hop from the border upwards whose `by` is a host name, and that name; NULL if there is
 * none. Borrowed. */
const EmlHop *eml_receiver_host(const EmlReceiver *self, const char **ret_name);
