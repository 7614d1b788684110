#include "inspect-run.h"

#include "check/unsubscribe-mail.h"

#include <errno.h>
#include <glib-unix.h>
#include <pthread.h>
#include <signal.h>
#include <sys/eventfd.h>
#include <time.h>
#include <unistd.h>

#define JOIN_LIMIT_MS 100

struct EmlRun {
	EmlJobInput input;
	EmlRunDone done;
	gpointer data;
	pthread_t threads[2]; /* signatures, envelope */
	guint n_threads;      /* started and not joined */
	pthread_mutex_t lock;
	pthread_cond_t changed;
	GPtrArray *dkim; /* under lock: set when the signatures are done; owned by the main thread's
			    side later */
	GQueue finished; /* under lock: EmlJobDone on their way */
	int event;	 /* eventfd that wakes the main loop */
	guint watch;	 /* GSource id, 0 = none */
};

void
eml_job_done_free(EmlJobDone *self)
{
	g_clear_pointer(&self->used, g_array_unref);
	g_clear_pointer(&self->ahead, g_array_unref);
	g_clear_pointer(&self->aligned, g_array_unref);
	g_free(self);
}

static EmlJobDone *
job_done(EmlJob job, gpointer result, const EmlDns *dns)
{
	EmlJobDone *done = g_new0(EmlJobDone, 1);

	done->job = job;
	done->result = result;
	done->used = g_array_copy((GArray *)eml_dns_used(dns));
	done->ahead = g_array_copy((GArray *)eml_dns_prefetched(dns));
	return done;
}

static void
spf_input(const EmlJobInput *in, EmlSpfInput *ret_input)
{
	*ret_input = (EmlSpfInput){
	    .ip = in->envelope->ip.value,
	    .helo = in->envelope->helo.value,
	    .mail_from = in->envelope->mail_from.value,
	    .receiver = in->envelope->receiver.value,
	    .at = in->at,
	};
}

static void
read_parts(EmlSlice piece, gpointer reader)
{
	eml_parts_reader_feed(reader, piece);
}

/* What DKIM and ARC signatures want of the body, and its parts, in one pass. */
static EmlBodyHashes *
hash_body(const EmlJobInput *in, EmlJobDone **ret_parts)
{
	g_autoptr(EmlDns) dns = eml_dns_new(in->store, in->deadline); /* tells of a cancel */
	g_autoptr(EmlPartsReader) reader = in->parts ? eml_parts_reader_new(in->message) : NULL;
	EmlBodyHashes *bodies = eml_body_hashes_new();
	EmlParts *parts = NULL;

	eml_dkim_want_bodies(in->message, bodies);
	eml_arc_want_bodies(in->message, bodies);
	if (reader != NULL)
		eml_body_hashes_watch(bodies, read_parts, reader);
	eml_body_hashes_run(bodies, in->message, dns);
	if (reader != NULL)
		parts = eml_parts_reader_finish(reader, eml_body_hashes_complete(bodies));
	*ret_parts = job_done(EML_JOB_PARTS, parts, dns);
	return bodies;
}

static EmlJobDone *
run_dkim(const EmlJobInput *in, const EmlBodyHashes *bodies)
{
	g_autoptr(EmlDns) dns = eml_dns_new(in->store, in->deadline);
	GPtrArray *dkim = eml_dkim_verify_hashed(in->message, bodies, dns, in->at);

	return job_done(EML_JOB_DKIM, dkim, dns);
}

static EmlJobDone *
run_arc(const EmlJobInput *in, const EmlBodyHashes *bodies)
{
	g_autoptr(EmlDns) dns = eml_dns_new(in->store, in->deadline);
	EmlArcResult *arc = eml_arc_verify_hashed(in->message, bodies, dns, in->at);

	return job_done(EML_JOB_ARC, arc, dns);
}

static EmlJobDone *
run_spf(const EmlJobInput *in)
{
	g_autoptr(EmlDns) dns = eml_dns_new(in->store, in->deadline);
	EmlSpfInput input;

	spf_input(in, &input);
	return job_done(EML_JOB_SPF, eml_spf_check(&input, dns), dns);
}

/* The HELO identity has limits of its own, and nothing waits for it: it runs behind the signatures,
 * which are done after one answer as a rule, while MAIL FROM is evaluated in the other thread. */
