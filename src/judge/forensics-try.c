/* Hashes what was guessed about the header: each guess alone, then two and three of them at a time.
 */
#include "judge/forensics-guess.h"

/* How many guesses about one field, and in all, are tried two and three at a time: the first made
 * are the likeliest. */
static const struct {
	guint of_slot, in_all;
} limits[] = {{0, 0}, {G_MAXUINT, G_MAXUINT}, {14, 160}, {5, 40}};
#define MOST 3
#define MOST_SLOTS 100 /* names in h=: as deep as folds are walked */

typedef struct {
	const EmlGuesses *guesses;
	const EmlTarget *target;
	EmlWork *work;
	GByteArray *text;
	GPtrArray *some; /* EmlGuess: those of this round */
	gboolean spent;	 /* no more may be tried */
} Trial;

static GBytes *
replacement_of(const EmlGuess *const *chosen, guint n, guint slot)
{
	for (guint i = 0; i < n; i++) {
		const GArray *replacements = chosen[i]->replacements;

		for (guint k = 0; k < replacements->len; k++)
			if (g_array_index(replacements, EmlReplacement, k).slot == slot)
				return g_array_index(replacements, EmlReplacement, k).canonical;
	}
	return NULL;
}

static EmlSlice
bytes_of(GBytes *bytes)
{
	gsize len = 0;
	const char *data = g_bytes_get_data(bytes, &len);

	return eml_slice_n(data, len);
}

static guint64
cost_of_test(const Trial *self)
{
	return self->target->recovered ? 0 : EML_WORK_ED25519;
}

static void
append_bytes(GByteArray *out, GBytes *bytes)
{
	gsize len = 0;
	const guint8 *data = g_bytes_get_data(bytes, &len);

	if (len > 0)
		g_byte_array_append(out, data, (guint)len); /* part of a header block */
}

static gboolean
hash_matches(const EmlTarget *target, const EmlHashValue *value)
{
	if (target->recovered)
		return target->digest.len == value->len &&
		       memcmp(target->digest.bytes, value->bytes, value->len) == 0;
	return eml_public_key_verify(target->key, target->hash, value, target->signature) ==
	       EML_VERIFY_MATCH;
}

static gboolean
try_together(Trial *self, const EmlGuess *const *chosen, guint n)
{
	const GPtrArray *slots = self->guesses->slots;
	EmlHashValue value;

	g_byte_array_set_size(self->text, 0);
	for (guint slot = 0; slot < slots->len; slot++) {
		GBytes *other = replacement_of(chosen, n, slot);

		append_bytes(self->text, other != NULL
					     ? other
					     : eml_guesses_slot(self->guesses, slot)->canonical);
	}
	append_bytes(self->text, self->guesses->own);
	if (!eml_work_take(self->work, self->text->len + EML_WORK_HASH + cost_of_test(self))) {
		self->spent = TRUE;
		return FALSE;
	}
	value = eml_hash_of(self->target->hash,
			    eml_slice_n((const char *)self->text->data, self->text->len));
	return hash_matches(self->target, &value);
}

static gboolean
share_a_slot(const EmlGuess *a, const EmlGuess *b)
{
	for (guint i = 0; i < a->replacements->len; i++)
		if (replacement_of(&b, 1, g_array_index(a->replacements, EmlReplacement, i).slot) !=
		    NULL)
			return TRUE;
	return FALSE;
}

static gboolean
fits(const EmlGuess *const *chosen, guint n, const EmlGuess *next)
{
	for (guint i = 0; i < n; i++)
		if (share_a_slot(chosen[i], next))
			return FALSE;
	return TRUE;
}

/* Goes on from the first `n` chosen until `size` are. */
static gboolean
try_sets(Trial *self, const EmlGuess **chosen, guint n, guint size, guint from)
{
	const GPtrArray *all = self->some;

	for (guint i = from; i < all->len && !self->spent; i++) {
		const EmlGuess *next = g_ptr_array_index(all, i);

		if (!fits(chosen, n, next))
			continue;
		chosen[n] = next;
		if (n + 1 == size ? try_together(self, chosen, size)
				  : try_sets(self, chosen, n + 1, size, i + 1))
			return TRUE;
	}
	return FALSE;
}

