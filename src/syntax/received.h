#pragma once
/* Received (RFC 5321 section 4.4) in the forms of the real world: Exchange, Exim, Postfix, qmail,
 * Gmail, sendmail, Go. */

#include "base/slice.h"

/* How the message came to the program that wrote the field, where that stands in so many words. */
typedef enum {
	EML_ORIGIN_NOT_SAID,
	EML_ORIGIN_NETWORK,   /* qmail: "invoked from network"; the next field says from whom */
	EML_ORIGIN_SUBMITTED, /* by a program on that host, or by a user who logged in */
	EML_ORIGIN_FETCHED,   /* by a reader's program, out of his mailbox at another host */
} EmlReceivedOrigin;

/* Owned strings, NULL where the field does not say it. */
typedef struct {
	char *from;	 /* the name after "from": the sender's word (HELO), also from (HELO x) and
			    helo=x forms */
	char *from_name; /* the name in the parentheses beside the address: the receiver's own
			  * reverse look-up; NULL also for "unknown" and where "may be forged"
			  * stands beside it */
	char *from_ip;	 /* the client address in canonical form (inet_ntop; IPv4-mapped as IPv4) */
	char *other_ip;	 /* another address that could be the client's as well, since the sender may
			  * have written parentheses or "by" into his HELO name or his address; NULL
			  * in all but hostile fields */
	EmlReceivedOrigin origin;
	char *by;
	char *by_name;	    /* where `by` is "localhost": the host that stands in the parentheses
			     * behind it, with an address */
	char *by_ip;	    /* the address in the parentheses behind `by`, in canonical form */
	gboolean by_filter; /* amavisd, a filter between two servers of that host, says it of itself
			     */
	char *with;	    /* "ESMTPS" */
	char *tls;	    /* "TLS1.3", "TLS1.2", or the text as written */
	char *cipher;
	char *id;
	char *for_; /* without <> */
	/* The next three only where there is no "from": what the field says instead. */
	char *via;     /* "listexpand" */
	char *comment; /* the one before "by", else the one behind the host, without its
			* parentheses: "Postfix, from userid 1000", "qmail 12 invoked by uid 7" */
	char *unread;  /* the words of a field that names no server, no comment and no protocol */
	EmlSlice date; /* the bytes of the date-time; empty if none; borrowed from the value */
} EmlReceived;

/* Never NULL; what is not understood stays NULL. */
EmlReceived *eml_received_parse(EmlSlice value);
/* TRUE if it came by LMTP (RFC 2033), which brings a message to its mailbox, never into a receiver.
 */
gboolean eml_received_by_lmtp(const EmlReceived *self);
void eml_received_free(EmlReceived *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(EmlReceived, eml_received_free)
