#pragma once
/* check_host() of RFC 7208 section 4, with its trace. One thread; the caller owns the result, which
 * nobody changes afterwards. Trouble with DNS or the record is a result and a step, never an error.
 */

#include "base/vocab.h"
#include "check/trace.h"
#include "dns/store.h"

typedef enum { EML_SPF_MAIL_FROM, EML_SPF_HELO } EmlSpfIdentity;

typedef struct {
	const char *ip;	       /* text form, IPv4 or IPv6 */
	const char *helo;      /* NULL or "" if unknown */
	const char *mail_from; /* "" or "<>" = null reverse-path: postmaster at the HELO name; NULL
				  = evaluate the HELO identity */
	const char *receiver;  /* %{r}; NULL = "unknown" */
	gint64 at;	       /* %{t}: UTC seconds */
} EmlSpfInput;

typedef struct {
	EmlResult result;   /* EML_RESULT_LAST: could not be evaluated (no address, no HELO name
			     * where that counts, nothing may be asked): see reason */
	EmlStepCode reason; /* the step that decided */
	EmlSpfIdentity identity;
	char *domain; /* the <domain> evaluated, A-labels, lower case; NULL if there was none */
	char *ip; /* the client in its shortest form, an IPv4-mapped one as IPv4; as given if it is
		   * no address */
	/* The term that decided, as written, with its qualifier if it has one: of the first record,
	 * or of the one that redirect= put in its place; never of an included record, where it is
	 * the include term itself. NULL if no term matched (none, the default neutral, errors). */
	char *mechanism;
	char *explanation; /* expanded exp= text, printable ASCII; NULL */
	/* Terms that ask DNS (include, a, mx, ptr, exists, redirect, and %{p} once), in the order
	 * of evaluation. Where the limit of ten ended the check the term that crossed it is
	 * counted: 11. */
	guint dns_lookups;
	/* The same for the whole tree of records as published, whatever the client: behind the term
	 * that matched, too, but not behind "all". Never less than dns_lookups; as much as is known
	 * where records could not be had. */
	guint lookups_needed;
	guint void_lookups; /* empty answers to questions of terms; 3 where the limit ended the
			       check */
	GPtrArray *trace;   /* EmlStep */
} EmlSpfResult;

EmlSpfResult *eml_spf_check(const EmlSpfInput *input, EmlDns *dns);
void eml_spf_result_free(EmlSpfResult *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(EmlSpfResult, eml_spf_result_free)
/* Section 2.3: the HELO identity beside the MAIL FROM of the same session. FALSE if there is
 * nothing to check beside it: no address, MAIL FROM null or unknown (the HELO name is evaluated in
 * its place then), or a HELO name that is no domain of two labels. ret_input borrows from
 * `session`. */
gboolean eml_spf_helo_beside(const EmlSpfInput *session, EmlSpfInput *ret_input);
/* Asks ahead for what is certain to be needed. */
void eml_spf_prefetch(const EmlSpfInput *input, EmlDns *dns);
