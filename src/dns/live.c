#include "dns/live.h"

#include <errno.h>
#include <poll.h>
#include <pthread.h>
#include <signal.h>
#include <sys/eventfd.h>
#include <unistd.h>

#include "base/clock.h"
#include "base/error.h"
#include "base/limits.h"
#include "dns/exchange.h"

/* A question that was handed in. */
typedef struct {
	EmlDnsQuestion *question;
	gint64 asked_at; /* monotonic µs, like the deadline */
	gint64 deadline;
	EmlDnsDone done;
	gpointer data;
	EmlDnsExchange *exchange; /* NULL while it waits for its turn */
} Job;

typedef struct {
	EmlDnsSource source;   /* first, so that a pointer to it is a pointer to this */
	EmlDnsNetwork network; /* the network thread's */
	GPtrArray *jobs;       /* the network thread's: Job, in the order they came */
	GThread *thread;
	int wake_fd;
	pthread_mutex_t lock; /* guards what follows */
	GPtrArray *inbox;     /* Job */
	gboolean cancelled;
	gboolean stopping;
} Live;

static void
job_free(gpointer data)
{
	Job *job = data;

	eml_dns_exchange_free(job->exchange);
	eml_dns_question_unref(job->question);
	g_free(job);
}

/* Takes the answer. No lock may be held: done() takes others. */
static void
job_end(Job *job, EmlDnsAnswer *answer)
{
	answer->ms = (gdouble)(g_get_monotonic_time() - job->asked_at) / 1000;
	job->done(answer, job->data);
}

static void
wake(const Live *self)
{
	const guint64 one = 1;

	/* it can only fail if the counter is full, and then the thread is awake anyway */
	if (write(self->wake_fd, &one, sizeof(one)) < 0)
		return;
}

static void
live_submit(EmlDnsSource *source,
	    const EmlDnsQuestion *question,
	    gint64 deadline,
	    EmlDnsDone done,
	    gpointer data)
{
	Live *self = (Live *)source;
	Job *job = g_new0(Job, 1);

	job->question = eml_dns_question_new_presentation(question->type, question->name);
	job->asked_at = g_get_monotonic_time();
	job->deadline = deadline;
	job->done = done;
	job->data = data;
	pthread_mutex_lock(&self->lock);
	g_ptr_array_add(self->inbox, job);
	pthread_mutex_unlock(&self->lock);
	wake(self);
}

/* Moves what was handed in to the thread's own list; says whether to stop or cancel. */
static void
take_inbox(Live *self, gboolean *ret_cancelled, gboolean *ret_stopping)
{
	pthread_mutex_lock(&self->lock);
	g_ptr_array_extend_and_steal(self->jobs, self->inbox);
	self->inbox = g_ptr_array_new_with_free_func(job_free);
	*ret_cancelled = self->cancelled || self->stopping;
	*ret_stopping = self->stopping;
	pthread_mutex_unlock(&self->lock);
}

static void
cancel_jobs(Live *self)
{
	for (guint i = 0; i < self->jobs->len; i++)
		job_end(g_ptr_array_index(self->jobs, i),
			eml_dns_answer_new(EML_DNS_FAILED, "cancelled"));
	g_ptr_array_set_size(self->jobs, 0);
}

static EmlDnsAnswer *
job_answer(Job *job, gint64 now)
{
	EmlDnsAnswer *answer = NULL;

	if (job->exchange != NULL) {
		eml_dns_exchange_advance(job->exchange, now);
		return eml_dns_exchange_take_answer(job->exchange);
	}
	if (now < job->deadline)
		return NULL;
	answer = eml_dns_answer_new(EML_DNS_FAILED, "timeout");
	answer->detail = g_strdup("The question was not asked: too many others were under way.");
	return answer;
}

/* Begins what has room, moves every job on, and ends those that are answered. */
static void
advance_jobs(Live *self)
{
	const gint64 now = g_get_monotonic_time();
	guint under_way = 0;

	for (guint i = 0; i < self->jobs->len;) {
		Job *job = g_ptr_array_index(self->jobs, i);
		EmlDnsAnswer *answer = NULL;

		if (job->exchange == NULL && under_way < EML_DNS_MAX_IN_FLIGHT)
			job->exchange =
			    eml_dns_exchange_new(&self->network, job->question, now, job->deadline);
		answer = job_answer(job, now);
		if (answer == NULL) {
			under_way += job->exchange != NULL;
			i++;
			continue;
		}
		job_end(job, answer);
		g_ptr_array_remove_index(self->jobs, i);
	}
}

