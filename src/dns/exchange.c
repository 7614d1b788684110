#include "dns/exchange.h"

#include "base/limits.h"
#include "dns/exchange-words.h"
#include "dns/packet.h"
#include "dns/query.h"

#define FIRST_GAP_MIN (250 * 1000)  /* µs */
#define FIRST_GAP_MAX (1500 * 1000) /* µs */
#define TIME_TO_TELL (20 * 1000)    /* µs: the answer is there that long before the deadline */
#define MESSAGES_AT_ONCE 16	    /* then others get their turn */

struct EmlDnsExchange {
	EmlDnsNetwork *network;
	EmlDnsQuestion *question;  /* the asked one */
	EmlDnsQuestion *current;   /* the end of the chain of CNAMEs so far */
	EmlDnsAnswer *chain;	   /* via, ttl and dnssec of the chain so far; NULL at its start */
	EmlDnsServerState *states; /* per server */
	GPtrArray *queries;	   /* EmlDnsQuery: those that are waited for */
	guint first;		   /* the server whose turn is first */
	guint started;		   /* queries in turn so far, for the current name */
	guint foreign;		   /* replies that did not match */
	gint64 gap;		   /* µs from one query to the next */
	gint64 next_at;		   /* monotonic µs, like what follows */
	gint64 give_up_at;
	EmlDnsAnswer *answer; /* once there is one */
};

static void
query_free(gpointer query)
{
	eml_dns_query_free(query);
}

static guint
server_count(const EmlDnsExchange *self)
{
	return self->network->servers->servers->len;
}

static const EmlDnsServer *
server_at(const EmlDnsExchange *self, guint i)
{
	return g_ptr_array_index(self->network->servers->servers, i);
}

EmlDnsExchange *
eml_dns_exchange_new(EmlDnsNetwork *network,
		     const EmlDnsQuestion *question,
		     gint64 now,
		     gint64 deadline)
{
	EmlDnsExchange *self = g_new0(EmlDnsExchange, 1);
	const EmlDnsServers *servers = network->servers;
	const gint64 granted =
	    (gint64)servers->timeout_ms * 1000 * servers->attempts * servers->servers->len;

	self->network = network;
	self->first = network->first;
	self->question = eml_dns_question_new_presentation(question->type, question->name);
	self->current = eml_dns_question_ref(self->question);
	self->states = g_new0(EmlDnsServerState, servers->servers->len);
	self->queries = g_ptr_array_new_with_free_func(query_free);
	self->next_at = now;
	self->give_up_at = MIN(now + granted, deadline - TIME_TO_TELL);
	self->gap = CLAMP((self->give_up_at - now) / 4, FIRST_GAP_MIN, FIRST_GAP_MAX);
	self->gap = MIN(self->gap, (gint64)servers->timeout_ms * 1000);
	return self;
}

static void
forget_states(EmlDnsExchange *self)
{
	for (guint i = 0; i < server_count(self); i++)
		g_free(self->states[i].note);
	memset(self->states, 0, server_count(self) * sizeof(EmlDnsServerState));
}

void
eml_dns_exchange_free(EmlDnsExchange *self)
{
	if (self == NULL)
		return;
	forget_states(self);
	g_free(self->states);
	g_ptr_array_unref(self->queries);
	eml_dns_question_unref(self->question);
	eml_dns_question_unref(self->current);
	eml_dns_answer_unref(self->chain);
	eml_dns_answer_unref(self->answer);
	g_free(self);
}

EmlDnsAnswer *
eml_dns_exchange_take_answer(EmlDnsExchange *self)
{
	return g_steal_pointer(&self->answer);
}

gint64
eml_dns_exchange_wake_at(const EmlDnsExchange *self)
{
	return MIN(self->next_at, self->give_up_at);
}

