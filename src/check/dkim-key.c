#include "check/dkim-key.h"

#include "base/idna.h"
#include "base/limits.h"
#include "check/dkim-meaning.h"

typedef struct {
	const EmlDkimSig *sig;
	guint field;
	GPtrArray *trace;
	char *name; /* selector._domainkey.domain */
	guint slot;
	gboolean several; /* then a byte range does not say in which record */
} Fetch;

/* U-labels become A-labels only here (RFC 8616 section 5). NULL if they cannot. */
static char *
key_name(const EmlDkimSig *sig)
{
	g_autofree char *selector = eml_idna_to_ascii(eml_slice(sig->selector));
	g_autofree char *domain = eml_idna_to_ascii(eml_slice(sig->domain));

	return selector != NULL && domain != NULL
		   ? g_strconcat(selector, "._domainkey.", domain, NULL)
		   : NULL;
}

static EmlStep *
add_step(const Fetch *fetch, EmlStepCode code, EmlTone tone)
{
	return eml_step_at_record(eml_trace_add(fetch->trace, code, tone), fetch->slot, -1, -1);
}

static EmlStep *
add_range_step(const Fetch *fetch, EmlStepCode code, EmlTone tone, gsize start, gsize end)
{
	if (fetch->several || end == 0)
		return add_step(fetch, code, tone);
	return eml_step_at_record(eml_trace_add(fetch->trace, code, tone), fetch->slot,
				  (gssize)start, (gssize)end); /* a record has at most 64 KiB */
}

static EmlStep *
add_tag_step(const Fetch *fetch,
	     const EmlDkimKey *record,
	     EmlStepCode code,
	     EmlTone tone,
	     const char *tag_name)
{
	const EmlTag *tag = eml_taglist_get(record->tags, tag_name);

	if (tag == NULL)
		return add_step(fetch, code, tone);
	return add_range_step(fetch, code, tone, tag->at, tag->value_at + tag->value.len);
}

static void
key_try_free(gpointer data)
{
	EmlDkimKeyTry *self = data;

	g_free(self->text);
	eml_dkim_key_free(self->record);
	g_bytes_unref(self->bytes);
	eml_public_key_free(self->key);
	g_free(self);
}

/* The first thing that is wrong decides. */
static void
refuse(EmlDkimKeyTry *self, EmlResult result, EmlStepCode reason)
{
	if (self->result != EML_RESULT_PASS)
		return;
	self->result = result;
	self->reason = reason;
}

/* What the record itself says; FALSE if it cannot be read as a key. */
static gboolean
check_fault(const Fetch *fetch, EmlDkimKeyTry *self)
{
	static const EmlStepCode codes[EML_KEY_FAULT_LAST] = {
	    [EML_KEY_FINE] = EML_STEP_NONE,
	    [EML_KEY_OTHER_RECORD] = EML_STEP_DKIM_KEY_OTHER_RECORD,
	    [EML_KEY_QUOTING] = EML_STEP_DKIM_KEY_QUOTING,
	    [EML_KEY_SYNTAX] = EML_STEP_DKIM_KEY_SYNTAX,
	    [EML_KEY_DUPLICATE] = EML_STEP_DKIM_KEY_DUPLICATE_TAG,
	    [EML_KEY_VERSION] = EML_STEP_DKIM_KEY_VERSION,
	    [EML_KEY_TYPE] = EML_STEP_DKIM_KEY_TYPE,
	    [EML_KEY_NO_DATA] = EML_STEP_DKIM_KEY_NO_DATA,
	    [EML_KEY_REVOKED] = EML_STEP_DKIM_KEY_REVOKED,
	    [EML_KEY_BASE64] = EML_STEP_DKIM_KEY_BASE64,
	};
	const EmlDkimKey *record = self->record;
	const EmlTag *type = eml_taglist_get(record->tags, "k");
	EmlStep *step = NULL;

	if (record->fault == EML_KEY_FINE)
		return TRUE;
	step = add_range_step(fetch, codes[record->fault], EML_TONE_BAD, record->at_start,
			      record->at_end);
	if (record->fault == EML_KEY_TYPE && type != NULL)
		eml_step_arg(step, type->value);
	else
		eml_step_arg_text(step, fetch->name);
	refuse(self, EML_RESULT_PERMERROR, codes[record->fault]);
	return FALSE;
}

