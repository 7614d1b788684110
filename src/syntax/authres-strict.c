#include "syntax/authres-build.h"

#include "base/limits.h"
#include "syntax/abnf.h"

typedef struct {
	EmlCursor c;
	EmlAuthres *self;
	EmlAuthresResult *result; /* the one being read; NULL before the first */
	gsize furthest;		  /* how far any rule got */
} Strict;

/* Where the parser stood, to go back to. */
typedef struct {
	gsize at;
	guint comments;
} Mark;

/* Comments belong to the result they stand in, before the first method to the field. */
static GPtrArray *
comments_of(const Strict *s)
{
	return s->result != NULL ? s->result->comments : s->self->comments;
}

static Mark
mark(const Strict *s)
{
	return (Mark){s->c.at, comments_of(s)->len};
}

/* Always FALSE, for return. */
static gboolean
go_back(Strict *s, Mark to)
{
	s->furthest = MAX(s->furthest, s->c.at);
	s->c.at = to.at;
	g_ptr_array_set_size(comments_of(s), (gint)to.comments);
	return FALSE;
}

static gboolean
take_cfws(Strict *s)
{
	return eml_abnf_take_cfws(&s->c, comments_of(s));
}

/* [CFWS] byte [CFWS] */
static gboolean
take_between_cfws(Strict *s, char byte)
{
	const Mark start = mark(s);

	(void)take_cfws(s);
	if (!eml_cursor_take(&s->c, byte))
		return go_back(s, start);
	(void)take_cfws(s);
	return TRUE;
}

/* value = token / quoted-string, RFC 2045 section 5.1 */
static gboolean
take_value(EmlCursor *c, char **ret_text)
{
	EmlSlice token = {NULL, 0};

	if (eml_abnf_take_quoted_string(c, ret_text))
		return TRUE;
	if (!eml_abnf_take_token(c, &token))
		return FALSE;
	*ret_text = eml_slice_dup(token);
	return TRUE;
}

/* [local-part] "@" domain-name; the quotes of a local-part belong to the address and stay. */
static gboolean
take_address(EmlCursor *c, char **ret_text)
{
	const gsize start = c->at;
	EmlSlice part = {NULL, 0};

	(void)(eml_abnf_take_dot_atom(c, &part) || eml_abnf_take_quoted_string(c, NULL));
	if (!eml_cursor_take(c, '@') || !eml_abnf_take_domain_name(c, &part)) {
		c->at = start;
		return FALSE;
	}
	*ret_text = eml_abnf_unfold(eml_cursor_since(c, start));
	return TRUE;
}

gboolean
eml_authres_take_authserv_id(EmlCursor *c, char **ret_text)
{
	EmlCursor name_end = *c, value_end = *c;
	EmlSlice name = {NULL, 0};
	char *value = NULL;
	const gboolean is_name = eml_abnf_take_domain_name(&name_end, &name);
	const gboolean is_value = take_value(&value_end, &value);

	/* the longer of the two: "møx.example" begins with the token "m" */
	if (is_name && (!is_value || name_end.at > value_end.at)) {
		g_free(value);
		*ret_text = eml_slice_dup(name);
		*c = name_end;
		return TRUE;
	}
	if (is_value) {
		*ret_text = value;
		*c = value_end;
	}
	return is_value;
}

gboolean
eml_authres_take_pvalue(EmlCursor *c, char **ret_text)
{
	return take_address(c, ret_text) || eml_authres_take_authserv_id(c, ret_text);
}

/* method = Keyword [ [CFWS] "/" [CFWS] method-version ] */
static gboolean
take_method(Strict *s, EmlSlice *ret_method, gint *ret_version)
{
	*ret_version = -1;
	if (!eml_abnf_take_keyword(&s->c, ret_method))
		return FALSE;
	return !take_between_cfws(s, '/') || eml_abnf_take_number(&s->c, ret_version);
}

/* methodspec = [CFWS] method [CFWS] "=" [CFWS] result */
static gboolean
take_methodspec(Strict *s)
{
	EmlSlice method = {NULL, 0}, word = {NULL, 0};
	gint version = -1;
	gsize start = 0;

	/* a comment before the first method is the field's, before a later one that result's */
	if (s->result == NULL)
		(void)take_cfws(s);
	s->result = eml_authres_add_result(s->self);
	if (s->result == NULL)
		return FALSE;
	(void)take_cfws(s);
	start = s->c.at;
	if (!take_method(s, &method, &version) || !take_between_cfws(s, '=') ||
	    !eml_abnf_take_keyword(&s->c, &word))
		return FALSE;
	eml_authres_name_result(s->result, method, version, word);
	s->result->at_start = start;
	s->result->at_end = s->c.at;
	return TRUE;
}

