#pragma once
/* Where the message came in from outside: the border of standards E.5 (1). Above it everything was
 * written by the receiver's own machines, below it begins the sender's data. A message that was
 * submitted at the receiver came in there as well, only not from outside. */

#include "claim/hops.h"

typedef struct {
	gint index; /* into the hops, -1 = none */
	gint zone;  /* see EmlHops */
	EmlHopsDoubt doubt;
	gint doubtful, first_doubtful; /* see EmlHops */
	gint torn;		       /* see EmlHops */
} EmlBorder;

/* hops: array of EmlHop, newest first, of which only `received` and `field` are read. */
EmlBorder eml_border_find(const EmlMessage *message, const GPtrArray *hops);
