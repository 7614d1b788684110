#include "dns/zone-line.h"

static void
word_free(gpointer data)
{
	EmlZoneWord *word = data;

	g_free(word->text);
	g_free(word);
}

static EmlZoneLine *
line_new(guint number)
{
	EmlZoneLine *self = g_new0(EmlZoneLine, 1);

	self->number = number;
	self->words = g_ptr_array_new_with_free_func(word_free);
	return self;
}

void
eml_zone_line_free(EmlZoneLine *self)
{
	if (self == NULL)
		return;
	g_ptr_array_unref(self->words);
	g_free(self);
}

EmlZoneText
eml_zone_text(EmlSlice text)
{
	EmlZoneText self = {eml_cursor(text), 1, NULL, 0};

	eml_cursor_take_ci(&self.c, "\xef\xbb\xbf"); /* some editors begin a file with it */
	return self;
}

static void
refuse(EmlZoneText *self, const char *problem, guint line)
{
	if (self->problem != NULL)
		return;
	self->problem = problem;
	self->problem_line = line;
}

static gboolean
is_blank(int c)
{
	return c == ' ' || c == '\t' || c == '\r';
}

static gboolean
ends_word(int c)
{
	return c < 0 || is_blank(c) || c == '\n' || c == ';' || c == '(' || c == ')';
}

static void
add_word(EmlZoneLine *line, EmlSlice text, gboolean quoted)
{
	EmlZoneWord *word = g_new0(EmlZoneWord, 1);

	word->text = eml_slice_dup(text);
	word->quoted = quoted;
	g_ptr_array_add(line->words, word);
}

/* "..." on one line; the cursor is at the opening quote. */
static void
take_quoted(EmlZoneText *self, EmlZoneLine *line)
{
	EmlCursor *c = &self->c;
	const gsize start = ++c->at;

	while (!eml_cursor_at_end(c) && eml_cursor_peek(c) != '"' && eml_cursor_peek(c) != '\n') {
		if (eml_cursor_peek(c) == '\\' && eml_cursor_peek_at(c, 1) > 0 &&
		    eml_cursor_peek_at(c, 1) != '\n')
			c->at++;
		c->at++;
	}
	if (eml_cursor_peek(c) != '"') {
		refuse(self, "a quote is not closed on its line", self->line);
		return;
	}
	add_word(line, eml_cursor_since(c, start), TRUE);
	c->at++;
	if (!ends_word(eml_cursor_peek(c)) && eml_cursor_peek(c) != '"')
		refuse(self, "a blank is missing after a closing quote", self->line);
}

static void
take_bare(EmlZoneText *self, EmlZoneLine *line)
{
	EmlCursor *c = &self->c;
	const gsize start = c->at;

	while (!ends_word(eml_cursor_peek(c)) && self->problem == NULL) {
		if (eml_cursor_peek(c) == '"')
			refuse(self, "a quote stands inside a word", self->line);
		if (eml_cursor_peek(c) == '\\')
			c->at++;
		if (eml_cursor_at_end(c) || eml_cursor_peek(c) == '\n' ||
		    eml_cursor_peek(c) == '\r')
			refuse(self, "a backslash ends the line", self->line);
		else
			c->at++;
	}
	add_word(line, eml_cursor_since(c, start), FALSE);
}

static EmlSlice
take_to_end_of_line(EmlCursor *c)
{
	const gsize start = c->at;

	while (!eml_cursor_at_end(c) && eml_cursor_peek(c) != '\n')
		c->at++;
	return eml_cursor_since(c, start);
}

/* A remark such as "p=MIG..." or " p = x": what somebody meant as the next tag of an unquoted text.
 */
static gboolean
looks_like_tag(EmlSlice remark)
{
	EmlCursor c = eml_cursor(eml_slice_strip(remark));
	gsize start = 0;

	start = c.at;
	while (g_ascii_isalnum(eml_cursor_peek(&c)) || eml_cursor_peek(&c) == '_')
		c.at++;
	if (c.at == start)
		return FALSE;
	while (is_blank(eml_cursor_peek(&c)))
		c.at++;
	return eml_cursor_peek(&c) == '=';
}

/* The cursor is at a semicolon. */
static void
take_remark(EmlZoneText *self, EmlZoneLine *line)
{
	EmlCursor *c = &self->c;
	const gboolean glued = c->at > 0 && !ends_word((guchar)c->in.data[c->at - 1]);
	const EmlZoneWord *last =
	    line->words->len > 0 ? g_ptr_array_index(line->words, line->words->len - 1) : NULL;
	EmlSlice remark = {NULL, 0};

	c->at++;
	remark = take_to_end_of_line(c);
	if (last != NULL && !last->quoted && (glued || looks_like_tag(remark)))
		line->cut = TRUE;
}

/* A ";!" line; the cursor is at the semicolon. */
static void
take_directive(EmlZoneText *self, EmlZoneLine *line)
{
	EmlSlice note = {NULL, 0};

	self->c.at += 2;
	note = take_to_end_of_line(&self->c);
	for (gsize i = 1; i < note.len; i++) {
		if (note.data[i] == ';' && is_blank(note.data[i - 1])) {
			note = eml_slice_part(note, 0, i);
			break;
		}
	}
	line->directive = TRUE;
	line->note = eml_slice_strip(note);
}

/* One logical line: to the line end outside parentheses. The cursor is at the start of a line. */
static void
take_line(EmlZoneText *self, EmlZoneLine *line)
{
	EmlCursor *c = &self->c;
	guint depth = 0;
	guint opened = 0; /* line of the outermost open parenthesis */

	line->indented = is_blank(eml_cursor_peek(c));
	while (!eml_cursor_at_end(c) && self->problem == NULL) {
		const int byte = eml_cursor_peek(c);

		if (byte == '\n') {
			c->at++;
			self->line++;
			if (depth == 0)
				return;
		} else if (is_blank(byte)) {
			c->at++;
		} else if (byte == ';') {
			take_remark(self, line);
		} else if (byte == '"') {
			take_quoted(self, line);
		} else if (byte == '(') {
			opened = depth++ == 0 ? self->line : opened;
			c->at++;
		} else if (byte == ')') {
			if (depth == 0)
				refuse(self, "a closing parenthesis without an opening one",
				       self->line);
			else
				depth--;
			c->at++;
		} else {
			take_bare(self, line);
		}
	}
	if (depth > 0)
		refuse(self, "a parenthesis is not closed", opened);
}

EmlZoneLine *
eml_zone_text_next(EmlZoneText *self)
{
	while (!eml_cursor_at_end(&self->c) && self->problem == NULL) {
		g_autoptr(EmlZoneLine) line = line_new(self->line);
		const gsize start = self->c.at;

		if (eml_cursor_peek(&self->c) == ';' && eml_cursor_peek_at(&self->c, 1) == '!')
			take_directive(self, line);
		else
			take_line(self, line);
		if (eml_slice_find(eml_cursor_since(&self->c, start), '\0') >= 0)
			refuse(self, "a NUL byte", line->number);
		if (self->problem == NULL && (line->directive || line->words->len > 0))
			return g_steal_pointer(&line);
	}
	return NULL;
}
