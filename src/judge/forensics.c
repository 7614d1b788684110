#include "judge/forensics.h"

#include "base/limits.h"
#include "check/dkim-judge.h"
#include "judge/forensics-body.h"
#include "judge/forensics-guess.h"
#include "judge/forensics-likely.h"
#include "judge/words.h"
#include "syntax/dkim-key.h"

/* What all signatures of a message share. */
typedef struct {
	const EmlMessage *message;
	const EmlForensicsStop *stop;
	GByteArray *body; /* with CRLF; NULL: not read, or too large */
	gboolean too_large;
	GArray *parts; /* EmlMimePart of it */
	guint64 left;  /* work: what all halves of all signatures may take together */
	guint halves;  /* that are not tried yet */
} Case;

/* What the next half may take: its share of what those before it left. */
static guint64
take_share(Case *self)
{
	const guint64 share = self->left / MAX(self->halves, 1);

	self->halves -= self->halves > 0 ? 1 : 0;
	self->left -= share;
	return share;
}

static void
bytes_unref_cb(gpointer bytes)
{
	g_bytes_unref(bytes);
}

EmlCause *
eml_cause_new(const char *id, gboolean proved, gboolean in_body, gint field)
{
	EmlCause *self = g_new0(EmlCause, 1);

	self->id = id;
	self->proved = proved;
	self->in_body = in_body;
	self->field = field;
	self->args = g_ptr_array_new_with_free_func(bytes_unref_cb);
	return self;
}

void
eml_cause_free(EmlCause *self)
{
	if (self == NULL)
		return;
	g_ptr_array_unref(self->args);
	g_free(self->before);
	g_free(self->after);
	g_free(self);
}

static void
cause_free_cb(gpointer cause)
{
	eml_cause_free(cause);
}

static void
causes_unref_cb(gpointer causes)
{
	g_ptr_array_unref(causes);
}

static EmlCause *
cause_copy(const EmlCause *cause)
{
	EmlCause *copy = eml_cause_new(cause->id, cause->proved, cause->in_body, cause->field);

	for (guint i = 0; i < cause->args->len; i++)
		g_ptr_array_add(copy->args, g_bytes_ref(g_ptr_array_index(cause->args, i)));
	copy->before = g_strdup(cause->before);
	copy->after = g_strdup(cause->after);
	return copy;
}

EmlCause *
eml_cause_arg(EmlCause *self, const char *text)
{
	const gsize len = text != NULL ? strlen(text) : 0;

	if (len <= EML_FORENSICS_MAX_SHOWN) {
		g_ptr_array_add(self->args, g_bytes_new(text, len));
	} else {
		g_autofree char *cut = g_strdup_printf("%.*s…", EML_FORENSICS_MAX_SHOWN, text);

		g_ptr_array_add(self->args, g_bytes_new(cut, strlen(cut)));
	}
	return self;
}

EmlCause *
eml_cause_arg_number(EmlCause *self, guint64 number)
{
	g_autofree char *text = g_strdup_printf("%" G_GUINT64_FORMAT, number);

	return eml_cause_arg(self, text);
}

EmlPlain *
eml_cause_text(const EmlCause *self)
{
	const EmlWords *words = eml_words_by_id(self->id);

	return eml_words_expand(words != NULL ? words->title : self->id, self->args);
}

const char *
eml_cause_certainty(const EmlCause *self, const GPtrArray *causes)
{
	guint n = 0;

	for (guint i = 0; i < causes->len; i++) {
		const EmlCause *other = g_ptr_array_index(causes, i);

		n += other->proved && other->in_body == self->in_body ? 1 : 0;
	}
	if (!self->proved)
		return "likely";
	return n > 1 ? "proved together" : "proved";
}

/* The body in memory, once, when the first signature needs it. */
static void
read_body(Case *self)
{
	g_autoptr(EmlBodyReader) reader = NULL;
	g_autoptr(GByteArray) raw = NULL;
	const guint64 size = eml_message_size(self->message) -
			     eml_message_head(self->message).len; /* a part of it */
	EmlSlice piece = {NULL, 0};

	self->too_large = size > EML_FORENSICS_MAX_BODY;
	if (self->body != NULL || self->too_large)
		return;
	reader = eml_body_reader_new(self->message);
	raw = g_byte_array_sized_new((guint)size); /* at most EML_FORENSICS_MAX_BODY */
	while (eml_body_reader_next(reader, &piece))
		g_byte_array_append(raw, (const guint8 *)piece.data,
				    (guint)piece.len); /* at most EML_BODY_PIECE */
	if (eml_body_reader_failed(reader))
		return;
	self->body =
	    eml_body_canonical(EML_CANON_SIMPLE, eml_slice_n((const char *)raw->data, raw->len));
	self->parts = eml_mime_parts(self->message,
				     eml_slice_n((const char *)self->body->data, self->body->len));
}

