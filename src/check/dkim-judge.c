#include "check/dkim-judge.h"

#include "base/clock.h"
#include "check/dkim-fields.h"
#include "check/dkim-key.h"
#include "check/dkim-tags.h"
#include "syntax/dkim-name.h"

/* What was found out about one signature; the result follows from it. */
typedef struct {
	const EmlDkimContext *context;
	const EmlDkimSig *sig;
	EmlDkimResult *result;
	EmlStepCode fault;	/* the first thing wrong with the field; NONE if it is usable */
	EmlStepCode not_tested; /* why the body hash could not be tested; NONE if it could */
	gboolean beyond;	/* l= is larger than the body */
	gboolean expired;
	EmlResult key_result; /* PASS: a key that may be used */
	EmlStepCode key_reason;
} Judgment;

static EmlStep *
add_step(const Judgment *j, EmlStepCode code, EmlTone tone, const char *tag)
{
	return eml_dkim_tag_step(j->context->message, j->sig, j->result, code, tone, tag);
}

static char *
dup_tag(const EmlDkimSig *sig, const char *tag)
{
	const EmlSlice raw = eml_dkim_sig_raw(sig, tag);

	return raw.data != NULL ? eml_dkim_without_fws(raw) : NULL;
}

EmlDkimResult *
eml_dkim_result_new(guint field, const char *header, const EmlDkimSig *sig)
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

EmlHash
eml_dkim_hash_of(const EmlDkimSig *sig)
{
	return sig->algorithm == EML_ALGORITHM_RSA_SHA1 ? EML_HASH_SHA1 : EML_HASH_SHA256;
}

gboolean
eml_dkim_has_body_hash(const EmlDkimSig *sig)
{
	return sig->bh != NULL && sig->body_canon != EML_CANON_LAST &&
	       sig->algorithm != EML_ALGORITHM_LAST;
}

void
eml_dkim_want_body(const EmlDkimSig *sig, EmlBodyHashes *bodies)
{
	if (eml_dkim_has_body_hash(sig))
		eml_body_hashes_want(bodies, sig->body_canon, eml_dkim_hash_of(sig),
				     sig->has_length ? sig->length : EML_BODY_WHOLE);
}

/* "Seeing a constant as bh=": the hash of an empty body, or of no bytes at all (l=0). */
static gboolean
is_hash_of_nothing(const EmlDkimSig *sig)
{
	const EmlHashValue line = eml_hash_of(eml_dkim_hash_of(sig), eml_slice("\r\n"));
	const EmlHashValue nothing = eml_hash_of(eml_dkim_hash_of(sig), eml_slice(""));

	return eml_hash_equals(&nothing, sig->bh) ||
	       (sig->body_canon == EML_CANON_SIMPLE && eml_hash_equals(&line, sig->bh));
}

/* l= against the body that is there: RFC 6376 sections 3.5 and 8.2 */
static void
explain_length(Judgment *j, const EmlBodyHash *body)
{
	const guint64 length = j->sig->length;
	EmlStep *step = NULL;

	if (!j->sig->has_length)
		return;
	if (length > body->body_bytes) {
		j->beyond = TRUE;
		step = add_step(j, EML_STEP_DKIM_LENGTH_BEYOND, EML_TONE_BAD, "l");
		eml_step_argf(eml_step_arg(step, eml_dkim_sig_raw(j->sig, "l")),
			      "%" G_GUINT64_FORMAT, body->body_bytes);
	} else if (length < body->body_bytes) {
		j->result->unsigned_tail = body->body_bytes - length;
		j->result->tail = g_bytes_new(body->tail.data, body->tail.len);
		if (body->tail_text.len > 0)
			j->result->tail_text =
			    g_bytes_new(body->tail_text.data, body->tail_text.len);
		step = j->result->tail_text != NULL
			   ? add_step(j, EML_STEP_DKIM_LENGTH_TAIL, EML_TONE_WARN, "l")
			   : add_step(j, EML_STEP_DKIM_LENGTH_BLANKS, EML_TONE_NOTE, "l");
		eml_step_argf(step, "%" G_GUINT64_FORMAT, j->result->unsigned_tail);
	} else {
		add_step(j, EML_STEP_DKIM_LENGTH_WHOLE, EML_TONE_NOTE, "l");
	}
}

