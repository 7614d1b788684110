#include "judge/forensics-guess.h"

#include "base/limits.h"
#include "check/canon.h"

static void
slot_free(gpointer data)
{
	EmlSlot *self = data;

	g_free(self->name);
	g_bytes_unref(self->canonical);
	g_free(self);
}

static void
replacement_clear(gpointer data)
{
	EmlReplacement *self = data;

	g_bytes_unref(self->canonical);
}

static void
guess_free(gpointer data)
{
	EmlGuess *self = data;

	g_string_free(self->names, TRUE);
	g_array_unref(self->replacements);
	g_free(self->before);
	g_free(self->after);
	g_free(self);
}

static void
append(EmlSlice bytes, gpointer data)
{
	g_byte_array_append(data, (const guint8 *)bytes.data,
			    (guint)bytes.len); /* a run of canonical bytes */
}

static GBytes *
canonical_field(EmlCanon canon, const EmlField *field)
{
	GByteArray *out = g_byte_array_new();

	eml_canon_field(canon, field, append, out);
	return g_byte_array_free_to_bytes(out);
}

/* The field that the signature takes for its `nth` mention of a name: from the bottom (RFC 6376
 * section 5.4.2), itself left out. */
static gint
nth_from_bottom(const EmlMessage *message, const char *name, guint signature, guint nth)
{
	for (guint i = eml_message_n_fields(message); i > 0; i--) {
		const EmlField *field = eml_message_field(message, i - 1);

		if (i - 1 == signature ||
		    !eml_slice_equal_ci(eml_field_name(field), eml_slice(name)))
			continue;
		if (nth == 0)
			return (gint)(i - 1); /* at most EML_MAX_FIELDS */
		nth--;
	}
	return -1;
}

static EmlSlot *
slot_new(const EmlGuesses *self, const char *name, guint nth)
{
	EmlSlot *slot = g_new0(EmlSlot, 1);

	slot->name = g_strdup(name);
	slot->field = nth_from_bottom(self->message, name, self->signature, nth);
	slot->canonical =
	    slot->field < 0 ? g_bytes_new_static("", 0)
			    : canonical_field(self->sig->header_canon,
					      eml_message_field(self->message, (guint)slot->field));
	return slot;
}

static GBytes *
own_field(const EmlGuesses *self)
{
	const EmlField *field = eml_message_field(self->message, self->signature);
	GByteArray *out = g_byte_array_new();
	gsize from = 0;
	gsize to = 0;

	eml_dkim_sig_hole(self->sig, field->value, &from, &to);
	eml_canon_field_without(self->sig->header_canon, field, from, to, append, out);
	return g_byte_array_free_to_bytes(out);
}

EmlGuesses *
eml_guesses_new(const EmlMessage *message, guint signature, const EmlDkimSig *sig)
{
	EmlGuesses *self = g_new0(EmlGuesses, 1);
	g_autoptr(GHashTable) used = g_hash_table_new(g_str_hash, g_str_equal);

	self->message = message;
	self->signature = signature;
	self->sig = sig;
	self->slots = g_ptr_array_new_with_free_func(slot_free);
	self->guesses = g_ptr_array_new_with_free_func(guess_free);
	self->seen = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL);
	for (guint i = 0; i < sig->signed_names->len; i++) {
		char *name = g_ptr_array_index(sig->signed_names, i);
		const guint nth = GPOINTER_TO_UINT(g_hash_table_lookup(used, name));

		g_ptr_array_add(self->slots, slot_new(self, name, nth));
		g_hash_table_insert(used, name, GUINT_TO_POINTER(nth + 1));
	}
	self->own = own_field(self);
	return self;
}

void
eml_guesses_free(EmlGuesses *self)
{
	if (self == NULL)
		return;
	g_ptr_array_unref(self->slots);
	g_ptr_array_unref(self->guesses);
	g_hash_table_unref(self->seen);
	g_bytes_unref(self->own);
	g_free(self);
}

const EmlSlot *
eml_guesses_slot(const EmlGuesses *self, guint slot)
{
	return g_ptr_array_index(self->slots, slot);
}

EmlSlice
eml_guesses_value(const EmlGuesses *self, guint slot)
{
	const gint field = eml_guesses_slot(self, slot)->field;

	return field >= 0 ? eml_message_field(self->message, (guint)field)->value
			  : eml_slice_n("", 0);
}

/* Unfolded: a line end in front of a blank goes away. */
static char *
unfolded(EmlSlice value)
{
	GString *out = g_string_new(NULL);

	for (gsize i = 0; i < value.len; i++) {
		const char c = value.data[i];

		if (c == '\n' || (c == '\r' && i + 1 < value.len && value.data[i + 1] == '\n'))
			continue;
		g_string_append_c(out, c != '\0' ? c : '?'); /* a NUL ends every guess anyhow */
	}
	return g_strstrip(g_string_free(out, FALSE));
}

char *
eml_guesses_text(const EmlGuesses *self, guint slot)
{
	return unfolded(eml_guesses_value(self, slot));
}