static void
check_rsa(const Fetch *fetch, EmlDkimKeyTry *self)
{
	guint bits = 0;

	self->key = eml_public_key_new_rsa(self->record->data);
	if (self->key == NULL) {
		add_tag_step(fetch, self->record, EML_STEP_DKIM_KEY_UNREADABLE, EML_TONE_BAD, "p");
		refuse(self, EML_RESULT_PERMERROR, EML_STEP_DKIM_KEY_UNREADABLE);
		return;
	}
	bits = eml_public_key_bits(self->key);
	if (bits > EML_MAX_RSA_BITS) {
		eml_step_argf(eml_step_argf(add_tag_step(fetch, self->record,
							 EML_STEP_DKIM_KEY_LONG, EML_TONE_BAD, "p"),
					    "%u", bits),
			      "%u", (guint)EML_MAX_RSA_BITS);
		refuse(self, EML_RESULT_PERMERROR, EML_STEP_DKIM_KEY_LONG);
		g_clear_pointer(&self->key, eml_public_key_free);
	} else if (bits < EML_MIN_RSA_BITS) {
		eml_step_argf(
		    add_tag_step(fetch, self->record, EML_STEP_DKIM_KEY_SHORT, EML_TONE_BAD, "p"),
		    "%u", bits);
		refuse(self, EML_RESULT_POLICY, EML_STEP_DKIM_KEY_SHORT);
	} else if (bits < EML_WEAK_RSA_BITS) {
		eml_step_argf(
		    add_tag_step(fetch, self->record, EML_STEP_DKIM_KEY_WEAK, EML_TONE_NOTE, "p"),
		    "%u", bits);
	}
}

/* RFC 8463 section 4.2: the bare key. Stricter than some: SubjectPublicKeyInfo is not taken, but
 * told apart. */
static void
check_ed25519(const Fetch *fetch, EmlDkimKeyTry *self)
{
	EmlStepCode code = EML_STEP_DKIM_KEY_ED25519_LENGTH;

	self->key = eml_public_key_new_ed25519(self->record->data);
	if (self->key != NULL)
		return;
	if (eml_is_ed25519_spki(self->record->data))
		code = EML_STEP_DKIM_KEY_ED25519_WRAPPED;
	eml_step_argf(add_tag_step(fetch, self->record, code, EML_TONE_BAD, "p"),
		      "%" G_GSIZE_FORMAT, g_bytes_get_size(self->record->data));
	refuse(self, EML_RESULT_PERMERROR, code);
}

static void
check_type(const Fetch *fetch, EmlDkimKeyTry *self)
{
	static void (*const checks[EML_KEY_LAST])(const Fetch *fetch, EmlDkimKeyTry *self) = {
	    [EML_KEY_RSA] = check_rsa,
	    [EML_KEY_ED25519] = check_ed25519,
	};
	const EmlKeyType wanted =
	    fetch->sig->algorithm == EML_ALGORITHM_ED25519_SHA256 ? EML_KEY_ED25519 : EML_KEY_RSA;
	EmlStep *step = NULL;

	if (self->record->type == wanted) {
		checks[wanted](fetch, self);
		return;
	}
	step = add_tag_step(fetch, self->record, EML_STEP_DKIM_KEY_TYPE_DIFFERS, EML_TONE_BAD, "k");
	eml_step_arg(step, eml_dkim_sig_raw(fetch->sig, "a"));
	eml_step_arg_text(step, eml_key_type_word(self->record->type));
	refuse(self, EML_RESULT_PERMERROR, EML_STEP_DKIM_KEY_TYPE_DIFFERS);
}

static EmlSlice
raw_tag(const EmlDkimKey *record, const char *name)
{
	const EmlTag *tag = eml_taglist_get(record->tags, name);

	return tag != NULL ? tag->value : (EmlSlice){NULL, 0};
}