/* The body cannot say anything: no body in the file, or not to be read. */
static void
leave_body(Judgment *j, EmlStepCode why, EmlTone tone)
{
	j->not_tested = why;
	add_step(j, why, tone, "bh");
}

static EmlBodyHash
body_of(const EmlBodyHashes *bodies, const EmlDkimSig *sig)
{
	return eml_body_hashes_get(bodies, sig->body_canon, eml_dkim_hash_of(sig),
				   sig->has_length ? sig->length : EML_BODY_WHOLE);
}

/* The body without what an mbox put before "From ", where that is what was signed. FALSE if it is
 * not. */
static gboolean
matches_unquoted(const Judgment *j, EmlBodyHash *ret_body)
{
	for (guint habit = 0; habit < EML_MBOX_LAST; habit++) {
		const EmlBodyHashes *unquoted =
		    eml_body_hashes_unquoted(j->context->bodies, (EmlMboxHabit)habit);
		EmlBodyHash body;

		if (unquoted == NULL || !eml_body_hashes_complete(unquoted))
			continue;
		body = body_of(unquoted, j->sig);
		if (!eml_hash_equals(&body.value, j->sig->bh))
			continue;
		*ret_body = body;
		return TRUE;
	}
	return FALSE;
}

/* RFC 6376 section 6.1.3, step 3 */
static void
test_body(Judgment *j)
{
	const EmlDkimSig *sig = j->sig;
	EmlBodyHash body;
	gboolean matches = FALSE, unquoted = FALSE;

	if (!eml_dkim_has_body_hash(sig))
		return;
	if (!eml_body_hashes_complete(j->context->bodies)) {
		leave_body(j, EML_STEP_DKIM_BODY_UNREADABLE, EML_TONE_WARN);
		return;
	}
	if (!eml_message_has_body(j->context->message)) {
		leave_body(j, EML_STEP_DKIM_NO_BODY, EML_TONE_NOTE);
		return;
	}
	body = body_of(j->context->bodies, sig);
	matches = eml_hash_equals(&body.value, sig->bh);
	unquoted = !matches && matches_unquoted(j, &body);
	matches = matches || unquoted;
	if (!matches && body.empty) {
		leave_body(j, EML_STEP_DKIM_BODY_EMPTY, EML_TONE_NOTE);
		return;
	}
	j->result->body_hash = matches ? EML_HALF_MATCH : EML_HALF_MISMATCH;
	add_step(j, matches ? EML_STEP_DKIM_BODY_HASH_MATCHES : EML_STEP_DKIM_BODY_HASH_DIFFERS,
		 matches ? EML_TONE_GOOD : EML_TONE_BAD, "bh");
	if (unquoted)
		add_step(j, EML_STEP_DKIM_BODY_UNQUOTED, EML_TONE_NOTE, "bh");
	if (!body.empty && is_hash_of_nothing(sig))
		add_step(j, EML_STEP_DKIM_BODY_HASH_OF_NOTHING, EML_TONE_WARN, "bh");
	explain_length(j, &body);
}

/* How a key fares: a smaller number is better. */
static guint
rank(const EmlDkimKeyTry *try, EmlHalf half)
{
	const guint use = try->result == EML_RESULT_PASS     ? 0
			  : try->result == EML_RESULT_POLICY ? 1
							     : 2;
	const guint fit = half == EML_HALF_MATCH	     ? 0
			  : half == EML_HALF_HEADERS_CHANGED ? 1
			  : half != EML_HALF_NOT_TESTED	     ? 2
							     : 3;

	return use * 4 + fit;
}

static EmlHalf
test_key(const EmlDkimKeyTry *try, EmlHash hash, const EmlHashValue *value, GBytes *signature)
{
	static const EmlHalf halves[EML_VERIFY_LAST] = {
	    [EML_VERIFY_MATCH] = EML_HALF_MATCH,
	    [EML_VERIFY_OTHER_DIGEST] = EML_HALF_HEADERS_CHANGED,
	    [EML_VERIFY_NO_DIGEST] = EML_HALF_WRONG_KEY,
	    [EML_VERIFY_MISMATCH] = EML_HALF_MISMATCH,
	};

	return try->key != NULL ? halves[eml_public_key_verify(try->key, hash, value, signature)]
				: EML_HALF_NOT_TESTED;
}