EmlGuess *
eml_guess_begin(const char *cause)
{
	EmlGuess *self = g_new0(EmlGuess, 1);

	self->cause = cause;
	self->field = -1;
	self->names = g_string_new(NULL);
	self->replacements = g_array_new(FALSE, FALSE, sizeof(EmlReplacement));
	g_array_set_clear_func(self->replacements, replacement_clear);
	return self;
}

static char *
joined(char *before, const char *text)
{
	char *both = before != NULL ? g_strconcat(before, " | ", text, NULL) : g_strdup(text);

	g_free(before);
	return both;
}

/* The name as it stands, or as such fields are written: "Mime-Version" for mime-version. */
static char *
name_of(const EmlGuesses *self, guint slot)
{
	const EmlSlot *there = eml_guesses_slot(self, slot);
	char *name = NULL;

	if (there->field >= 0)
		return eml_slice_dup(eml_message_field(self->message, (guint)there->field)->name);
	name = g_strdup(there->name);
	for (guint i = 0; name[i] != '\0'; i++)
		if (i == 0 || name[i - 1] == '-')
			name[i] = g_ascii_toupper(name[i]);
	return name;
}

/* Notes the replacement unless it changes nothing. Takes the bytes. */
static void
replace(EmlGuesses *self, EmlGuess *guess, guint slot, GBytes *canonical, const char *before)
{
	const EmlSlot *there = eml_guesses_slot(self, slot);
	const EmlReplacement replacement = {slot, canonical};
	g_autofree char *now = there->field >= 0 ? eml_guesses_text(self, slot) : NULL;
	g_autofree char *name = g_strstrip(name_of(self, slot));

	if (g_bytes_equal(canonical, there->canonical)) {
		g_bytes_unref(canonical);
		return;
	}
	g_array_append_val(guess->replacements, replacement);
	g_string_append_printf(guess->names, "%s%s", guess->names->len > 0 ? ", " : "", name);
	if (guess->field < 0)
		guess->field = there->field;
	if (before != NULL)
		guess->before = joined(guess->before, before);
	if (now != NULL)
		guess->after = joined(guess->after, now);
}

void
eml_guess_add(EmlGuesses *self, EmlGuess *guess, guint slot, const char *name, const char *value)
{
	const EmlField field = {.name = eml_slice(name), .value = eml_slice(value)};
	g_autofree char *before = unfolded(field.value);

	replace(self, guess, slot, canonical_field(self->sig->header_canon, &field), before);
}

void
eml_guess_add_field(EmlGuesses *self, EmlGuess *guess, guint slot, gint field)
{
	if (field < 0) {
		replace(self, guess, slot, g_bytes_new_static("", 0), NULL);
		return;
	}
	const EmlField *other = eml_message_field(self->message, (guint)field);
	g_autofree char *before = unfolded(other->value);

	replace(self, guess, slot, canonical_field(self->sig->header_canon, other), before);
}

static char *
key_of(const EmlGuess *guess)
{
	g_autoptr(GChecksum) sum = g_checksum_new(G_CHECKSUM_SHA1);

	for (guint i = 0; i < guess->replacements->len; i++) {
		const EmlReplacement *one = &g_array_index(guess->replacements, EmlReplacement, i);
		gsize len = 0;
		const guint8 *bytes = g_bytes_get_data(one->canonical, &len);

		g_checksum_update(sum, (const guint8 *)&one->slot, sizeof(one->slot));
		g_checksum_update(sum, (const guint8 *)&len, sizeof(len));
		g_checksum_update(sum, bytes, (gssize)len);
	}
	return g_strdup(g_checksum_get_string(sum));
}

/* TRUE if both say the same but for white space. */
static gboolean
same_words(const char *a, const char *b)
{
	for (;;) {
		while (g_ascii_isspace(*a))
			a++;
		while (g_ascii_isspace(*b))
			b++;
		if (*a != *b)
			return FALSE;
		if (*a == '\0')
			return TRUE;
		a++;
		b++;
	}
}

void
eml_guess_keep(EmlGuesses *self, EmlGuess *guess)
{
	if (guess->before != NULL && guess->after != NULL &&
	    same_words(guess->before, guess->after))
		guess->cause = "white-space";
	if (guess->replacements->len == 0 || self->guesses->len >= EML_FORENSICS_MAX_GUESSES ||
	    !g_hash_table_add(self->seen, key_of(guess))) {
		guess_free(guess);
		return;
	}
	g_ptr_array_add(self->guesses, guess);
}

void
eml_guess_value(EmlGuesses *self, guint slot, const char *cause, const char *value)
{
	g_autofree char *name = name_of(self, slot);
	EmlGuess *guess = eml_guess_begin(cause);

	eml_guess_add(self, guess, slot, name, value);
	eml_guess_keep(self, guess);
}

void
eml_guess_text(EmlGuesses *self, guint slot, const char *cause, const char *text)
{
	g_autofree char *value = g_strconcat(" ", text, NULL);

	eml_guess_value(self, slot, cause, value);
}

void
eml_guess_absent(EmlGuesses *self, guint slot, const char *cause)
{
	EmlGuess *guess = eml_guess_begin(cause);

	eml_guess_add_field(self, guess, slot, -1);
	eml_guess_keep(self, guess);
}
