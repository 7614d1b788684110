#pragma once
/* Receivers that are known, one row each in known-receivers.def: what the walk from the top to the
 * border, and the trust in claims, cannot tell from the fields alone (standards E.5). A row without
 * more than its name says that the general rules do; its tests show it. Immutable. */

#include "claim/address.h"

typedef enum { EML_CLAIM_AUTHRES, EML_CLAIM_RECEIVED_SPF, EML_CLAIM_LAST } EmlClaimKind;

/* Addresses that only machines of the receiver itself have, at its own hosts. */
typedef struct {
	EmlAddress network, mask;
	gboolean below_edge; /* also where `edges` say so */
} EmlKnownNetwork;

/* Hosts at the outer edge: a public address there is the border whatever its names say, since
 * customers of the same receiver are strangers to each other. */
typedef struct {
	const char *host; /* ".example.org": that domain and the hosts below it; else that host */
	gboolean any_network; /* also for addresses that are internal below the edge */
} EmlKnownEdge;

/* What a Received field says of where the message came from. */
enum {
	EML_FROM_NOBODY = 1 << 0, /* no "from" */
	EML_FROM_NAME = 1 << 1,	  /* a name without an address */
	EML_FROM_HOST = 1 << 2, /* an address of the host itself, or one that strangers have too */
	EML_FROM_PRIVATE = 1 << 3, /* another address that is not public */
};

/* A step that names no address of another machine. Nobody else's programs run on those hosts, so a
 * message cannot begin there. */
typedef struct {
	const char *by[4]; /* '*' stands for any letters */
	guint from;
	const char *with[4]; /* what the protocol begins with; none: any */
} EmlKnownStep;

/* One field that the receiver writes below its own Received field. */
typedef struct {
	EmlClaimKind kind;
	const char *name;
	const char *method; /* NULL: any */
	gboolean repeats;   /* one field a signature */
} EmlKnownClaim;

/* What stands right under the border, in the order in which it is written (see shape.h). */
typedef struct {
	const char *by[4];	/* the border's host; '*' stands for any letters */
	const char *between[7]; /* other fields that the receiver writes into the run */
	EmlKnownClaim claims[7];
} EmlKnownShape;

typedef struct {
	const char *name;
	const char *seen;     /* where what the row says was seen, and in mail of which years */
	const char *read;     /* the day on which it was looked up */
	const char *tests;    /* what its rows in tests/unit/receivers-*.def begin with */
	const char *hosts[5]; /* the domains of its machines */
	gboolean one_organization; /* all of them: that of the first */
	gboolean nameless;	   /* its Authentication-Results name nobody (standards E.4) */
	gboolean chained; /* each machine names the one before it, which wrote the next field, under
			   * the same first label if not under the same name */
	/* It writes results below the border, among the sender's fields, where they prove nothing
	 * but are no forgery either (standards E.5 (9)): */
	const char *own_fields; /* in a run with fields that begin so */
	gboolean at_end;	/* at the end of the header */
	EmlKnownNetwork networks[4];
	EmlKnownEdge edges[3];
	EmlKnownStep steps[4];
	EmlKnownShape shape;
} EmlKnownReceiver;

extern const EmlKnownReceiver eml_known_receivers[];
extern const guint eml_n_known_receivers;

/* Host names are in lower case. */

/* Whose machine the host is; NULL if it is nobody's in the table. */
const EmlKnownReceiver *eml_known_receiver(const char *host);
/* The network of that host's receiver in which the address lies; NULL if there is none. */
const EmlKnownNetwork *eml_known_network(const EmlAddress *address, const char *host);
/* network: that of the address, or NULL. */
gboolean eml_known_is_edge(const char *host, const EmlKnownNetwork *network);
/* by: a host or an address; from: one of EML_FROM_*; with may be NULL. */
gboolean eml_known_is_step(const char *by, guint from, const char *with);
/* NULL if its host writes no claims below the border. */
const EmlKnownShape *eml_known_shape(const char *host);
/* The organization of a registrable domain, if its receiver has several; else NULL. */
const char *eml_known_organization(const char *domain);
