/* The subject: a tag put in front of it or taken away, words added. */
#include "judge/forensics-guess.h"
#include "judge/forensics-text.h"

#define MOST_TAGS 3
#define MOST_WORDS 24

/* Tags that receivers and lists put in front without any other trace in the message. */
static const char *const known_tags[] = {
    "[EXT]",
    "[EXTERNAL]",
    "[External]",
    "EXT:",
    "EXTERNAL:",
    "[SPAM]",
    "***SPAM***",
    "*****SPAM*****",
    "[SPAM?]",
    "***SPAM*** ",
    "{Spam?}",
    "[S]",
    "[External Email]",
    "[WARNING: EXTERNAL EMAIL]",
    "(External)",
    "[BULK]",
    "[Suspected SPAM]",
    "SPAM:",
    "[Marked as spam]",
    "**SPAM**",
    "[JUNK]",
    "[PHISHING]",
    "[EXTERN]",
    "External:",
};

static gsize
skip_blanks(const char *text, gsize at)
{
	while (g_ascii_isspace(text[at]))
		at++;
	return at;
}

/* "Re:" and the like in any language: up to three letters and a colon. They are no tags. */
static gsize
skip_reply_marks(const char *text, gsize at)
{
	for (;;) {
		gsize end = at;

		while (g_ascii_isalpha(text[end]))
			end++;
		if (text[end] != ':' || end == at || end - at > 3 || g_ascii_isupper(text[end - 1]))
			return at;
		at = skip_blanks(text, end + 1);
	}
}

/* The end of the tag that begins here: something in brackets or between asterisks, or a short word
 * in capitals with a colon. 0: none. */
static gsize
tag_end(const char *text, gsize at)
{
	static const char opening[] = "[({<";
	static const char closing[] = "])}>";
	const char *pair = text[at] != '\0' ? strchr(opening, text[at]) : NULL;
	gsize end = at;

	if (pair != NULL) {
		const char *close = strchr(text + at, closing[pair - opening]);

		return close != NULL && close - (text + at) < 80 ? (gsize)(close - text) + 1 : 0;
	}
	if (text[at] == '*') {
		while (text[end] == '*')
			end++;
		while (text[end] != '*' && text[end] != '\0')
			end++;
		while (text[end] == '*')
			end++;
		return text[end - 1] == '*' && end - at < 80 ? end : 0;
	}
	while (g_ascii_isupper(text[end]) || text[end] == '-')
		end++;
	return text[end] == ':' && end - at >= 3 && end - at <= 12 ? end + 1 : 0;
}

static char *
without(const char *text, gsize from, gsize to)
{
	return g_strdup_printf("%.*s%s", (int)from, text, text + to);
}

/* The text as an unencoded and as an encoded subject. */
static void
guess_decoded(EmlGuesses *self, guint slot, const char *cause, const char *text)
{
	EmlWordStyle style;

	if (eml_text_is_ascii(text)) {
		eml_guess_text(self, slot, cause, text);
		return;
	}
	for (guint i = 0; eml_text_word_style(i, &style); i++) {
		g_autofree char *words = eml_text_encode_words(text, &style);

		if (words != NULL)
			eml_guess_text(self, slot, cause, words);
	}
	eml_guess_text(self, slot, cause, text);
}

typedef void (*GuessText)(EmlGuesses *self, guint slot, const char *cause, const char *text);

/* One tag, two, three taken away, in front of and behind the reply marks. */
static void
guess_tags_removed(EmlGuesses *self, guint slot, const char *text, GuessText guess)
{
	const gsize starts[] = {skip_blanks(text, 0), skip_reply_marks(text, skip_blanks(text, 0))};

	for (gsize s = 0; s < G_N_ELEMENTS(starts); s++) {
		gsize end = starts[s];

		for (guint n = 0; n < MOST_TAGS; n++) {
			const gsize next = tag_end(text, end);
			g_autofree char *glued = NULL;
			g_autofree char *shorter = NULL;

			if (next == 0)
				break;
			end = skip_blanks(text, next);
			shorter = without(text, starts[s], end);
			glued = without(text, starts[s], next);
			guess(self, slot, "subject-tag", shorter);
			guess(self, slot, "subject-tag", glued);
		}
	}
}

/* A tag at the end: "Hello [EXT]". */
static void
guess_last_tag_removed(EmlGuesses *self, guint slot, const char *text)
{
	const char *open = strrchr(text, '[');
	gsize at = 0;

	if (open == NULL || !g_str_has_suffix(text, "]"))
		return;
	at = (gsize)(open - text);
	while (at > 0 && g_ascii_isspace(text[at - 1]))
		at--;
	g_autofree char *shorter = without(text, at, strlen(text));

	eml_guess_value(self, slot, "subject-tag", shorter);
}

