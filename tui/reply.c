#include "tui/reply.h"

#include <string.h>

enum { AFTER_ESCAPE, IN_CONTROL, IN_STRING, STRING_ESCAPE, AFTER_SS3, DONE };

static guint
begin(gunichar c)
{
	if (c == '[')
		return IN_CONTROL;
	if (c == ']' || c == 'P' || c == '_' || c == '^')
		return IN_STRING;
	return c == 'O' ? AFTER_SS3 : DONE;
}

static guint
in_string(EmlReply *self, gunichar c)
{
	if (c == 0x07)
		return DONE;
	if (c == 0x1b)
		return STRING_ESCAPE;
	if (c < 0x80 && self->len < EML_REPLY_MAX)
		self->text[self->len++] = (char)c;
	self->text[self->len] = '\0';
	return IN_STRING;
}

gboolean
eml_reply_feed(EmlReply *self, gunichar c)
{
	if (self->state == AFTER_ESCAPE)
		self->state = begin(c);
	else if (self->state == IN_CONTROL)
		self->state = c >= 0x20 && c < 0x40 ? IN_CONTROL : DONE;
	else if (self->state == IN_STRING)
		self->state = in_string(self, c);
	else
		self->state = DONE;
	return self->state != DONE;
}

/* One to four hexadecimal digits, scaled to 0..65535 (XParseColor). */
static gboolean
take_channel(const char **at, guint *ret_value)
{
	guint value = 0, digits = 0;

	for (; g_ascii_isxdigit(**at) && digits < 4; digits++, ++*at)
		value = value << 4 | (guint)g_ascii_xdigit_value(**at);
	if (digits == 0)
		return FALSE;
	*ret_value = value * 0xFFFFu / ((1u << (4 * digits)) - 1);
	return TRUE;
}

EmlBackground
eml_reply_background(const EmlReply *self)
{
	const char *at = self->text;
	guint channels[3] = {0, 0, 0};

	if (!g_str_has_prefix(at, "11;rgb:"))
		return EML_BACKGROUND_UNKNOWN;
	at += strlen("11;rgb:");
	for (guint i = 0; i < 3; i++) {
		if (i > 0 && *at++ != '/')
			return EML_BACKGROUND_UNKNOWN;
		if (!take_channel(&at, &channels[i]))
			return EML_BACKGROUND_UNKNOWN;
	}
	return eml_theme_background(channels[0], channels[1], channels[2]);
}