static void
fill_key_info(EmlDkimKeyInfo *info, const EmlDkimKeyTry *try)
{
	const EmlTag *type = eml_taglist_get(try->record->tags, "k");

	info->found = TRUE;
	info->type = try->record->type != EML_KEY_LAST
			 ? g_strdup(eml_key_type_word(try->record->type))
		     : type != NULL ? eml_slice_dup_lower(type->value)
				    : NULL;
	info->bits = try->key != NULL ? eml_public_key_bits(try->key) : 0;
	info->testing = try->record->testing;
	info->record = g_strdup(try->text);
}

/* Several keys are all tried, the one that fares best counts. */
static void
test_keys(Judgment *j, const EmlDkimKeys *keys)
{
	const EmlHash hash = eml_dkim_hash_of(j->sig);
	const EmlHashValue value =
	    j->context->header_hash != NULL
		? *j->context->header_hash
		: eml_header_hash(j->context->index, j->result->field, j->sig, hash);
	const EmlDkimKeyTry *best = NULL;

	for (guint i = 0; i < keys->tries->len; i++) {
		const EmlDkimKeyTry *try = g_ptr_array_index(keys->tries, i);
		const EmlHalf half = test_key(try, hash, &value, j->sig->b);

		if (best != NULL && rank(try, half) >= rank(best, j->result->header_signature))
			continue;
		best = try;
		j->result->header_signature = half;
	}
	if (best == NULL)
		return; /* there is one wherever keys were found, which the compiler cannot see */
	fill_key_info(&j->result->key, best);
	j->key_result = best->result;
	j->key_reason = best->reason;
}

/* RFC 6376 section 6.1.3, step 4 */
static void
explain_header(const Judgment *j)
{
	static const struct {
		EmlStepCode code;
		EmlTone tone;
	} steps[EML_HALF_LAST] = {
	    [EML_HALF_NOT_TESTED] = {EML_STEP_DKIM_HEADERS_NOT_TESTED, EML_TONE_NOTE},
	    [EML_HALF_MATCH] = {EML_STEP_DKIM_HEADERS_MATCH, EML_TONE_GOOD},
	    [EML_HALF_MISMATCH] = {EML_STEP_DKIM_SIGNATURE_DIFFERS, EML_TONE_BAD},
	    [EML_HALF_HEADERS_CHANGED] = {EML_STEP_DKIM_HEADERS_CHANGED, EML_TONE_BAD},
	    [EML_HALF_WRONG_KEY] = {EML_STEP_DKIM_WRONG_KEY, EML_TONE_BAD},
	};
	const EmlHalf half = j->result->header_signature;

	if (half != EML_HALF_MATCH || j->sig->kind != EML_SIG_ARC_SEAL) /* then all is said */
		add_step(j, steps[half].code, steps[half].tone, "b");
}

static void
test_header(Judgment *j)
{
	g_autoptr(EmlDkimKeys) keys =
	    eml_dkim_keys_fetch(j->sig, j->result->field, j->context->dns, j->result->trace);

	j->key_result = keys->result;
	j->key_reason = keys->reason;
	if (keys->result == EML_RESULT_PASS)
		test_keys(j, keys);
	explain_header(j);
}

