#pragma once
/* One receiver: what it writes over a message, as it is seen in real mail, and what emlens must
 * make of an honest message there and of one by a sender who knows our table of receivers. The rows
 * are in receivers-*.def; beside each stands where its shape was seen. In the texts @HELO@, @RDNS@,
 * @IP@, @MAILFROM@, @DOMAIN@ (of MAIL FROM) and @AUTHOR@ (the domain of From) are what the sender
 * chose, @spf@, @Spf@, @dkim@ and @dmarc@ what the receiver found. */

#include "report.h"

typedef struct {
	const char *name;
	const char *client,
	    *peer;	       /* its address and HELO name, where they are not the usual ones */
	const char *mail_from; /* of the honest sender; NULL: bounce@sender.example */
	const char *top;       /* what the receiver wrote */
	const char *below;  /* what the machines on the honest sender's side wrote; NULL: nothing */
	const char *forged; /* what the forger writes in its place */
	gboolean at_end;    /* below and forged stand at the end of the header */
	gint border;	    /* which Received field, from 0 at the top */
	const char *ip;	    /* "ADDRESS SOURCE", of both messages */
	const char *receiver;
	const char *doubt; /* NULL: none */
	/* of each claim, in order; those of `forged` instead of those of `below` */
	const char *trust, *trust_below, *trust_forged;
	const char *unsigned_verdict; /* "STATUS ID": the honest message without its signature */
	const char *signed_verdict;   /* with it; NULL: SIGNED */
	const char *forged_verdict;   /* NULL: FORGED, whoever MAIL FROM names */
	const char *victim_verdict;   /* where MAIL FROM names the victim; NULL: the same */
} Receiver;

extern const Receiver test_receivers[];
extern const guint test_n_receivers;

/* What the sender of a message chose in its SMTP session, and what an honest receiver finds. */
typedef struct {
	const char *name, *ip, *helo, *rdns, *mail_from, *domain, *author, *spf;
	gboolean authentic;
} ReceiverSession;

extern const ReceiverSession test_session_honest, test_session_own, test_session_victim;

/* `text` with the session's words in their places; `receiver` may name another client and HELO
 * name. The caller owns it. */
char *
test_receiver_text(const char *text, const Receiver *receiver, const ReceiverSession *session);
/* The place of the doubt in words. */
const char *test_doubt_word(EmlEnvelopeDoubt doubt);
/* The domains of the sender, who may send from the clients of all rows, and of the victim, who
 * permits 203.0.113.1 only and asks to reject the rest. The caller owns it. */
char *test_receiver_zone(void);
/* The report on the message, with that zone for DNS. The caller owns it. */
EmlReport *test_receiver_report(const char *text);

#define TEST_BOUNCE "bounce@sender.example"
#define AT "; Mon, 2 Nov 2026 10:00:03 +0000\n"
#define BY_SPF "authenticated verdict-pass-spf"
#define SIGNED "authenticated verdict-pass-dkim"
#define FORGED "unauthenticated verdict-fail"
#define NOT_PROVED "unauthenticated verdict-fail-none"
#define NOT_SURE "undecided verdict-address-doubtful"

/* fields of the forger: the victim's own server, as if it had handed over to `by` */
#define FROM_VICTIM(by)                                                                            \
	"Received: from mail.victim.example (mail.victim.example [203.0.113.1])\n\tby " by         \
	" with ESMTPS id 4F6A7B" AT
#define VICTIM_RESULTS(id)                                                                         \
	"Authentication-Results: " id "; spf=pass smtp.mailfrom=ceo@victim.example "               \
	"smtp.remote-ip=203.0.113.1;\n\tdkim=pass header.d=victim.example; dmarc=pass "            \
	"header.from=victim.example\n"
#define VICTIM_SPF(name)                                                                           \
	"Received-SPF: pass (" name ": domain of ceo@victim.example designates 203.0.113.1 as "    \
	"permitted sender)\n receiver=" name "; client-ip=203.0.113.1; "                           \
	"envelope-from=\"ceo@victim.example\"; helo=mail.victim.example;\n"
#define VICTIM_NAMELESS                                                                            \
	"Authentication-Results: spf=pass (sender IP is 203.0.113.1)\n "                           \
	"smtp.mailfrom=victim.example; dkim=pass (signature was verified)\n "                      \
	"header.d=victim.example;dmarc=pass action=none header.from=victim.example;"               \
	"compauth=pass\n reason=100\n"

/* Microsoft's delivery into its own store. September 2026: a write-up of a phishing message with
 * its whole chain; December 2025: screenshots of a training site. */
#define MS_STORE                                                                                   \
	"Received: from CY5PR12MB6203.namprd12.prod.outlook.com (::1) by\n"                        \
	" MW4PR12MB7238.namprd12.prod.outlook.com with HTTPS" AT
