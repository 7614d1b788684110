/* White space in header fields: folding, blanks between and behind words, letters of field names.
 * Under relaxed canonicalization most of it makes no difference; what is the same is tried once. */
#include "judge/forensics-guess.h"
#include "judge/forensics-text.h"

/* A way of writing a value: what is made of it, and with which fold or blank, how wide. */
typedef struct {
	char *(*make)(const char *name, const char *value, const char *text, gsize most);
	const char *text;
	gsize most;
	gboolean everywhere; /* tried on all fields at once too */
	gboolean fold;	     /* tried with every such way of the other fields */
} Style;

static gboolean
is_fold(const char *at)
{
	return (at[0] == '\r' && at[1] == '\n') || at[0] == '\n';
}

static const char *
after_fold(const char *at)
{
	return at + (at[0] == '\r' ? 2 : 1);
}

static const char *
after_blanks(const char *at)
{
	while (*at == ' ' || *at == '\t')
		at++;
	return at;
}

/* Each fold becomes `fold`; its own blanks are kept or not. */
static char *
refold(const char *value, const char *fold, gboolean keep_blanks)
{
	GString *out = g_string_new(NULL);

	for (const char *at = value; *at != '\0';) {
		if (!is_fold(at)) {
			g_string_append_c(out, *at++);
			continue;
		}
		g_string_append(out, fold);
		at = keep_blanks ? after_fold(at) : after_blanks(after_fold(at));
	}
	return g_string_free(out, FALSE);
}

static char *
unfolded(const char *name, const char *value, const char *text, gsize most)
{
	(void)name;
	(void)most;
	return refold(value, text, TRUE);
}

static char *
folded(const char *name, const char *value, const char *text, gsize most)
{
	(void)name;
	(void)most;
	return refold(value, text, FALSE);
}

/* Runs of blanks become one, a fold counting as a blank. */
static char *
single(const char *name, const char *value, const char *text, gsize most)
{
	g_autofree char *line = folded(name, value, text, most);
	GString *out = g_string_new(NULL);

	for (const char *at = line; *at != '\0'; at++)
		if ((*at != ' ' && *at != '\t') || out->len == 0 || out->str[out->len - 1] != ' ')
			g_string_append_c(out, *at == '\t' ? ' ' : *at);
	return g_string_free(out, FALSE);
}

static char *
one_line(const char *value)
{
	return g_strstrip(single("", value, " ", 0));
}

static char *
ended(const char *name, const char *value, const char *text, gsize most)
{
	g_autofree char *line = g_strchomp(g_strdup(value));

	(void)name;
	(void)most;
	return g_strconcat(line, text, NULL);
}

static char *
started(const char *name, const char *value, const char *text, gsize most)
{
	(void)name;
	(void)most;
	return g_strconcat(text, after_blanks(value), NULL);
}

/* A fold behind the colon, the rest on one line. */
static char *
below(const char *name, const char *value, const char *text, gsize most)
{
	g_autofree char *line = one_line(value);

	(void)name;
	(void)most;
	return g_strconcat(text, line, NULL);
}

/* How items are put on lines as full as they can be. */
typedef struct {
	const char *joint; /* ends an item */
	const char *blank; /* begins a line */
	gsize blank_columns;
	gsize most; /* columns of a line */
} Filling;

static char *
filled(const char *name, const GPtrArray *items, const Filling *filling)
{
	GString *out = g_string_new(NULL);
	gsize column = strlen(name) + 1;

	for (guint i = 0; i < items->len; i++) {
		const char *joint = i + 1 < items->len ? filling->joint : "";
		const char *item = g_ptr_array_index(items, i);
		const gsize len = strlen(item) + strlen(joint);

		if (i > 0 && column + 1 + len > filling->most) {
			g_string_append_printf(out, "\r\n%s", filling->blank);
			column = filling->blank_columns;
		} else {
			g_string_append_c(out, ' ');
			column++;
		}
		g_string_append_printf(out, "%s%s", item, joint);
		column += len;
	}
	return g_string_free(out, FALSE);
}

