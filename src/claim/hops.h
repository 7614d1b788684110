#pragma once
/* The Received chain, newest first: who handed the message to whom, when, and where it came in from
 * outside (the border, standards E.5). */

#include "mail/message.h"
#include "syntax/received.h"

typedef struct {
	guint field;
	EmlReceived *received;
	gboolean has_time;
	gint64 time;	    /* UTC seconds */
	gboolean has_delay; /* both this hop and the one before it in time have one */
	gint64 delay_s;	    /* seconds since the next older hop; negative: the clocks disagree */
	gboolean border;
} EmlHop;

typedef struct {
	GPtrArray *hops;	  /* EmlHop, newest first */
	gint border;		  /* index into hops, -1 = none */
	gboolean skipped_by_name; /* a hop with a public address was taken for internal by the name
				   * beside it: SPF alone cannot authenticate (standards E.5) */
	gboolean skipped_without_address; /* a hop above the border names an SMTP client and no
					   * address: its host may keep no addresses, and what
					   * stands below may be the sender's invention */
} EmlHops;

EmlHops *eml_hops_new(const EmlMessage *message);
void eml_hops_free(EmlHops *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(EmlHops, eml_hops_free)
/* NULL if there is no border. Borrowed. */
const EmlHop *eml_hops_border(const EmlHops *self);
/* Time of the border, else of the topmost hop that has one; FALSE if none has. */
gboolean eml_hops_time(const EmlHops *self, gint64 *ret_seconds);
