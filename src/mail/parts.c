#include "mail/parts.h"

#include "base/limits.h"
#include "mail/part-header.h"

/* bytes kept of a line that a piece cuts: more than any field that is read */
#define MAX_LINE (EML_MAX_PART_FIELD + 1024)
#define MAX_BEGINNING ((gsize)128) /* bytes of one body: a delimiter line and a bit more */
#define MAX_REMARK 5		   /* lines for readers without MIME; ours */

/* A part that others may follow in. */
typedef struct {
	EmlPart *part;
	GString *boundary; /* bytes; NULL: a message in a part, which only what is around it ends */
	guint64 body;	   /* offset of its body */
	gboolean digest;   /* RFC 2046 section 5.1.5 */
	gboolean found;	   /* a delimiter line was */
	gboolean closed;   /* and the one that ends it */
} Open;

struct EmlPartsReader {
	EmlParts *parts;
	GPtrArray *open;       /* Open, from the outside in */
	EmlPart *current;      /* the part whose header or body is read; NULL: bytes of no part */
	EmlPartHeader *header; /* while its header is read */
	guint64 body;	       /* offset of its body */
	gboolean digest;       /* without a Content-Type it is a message */
	GString *line;	       /* the beginning of a line that a piece cut */
	guint64 cut;	       /* bytes of that line so far */
	char last;	       /* the last of them */
	guint64 at;	       /* offset of the line, from the start of the body */
	guint number;	       /* of the line */
	guint line_end;	       /* bytes of the line end in front of it */
	guint preamble;	       /* lines with text in front of the first part */
	gboolean remark;       /* one of them speaks of MIME */
	gboolean epilogue;     /* text behind the last one */
};

static void
set_odd(EmlPart *part, EmlPartOddity oddity, gboolean odd)
{
	if (odd)
		part->oddities |= 1u << oddity;
}

static void
part_free_cb(gpointer data)
{
	EmlPart *self = data;

	g_free(self->type);
	g_free(self->charset);
	g_free(self->encoding);
	g_free(self->disposition);
	g_free(self->filename);
	g_free(self->boundary);
	g_string_free(self->header, TRUE);
	g_free(self);
}

void
eml_parts_free(EmlParts *self)
{
	if (self == NULL)
		return;
	g_ptr_array_unref(self->parts);
	g_free(self);
}

static gboolean
is_multipart(const EmlPart *part)
{
	return g_str_has_prefix(part->type, "multipart/");
}

/* message/rfc822, its form for UTF-8 (RFC 6532 section 3.7) and the one of netnews. The other
 * messages of RFC 2046 section 5.2 hold a piece of one, or where to get it. */
static gboolean
is_message(const EmlPart *part)
{
	static const char *const types[] = {"message/rfc822", "message/global", "message/news"};

	for (gsize i = 0; i < G_N_ELEMENTS(types); i++)
		if (g_str_equal(part->type, types[i]))
			return TRUE;
	return FALSE;
}

gboolean
eml_part_is_container(const EmlPart *part)
{
	return is_multipart(part) || is_message(part);
}

static void
open_free_cb(gpointer data)
{
	Open *self = data;

	if (self->boundary != NULL)
		g_string_free(self->boundary, TRUE);
	g_free(self);
}

/* The body is as it stands (RFC 2045 section 6.2), so that delimiter lines can be seen in it. */
static gboolean
is_identity(const EmlPart *part)
{
	static const char *const words[] = {"7bit", "8bit", "binary"};

	for (gsize i = 0; part->encoding != NULL && i < G_N_ELEMENTS(words); i++)
		if (g_str_equal(part->encoding, words[i]))
			return TRUE;
	return part->encoding == NULL;
}

static void
describe_encoding(EmlPart *part, const EmlMimeField *encoding)
{
	static const char *const coded[] = {"quoted-printable", "base64"};
	gboolean known = FALSE;

	part->encoding = encoding != NULL ? g_strdup(encoding->value) : NULL;
	known = (encoding == NULL || encoding->value != NULL) && is_identity(part);
	for (gsize i = 0; part->encoding != NULL && i < G_N_ELEMENTS(coded); i++)
		known = known || g_str_equal(part->encoding, coded[i]);
	set_odd(part, EML_PART_ENCODING_UNKNOWN, !known);
	/* RFC 2045 section 6.4; RFC 6532 section 3.7 allows any for message/global */
	set_odd(part, EML_PART_ENCODING_FORBIDDEN,
		!is_identity(part) && !g_str_equal(part->type, "message/global") &&
		    (is_multipart(part) || g_str_has_prefix(part->type, "message/")));
}

