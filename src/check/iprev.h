#pragma once
/* Does the client's address have a name that leads back to it? RFC 8601 sections 3 and 2.7.3. It
 * proves nothing about the author and changes no other check. */

#include "base/vocab.h"
#include "check/trace.h"
#include "dns/store.h"

/* Immutable once the check is done. */
typedef struct {
	EmlResult result; /* pass, fail, temperror, permerror; LAST: no address, or not asked */
	EmlStepCode reason;
	char *ip;	      /* canonical; as given if it is no address; NULL if unknown */
	GPtrArray *names;     /* char *: as the PTR records say, without final dot, at most
				 EML_MAX_REVERSE_NAMES */
	GPtrArray *confirmed; /* char *: those of them that lead back */
	GPtrArray *trace;     /* EmlStep */
} EmlIprevResult;

void eml_iprev_result_free(EmlIprevResult *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(EmlIprevResult, eml_iprev_result_free)

/* ip: as written; NULL if unknown. Never NULL; the caller owns it. */
EmlIprevResult *eml_iprev_check(const char *ip, EmlDns *dns);
/* Asks ahead, without waiting, for the names of the address, and, if they are there already, for
 * their addresses. */
void eml_iprev_prefetch(const char *ip, EmlDns *dns);
