#pragma once
/* Inside check/spf*: what one evaluation carries along, how it asks DNS within the limits of RFC
 * 7208 section 4.6.4, and how names come from domain-specs. One thread; lives inside
 * eml_spf_check(). */

#include "check/spf.h"
#include "syntax/spf-macro.h"
#include "syntax/spf-record.h"

/* The network that a non-matching ip4 or ip6 term names, and how far from it the client is. */
typedef struct {
	char *term;   /* NULL = none yet */
	char *domain; /* whose record */
	guint slot;
	gsize at, len; /* of the term in that record */
	guint8 low[16], high[16];
	guint8 distance[16]; /* big-endian; addresses between the client and the network */
} EmlSpfNear;

typedef struct {
	EmlDns *dns;
	EmlSpfResult *out;   /* counters and reason go here as they come; borrowed */
	guint8 ip[16];	     /* the client: 4 or 16 bytes, network order */
	gsize ip_len;	     /* 4 or 16 */
	EmlDnsType address;  /* A or AAAA, section 5 */
	char *ip_text;	     /* %{c} */
	char *ip_dotted;     /* %{i}: dotted quad or 32 nibbles */
	char *sender;	     /* %{s}; never without a local-part */
	char *local_part;    /* %{l} */
	char *sender_domain; /* %{o} */
	char *helo;	     /* %{h}; "unknown" if it is not known */
	gboolean helo_known;
	char *receiver;	      /* %{r} */
	char *time;	      /* %{t} */
	gboolean local_8bit;  /* RFC 8616 section 4 */
	GPtrArray *validated; /* char *: names for %{p}; NULL = not looked for yet */
	EmlResult stopped;    /* the result, once an outcome was EML_SPF_STOP */
	gboolean explaining;  /* the result stands: nothing counts and nothing stops any more */
	EmlSpfNear near;
	GHashTable *followed; /* char *: domains whose records are read ahead */
} EmlSpfEval;

/* One call of check_host(): a record and whose it is. */
typedef struct {
	EmlSpfEval *eval;
	const char *domain; /* <domain>, without final dot */
	gboolean included;  /* below an include: its results are not the message's */
	EmlDnsAnswer *answer;
	guint slot;
	EmlSpfRecord *record;
	GPtrArray *steps; /* of the record; borrowed */
} EmlSpfFrame;

typedef enum {
	EML_SPF_NO_MATCH,
	EML_SPF_MATCH,
	EML_SPF_STOP, /* the evaluation ends with eval->stopped */
} EmlSpfOutcome;

/* spf.c */
/* Section 4.3: what is wrong with a <domain>; EML_STEP_NONE if nothing is. */
EmlStepCode eml_spf_domain_problem(const char *domain);
/* Section 4.5: the number of SPF records in an answer, and the first of them (borrowed). */
guint eml_spf_select(const EmlDnsAnswer *answer, EmlSlice *ret_text);

/* spf-session.c */
/* Fills eval (dns and out are set) from the facts of the session and writes the first steps; FALSE
 * if there is nothing to check. The caller owns *ret_domain either way, and clears eval. */
gboolean eml_spf_begin(EmlSpfEval *eval, const EmlSpfInput *input, char **ret_domain);

/* spf-eval.c */
void eml_spf_eval_clear(EmlSpfEval *eval);
/* Ends the evaluation: sets stopped and the reason, which is the code of a step. */
EmlSpfOutcome eml_spf_stop(EmlSpfEval *eval, EmlResult result, EmlStepCode reason);
/* Counts a term; STOP behind the tenth. */
EmlSpfOutcome eml_spf_count_lookup(EmlSpfEval *eval, EmlSlice term, GPtrArray *steps);

enum {
	EML_SPF_ASK_FREE = 1 << 0,     /* an empty answer is no void lookup */
	EML_SPF_ASK_TOLERANT = 1 << 1, /* a failed question does not stop (ptr, section 5.5) */
};
/* Asks, writes the step, counts an empty answer. NULL = stop; the caller owns the answer. ret_slot
 * may be NULL. */