/* h=, s= and t=s restrict what a key may be used for. */
static void
check_restrictions(const Fetch *fetch, EmlDkimKeyTry *self)
{
	const EmlDkimSig *sig = fetch->sig;
	const EmlDkimKey *record = self->record;
	const gboolean sha1 = sig->algorithm == EML_ALGORITHM_RSA_SHA1;
	EmlStep *step = NULL;

	if (!(sha1 ? record->sha1 : record->sha256)) {
		step = add_tag_step(fetch, record, EML_STEP_DKIM_KEY_HASH, EML_TONE_BAD, "h");
		eml_step_arg_text(eml_step_arg(step, raw_tag(record, "h")),
				  sha1 ? "sha1" : "sha256");
		refuse(self, EML_RESULT_PERMERROR, EML_STEP_DKIM_KEY_HASH);
	}
	if (!record->email) {
		step = add_tag_step(fetch, record, EML_STEP_DKIM_KEY_SERVICE, EML_TONE_BAD, "s");
		eml_step_arg(step, raw_tag(record, "s"));
		refuse(self, EML_RESULT_PERMERROR, EML_STEP_DKIM_KEY_SERVICE);
	}
	if (record->strict && sig->identity_below) {
		step = add_tag_step(fetch, record, EML_STEP_DKIM_KEY_IDENTITY, EML_TONE_BAD, "t");
		eml_step_arg_text(eml_step_arg_text(step, sig->identity_domain), sig->domain);
		refuse(self, EML_RESULT_PERMERROR, EML_STEP_DKIM_KEY_IDENTITY);
	}
}

static void
add_remarks(const Fetch *fetch, const EmlDkimKeyTry *self)
{
	const EmlDkimKey *record = self->record;
	EmlStep *step = NULL;

	if (record->testing)
		add_tag_step(fetch, record, EML_STEP_DKIM_KEY_TESTING, EML_TONE_WARN, "t");
	if (self->result != EML_RESULT_PASS)
		return;
	step = add_step(fetch, EML_STEP_DKIM_KEY_USABLE, EML_TONE_GOOD);
	eml_step_argf(eml_step_arg_text(step, eml_key_type_word(record->type)), "%u",
		      eml_public_key_bits(self->key));
}

static EmlDkimKeyTry *
key_try_new(GBytes *bytes)
{
	const EmlSlice text = {g_bytes_get_data(bytes, NULL), g_bytes_get_size(bytes)};
	EmlDkimKeyTry *self = g_new0(EmlDkimKeyTry, 1);

	self->bytes = g_bytes_ref(bytes);
	self->text = eml_slice_dup(text);
	self->record = eml_dkim_key_parse(text);
	self->result = EML_RESULT_PASS;
	return self;
}

static void
check_try(const Fetch *fetch, EmlDkimKeyTry *self)
{
	EmlStep *found = add_step(fetch, EML_STEP_DKIM_KEY_FOUND, EML_TONE_PLAIN);

	eml_step_arg_text(eml_step_arg_text(found, fetch->name), self->text);
	if (fetch->sig->kind == EML_SIG_DKIM)
		eml_dkim_meaning_of_key(self->record, fetch->slot, !fetch->several,
					found->children);
	if (!check_fault(fetch, self))
		return;
	check_type(fetch, self);
	check_restrictions(fetch, self);
	add_remarks(fetch, self);
}

/* The key records of the answer; what is none is passed over with a step. */
static GPtrArray *
find_tries(const Fetch *fetch, const EmlDnsAnswer *answer)
{
	GPtrArray *tries = g_ptr_array_new_with_free_func(key_try_free);

	for (guint i = 0; i < answer->records->len; i++) {
		const EmlDnsRecord *dns_record = g_ptr_array_index(answer->records, i);
		EmlDkimKeyTry *try = key_try_new(dns_record->data);

		if (try->record->fault != EML_KEY_OTHER_RECORD) {
			g_ptr_array_add(tries, try);
			continue;
		}
		eml_step_arg_text(add_step(fetch, EML_STEP_DKIM_KEY_OTHER_RECORD, EML_TONE_WARN),
				  try->text);
		key_try_free(try);
	}
	return tries;
}

static void
set_outcome(EmlDkimKeys *self, EmlResult result, EmlStepCode reason)
{
	self->result = result;
	self->reason = reason;
}