/* CFWS "reason" [CFWS] "=" [CFWS] value */
static gboolean
take_reasonspec(Strict *s)
{
	const Mark start = mark(s);

	if (!take_cfws(s) || !eml_cursor_take_ci(&s->c, "reason") || !take_between_cfws(s, '=') ||
	    !take_value(&s->c, &s->result->reason))
		return go_back(s, start);
	s->result->at_end = s->c.at;
	return TRUE;
}

/* propspec = ptype [CFWS] "." [CFWS] property [CFWS] "=" pvalue; the comments around the value are
 * taken here. */
static gboolean
take_propspec(Strict *s)
{
	const Mark start = mark(s);
	EmlSlice ptype = {NULL, 0}, property = {NULL, 0};
	char *value = NULL;

	if (!eml_abnf_take_keyword(&s->c, &ptype) || !take_between_cfws(s, '.') ||
	    !eml_abnf_take_keyword(&s->c, &property) || !take_between_cfws(s, '=') ||
	    !eml_authres_take_pvalue(&s->c, &value))
		return go_back(s, start);
	s->result->at_end = s->c.at;
	eml_authres_add_property(s->result, &ptype, property, value,
				 (const gsize[]){start.at, s->c.at});
	(void)take_cfws(s);
	return TRUE;
}

/* resinfo = [CFWS] ";" methodspec [CFWS reasonspec] [CFWS 1*propspec] */
static gboolean
take_resinfo(Strict *s)
{
	Mark start = mark(s);

	(void)take_cfws(s);
	if (!eml_cursor_take(&s->c, ';'))
		return go_back(s, start);
	if (!take_methodspec(s))
		return FALSE;
	(void)take_reasonspec(s);
	start = mark(s);
	if (!take_cfws(s) || !take_propspec(s)) {
		(void)go_back(s, start);
		return TRUE;
	}
	while (eml_authres_has_room(s->self) && take_propspec(s))
		;
	return TRUE;
}

/* no-result = [CFWS] ";" [CFWS] "none", and [CFWS] up to the end */
static gboolean
take_no_result(Strict *s)
{
	const Mark start = mark(s);

	if (!take_between_cfws(s, ';') || !eml_cursor_take_ci(&s->c, "none"))
		return go_back(s, start);
	(void)take_cfws(s);
	return eml_cursor_at_end(&s->c) || go_back(s, start);
}

/* instance = [CFWS] "i" [CFWS] "=" [CFWS] 1*2DIGIT [CFWS] ";", 1 to 50: RFC 8617 section 4.1.1 */
static gboolean
take_instance(Strict *s)
{
	gsize digits = 0;

	(void)take_cfws(s);
	if (!eml_cursor_take(&s->c, 'i') || !take_between_cfws(s, '='))
		return FALSE;
	digits = s->c.at;
	if (!eml_abnf_take_number(&s->c, &s->self->instance) || s->c.at - digits > 2 ||
	    s->self->instance < 1 || s->self->instance > 50)
		return FALSE;
	(void)take_cfws(s);
	return eml_cursor_take(&s->c, ';');
}

/* [CFWS] authserv-id [CFWS authres-version] */
static gboolean
take_head(Strict *s)
{
	Mark start = {0, 0};

	(void)take_cfws(s);
	if (!eml_authres_take_authserv_id(&s->c, &s->self->authserv_id))
		return FALSE;
	start = mark(s);
	if (!take_cfws(s) || !eml_abnf_take_number(&s->c, &s->self->version))
		(void)go_back(s, start);
	return TRUE;
}

gboolean
eml_authres_read_strict(EmlAuthres *self, EmlSlice value, gboolean with_instance, gsize *reterr_at)
{
	Strict s = {eml_cursor(value), self, NULL, 0};

	if (!eml_abnf_is_clean(value, reterr_at))
		return FALSE;
	if ((!with_instance || take_instance(&s)) && take_head(&s)) {
		if (take_no_result(&s))
			return TRUE;
		while (eml_authres_has_room(self) && take_resinfo(&s))
			;
		(void)take_cfws(&s);
		if (s.result != NULL && s.result->method != NULL && eml_cursor_at_end(&s.c) &&
		    eml_authres_has_room(self))
			return TRUE;
	}
	*reterr_at = MAX(s.furthest, s.c.at);
	return FALSE;
}
