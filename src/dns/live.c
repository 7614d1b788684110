#include "dns/live.h"

#include "base/error.h"
#include "base/limits.h"
#include "dns/query.h"

#include <errno.h>
#include <poll.h>
#include <pthread.h>
#include <signal.h>
#include <sys/eventfd.h>
#include <unistd.h>

typedef struct {
	EmlDnsSource source; /* first, so that a pointer to it is a pointer to this */
	EmlDnsServers *servers;
	pthread_t thread;
	int event; /* eventfd: something below changed */
	pthread_mutex_t lock;
	GQueue submitted;   /* under lock: EmlQuery, not yet the thread's */
	gboolean stop;	    /* under lock: end the thread */
	gboolean cancelled; /* under lock: every question fails */
	GPtrArray *running; /* the thread's: EmlQuery on the network */
	GQueue waiting;	    /* the thread's: EmlQuery for which there is no room yet */
} Live;

static void
wake(Live *self)
{
	const guint64 one = 1;

	while (write(self->event, &one, sizeof one) < 0 && errno == EINTR)
		continue;
}

static void
query_free_cb(gpointer query)
{
	eml_query_free(query);
}

static void
fail_all(Live *self)
{
	EmlQuery *query = NULL;

	g_ptr_array_set_size(self->running, 0); /* frees them, and freeing answers */
	while ((query = g_queue_pop_head(&self->waiting)) != NULL)
		eml_query_free(query);
}

/* Takes what was submitted over. FALSE: the thread must end. */
static gboolean
take_orders(Live *self)
{
	EmlQuery *query = NULL;
	guint64 count = 0;
	gboolean stop = FALSE;
	gboolean cancelled = FALSE;

	if (read(self->event, &count, sizeof count) < 0)
		count = 0; /* nothing to read is no trouble: the queue tells */
	pthread_mutex_lock(&self->lock);
	while ((query = g_queue_pop_head(&self->submitted)) != NULL)
		g_queue_push_tail(&self->waiting, query);
	stop = self->stop;
	cancelled = self->cancelled;
	pthread_mutex_unlock(&self->lock);
	if (stop || cancelled)
		fail_all(self);
	return !stop;
}

static void
start_waiting(Live *self)
{
	while (self->running->len < EML_DNS_MAX_IN_FLIGHT && self->waiting.length > 0) {
		EmlQuery *query = g_queue_pop_head(&self->waiting);

		g_ptr_array_add(self->running, query);
		eml_query_start(query);
	}
}

/* What poll() is to watch: the event, then every open socket; tries[i] belongs to polled[i + 1]. */
typedef struct {
	GArray *polled;	   /* struct pollfd */
	GPtrArray *tries;  /* EmlTry, borrowed */
	GPtrArray *owners; /* EmlQuery, borrowed */
	gint64 next;	   /* monotonic µs of the next timer */
} Watch;

static void
watch_query(Watch *watch, EmlQuery *query)
{
	const GPtrArray *tries = eml_query_tries(query);

	watch->next = MIN(watch->next, eml_query_next_time(query));
	for (guint i = 0; i < tries->len; i++) {
		EmlTry *one = g_ptr_array_index(tries, i);
		const struct pollfd polled = {.fd = one->fd, .events = eml_try_events(one)};

		g_array_append_val(watch->polled, polled);
		g_ptr_array_add(watch->tries, one);
		g_ptr_array_add(watch->owners, query);
	}
}

static int
poll_timeout(gint64 next)
{
	const gint64 left = next - g_get_monotonic_time();

	if (next == G_MAXINT64)
		return -1;
	return left <= 0 ? 0 : (int)MIN(left / 1000 + 1, 60 * 1000);
}

/* A try may have been freed while another one of its query was served. */
static gboolean
still_open(const EmlQuery *query, const EmlTry *one)
{
	return g_ptr_array_find((GPtrArray *)eml_query_tries(query), one, NULL); /* only read */
}