/* t= and x= against the moment of receipt: RFC 6376 section 3.5 */
static void
check_times(Judgment *j)
{
	const EmlDkimSig *sig = j->sig;
	const gint64 at = j->context->at;
	g_autofree char *moment = eml_clock_format(at);
	g_autofree char *signed_at = eml_clock_format(sig->signed_at);
	g_autofree char *expires_at = eml_clock_format(sig->expires_at);

	j->expired = sig->expires_at >= 0 && at > sig->expires_at;
	if (sig->signed_at > at)
		eml_step_arg_text(
		    eml_step_arg_text(
			add_step(j, EML_STEP_DKIM_SIGNED_IN_FUTURE, EML_TONE_WARN, "t"), signed_at),
		    moment);
	if (j->expired)
		eml_step_arg_text(
		    eml_step_arg_text(add_step(j, EML_STEP_DKIM_EXPIRED, EML_TONE_BAD, "x"),
				      expires_at),
		    moment);
	else if (sig->expires_at >= 0)
		eml_step_arg_text(add_step(j, EML_STEP_DKIM_EXPIRES, EML_TONE_GOOD, "x"),
				  expires_at);
}

static void
explain_fields(const Judgment *j)
{
	gsize start = 0;
	gsize end = 0;

	if (eml_dkim_tag_range(j->context->message, j->sig, j->result->field, "h", &start, &end))
		eml_dkim_fields_explain(j->result->signed_headers, j->context->index,
					j->result->field, start, end, j->result->trace);
}

/* Half of a signature that speaks against it; NONE if neither does. The body first, as in RFC 6376
 * section 6.1.3. */
static EmlStepCode
failed_half(const EmlDkimResult *result)
{
	static const EmlStepCode codes[EML_HALF_LAST] = {
	    [EML_HALF_MISMATCH] = EML_STEP_DKIM_SIGNATURE_DIFFERS,
	    [EML_HALF_HEADERS_CHANGED] = EML_STEP_DKIM_HEADERS_CHANGED,
	    [EML_HALF_WRONG_KEY] = EML_STEP_DKIM_WRONG_KEY,
	};

	return result->body_hash == EML_HALF_MISMATCH ? EML_STEP_DKIM_BODY_HASH_DIFFERS
						      : codes[result->header_signature];
}

/* The first line that holds decides. What makes a signature unacceptable comes before what makes it
 * fail, since RFC 8601 section 2.7.1 calls "fail" only those that were acceptable; what is missing
 * (the body) comes last. */
static void
decide(const Judgment *j)
{
	const EmlStepCode failed = failed_half(j->result);
	const struct {
		gboolean holds;
		EmlResult result;
		EmlStepCode reason;
	} lines[] = {
	    {j->fault != EML_STEP_NONE, EML_RESULT_NEUTRAL, j->fault},
	    {j->key_result == EML_RESULT_LAST, EML_RESULT_LAST, j->key_reason},
	    {j->sig->algorithm == EML_ALGORITHM_RSA_SHA1, EML_RESULT_POLICY, EML_STEP_DKIM_SHA1},
	    {j->expired, EML_RESULT_POLICY, EML_STEP_DKIM_EXPIRED},
	    {j->key_result != EML_RESULT_PASS, j->key_result, j->key_reason},
	    {j->beyond, EML_RESULT_POLICY, EML_STEP_DKIM_LENGTH_BEYOND},
	    {failed != EML_STEP_NONE, EML_RESULT_FAIL, failed},
	    {j->not_tested != EML_STEP_NONE, EML_RESULT_NEUTRAL, j->not_tested},
	    {TRUE, EML_RESULT_PASS, EML_STEP_DKIM_VERIFIED},
	};
	guint i = 0;

	while (!lines[i].holds)
		i++;
	j->result->result = lines[i].result;
	j->result->reason = lines[i].reason;
}

/* Steps: tags, body, key, header signature, times, fields, the end (of ARC fields check/arc says
 * it). */
void
eml_dkim_judge(const EmlDkimContext *context, const EmlDkimSig *sig, EmlDkimResult *result)
{
	Judgment j = {
	    .context = context, .sig = sig, .result = result, .key_result = EML_RESULT_PASS};

	j.fault = eml_dkim_explain_tags(context->message, sig, result);
	test_body(&j);
	if (j.fault == EML_STEP_NONE) {
		test_header(&j);
		check_times(&j);
		explain_fields(&j);
	}
	decide(&j);
	if (result->result == EML_RESULT_PASS && sig->kind == EML_SIG_DKIM)
		eml_step_arg_text(add_step(&j, EML_STEP_DKIM_VERIFIED, EML_TONE_GOOD, NULL),
				  result->domain);
}
