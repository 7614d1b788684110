#include "mail/rendered-body.h"

#include "base/cursor.h"
#include "base/limits.h"
#include "mail/content.h"
#include "mail/shown-text.h"

#define MARKS_OF_A_PART 4		  /* lines of the reader's about one part, at most */
#define MARKS_OF_A_SIGNATURE 8		  /* and about a signature */
#define MOST_OF_A_REPORT ((gsize)4 << 10) /* bytes that a program writes about a signature */
#define LONGEST_MARK ((gsize)200)	  /* bytes of such a line that names no part */

/* A part and how readers show it. */
typedef struct {
	const EmlContent *content; /* borrowed */
	guint number;		   /* in its multipart, from 1; 0 if readers do not number it */
	gboolean expected;	   /* every reader shows its text */
} Part;

/* The shown text, piece by piece, along the parts. */
typedef struct {
	GArray *parts;	    /* Part */
	guint text;	    /* the first part whose text may come next */
	guint named;	    /* the first part that may be named next */
	guint matched;	    /* texts */
	guint marks;	    /* since a part was named */
	gboolean inside;    /* a part was */
	gboolean is_signed; /* a program writes about the signature */
	gboolean reported;  /* it did */
	gboolean after_mark;
} Walk;

static const Part *
part_at(const Walk *w, guint i)
{
	return &g_array_index(w->parts, Part, i);
}

static gboolean
is_blank(EmlSlice text)
{
	return eml_shown_text_is(text, (EmlSlice){0});
}

/* Of these, readers show one part, or the first, and number none. */
static gboolean
is_numbered(const char *type)
{
	static const char *const others[] = {"multipart/alternative", "multipart/signed",
					     "multipart/encrypted"};

	for (gsize i = 0; i < G_N_ELEMENTS(others); i++)
		if (g_str_equal(type, others[i]))
			return FALSE;
	return g_str_has_prefix(type, "multipart/");
}

/* Whether text inside is shown, and the number that the part inside gets, for each depth. */
typedef struct {
	gboolean expected, numbered;
	guint n;
} Level;

static GArray *
parts_of(const GPtrArray *contents)
{
	GArray *parts = g_array_new(FALSE, FALSE, sizeof(Part));
	Level levels[EML_MAX_PART_DEPTH + 1] = {{TRUE, FALSE, 0}};

	for (guint i = 0; i < contents->len; i++) {
		const EmlContent *content = g_ptr_array_index(contents, i);
		Level *around = &levels[content->depth]; /* below EML_MAX_PART_DEPTH */
		const gboolean inside = around->expected && !content->attached;
		const Part part = {content, around->numbered ? ++around->n : 0,
				   inside && g_str_equal(content->type, "text/plain")};

		levels[content->depth + 1] =
		    (Level){inside && !g_str_equal(content->type, "multipart/alternative"),
			    is_numbered(content->type), 0};
		g_array_append_val(parts, part);
	}
	return parts;
}

static const char clear_begin[] = "-----BEGIN PGP SIGNED MESSAGE-----";
static const char clear_end[] = "-----BEGIN PGP SIGNATURE-----";

static gboolean
is_clear_signed(const EmlContent *content)
{
	return content->text != NULL && strstr(content->text, clear_begin) != NULL;
}

static const char *
empty_line(const char *text)
{
	const char *line = strstr(text, "\n\n");

	return line != NULL ? line : strstr(text, "\n\r\n");
}

/* RFC 9580 section 7: the text between the header lines and the signature, without the dashes put
 * before others. The caller owns it. */
static char *
without_signature(const char *text)
{
	const char *begin = strstr(text, clear_begin);
	const char *head = begin != NULL ? empty_line(begin) : NULL;
	const char *end = head != NULL ? strstr(head, clear_end) : NULL;
	GString *out = g_string_new(NULL);
	const char *line = head;

	if (end == NULL)
		return g_string_free(out, FALSE);
	while (line < end) {
		const char *next = memchr(line, '\n', (gsize)(end - line));
		const char *rest = next != NULL ? next + 1 : end;

		line += g_str_has_prefix(line, "- ") ? 2 : 0;
		g_string_append_len(out, line, rest - line);
		line = rest;
	}
	return g_string_free(out, FALSE);
}

static gboolean
is_text_of(EmlSlice shown, const EmlContent *content)
{
	g_autofree char *inner = NULL;

	if (eml_shown_text_is(shown, eml_slice(content->text)))
		return TRUE;
	inner = is_clear_signed(content) ? without_signature(content->text) : NULL;
	return inner != NULL && eml_shown_text_is(shown, eml_slice(inner));
}

