#include "check/dkim.h"

#include "base/limits.h"
#include "check/dkim-fields.h"
#include "check/dkim-judge.h"
#include "check/dkim-key.h"
#include "check/dkim-tags.h"
#include "check/dkim2.h"

/* Which fields are signatures, and what is done with them. X-Google-DKIM-Signature has the form of
 * a DKIM signature and is Google's own affair; DKIM2 is a draft whose tags still move. */
static const struct {
	const char *header;
	gboolean counts, verified;
} headers[] = {
    {"DKIM-Signature", TRUE, TRUE},
    {"X-Google-DKIM-Signature", FALSE, TRUE},
    {"DKIM2-Signature", FALSE, FALSE},
};

/* One signature while it is verified. */
typedef struct {
	EmlDkimSig *sig;
	EmlDkimResult *result; /* borrowed */
	gboolean verified;     /* it is verified, unless it is one too many */
	guint rank;	       /* among those that count, or among the others */
} Job;

/* Fields that do not count must not use up the limit of those that do. */
static gboolean
is_wanted(const Job *self)
{
	return self->verified && self->rank < EML_MAX_SIGNATURES;
}

static void
job_free(gpointer data)
{
	Job *self = data;

	eml_dkim_sig_free(self->sig);
	g_free(self);
}

static void
result_free_cb(gpointer data)
{
	eml_dkim_result_free(data);
}

void
eml_dkim_result_free(EmlDkimResult *self)
{
	if (self == NULL)
		return;
	g_free(self->domain);
	g_free(self->selector);
	g_free(self->identity);
	g_free(self->algorithm);
	g_free(self->canonicalization);
	g_free(self->bh);
	g_free(self->key.type);
	g_free(self->key.record);
	g_clear_pointer(&self->signed_headers, g_ptr_array_unref);
	g_clear_pointer(&self->tail, g_bytes_unref);
	g_clear_pointer(&self->tail_text, g_bytes_unref);
	g_ptr_array_unref(self->trace);
	g_free(self);
}

const char *
eml_half_word(EmlHalf half)
{
	static const char *const words[EML_HALF_LAST] = {
	    [EML_HALF_NOT_TESTED] = "not-tested", [EML_HALF_MATCH] = "match",
	    [EML_HALF_MISMATCH] = "mismatch",	  [EML_HALF_HEADERS_CHANGED] = "headers-changed",
	    [EML_HALF_WRONG_KEY] = "wrong-key",
	};

	return half < EML_HALF_LAST ? words[half] : NULL;
}

/* Index into `headers`; G_N_ELEMENTS(headers) if the field is no signature. */
static guint
find_header(EmlSlice name)
{
	guint i = 0;

	while (i < G_N_ELEMENTS(headers) && !eml_slice_equal_ci(name, eml_slice(headers[i].header)))
		i++;
	return i;
}

/* All signatures, topmost first, taken apart but not judged. */
static GPtrArray *
find_jobs(const EmlMessage *message, GPtrArray *results)
{
	GPtrArray *jobs = g_ptr_array_new_with_free_func(job_free);
	guint ranks[2] = {0, 0};

	for (guint i = 0; i < eml_message_n_fields(message); i++) {
		const EmlField *field = eml_message_field(message, i);
		const guint at = find_header(eml_field_name(field));
		Job *job = NULL;

		if (at == G_N_ELEMENTS(headers))
			continue;
		job = g_new0(Job, 1);
		job->sig = eml_dkim_sig_parse(field->value, EML_SIG_DKIM);
		job->result = eml_dkim_result_new(i, headers[at].header, job->sig);
		job->result->counts = headers[at].counts;
		job->verified = headers[at].verified;
		job->rank = ranks[headers[at].counts ? 1 : 0]++;
		g_ptr_array_add(jobs, job);
		g_ptr_array_add(results, job->result);
	}
	return jobs;
}

