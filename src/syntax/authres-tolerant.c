#include "syntax/authres-build.h"

#include "base/limits.h"
#include "syntax/abnf.h"
#include "syntax/authres-pair.h"

/* The nine rules of the design (standards E.4). Text inside comments and quoted strings is taken as
 * a whole before anything is looked for, so it can never become a result. */

typedef struct {
	EmlCursor c;
	EmlAuthres *self;
	EmlAuthresResult *result; /* the last one; NULL before the first */
	GPtrArray *pending;	  /* char *: comments of the item before its first method */
	gboolean in_result;	  /* the item has a method=result */
	guint elements;		  /* words and pairs of the item */
	gboolean says_none;	  /* the last of them is the word "none" */
	gboolean none;		  /* an item is "none" */
	gboolean broken;	  /* the rest cannot be read */
} Tolerant;

static gboolean
at_item_end(const Tolerant *t)
{
	return t->broken || eml_cursor_at_end(&t->c) || eml_cursor_peek(&t->c) == ';';
}

static void
deviate(Tolerant *t, const char *id, gsize start)
{
	eml_authres_deviate(t->self, id, start, t->c.at);
}

/* What follows cannot be read: it is left out. */
static void
give_up(Tolerant *t, const char *id)
{
	eml_authres_deviate(t->self, id, t->c.at, t->c.in.len);
	t->broken = TRUE;
}

/* Moves all strings. */
static void
move_comments(GPtrArray *from, GPtrArray *to)
{
	for (guint i = 0; i < from->len; i++)
		g_ptr_array_add(to, g_strdup(g_ptr_array_index(from, i)));
	g_ptr_array_set_size(from, 0);
}

/* White space, comments and stray ")". */
static void
skip_blank(Tolerant *t)
{
	GPtrArray *comments = t->in_result ? t->result->comments : t->pending;

	for (;;) {
		const int byte = eml_cursor_peek(&t->c);
		const gsize start = t->c.at;

		if (eml_abnf_take_cfws(&t->c, comments))
			continue;
		if (byte == '\r' || byte == '\n') {
			t->c.at++;
		} else if (byte == ')') {
			t->c.at++;
			deviate(t, "stray-parenthesis", start);
		} else {
			break;
		}
	}
	if (eml_cursor_peek(&t->c) == '(')
		give_up(t, "open-comment");
}

static gboolean
is_keyword(EmlSlice text)
{
	EmlCursor c = eml_cursor(text);
	EmlSlice keyword = {NULL, 0};

	return eml_abnf_take_keyword(&c, &keyword) && eml_cursor_at_end(&c);
}

static void
add_result(Tolerant *t, EmlAuthresPair *pair, EmlSlice word)
{
	gint version = -1;
	const EmlSlice method = eml_authres_pair_method(pair, &version);
	EmlAuthresResult *result = eml_authres_add_result(t->self);

	if (result == NULL) {
		give_up(t, "too-many-results");
		return;
	}
	if (t->in_result)
		eml_authres_deviate(t->self, "missing-semicolon", pair->at[0], pair->at[0]);
	move_comments(t->pending, t->result == NULL ? t->self->comments : result->comments);
	move_comments(pair->comments, result->comments);
	eml_authres_name_result(result, method, version, word);
	result->at_start = pair->at[0];
	result->at_end = pair->at[1];
	if (!is_keyword(method))
		deviate(t, "method-not-keyword", pair->at[0]);
	if (!is_keyword(eml_slice(pair->value)))
		deviate(t, "result-not-keyword", pair->at[0]);
	if (pair->quoted)
		deviate(t, "result-quoted", pair->at[0]);
	t->result = result;
	t->in_result = TRUE;
}

