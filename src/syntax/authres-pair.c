#include "syntax/authres-pair.h"

#include "syntax/abnf.h"
#include "syntax/authres-build.h"

/* White space, ";", a parenthesis, or the end. */
static gboolean
ends_run(int byte)
{
	return byte < 0 || byte == ' ' || byte == '\t' || byte == '\r' || byte == '\n' ||
	       byte == ';' || byte == '(' || byte == ')';
}

gboolean
eml_authres_take_word(EmlCursor *c, EmlSlice *ret_word)
{
	const gsize start = c->at;

	while (!ends_run(eml_cursor_peek(c)) && eml_cursor_peek(c) != '=' &&
	       eml_cursor_peek(c) != '"')
		c->at++;
	*ret_word = eml_cursor_since(c, start);
	return c->at > start;
}

/* TRUE if what stands left of the last byte of the name lets a "." or "/" join words over CFWS: a
 * ptype of the registry before ".", anything before "/". */
static gboolean
may_join(const GString *name, int joint)
{
	const gsize len = name->len - (name->str[name->len - 1] == joint ? 1 : 0);

	return joint == '/' || (joint == '.' && eml_authres_is_ptype(eml_slice_n(name->str, len)));
}

/* A word and, with CFWS between them, "." or "/" and a further word: "policy (c) . (c) expired",
 * "dkim / 1". Comments are collected. */
static gboolean
take_name(EmlCursor *c, GString *name, GPtrArray *comments)
{
	EmlSlice word = {NULL, 0};

	if (!eml_authres_take_word(c, &word))
		return FALSE;
	for (;;) {
		g_string_append_len(name, word.data, (gssize)word.len);
		(void)eml_abnf_take_cfws(c, comments);
		if (!may_join(name, eml_cursor_peek(c)) &&
		    !may_join(name, name->str[name->len - 1]))
			return TRUE;
		if (!eml_authres_take_word(c, &word))
			return TRUE;
	}
}

/* "smtp.helo=" behind "smtp.mailfrom= ": the value before it is empty. Only with the ptypes of the
 * registry, and not if an address stands there: a mail address may look like it. */
static gboolean
at_property(EmlCursor c)
{
	EmlSlice name = {NULL, 0};
	gssize dot = -1;

	if (!eml_authres_take_word(&c, &name) || eml_cursor_peek(&c) != '=')
		return FALSE;
	dot = eml_slice_find(name, '.');
	if (dot < 0 || !eml_authres_is_ptype(eml_slice_part(name, 0, (gsize)dot)))
		return FALSE;
	while (!ends_run(eml_cursor_peek(&c)))
		if (eml_cursor_take(&c, '@'))
			return FALSE;
		else
			c.at++;
	return TRUE;
}

/* The value behind "=" and CFWS: a quoted-string, or a run in which quoted strings may stand. */
static void
take_value(EmlCursor *c, EmlAuthresPair *pair)
{
	const gsize start = c->at;
	EmlCursor legal = *c;
	char *text = NULL;

	if (eml_authres_take_pvalue(&legal, &text) &&
	    (ends_run(eml_cursor_peek(&legal)) || eml_cursor_peek(c) == '"')) {
		pair->legal = TRUE;
		pair->quoted = eml_cursor_peek(c) == '"' && legal.in.data[legal.at - 1] == '"';
		pair->value = text;
		*c = legal;
		pair->raw = eml_cursor_since(c, start);
		return;
	}
	g_free(text);
	/* a quote that opens the value must be closed; one inside it may be just a character */
	if (eml_cursor_peek(c) == '"' && !eml_abnf_take_quoted_string(c, NULL))
		return;
	while (!ends_run(eml_cursor_peek(c)))
		if ((c->at > start && c->in.data[c->at - 1] == '\\') ||
		    !eml_abnf_take_quoted_string(c, NULL))
			c->at++;
	pair->raw = eml_cursor_since(c, start);
	pair->value = eml_abnf_unfold(pair->raw);
}

gboolean
eml_authres_take_pair(EmlCursor *c, EmlAuthresPair *ret_pair)
{
	const gsize start = c->at;
	EmlCursor value = *c;

	*ret_pair = (EmlAuthresPair){.name = g_string_new(NULL),
				     .comments = g_ptr_array_new_with_free_func(g_free)};
	if (!take_name(c, ret_pair->name, ret_pair->comments) || !eml_cursor_take(c, '=')) {
		c->at = start;
		eml_authres_pair_clear(ret_pair);
		return FALSE;
	}
	value = *c;
	if (eml_abnf_take_cfws(&value, NULL) && !at_property(value))
		(void)eml_abnf_take_cfws(c, ret_pair->comments);
	take_value(c, ret_pair);
	ret_pair->at[0] = start;
	ret_pair->at[1] = c->at;
	return TRUE;
}

void
eml_authres_pair_clear(EmlAuthresPair *self)
{
	if (self->name != NULL)
		g_string_free(self->name, TRUE);
	if (self->comments != NULL)
		g_ptr_array_unref(self->comments);
	g_free(self->value);
	*self = (EmlAuthresPair){0};
}

EmlSlice
eml_authres_pair_name(const EmlAuthresPair *self)
{
	return eml_slice_n(self->name->str, self->name->len);
}

/* Letters, digits, "-", "_"; with dots too if asked for. The whole text must be so. */
static gboolean
is_result_word(EmlSlice text, gboolean dots)
{
	for (gsize i = 0; i < text.len; i++)
		if (!g_ascii_isalnum(text.data[i]) && text.data[i] != '-' && text.data[i] != '_' &&
		    !(dots && text.data[i] == '.'))
			return FALSE;
	return text.len > 0;
}

EmlSlice
eml_authres_pair_method(const EmlAuthresPair *self, gint *ret_version)
{
	const EmlSlice name = eml_authres_pair_name(self);
	const gssize slash = eml_slice_find(name, '/');
	EmlCursor digits = eml_cursor(eml_slice_part(name, (gsize)slash + 1, name.len));

	*ret_version = -1;
	if (slash <= 0 || !eml_abnf_take_number(&digits, ret_version) ||
	    !eml_cursor_at_end(&digits)) {
		*ret_version = -1;
		return name;
	}
	return eml_slice_part(name, 0, (gsize)slash);
}

/* The result a known method has: with dots, in quotes, and with punctuation behind it ("pass,"). */
static EmlSlice
known_result(const EmlAuthresPair *pair)
{
	EmlSlice word = eml_slice(pair->value);

	while (word.len > 0 && memchr(",.:!", word.data[word.len - 1], 4) != NULL)
		word.len--;
	return is_result_word(word, TRUE) ? word : (EmlSlice){NULL, 0};
}

EmlSlice
eml_authres_pair_result(const EmlAuthresPair *self, gboolean in_result)
{
	const EmlSlice none = {NULL, 0};
	const EmlSlice word = eml_slice(self->value);
	gint version = -1;
	const EmlSlice method = eml_authres_pair_method(self, &version);
	const gssize dot = eml_slice_find(method, '.');

	if (self->value == NULL)
		return none;
	if (eml_authres_is_method(method))
		return known_result(self);
	if (in_result || self->quoted || eml_authres_is_pseudo(method) ||
	    !is_result_word(method, TRUE) || !is_result_word(word, FALSE))
		return none;
	if (dot >= 0 && (eml_authres_is_ptype(eml_slice_part(method, 0, (gsize)dot)) ||
			 eml_authres_result_of_word(word) == EML_RESULT_LAST))
		return none;
	return word;
}
