#pragma once
/* The Received chain, newest first: who handed the message to whom, when, and where it came in from
 * outside (the border, standards E.5). */

#include "claim/chain.h"
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
	gboolean inside; /* names no client: a known step inside its receiver (see hop-kind.h) */
	EmlLink link;	 /* to the next older hop; only above the border */
} EmlHop;

/* Why the walk from the top to the border is not sure of its way, weightiest last. */
typedef enum {
	EML_HOPS_SURE,
	EML_HOPS_LOOPBACK, /* a hop from the host itself: a filter, or a program of the sender's */
	EML_HOPS_WITHOUT_ADDRESS, /* a hop that does not say who handed the message over */
	EML_HOPS_TWO_ADDRESSES, /* the border can be read with two addresses, one the sender's word
				 */
	EML_HOPS_TORN,	  /* the machine of the receiver's that a hop names wrote none of the fields
			   * below: one was removed, or the message was made there */
	EML_HOPS_BY_NAME, /* a hop with a public address was taken for internal by the name beside
			     it */
	EML_HOPS_SUBMITTED, /* the message was submitted at the receiver itself: there is no server
			     * that SPF could be about, and all that stands below is the sender's */
} EmlHopsDoubt;

typedef struct {
	GPtrArray *hops;     /* EmlHop, newest first */
	gint border;	     /* index into hops, -1 = none */
	gint zone;	     /* index of the hop below which fields are the sender's, or may be: the
			      * border, or a hop above it that is either a filter's or a user's, or
			      * does not say who handed the message over; -1 = none */
	EmlHopsDoubt doubt;  /* not SURE: SPF alone cannot authenticate (standards E.5) */
	gint doubtful;	     /* the hop that gives cause for it; -1 = none */
	gint first_doubtful; /* the topmost hop that gives cause for a doubt, whichever: what stands
			      * below it may be the sender's invention; -1 = none */
	gint torn;	     /* the last hop of the receiver's in a torn chain, which has no border;
			      * -1 = none */
} EmlHops;

EmlHops *eml_hops_new(const EmlMessage *message);
void eml_hops_free(EmlHops *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(EmlHops, eml_hops_free)
/* NULL if there is no border. Borrowed. */
const EmlHop *eml_hops_border(const EmlHops *self);
/* TRUE below the border, and below the last hop of the receiver's in a torn chain: hop 0 is the
 * newest. */
gboolean eml_hops_is_below(const EmlHops *self, guint index);
/* The hop of `zone`; NULL if there is none. Borrowed. */
const EmlHop *eml_hops_zone(const EmlHops *self);
/* The hop of `zone` if it has a time, else the topmost hop that has one; NULL if none has.
 * Borrowed. */
const EmlHop *eml_hops_timed(const EmlHops *self);
/* The time of that hop; FALSE if there is none. */
gboolean eml_hops_time(const EmlHops *self, gint64 *ret_seconds);
