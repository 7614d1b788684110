#include "inspect.h"

#include "claim/envelope-find.h"
#include "facts.h"
#include "inspect-run.h"
#include "judge/compare.h"
#include "judge/findings.h"
#include "judge/forged.h"
#include "judge/gateway.h"
#include "judge/verdict.h"

/* What snapshots share: written once each by the main thread, never changed after. */
typedef struct {
	gint references; /* atomic */
	char *file;
	GPtrArray *hypothetical; /* char *; NULL */
	EmlMessage *message;
	EmlFacts *facts;
	EmlHops *hops;
	EmlClaims *claims;
	EmlEnvelope *envelope;
	EmlParts *parts; /* NULL: nobody wants them */
	GPtrArray *dkim;
	GArray *dkim_aligned;
	EmlArcResult *arc;
	EmlSpfResult *spf;
	EmlSpfResult *spf_helo; /* NULL: nothing to check */
	EmlDmarcResult *dmarc;
	EmlIprevResult *iprev;
	EmlBimi *bimi; /* NULL: nothing to check */
	EmlUnsubscribe *unsubscribe;
	GPtrArray *forensics;
} Shared;

struct EmlInspection {
	Shared *shared;
	EmlDnsStore *store;
	EmlRun *run; /* NULL before the start */
	gint64 at;
	gboolean offline;
	gboolean parts;
	guint deadline_s;
	gboolean serial;
	GArray *used[EML_JOB_LAST]; /* guint slots; NULL until the job is done */
	GArray *ahead;		    /* guint slots that were asked ahead */
	guint asked_before;	    /* questions in the store at the start: another message's */
	guint n_done;
	guint revision;
	EmlInspectNotify notify;
	gpointer notify_data;
};

static void
shared_unref(gpointer data)
{
	Shared *self = data;

	if (!g_atomic_int_dec_and_test(&self->references))
		return;
	g_free(self->file);
	g_clear_pointer(&self->hypothetical, g_ptr_array_unref);
	eml_parts_free(self->parts);
	g_clear_pointer(&self->dkim, g_ptr_array_unref);
	g_clear_pointer(&self->forensics, g_ptr_array_unref);
	g_clear_pointer(&self->dkim_aligned, g_array_unref);
	eml_arc_result_free(self->arc);
	eml_spf_result_free(self->spf);
	eml_spf_result_free(self->spf_helo);
	eml_dmarc_result_free(self->dmarc);
	eml_iprev_result_free(self->iprev);
	eml_bimi_free(self->bimi);
	eml_unsubscribe_free(self->unsubscribe);
	eml_envelope_free(self->envelope);
	eml_claims_free(self->claims);
	eml_hops_free(self->hops);
	eml_facts_free(self->facts);
	eml_message_unref(self->message);
	g_free(self);
}

static Shared *
shared_new(const char *file, EmlMessage *message, const EmlInspectSettings *settings)
{
	Shared *self = g_new0(Shared, 1);

	self->references = 1;
	self->file = g_strdup(file);
	if (settings->hypothetical != NULL)
		self->hypothetical = g_ptr_array_ref(settings->hypothetical);
	self->message = eml_message_ref(message);
	self->facts = eml_facts_new(message);
	self->hops = eml_hops_new(message);
	self->claims = eml_claims_new(message, self->hops, settings->trust);
	self->envelope = eml_envelope_find(message, self->hops, self->claims, &settings->envelope);
	return self;
}

EmlInspection *
eml_inspection_new(const char *file,
		   EmlMessage *message,
		   EmlDnsStore *store,
		   const EmlInspectSettings *settings)
{
	EmlInspection *self = g_new0(EmlInspection, 1);

	self->shared = shared_new(file, message, settings);
	self->store = eml_dns_store_ref(store);
	self->offline = settings->offline;
	self->parts = settings->parts;
	self->deadline_s = settings->deadline_s;
	self->serial = settings->serial;
	self->ahead = g_array_new(FALSE, FALSE, sizeof(guint));
	if (settings->has_at)
		self->at = settings->at;
	else if (!eml_hops_time(self->shared->hops, &self->at))
		self->at = eml_clock_now(settings->clock);
	return self;
}

static void
changed(EmlInspection *self)
{
	self->revision++;
	if (self->notify != NULL)
		self->notify(self, self->notify_data);
}

