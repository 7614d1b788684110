#pragma once
/* The facts of the SMTP session that SPF needs, each with the place it was read from (standards
 * B.1, E.6). A spoofer may write any field below the border; nothing he writes chooses an address
 * that is not doubted, as long as the private networks of the receiver hold its own machines only.
 */

#include <glib.h>

typedef struct {
	char *value;	    /* NULL if unknown; for mail_from "" is the null reverse-path */
	const char *source; /* static: "option", "border-received", "received", "received-spf",
			     * "authentication-results", "return-path"; NULL if unknown */
	gint field;	    /* -1 if not from a field */
	gboolean supposed;  /* given by an option, and not what the message says */
} EmlFact;

typedef enum {
	EML_DOUBT_NONE,
	EML_DOUBT_IP_CONFLICT,	   /* two of the receiver's own fields name different addresses */
	EML_DOUBT_SKIPPED_BY_NAME, /* a public address was skipped because of the name beside it */
	EML_DOUBT_SKIPPED_WITHOUT_ADDRESS, /* a hop was skipped that does not say who the client is
					    */
	EML_DOUBT_SKIPPED_LOOPBACK,	   /* a hop from the host itself was skipped */
	EML_DOUBT_TORN, /* the Received field that names the client is missing: the address is known
			 * by the receiver's results alone, if at all */
	EML_DOUBT_TWO_ADDRESSES, /* the border names two, and one may be the sender's word */
	EML_DOUBT_SUBMITTED, /* submitted at the receiver: no server from outside handed it over */
	EML_DOUBT_LAST,
} EmlEnvelopeDoubt;

typedef struct {
	EmlFact ip, helo, mail_from, receiver;
	EmlEnvelopeDoubt doubt; /* not NONE: SPF alone cannot authenticate */
	char *other_ip;		/* IP_CONFLICT: the address that differs */
	gint other_field;	/* where it stands; -1 */
	gint doubt_field;	/* what gives cause for any other doubt; -1 */
} EmlEnvelope;

/* What the command line sets over the headers; NULL members are not set. With an address set here
 * there is no doubt about it. */
typedef struct {
	const char *ip, *helo, *mail_from;
} EmlEnvelopeOptions;

/* TRUE if any fact is supposed. */
gboolean eml_envelope_is_supposed(const EmlEnvelope *self);
void eml_envelope_free(EmlEnvelope *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(EmlEnvelope, eml_envelope_free)