/* These header fields, at the beginning of the shown text; moves past them. */
static gboolean
take_header(EmlSlice *shown, const char *header)
{
	const EmlSlice text = eml_slice_strip(*shown);
	const char *end = text.len > 0 ? memmem(text.data, text.len, "\n\n", 2) : NULL;
	const EmlSlice block =
	    eml_slice_part(text, 0, end != NULL ? (gsize)(end - text.data) : text.len);
	g_autoptr(GBytes) bytes = g_bytes_new(header, strlen(header));
	g_autoptr(EmlMessage) fields = eml_message_new(bytes, NULL);

	if (fields == NULL || !eml_rendered_is_header(block, fields))
		return FALSE;
	*shown = eml_slice_part(text, block.len, text.len);
	return TRUE;
}

static gboolean
is_missed(const Part *part)
{
	return part->expected && !is_blank(eml_slice(part->content->text));
}

/* The text of the next part, of which those before it may be left out. Where readers show all
 * header fields they show those of the parts too; those of a message in a part always. */
static gboolean
take_part(Walk *w, EmlSlice shown)
{
	for (guint i = w->text; i < w->parts->len; i++) {
		const EmlContent *content = part_at(w, i)->content;
		const gboolean header = take_header(&shown, content->header);
		const gboolean inner =
		    content->inner != NULL && take_header(&shown, content->inner);
		const gboolean text = content->text != NULL && is_text_of(shown, content);

		if (text || ((header || inner) && is_blank(shown))) {
			w->text = i + 1;
			w->named = MAX(w->named, i + 1);
			w->matched += text || inner ? 1 : 0;
			return TRUE;
		}
		if (is_missed(part_at(w, i)))
			return FALSE;
	}
	return FALSE;
}

/* What a program wrote about a signature stands before the signed text, in lines of the reader's.
 */
static gboolean
take_text(Walk *w, EmlSlice shown)
{
	const gboolean after_mark = w->after_mark;

	w->after_mark = FALSE;
	if (is_blank(shown) || take_part(w, shown))
		return TRUE;
	if (!w->is_signed || w->reported || !after_mark || w->matched > 0 ||
	    shown.len > MOST_OF_A_REPORT)
		return FALSE;
	w->reported = TRUE;
	return TRUE;
}

/* " --]", or ": name --]" */
static gboolean
is_named(EmlSlice rest, const EmlContent *content)
{
	EmlSlice name = eml_slice_strip(rest);

	name = eml_slice_strip(eml_slice_part(name, 0, name.len - MIN(name.len, 3))); /* "--]" */
	if (name.len == 0)
		return content->description == NULL && content->filename == NULL;
	if (name.data[0] != ':')
		return FALSE;
	name = eml_slice_part(name, 1, name.len);
	return (content->description != NULL &&
		eml_shown_text_is(name, eml_slice(content->description))) ||
	       (content->filename != NULL && eml_shown_text_is(name, eml_slice(content->filename)));
}

/* "Attachment #2: name" in any language */
static gboolean
take_name(Walk *w, EmlCursor c)
{
	const gsize start = c.at;
	guint64 number = 0;
	g_autofree char *digits = NULL;

	while (g_ascii_isdigit(eml_cursor_peek(&c)))
		c.at++;
	digits = eml_slice_dup(eml_cursor_since(&c, start));
	if (!g_ascii_string_to_unsigned(digits, 10, 1, EML_MAX_PARTS, &number, NULL))
		return FALSE;
	for (guint i = w->text; i < w->parts->len; i++) {
		const Part *part = part_at(w, i);

		if (i >= w->named && part->number == number &&
		    is_named(eml_cursor_rest(&c), part->content)) {
			w->text = i;
			w->named = i + 1;
			w->marks = 0;
			w->inside = TRUE;
			return TRUE;
		}
		if (is_missed(part))
			return FALSE;
	}
	return FALSE;
}

static gboolean
has_type(EmlSlice line, const GArray *parts)
{
	for (guint i = 0; i < parts->len; i++) {
		const char *type = g_array_index(parts, Part, i).content->type;

		for (gsize at = 0; at < line.len; at++)
			if (eml_slice_starts_with_ci(eml_slice_part(line, at, line.len), type))
				return TRUE;
	}
	return FALSE;
}

/* A line of the reader's: it names a part, or says something about one, or about a signature. */
static gboolean
take_mark(Walk *w, EmlSlice line)
{
	const gssize sign = eml_slice_find(line, '#');
	EmlCursor c = eml_cursor(line);

	w->after_mark = sign < 0;
	c.at = (gsize)sign + 1; /* not used if there is none */
	if (sign >= 0)
		return take_name(w, c);
	if (line.len > LONGEST_MARK ||
	    ++w->marks > (w->is_signed ? MARKS_OF_A_SIGNATURE : MARKS_OF_A_PART))
		return FALSE;
	return eml_slice_find(line, '/') >= 0 ? has_type(line, w->parts)
					      : w->is_signed || w->inside;
}