/* Takes the answer, and ends the exchange with it: the way so far is put before its own. */
static void
finish(EmlDnsExchange *self, EmlDnsAnswer *answer, guint by)
{
	if (self->chain != NULL) {
		for (guint i = self->chain->via->len; i > 0; i--)
			g_ptr_array_insert(answer->via, 0,
					   g_strdup(g_ptr_array_index(self->chain->via, i - 1)));
		answer->ttl = MIN(answer->ttl, self->chain->ttl);
		if (answer->dnssec == EML_DNSSEC_SECURE)
			answer->dnssec = self->chain->dnssec;
	}
	if (answer->detail == NULL)
		answer->detail =
		    eml_dns_words_of(self->network->servers, self->states, self->foreign, by);
	if (by < server_count(self))
		answer->server = g_strdup(server_at(self, by)->text);
	g_ptr_array_set_size(self->queries, 0);
	self->answer = answer;
}

/* No server gave an answer. The reason is that of the first server which said one. */
static void
finish_failed(EmlDnsExchange *self)
{
	const char *reason = "timeout";

	for (guint i = 0; i < server_count(self); i++) {
		if (self->states[i].failed) {
			reason = self->states[i].reason;
			break;
		}
	}
	finish(self, eml_dns_answer_new(EML_DNS_FAILED, reason), G_MAXUINT);
	if (strcmp(reason, "bogus") == 0)
		self->answer->dnssec = EML_DNSSEC_BOGUS;
	if (self->answer->detail == NULL)
		self->answer->detail = g_strdup("There was no time left to ask.");
}

/* Takes the note. The server is not asked again for this question; the next one is, at once. */
static void
server_failed(EmlDnsExchange *self, guint server, const char *reason, char *note)
{
	EmlDnsServerState *state = &self->states[server];

	for (guint i = self->queries->len; i > 0; i--)
		if (((const EmlDnsQuery *)g_ptr_array_index(self->queries, i - 1))->server ==
		    server)
			g_ptr_array_remove_index(self->queries, i - 1);
	g_free(state->note);
	state->note = note;
	state->failed = TRUE;
	state->reason = reason;
	self->next_at = 0;
}

static void
start_query(EmlDnsExchange *self, guint server, gboolean tcp)
{
	const EmlDnsQueryWay way = {
	    .servers = self->network->servers,
	    .server = server,
	    .edns = self->network->servers->edns && !self->network->no_edns[server],
	    .tcp = tcp,
	};
	EmlDnsServerState *state = &self->states[server];
	int error = 0;
	EmlDnsQuery *query = eml_dns_query_new(self->current, &way, &error);

	state->asked = TRUE;
	if (query == NULL) {
		server_failed(self, server, "network",
			      eml_dns_words_trouble(state->turned, error, tcp));
		return;
	}
	if (self->queries->len >= EML_DNS_MAX_OPEN)
		g_ptr_array_remove_index(self->queries, 0);
	g_ptr_array_add(self->queries, query);
}

/* The next server in turn that has not failed; G_MAXUINT if all have. */
static guint
next_server(const EmlDnsExchange *self)
{
	for (guint i = 0; i < server_count(self); i++) {
		const guint server = (self->first + self->started + i) % server_count(self);

		if (!self->states[server].failed)
			return server;
	}
	return G_MAXUINT;
}

void
eml_dns_exchange_advance(EmlDnsExchange *self, gint64 now)
{
	const EmlDnsServers *servers = self->network->servers;
	const guint most = servers->attempts * server_count(self);

	if (self->answer == NULL && now >= self->give_up_at)
		finish_failed(self);
	while (self->answer == NULL && now >= self->next_at) {
		const guint server = next_server(self);

		if (server == G_MAXUINT || (self->started >= most && self->queries->len == 0)) {
			finish_failed(self);
			return;
		}
		if (self->started >= most) {
			self->next_at = self->give_up_at;
			return;
		}
		if (self->started > 0 && self->started % server_count(self) == 0)
			self->gap = MIN(self->gap * 2, (gint64)servers->timeout_ms * 1000);
		self->started++;
		self->next_at = now + self->gap;
		start_query(self, server, servers->use_tcp);
	}
}

void
eml_dns_exchange_add_fds(EmlDnsExchange *self, GArray *fds)
{
	for (guint i = 0; i < self->queries->len; i++)
		eml_dns_query_add_fd(g_ptr_array_index(self->queries, i), fds);
}