static void
serve(Live *self, const Watch *watch)
{
	for (guint i = 0; i < watch->tries->len; i++) {
		EmlQuery *query = g_ptr_array_index(watch->owners, i);
		EmlTry *one = g_ptr_array_index(watch->tries, i);

		if (g_array_index(watch->polled, struct pollfd, i + 1).revents != 0 &&
		    still_open(query, one))
			eml_query_on_socket(query, one);
	}
	for (guint i = 0; i < self->running->len; i++) {
		EmlQuery *query = g_ptr_array_index(self->running, i);

		if (!eml_query_is_done(query) &&
		    g_get_monotonic_time() >= eml_query_next_time(query))
			eml_query_on_time(query);
	}
	for (guint i = self->running->len; i > 0; i--)
		if (eml_query_is_done(g_ptr_array_index(self->running, i - 1)))
			g_ptr_array_remove_index(self->running, i - 1);
}

static void
wait_and_serve(Live *self)
{
	const struct pollfd event = {.fd = self->event, .events = POLLIN};
	Watch watch = {
	    .polled = g_array_new(FALSE, FALSE, sizeof(struct pollfd)),
	    .tries = g_ptr_array_new(),
	    .owners = g_ptr_array_new(),
	    .next = G_MAXINT64,
	};

	g_array_append_val(watch.polled, event);
	for (guint i = 0; i < self->running->len; i++)
		watch_query(&watch, g_ptr_array_index(self->running, i));
	poll((struct pollfd *)(gpointer)watch.polled->data, watch.polled->len,
	     poll_timeout(watch.next));
	serve(self, &watch);
	g_array_unref(watch.polled);
	g_ptr_array_unref(watch.tries);
	g_ptr_array_unref(watch.owners);
}

static gpointer
network_thread(gpointer data)
{
	Live *self = data;

	while (take_orders(self)) {
		start_waiting(self);
		wait_and_serve(self);
	}
	return NULL;
}

static void
live_submit(EmlDnsSource *source,
	    const EmlDnsQuestion *question,
	    gint64 deadline,
	    EmlDnsDone done,
	    gpointer data)
{
	Live *self = (Live *)source;
	EmlQuery *query = eml_query_new(question, self->servers, deadline, done, data);

	pthread_mutex_lock(&self->lock);
	g_queue_push_tail(&self->submitted, query);
	pthread_mutex_unlock(&self->lock);
	wake(self);
}

static void
live_cancel(EmlDnsSource *source)
{
	Live *self = (Live *)source;

	pthread_mutex_lock(&self->lock);
	self->cancelled = TRUE;
	pthread_mutex_unlock(&self->lock);
	wake(self);
}

static void
live_free(EmlDnsSource *source)
{
	Live *self = (Live *)source;

	pthread_mutex_lock(&self->lock);
	self->stop = TRUE;
	pthread_mutex_unlock(&self->lock);
	wake(self);
	pthread_join(self->thread, NULL);
	g_ptr_array_unref(self->running);
	eml_dns_servers_free(self->servers);
	pthread_mutex_destroy(&self->lock);
	close(self->event);
	g_free(self);
}

/* The thread takes no signals: they are main's. */
static gboolean
start_thread(Live *self)
{
	sigset_t all, before;
	gboolean started = FALSE;

	sigfillset(&all);
	pthread_sigmask(SIG_SETMASK, &all, &before);
	started = pthread_create(&self->thread, NULL, network_thread, self) == 0;
	pthread_sigmask(SIG_SETMASK, &before, NULL);
	return started;
}

EmlDnsSource *
eml_dns_live_new(EmlDnsServers *servers, GError **error)
{
	Live *self = g_new0(Live, 1);

	self->source = (EmlDnsSource){live_submit, live_cancel, live_free};
	self->servers = servers;
	self->event = eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK);
	self->running = g_ptr_array_new_with_free_func(query_free_cb);
	pthread_mutex_init(&self->lock, NULL);
	g_queue_init(&self->submitted);
	g_queue_init(&self->waiting);
	if (self->event >= 0 && start_thread(self))
		return &self->source;
	g_set_error(error, EML_ERROR, EML_ERROR_SOFTWARE, "the network cannot be used: %s",
		    g_strerror(errno));
	if (self->event >= 0)
		close(self->event);
	g_ptr_array_unref(self->running);
	eml_dns_servers_free(self->servers);
	pthread_mutex_destroy(&self->lock);
	g_free(self);
	return NULL;
}
