#pragma once
/* Questions, answers, and the places answers come from. Questions and answers are immutable and
 * reference-counted. */

#include "base/slice.h"

typedef enum { /* the values of the IANA registry */
	       EML_DNS_A = 1,
	       EML_DNS_NS = 2,
	       EML_DNS_CNAME = 5,
	       EML_DNS_SOA = 6,
	       EML_DNS_PTR = 12,
	       EML_DNS_MX = 15,
	       EML_DNS_TXT = 16,
	       EML_DNS_AAAA = 28,
} EmlDnsType;

const char *eml_dns_type_word(EmlDnsType type); /* "TXT"; static; "TYPE65280" is never needed */
gboolean eml_dns_type_from_word(EmlSlice word, EmlDnsType *ret_type);

typedef enum {
	EML_DNS_FOUND,	 /* records present */
	EML_DNS_NO_DATA, /* name exists, type does not (void lookup) */
	EML_DNS_NO_NAME, /* NXDOMAIN (void lookup) */
	EML_DNS_FAILED,	 /* timeout, SERVFAIL, REFUSED, network, forged or broken reply: see reason
			  */
	EML_DNS_NOT_ASKED, /* offline, or absent from a snapshot: never the same as NO_NAME */
	EML_DNS_LAST,
} EmlDnsOutcome;

const char *eml_dns_outcome_word(
    EmlDnsOutcome outcome); /* "found", "no-data", "no-name", "failed", "not-asked" */

typedef enum {
	EML_DNSSEC_UNKNOWN,
	EML_DNSSEC_SECURE,
	EML_DNSSEC_INSECURE,
	EML_DNSSEC_BOGUS,
	EML_DNSSEC_LAST,
} EmlDnssec;

const char *eml_dnssec_word(EmlDnssec dnssec);

typedef struct EmlDnsQuestion EmlDnsQuestion;
struct EmlDnsQuestion {
	gint references; /* atomic */
	EmlDnsType type;
	char *name; /* lower case, absolute (final dot), presentation form: odd bytes as \DDD, dots
		       inside labels as \. */
};

/* The name is given as bytes, labels separated by dots, with or without a final dot; a backslash is
 * a byte like others. NULL if it cannot be asked: empty, an empty label, a label above 63 or a name
 * above 253 bytes. */
EmlDnsQuestion *eml_dns_question_new(EmlDnsType type, EmlSlice name);
/* The same from presentation form (master files). */
EmlDnsQuestion *eml_dns_question_new_presentation(EmlDnsType type, const char *name);
EmlDnsQuestion *eml_dns_question_ref(EmlDnsQuestion *self);
void eml_dns_question_unref(EmlDnsQuestion *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(EmlDnsQuestion, eml_dns_question_unref)
guint eml_dns_question_hash(gconstpointer self);
gboolean eml_dns_question_equal(gconstpointer a, gconstpointer b);

/* One record of an answer; owned by it. */
typedef struct {
	EmlDnsType type;
	guint32 ttl;	    /* seconds */
	guint16 preference; /* MX only */
	char *name; /* MX exchange, PTR and CNAME target: as EmlDnsQuestion.name; NULL for other
		       types */
	GBytes
	    *data; /* A: 4 bytes; AAAA: 16 bytes; TXT: its strings joined; NULL for other types */
	GArray *lengths; /* TXT only: guint8, how the strings were cut; else NULL */
} EmlDnsRecord;

EmlDnsRecord *eml_dns_record_copy(const EmlDnsRecord *self);
void eml_dns_record_free(EmlDnsRecord *self);
/* The same type and data; the ttl does not count. */
gboolean eml_dns_record_equal(const EmlDnsRecord *a, const EmlDnsRecord *b);

typedef struct EmlDnsAnswer EmlDnsAnswer;
struct EmlDnsAnswer {
	gint references; /* atomic */
	EmlDnsOutcome outcome;
	char *reason; /* FAILED and NOT_ASKED: "timeout", "servfail", "cname-loop",
			 "not-in-snapshot", "offline"; else NULL */
	char *detail; /* a sentence for people: which server did what; NULL if there is nothing to
			 say */
	GPtrArray *records; /* EmlDnsRecord of the asked type; empty unless FOUND */
	GPtrArray *via;	    /* char *: the names the CNAME chain went through, in order, as
			       EmlDnsQuestion.name; may be empty */
	guint32 ttl; /* the smallest of the chain and the records (or of the negative answer); 0 if
			unknown */
	EmlDnssec dnssec;
	gboolean hypothetical; /* --what-if had a part in it */
	char *server; /* "192.0.2.53" or NULL */
	gdouble ms;   /* time to the answer; below 0 without a network */
};

/* An answer with empty records and via, to be filled by its maker before it is handed on. reason
 * may be NULL. */
EmlDnsAnswer *eml_dns_answer_new(EmlDnsOutcome outcome, const char *reason);
EmlDnsAnswer *eml_dns_answer_ref(EmlDnsAnswer *self);
void eml_dns_answer_unref(EmlDnsAnswer *self);
/* TRUE if the last of the first `count` names of a chain was there before: among them, or as the
 * asked name. */
gboolean eml_dns_chain_loops(const EmlDnsQuestion *question, const GPtrArray *via, guint count);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(EmlDnsAnswer, eml_dns_answer_unref)

/* A place answers come from. submit() never blocks and never fails (trouble is an answer too): it
 * calls done() exactly once, from any thread, before `deadline` (monotonic µs). Zone and offline
 * answer inside the call. */
typedef void (*EmlDnsDone)(EmlDnsAnswer *answer /* takes */, gpointer data);
typedef struct EmlDnsSource EmlDnsSource;
struct EmlDnsSource {
	void (*submit)(EmlDnsSource *self,
		       const EmlDnsQuestion *question,
		       gint64 deadline,
		       EmlDnsDone done,
		       gpointer data);
	void (*cancel)(EmlDnsSource *self); /* every open question becomes FAILED "cancelled" at
					       once; may be NULL */
	void (*free)(EmlDnsSource *self);
	gint64 moment; /* UTC seconds: when DNS was, or is, as the answers say; 0: not known */
};

void eml_dns_source_free(EmlDnsSource *self); /* NULL is fine */
G_DEFINE_AUTOPTR_CLEANUP_FUNC(EmlDnsSource, eml_dns_source_free)
