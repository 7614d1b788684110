#pragma once
/* One question on its way through the network: which servers were tried, what came back, what to do
 * next. Belongs to the network thread; never blocks, makes no poll of its own. */

#include "dns/resolvconf.h"
#include "dns/try.h"

typedef struct EmlQuery EmlQuery;

/* servers: borrowed. deadline: monotonic µs; by then done() is called, and only once. */
EmlQuery *eml_query_new(const EmlDnsQuestion *question,
			const EmlDnsServers *servers,
			gint64 deadline,
			EmlDnsDone done,
			gpointer data);
/* Calls done() with "cancelled" if it was not called yet. */
void eml_query_free(EmlQuery *self);
/* Sends the first packet. */
void eml_query_start(EmlQuery *self);
/* EmlTry of every socket that is open; borrowed. */
const GPtrArray *eml_query_tries(const EmlQuery *self);
/* When eml_query_on_time() must be called, monotonic µs. */
gint64 eml_query_next_time(const EmlQuery *self);
void eml_query_on_time(EmlQuery *self);
/* poll() reported the socket of that try. */
void eml_query_on_socket(EmlQuery *self, EmlTry *one);
gboolean eml_query_is_done(const EmlQuery *self);