static char *
wrapped(const char *name, const char *value, const char *text, gsize most)
{
	g_autofree char *line = one_line(value);
	g_auto(GStrv) words = g_strsplit(line, " ", -1);
	g_autoptr(GPtrArray) items = g_ptr_array_new();

	for (guint i = 0; words[i] != NULL; i++)
		g_ptr_array_add(items, words[i]);
	return filled(name, items, &(Filling){"", text, strlen(text), most});
}

static char *
list_filled(const char *name, const char *value, const char *text, gsize most)
{
	g_autofree char *line = one_line(value);
	g_autoptr(GPtrArray) items = eml_text_split_list(line);

	return filled(name, items, &(Filling){",", text, strlen(text), most});
}

static char *
parameters_filled(const char *name, const char *value, const char *text, gsize most)
{
	g_autofree char *line = one_line(value);
	g_autoptr(GPtrArray) items = eml_text_split_parameters(line);

	return filled(name, items, &(Filling){";", text, *text == '\t' ? 8 : strlen(text), most});
}

static char *
commas(const char *name, const char *value, const char *text, gsize most)
{
	g_autofree char *line = one_line(value);
	g_autoptr(GPtrArray) items = eml_text_split_list(line);
	g_autofree char *list = eml_text_join_list(items, text);

	(void)name;
	(void)most;
	return g_strconcat(" ", list, NULL);
}

static char *
semicolons(const char *name, const char *value, const char *text, gsize most)
{
	g_autofree char *line = one_line(value);
	g_autoptr(GPtrArray) items = eml_text_split_parameters(line);
	g_autofree char *list = eml_text_join_list(items, text);

	(void)name;
	(void)most;
	return g_strconcat(" ", list, NULL);
}

/* Every blank becomes `text`. */
static char *
blanks(const char *name, const char *value, const char *text, gsize most)
{
	g_autofree char *line = one_line(value);
	g_auto(GStrv) words = g_strsplit(line, " ", -1);
	g_autofree char *all = g_strjoinv(text, words);

	(void)name;
	(void)most;
	return g_strconcat(" ", all, NULL);
}

static const Style styles[] = {
    {unfolded, "", 0, TRUE, TRUE},
    {folded, " ", 0, TRUE, TRUE},
    {folded, "\r\n\t", 0, TRUE, TRUE},
    {folded, "\r\n ", 0, TRUE, TRUE},
    {folded, " \r\n\t", 0, TRUE, TRUE},
    {folded, " \r\n ", 0, TRUE, FALSE},
    {wrapped, " ", 78, TRUE, TRUE},
    {wrapped, " ", 76, TRUE, TRUE},
    {wrapped, "\t", 78, TRUE, TRUE},
    {wrapped, "\t", 76, TRUE, TRUE},
    {wrapped, " ", 72, TRUE, TRUE},
    {wrapped, "\t", 72, TRUE, TRUE},
    {folded, "", 0, TRUE, TRUE},
    {single, " ", 0, TRUE, FALSE},
    {ended, "", 0, TRUE, TRUE},
    {ended, " ", 0, TRUE, TRUE},
    {started, " ", 0, TRUE, FALSE},
    {started, "", 0, TRUE, FALSE},
    {started, "\t", 0, TRUE, FALSE},
    {started, "  ", 0, TRUE, FALSE},
    {folded, "\r\n        ", 0, TRUE, FALSE},
    {folded, "\r\n    ", 0, TRUE, FALSE},
    {folded, "\r\n  ", 0, TRUE, FALSE},
    {below, "\r\n ", 0, FALSE, TRUE},
    {below, "\r\n\t", 0, FALSE, TRUE},
    {semicolons, "; \r\n\t", 0, FALSE, TRUE},
    {semicolons, ";\r\n\t", 0, FALSE, TRUE},
    {semicolons, ";\r\n ", 0, FALSE, TRUE},
    {semicolons, ";\r\n        ", 0, FALSE, TRUE},
    {semicolons, ";\r\n    ", 0, FALSE, TRUE},
    {semicolons, "; \r\n ", 0, FALSE, TRUE},
    {semicolons, "; ", 0, FALSE, TRUE},
    {semicolons, ";", 0, FALSE, FALSE},
    {parameters_filled, "\t", 78, FALSE, TRUE},
    {parameters_filled, " ", 78, FALSE, TRUE},
    {commas, ",\r\n\t", 0, FALSE, TRUE},
    {commas, ",\r\n ", 0, FALSE, TRUE},
    {list_filled, "\t", 78, FALSE, TRUE},
    {list_filled, "\t", 76, FALSE, TRUE},
    {list_filled, "\t", 72, FALSE, TRUE},
    {list_filled, " ", 78, FALSE, TRUE},
    {commas, ", \r\n\t", 0, FALSE, TRUE},
    {commas, ", \r\n ", 0, FALSE, TRUE},
    {commas, ",\r\n        ", 0, FALSE, TRUE},
    {commas, ",\r\n    ", 0, FALSE, TRUE},
    {commas, ", \r\n    ", 0, FALSE, FALSE},
    {commas, ", \r\n        ", 0, FALSE, FALSE},
    {list_filled, "\t", 75, FALSE, FALSE},
    {list_filled, "\t", 80, FALSE, FALSE},
    {list_filled, "\t", 70, FALSE, FALSE},
    {list_filled, " ", 76, FALSE, FALSE},
    {list_filled, " ", 72, FALSE, FALSE},
    {commas, ", ", 0, FALSE, TRUE},
    {commas, ",", 0, FALSE, TRUE},
    {blanks, "\r\n\t", 0, FALSE, TRUE},
    {blanks, "\r\n ", 0, FALSE, TRUE},
    {blanks, "", 0, FALSE, FALSE},
};

