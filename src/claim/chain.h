#pragma once
/* How one hop goes on in the next older one (standards E.5 (8)): in an unbroken chain the machine
 * that handed the message over wrote the next Received field. It explains the walk from the top to
 * the border, and ends it where the chain is torn; it makes no address internal. */

#include "syntax/received.h"

typedef enum {
	EML_LINK_NONE,	  /* the two fields do not tell */
	EML_LINK_ADDRESS, /* the host that wrote the older field has the address that is named here
			   */
	EML_LINK_NAME,	  /* it has the name */
	EML_LINK_MACHINE, /* it has the name of the same machine in another domain of the receiver's
			   */
	EML_LINK_MISSING, /* another machine of the receiver's is said to have written it */
	EML_LINK_TORN,	  /* a machine of the receiver's is named here, and none of them wrote it */
	EML_LINK_LAST,
} EmlLink;

/* For a hop inside the receiver only, since the word of a machine that is not the receiver's proves
 * nothing; older: NULL if there is none. */
EmlLink eml_chain_link(const EmlReceived *received, const EmlReceived *older);
/* "address", "name", "machine", "missing", "torn"; NULL for EML_LINK_NONE. */
const char *eml_link_word(EmlLink link);