/* Waits for the network, for time, or to be woken; fds[0] is the wake descriptor. */
static void
wait_for_something(Live *self, GArray *fds)
{
	gint64 until = G_MAXINT64;
	int timeout = -1;

	g_array_set_size(fds, 1);
	for (guint i = 0; i < self->jobs->len; i++) {
		Job *job = g_ptr_array_index(self->jobs, i);

		if (job->exchange != NULL) {
			eml_dns_exchange_add_fds(job->exchange, fds);
			until = MIN(until, eml_dns_exchange_wake_at(job->exchange));
		} else {
			until = MIN(until, job->deadline);
		}
	}
	if (self->jobs->len > 0)
		timeout = (int)CLAMP((until - g_get_monotonic_time() + 999) / 1000, 0, G_MAXINT);
	if (poll((struct pollfd *)fds->data, fds->len, timeout) <= 0)
		for (guint i = 0; i < fds->len; i++)
			g_array_index(fds, struct pollfd, i).revents = 0;
}

static gpointer
network_thread(gpointer data)
{
	Live *self = data;
	g_autoptr(GArray) fds = g_array_new(FALSE, TRUE, sizeof(struct pollfd));
	const struct pollfd first = {.fd = self->wake_fd, .events = POLLIN};
	gboolean cancelled = FALSE;
	gboolean stopping = FALSE;
	guint64 count = 0;

	g_array_append_val(fds, first);
	while (TRUE) {
		take_inbox(self, &cancelled, &stopping);
		if (cancelled)
			cancel_jobs(self);
		if (stopping)
			return NULL;
		advance_jobs(self);
		wait_for_something(self, fds);
		if (g_array_index(fds, struct pollfd, 0).revents != 0 &&
		    read(self->wake_fd, &count, sizeof(count)) < 0)
			count = 0; /* nothing there: the next poll() waits */
		for (guint i = 0; i < self->jobs->len; i++) {
			Job *job = g_ptr_array_index(self->jobs, i);

			if (job->exchange != NULL)
				eml_dns_exchange_handle(job->exchange, fds, g_get_monotonic_time());
		}
	}
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

	if (self->thread != NULL) {
		pthread_mutex_lock(&self->lock);
		self->stopping = TRUE;
		pthread_mutex_unlock(&self->lock);
		wake(self);
		g_thread_join(self->thread);
	}
	g_ptr_array_unref(self->jobs);
	g_ptr_array_unref(self->inbox);
	eml_dns_servers_free(self->network.servers);
	g_free(self->network.no_edns);
	g_free(self->network.buffer);
	if (self->wake_fd >= 0)
		close(self->wake_fd);
	pthread_mutex_destroy(&self->lock);
	g_free(self);
}

/* The thread takes no signals: they are the main thread's. */
static GThread *
start_thread(Live *self, GError **error)
{
	sigset_t all;
	sigset_t before;
	GThread *thread = NULL;

	sigfillset(&all);
	pthread_sigmask(SIG_SETMASK, &all, &before);
	thread = g_thread_try_new("dns", network_thread, self, error);
	pthread_sigmask(SIG_SETMASK, &before, NULL);
	return thread;
}

EmlDnsSource *
eml_dns_live_new(EmlDnsServers *servers, GError **error)
{
	Live *self = g_new0(Live, 1);
	g_autoptr(GError) cause = NULL;

	self->source.submit = live_submit;
	self->source.cancel = live_cancel;
	self->source.free = live_free;
	self->source.moment = eml_clock_now(NULL);
	self->network.servers = servers;
	self->network.no_edns = g_new0(gboolean, servers->servers->len);
	self->network.buffer = g_malloc(EML_DNS_BUFFER);
	self->jobs = g_ptr_array_new_with_free_func(job_free);
	self->inbox = g_ptr_array_new_with_free_func(job_free);
	pthread_mutex_init(&self->lock, NULL);
	self->wake_fd = eventfd(0, EFD_NONBLOCK | EFD_CLOEXEC);
	if (self->wake_fd >= 0)
		self->thread = start_thread(self, &cause);
	if (self->thread != NULL)
		return &self->source;
	g_set_error(error, EML_ERROR, EML_ERROR_SOFTWARE, "cannot begin to ask the DNS: %s",
		    cause != NULL ? cause->message : g_strerror(errno));
	live_free(&self->source);
	return NULL;
}