static EmlSlice
body_of(const Case *self)
{
	return self->body != NULL ? eml_slice_n((const char *)self->body->data, self->body->len)
				  : eml_slice_n("", 0);
}

/* TRUE if the body is explained. */
static gboolean
explain_body(Case *self, const EmlDkimSig *sig, GPtrArray *causes)
{
	static gboolean (*const tries[])(EmlBodyTrial * self) = {
	    eml_body_as_it_stands, eml_body_lines,  eml_body_structure, eml_body_encodings,
	    eml_body_charsets,	   eml_body_blocks, eml_body_tail,	eml_body_lost_dot,
	};
	guint64 left = take_share(self);
	gboolean found = FALSE;
	EmlBodyTrial trial = {.sig = sig, .hash = eml_dkim_hash_of(sig), .causes = causes};

	read_body(self);
	if (self->too_large)
		g_ptr_array_add(
		    causes, eml_cause_arg_number(eml_cause_new("body-too-large", FALSE, TRUE, -1),
						 EML_FORENSICS_MAX_BODY >> 20));
	trial.body = body_of(self);
	trial.parts = self->parts;
	for (gsize i = 0; i < G_N_ELEMENTS(tries) && self->body != NULL && !found; i++) {
		/* each a fair share of what is left */
		const guint64 share = i == 0 ? left : left / (G_N_ELEMENTS(tries) - i);

		trial.work = (EmlWork){self->stop, share};
		found = tries[i](&trial);
		left = left - share + trial.work.left;
	}
	self->left += left;
	return found;
}

/* The header hashed in the other canonicalization than c= says. */
static gboolean
try_other_canonicalization(const Case *self,
			   const EmlDkimResult *result,
			   EmlDkimSig *sig,
			   const EmlTarget *target,
			   EmlWork *work,
			   GPtrArray *causes)
{
	const EmlCanon declared = sig->header_canon;
	gboolean matches = FALSE;
	EmlCause *cause = NULL;

	sig->header_canon = declared == EML_CANON_SIMPLE ? EML_CANON_RELAXED : EML_CANON_SIMPLE;
	g_autoptr(EmlGuesses) other = eml_guesses_new(self->message, result->field, sig);
	matches = eml_guesses_match(other, target, work);
	sig->header_canon = declared;
	if (!matches)
		return FALSE;
	cause = eml_cause_new("canonicalization", TRUE, FALSE, (gint)result->field);
	eml_cause_arg(cause, "the header");
	eml_cause_arg(cause, declared == EML_CANON_SIMPLE ? "relaxed" : "simple");
	eml_cause_arg(cause, declared == EML_CANON_SIMPLE ? "simple" : "relaxed");
	g_ptr_array_add(causes, cause);
	return TRUE;
}

static EmlPublicKey *
key_of(const EmlDkimResult *result)
{
	const char *record = result->key.record;
	g_autoptr(EmlDkimKey) key = record != NULL ? eml_dkim_key_parse(eml_slice(record)) : NULL;

	if (key == NULL || key->data == NULL)
		return NULL;
	return key->type == EML_KEY_ED25519 ? eml_public_key_new_ed25519(key->data)
					    : eml_public_key_new_rsa(key->data);
}

/* TRUE if the header is explained. */
static gboolean
guess_header(Case *self,
	     const EmlDkimResult *result,
	     EmlDkimSig *sig,
	     const EmlTarget *target,
	     EmlWork *work,
	     GPtrArray *causes)
{
	static void (*const makers[])(EmlGuesses * self) = {
	    eml_guess_subject, eml_guess_from,		eml_guess_presence, eml_guess_mime,
	    eml_guess_copies,  eml_guess_addresses,	eml_guess_words,    eml_guess_dates,
	    eml_guess_blanks,  eml_guess_subject_words,
	};
	g_autoptr(EmlGuesses) guesses = NULL;

	if (try_other_canonicalization(self, result, sig, target, work, causes))
		return TRUE;
	guesses = eml_guesses_new(self->message, result->field, sig);
	read_body(self);
	if (self->parts != NULL)
		eml_guess_wrapped(guesses, self->parts);
	for (gsize i = 0; i < G_N_ELEMENTS(makers); i++)
		makers[i](guesses);
	return eml_guesses_try(guesses, target, work, causes);
}

static gboolean
explain_header(Case *self, const EmlDkimResult *result, EmlDkimSig *sig, GPtrArray *causes)
{
	g_autoptr(EmlPublicKey) key = key_of(result);
	EmlTarget target = {.hash = eml_dkim_hash_of(sig), .key = key, .signature = sig->b};
	EmlWork work = {self->stop, take_share(self)};
	gboolean found = FALSE;

	target.recovered = key != NULL && sig->b != NULL &&
			   eml_public_key_recover(key, target.hash, sig->b, &target.digest);
	if (target.recovered ||
	    (key != NULL && sig->b != NULL && sig->algorithm == EML_ALGORITHM_ED25519_SHA256))
		found = guess_header(self, result, sig, &target, &work, causes);
	self->left += work.left;
	return found;
}

