#pragma once
/* EmlReport: what is known about one message at one moment. Made by inspect.c (a snapshot while
 * checks run, the last one when all are done), immutable, reference-counted, safe from any thread.
 * Renderers and the TUI read nothing else. */

#include "check/arc.h"
#include "check/bimi.h"
#include "check/dkim-canonical.h"
#include "check/dkim.h"
#include "check/dmarc.h"
#include "check/iprev.h"
#include "check/message-hash.h"
#include "check/spf.h"
#include "check/unsubscribe.h"
#include "claim/claims.h"
#include "claim/envelope.h"
#include "claim/hops.h"
#include "dns/store.h"
#include "judge/forensics.h"
#include "mail/meaning.h"
#include "mail/message.h"
#include "mail/parts.h"

/* What the message says of itself, decoded. Strings are owned. */
typedef struct {
	char *message_id; /* NULL if missing */
	gboolean has_date;
	gint64 date;	 /* UTC seconds */
	char *subject;	 /* decoded; NULL if missing */
	GPtrArray *from; /* EmlMailbox of all From fields */
	guint n_from_fields;
	GPtrArray *from_domains; /* char *: distinct A-labels; behind them, if there are any, what
				  * stands after '@' in mailboxes that have no usable domain */
	char *return_path;	 /* "" for <>; NULL if missing */
	gint malformed_from; /* the topmost From field that is not written as RFC 5322 says; -1 */
	GArray *with_utf8;   /* guint: fields with bytes beyond ASCII, all of them UTF-8 */
	GArray *not_utf8;    /* guint: fields with bytes that are neither */
	GArray *with_lost;   /* guint: fields with U+FFFD, for what a program could not read */
	gint blank_field;    /* the topmost field with a folded line of blanks only; -1 */
	guint blank_line;    /* that line of the file */
} EmlFacts;

typedef enum {
	EML_STATUS_AUTHENTICATED,
	EML_STATUS_UNAUTHENTICATED,
	EML_STATUS_UNDECIDED,
	EML_STATUS_LAST
} EmlStatus;
const char *eml_status_word(EmlStatus status); /* "authenticated"… */

typedef struct {
	EmlStatus status;
	EmlTone tone;	 /* for people: a failure for which nobody asks anything is no red one */
	const char *id;	 /* id in judge/words of the sentence; static */
	GPtrArray *args; /* GBytes for it */
} EmlVerdict;

typedef enum {
	EML_COMPARE_AGREE,
	EML_COMPARE_DISAGREE,
	EML_COMPARE_CLAIM_ONLY,
	EML_COMPARE_RECHECK_ONLY,
	EML_COMPARE_NOT_COMPARABLE,
	EML_COMPARE_LAST,
} EmlCompareVerdict;
const char *eml_compare_word(EmlCompareVerdict verdict); /* "agree"… */

typedef struct {
	const char *method; /* static: "spf", "dkim", "dmarc" */
	char *subject; /* "example.org/s1" for dkim, the domain for the others; NULL if unknown */
	gint dkim;     /* index into EmlReport.dkim, -1 = none */
	char *claimed; /* result word as claimed; NULL = no claim of the receiver */
	char *claimed_by;	/* NULL if no claim or no id */
	gint claimed_field;	/* -1 = none */
	gboolean claimed_guess; /* of an SPF record that the receiver made up for want of one */
	EmlResult rechecked;	/* EML_RESULT_LAST = not evaluated */
	EmlCompareVerdict verdict;
	const char *why; /* id in judge/words; static; NULL if there is nothing to say */
	GPtrArray *args; /* GBytes for it */
} EmlComparison;

typedef struct {
	const char *id; /* id in judge/words; static */
	EmlTone tone;
	GPtrArray *args; /* GBytes */
	GArray *fields;	 /* guint: header fields it talks about */
} EmlFinding;