static void
add_cause(GPtrArray *causes, const EmlGuess *guess)
{
	EmlCause *cause = eml_cause_new(guess->cause, TRUE, FALSE, guess->field);

	eml_cause_arg(cause, guess->names->str);
	eml_cause_arg(cause, guess->before);
	eml_cause_arg(cause, guess->after);
	cause->before = g_strdup(guess->before);
	cause->after = g_strdup(guess->after);
	g_ptr_array_add(causes, cause);
}

#define MOST_FOLDS 24 /* ways of one field that are tried with those of the others */

/* Every way of folding of every field with every one of the others: the state of the hash is kept
 * at each field, so that only what follows is hashed again. `chosen`: one guess a slot, NULL = as
 * it is. */
static gboolean
walk_folds(Trial *self, guint slot, EmlDigest *digest, const EmlGuess **chosen)
{
	const EmlGuesses *guesses = self->guesses;
	guint n = 0;

	if (slot == guesses->slots->len) {
		eml_digest_update(digest, bytes_of(guesses->own));
		const EmlHashValue value = eml_digest_value(digest);

		self->spent = !eml_work_take(self->work, g_bytes_get_size(guesses->own) +
							     EML_WORK_HASH + cost_of_test(self));
		return !self->spent && hash_matches(self->target, &value);
	}
	for (guint i = 0; i < guesses->guesses->len && n < MOST_FOLDS && !self->spent; i++) {
		const EmlGuess *guess = g_ptr_array_index(guesses->guesses, i);

		if (!guess->fold ||
		    g_array_index(guess->replacements, EmlReplacement, 0).slot != slot)
			continue;
		g_autoptr(EmlDigest) other = eml_digest_copy(digest);

		n++;
		chosen[slot] = guess;
		eml_digest_update(
		    other,
		    bytes_of(g_array_index(guess->replacements, EmlReplacement, 0).canonical));
		if (walk_folds(self, slot + 1, other, chosen))
			return TRUE;
	}
	chosen[slot] = NULL;
	eml_digest_update(digest, bytes_of(eml_guesses_slot(guesses, slot)->canonical));
	return !self->spent && walk_folds(self, slot + 1, digest, chosen);
}

static gboolean
try_folds(Trial *self, GPtrArray *causes)
{
	const guint n = self->guesses->slots->len;
	g_autofree const EmlGuess **chosen = g_new0(const EmlGuess *, n + 1);
	g_autoptr(EmlDigest) digest = eml_digest_new(self->target->hash);

	self->spent = FALSE;
	if (n > MOST_SLOTS || !walk_folds(self, 0, digest, chosen))
		return FALSE;
	for (guint slot = 0; slot < n; slot++)
		if (chosen[slot] != NULL)
			add_cause(causes, chosen[slot]);
	return TRUE;
}

gboolean
eml_guesses_match(const EmlGuesses *self, const EmlTarget *target, EmlWork *work)
{
	g_autoptr(GByteArray) text = g_byte_array_new();
	Trial trial = {self, target, work, text, NULL, FALSE};

	return try_together(&trial, NULL, 0);
}

/* Not owned. */
static GPtrArray *
likeliest(const EmlGuesses *self, guint of_slot, guint in_all)
{
	GPtrArray *some = g_ptr_array_new();
	g_autofree guint *counts = g_new0(guint, self->slots->len + 1);

	for (guint i = 0; i < self->guesses->len && some->len < in_all; i++) {
		EmlGuess *guess = g_ptr_array_index(self->guesses, i);
		guint *count = &counts[g_array_index(guess->replacements, EmlReplacement, 0).slot];

		if ((*count)++ < of_slot)
			g_ptr_array_add(some, guess);
	}
	return some;
}

gboolean
eml_guesses_try(const EmlGuesses *self, const EmlTarget *target, EmlWork *work, GPtrArray *causes)
{
	g_autoptr(GByteArray) text = g_byte_array_new();
	Trial trial = {self, target, work, text, NULL, FALSE};
	const EmlGuess *chosen[MOST] = {NULL};
	const guint64 folds = work->left / 3; /* kept for them, and what the sets leave */

	work->left -= folds;
	for (guint size = 1; size <= MOST; size++) {
		g_autoptr(GPtrArray) some =
		    likeliest(self, limits[size].of_slot, limits[size].in_all);

		trial.some = some;
		if (!try_sets(&trial, chosen, 0, size, 0))
			continue;
		for (guint i = 0; i < size; i++)
			add_cause(causes, chosen[i]);
		work->left += folds;
		return TRUE;
	}
	work->left += folds;
	return try_folds(&trial, causes);
}