/* Takes the finished check over; in the main thread. */
static void
take_done(EmlJobDone *done, gpointer data)
{
	EmlInspection *self = data;
	Shared *shared = self->shared;

	switch (done->job) {
	case EML_JOB_PARTS:
		shared->parts = done->result;
		break;
	case EML_JOB_DKIM:
		shared->dkim = done->result;
		break;
	case EML_JOB_ARC:
		shared->arc = done->result;
		break;
	case EML_JOB_SPF:
		shared->spf = done->result;
		break;
	case EML_JOB_SPF_HELO:
		shared->spf_helo = done->result;
		break;
	case EML_JOB_DMARC:
		shared->dmarc = done->result;
		shared->dkim_aligned = g_steal_pointer(&done->aligned);
		break;
	case EML_JOB_IPREV:
		shared->iprev = done->result;
		break;
	case EML_JOB_BIMI:
		shared->bimi = done->result;
		break;
	case EML_JOB_UNSUBSCRIBE:
		shared->unsubscribe = done->result;
		break;
	case EML_JOB_FORENSICS:
		shared->forensics = done->result;
		break;
	case EML_JOB_LAST:
		break;
	}
	self->used[done->job] = g_steal_pointer(&done->used);
	g_array_append_vals(self->ahead, done->ahead->data, done->ahead->len);
	self->n_done++;
	eml_job_done_free(done);
	changed(self);
}

void
eml_inspection_set_notify(EmlInspection *self, EmlInspectNotify notify, gpointer data)
{
	self->notify = notify;
	self->notify_data = data;
}

void
eml_inspection_start(EmlInspection *self)
{
	EmlJobInput input = {
	    .message = self->shared->message,
	    .facts = self->shared->facts,
	    .envelope = self->shared->envelope,
	    .store = self->store,
	    .deadline = g_get_monotonic_time() + (gint64)self->deadline_s * G_USEC_PER_SEC,
	    .at = self->at,
	    .parts = self->parts,
	};

	guint answered = 0;

	g_return_if_fail(self->run == NULL);
	eml_dns_store_counts(self->store, &self->asked_before, &answered);
	self->run = eml_run_new(&input, take_done, self);
	eml_run_start(self->run, self->serial, self->ahead);
}

void
eml_inspection_cancel(EmlInspection *self)
{
	eml_dns_store_cancel(self->store);
}

gboolean
eml_inspection_stop(EmlInspection *self)
{
	self->notify = NULL;
	if (self->run == NULL)
		return TRUE;
	if (self->n_done < EML_JOB_LAST)
		eml_inspection_cancel(self);
	return eml_run_stop(self->run);
}

void
eml_inspection_free(EmlInspection *self)
{
	if (self == NULL || !eml_inspection_stop(self))
		return;
	eml_run_free(self->run);
	for (guint i = 0; i < EML_JOB_LAST; i++)
		g_clear_pointer(&self->used[i], g_array_unref);
	g_array_unref(self->ahead);
	eml_dns_store_unref(self->store);
	shared_unref(self->shared);
	g_free(self);
}

void
eml_inspection_wait(EmlInspection *self)
{
	while (self->n_done < EML_JOB_LAST)
		g_main_context_iteration(NULL, TRUE);
}

gboolean
eml_inspection_done(const EmlInspection *self)
{
	return self->n_done == EML_JOB_LAST;
}

guint
eml_inspection_revision(const EmlInspection *self)
{
	guint asked = 0, answered = 0;

	eml_dns_store_counts(self->store, &asked, &answered);
	return self->revision + asked + answered;
}

static void
dns_line_free_cb(gpointer line)
{
	eml_dns_line_free(line);
}

static void
number_slot(EmlReport *report, const GPtrArray *log, guint slot)
{
	const EmlDnsLogEntry *entry = g_ptr_array_index(log, slot - 1);
	guint *number = &g_array_index(report->dns_numbers, guint, slot);
	EmlDnsLine *line = NULL;

	if (*number != 0)
		return;
	*number = report->dns->len + 1;
	line = g_new0(EmlDnsLine, 1);
	line->number = *number;
	line->question = eml_dns_question_ref(entry->question);
	line->answer = entry->answer != NULL ? eml_dns_answer_ref(entry->answer) : NULL;
	g_ptr_array_add(report->dns, line);
}

static gint
by_question(gconstpointer a, gconstpointer b)
{
	const EmlDnsLogEntry *const *left = a, *const *right = b;
	const gint names = strcmp((*left)->question->name, (*right)->question->name);

	return names != 0 ? names : (gint)(*left)->question->type - (gint)(*right)->question->type;
}

/* TRUE if it was asked ahead of a check, and may be shown though no check used it: not if nothing
 * was asked in truth (--offline), nor if nobody waits for it any more. */
static gboolean
is_shown(const EmlDnsLogEntry *entry, gboolean done)
{
	return !done || (entry->answer != NULL && entry->answer->outcome != EML_DNS_NOT_ASKED);
}