/* Ends the query and asks the same server by TCP. why: what it did, for the sentence. */
static void
turn_to_tcp(EmlDnsExchange *self, EmlDnsQuery *query, const char *why)
{
	const guint server = query->server;

	self->states[server].turned = why;
	g_ptr_array_remove(self->queries, query);
	start_query(self, server, TRUE);
}

static char *
chain_sentence(const EmlDnsExchange *self, guint server)
{
	return g_strdup_printf("The CNAME records that %s sent run in a circle or are too many.",
			       server_at(self, server)->text);
}

/* Adds a part to the chain so far. The reason if the chain leads nowhere, else NULL. */
static const char *
lengthen_chain(EmlDnsExchange *self, const EmlDnsAnswer *part)
{
	if (self->chain == NULL) {
		self->chain = eml_dns_answer_new(EML_DNS_FAILED, NULL);
		self->chain->ttl = G_MAXUINT32;
		self->chain->dnssec = part->dnssec;
	}
	self->chain->ttl = MIN(self->chain->ttl, part->ttl);
	if (part->dnssec != EML_DNSSEC_SECURE)
		self->chain->dnssec = part->dnssec;
	for (guint i = 0; i < part->via->len; i++) {
		g_ptr_array_add(self->chain->via, g_strdup(g_ptr_array_index(part->via, i)));
		if (eml_dns_chain_loops(self->question, self->chain->via, self->chain->via->len))
			return "cname-loop";
	}
	return self->chain->via->len > EML_DNS_MAX_CNAMES ? "cname-chain-too-long" : NULL;
}

/* The rest of the chain of CNAMEs is asked for like a question of its own. Takes the answer. */
static void
go_on(EmlDnsExchange *self, const EmlDnsQuery *query, EmlDnsAnswer *answer, gint64 now)
{
	g_autoptr(EmlDnsAnswer) part = answer;
	const char *reason = lengthen_chain(self, part);
	EmlDnsAnswer *failure = NULL;

	if (reason != NULL) {
		failure = eml_dns_answer_new(EML_DNS_FAILED, reason);
		failure->detail = chain_sentence(self, query->server);
		finish(self, failure, query->server);
		return;
	}
	eml_dns_question_unref(self->current);
	self->current = eml_dns_question_new_presentation(
	    self->question->type, g_ptr_array_index(part->via, part->via->len - 1));
	forget_states(self);
	g_ptr_array_set_size(self->queries, 0); /* with the query that brought this answer */
	self->started = 0;
	self->next_at = now;
}

/* A server that does not understand EDNS is asked without it: once, and for the rest of the run. */
static void
on_error_reply(EmlDnsExchange *self, EmlDnsQuery *query, const EmlDnsReply *reply)
{
	const guint server = query->server;
	const gboolean tcp = query->tcp != NULL;

	if (query->edns && eml_dns_words_means_no_edns(reply->rcode)) {
		self->network->no_edns[server] = TRUE;
		g_ptr_array_remove(self->queries, query);
		start_query(self, server, tcp);
		return;
	}
	server_failed(self, server, eml_dns_words_rcode_reason(reply->rcode, reply->extended),
		      eml_dns_words_rcode(reply->rcode, reply->extended));
}

/* Where one server was silent and another answered, the next questions go to that one first:
 * otherwise each would wait anew. */
static void
note_silence(const EmlDnsExchange *self, guint answered)
{
	for (guint i = 0; i < server_count(self); i++)
		if (i != answered && self->states[i].asked && !self->states[i].failed)
			self->network->first = answered;
}

static void
on_answer(EmlDnsExchange *self, const EmlDnsQuery *query, EmlDnsAnswer *answer)
{
	note_silence(self, query->server);
	if (answer->outcome == EML_DNS_FAILED)
		answer->detail = chain_sentence(self, query->server);
	finish(self, answer, query->server);
}

