#include "check/arc.h"

#include "check/arc-chain.h"
#include "check/arc-explain.h"
#include "check/dkim-fields.h"
#include "check/dkim-judge.h"
#include "check/dkim-key.h"

static void
set_free(gpointer data)
{
	EmlArcSet *self = data;

	g_free(self->seal_domain);
	g_free(self->seal_selector);
	eml_authres_free(self->results);
	eml_dkim_result_free(self->signature_details);
	eml_dkim_result_free(self->seal_details);
	g_free(self);
}

void
eml_arc_result_free(EmlArcResult *self)
{
	if (self == NULL)
		return;
	g_ptr_array_unref(self->sets);
	g_ptr_array_unref(self->trace);
	g_free(self);
}

char *
eml_arc_sealers(const EmlArcResult *self)
{
	GString *text = g_string_new(NULL);

	for (guint i = 0; i < self->sets->len; i++) {
		const EmlArcSet *set = g_ptr_array_index(self->sets, i);

		g_string_append_printf(text, "%s%s", i > 0 ? " > " : "",
				       set->seal_domain != NULL ? set->seal_domain : "?");
	}
	return g_string_free(text, FALSE);
}

static EmlArcSet *
set_new(EmlArcFields *fields, guint instance)
{
	const EmlDkimSig *seal = fields->sig[EML_ARC_SEAL];
	EmlArcSet *self = g_new0(EmlArcSet, 1);

	self->instance = instance;
	self->results_field = fields->field[EML_ARC_RESULTS];
	self->message_signature_field = fields->field[EML_ARC_MESSAGE_SIGNATURE];
	self->seal_field = fields->field[EML_ARC_SEAL];
	self->seal_domain = seal != NULL ? g_strdup(seal->domain) : NULL;
	self->seal_selector = seal != NULL ? g_strdup(seal->selector) : NULL;
	self->results = g_steal_pointer(&fields->results);
	self->cv = seal != NULL ? seal->cv : EML_RESULT_LAST;
	self->message_signature = EML_RESULT_LAST;
	self->seal = EML_RESULT_LAST;
	return self;
}

/* RFC 8617 knows no other failure than "fail"; what could not be tested here and now is none. */
static EmlResult
word_of(const EmlDkimResult *details)
{
	const gboolean untested = details->reason == EML_STEP_DKIM_NO_BODY ||
				  details->reason == EML_STEP_DKIM_BODY_EMPTY ||
				  details->reason == EML_STEP_DKIM_BODY_UNREADABLE;

	if (details->result == EML_RESULT_PASS || details->result == EML_RESULT_TEMPERROR ||
	    details->result == EML_RESULT_LAST)
		return details->result;
	return untested ? EML_RESULT_LAST : EML_RESULT_FAIL;
}

static EmlDkimResult *
judge(const EmlDkimContext *context, const EmlArcFields *fields, EmlArcPart part)
{
	const EmlDkimSig *sig = fields->sig[part];
	const guint field = (guint)fields->field[part]; /* there is one */
	EmlDkimResult *details = eml_dkim_result_new(field, eml_arc_part_header(part), sig);

	details->signed_headers = eml_dkim_fields_list(context->index, field, sig);
	details->by_list = eml_dkim_fields_by_list(details->signed_headers, context->index);
	eml_dkim_judge(context, sig, details);
	return details;
}

/* RFC 8617 section 4.1.2: ARC fields must not be signed. Laxer for ARC-Authentication-Results and
 * ARC-Message-Signature, which sealers do sign: verifying them does no harm. */
static gboolean
signs_seal(const EmlDkimSig *sig)
{
	for (guint i = 0; i < sig->signed_names->len; i++)
		if (strcmp(g_ptr_array_index(sig->signed_names, i), "arc-seal") == 0)
			return TRUE;
	return FALSE;
}

static void
verify_message_signature(EmlArcSet *set, const EmlArcFields *fields, const EmlDkimContext *context)
{
	const EmlDkimSig *sig = fields->sig[EML_ARC_MESSAGE_SIGNATURE];

	if (fields->n[EML_ARC_MESSAGE_SIGNATURE] != 1)
		return;
	set->signature_details = judge(context, fields, EML_ARC_MESSAGE_SIGNATURE);
	set->message_signature = word_of(set->signature_details);
	if (signs_seal(sig))
		set->message_signature = EML_RESULT_FAIL;
}

static void
write_digest(EmlSlice bytes, gpointer data)
{
	eml_digest_update(data, bytes);
}

static void
digest_field(EmlDigest *digest, const EmlMessage *message, gint field)
{
	/* there is one */
	eml_canon_field(EML_CANON_RELAXED, eml_message_field(message, (guint)field), write_digest,
			digest);
}

/* What the seal signs (section 5.1.1): the fields of the sets before, which `before` was given,
 * those of its own set, itself last and without b=. */
