#include "mail/mime-field.h"

#include "base/comment.h"
#include "base/limits.h"
#include "mail/meaning.h"

typedef struct {
	char *name; /* lower case, with the '*' of RFC 2231: "filename*0*" */
	GString *bytes;
} Parameter;

static void
parameter_free_cb(gpointer data)
{
	Parameter *self = data;

	g_free(self->name);
	g_string_free(self->bytes, TRUE);
	g_free(self);
}

/* Blanks and comments, which may stand between any two tokens (RFC 2045 section 5.1). A comment
 * that does not end takes all. */
static void
pass_cfws(EmlCursor *c)
{
	EmlSlice inner;

	for (;;) {
		if (eml_cursor_peek(c) == '(' && !eml_comment_take(c, &inner))
			c->at = c->in.len;
		else if (!eml_cursor_take(c, ' ') && !eml_cursor_take(c, '\t'))
			return;
	}
}

/* RFC 2045 section 5.1: no blank, no control, no tspecial */
static gboolean
is_token_char(int byte)
{
	return byte > ' ' && byte < 0x7F && strchr("()<>@,;:\\\"/[]?=", byte) == NULL;
}

/* Empty if there is none. */
static EmlSlice
take_token(EmlCursor *c)
{
	const gsize start = c->at;

	while (is_token_char(eml_cursor_peek(c)))
		c->at++;
	return eml_cursor_since(c, start);
}

/* quoted-string, RFC 822 section 3.3, without its quotes and backslashes. One that does not end
 * takes all. */
static void
take_quoted(EmlCursor *c, GString *out)
{
	c->at++;
	while (!eml_cursor_at_end(c)) {
		const char byte = c->in.data[c->at++];

		if (byte == '"')
			return;
		if (byte == '\\' && !eml_cursor_at_end(c))
			g_string_append_c(out, c->in.data[c->at++]);
		else
			g_string_append_c(out, byte);
	}
}

static gboolean
at_end_of_parameter(const EmlCursor *c)
{
	return eml_cursor_at_end(c) || eml_cursor_peek(c) == ';';
}

/* To the next ';' that stands in no quoted-string. */
static void
pass_rest(EmlCursor *c)
{
	g_autoptr(GString) quoted = g_string_new(NULL);

	while (!at_end_of_parameter(c)) {
		if (eml_cursor_peek(c) == '"')
			take_quoted(c, quoted);
		else
			c->at++;
	}
}

/* value := token / quoted-string. Where neither is followed by ';' or the end, all up to there is
 * meant: names of files with blanks, boundaries with '='. */
static GString *
take_value(EmlCursor *c)
{
	GString *out = g_string_new(NULL);
	const gsize start = c->at;
	EmlSlice token;

	if (eml_cursor_peek(c) == '"') {
		take_quoted(c, out);
		pass_rest(c);
		return out;
	}
	token = take_token(c);
	pass_cfws(c);
	if (!at_end_of_parameter(c)) {
		pass_rest(c);
		token = eml_slice_strip(eml_cursor_since(c, start));
	}
	g_string_append_len(out, token.data, (gssize)token.len); /* of a field */
	return out;
}

/* ";" attribute "=" value */
static void
take_parameter(EmlMimeField *self, EmlCursor *c)
{
	Parameter *parameter = NULL;
	EmlSlice name;

	pass_cfws(c);
	name = take_token(c);
	pass_cfws(c);
	if (name.len == 0 || !eml_cursor_take(c, '=')) {
		pass_rest(c);
		return;
	}
	pass_cfws(c);
	parameter = g_new0(Parameter, 1);
	parameter->name = eml_slice_dup_lower(name);
	parameter->bytes = take_value(c);
	g_ptr_array_add(self->parameters, parameter);
}

/* type "/" subtype, or one token; NULL if neither stands there */
static char *
take_words(EmlCursor *c)
{
	g_autofree char *type = NULL;
	g_autofree char *subtype = NULL;

	pass_cfws(c);
	type = eml_slice_dup_lower(take_token(c));
	pass_cfws(c);
	if (*type == '\0' || !eml_cursor_take(c, '/'))
		return *type != '\0' ? g_steal_pointer(&type) : NULL;
	pass_cfws(c);
	subtype = eml_slice_dup_lower(take_token(c));
	return *subtype != '\0' ? g_strconcat(type, "/", subtype, NULL) : NULL;
}