/* FALSE if the query is gone. */
static gboolean
take_message(EmlDnsExchange *self, EmlDnsQuery *query, EmlSlice message, gint64 now)
{
	const EmlDnsExpected expected = {self->current, query->id, query->tcp != NULL,
					 server_at(self, query->server)->trusted};
	const EmlDnsReply reply = eml_dns_packet_read(message, &expected);

	switch (reply.kind) {
	case EML_DNS_REPLY_FOREIGN:
		self->foreign++;
		if (++query->foreign < EML_DNS_MAX_FOREIGN)
			return TRUE;
		if (query->tcp == NULL)
			turn_to_tcp(self, query,
				    "sent many replies that do not match the question");
		else
			server_failed(self, query->server, "broken",
				      g_strdup("sent replies that do not match the question"));
		return FALSE;
	case EML_DNS_REPLY_TRUNCATED:
		turn_to_tcp(self, query, "sent a truncated answer");
		return FALSE;
	case EML_DNS_REPLY_BROKEN:
		if (query->tcp == NULL)
			turn_to_tcp(self, query, "sent an answer that cannot be read");
		else
			server_failed(self, query->server, "broken",
				      g_strdup("sent an answer that cannot be read"));
		return FALSE;
	case EML_DNS_REPLY_ERROR:
		on_error_reply(self, query, &reply);
		return FALSE;
	case EML_DNS_REPLY_REFERRAL:
		server_failed(self, query->server, "referral",
			      g_strdup("only named other servers: it does not resolve names"));
		return FALSE;
	case EML_DNS_REPLY_ANSWER:
		on_answer(self, query, reply.answer);
		return FALSE;
	case EML_DNS_REPLY_CHAIN:
		go_on(self, query, reply.answer, now);
		return FALSE;
	}
	return FALSE;
}

/* The connection ended before an answer was there. */
static void
on_end(EmlDnsExchange *self, const EmlDnsQuery *query, EmlDnsReceived how, int error)
{
	const char *turned = self->states[query->server].turned;
	const char *then = "closed the TCP connection without an answer";

	if (how == EML_DNS_TROUBLE) {
		server_failed(self, query->server, "network",
			      eml_dns_words_trouble(turned, error, query->tcp != NULL));
		return;
	}
	if (how == EML_DNS_REFUSED)
		then = "refused a TCP connection";
	else if (eml_dns_tcp_has_part(query->tcp))
		then = "closed the TCP connection in the middle of its answer";
	server_failed(self, query->server, turned != NULL ? "truncated" : "network",
		      eml_dns_words_tcp(turned, then));
}

static void
handle_query(EmlDnsExchange *self, EmlDnsQuery *query, gint64 now)
{
	for (guint i = 0; i < MESSAGES_AT_ONCE; i++) {
		EmlSlice message = {NULL, 0};
		int error = 0;
		const EmlDnsReceived how = eml_dns_query_receive(query, self->network->buffer,
								 EML_DNS_BUFFER, &message, &error);

		switch (how) {
		case EML_DNS_WAITING:
			self->states[query->server].part =
			    query->tcp != NULL && eml_dns_tcp_has_part(query->tcp);
			return;
		case EML_DNS_MESSAGE:
			if (!take_message(self, query, message, now))
				return;
			break;
		case EML_DNS_REFUSED:
		case EML_DNS_CLOSED:
		case EML_DNS_TROUBLE:
			on_end(self, query, how, error);
			return;
		}
	}
}

void
eml_dns_exchange_handle(EmlDnsExchange *self, const GArray *fds, gint64 now)
{
	for (guint i = 0; i < self->queries->len; i++) {
		EmlDnsQuery *query = g_ptr_array_index(self->queries, i);

		query->ready = g_array_index(fds, struct pollfd, query->poll_at).revents != 0;
	}
	/* handling one may remove it and others, or begin new ones, which are not ready */
	for (guint i = 0; i < self->queries->len && self->answer == NULL;) {
		EmlDnsQuery *query = g_ptr_array_index(self->queries, i);

		if (!query->ready) {
			i++;
			continue;
		}
		query->ready = FALSE;
		handle_query(self, query, now);
		i = 0;
	}
}