/* reason=…, ptype.property=… and name=… of the result at hand */
static void
add_property(Tolerant *t, EmlAuthresPair *pair)
{
	const EmlSlice name = eml_authres_pair_name(pair);
	const gssize dot = eml_slice_find(name, '.');
	const EmlSlice ptype = eml_slice_part(name, 0, dot > 0 ? (gsize)dot : 0);
	const EmlSlice property = eml_slice_part(name, dot > 0 ? (gsize)dot + 1 : 0, name.len);

	move_comments(pair->comments, t->result->comments);
	t->result->at_end = pair->at[1];
	if (pair->raw.len == 0)
		deviate(t, "empty-value", pair->at[0]);
	else if (!pair->legal)
		deviate(t, "unquoted-value", pair->at[0]);
	if (eml_slice_equal_ci(name, eml_slice("reason")) && t->result->reason == NULL) {
		if (t->result->properties->len > 0)
			deviate(t, "late-reason", pair->at[0]);
		t->result->reason = g_steal_pointer(&pair->value);
		return;
	}
	if (dot <= 0)
		deviate(t, "bare-property", pair->at[0]);
	else if (!is_keyword(ptype) || !is_keyword(property))
		deviate(t, "property-not-keyword", pair->at[0]);
	eml_authres_add_property(t->result, dot > 0 ? &ptype : NULL, property,
				 g_steal_pointer(&pair->value), pair->at);
}

static void
read_pair(Tolerant *t, EmlAuthresPair *pair)
{
	const EmlSlice word = eml_authres_pair_result(pair, t->in_result);

	if (pair->value == NULL) {
		t->c.at = pair->at[0];
		give_up(t, "open-quoted-string");
	} else if (!eml_authres_has_room(t->self)) {
		give_up(t, "too-many-parts");
	} else if (word.len > 0) {
		add_result(t, pair, word);
	} else if (t->in_result) {
		add_property(t, pair);
	} else {
		move_comments(pair->comments, t->pending);
		deviate(t, "pseudo-item", pair->at[0]);
	}
}

/* A word or quoted string that is part of no pair. */
static void
read_stray(Tolerant *t)
{
	const gsize start = t->c.at;
	EmlSlice word = {NULL, 0};

	if (eml_cursor_peek(&t->c) == '"') {
		if (!eml_abnf_take_quoted_string(&t->c, NULL)) {
			give_up(t, "open-quoted-string");
			return;
		}
	} else if (!eml_authres_take_word(&t->c, &word)) {
		t->c.at++; /* "=" */
	}
	t->says_none = eml_slice_equal_ci(word, eml_slice("none"));
	deviate(t, "stray-word", start);
}

/* The elements of an item from where the cursor stands up to its ";" or the end. */
static void
read_elements(Tolerant *t)
{
	skip_blank(t);
	while (!at_item_end(t)) {
		g_auto(EmlAuthresPair) pair = {0};

		t->elements++;
		t->says_none = FALSE;
		if (eml_authres_take_pair(&t->c, &pair))
			read_pair(t, &pair);
		else
			read_stray(t);
		if (t->self->deviations->len >= EML_MAX_AUTHRES_DEVIATIONS)
			t->broken = TRUE;
		if (!t->broken)
			skip_blank(t);
	}
}

/* What the item left behind: comments without a result, and what it is if it has none. */
static void
end_item(Tolerant *t, gsize start, guint deviations)
{
	const EmlSlice text = eml_slice_strip(eml_cursor_since(&t->c, start));
	const gsize at = text.len > 0 ? (gsize)(text.data - t->c.in.data) : start;
	GPtrArray *found = t->self->deviations;

	move_comments(t->pending, t->result != NULL ? t->result->comments : t->self->comments);
	if (t->in_result || t->broken)
		return;
	g_ptr_array_set_size(found, (gint)MIN(deviations, found->len));
	if (t->elements == 1 && t->says_none && t->result == NULL && !t->none)
		t->none = TRUE;
	else if (text.len > 0)
		eml_authres_deviate(t->self, "pseudo-item", at, at + text.len);
	else if (!eml_cursor_at_end(&t->c))
		eml_authres_deviate(t->self, "empty-item", start, t->c.at);
	else
		eml_authres_deviate(t->self, "trailing-semicolon", start - 1, start);
}

static void
read_items(Tolerant *t)
{
	while (!t->broken && eml_cursor_take(&t->c, ';')) {
		const gsize start = t->c.at;
		const guint deviations = t->self->deviations->len;

		t->in_result = FALSE;
		t->elements = 0;
		read_elements(t);
		end_item(t, start, deviations);
	}
}