static EmlJobDone *
run_spf_helo(const EmlJobInput *in)
{
	g_autoptr(EmlDns) dns = eml_dns_new(in->store, in->deadline);
	EmlSpfInput session, helo;
	EmlSpfResult *result = NULL;

	spf_input(in, &session);
	if (eml_spf_helo_beside(&session, &helo))
		result = eml_spf_check(&helo, dns);
	return job_done(EML_JOB_SPF_HELO, result, dns);
}

static EmlJobDone *
run_iprev(const EmlJobInput *in)
{
	g_autoptr(EmlDns) dns = eml_dns_new(in->store, in->deadline);

	return job_done(EML_JOB_IPREV, eml_iprev_check(in->envelope->ip.value, dns), dns);
}

/* The result is NULL where there is nobody whose indicator it could be. */
static EmlJobDone *
run_bimi(const EmlJobInput *in, const EmlDmarcResult *dmarc)
{
	g_autoptr(EmlDns) dns = eml_dns_new(in->store, in->deadline);

	return job_done(EML_JOB_BIMI, eml_bimi_check(in->message, dmarc, dns), dns);
}

/* The SPF identifier of RFC 9989 section 4.4. A doubtful client address leaves it undecided
 * (standards E.6), and so does an unknown MAIL FROM: the HELO name counts in its place only where
 * the reverse-path is known to be null. */
static EmlDmarcIdentifier
spf_identifier(const EmlJobInput *in, const EmlSpfResult *spf)
{
	const gboolean known = in->envelope->mail_from.value != NULL;
	const gboolean usable = known && in->envelope->doubt == EML_DOUBT_NONE;

	return (EmlDmarcIdentifier){usable ? spf->result : EML_RESULT_LAST,
				    known ? spf->domain : NULL, EML_ALIGNED_NO};
}

static EmlJobDone *
run_dmarc(const EmlJobInput *in, const GPtrArray *dkim, const EmlSpfResult *spf)
{
	g_autoptr(EmlDns) dns = eml_dns_new(in->store, in->deadline);
	g_autofree EmlDmarcIdentifier *signatures = g_new0(EmlDmarcIdentifier, dkim->len + 1);
	EmlDmarcIdentifier mail_from = spf_identifier(in, spf);
	EmlDmarcInput input = {in->facts->from_domains, in->facts->n_from_fields, &mail_from,
			       signatures, 0};
	EmlJobDone *done = NULL;

	for (gint i = eml_dkim_next(dkim, -1); i >= 0; i = eml_dkim_next(dkim, i)) {
		const EmlDkimResult *signature = g_ptr_array_index(dkim, (guint)i);

		signatures[input.n_dkim].number = (guint)i + 1;
		signatures[input.n_dkim].result = signature->result;
		signatures[input.n_dkim++].domain = signature->domain;
	}
	done = job_done(EML_JOB_DMARC, eml_dmarc_check(&input, dns), dns);
	done->aligned = g_array_sized_new(FALSE, FALSE, sizeof(EmlAlignment), dkim->len);
	for (guint i = 0, n = 0; i < dkim->len; i++) {
		const EmlDkimResult *signature = g_ptr_array_index(dkim, i);
		const EmlAlignment aligned =
		    signature->counts ? signatures[n++].aligned : EML_ALIGNED_NO;

		g_array_append_val(done->aligned, aligned);
	}
	return done;
}

static EmlJobDone *
run_unsubscribe(const EmlJobInput *in, const GPtrArray *dkim)
{
	g_autoptr(EmlDns) dns = eml_dns_new(in->store, in->deadline);

	const GPtrArray *from = in->facts->from_domains;
	const char *author = from->len == 1 ? g_ptr_array_index(from, 0) : NULL;

	EmlUnsubscribe *result = eml_unsubscribe_check_author(in->message, dkim, author);

	eml_unsubscribe_ask(result, dns);
	return job_done(EML_JOB_UNSUBSCRIBE, result, dns);
}

static gboolean
is_cancelled(gconstpointer dns)
{
	return eml_dns_cancelled(dns);
}

/* Why signatures fail; it asks nothing. */
static EmlJobDone *
run_forensics(const EmlJobInput *in, const GPtrArray *dkim)
{
	g_autoptr(EmlDns) dns = eml_dns_new(in->store, in->deadline);
	const EmlForensicsStop stop = {is_cancelled, dns};

	return job_done(EML_JOB_FORENSICS, eml_forensics_explain(in->message, dkim, &stop), dns);
}