static void
prefetch_keys(const GPtrArray *jobs, EmlDns *dns)
{
	for (guint i = 0; i < jobs->len; i++) {
		const Job *job = g_ptr_array_index(jobs, i);

		if (is_wanted(job) && job->sig->faults->len == 0)
			eml_dkim_keys_prefetch(job->sig, dns);
	}
}

void
eml_dkim_want_bodies(const EmlMessage *message, EmlBodyHashes *bodies)
{
	g_autoptr(GPtrArray) results = g_ptr_array_new_with_free_func(result_free_cb);
	g_autoptr(GPtrArray) jobs = find_jobs(message, results);

	for (guint i = 0; i < jobs->len; i++) {
		const Job *job = g_ptr_array_index(jobs, i);

		if (is_wanted(job))
			eml_dkim_want_body(job->sig, bodies);
	}
}

/* RFC 6376 section 8.4: a cap, and the rest is said not to be looked at. */
static void
leave_out(const EmlMessage *message, const Job *job)
{
	EmlStep *step = eml_dkim_tag_step(message, job->sig, job->result, EML_STEP_DKIM_LIMIT,
					  EML_TONE_NOTE, NULL);

	eml_step_argf(step, "%u", (guint)EML_MAX_SIGNATURES);
}

GPtrArray *
eml_dkim_verify_hashed(const EmlMessage *message,
		       const EmlBodyHashes *bodies,
		       EmlDns *dns,
		       gint64 at)
{
	GPtrArray *results = g_ptr_array_new_with_free_func(result_free_cb);
	g_autoptr(GPtrArray) jobs = find_jobs(message, results);
	g_autoptr(EmlFieldIndex) index = eml_field_index_new(message);
	const EmlDkimContext context = {
	    .message = message, .index = index, .bodies = bodies, .dns = dns, .at = at};

	prefetch_keys(jobs, dns);
	for (guint i = 0; i < jobs->len; i++) {
		const Job *job = g_ptr_array_index(jobs, i);

		job->result->signed_headers =
		    eml_dkim_fields_list(index, job->result->field, job->sig);
		job->result->by_list = eml_dkim_fields_by_list(job->result->signed_headers, index);
		if (is_wanted(job))
			eml_dkim_judge(&context, job->sig, job->result);
		else if (job->verified)
			leave_out(message, job);
		else
			eml_dkim2_describe(message, job->sig, job->result);
	}
	return results;
}

GPtrArray *
eml_dkim_verify(const EmlMessage *message, EmlDns *dns, gint64 at)
{
	g_autoptr(EmlBodyHashes) bodies = eml_body_hashes_new();

	eml_dkim_prefetch(message, dns); /* the answers come while the body is hashed */
	eml_dkim_want_bodies(message, bodies);
	eml_body_hashes_run(bodies, message, dns);
	return eml_dkim_verify_hashed(message, bodies, dns, at);
}

void
eml_dkim_prefetch(const EmlMessage *message, EmlDns *dns)
{
	g_autoptr(GPtrArray) results = g_ptr_array_new_with_free_func(result_free_cb);
	g_autoptr(GPtrArray) jobs = find_jobs(message, results);

	prefetch_keys(jobs, dns);
}

gint
eml_dkim_next(const GPtrArray *results, gint after)
{
	for (guint i = (guint)(after + 1); results != NULL && i < results->len; i++)
		if (((const EmlDkimResult *)g_ptr_array_index(results, i))->counts)
			return (gint)i; /* few */
	return -1;
}

guint
eml_dkim_n_counting(const GPtrArray *results)
{
	guint n = 0;

	for (gint i = eml_dkim_next(results, -1); i >= 0; i = eml_dkim_next(results, i))
		n++;
	return n;
}

gboolean
eml_dkim_covers(const EmlDkimResult *self, const char *header)
{
	for (guint i = 0; self->result == EML_RESULT_PASS && i < self->signed_headers->len; i++) {
		const EmlSignedHeader *signed_header = g_ptr_array_index(self->signed_headers, i);

		if (eml_slice_equal_ci(eml_slice(signed_header->name), eml_slice(header)))
			return TRUE;
	}
	return FALSE;
}
