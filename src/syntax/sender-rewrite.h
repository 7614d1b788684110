#pragma once
/* Envelope senders that a machine made out of another address: SRS (a forwarder's), VERP (one for
 * each recipient) and BATV (signed by the sender itself). None is a standard; the forms are those
 * of the drafts and of the programs in use. Pure grammar; whether the address is true is not known.
 */

#include "base/slice.h"

typedef enum {
	EML_SENDER_PLAIN,
	EML_SENDER_SRS0, /* SRS0=HHH=TT=domain=local@forwarder, or Microsoft's x+SRS=HHH=TT=… */
	EML_SENDER_SRS1, /* SRS1=HHH=forwarder==HHH=TT=domain=local@second-forwarder */
	EML_SENDER_VERP, /* bounce+local=domain@list */
	EML_SENDER_BATV, /* prvs=KDDDSSSSSS=local@domain */
} EmlSenderKind;

typedef struct {
	EmlSenderKind kind;
	/* SRS: the sender before; BATV: the sender as people know it; VERP: the recipient. NULL for
	 * PLAIN; else owned, as is `by`. */
	char *address;
	char *by;	       /* the domain behind the "@" */
	char *first_forwarder; /* SRS1: who forwarded first; else NULL */
} EmlSenderRewrite;

/* Reads an address without < and >; PLAIN for whatever is not wholly of one of the forms. */
void eml_sender_rewrite_parse(EmlSlice address, EmlSenderRewrite *ret_rewrite);
void eml_sender_rewrite_clear(EmlSenderRewrite *self);