/* The subject that a signature covers is shown again (draft-ietf-lamps-header-protection). */
static gboolean
is_protected(EmlSlice line, const GArray *parts)
{
	for (guint i = 0; i < parts->len; i++) {
		const char *subject = g_array_index(parts, Part, i).content->subject;

		if (subject != NULL && eml_slice_starts_with_ci(line, "Subject:") &&
		    eml_shown_text_is(eml_slice_part(line, 8, line.len), eml_slice(subject)))
			return TRUE;
	}
	return FALSE;
}

/* ESC "]9;" digits BEL, which readers put before lines of their own, and before protected header
 * fields with an 8. Moves past it. */
static gboolean
take_sign(EmlCursor *c, char kind)
{
	const char begin[] = {'\033', ']', kind, ';', '\0'};
	EmlCursor at = *c;

	if (!eml_cursor_take_ci(&at, begin) || !g_ascii_isdigit(eml_cursor_peek(&at)))
		return FALSE;
	while (g_ascii_isdigit(eml_cursor_peek(&at)))
		at.at++;
	if (!eml_cursor_take(&at, '\a'))
		return FALSE;
	*c = at;
	return TRUE;
}

/* A line that is the reader's: of one run all have the same number. */
static gboolean
is_readers(EmlCursor *line, EmlSlice *first)
{
	if (!take_sign(line, '9'))
		return FALSE;
	if (first->len == 0)
		*first = eml_cursor_since(line, 0);
	return eml_slice_equal(*first, eml_cursor_since(line, 0));
}

static gboolean
follow(Walk *w, EmlSlice body)
{
	EmlSlice first = {0};
	gsize start = 0; /* of the text since the last of the reader's lines */

	for (gsize at = 0, next = 0; at < body.len; at = next) {
		const gssize lf = eml_slice_find(eml_slice_part(body, at, body.len), '\n');
		EmlCursor line = {0};

		next = lf < 0 ? body.len : at + (gsize)lf + 1;
		line = eml_cursor(eml_slice_part(body, at, next));
		if (eml_cursor_peek(&line) != '\033')
			continue;
		if (!take_text(w, eml_slice_part(body, start, at)))
			return FALSE;
		start = next;
		if (take_sign(&line, '8')) {
			if (!is_protected(eml_cursor_rest(&line), w->parts))
				return FALSE;
		} else if (!is_readers(&line, &first) || !take_mark(w, eml_cursor_rest(&line))) {
			return FALSE;
		}
	}
	w->reported = TRUE; /* no line of the reader's follows */
	return take_text(w, eml_slice_part(body, start, body.len));
}

static gboolean
is_all_shown(const Walk *w)
{
	for (guint i = w->text; i < w->parts->len; i++)
		if (is_missed(part_at(w, i)))
			return FALSE;
	return w->matched > 0;
}

static gboolean
has_signature(const GPtrArray *contents)
{
	for (guint i = 0; i < contents->len; i++) {
		const EmlContent *content = g_ptr_array_index(contents, i);

		if (g_str_equal(content->type, "multipart/signed") || is_clear_signed(content))
			return TRUE;
	}
	return FALSE;
}

/* The reader may have written another text than it was given: it has lines of its own in it, or
 * signs for what its character set has not. */
static gboolean
is_changed(EmlSlice shown, const char *text)
{
	return eml_slice_find(shown, '\033') >= 0 ||
	       (eml_slice_find(shown, '?') >= 0 && text != NULL && !g_str_is_ascii(text));
}

EmlMatch
eml_rendered_body_match(EmlSlice body, const EmlMessage *message)
{
	g_autoptr(GPtrArray) contents = eml_content_of(message);
	const EmlContent *only =
	    contents != NULL && contents->len == 1 ? g_ptr_array_index(contents, 0) : NULL;
	g_autoptr(GArray) parts = NULL;
	Walk w = {0};

	if (contents == NULL)
		return EML_MATCH_HEADER;
	if (only != NULL && only->text != NULL && eml_shown_text_is(body, eml_slice(only->text)))
		return EML_MATCH_WHOLE;
	w.is_signed = has_signature(contents);
	if (only != NULL && g_str_equal(only->type, "text/plain") && !w.is_signed &&
	    !is_changed(body, only->text))
		return EML_MATCH_OTHER_TEXT;
	w.parts = parts = parts_of(contents);
	return follow(&w, body) && is_all_shown(&w) ? EML_MATCH_TEXT : EML_MATCH_HEADER;
}