/* RFC 2045 section 5.2: without a Content-Type, and with one that cannot be read, a body is plain
 * text; in a digest it is a message (RFC 2046 section 5.1.5). */
static void
describe_type(EmlPart *part, const EmlMimeField *type, gboolean digest)
{
	const gboolean broken =
	    type != NULL && (type->value == NULL || strchr(type->value, '/') == NULL);

	part->assumed = type == NULL || broken;
	set_odd(part, EML_PART_TYPE_BROKEN, broken);
	if (!part->assumed)
		part->type = g_strdup(type->value);
	else
		part->type = g_strdup(type == NULL && digest ? "message/rfc822" : "text/plain");
}

/* The name of a file stands in Content-Disposition (RFC 2183 section 2.3); older programs write it
 * into Content-Type only. */
static void
describe_name(EmlPart *part, const EmlMimeField *type, const EmlMimeField *disposition)
{
	part->disposition = disposition != NULL ? g_strdup(disposition->value) : NULL;
	if (disposition != NULL)
		part->filename = eml_mime_field_text(disposition, "filename");
	if (part->filename == NULL && type != NULL)
		part->filename = eml_mime_field_text(type, "name");
}

/* RFC 2152, with the name of RFC 1642 */
static gboolean
is_utf_7(const char *charset)
{
	return charset != NULL && (g_ascii_strcasecmp(charset, "utf-7") == 0 ||
				   g_ascii_strcasecmp(charset, "unicode-1-1-utf-7") == 0);
}

static void
describe(EmlPart *part, const EmlPartHeader *header, gboolean digest)
{
	const EmlMimeField *type = eml_part_header_type(header);
	const EmlSlice text = eml_part_header_text(header);

	describe_type(part, type, digest);
	describe_encoding(part, eml_part_header_encoding(header));
	describe_name(part, type, eml_part_header_disposition(header));
	if (type != NULL)
		part->charset = eml_mime_field_text(type, "charset");
	set_odd(part, EML_PART_FIELD_REPEATED, eml_part_header_repeats(header));
	set_odd(part, EML_PART_UTF_7, is_utf_7(part->charset));
	/* those of the message itself are told with its other fields */
	set_odd(part, EML_PART_HEADER_8BIT, part->depth > 0 && eml_part_header_8bit(header));
	set_odd(part, EML_PART_HEADER_BROKEN, eml_part_header_broken(header));
	g_string_append_len(part->header, text.data, (gssize)text.len); /* capped */
}

/* bcharsnospace, RFC 2046 section 5.1.1, and the blank */
static gboolean
is_boundary_char(char c)
{
	return g_ascii_isalnum(c) || (c != '\0' && strchr("'()+_,-./:=? ", c) != NULL);
}

/* Blanks at its end are none of it: they would be padding of the delimiter line. */
static GString *
boundary_of(EmlPart *part, const EmlMimeField *type)
{
	EmlSlice bytes =
	    type != NULL ? eml_mime_field_bytes(type, "boundary") : (EmlSlice){NULL, 0};
	gboolean good = TRUE;

	part->boundary = bytes.data != NULL ? eml_slice_dup(bytes) : NULL;
	for (gsize i = 0; i < bytes.len; i++)
		good = good && is_boundary_char(bytes.data[i]);
	good = good && bytes.len <= EML_MAX_BOUNDARY &&
	       (bytes.len == 0 || bytes.data[bytes.len - 1] != ' ');
	set_odd(part, EML_PART_BOUNDARY_FORM, !good);
	while (bytes.len > 0 && strchr(" \t", bytes.data[bytes.len - 1]) != NULL &&
	       bytes.data[bytes.len - 1] != '\0')
		bytes.len--;
	set_odd(part, EML_PART_NO_BOUNDARY, bytes.len == 0);
	return bytes.len > 0 ? g_string_new_len(bytes.data, (gssize)bytes.len) : NULL;
}