static void
read_found(EmlDkimKeys *self, Fetch *fetch, const EmlDnsAnswer *answer)
{
	EmlStep *step = NULL;

	if (answer->via->len > 0) {
		step = eml_step_arg_text(add_step(fetch, EML_STEP_DKIM_KEY_ALIAS, EML_TONE_PLAIN),
					 fetch->name);
		eml_step_arg_text(step, g_ptr_array_index(answer->via, answer->via->len - 1));
	}
	fetch->several = answer->records->len > 1;
	g_ptr_array_unref(self->tries);
	self->tries = find_tries(fetch, answer);
	if (self->tries->len == 0) {
		eml_step_arg_text(add_step(fetch, EML_STEP_DKIM_KEY_MISSING, EML_TONE_BAD),
				  fetch->name);
		set_outcome(self, EML_RESULT_PERMERROR, EML_STEP_DKIM_KEY_MISSING);
		return;
	}
	if (self->tries->len > 1) {
		step = eml_step_argf(add_step(fetch, EML_STEP_DKIM_KEY_SEVERAL, EML_TONE_WARN),
				     "%u", self->tries->len);
		eml_step_arg_text(step, fetch->name);
	}
	for (guint i = 0; i < self->tries->len; i++)
		check_try(fetch, g_ptr_array_index(self->tries, i));
	set_outcome(self, EML_RESULT_PASS, EML_STEP_NONE);
}

/* RFC 6376 section 6.1.2, steps 2 and 3 */
static void
read_answer(EmlDkimKeys *self, Fetch *fetch, const EmlDnsAnswer *answer)
{
	const gboolean offline = g_strcmp0(answer->reason, "offline") == 0;
	EmlStep *step = NULL;

	switch (answer->outcome) {
	case EML_DNS_FOUND:
		read_found(self, fetch, answer);
		return;
	case EML_DNS_NO_DATA:
	case EML_DNS_NO_NAME:
		step = add_step(fetch, EML_STEP_DKIM_KEY_MISSING, EML_TONE_BAD);
		set_outcome(self, EML_RESULT_PERMERROR, EML_STEP_DKIM_KEY_MISSING);
		break;
	case EML_DNS_NOT_ASKED:
		step = add_step(fetch,
				offline ? EML_STEP_NOT_ASKED : EML_STEP_DKIM_KEY_NOT_IN_SNAPSHOT,
				offline ? EML_TONE_NOTE : EML_TONE_WARN);
		set_outcome(self, offline ? EML_RESULT_LAST : EML_RESULT_TEMPERROR, step->code);
		break;
	case EML_DNS_FAILED:
	case EML_DNS_LAST:
		step = add_step(fetch, EML_STEP_DKIM_KEY_TEMPERROR, EML_TONE_WARN);
		set_outcome(self, EML_RESULT_TEMPERROR, EML_STEP_DKIM_KEY_TEMPERROR);
		break;
	}
	eml_step_arg_text(step, fetch->name);
	eml_step_arg_text(step, answer->detail != NULL ? answer->detail : answer->reason);
}

EmlDkimKeys *
eml_dkim_keys_fetch(const EmlDkimSig *sig, guint field, EmlDns *dns, GPtrArray *trace)
{
	EmlDkimKeys *self = g_new0(EmlDkimKeys, 1);
	g_autofree char *name = key_name(sig);
	g_autoptr(EmlDnsQuestion) question = NULL;
	Fetch fetch = {.sig = sig, .field = field, .trace = trace, .name = name};

	self->tries = g_ptr_array_new_with_free_func(key_try_free);
	if (name != NULL)
		question = eml_dns_question_new(EML_DNS_TXT, eml_slice(name));
	if (question == NULL) {
		const EmlStepCode code =
		    name == NULL ? EML_STEP_DKIM_DOMAIN_BAD : EML_STEP_DKIM_NAME_TOO_LONG;

		eml_step_arg(eml_step_at_field(eml_trace_add(trace, code, EML_TONE_BAD),
					       (gint)field, -1, -1),
			     eml_dkim_sig_raw(sig, "d"));
		set_outcome(self, EML_RESULT_NEUTRAL, code);
	} else {
		g_autoptr(EmlDnsAnswer) answer =
		    eml_dns_get(dns, EML_DNS_TXT, eml_slice(name), &fetch.slot);

		read_answer(self, &fetch, answer);
	}
	return self;
}

void
eml_dkim_keys_free(EmlDkimKeys *self)
{
	if (self == NULL)
		return;
	g_ptr_array_unref(self->tries);
	g_free(self);
}

void
eml_dkim_keys_prefetch(const EmlDkimSig *sig, EmlDns *dns)
{
	g_autofree char *name = key_name(sig);

	if (name != NULL)
		eml_dns_prefetch(dns, EML_DNS_TXT, eml_slice(name));
}
