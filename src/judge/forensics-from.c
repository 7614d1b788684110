/* From rewritten by a mailing list: the author's address went into another field. */
#include "judge/forensics-guess.h"
#include "judge/forensics-text.h"
#include "mail/meaning.h"

/* Where lists and forwarders leave the author, the likeliest first. */
static const char *const sources[] = {
    "X-Original-From",
    "Original-From",
    "X-Google-Original-From",
    "Reply-To",
    "Old-From",
    "X-Original-Sender",
    "X-From",
    "X-RFC5322-From",
    "Mail-Followup-To",
    "Cc",
    "Sender",
    "Resent-From",
    "Return-Path",
    "X-Envelope-From",
    "X-Mail-From",
};

#define MOST_AUTHORS 8

/* A display name: plain, quoted, or encoded if it has to be. */
static void
guess_named(EmlGuesses *self, guint slot, const char *name, const char *address)
{
	static const char *const quotes[] = {"", "\""};
	EmlWordStyle style;

	for (gsize q = 0; q < G_N_ELEMENTS(quotes) && eml_text_is_ascii(name); q++) {
		g_autofree char *text =
		    g_strdup_printf("%s%s%s <%s>", quotes[q], name, quotes[q], address);

		eml_guess_text(self, slot, "from-rewritten", text);
	}
	for (guint i = 0; !eml_text_is_ascii(name) && eml_text_word_style(i, &style); i++) {
		g_autofree char *words = eml_text_encode_words(name, &style);
		g_autofree char *text =
		    words != NULL ? g_strdup_printf("%s <%s>", words, address) : NULL;

		if (text != NULL)
			eml_guess_text(self, slot, "from-rewritten", text);
	}
}

/* "Alice via Dev List", "'Alice' via Dev", "Alice (via Dev)": the part before. */
static char *
name_before_via(const char *name)
{
	static const char *const marks[] = {" (via ", " via ", " - via ", " on behalf of ",
					    " [via "};
	char *shorter = g_strdup(name);
	gsize len = 0;

	for (gsize i = 0; i < G_N_ELEMENTS(marks); i++) {
		char *at = strstr(shorter, marks[i]);

		if (at != NULL)
			*at = '\0';
	}
	g_strstrip(shorter);
	len = strlen(shorter);
	if (len >= 2 && (shorter[0] == '\'' || shorter[0] == '"') &&
	    shorter[len - 1] == shorter[0]) {
		memmove(shorter, shorter + 1, len - 2);
		shorter[len - 2] = '\0';
	}
	return shorter;
}

static void
guess_author(EmlGuesses *self, guint slot, const EmlMailbox *author, const char *shown)
{
	g_autofree char *bracketed = NULL;
	const char *names[] = {shown, author->display};

	if (author->address[0] == '\0')
		return;
	for (gsize i = 0; i < G_N_ELEMENTS(names); i++) {
		g_autofree char *name = names[i] != NULL ? name_before_via(names[i]) : NULL;

		if (name != NULL && name[0] != '\0')
			guess_named(self, slot, name, author->address);
	}
	bracketed = g_strdup_printf("<%s>", author->address);
	eml_guess_text(self, slot, "from-rewritten", author->address);
	eml_guess_text(self, slot, "from-rewritten", bracketed);
}

/* "alice at example.org via Dev": the address is in the name. */
static void
guess_spelt_address(EmlGuesses *self, guint slot, const char *shown)
{
	g_autofree char *name = name_before_via(shown);
	char *at = strstr(name, " at ");
	EmlMailbox author = {.display = NULL};

	if (at == NULL)
		return;
	at[0] = '@';
	memmove(at + 1, at + 4, strlen(at + 4) + 1);
	author.address = name;
	guess_author(self, slot, &author, NULL);
}

/* "alice=40author.example@lists.example", "alice=author.example@lists.example": the address is in
 * the other one. */
static void
guess_coded_address(EmlGuesses *self, guint slot, const EmlMailbox *now)
{
	static const char *const codes[] = {"=40", "="};
	const char *at = strrchr(now->address, '@');

	for (gsize i = 0; at != NULL && i < G_N_ELEMENTS(codes); i++) {
		const char *code = g_strrstr_len(now->address, at - now->address, codes[i]);
		g_autofree char *address = NULL;
		EmlMailbox author = {.display = now->display};

		if (code == NULL || code == now->address)
			continue;
		address = g_strdup_printf("%.*s@%.*s", (int)(code - now->address), now->address,
					  (int)(at - code - (gssize)strlen(codes[i])),
					  code + strlen(codes[i])); /* parts of one address */
		author.address = address;
		guess_author(self, slot, &author, now->display);
	}
}

static void
guess_from_source(EmlGuesses *self, guint slot, gint field, const EmlMailbox *now)
{
	const EmlSlice value = eml_message_field(self->message, (guint)field)->value;
	g_autofree char *whole = eml_slice_dup(value);
	g_autoptr(GPtrArray) authors = eml_meaning_addresses(value);
	const EmlMailbox *first = authors->len > 0 ? g_ptr_array_index(authors, 0) : NULL;

	if (first == NULL || (now != NULL && g_ascii_strcasecmp(first->address, now->address) == 0))
		return; /* the same author is no other one */
	eml_guess_value(self, slot, "from-rewritten", whole);
	for (guint i = 0; i < MIN(authors->len, MOST_AUTHORS); i++)
		guess_author(self, slot, g_ptr_array_index(authors, i),
			     now != NULL ? now->display : NULL);
}

void
eml_guess_from(EmlGuesses *self)
{
	for (guint slot = 0; slot < self->slots->len; slot++) {
		const EmlSlot *there = eml_guesses_slot(self, slot);
		g_autoptr(GPtrArray) now = NULL;
		const EmlMailbox *first = NULL;
		const char *shown = NULL;

		if (there->field < 0 || !g_str_equal(there->name, "from"))
			continue;
		now = eml_meaning_addresses(eml_guesses_value(self, slot));
		first = now->len > 0 ? g_ptr_array_index(now, 0) : NULL;
		shown = first != NULL ? first->display : NULL;
		for (gsize s = 0; s < G_N_ELEMENTS(sources); s++) {
			const gint field = eml_message_find(self->message, sources[s], -1);

			if (field >= 0)
				guess_from_source(self, slot, field, first);
		}
		if (first != NULL)
			guess_coded_address(self, slot, first);
		if (shown != NULL)
			guess_spelt_address(self, slot, shown);
	}
}