static void
begin_part(EmlPartsReader *self, gboolean digest)
{
	EmlPart *part = NULL;

	self->current = NULL;
	if (self->parts->parts->len >= EML_MAX_PARTS) {
		const Open *inside = g_ptr_array_index(self->open, self->open->len - 1);

		set_odd(inside->part, EML_PART_TOO_MANY, TRUE);
		return;
	}
	part = g_new0(EmlPart, 1);
	part->depth = self->open->len;
	part->line = self->number;
	part->header = g_string_new(NULL);
	g_ptr_array_add(self->parts->parts, part);
	self->current = part;
	self->header = eml_part_header_new();
	self->digest = digest;
}

/* The delimiter lines of the two cannot be told apart, and those of the outer one count in the
 * inner one, too (RFC 2046 section 5.1.2). */
static gboolean
is_boundary_around(const EmlPartsReader *self, const GString *boundary)
{
	for (guint i = 0; i < self->open->len; i++) {
		const Open *open = g_ptr_array_index(self->open, i);

		if (open->boundary != NULL && g_string_equal(open->boundary, boundary))
			return TRUE;
	}
	return FALSE;
}

static void
open_part(EmlPartsReader *self, GString *boundary)
{
	EmlPart *part = self->current;
	Open *open = g_new0(Open, 1);

	set_odd(part, EML_PART_BOUNDARY_AROUND,
		boundary != NULL && is_boundary_around(self, boundary));
	open->part = part;
	open->boundary = boundary;
	open->body = self->body;
	open->digest = g_str_equal(part->type, "multipart/digest");
	g_ptr_array_add(self->open, open);
	self->current = NULL;
	if (boundary == NULL)
		begin_part(self, FALSE);
}

/* The header is read: its body begins at that offset. */
static void
end_header(EmlPartsReader *self, guint64 body)
{
	g_autoptr(EmlPartHeader) header = g_steal_pointer(&self->header);
	EmlPart *part = self->current;
	GString *boundary = NULL;

	eml_part_header_end(header);
	describe(part, header, self->digest);
	self->body = body;
	if (is_multipart(part))
		boundary = boundary_of(part, eml_part_header_type(header));
	if (boundary == NULL && (!is_message(part) || !is_identity(part)))
		return;
	if (self->open->len + 1 < EML_MAX_PART_DEPTH) {
		open_part(self, boundary);
		return;
	}
	set_odd(part, EML_PART_TOO_DEEP, TRUE);
	if (boundary != NULL)
		g_string_free(boundary, TRUE);
}

/* The offset of the end of a body in front of a delimiter line: the line end there belongs to the
 * delimiter (RFC 2046 section 5.1.1). */
static guint64
body_size(guint64 body, guint64 end)
{
	return end > body ? end - body : 0;
}

static void
end_current(EmlPartsReader *self, guint64 end)
{
	if (self->header != NULL)
		end_header(self, end);
	/* a header that ends here may have opened a message without a header of its own */
	while (self->header != NULL)
		end_header(self, end);
	if (self->current != NULL)
		self->current->size = body_size(self->body, end);
	self->current = NULL;
}

/* Ends the parts that are open inside the first `keep` ones. */
static void
end_open(EmlPartsReader *self, guint keep, guint64 end)
{
	for (guint i = self->open->len; i > keep; i--) {
		const Open *open = g_ptr_array_index(self->open, i - 1);
		const gboolean multipart = open->boundary != NULL;

		open->part->size = body_size(open->body, end);
		set_odd(open->part, EML_PART_EMPTY, multipart && !open->found);
		set_odd(open->part, EML_PART_NO_END, multipart && open->found && !open->closed);
	}
	g_ptr_array_set_size(self->open, (gint)keep); /* at most EML_MAX_PART_DEPTH */
}

/* The open multipart whose delimiter the line begins with (RFC 2046 section 5.1.1: "It is
 * sufficient that the boundary appear in its entirety"). Boundaries may begin alike: the longest is
 * meant, of equal ones the innermost that is not at its end. -1 if none. */