static EmlHashValue
seal_hash(const EmlDigest *before, const EmlArcChain *chain, const EmlArcFields *fields)
{
	g_autoptr(EmlDigest) digest = eml_digest_copy(before);
	const EmlField *seal =
	    eml_message_field(chain->message, (guint)fields->field[EML_ARC_SEAL]);
	gsize from = 0;
	gsize to = 0;

	digest_field(digest, chain->message, fields->field[EML_ARC_RESULTS]);
	digest_field(digest, chain->message, fields->field[EML_ARC_MESSAGE_SIGNATURE]);
	eml_dkim_sig_hole(fields->sig[EML_ARC_SEAL], seal->value, &from, &to);
	eml_canon_field_without(EML_CANON_RELAXED, seal, from, to, write_digest, digest);
	return eml_digest_value(digest);
}

static void
verify_seal(EmlArcSet *set,
	    const EmlArcChain *chain,
	    const EmlDigest *before,
	    const EmlDkimContext *context)
{
	const EmlArcFields *fields = &chain->sets[set->instance - 1];
	const EmlHashValue hash = seal_hash(before, chain, fields);
	EmlDkimContext own = *context;

	own.header_hash = &hash;
	set->seal_details = judge(&own, fields, EML_ARC_SEAL);
	set->seal = word_of(set->seal_details);
}

/* Section 5.1.2: whoever finds the chain broken seals its own set alone. */
static gboolean
is_sealed_alone(const EmlArcChain *chain, guint i)
{
	return i + 1 == chain->n_sets && chain->sets[i].sig[EML_ARC_SEAL] != NULL &&
	       chain->sets[i].sig[EML_ARC_SEAL]->cv == EML_RESULT_FAIL;
}

/* All seals that can be tested: those whose own set and the ones below it are complete. The fields
 * are hashed once, whatever the number of seals. rsa-sha1 is refused whatever it gives (RFC 8301),
 * so that its hash need not be the right one. */
static void
verify_seals(const EmlArcChain *chain, const EmlArcResult *result, const EmlDkimContext *context)
{
	g_autoptr(EmlDigest) empty = eml_digest_new(EML_HASH_SHA256);
	g_autoptr(EmlDigest) before = eml_digest_new(EML_HASH_SHA256);
	gboolean complete = TRUE;

	for (guint i = 0; i < chain->n_sets; i++) {
		const EmlArcFields *fields = &chain->sets[i];
		const gboolean alone = is_sealed_alone(chain, i);

		if (!eml_arc_fields_complete(fields)) {
			complete = FALSE;
			continue;
		}
		if (alone || complete)
			verify_seal(g_ptr_array_index(result->sets, i), chain,
				    alone ? empty : before, context);
		for (guint part = 0; complete && part < EML_ARC_PART_LAST; part++)
			digest_field(before, chain->message, fields->field[part]);
	}
}

static void
prefetch_keys(const EmlArcChain *chain, EmlDns *dns)
{
	for (guint i = 0; i < chain->n_sets; i++) {
		for (guint part = 0; part < EML_ARC_PART_LAST; part++) {
			const EmlDkimSig *sig = chain->sets[i].sig[part];

			if (sig != NULL && chain->sets[i].n[part] == 1 && sig->faults->len == 0)
				eml_dkim_keys_prefetch(sig, dns);
		}
	}
}

void
eml_arc_prefetch(const EmlMessage *message, EmlDns *dns)
{
	g_autoptr(EmlArcChain) chain = eml_arc_chain_new(message);

	prefetch_keys(chain, dns);
}

void
eml_arc_want_bodies(const EmlMessage *message, EmlBodyHashes *bodies)
{
	g_autoptr(EmlArcChain) chain = eml_arc_chain_new(message);

	for (guint i = 0; i < chain->n_sets; i++)
		if (chain->sets[i].n[EML_ARC_MESSAGE_SIGNATURE] == 1)
			eml_dkim_want_body(chain->sets[i].sig[EML_ARC_MESSAGE_SIGNATURE], bodies);
}

EmlArcResult *
eml_arc_verify_hashed(const EmlMessage *message,
		      const EmlBodyHashes *bodies,
		      EmlDns *dns,
		      gint64 at)
{
	g_autoptr(EmlArcChain) chain = eml_arc_chain_new(message);
	g_autoptr(EmlFieldIndex) index = eml_field_index_new(message);
	const EmlDkimContext context = {
	    .message = message, .index = index, .bodies = bodies, .dns = dns, .at = at};
	EmlArcResult *result = g_new0(EmlArcResult, 1);

	result->sets = g_ptr_array_new_with_free_func(set_free);
	result->trace = eml_trace_new();
	prefetch_keys(chain, dns);
	for (guint i = 0; i < chain->n_sets; i++) {
		EmlArcSet *set = set_new(&chain->sets[i], i + 1);

		g_ptr_array_add(result->sets, set);
		verify_message_signature(set, &chain->sets[i], &context);
	}
	verify_seals(chain, result, &context);
	eml_arc_explain(chain, result);
	return result;
}

EmlArcResult *
eml_arc_verify(const EmlMessage *message, EmlDns *dns, gint64 at)
{
	g_autoptr(EmlBodyHashes) bodies = eml_body_hashes_new();

	eml_arc_prefetch(message, dns);
	eml_arc_want_bodies(message, bodies);
	eml_body_hashes_run(bodies, message, dns);
	return eml_arc_verify_hashed(message, bodies, dns, at);
}
