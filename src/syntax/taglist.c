#include "syntax/taglist.h"

#include "base/limits.h"

/* FWS = [*WSP CRLF] 1*WSP, RFC 6376 section 2.8, any number of times. Laxer: LF alone ends a line
 * too (files are stored so), and several folds may follow each other where the grammar allows one.
 */
static gboolean
take_fws(EmlCursor *c)
{
	const gsize start = c->at;

	for (;;) {
		gsize n = 0;

		if (eml_cursor_peek_at(c, n) == '\r')
			n++;
		if (eml_cursor_peek_at(c, n) == '\n')
			n++;
		else if (n > 0)
			break;
		if (eml_cursor_peek_at(c, n) != ' ' && eml_cursor_peek_at(c, n) != '\t')
			break;
		c->at += n + 1;
	}
	return c->at > start;
}

/* tag-name = ALPHA *ALNUMPUNC */
static gboolean
take_tag_name(EmlCursor *c, EmlSlice *ret_name)
{
	const gsize start = c->at;

	if (eml_cursor_at_end(c) || !g_ascii_isalpha(eml_cursor_peek(c)))
		return FALSE;
	while (!eml_cursor_at_end(c) &&
	       (eml_cursor_peek(c) == '_' || g_ascii_isalnum(eml_cursor_peek(c))))
		c->at++;
	*ret_name = eml_cursor_since(c, start);
	return TRUE;
}

/* tval = 1*VALCHAR; VALCHAR = %x21-3A / %x3C-7E. Bytes from 0x80 up are taken as well: U-labels of
 * RFC 8616 section 5, and what is found in n= of key records. */
static gboolean
take_tval(EmlCursor *c)
{
	const gsize start = c->at;

	while (eml_cursor_peek(c) > ' ' && eml_cursor_peek(c) != ';' && eml_cursor_peek(c) != 0x7f)
		c->at++;
	return c->at > start;
}

/* tag-value = [ tval *( 1*(WSP / FWS) tval ) ] */
static EmlSlice
take_tag_value(EmlCursor *c)
{
	const gsize start = c->at;
	gsize end = c->at;

	while (take_tval(c)) {
		end = c->at;
		if (!take_fws(c))
			break;
	}
	c->at = end;
	return eml_cursor_since(c, start);
}

/* tag-spec = [FWS] tag-name [FWS] "=" [FWS] tag-value [FWS] */
static gboolean
take_tag_spec(EmlCursor *c, EmlTag *ret_tag)
{
	take_fws(c);
	ret_tag->at = c->at;
	if (!take_tag_name(c, &ret_tag->name))
		return FALSE;
	take_fws(c);
	if (!eml_cursor_take(c, '='))
		return FALSE;
	take_fws(c);
	ret_tag->value_at = c->at;
	ret_tag->value = take_tag_value(c);
	take_fws(c);
	return TRUE;
}

static const EmlTag *
find_tag(const GArray *tags, EmlSlice name)
{
	for (guint i = 0; i < tags->len; i++)
		if (eml_slice_equal(g_array_index(tags, EmlTag, i).name, name))
			return &g_array_index(tags, EmlTag, i);
	return NULL;
}

/* tag-list = tag-spec *( ";" tag-spec ) [ ";" ]. Laxer: FWS may follow the last ";". */
static EmlTagTrouble
read_tags(EmlCursor *c, GArray *tags)
{
	do {
		EmlTag tag;

		if (!take_tag_spec(c, &tag))
			return EML_TAGS_SYNTAX;
		if (find_tag(tags, tag.name) != NULL) {
			c->at = tag.at;
			return EML_TAGS_DUPLICATE;
		}
		if (tags->len == EML_MAX_TAGS) {
			c->at = tag.at;
			return EML_TAGS_TOO_MANY;
		}
		if (!eml_cursor_at_end(c) && eml_cursor_peek(c) != ';')
			return EML_TAGS_SYNTAX; /* a byte no value may hold: the tag does not count
						 */
		g_array_append_val(tags, tag);
		if (!eml_cursor_take(c, ';'))
			return EML_TAGS_OK;
		take_fws(c);
	} while (!eml_cursor_at_end(c));
	return EML_TAGS_OK;
}

EmlTagTrouble
eml_taglist_parse(EmlSlice text, EmlTagList **ret_list, gsize *reterr_at)
{
	EmlCursor c = eml_cursor(text);
	EmlTagList *list = g_new0(EmlTagList, 1);
	EmlTagTrouble trouble;

	list->tags = g_array_new(FALSE, FALSE, sizeof(EmlTag));
	trouble = read_tags(&c, list->tags);
	if (trouble != EML_TAGS_OK && reterr_at != NULL)
		*reterr_at = c.at;
	*ret_list = list;
	return trouble;
}

void
eml_taglist_free(EmlTagList *self)
{
	if (self == NULL)
		return;
	g_array_unref(self->tags);
	g_free(self);
}

const EmlTag *
eml_taglist_get(const EmlTagList *self, const char *name)
{
	return find_tag(self->tags, eml_slice(name));
}