/* text: unfolded, or the value as it is folded. */
static void
guess_tag_in(EmlGuesses *self, guint slot, const char *text, const char *tag)
{
	const gsize at = skip_reply_marks(text, skip_blanks(text, 0));
	g_autofree char *first = g_strdup_printf("%s %s", tag, text + skip_blanks(text, 0));
	g_autofree char *inside = g_strdup_printf("%.*s%s %s", (int)at, text, tag, text + at);

	eml_guess_text(self, slot, "subject-tag-removed", first);
	eml_guess_text(self, slot, "subject-tag-removed", inside + skip_blanks(inside, 0));
}

static void
guess_tag_added(EmlGuesses *self, guint slot, const char *text, const char *tag)
{
	g_autofree char *value = eml_slice_dup(eml_guesses_value(self, slot));

	guess_tag_in(self, slot, text, tag);
	guess_tag_in(self, slot, value, tag);
}

/* The name of the list as a tag: of "Description <dev.lists.example>" and "<mailto:dev@…>". */
static void
guess_list_tags(EmlGuesses *self, guint slot, const char *text, const char *header, char stop)
{
	const gint field = eml_message_find(self->message, header, -1);
	g_autofree char *value =
	    field >= 0 ? eml_slice_dup(eml_message_field(self->message, (guint)field)->value)
		       : NULL;
	const char *at = value != NULL ? strrchr(value, stop == '.' ? '<' : ':') : NULL;
	const char *end = at != NULL ? strchr(at, stop) : NULL;
	g_autofree char *name = NULL;
	g_autofree char *capital = NULL;
	g_autofree char *tag = NULL;

	if (end == NULL || end - at > 80)
		return;
	name = g_strndup(at + 1, (gsize)(end - at - 1));
	tag = g_strdup_printf("[%s]", name);
	guess_tag_added(self, slot, text, tag);
	capital =
	    g_strdup_printf("[%c%s]", g_ascii_toupper(name[0]), name[0] != '\0' ? name + 1 : "");
	guess_tag_added(self, slot, text, capital);
}

/* Any run of words taken out: what was added says itself whether it is a tag. */
static void
guess_words_removed(EmlGuesses *self, guint slot, const char *text)
{
	gsize starts[MOST_WORDS + 1] = {0};
	guint n = 0;
	const gsize len = strlen(text);

	for (gsize at = skip_blanks(text, 0); at < len && n < MOST_WORDS;) {
		starts[n++] = at;
		while (at < len && !g_ascii_isspace(text[at]))
			at++;
		at = skip_blanks(text, at);
	}
	starts[n] = len;
	for (guint from = 0; from < n; from++) {
		for (guint to = from + 1; to <= n; to++) {
			g_autofree char *shorter = without(text, starts[from], starts[to]);

			g_strchomp(shorter);
			eml_guess_value(self, slot, "subject-changed", shorter);
		}
	}
}

void
eml_guess_subject(EmlGuesses *self)
{
	for (guint slot = 0; slot < self->slots->len; slot++) {
		const EmlSlot *there = eml_guesses_slot(self, slot);
		g_autofree char *value = eml_slice_dup(eml_guesses_value(self, slot));
		g_autofree char *text = eml_guesses_text(self, slot);

		if (there->field < 0 || !g_str_equal(there->name, "subject"))
			continue;
		guess_tags_removed(self, slot, value, eml_guess_value);
		guess_tags_removed(self, slot, text, eml_guess_text);
		guess_last_tag_removed(self, slot, value);
		guess_list_tags(self, slot, text, "List-Id", '.');
		guess_list_tags(self, slot, text, "List-Post", '@');
	}
}

void
eml_guess_subject_words(EmlGuesses *self)
{
	for (guint slot = 0; slot < self->slots->len; slot++) {
		const EmlSlot *there = eml_guesses_slot(self, slot);
		g_autofree char *value = eml_slice_dup(eml_guesses_value(self, slot));
		g_autofree char *text = eml_guesses_text(self, slot);
		g_autofree char *decoded = eml_text_decode_words(text);

		if (there->field < 0 || !g_str_equal(there->name, "subject"))
			continue;
		if (!g_str_equal(decoded, text))
			guess_tags_removed(self, slot, decoded, guess_decoded);
		for (gsize i = 0; i < G_N_ELEMENTS(known_tags); i++)
			guess_tag_added(self, slot, text, known_tags[i]);
		guess_words_removed(self, slot, value);
	}
}