static gboolean
header_fails(const EmlDkimResult *result)
{
	return result->header_signature == EML_HALF_HEADERS_CHANGED ||
	       result->header_signature == EML_HALF_MISMATCH;
}

/* Halves that fail, of the signatures that are looked at. */
static guint
count_halves(const GPtrArray *signatures)
{
	guint halves = 0;
	guint n = 0;

	for (gint i = eml_dkim_next(signatures, -1); i >= 0 && n < EML_FORENSICS_MAX_SIGNATURES;
	     i = eml_dkim_next(signatures, i)) {
		const EmlDkimResult *result = g_ptr_array_index(signatures, (guint)i);
		const guint failing = (header_fails(result) ? 1 : 0) +
				      (result->body_hash == EML_HALF_MISMATCH ? 1 : 0);

		halves += failing;
		n += failing > 0 ? 1 : 0;
	}
	return halves;
}

/* An earlier signature whose body hash is the same one: its causes hold here too. */
static gboolean
copy_body_causes(const Case *self,
		 const GPtrArray *signatures,
		 const GPtrArray *all,
		 const EmlDkimSig *sig,
		 GPtrArray *causes)
{
	for (guint i = 0; i < all->len; i++) {
		const EmlDkimResult *other = g_ptr_array_index(signatures, i);
		const GPtrArray *known = g_ptr_array_index(all, i);
		g_autoptr(EmlDkimSig) its = eml_dkim_sig_parse(
		    eml_message_field(self->message, other->field)->value, EML_SIG_DKIM);

		if (known->len == 0 || its->bh == NULL || !g_bytes_equal(its->bh, sig->bh) ||
		    its->body_canon != sig->body_canon || its->has_length != sig->has_length ||
		    its->length != sig->length)
			continue;
		for (guint k = 0; k < known->len; k++) {
			const EmlCause *cause = g_ptr_array_index(known, k);

			if (cause->in_body && cause->proved)
				g_ptr_array_add(causes, cause_copy(cause));
		}
	}
	return causes->len > 0;
}

static void
explain_signature(Case *self, const GPtrArray *signatures, guint index, GPtrArray *all)
{
	const EmlDkimResult *result = g_ptr_array_index(signatures, index);
	g_autoptr(EmlDkimSig) sig = eml_dkim_sig_parse(
	    eml_message_field(self->message, result->field)->value, EML_SIG_DKIM);
	GPtrArray *causes = g_ptr_array_index(all, index);
	g_autoptr(GPtrArray) body = g_ptr_array_new_with_free_func(cause_free_cb);
	EmlLikely likely = {.message = self->message, .result = result, .sig = sig};

	if (header_fails(result))
		likely.header = !explain_header(self, result, sig, causes);
	if (result->body_hash == EML_HALF_MISMATCH) {
		if (copy_body_causes(self, signatures, all, sig, body))
			self->halves--; /* its share is for the others */
		else
			likely.in_body = !explain_body(self, sig, body);
		while (body->len > 0)
			g_ptr_array_add(causes, g_ptr_array_steal_index(body, 0));
	}
	likely.body = body_of(self);
	likely.parts = self->parts;
	likely.causes = causes;
	if (likely.header || likely.in_body)
		eml_likely_explain(&likely);
}

GPtrArray *
eml_forensics_explain(const EmlMessage *message,
		      const GPtrArray *signatures,
		      const EmlForensicsStop *stop)
{
	GPtrArray *all = g_ptr_array_new_with_free_func(causes_unref_cb);
	Case shared = {.message = message, .stop = stop, .left = EML_FORENSICS_MAX_WORK};
	guint n = 0;

	shared.halves = count_halves(signatures);
	for (guint i = 0; i < signatures->len; i++)
		g_ptr_array_add(all, g_ptr_array_new_with_free_func(cause_free_cb));
	for (gint i = eml_dkim_next(signatures, -1); i >= 0; i = eml_dkim_next(signatures, i)) {
		const EmlDkimResult *result = g_ptr_array_index(signatures, (guint)i);

		if (!header_fails(result) && result->body_hash != EML_HALF_MISMATCH)
			continue;
		if (n++ < EML_FORENSICS_MAX_SIGNATURES)
			explain_signature(&shared, signatures, (guint)i, all);
	}
	g_clear_pointer(&shared.body, g_byte_array_unref);
	g_clear_pointer(&shared.parts, g_array_unref);
	return all;
}