/* What a field is that bears the receiver's name among the sender's fields (judge/forged.h). */
typedef enum {
	EML_FORGED_CONTRADICTS, /* it says pass, and the receiver's own field says otherwise */
	EML_FORGED_RECHECKED,	/* it says pass, and what is verified now does not */
	EML_FORGED_REPEATS,	/* the receiver wrote that result above already */
	EML_FORGED_LOWER,	/* where no filter of the receiver's writes */
	EML_FORGED_LESS, /* the receiver's own field says pass, and it does not: no forger's gain */
	EML_FORGED_EARLIER_PASS, /* it came from, or went through, a server of the same provider */
	EML_FORGED_NO_BORDER,	 /* nothing shows where the sender's fields begin */
	EML_FORGED_DOUBTFUL,	 /* where filters of receivers like this one write */
	EML_FORGED_BESIDE_OWN,	 /* there too, but the receiver's own results stand above */
	EML_FORGED_LAST,
} EmlForgedKind;

typedef struct {
	EmlForgedKind kind;
	const char *method; /* static; CONTRADICTS, RECHECKED, LESS and REPEATS */
	const char *said;   /* the result in the field; borrowed */
	const char *own;    /* the receiver's, or that of the re-check; borrowed */
	gint other;	    /* the receiver's field, or the Received field that tells; -1 = none */
	gboolean contradicts; /* EARLIER_PASS: it says pass, and the receiver's own otherwise */
} EmlForged;

/* A mail gateway that handed the message over (judge/gateway.h). Strings are borrowed. */
typedef struct {
	const char *name;    /* of the machine, as DNS or the receiver says */
	const char *product; /* "Proofpoint"; NULL: a server of the receiver's own */
	const char *client;  /* from whom it took the message, by its own word; NULL */
	gint client_field;   /* where it says so; -1 */
	gint results_field;  /* where its own results stand; -1 */
} EmlGateway;

typedef enum { EML_CHECK_WAITING, EML_CHECK_RUNNING, EML_CHECK_DONE } EmlCheckState;

typedef struct {
	guint number; /* 1-based, for people: EmlReport order */
	EmlDnsQuestion *question;
	EmlDnsAnswer *answer; /* NULL while it is waited for */
} EmlDnsLine;

typedef struct EmlReport EmlReport;
struct EmlReport {
	gint references; /* atomic */
	const char
	    *file; /* as the user named it; "-" for standard input; lives like the five below */
	EmlMessage *message;
	const EmlFacts *facts; /* these five live as long as the inspection's shared part, which the
				  report holds */
	const EmlHops *hops;
	const EmlClaims *claims;
	const EmlEnvelope *envelope;
	gint64 at;	   /* the moment of --at */
	gint64 dns_moment; /* when DNS was as the answers say; 0: not known */
	gboolean offline;  /* nothing may be asked */
	/* char *: the records that --what-if lays over DNS, in master-file form; NULL = none, and
	 * all else here is as DNS is */
	const GPtrArray *hypothetical;
	/* NULL until the body is read, and where nobody wants them */
	const EmlParts *parts;
	EmlCheckState dkim_state, arc_state, spf_state, spf_helo_state, dmarc_state, iprev_state,
	    unsubscribe_state;
	/* NULL until the state is DONE */
	const GPtrArray *dkim; /* EmlDkimResult */
	GArray *dkim_aligned;  /* EmlAlignment, one for each of dkim; NULL until dmarc is done */
	const EmlArcResult *arc;
	const EmlSpfResult *spf;
	const EmlSpfResult *spf_helo; /* the HELO identity beside MAIL FROM; NULL also where there
				       * is none to check: eml_spf_helo_beside() */
	const EmlDmarcResult *dmarc;
	const EmlIprevResult *iprev;
	const EmlBimi *bimi; /* NULL also where there is no author domain */
	const EmlUnsubscribe *unsubscribe;
	/* For each of dkim an array of EmlCause: why it fails; NULL until it was looked into. */
	const GPtrArray *forensics;
	gboolean done;		/* all checks are */
	EmlVerdict verdict;	/* of what is known so far */
	GPtrArray *comparisons; /* EmlComparison */
	EmlGateway *gateway;	/* NULL if none is known */
	GHashTable *forged;	/* field (as pointer) → EmlForged; see eml_report_forged() */
	GPtrArray *findings;	/* EmlFinding, weightiest first */
	GPtrArray *dns;		/* EmlDnsLine in number order */
	GArray *dns_numbers;	/* guint: slot → number */
	guint dns_asked, dns_answered;
	gpointer shared;	/* what keeps the parts above alive */
	GDestroyNotify release; /* gives `shared` back; NULL = nothing to give back (tests) */
};

