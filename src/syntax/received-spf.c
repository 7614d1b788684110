#include "syntax/received-spf.h"

#include "base/comment.h"
#include "base/limits.h"
#include "syntax/abnf.h"
#include "syntax/authres.h"

static gboolean
ends_word(int byte)
{
	return byte < 0 || byte == ';' || byte == ' ' || byte == '\t' || byte == '\r' ||
	       byte == '\n';
}

/* A name: no white space, ";", "=", "(" or quote in it. */
static gboolean
take_name(EmlCursor *c, EmlSlice *ret_name)
{
	const gsize start = c->at;

	while (!ends_word(eml_cursor_peek(c)) && eml_cursor_peek(c) != '=' &&
	       eml_cursor_peek(c) != '(' && eml_cursor_peek(c) != '"')
		c->at++;
	*ret_name = eml_cursor_since(c, start);
	return c->at > start;
}

/* key [CFWS] "=" */
static gboolean
take_key(EmlCursor *c, EmlSlice *ret_key)
{
	const gsize start = c->at;

	if (take_name(c, ret_key)) {
		(void)eml_abnf_take_cfws(c, NULL);
		if (eml_cursor_take(c, '='))
			return TRUE;
	}
	c->at = start;
	return FALSE;
}

/* A key of RFC 7208 section 9.1 and "=": what stands before it is an empty value. */
static gboolean
at_known_key(EmlCursor c)
{
	static const char *const keys[] = {"client-ip", "envelope-from", "helo",     "problem",
					   "receiver",	"identity",	 "mechanism"};
	EmlSlice key = {NULL, 0};

	if (!take_key(&c, &key))
		return FALSE;
	for (guint i = 0; i < G_N_ELEMENTS(keys); i++)
		if (eml_slice_equal_ci(key, eml_slice(keys[i])))
			return TRUE;
	return FALSE;
}

/* Without "<" and ">" around it; takes text. */
static char *
without_angles(char *text)
{
	const gsize len = strlen(text);
	g_autofree char *owned = text;

	if (len >= 2 && text[0] == '<' && text[len - 1] == '>')
		return g_strndup(text + 1, len - 2);
	return g_steal_pointer(&owned);
}

/* dot-atom / quoted-string, and every other run without white space and ";": addresses of IPv6 and
 * of mail, <>, nothing. */
static char *
take_value(EmlCursor *c)
{
	EmlCursor after = *c;
	char *text = NULL;
	gsize start = 0;

	if (eml_abnf_take_cfws(&after, NULL) && !at_known_key(after))
		*c = after;
	if (eml_abnf_take_quoted_string(c, &text))
		return without_angles(text);
	start = c->at;
	while (!ends_word(eml_cursor_peek(c)) && eml_cursor_peek(c) != '(')
		c->at++;
	return without_angles(eml_slice_dup(eml_cursor_since(c, start)));
}

static void
free_pair(gpointer data)
{
	EmlSpfPair *pair = data;

	g_free(pair->key);
	g_free(pair->value);
	g_free(pair);
}

/* key-value-list, RFC 7208 section 9.1; pairs may be divided by white space alone, and what is no
 * pair is passed over. */
static void
read_pairs(EmlReceivedSpf *self, EmlCursor *c)
{
	while (!eml_cursor_at_end(c) && self->pairs->len < EML_MAX_SPF_PAIRS) {
		EmlSlice key = {NULL, 0};

		if (eml_abnf_take_cfws(c, NULL) || eml_cursor_take(c, ';'))
			continue;
		if (take_key(c, &key)) {
			EmlSpfPair *pair = g_new0(EmlSpfPair, 1);

			pair->key = eml_slice_dup_lower(key);
			pair->value = take_value(c);
			g_ptr_array_add(self->pairs, pair);
			continue;
		}
		/* a comment that is never closed hides the rest */
		if (eml_cursor_peek(c) == '(')
			return;
		if (!eml_abnf_take_quoted_string(c, NULL) && !take_name(c, &key))
			c->at++;
	}
}

/* "Received-SPF:" [CFWS] result [FWS comment] [FWS key-value-list], RFC 7208 section 9.1 with
 * erratum 5436 */
EmlReceivedSpf *
eml_received_spf_parse(EmlSlice value)
{
	EmlReceivedSpf *self = g_new0(EmlReceivedSpf, 1);
	EmlCursor c = eml_cursor(value);
	EmlSlice word = {NULL, 0}, inner = {NULL, 0};
	EmlCursor ahead = c;

	self->result = EML_RESULT_LAST;
	self->pairs = g_ptr_array_new_with_free_func(free_pair);
	(void)eml_abnf_take_cfws(&c, NULL);
	ahead = c;
	if (!take_key(&ahead, &word) && take_name(&c, &word)) {
		self->result = eml_authres_result_of_word(word);
		self->result_raw = eml_slice_dup(word);
	}
	(void)eml_abnf_take_fws(&c);
	if (eml_comment_take(&c, &inner))
		self->comment = eml_abnf_unfold(inner);
	read_pairs(self, &c);
	return self;
}

void
eml_received_spf_free(EmlReceivedSpf *self)
{
	if (self == NULL)
		return;
	g_free(self->result_raw);
	g_free(self->comment);
	g_ptr_array_unref(self->pairs);
	g_free(self);
}

const char *
eml_received_spf_get(const EmlReceivedSpf *self, const char *key)
{
	const char *found = NULL;

	for (guint i = 0; i < self->pairs->len; i++) {
		const EmlSpfPair *pair = g_ptr_array_index(self->pairs, i);

		if (strcmp(pair->key, key) != 0)
			continue;
		if (found != NULL && strcmp(found, pair->value) != 0)
			return NULL;
		found = found != NULL ? found : pair->value;
	}
	return found;
}
