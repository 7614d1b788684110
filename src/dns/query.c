#include "dns/query.h"

#include "base/limits.h"

#include <errno.h>

/* The next server is asked after this long, though the first may still answer: waiting the whole
 * time of resolv.conf (5 s) for a dead server would use up a message's deadline. */
#define NEXT_SERVER_MS 1500

struct EmlQuery {
	EmlDnsQuestion *asked; /* what the check asked */
	EmlDnsQuestion
	    *current; /* the same, or the end of a CNAME chain that the server did not follow */
	const EmlDnsServers *servers;
	gint64 deadline, started, next; /* monotonic µs */
	EmlDnsDone done;		/* NULL once called */
	gpointer data;
	GPtrArray *tries; /* EmlTry: open, newest last */
	guint n_sent;	  /* UDP packets sent for `current` */
	GArray *no_edns;  /* gboolean for each server: it does not understand EDNS */
	GPtrArray *via;	  /* char *: names so far */
	guint32 via_ttl;
	guint n_strays;	    /* replies that answered something else */
	const char *reason; /* the last trouble: static word; NULL = nothing came */
	char *detail;	    /* its sentence */
};

static void
try_free_cb(gpointer one)
{
	eml_try_free(one);
}

EmlQuery *
eml_query_new(const EmlDnsQuestion *question,
	      const EmlDnsServers *servers,
	      gint64 deadline,
	      EmlDnsDone done,
	      gpointer data)
{
	EmlQuery *self = g_new0(EmlQuery, 1);

	/* counting is all that a reference changes */
	self->asked = eml_dns_question_ref((EmlDnsQuestion *)question);
	self->current = eml_dns_question_ref(self->asked);
	self->servers = servers;
	self->deadline = deadline;
	self->started = g_get_monotonic_time();
	self->done = done;
	self->data = data;
	self->tries = g_ptr_array_new_with_free_func(try_free_cb);
	self->no_edns = g_array_new(FALSE, TRUE, sizeof(gboolean));
	g_array_set_size(self->no_edns, servers->servers->len);
	self->via = g_ptr_array_new_with_free_func(g_free);
	self->via_ttl = G_MAXUINT32;
	return self;
}

static void
finish(EmlQuery *self, EmlDnsAnswer *answer, const EmlDnsServer *server)
{
	const EmlDnsDone done = self->done;
	guint at = 0;

	if (done == NULL) {
		eml_dns_answer_unref(answer);
		return;
	}
	self->done = NULL;
	for (guint i = 0; i < self->via->len; i++)
		g_ptr_array_insert(answer->via, (gint)at++,
				   g_strdup(g_ptr_array_index(self->via, i)));
	if (self->via->len > 0)
		answer->ttl = MIN(answer->ttl, self->via_ttl);
	if (server != NULL)
		answer->server = g_strdup(server->text);
	answer->ms = (gdouble)(g_get_monotonic_time() - self->started) / 1000;
	g_ptr_array_set_size(self->tries, 0);
	done(answer, self->data);
}

static void
fail(EmlQuery *self, const char *reason, char *detail)
{
	EmlDnsAnswer *answer = eml_dns_answer_new(EML_DNS_FAILED, reason);

	answer->detail = detail;
	finish(self, answer, NULL);
}

void
eml_query_free(EmlQuery *self)
{
	if (self == NULL)
		return;
	fail(self, "cancelled", NULL);
	g_ptr_array_unref(self->tries);
	g_array_unref(self->no_edns);
	g_ptr_array_unref(self->via);
	eml_dns_question_unref(self->current);
	eml_dns_question_unref(self->asked);
	g_free(self->detail);
	g_free(self);
}

static guint
max_sent(const EmlQuery *self)
{
	return MIN(self->servers->servers->len * MAX(self->servers->attempts, 1),
		   EML_DNS_MAX_TRIES);
}

/* Keeps what the server did, for the sentence if nothing better comes. */
static void
note_trouble(EmlQuery *self, const char *reason, const char *server, const char *what)
{
	self->reason = reason;
	g_free(self->detail);
	self->detail = g_strdup_printf("%s %s", server, what);
}

