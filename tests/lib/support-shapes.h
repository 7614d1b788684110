#pragma once
/* Header blocks as large receivers write them, down to where the sender's data begins; addresses
 * and names are of the documentation networks. The client is always 192.0.2.10,
 * mail.sender.example, bounce@sender.example. */

#include "claim/claims.h"
#include "claim/envelope-find.h"

typedef struct {
	const char *name;
	const char *top; /* what the receiver wrote; every line ends with LF */
	const char
	    *id; /* an authserv-id of the receiver's (for Microsoft what a forger would write) */
	const char *by;	      /* the border's `by` */
	const char *receiver; /* what eml_claims_new() finds */
	guint border;	      /* field */
} TestShape;

extern const TestShape test_shapes[];
extern const guint test_n_shapes;
const TestShape *test_shape(const char *name);

/* What the sender of every shape wrote below: From, To, Subject, Date, Message-ID. */
#define TEST_SENDER_FIELDS                                                                         \
	"From: Alice <alice@sender.example>\nTo: bob@receiver.example\nSubject: hello\n"           \
	"Date: Mon, 2 Nov 2026 10:00:00 +0000\nMessage-ID: <1@sender.example>\n"

/* A message with all that claim/ says of it. */
typedef struct {
	EmlMessage *message;
	EmlHops *hops;
	EmlClaims *claims;
	EmlEnvelope *envelope;
} TestClaims;

/* Header fields with LF; a body is added. trust and options may be NULL. */
TestClaims *
test_claims_new(const char *fields, const char *const *trust, const EmlEnvelopeOptions *options);
void test_claims_free(TestClaims *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(TestClaims, test_claims_free)
/* The claim that is field `field`; the test ends if there is none. */
const EmlClaimField *test_claim_at(const TestClaims *self, guint field);
/* Asserts that the value and where it was read are the same. */
void test_same_fact(const EmlFact *a, const EmlFact *b);