/* Asks for every name that is certain to be needed before any check starts (architecture 5). */
static void
prefetch(const EmlJobInput *in, GArray *ahead)
{
	g_autoptr(EmlDns) dns = eml_dns_new(in->store, in->deadline);
	EmlSpfInput input, helo;

	spf_input(in, &input);
	eml_dkim_prefetch(in->message, dns);
	eml_arc_prefetch(in->message, dns);
	eml_iprev_prefetch(in->envelope->ip.value, dns);
	eml_unsubscribe_prefetch(in->message, dns);
	if (input.ip != NULL)
		eml_spf_prefetch(&input, dns);
	if (eml_spf_helo_beside(&input, &helo))
		eml_spf_prefetch(&helo, dns);
	if (in->facts->from_domains->len == 1) {
		eml_dmarc_prefetch(g_ptr_array_index(in->facts->from_domains, 0), dns);
		eml_bimi_prefetch(in->message, g_ptr_array_index(in->facts->from_domains, 0), dns);
	}
	g_array_append_vals(ahead, eml_dns_prefetched(dns)->data, eml_dns_prefetched(dns)->len);
}

/* Most likely the client's name is known by now: its addresses are asked for beside what DMARC
 * asks. The check itself asks the same, so nothing of it shows in the report. */
static void
ask_names_ahead(const EmlJobInput *in)
{
	g_autoptr(EmlDns) dns = eml_dns_new(in->store, in->deadline);

	eml_iprev_prefetch(in->envelope->ip.value, dns);
}

static void
post(EmlRun *self, EmlJobDone *done)
{
	const guint64 one = 1;

	pthread_mutex_lock(&self->lock);
	if (done->job == EML_JOB_DKIM)
		self->dkim = done->result;
	g_queue_push_tail(&self->finished, done);
	pthread_cond_broadcast(&self->changed);
	pthread_mutex_unlock(&self->lock);
	while (write(self->event, &one, sizeof one) < 0 && errno == EINTR)
		;
}

static const GPtrArray *
wait_for_dkim(EmlRun *self)
{
	const GPtrArray *dkim = NULL;

	pthread_mutex_lock(&self->lock);
	while (self->dkim == NULL)
		pthread_cond_wait(&self->changed, &self->lock);
	dkim = self->dkim;
	pthread_mutex_unlock(&self->lock);
	return dkim;
}

static gpointer
signatures_thread(gpointer data)
{
	EmlRun *self = data;
	EmlJobDone *parts = NULL;
	g_autoptr(EmlBodyHashes) bodies = hash_body(&self->input, &parts);
	EmlJobDone *dkim = NULL;
	const GPtrArray *signatures = NULL; /* live as long as the inspection, once posted */

	post(self, parts);
	dkim = run_dkim(&self->input, bodies);
	signatures = dkim->result;
	post(self, dkim);
	ask_names_ahead(&self->input);
	post(self, run_arc(&self->input, bodies));
	post(self, run_spf_helo(&self->input));
	post(self, run_forensics(&self->input, signatures));
	return NULL;
}

static gpointer
envelope_thread(gpointer data)
{
	EmlRun *self = data;
	EmlJobDone *spf = run_spf(&self->input);
	const EmlSpfResult *result = spf->result; /* lives as long as the inspection, once posted */
	const GPtrArray *dkim = NULL;
	const EmlDmarcResult *author = NULL;
	EmlJobDone *dmarc = NULL;

	post(self, spf);
	ask_names_ahead(&self->input);
	dkim = wait_for_dkim(self);
	dmarc = run_dmarc(&self->input, dkim, result);
	author = dmarc->result;
	post(self, dmarc);
	post(self, run_bimi(&self->input, author));
	/* last what is mere information: a dead zone holds nothing up */
	post(self, run_unsubscribe(&self->input, dkim));
	post(self, run_iprev(&self->input));
	return NULL;
}