/* No server is left to ask, and none may still answer. */
static void
give_up(EmlQuery *self)
{
	if (self->reason != NULL)
		fail(self, self->reason, g_steal_pointer(&self->detail));
	else if (self->n_strays > 0)
		fail(self, "timeout",
		     g_strdup_printf("No answer came in time; %u replies that do not match the "
				     "question were ignored.",
				     self->n_strays));
	else
		fail(self, "timeout", g_strdup("No server answered in time."));
}

static gboolean
knows_edns(const EmlQuery *self, guint server)
{
	return self->servers->edns && !g_array_index(self->no_edns, gboolean, server);
}

static guint
index_of(const EmlQuery *self, const EmlDnsServer *server)
{
	guint i = 0;

	g_ptr_array_find(self->servers->servers, server, &i);
	return i;
}

/* Asks the next server that can be asked; with none left the open sockets may still answer. */
static void
send_next(EmlQuery *self)
{
	const gint64 now = g_get_monotonic_time();
	const gint64 patience = (gint64)self->servers->timeout_ms * 1000;

	while (self->n_sent < max_sent(self)) {
		const guint i = self->n_sent++ % self->servers->servers->len;
		const EmlDnsServer *server = g_ptr_array_index(self->servers->servers, i);
		EmlTry *one = self->servers->use_tcp
				  ? eml_try_tcp(server, self->current, knows_edns(self, i))
				  : eml_try_udp(server, self->current, knows_edns(self, i));

		if (one->fd >= 0) {
			g_ptr_array_add(self->tries, one);
			self->next = now + (self->n_sent < max_sent(self)
						? MIN(patience, NEXT_SERVER_MS * 1000)
						: patience);
			return;
		}
		note_trouble(self, "network", server->text, "cannot be reached.");
		eml_try_free(one);
	}
	self->next = now + patience;
	if (self->tries->len == 0)
		give_up(self);
}

void
eml_query_start(EmlQuery *self)
{
	send_next(self);
}

const GPtrArray *
eml_query_tries(const EmlQuery *self)
{
	return self->tries;
}

gint64
eml_query_next_time(const EmlQuery *self)
{
	return MIN(self->next, self->deadline);
}

gboolean
eml_query_is_done(const EmlQuery *self)
{
	return self->done == NULL;
}

void
eml_query_on_time(EmlQuery *self)
{
	const gint64 now = g_get_monotonic_time();

	if (now >= self->deadline || (now >= self->next && self->n_sent >= max_sent(self)))
		give_up(self);
	else if (now >= self->next)
		send_next(self);
}

/* The server will not help: the next one is asked at once. */
static void
drop_try(EmlQuery *self, EmlTry *one)
{
	g_ptr_array_remove(self->tries, one);
	if (self->n_sent < max_sent(self) && self->n_sent < self->servers->servers->len)
		send_next(self);
	else if (self->tries->len == 0)
		give_up(self);
}

static void
on_socket_failed(EmlQuery *self, EmlTry *one)
{
	const char *server = one->server->text;

	if (one->tcp && !self->servers->use_tcp)
		note_trouble(self, "tcp", server,
			     "has an answer too long for UDP, and it could not be had by TCP.");
	else if (one->trouble == ECONNREFUSED)
		note_trouble(self, "network", server, "takes no questions: nothing listens there.");
	else
		note_trouble(self, "network", server, "broke the connection.");
	drop_try(self, one);
}

/* Asks the same server again in another way. */
static void
replace_try(EmlQuery *self, EmlTry *one, EmlTry *other)
{
	g_ptr_array_remove(self->tries, one);
	g_ptr_array_add(self->tries, other);
	self->next = g_get_monotonic_time() + (gint64)self->servers->timeout_ms * 1000;
	if (other->fd < 0)
		on_socket_failed(self, other);
}

/* A CNAME that the server did not look up: its target is the next question. Takes the reply's
 * chain. */