/* The authserv-id and its version, unless the field begins with a pair (rule 3). */
static void
read_authserv_id(Tolerant *t)
{
	EmlCursor legal = t->c;
	const gsize start = t->c.at;
	g_auto(EmlAuthresPair) pair = {0};
	EmlCursor ahead = t->c;
	EmlSlice word = {NULL, 0};
	char *text = NULL;

	if (at_item_end(t) || eml_authres_take_pair(&ahead, &pair)) {
		if (!t->broken)
			eml_authres_deviate(t->self, "no-authserv-id", start, start);
		return;
	}
	if (eml_authres_take_authserv_id(&legal, &text)) {
		EmlCursor rest = legal;

		/* the whole word, not its beginning ("host/1") */
		if (!eml_authres_take_word(&rest, &word) && eml_cursor_peek(&legal) != '"') {
			t->self->authserv_id = text;
			t->c = legal;
			return;
		}
		g_free(text);
	}
	if (eml_cursor_peek(&t->c) == '"') {
		give_up(t, "open-quoted-string");
		return;
	}
	if (!eml_authres_take_word(&t->c, &word))
		return;
	t->self->authserv_id = eml_slice_dup(word);
	deviate(t, "authserv-id-not-value", start);
}

/* [CFWS version] behind the authserv-id */
static void
read_version(Tolerant *t)
{
	EmlCursor c = {{NULL, 0}, 0};
	EmlSlice word = {NULL, 0};

	skip_blank(t);
	c = t->c;
	if (t->broken || t->self->authserv_id == NULL ||
	    !eml_abnf_take_number(&c, &t->self->version))
		return;
	if (eml_authres_take_word(&c, &word) || eml_cursor_peek(&c) == '=')
		t->self->version = -1;
	else
		t->c = c;
}

/* i=N; (RFC 8617 section 4.1.1), also where no instance belongs. */
static void
read_instance(Tolerant *t, gboolean wanted)
{
	const gsize start = t->c.at;
	EmlCursor ahead = t->c;
	g_auto(EmlAuthresPair) pair = {0};
	EmlCursor digits = {{NULL, 0}, 0};
	gint number = -1;

	if (t->broken)
		return;
	if (!eml_authres_take_pair(&ahead, &pair) || pair.value == NULL ||
	    !eml_slice_equal_ci(eml_authres_pair_name(&pair), eml_slice("i"))) {
		if (wanted)
			eml_authres_deviate(t->self, "no-instance", start, start);
		return;
	}
	digits = eml_cursor(eml_slice(pair.value));
	t->c = ahead;
	move_comments(pair.comments, t->self->comments);
	if (eml_abnf_take_number(&digits, &number) && eml_cursor_at_end(&digits))
		t->self->instance = number;
	if (number < 1 || number > 50)
		deviate(t, "instance-range", start);
	if (!wanted)
		deviate(t, "instance-outside-arc", start);
	skip_blank(t);
	if (!t->broken && !eml_cursor_take(&t->c, ';'))
		eml_authres_deviate(t->self, "missing-semicolon", t->c.at, t->c.at);
	skip_blank(t);
}

/* Bytes that no part of the grammar allows (control characters, broken UTF-8). */
static void
note_unclean(Tolerant *t)
{
	gsize at = 0;

	if (!eml_abnf_is_clean(t->c.in, &at))
		eml_authres_deviate(
		    t->self, (guchar)t->c.in.data[at] >= 0x80 ? "8-bit" : "control-character", at,
		    at + 1);
}

void
eml_authres_read_tolerant(EmlAuthres *self, EmlSlice value, gboolean with_instance)
{
	g_autoptr(GPtrArray) pending = g_ptr_array_new_with_free_func(g_free);
	Tolerant t = {.c = eml_cursor(value), .self = self, .pending = pending};

	note_unclean(&t);
	skip_blank(&t);
	read_instance(&t, with_instance);
	if (!t.broken)
		read_authserv_id(&t);
	if (!t.broken)
		read_version(&t);
	if (!t.broken)
		read_elements(&t);
	move_comments(pending, t.result != NULL ? t.result->comments : self->comments);
	read_items(&t);
	if (self->results->len > 0 && t.none)
		eml_authres_deviate(self, "none-beside-results", value.len, value.len);
	if (self->results->len == 0 && !t.none)
		eml_authres_deviate(self, "no-result", value.len, value.len);
	self->grammar = t.broken || (self->results->len == 0 && !t.none) ? EML_GRAMMAR_BROKEN
									 : EML_GRAMMAR_TOLERANT;
}