static gint
find_delimiter(const EmlPartsReader *self, EmlSlice line)
{
	const Open *best = NULL;
	gint found = -1;

	for (guint i = 0; i < self->open->len; i++) {
		const Open *open = g_ptr_array_index(self->open, i);
		const GString *boundary = open->boundary;

		if (boundary == NULL || line.len < boundary->len + 2 ||
		    memcmp(line.data + 2, boundary->str, boundary->len) != 0)
			continue;
		if (best != NULL &&
		    (boundary->len < best->boundary->len ||
		     (boundary->len == best->boundary->len && open->closed && !best->closed)))
			continue;
		best = open;
		found = (gint)i; /* at most EML_MAX_PART_DEPTH */
	}
	return found;
}

static void
pass_delimiter(EmlPartsReader *self, guint index, EmlSlice line, guint64 next)
{
	Open *open = g_ptr_array_index(self->open, index);
	const EmlSlice tail = eml_slice_part(line, open->boundary->len + 2, line.len);
	const gboolean last = eml_slice_starts_with_ci(tail, "--");
	const gboolean longer =
	    eml_slice_strip(eml_slice_part(tail, last ? 2 : 0, tail.len)).len > 0;

	if (open->closed) {
		set_odd(open->part, EML_PART_BEHIND_END, TRUE);
		return;
	}
	end_current(self, self->at - self->line_end);
	end_open(self, index + 1, self->at - self->line_end);
	open->found = TRUE;
	open->closed = last;
	if (last) {
		set_odd(open->part, EML_PART_DELIMITER_LONGER, longer);
		return;
	}
	self->at = next;
	self->number++;
	begin_part(self, open->digest);
	self->number--;
	if (self->current != NULL)
		set_odd(self->current, EML_PART_DELIMITER_LONGER, longer);
}

static gboolean
is_empty(EmlSlice line)
{
	return line.len == 0 || line.data[0] == '\n' ||
	       (line.len == 2 && line.data[0] == '\r' && line.data[1] == '\n');
}

/* Mail programs show nothing of it (RFC 2046 section 5.1.1). */
static void
take_outside(EmlPartsReader *self, const Open *around, EmlSlice line)
{
	g_autofree char *text = eml_slice_dup_lower(eml_slice_strip(line));

	if (*text == '\0')
		return;
	self->epilogue = self->epilogue || around->closed;
	self->preamble += around->closed ? 0 : 1;
	self->remark = self->remark || strstr(text, "mime") != NULL;
}

/* Short texts for readers without MIME are usual there: "This is a multi-part message in MIME
 * format." */
static gboolean
has_text_outside(const EmlPartsReader *self)
{
	return self->epilogue ||
	       (self->preamble > 0 && !(self->remark && self->preamble <= MAX_REMARK));
}

/* A line that is whole, or the beginning of one that is very long; `next`: where the next one
 * begins. */
static void
take_line(EmlPartsReader *self, EmlSlice line, guint64 next, guint line_end)
{
	const gboolean dashes = line.len >= 2 && line.data[0] == '-' && line.data[1] == '-';
	const gint delimiter = dashes ? find_delimiter(self, line) : -1;
	const Open *outer = g_ptr_array_index(self->open, 0); /* there is one: see feed */

	if (delimiter >= 0) {
		pass_delimiter(self, (guint)delimiter, line, next);
	} else if (self->header != NULL && is_empty(line)) {
		self->number++;
		end_header(self, next);
		self->number--;
	} else if (self->header != NULL) {
		eml_part_header_line(self->header, line);
	} else if (self->open->len == 1 && outer->boundary != NULL &&
		   (!outer->found || outer->closed)) {
		take_outside(self, outer, line);
	}
	self->at = next;
	self->number++;
	self->line_end = line_end;
}

static void
keep_line(EmlPartsReader *self, EmlSlice bytes)
{
	const EmlSlice part =
	    eml_slice_part(bytes, 0, MAX_LINE - MIN((gsize)MAX_LINE, self->line->len));

	g_string_append_len(self->line, part.data, (gssize)part.len); /* at most MAX_LINE */
	self->cut += bytes.len;
	if (bytes.len > 0)
		self->last = bytes.data[bytes.len - 1];
}