EmlDnsAnswer *eml_spf_ask(EmlSpfEval *eval,
			  EmlDnsType type,
			  EmlSlice name,
			  guint flags,
			  GPtrArray *steps,
			  guint *ret_slot);

/* spf-name.c */
/* The letters for the macros of a record of this domain. */
void
eml_spf_macro_values(const EmlSpfEval *eval, const char *domain, EmlSpfMacroValues *ret_values);
/* <target-name> of a term, section 4.8: MATCH with *ret_name (the caller owns it), NO_MATCH if it
 * cannot match whatever is published, or STOP. */
EmlSpfOutcome eml_spf_target_name(const EmlSpfFrame *frame,
				  const EmlSpfTerm *term,
				  GPtrArray *steps,
				  char **ret_name);
/* The same for text without asking or counting anything; NULL if it is not known. */
char *eml_spf_known_name(const EmlSpfEval *eval, const char *domain, EmlSlice spec);
/* "validated" names of the client, section 5.5, in the order of the PTR records; looking ends at
 * the first at or below `target` (NULL: never). STOP, or MATCH with the array of char * (no final
 * dot). */
EmlSpfOutcome eml_spf_validated_names(EmlSpfEval *eval,
				      const char *target,
				      GPtrArray *steps,
				      GPtrArray **ret_names);
/* The client's name below in-addr.arpa or ip6.arpa; the caller owns it. */
char *eml_spf_reverse_name(const EmlSpfEval *eval);
gboolean eml_spf_name_is_below(const char *name, const char *target); /* or equal */
/* Fills eval->validated for the domain-spec or explanation if it uses %{p}. MATCH or STOP. */
EmlSpfOutcome eml_spf_prepare_p(EmlSpfEval *eval, EmlSlice text, EmlSlice term, GPtrArray *steps);

/* spf-terms.c: sections 5.1 and 5.3 to 5.7, by kind; include is in spf.c */
EmlSpfOutcome eml_spf_term_matches(const EmlSpfFrame *frame, const EmlSpfTerm *term, EmlStep *step);
/* The exchanges in order of preference, without final dot; the null MX of RFC 7505 is none. Their
 * addresses are asked ahead at once. The caller owns the array of char *. */
GPtrArray *eml_spf_exchanges(const EmlSpfEval *eval, const EmlDnsAnswer *answer);
/* For ip4 and ip6. */
gboolean eml_spf_network_matches(const EmlSpfEval *eval, const EmlSpfTerm *term);

/* spf-trace.c */
/* A step for a term of the frame's record: %1 its text, %2 the client, %3 the result of a match. */
EmlStep *eml_spf_term_step(const EmlSpfFrame *frame, const EmlSpfTerm *term, EmlStepCode code);
void eml_spf_step_set(EmlStep *step, EmlStepCode code, EmlTone tone);
EmlTone eml_spf_tone(EmlResult result);
/* One step for each wrong term. */
void eml_spf_trace_problems(const EmlSpfFrame *frame);
/* The terms behind the one that matched, unless that is "all". */
void eml_spf_trace_not_reached(const EmlSpfFrame *frame, guint matched);
/* Modifiers without meaning, terms behind "all". */
void eml_spf_trace_ignored(const EmlSpfFrame *frame);
/* A short list of what an answer holds; the caller owns it. */
char *eml_spf_answer_text(const EmlDnsAnswer *answer);

/* spf-near.c */
void eml_spf_near_note(const EmlSpfFrame *frame, const EmlSpfTerm *term);
/* The step that names the nearest network, if it is near. */
void eml_spf_near_trace(const EmlSpfEval *eval);

/* spf-explain.c: section 6.2 */
char *eml_spf_explanation(const EmlSpfFrame *frame);

/* spf-ahead.c: prefetching; spf-tree.c: what the whole tree needs */
void eml_spf_ahead(const EmlSpfFrame *frame);
guint eml_spf_tree_lookups(EmlSpfEval *eval, const char *domain);