static gboolean
deliver(gint fd, GIOCondition condition, gpointer data)
{
	EmlRun *self = data;
	guint64 count = 0;
	GQueue ready = G_QUEUE_INIT;
	EmlJobDone *done = NULL;

	(void)condition;
	if (read(fd, &count, sizeof count) < 0)
		count = 0; /* nothing to read is no trouble: the queue tells */
	pthread_mutex_lock(&self->lock);
	while ((done = g_queue_pop_head(&self->finished)) != NULL)
		g_queue_push_tail(&ready, done);
	pthread_mutex_unlock(&self->lock);
	while ((done = g_queue_pop_head(&ready)) != NULL)
		self->done(done, self->data);
	return G_SOURCE_CONTINUE;
}

EmlRun *
eml_run_new(const EmlJobInput *input, EmlRunDone done, gpointer data)
{
	EmlRun *self = g_new0(EmlRun, 1);

	self->input = *input;
	self->done = done;
	self->data = data;
	pthread_mutex_init(&self->lock, NULL);
	pthread_cond_init(&self->changed, NULL);
	g_queue_init(&self->finished);
	self->event = -1;
	return self;
}

static void
run_serial(EmlRun *self)
{
	EmlJobDone *parts = NULL;
	g_autoptr(EmlBodyHashes) bodies = hash_body(&self->input, &parts);
	EmlJobDone *dkim = run_dkim(&self->input, bodies);
	EmlJobDone *arc = run_arc(&self->input, bodies);
	EmlJobDone *spf = run_spf(&self->input);
	EmlJobDone *helo = run_spf_helo(&self->input);
	EmlJobDone *unsubscribe = run_unsubscribe(&self->input, dkim->result);
	EmlJobDone *dmarc = run_dmarc(&self->input, dkim->result, spf->result);
	EmlJobDone *bimi = run_bimi(&self->input, dmarc->result);
	EmlJobDone *iprev = run_iprev(&self->input);
	EmlJobDone *forensics = run_forensics(&self->input, dkim->result);

	self->done(parts, self->data);
	self->done(dkim, self->data);
	self->done(arc, self->data);
	self->done(spf, self->data);
	self->done(helo, self->data);
	self->done(unsubscribe, self->data);
	self->done(dmarc, self->data);
	self->done(bimi, self->data);
	self->done(iprev, self->data);
	self->done(forensics, self->data);
}

/* The threads must not take the signals that main handles. */
static gboolean
start_thread(EmlRun *self, gpointer (*body)(gpointer))
{
	sigset_t all, before;
	gboolean started = FALSE;

	sigfillset(&all);
	pthread_sigmask(SIG_SETMASK, &all, &before);
	started = pthread_create(&self->threads[self->n_threads], NULL, body, self) == 0;
	pthread_sigmask(SIG_SETMASK, &before, NULL);
	if (started)
		self->n_threads++;
	return started;
}

void
eml_run_start(EmlRun *self, gboolean serial, GArray *ahead)
{
	prefetch(&self->input, ahead);
	self->event = serial ? -1 : eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK);
	if (self->event < 0) {
		run_serial(self);
		return;
	}
	self->watch = g_unix_fd_add(self->event, G_IO_IN, deliver, self);
	if (!start_thread(self, signatures_thread)) {
		run_serial(self);
		return;
	}
	if (!start_thread(self, envelope_thread))
		envelope_thread(self);
}

static gboolean
join_before(pthread_t thread, const struct timespec *limit)
{
	return pthread_timedjoin_np(thread, NULL, limit) == 0;
}

gboolean
eml_run_stop(EmlRun *self)
{
	struct timespec limit;

	clock_gettime(CLOCK_REALTIME, &limit);
	limit.tv_nsec += JOIN_LIMIT_MS * 1000000L;
	limit.tv_sec += limit.tv_nsec / 1000000000L;
	limit.tv_nsec %= 1000000000L;
	while (self->n_threads > 0) {
		if (!join_before(self->threads[self->n_threads - 1], &limit))
			return FALSE;
		self->n_threads--;
	}
	/* what was finished and not yet delivered */
	if (self->event >= 0)
		deliver(self->event, G_IO_IN, self);
	return TRUE;
}

void
eml_run_free(EmlRun *self)
{
	if (self == NULL)
		return;
	g_return_if_fail(self->n_threads == 0);
	if (self->watch != 0)
		g_source_remove(self->watch);
	if (self->event >= 0)
		close(self->event);
	pthread_mutex_destroy(&self->lock);
	pthread_cond_destroy(&self->changed);
	g_free(self);
}
