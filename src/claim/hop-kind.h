#pragma once
/* What one hop says of where the message came from, for border.c and hops.c only. */

#include "syntax/received.h"

typedef enum {
	EML_HOP_OUTSIDE, /* a public address that nothing explains away: the border */
	EML_HOP_HIDDEN,	 /* from outside as well, but the receiver wrote 0.0.0.0 or :: in the place
			  * of the address */
	EML_HOP_TWO_ADDRESSES, /* outside, but the sender's own words may have given the address */
	EML_HOP_SUBMITTED,     /* handed in on this host or by a user who logged in, with no public
				* address, or out of a mailbox of it: the message came in here, and not
				* from outside */
	EML_HOP_NAMED_INSIDE,  /* a public address whose reverse look-up names the receiver's own
				* organization */
	EML_HOP_PROVIDER,      /* a provider's own network, at a host of that provider */
	EML_HOP_LOOPBACK, /* an address of the host itself, or one that strangers may have as well:
			   * a filter of the receiver, or a program of the sender's on that host;
			   * also LMTP from a public address */
	EML_HOP_WITHOUT_ADDRESS, /* nothing says who handed it over */
	EML_HOP_INSIDE, /* a private address, a mailbox server or what was fetched from one, a
			 * provider's known step */
} EmlHopKind;

EmlHopKind eml_hop_kind(const EmlReceived *received);
/* TRUE if the hop looks like the hand-back of a filter on the same host, although its protocol is
 * that of a user who logged in (amavisd is seen to hand over with ESMTPA); `older` is the next
 * hop, NULL if there is none. A user who logged in from that host could have written `older`. */
gboolean eml_hop_is_handed_back(const EmlReceived *received, const EmlReceived *older);