#define LONG_VALUE 50 /* bytes: such a field may have been folded */

static void
add_styled(EmlGuesses *self, EmlGuess *guess, guint slot, const Style *style)
{
	const EmlSlot *there = eml_guesses_slot(self, slot);
	const EmlField *field =
	    there->field >= 0 ? eml_message_field(self->message, (guint)there->field) : NULL;

	if (field == NULL || field->value.len > 8192)
		return;
	g_autofree char *name = eml_slice_dup(field->name);
	g_autofree char *value = eml_slice_dup(field->value);
	g_autofree char *other = style->make(name, value, style->text, style->most);

	guess->fold = style->fold && (strchr(value, '\n') != NULL || field->value.len > LONG_VALUE);
	eml_guess_add(self, guess, slot, name, other);
}

/* "mime-version" as "MIME-Version", "Mime-Version", "mime-version", "MIME-VERSION". */
static void
guess_letters(EmlGuesses *self, guint slot)
{
	static const char *const odd[] = {"MIME-Version", "Message-ID", "List-ID", "CC", "BCC"};
	const EmlSlot *there = eml_guesses_slot(self, slot);
	g_autofree char *value = eml_slice_dup(eml_guesses_value(self, slot));
	g_autofree char *upper = g_ascii_strup(there->name, -1);
	g_autofree char *title = g_strdup(there->name);
	const char *names[] = {title, there->name, upper, NULL};

	for (guint i = 0; title[i] != '\0'; i++)
		if (i == 0 || title[i - 1] == '-')
			title[i] = g_ascii_toupper(title[i]);
	for (gsize i = 0; i < G_N_ELEMENTS(odd); i++)
		if (eml_slice_equal_ci(eml_slice(odd[i]), eml_slice(there->name)))
			names[3] = odd[i];
	for (gsize i = 0; i < G_N_ELEMENTS(names) && names[i] != NULL; i++) {
		EmlGuess *guess = eml_guess_begin("white-space");

		eml_guess_add(self, guess, slot, names[i], value);
		eml_guess_keep(self, guess);
	}
}

void
eml_guess_blanks(EmlGuesses *self)
{
	const guint n = self->slots->len;

	for (gsize s = 0; s < G_N_ELEMENTS(styles); s++) {
		EmlGuess *all = eml_guess_begin("white-space");

		for (guint slot = 0; styles[s].everywhere && slot < n; slot++)
			add_styled(self, all, slot, &styles[s]);
		all->fold = FALSE;
		eml_guess_keep(self, all);
	}
	for (guint slot = 0; slot < n; slot++) {
		for (gsize s = 0; s < G_N_ELEMENTS(styles); s++) {
			EmlGuess *one = eml_guess_begin("white-space");

			add_styled(self, one, slot, &styles[s]);
			eml_guess_keep(self, one);
		}
		if (eml_guesses_slot(self, slot)->field >= 0)
			guess_letters(self, slot);
	}
}
