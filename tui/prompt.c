#include "tui/prompt.h"

#include <string.h>

struct EmlPrompt {
	const char *title;
	GString *text;
	gsize at; /* bytes before the cursor */
};

EmlPrompt *
eml_prompt_new(const char *title, const char *text)
{
	EmlPrompt *self = g_new0(EmlPrompt, 1);

	self->title = title;
	self->text = g_string_new(NULL);
	eml_prompt_set_text(self, text);
	return self;
}

void
eml_prompt_free(EmlPrompt *self)
{
	if (self == NULL)
		return;
	g_string_free(self->text, TRUE);
	g_free(self);
}

const char *
eml_prompt_text(const EmlPrompt *self)
{
	return self->text->str;
}

void
eml_prompt_set_text(EmlPrompt *self, const char *text)
{
	g_string_truncate(self->text, 0);
	self->at = 0;
	eml_prompt_paste(self, text);
}

static gboolean
typed(EmlPrompt *self, gunichar c)
{
	char bytes[6];
	const gssize n = g_unichar_to_utf8(c, bytes);

	if (self->text->len + (gsize)n > EML_PROMPT_MAX)
		return FALSE;
	g_string_insert_len(self->text, (gssize)self->at, bytes, n);
	self->at += (gsize)n; /* 1 to 6 */
	return TRUE;
}

void
eml_prompt_paste(EmlPrompt *self, const char *text)
{
	g_autofree char *valid = g_utf8_make_valid(text, -1);

	for (const char *at = g_strstrip(valid); *at != '\0'; at = g_utf8_next_char(at))
		if (g_unichar_isprint(g_utf8_get_char(at)))
			typed(self, g_utf8_get_char(at));
}

static gsize
before(const EmlPrompt *self)
{
	const char *end = self->text->str + self->at;

	return self->at > 0 ? (gsize)(g_utf8_prev_char(end) - self->text->str) : 0;
}

static gsize
after(const EmlPrompt *self)
{
	const char *end = self->text->str + self->at;

	return *end != '\0' ? (gsize)(g_utf8_next_char(end) - self->text->str) : self->at;
}

/* Where the word before the cursor begins; a path's parts are words, too. */
static gsize
word_start(const EmlPrompt *self)
{
	const char *text = self->text->str;
	gsize at = self->at;

	while (at > 0 && (text[at - 1] == ' ' || text[at - 1] == '/'))
		at--;
	while (at > 0 && text[at - 1] != ' ' && text[at - 1] != '/')
		at--;
	return at;
}

static EmlPromptEvent
erase(EmlPrompt *self, gsize from, gsize to)
{
	g_string_erase(self->text, (gssize)from, (gssize)(to - from)); /* from <= to */
	self->at = from;
	return from < to ? EML_PROMPT_CHANGED : EML_PROMPT_STAYS;
}

static EmlPromptEvent
move(EmlPrompt *self, gsize at)
{
	self->at = at;
	return EML_PROMPT_STAYS;
}

EmlPromptEvent
eml_prompt_key(EmlPrompt *self, EmlKey key)
{
	switch (key) {
	case EML_KEY_ENTER:
		return EML_PROMPT_ACCEPTED;
	case EML_KEY_ESCAPE:
	case EML_KEY_CONTROL('c'):
		return EML_PROMPT_CANCELLED;
	case EML_KEY_TAB:
		return EML_PROMPT_COMPLETE;
	case EML_KEY_LEFT:
	case EML_KEY_CONTROL('b'):
		return move(self, before(self));
	case EML_KEY_RIGHT:
	case EML_KEY_CONTROL('f'):
		return move(self, after(self));
	case EML_KEY_HOME:
	case EML_KEY_CONTROL('a'):
		return move(self, 0);
	case EML_KEY_END:
	case EML_KEY_CONTROL('e'):
		return move(self, self->text->len);
	case EML_KEY_BACKSPACE:
		return erase(self, before(self), self->at);
	case EML_KEY_DELETE:
	case EML_KEY_CONTROL('d'):
		return erase(self, self->at, after(self));
	case EML_KEY_CONTROL('u'):
		return erase(self, 0, self->at);
	case EML_KEY_CONTROL('k'):
		return erase(self, self->at, self->text->len);
	case EML_KEY_CONTROL('w'):
		return erase(self, word_start(self), self->at);
	default:
		break;
	}
	if (key >= EML_KEY_UP || !g_unichar_isprint(key) || !typed(self, key))
		return EML_PROMPT_STAYS;
	return EML_PROMPT_CHANGED;
}

/* The end of the text that fits before the cursor: where it is too long, its beginning leaves. */
static const char *
left_part(const EmlPlain *text, guint columns)
{
	guint width = eml_plain_width(text);

	for (; width > columns && *text != '\0'; text = g_utf8_next_char(text))
		width -= MIN(width, eml_canvas_char_width(g_utf8_get_char(text)));
	return text;
}

guint
eml_prompt_columns(const EmlPrompt *self)
{
	g_autofree EmlPlain *text = eml_plain(eml_slice(self->text->str));

	return eml_plain_width(self->title) + eml_plain_width(text) + 3; /* blanks, cursor */
}

void
eml_prompt_paint(const EmlPrompt *self, EmlCanvas *canvas, EmlStrip strip)
{
	g_autofree EmlPlain *left = eml_plain(eml_slice_n(self->text->str, self->at));
	g_autofree EmlPlain *right = eml_plain(eml_slice(self->text->str + self->at));

	strip = eml_strip_after(strip, 1);
	strip = eml_strip_after(strip, eml_canvas_text(canvas, strip, EML_ROLE_KEY, self->title));
	if (strlen(self->title) > 1)
		strip = eml_strip_after(strip, 1);
	if (strip.columns == 0)
		return;
	strip = eml_strip_after(strip, eml_canvas_text(canvas, strip, EML_ROLE_TEXT,
						       left_part(left, strip.columns - 1)));
	eml_canvas_text(canvas, strip, EML_ROLE_TEXT, right);
	eml_canvas_set_cursor(canvas, strip.line, strip.column, TRUE);
}