EmlReport *eml_report_ref(EmlReport *self);
void eml_report_unref(EmlReport *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(EmlReport, eml_report_unref)
/* TRUE if records are laid over DNS, or facts of the session are supposed: what would be, not what
 * is. */
gboolean eml_report_is_hypothetical(const EmlReport *self);
/* The 1-based line of the file in which the header field begins, the number that people see; 0 for
 * -1.
 */
guint eml_report_line(const EmlReport *self, gint field);
/* TRUE if the signature's domain speaks for the author under the policy's mode: where that asks for
 * strict, equal names only. FALSE while DMARC is not done. */
gboolean eml_report_is_aligned(const EmlReport *self, guint signature);
/* The number of a step's question, 0 = none. */
guint eml_report_question(const EmlReport *self, const EmlStep *step);
/* TRUE if the field is the receiver's word on the method: SPF and the reverse DNS are about one
 * session, that at the border. */
gboolean eml_report_speaks(const EmlClaimField *claim, const char *method);
/* What the receiver itself wrote of a method, topmost first; NULL if nothing. Borrowed. */
const char *eml_report_receivers_word(const EmlReport *self, const char *method);
/* Whose result `spf` is: HELO where MAIL FROM is empty or not known; MAIL FROM while it is not
 * done, and where there is no name. */
EmlSpfIdentity eml_report_spf_identity(const EmlReport *self);
/* TRUE if it is the HELO name's because MAIL FROM is not known: for information, no policy looks at
 * it. */
gboolean eml_report_spf_is_helo(const EmlReport *self);
/* TRUE if the HELO name is checked beside MAIL FROM, as is known before any check is done. */
gboolean eml_report_checks_helo(const EmlReport *self);
/* The first SPF claim that has no check beside it: of another hand-over, or of a MAIL FROM that is
 * not known; NULL if there is none. Borrowed. */
const EmlComparison *eml_report_unchecked_spf(const EmlReport *self);
/* What the receiver itself wrote of the HELO name's SPF; NULL if nothing. Borrowed. */
const char *eml_report_receivers_helo_word(const EmlReport *self);
/* TRUE if a field of the receiver claims anything. */
gboolean eml_report_has_claims(const EmlReport *self);
/* TRUE if the field bears the receiver's name among the sender's fields. */
gboolean eml_report_asks_forged(const EmlClaimField *claim);
/* TRUE if a forgery is shown; else it cannot be told who wrote the field. */
gboolean eml_report_shows_forged(EmlForgedKind kind);
/* NULL if that is not asked of the field. Borrowed. */
const EmlForged *eml_report_forged(const EmlReport *self, const EmlClaimField *claim);
/* Whose word the field is, for people: "receiver", "other", "sealed", "forged" or "doubtful".
 * Static. */
const char *eml_report_word_of(const EmlReport *self, const EmlClaimField *claim);
EmlTone eml_report_tone_of(const EmlReport *self, const EmlClaimField *claim);
/* The line of the settings by which the field would count: "trust = mx.example.net"; NULL if none
 * would, or none should be offered. The caller owns it. */
char *eml_report_setting_for(const EmlReport *self, const EmlClaimField *claim);
/* All EmlClaimField of the message, in the order in which they stand there. The caller owns the
 * array. */
GPtrArray *eml_report_claim_fields(const EmlReport *self);
void eml_comparison_free(EmlComparison *self);
void eml_finding_free(EmlFinding *self);
void eml_dns_line_free(EmlDnsLine *self);
