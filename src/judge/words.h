#pragma once
/* The one place with sentences: what every step, finding, comparison and verdict means. Used by
 * every renderer, `emlens explain ID` and the manual. The tables are judge/words-*.def. */

#include "base/safe-text.h"
#include "check/trace.h"
#include "claim/claims.h"
#include "claim/envelope.h"
#include "claim/hops.h"
#include "syntax/spf-record.h"

typedef struct {
	const char *id;	   /* stable, printed in JSON: "dkim-body-hash-differs" */
	const char *rfc;   /* "RFC 6376 section 6.1.3"; NULL if no standard speaks of it */
	const char *title; /* "The body changed after signing"; %1 %2 are args */
	const char
	    *why; /* two or three plain sentences; %1 %2 are args; NULL only for vendor words */
	const char *advice; /* what the sender, the receiver or the reader can do; may be NULL */
	guint flags;	    /* EML_WORDS_…: what nobody has to read out of the sentences */
} EmlWords;

enum {
	EML_WORDS_SAY_RESULT = 1 << 0, /* the title has the word of the result in it */
	EML_WORDS_ASK_DNS = 1 << 1,    /* the advice is to do without --offline */
	EML_WORDS_IN_VERDICT = 1 << 2, /* a finding that the verdict's sentence tells, too */
};

/* Never NULL for a code below EML_STEP_LAST. */
const EmlWords *eml_words_step(EmlStepCode code);
/* What a kind of SPF term means, whatever came of it; KIND_LAST: of what is none. Never NULL. */
const EmlWords *eml_words_spf_kind(EmlSpfKind kind);
/* The same for a term as written, with or without qualifier. */
const EmlWords *eml_words_spf_term(EmlSlice term);
/* Never NULL for a code below EML_TRUST_WHY_LAST. */
const EmlWords *eml_words_trust(EmlTrustWhy why);
/* Any id: step, finding, comparison reason, trust reason, verdict; NULL if there is none. */
const EmlWords *eml_words_by_id(const char *id);
/* The title of an id that is in the tables and has no args. */
const char *eml_words_title(const char *id);
/* Calls once for each entry of all tables, in table order. */
void eml_words_each(void (*each)(const EmlWords *words, gpointer data), gpointer data);
/* The text with %1…%9 replaced by the args (GBytes; the array may be NULL), made safe for people; a
 * missing arg is "?". "[%1:line was|lines were]" becomes the first half if the arg is "1", else the
 * second; "[%1=none:nothing|something]" the first if it is that word. NULL text gives "". The
 * caller owns it. */
EmlPlain *eml_words_expand(const char *text, const GPtrArray *args);
/* The sentence of a step: its title, with args. The caller owns it. */
EmlPlain *eml_words_step_text(const EmlStep *step);
/* What to do about the verdict of that id; "" if nothing. The caller owns it. */
EmlPlain *eml_words_advice(const char *id, const GPtrArray *args);
/* "Hypothetical: as if 192.0.2.1 had handed it over, and DNS held …": the facts of the session that
 * are supposed, then the first few of the records (char *) that are laid over, and how many more.
 * Both may be NULL. NULL if nothing is supposed; the caller owns it. */
EmlPlain *
eml_words_hypothetical(const GPtrArray *records, const EmlEnvelope *envelope);
/* The sentence of a trust reason of that message. The caller owns it. */
EmlPlain *eml_words_trust_text(const EmlTrustReason *reason, const EmlMessage *message);
typedef struct EmlReport EmlReport;
/* Why that field of the report counts or not: the same, or that it is shown to be forged. The
 * caller owns it. */
EmlPlain *eml_words_claim_text(const EmlReport *report, const EmlClaimField *claim);
/* The finding that is about a doubtful field in that place. */
const char *eml_words_doubtful(EmlTrustWhy why);
/* A fact of the SMTP session of that message, what it is (an id: "shown-client") and where it was
 * read: "192.0.2.1  (the server that …; from …, line 7)". The caller owns it. */
EmlPlain *eml_words_fact(const EmlFact *fact, const char *what, const EmlMessage *message);
/* The same of MAIL FROM; where it is not known, with the lines that name one and are not relied on
 * (judge/mail-from). The caller owns it. */
EmlPlain *
eml_words_mail_from(const EmlEnvelope *envelope, const EmlHops *hops, const EmlMessage *message);

/* Who handed the message to whom: "a.example [192.0.2.1], says HELO x.example > b.example", "HELO
 * x.example [192.0.2.1] > b.example" where nobody looked up a name; the address stands beside the
 * name if it is wanted, or there is no name. Of a field without "from" what it says: "by b.example
 * via listexpand". The caller owns it. */
EmlPlain *eml_words_servers(const EmlHop *hop, gboolean address);
/* The same in that many columns, without the HELO name beside another: the receiving server gives
 * way to who runs it, and then the end of the sending one's name. The caller owns it. */
EmlPlain *eml_words_servers_within(const EmlHop *hop, guint columns);
/* TRUE if the name after "from" is what the client said of itself in SMTP. */
gboolean eml_words_says_helo(const EmlReceived *received);
/* Why it cannot be seen where the message came in from outside; NULL if it can, or there is no hop.
 * The caller owns it. */
EmlPlain *eml_words_no_border(const EmlHops *hops);
/* When the message came in, as eml_words_fact(), and whether that is the moment of --at. The caller
 * owns it. */
EmlPlain *eml_words_came_in(const EmlHops *hops, gint64 at, const EmlMessage *message);
/* The moment of --at where it is another one; NULL if it is not, or no hop has a time. The caller
 * owns it. */
EmlPlain *eml_words_judged_at(const EmlHops *hops, gint64 at, const EmlMessage *message);
/* What the client's address is called: an id for eml_words_fact(). */
const char *eml_words_client(const EmlEnvelope *envelope);
/* What is remarkable about a hop: the id of a title, or NULL. SUBMITTED: of EmlHops.doubt. */
const char *eml_words_hop(const EmlHop *hop, gboolean submitted);
#define EML_ORIGINATING_FIELD "X-Originating-IP"
/* The line about a field for the address of the writer's computer. The caller owns it. */
EmlPlain *eml_words_originating(const EmlMessage *message, guint field);
/* How a hop was protected: "TLS1.3"; "TLS", of a version that the field does not say; "no TLS"; ""
 * if it does not say. Borrowed. */
const char *eml_words_protection(const EmlReceived *received);
/* What is remarkable about the protocol that protected a hop, EmlReceived.tls: likewise. */
const char *eml_words_tls(const char *tls);

/* A word of a receiver's own, and what it means. */
typedef struct {
	char *raw;	       /* as written: "reason=130", "action=oreject" */
	const EmlWords *words; /* the title is the sentence, without args */
} EmlVendorWord;

/* Those of one result that are in the table (judge/words-vendor.def), in the order in which they
 * are written. Array of EmlVendorWord; the caller owns it. */
GPtrArray *eml_words_vendor(const EmlAuthresResult *result);
/* The same of the comment of Received-SPF. */
GPtrArray *eml_words_vendor_spf(const EmlReceivedSpf *spf);