static void
follow(EmlQuery *self, const EmlReply *reply)
{
	const char *target = g_ptr_array_index(reply->via, reply->via->len - 1);
	g_autoptr(EmlDnsQuestion) next =
	    eml_dns_question_new_presentation(self->asked->type, target);
	gboolean loop = next == NULL || g_str_equal(target, self->asked->name);

	for (guint i = 0; i < reply->via->len; i++) {
		char *name = g_strdup(g_ptr_array_index(reply->via, i));

		for (guint k = 0; k < self->via->len; k++)
			loop = loop || g_str_equal(g_ptr_array_index(self->via, k), name);
		g_ptr_array_add(self->via, name);
	}
	self->via_ttl = MIN(self->via_ttl, reply->ttl);
	if (loop || self->via->len > EML_DNS_MAX_CNAMES) {
		fail(self, "cname-loop",
		     g_strdup("The CNAME records lead in a circle, or are too many."));
		return;
	}
	eml_dns_question_unref(self->current);
	self->current = g_steal_pointer(&next);
	g_ptr_array_set_size(self->tries, 0);
	self->n_sent = 0;
	send_next(self);
}

static void
on_answer(EmlQuery *self, const EmlTry *one, EmlReply *reply)
{
	if (one->server->trusted)
		reply->answer->dnssec = reply->authentic ? EML_DNSSEC_SECURE : EML_DNSSEC_INSECURE;
	if (reply->answer->outcome == EML_DNS_FAILED)
		reply->answer->detail = g_strdup_printf(
		    "The CNAME records that %s gave lead in a circle.", one->server->text);
	finish(self, g_steal_pointer(&reply->answer), one->server);
}

/* What a server's error code means, in words. */
static const struct {
	const char *word, *what;
} troubles[] = {
    {"servfail", "answered that it failed (SERVFAIL): the domain's own servers did not answer "
		 "it, or DNSSEC is broken."},
    {"refused", "refused to answer (REFUSED)."},
    {"notimp", "does not answer such questions (NOTIMP)."},
    {"formerr", "did not understand the question (FORMERR)."},
    {"broken-reply", "sent a reply that cannot be read."},
    {"error-code", "answered with an error code."},
};

static void
on_trouble(EmlQuery *self, EmlTry *one, const char *word)
{
	for (gsize i = 0; i < G_N_ELEMENTS(troubles); i++)
		if (g_str_equal(troubles[i].word, word))
			note_trouble(self, troubles[i].word, one->server->text, troubles[i].what);
	drop_try(self, one);
}

static void
on_reply(EmlQuery *self, EmlTry *one, EmlReply *reply)
{
	const guint server = index_of(self, one->server);

	switch (reply->kind) {
	case EML_REPLY_ANSWER:
		on_answer(self, one, reply);
		break;
	case EML_REPLY_FOLLOW:
		follow(self, reply);
		break;
	case EML_REPLY_OTHER:
		self->n_strays++;
		break;
	case EML_REPLY_TRUNCATED:
		if (one->tcp)
			on_trouble(self, one, "broken-reply");
		else
			replace_try(self, one,
				    eml_try_tcp(one->server, self->current, one->options.edns));
		break;
	case EML_REPLY_NO_EDNS:
		g_array_index(self->no_edns, gboolean, server) = TRUE;
		replace_try(self, one,
			    one->tcp ? eml_try_tcp(one->server, self->current, FALSE)
				     : eml_try_udp(one->server, self->current, FALSE));
		break;
	case EML_REPLY_TROUBLE:
		on_trouble(self, one, reply->trouble);
		break;
	}
}

void
eml_query_on_socket(EmlQuery *self, EmlTry *one)
{
	g_autoptr(GByteArray) packet = NULL;
	EmlReply reply = {.kind = EML_REPLY_OTHER};

	switch (eml_try_go_on(one, &packet)) {
	case EML_TRY_WAITING:
		return;
	case EML_TRY_FAILED:
		on_socket_failed(self, one);
		return;
	case EML_TRY_MESSAGE:
		break;
	}
	eml_packet_read(eml_slice_n((const char *)packet->data, packet->len), self->current,
			&one->options, &reply);
	on_reply(self, one, &reply);
	g_clear_pointer(&reply.via, g_ptr_array_unref);
	g_clear_pointer(&reply.answer, eml_dns_answer_unref);
}
