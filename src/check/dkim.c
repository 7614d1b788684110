#include "check/dkim.h"

#include "base/limits.h"
#include "check/dkim-fields.h"
#include "check/dkim-judge.h"
#include "check/dkim-key.h"
#include "check/dkim-tags.h"
#include "syntax/dkim-name.h"

/* Which fields are signatures, and how they are verified. */
static const struct {
	const char *header;
	EmlSigKind kind;
} headers[] = {
    {"DKIM-Signature", EML_SIG_DKIM},
};

/* One signature while it is verified. */
typedef struct {
	EmlDkimSig *sig;
	EmlDkimResult *result; /* borrowed */
} Job;

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

static char *
dup_tag(const EmlDkimSig *sig, const char *tag)
{
	const EmlSlice raw = eml_dkim_sig_raw(sig, tag);

	return raw.data != NULL ? eml_dkim_without_fws(raw) : NULL;
}

static EmlDkimResult *
result_new(guint field, const char *header, const EmlDkimSig *sig)
{
	EmlDkimResult *self = g_new0(EmlDkimResult, 1);

	self->field = field;
	self->header = header;
	self->domain = g_strdup(sig->domain);
	self->selector = g_strdup(sig->selector);
	self->identity = g_strdup(sig->identity);
	self->algorithm = dup_tag(sig, "a");
	self->canonicalization = dup_tag(sig, "c");
	self->bh = dup_tag(sig, "bh");
	self->has_length = sig->has_length;
	self->length = sig->length;
	self->signed_at = sig->signed_at;
	self->expires_at = sig->expires_at;
	self->result = EML_RESULT_NEUTRAL;
	self->reason = EML_STEP_DKIM_LIMIT;
	self->trace = eml_trace_new();
	return self;
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

	for (guint i = 0; i < eml_message_n_fields(message); i++) {
		const EmlField *field = eml_message_field(message, i);
		const guint at = find_header(eml_field_name(field));
		Job *job = NULL;

		if (at == G_N_ELEMENTS(headers))
			continue;
		job = g_new0(Job, 1);
		job->sig = eml_dkim_sig_parse(field->value, headers[at].kind);
		job->result = result_new(i, headers[at].header, job->sig);
		g_ptr_array_add(jobs, job);
		g_ptr_array_add(results, job->result);
	}
	return jobs;
}

static void
prefetch_keys(const GPtrArray *jobs, EmlDns *dns)
{
	for (guint i = 0; i < jobs->len && i < EML_MAX_SIGNATURES; i++) {
		const Job *job = g_ptr_array_index(jobs, i);

		if (job->sig->faults->len == 0)
			eml_dkim_keys_prefetch(job->sig, dns);
	}
}

/* Reads the body once for all. */
static gboolean
hash_body(const GPtrArray *jobs,
	  EmlBodyHashes *bodies,
	  const EmlMessage *message,
	  const EmlDns *dns)
{
	for (guint i = 0; i < jobs->len && i < EML_MAX_SIGNATURES; i++) {
		const EmlDkimSig *sig = ((const Job *)g_ptr_array_index(jobs, i))->sig;

		if (eml_dkim_has_body_hash(sig))
			eml_body_hashes_want(bodies, sig->body_canon, eml_dkim_hash_of(sig),
					     sig->has_length ? sig->length : EML_BODY_WHOLE);
	}
	return eml_body_hashes_run(bodies, message, dns);
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
eml_dkim_verify(const EmlMessage *message, EmlDns *dns, gint64 at)
{
	GPtrArray *results = g_ptr_array_new_with_free_func(result_free_cb);
	g_autoptr(GPtrArray) jobs = find_jobs(message, results);
	g_autoptr(EmlBodyHashes) bodies = eml_body_hashes_new();
	g_autoptr(EmlFieldIndex) index = eml_field_index_new(message);
	EmlDkimContext context = {
	    .message = message, .index = index, .bodies = bodies, .dns = dns, .at = at};

	prefetch_keys(jobs, dns); /* the answers come while the body is hashed */
	context.body_read = hash_body(jobs, bodies, message, dns);
	for (guint i = 0; i < jobs->len; i++) {
		const Job *job = g_ptr_array_index(jobs, i);

		job->result->signed_headers =
		    eml_dkim_fields_list(index, job->result->field, job->sig);
		if (i < EML_MAX_SIGNATURES)
			eml_dkim_judge(&context, job->sig, job->result);
		else
			leave_out(message, job);
	}
	return results;
}

void
eml_dkim_prefetch(const EmlMessage *message, EmlDns *dns)
{
	g_autoptr(GPtrArray) results = g_ptr_array_new_with_free_func(result_free_cb);
	g_autoptr(GPtrArray) jobs = find_jobs(message, results);

	prefetch_keys(jobs, dns);
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