/* The questions that no finished check has used: asked ahead or, while checks run, on their way. Of
 * the store's log, since another message may have asked the same before. */
static GPtrArray *
unused_questions(const EmlInspection *self, const GPtrArray *log)
{
	const gboolean done = self->n_done == EML_JOB_LAST;
	GPtrArray *unused = g_ptr_array_sized_new(log->len);

	for (guint i = 0; i < self->ahead->len; i++) {
		EmlDnsLogEntry *entry =
		    g_ptr_array_index(log, g_array_index(self->ahead, guint, i) - 1);

		if (is_shown(entry, done))
			g_ptr_array_add(unused, entry);
	}
	for (guint i = self->asked_before; !done && i < log->len; i++)
		g_ptr_array_add(unused, g_ptr_array_index(log, i));
	g_ptr_array_sort(unused, by_question);
	return unused;
}

/* Numbers the questions in the order the checks used them, in the JSON's order of checks, then the
 * others by name (interface contract, section 3): so serial and parallel runs number alike. */
static void
number_questions(const EmlInspection *self, EmlReport *report)
{
	static const EmlJob order[] = {EML_JOB_DKIM,	 EML_JOB_ARC,	     EML_JOB_SPF,
				       EML_JOB_SPF_HELO, EML_JOB_DMARC,	     EML_JOB_IPREV,
				       EML_JOB_BIMI,	 EML_JOB_UNSUBSCRIBE};
	g_autoptr(GPtrArray) log = eml_dns_store_log(self->store);
	g_autoptr(GPtrArray) unused = unused_questions(self, log);

	report->dns = g_ptr_array_new_with_free_func(dns_line_free_cb);
	report->dns_numbers = g_array_new(FALSE, TRUE, sizeof(guint));
	g_array_set_size(report->dns_numbers, log->len + 1);
	for (gsize i = 0; i < G_N_ELEMENTS(order); i++) {
		const GArray *used = self->used[order[i]];

		for (guint j = 0; used != NULL && j < used->len; j++)
			number_slot(report, log, g_array_index(used, guint, j));
	}
	for (guint i = 0; i < unused->len; i++)
		number_slot(report, log, ((EmlDnsLogEntry *)g_ptr_array_index(unused, i))->slot);
}

static EmlCheckState
state_of(const EmlInspection *self, EmlJob job)
{
	if (self->used[job] != NULL)
		return EML_CHECK_DONE;
	return self->run != NULL ? EML_CHECK_RUNNING : EML_CHECK_WAITING;
}

EmlReport *
eml_inspection_snapshot(EmlInspection *self)
{
	Shared *shared = self->shared;
	EmlReport *report = g_new0(EmlReport, 1);

	report->references = 1;
	g_atomic_int_inc(&shared->references);
	report->shared = shared;
	report->release = shared_unref;
	report->file = shared->file;
	report->message = shared->message;
	report->facts = shared->facts;
	report->hops = shared->hops;
	report->claims = shared->claims;
	report->envelope = shared->envelope;
	report->at = self->at;
	report->dns_moment = eml_dns_store_moment(self->store);
	report->offline = self->offline;
	report->hypothetical = shared->hypothetical;
	report->parts = shared->parts;
	report->dkim_state = state_of(self, EML_JOB_DKIM);
	report->arc_state = state_of(self, EML_JOB_ARC);
	report->spf_state = state_of(self, EML_JOB_SPF);
	report->spf_helo_state = state_of(self, EML_JOB_SPF_HELO);
	report->dmarc_state = state_of(self, EML_JOB_DMARC);
	report->iprev_state = state_of(self, EML_JOB_IPREV);
	report->unsubscribe_state = state_of(self, EML_JOB_UNSUBSCRIBE);
	report->dkim = shared->dkim;
	report->dkim_aligned = shared->dkim_aligned;
	report->arc = shared->arc;
	report->spf = shared->spf;
	report->spf_helo = shared->spf_helo;
	report->dmarc = shared->dmarc;
	report->iprev = shared->iprev;
	report->bimi = shared->bimi;
	report->unsubscribe = shared->unsubscribe;
	report->forensics = shared->forensics;
	report->done = self->n_done == EML_JOB_LAST;
	eml_dns_store_counts(self->store, &report->dns_asked, &report->dns_answered);
	number_questions(self, report);
	report->gateway = eml_gateway_find(report);
	report->comparisons = eml_compare(report);
	eml_verdict_decide(report, &report->verdict);
	report->forged = eml_forged_all(report);
	report->findings = eml_findings(report);
	return report;
}