EmlMimeField *
eml_mime_field_new(EmlSlice value)
{
	EmlMimeField *self = g_new0(EmlMimeField, 1);
	g_autoptr(GString) text = eml_meaning_unfolded(value);
	EmlCursor c = eml_cursor(eml_slice_n(text->str, text->len));

	self->parameters = g_ptr_array_new_with_free_func(parameter_free_cb);
	self->value = take_words(&c);
	pass_rest(&c);
	while (eml_cursor_take(&c, ';') && self->parameters->len < EML_MAX_MIME_PARAMETERS)
		take_parameter(self, &c);
	return self;
}

void
eml_mime_field_free(EmlMimeField *self)
{
	if (self == NULL)
		return;
	g_free(self->value);
	g_ptr_array_unref(self->parameters);
	g_free(self);
}

EmlSlice
eml_mime_field_bytes(const EmlMimeField *self, const char *name)
{
	for (guint i = 0; i < self->parameters->len; i++) {
		const Parameter *parameter = g_ptr_array_index(self->parameters, i);

		if (g_str_equal(parameter->name, name))
			return eml_slice_n(parameter->bytes->str, parameter->bytes->len);
	}
	return (EmlSlice){NULL, 0};
}

/* ext-octet, RFC 2231 section 7; a '%' without two hexadecimal digits stays */
static void
append_octets(GString *out, EmlSlice text)
{
	for (gsize i = 0; i < text.len; i++) {
		const int high = i + 2 < text.len ? g_ascii_xdigit_value(text.data[i + 1]) : -1;
		const int low = i + 2 < text.len ? g_ascii_xdigit_value(text.data[i + 2]) : -1;

		if (text.data[i] == '%' && high >= 0 && low >= 0) {
			g_string_append_c(out, (char)(high << 4 | low)); /* a byte */
			i += 2;
		} else {
			g_string_append_c(out, text.data[i]);
		}
	}
}

/* The charset in front of the first "'", and the text behind the second (RFC 2231 section 4). */
static EmlSlice
take_charset(EmlSlice *text)
{
	const gssize first = eml_slice_find(*text, '\'');
	const EmlSlice rest =
	    first >= 0 ? eml_slice_part(*text, (gsize)first + 1, text->len) : (EmlSlice){NULL, 0};
	const gssize second = eml_slice_find(rest, '\'');
	EmlSlice charset = {NULL, 0};

	if (second < 0)
		return charset;
	charset = eml_slice_part(*text, 0, (gsize)first);
	*text = eml_slice_part(rest, (gsize)second + 1, rest.len);
	return charset;
}

/* NAME*0*, NAME*1 and so on (RFC 2231 sections 3 and 4.1), or NAME* alone; NULL if there is none.
 */
static char *
extended_text(const EmlMimeField *self, const char *name)
{
	g_autoptr(GString) octets = g_string_new(NULL);
	EmlSlice charset = {NULL, 0};
	guint n = 0;

	for (; n < self->parameters->len; n++) {
		g_autofree char *plain = g_strdup_printf("%s*%u", name, n);
		g_autofree char *coded = g_strconcat(plain, "*", NULL);
		EmlSlice text = eml_mime_field_bytes(self, coded);

		if (text.data != NULL) {
			if (n == 0)
				charset = take_charset(&text);
			append_octets(octets, text);
			continue;
		}
		text = eml_mime_field_bytes(self, plain);
		if (text.data == NULL)
			break;
		g_string_append_len(octets, text.data, (gssize)text.len); /* of a field */
	}
	if (n == 0) {
		g_autofree char *coded = g_strconcat(name, "*", NULL);
		EmlSlice text = eml_mime_field_bytes(self, coded);

		if (text.data == NULL)
			return NULL;
		charset = take_charset(&text);
		append_octets(octets, text);
	}
	return eml_meaning_charset(eml_slice_n(octets->str, octets->len), charset);
}

char *
eml_mime_field_text(const EmlMimeField *self, const char *name)
{
	char *text = extended_text(self, name);
	const EmlSlice plain = eml_mime_field_bytes(self, name);

	if (text == NULL && plain.data != NULL)
		text = eml_meaning_words(plain);
	return text;
}