static void
take_kept(EmlPartsReader *self, EmlSlice rest)
{
	const char before = self->cut > 0 ? self->last : '\0';
	guint line_end = 0;

	keep_line(self, rest);
	if (self->last == '\n')
		line_end = (rest.len > 1 ? rest.data[rest.len - 2] : before) == '\r' ? 2 : 1;
	take_line(self, eml_slice_n(self->line->str, self->line->len), self->at + self->cut,
		  line_end);
	g_string_truncate(self->line, 0);
	self->cut = 0;
	self->last = '\0';
}

/* A line that may be a delimiter, and a Content field in the next one. */
static gboolean
begins_part(EmlSlice body)
{
	const gssize lf = eml_slice_find(body, '\n');

	return lf > 2 && eml_slice_starts_with_ci(body, "--") &&
	       eml_slice_starts_with_ci(eml_slice_part(body, (gsize)lf + 1, body.len), "content-");
}

void
eml_parts_reader_feed(EmlPartsReader *self, EmlSlice piece)
{
	if (self->open->len == 0) { /* one body: nothing is looked for */
		const EmlSlice first =
		    eml_slice_part(piece, 0, MAX_BEGINNING - MIN(MAX_BEGINNING, self->line->len));

		g_string_append_len(self->line, first.data, (gssize)first.len);
		self->at += piece.len;
		return;
	}
	while (piece.len > 0) {
		const gssize lf = eml_slice_find(piece, '\n');
		const gsize len = (gsize)lf + 1; /* not used if there is none */
		const EmlSlice line = {piece.data, len};

		if (lf < 0) {
			keep_line(self, piece);
			return;
		}
		if (self->cut > 0)
			take_kept(self, line);
		else
			take_line(self, line, self->at + len,
				  len > 1 && line.data[len - 2] == '\r' ? 2 : 1);
		piece = eml_slice_part(piece, len, piece.len);
	}
}

/* The line of the file behind the empty line. */
static guint
first_line(const EmlMessage *message)
{
	const EmlSlice head = eml_message_head(message);
	const guint n = eml_message_n_fields(message);
	const EmlField *last = n > 0 ? eml_message_field(message, n - 1) : NULL;
	guint line = last != NULL ? last->line : 1;

	for (const char *c = last != NULL ? last->whole.data : head.data; c < head.data + head.len;
	     c++)
		line += *c == '\n';
	return line;
}

EmlPartsReader *
eml_parts_reader_new(const EmlMessage *message)
{
	EmlPartsReader *self = g_new0(EmlPartsReader, 1);

	self->parts = g_new0(EmlParts, 1);
	self->parts->parts = g_ptr_array_new_with_free_func(part_free_cb);
	self->open = g_ptr_array_new_with_free_func(open_free_cb);
	self->line = g_string_new(NULL);
	self->number = 1;
	begin_part(self, FALSE);
	eml_part_header_free(self->header);
	self->header = eml_part_header_of(message);
	self->number = first_line(message);
	end_header(self, 0);
	return self;
}

void
eml_parts_reader_free(EmlPartsReader *self)
{
	if (self == NULL)
		return;
	eml_parts_free(self->parts);
	g_ptr_array_unref(self->open);
	eml_part_header_free(self->header);
	g_string_free(self->line, TRUE);
	g_free(self);
}

EmlParts *
eml_parts_reader_finish(EmlPartsReader *self, gboolean complete)
{
	EmlPart *all = g_ptr_array_index(self->parts->parts, 0);
	const gboolean one = self->open->len == 0;

	if (self->cut > 0)
		take_kept(self, (EmlSlice){NULL, 0});
	end_current(self, self->at);
	end_open(self, 0, self->at);
	set_odd(all, EML_PART_UNTOLD,
		one && begins_part(eml_slice_n(self->line->str, self->line->len)));
	/* where it has no parts, or more behind its end, that is said */
	set_odd(all, EML_PART_TEXT_OUTSIDE,
		(all->oddities & (1u << EML_PART_EMPTY | 1u << EML_PART_BEHIND_END)) == 0 &&
		    has_text_outside(self));
	self->parts->complete = complete;
	for (guint i = 0; !complete && i < self->parts->parts->len; i++) {
		EmlPart *part = g_ptr_array_index(self->parts->parts, i);

		part->oddities &= ~(1u << EML_PART_NO_END | 1u << EML_PART_EMPTY);
	}
	return g_steal_pointer(&self->parts);
}
