#pragma once
/* The shared answers of one run: one slot per question, so however many checks and messages ask, a
 * question goes out once. A check asks through its own handle (EmlDns), which notes the order in
 * which it used the answers; numbers for people are given from that when a report is made. Safe
 * from any thread; the locks are in store.c. */

#include "dns/dns.h"

typedef struct EmlDnsStore EmlDnsStore;
/* Takes the source. */
EmlDnsStore *eml_dns_store_new(EmlDnsSource *source);
/* When DNS was as the answers say, UTC seconds; 0: not known. */
gint64 eml_dns_store_moment(const EmlDnsStore *self);
EmlDnsStore *eml_dns_store_ref(EmlDnsStore *self);
void eml_dns_store_unref(EmlDnsStore *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(EmlDnsStore, eml_dns_store_unref)

/* Called without a lock held, from any thread, after a question was asked or answered. Set before
 * the first question. */
typedef void (*EmlDnsNotify)(gpointer data);
void eml_dns_store_set_notify(EmlDnsStore *self, EmlDnsNotify notify, gpointer data);
void eml_dns_store_counts(EmlDnsStore *self, guint *ret_asked, guint *ret_answered);
/* Waits until every question so far is answered or its deadline has passed: also those asked ahead
 * that no check has waited for. */
void eml_dns_store_wait(EmlDnsStore *self);
/* Every waiting and every later question becomes FAILED "cancelled" at once. */
void eml_dns_store_cancel(EmlDnsStore *self);
gboolean eml_dns_store_cancelled(EmlDnsStore *self);

/* One line of the log. */
typedef struct {
	guint slot; /* as from eml_dns_get() */
	EmlDnsQuestion *question;
	EmlDnsAnswer *answer; /* NULL while it is waited for */
} EmlDnsLogEntry;
void eml_dns_log_entry_free(EmlDnsLogEntry *self);
/* All questions so far, in slot order: array of EmlDnsLogEntry; the caller owns it. */
GPtrArray *eml_dns_store_log(EmlDnsStore *self);

typedef struct EmlDns EmlDns;
/* A handle for one check; one thread. deadline: monotonic µs for everything asked through it. */
EmlDns *eml_dns_new(EmlDnsStore *store, gint64 deadline);
void eml_dns_free(EmlDns *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(EmlDns, eml_dns_free)
/* Asks, or takes what is there, and waits. Never NULL; the caller owns the answer. ret_slot (may be
 * NULL): 1-based slot for EmlStep.slot, 0 where nothing could be asked: a name that cannot exist
 * gives NO_NAME with reason "bad-name". */
EmlDnsAnswer *eml_dns_get(EmlDns *self, EmlDnsType type, EmlSlice name, guint *ret_slot);
/* The same without waiting and without noting a use: the answer will be there when it is needed. */
void eml_dns_prefetch(EmlDns *self, EmlDnsType type, EmlSlice name);
/* What to do with an answer that was asked ahead: ask further. It may call eml_dns_prefetch() and
 * the like, never eml_dns_get(). */
typedef void (*EmlDnsThen)(EmlDns *self, const EmlDnsAnswer *answer, gpointer data);
/* Asks ahead; then() is called once the answer is there, in the handle's thread and only while
 * eml_dns_get() has to wait for another one. What it asks depends on who answers first, so it
 * counts as asked ahead nowhere; what is used of it counts as used. Takes the data. */
void eml_dns_prefetch_then(EmlDns *self,
			   EmlDnsType type,
			   EmlSlice name,
			   EmlDnsThen then,
			   gpointer data,
			   GDestroyNotify free_data);
/* No then() is called any more: what their data point to goes away. */
void eml_dns_drop_thens(EmlDns *self);
/* The answer if it is there already; NULL while it is waited for or was never asked. Notes no use;
 * the caller owns it. */
EmlDnsAnswer *eml_dns_peek(EmlDns *self, EmlDnsType type, EmlSlice name);
/* TRUE once the run is cancelled: long loops test it. */
gboolean eml_dns_cancelled(const EmlDns *self);
/* guint slots in the order of their first use; borrowed. */
const GArray *eml_dns_used(const EmlDns *self);
/* guint slots of what was asked ahead through this handle, used since or not, in no order; a slot
 * may come twice; borrowed. */
const GArray *eml_dns_prefetched(const EmlDns *self);
