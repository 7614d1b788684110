#include "judge/forensics-body.h"

#include "base/limits.h"
#include "check/canon.h"

#define MOST_BLOCK 100		     /* lines of a block inside the body that is taken out */
#define MOST_PREPENDED 300	     /* lines taken off the top */
#define MOST_TAIL ((gsize)256 << 10) /* bytes of a body that is tried byte by byte */
#define MOST_LINES_OF_ANY_BLOCK 400  /* lines of a body in which any block is tried */

static void
append(EmlSlice bytes, gpointer data)
{
	g_byte_array_append(data, (const guint8 *)bytes.data,
			    (guint)bytes.len); /* at most EML_FORENSICS_MAX_BODY */
}

static EmlSlice
slice_of(const GByteArray *bytes)
{
	return eml_slice_n((const char *)bytes->data, bytes->len);
}

GByteArray *
eml_body_canonical(EmlCanon canon, EmlSlice bytes)
{
	GByteArray *out = g_byte_array_sized_new((guint)bytes.len + 2);
	g_autoptr(EmlCanonBody) writer = eml_canon_body_new(canon, append, out);

	eml_canon_body_feed(writer, bytes);
	eml_canon_body_finish(writer);
	return out;
}

EmlCause *
eml_body_cause(EmlBodyTrial *self, const char *id)
{
	EmlCause *cause = eml_cause_new(id, TRUE, TRUE, -1);

	g_ptr_array_add(self->causes, cause);
	return cause;
}

/* The first line with a letter in it; the first line if there is none. */
static EmlSlice
first_words(EmlSlice text)
{
	const EmlSlice whole = eml_slice_strip(text);
	gsize start = 0;

	for (gsize i = 0; i < whole.len; i++) {
		if (whole.data[i] == '\n')
			start = i + 1;
		if (!g_ascii_isalpha(whole.data[i]) && (guchar)whole.data[i] < 0x80)
			continue;
		const EmlSlice rest = eml_slice_part(whole, start, whole.len);
		const gssize lf = eml_slice_find(rest, '\n');

		return eml_slice_strip(lf < 0 ? rest : eml_slice_part(rest, 0, (gsize)lf));
	}
	return whole;
}

static guint
count_lines(EmlSlice text)
{
	guint n = 0;

	for (gsize i = 0; i < text.len; i++)
		n += text.data[i] == '\n' ? 1 : 0;
	return text.len > 0 && text.data[text.len - 1] != '\n' ? n + 1 : n;
}

/* Empty lines are no text. */
static EmlCause *
added_lines(EmlBodyTrial *self, EmlSlice text)
{
	const guint n = count_lines(text);
	g_autofree char *what =
	    g_strdup_printf("the body: %u empty line%s added", n, n == 1 ? " was" : "s were");

	return eml_cause_arg(eml_body_cause(self, "white-space"), what);
}

EmlCause *
eml_body_added(EmlBodyTrial *self, const char *id, EmlSlice text)
{
	if (eml_slice_strip(text).len == 0)
		return added_lines(self, text);

	EmlCause *cause = eml_body_cause(self, id);
	const EmlSlice shown = eml_slice_part(text, 0, EML_FORENSICS_MAX_SHOWN);
	g_autofree char *words = eml_slice_dup(first_words(shown));

	eml_cause_arg(eml_cause_arg_number(cause, count_lines(text)), words);
	cause->after = eml_slice_dup(shown);
	return cause;
}

static gboolean
is_signed_hash(const EmlBodyTrial *self, const EmlHashValue *value)
{
	return eml_hash_equals(value, self->sig->bh);
}

gboolean
eml_body_matches(EmlBodyTrial *self, EmlSlice canonical)
{
	EmlHashValue value;

	if (self->sig->has_length && self->sig->length < canonical.len)
		canonical.len = (gsize)self->sig->length;
	if (!eml_work_take(&self->work, canonical.len + EML_WORK_HASH))
		return FALSE;
	value = eml_hash_of(self->hash, canonical);
	return is_signed_hash(self, &value);
}

gboolean
eml_body_try_exact(EmlBodyTrial *self, EmlSlice first, EmlSlice second)
{
	g_autoptr(GByteArray) canonical = g_byte_array_sized_new((guint)(first.len + second.len));
	g_autoptr(EmlCanonBody) writer = NULL;

	if (!eml_work_take(&self->work, first.len + second.len))
		return FALSE;
	writer = eml_canon_body_new(self->sig->body_canon, append, canonical);
	eml_canon_body_feed(writer, first);
	eml_canon_body_feed(writer, second);
	eml_canon_body_finish(writer);
	return eml_body_matches(self, slice_of(canonical));
}

/* The end of the line that begins at `at`, its line end among it. */
static gsize
line_after(EmlSlice text, gsize at)
{
	const gssize lf = eml_slice_find(eml_slice_part(text, at, text.len), '\n');

	return lf < 0 ? text.len : at + (gsize)lf + 1;
}

static gboolean
is_empty_line(EmlSlice line)
{
	return line.len == 2 && line.data[0] == '\r';
}

/* Beginnings of canonical bytes: the hash is looked at behind each line that says something, since
 * empty lines at the end are not hashed. G_MAXSIZE: none matches. */
static gsize
find_beginning(EmlBodyTrial *self, EmlSlice canonical)
{
	g_autoptr(EmlDigest) digest = eml_digest_new(self->hash);

	for (gsize at = 0; at < canonical.len;) {
		const gsize end = line_after(canonical, at);
		const EmlSlice line = eml_slice_part(canonical, at, end);

		at = end;
		eml_digest_update(digest, line);
		if (!eml_work_take(&self->work,
				   line.len + (is_empty_line(line) ? 0 : EML_WORK_HASH)))
			return G_MAXSIZE;
		if (is_empty_line(line))
			continue;
		const EmlHashValue value = eml_digest_value(digest);

		if (is_signed_hash(self, &value))
			return end;
	}
	return G_MAXSIZE;
}

gboolean
eml_body_may_rewrite(EmlBodyTrial *self)
{
	return eml_work_take(&self->work, EML_WORK_REWRITE * (guint64)self->body.len);
}

/* The bytes and every beginning of them. */
static gboolean
try_beginnings(EmlBodyTrial *self, EmlSlice bytes)
{
	g_autoptr(GByteArray) canonical = NULL;
	gsize end = 0;

	if (!eml_work_take(&self->work, bytes.len))
		return FALSE;
	canonical = eml_body_canonical(self->sig->body_canon, bytes);
	if (self->sig->has_length)
		return eml_body_matches(self, slice_of(canonical));
	end = find_beginning(self, slice_of(canonical));
	if (end == G_MAXSIZE)
		return FALSE;
	if (end < canonical->len)
		eml_body_added(self, "list-footer",
			       eml_slice_part(slice_of(canonical), end, canonical->len));
	return TRUE;
}

gboolean
eml_body_try(EmlBodyTrial *self, EmlSlice bytes)
{
	return bytes.len <= EML_FORENSICS_MAX_WALK
		   ? try_beginnings(self, bytes)
		   : eml_body_try_exact(self, bytes, eml_slice_n("", 0));
}

/* Footers, an empty body, and the other canonicalization: what was signed in simple form and
 * matches in relaxed form had none of the blanks that are there now. */
gboolean
eml_body_as_it_stands(EmlBodyTrial *self)
{
	const EmlCanon other =
	    self->sig->body_canon == EML_CANON_SIMPLE ? EML_CANON_RELAXED : EML_CANON_SIMPLE;
	g_autoptr(GByteArray) canonical = NULL;

	if (try_beginnings(self, self->body))
		return TRUE;
	if (eml_body_try_exact(self, eml_slice_n("", 0), eml_slice_n("", 0))) {
		eml_body_added(self, "list-footer", self->body);
		return TRUE;
	}
	canonical = eml_body_canonical(other, self->body);
	if (!eml_body_matches(self, slice_of(canonical)))
		return FALSE;
	if (other == EML_CANON_RELAXED)
		eml_cause_arg(eml_body_cause(self, "white-space"),
			      "the body: under c=relaxed it would match");
	else
		eml_cause_arg(eml_cause_arg(eml_cause_arg(eml_body_cause(self, "canonicalization"),
							  "the body"),
					    "simple"),
			      "relaxed");
	return TRUE;
}

static GArray *
line_starts(EmlSlice text)
{
	GArray *starts = g_array_new(FALSE, FALSE, sizeof(gsize));

	for (gsize at = 0; at < text.len; at = line_after(text, at))
		g_array_append_val(starts, at);
	g_array_append_val(starts, text.len);
	return starts;
}

static gsize
start_of(const GArray *starts, guint line)
{
	return g_array_index(starts, gsize, line);
}

/* A line that begins with "--" and the boundary of one of the parts. */
static gboolean
is_delimiter_line(const EmlBodyTrial *self, EmlSlice text, const GArray *starts, guint line)
{
	const EmlSlice rest =
	    line + 1 < starts->len
		? eml_slice_part(text, start_of(starts, line) + 2, start_of(starts, line + 1))
		: eml_slice_n("", 0);

	if (rest.len == 0 || memcmp(rest.data - 2, "--", 2) != 0)
		return FALSE;
	for (guint i = 0; i < self->parts->len; i++) { /* at most EML_FORENSICS_MAX_PARTS */
		const char *boundary = g_array_index(self->parts, EmlMimePart, i).boundary;

		if (boundary != NULL && rest.len > strlen(boundary) &&
		    memcmp(rest.data, boundary, strlen(boundary)) == 0)
			return TRUE;
	}
	return FALSE;
}

/* The line above is the empty one that ends the header of a part. */
static gboolean
begins_part(const EmlBodyTrial *self, EmlSlice text, const GArray *starts, guint line)
{
	if (line == 0 || start_of(starts, line) - start_of(starts, line - 1) != 2)
		return FALSE;
	for (guint at = line - 1; at > 0; at--) {
		if (is_delimiter_line(self, text, starts, at - 1))
			return TRUE;
		if (start_of(starts, at) - start_of(starts, at - 1) == 2)
			return FALSE;
	}
	return FALSE;
}

/* What a block in the middle is, by what stands around it. */
static const char *
name_of_block(const EmlBodyTrial *self, EmlSlice text, const GArray *starts, guint from, guint to)
{
	if (is_delimiter_line(self, text, starts, from) &&
	    is_delimiter_line(self, text, starts, to))
		return "part-added";
	if (is_delimiter_line(self, text, starts, to))
		return "list-footer";
	return from == 0 || begins_part(self, text, starts, from) ? "prepended-text"
								  : "text-inserted";
}

/* Takes lines [from, to) out of canonical bytes, `digest` being that of the bytes before. */
static gboolean
try_without(EmlBodyTrial *self,
	    const EmlDigest *digest,
	    EmlSlice text,
	    const GArray *starts,
	    guint from,
	    guint to)
{
	const EmlSlice rest = eml_slice_part(text, start_of(starts, to), text.len);
	g_autoptr(EmlDigest) whole = NULL;
	EmlHashValue value;

	if (!eml_work_take(&self->work, rest.len + EML_WORK_HASH))
		return FALSE;
	whole = eml_digest_copy(digest);
	eml_digest_update(whole, rest);
	value = eml_digest_value(whole);
	if (!is_signed_hash(self, &value))
		return FALSE;
	eml_body_added(self, name_of_block(self, text, starts, from, to),
		       eml_slice_part(text, start_of(starts, from), start_of(starts, to)));
	return TRUE;
}

static EmlDigest *
digest_before(EmlBodyTrial *self, EmlSlice text, const GArray *starts, guint line)
{
	EmlDigest *digest = eml_digest_new(self->hash);

	eml_digest_update(digest, eml_slice_part(text, 0, start_of(starts, line)));
	return digest;
}

/* Blocks that end in front of a delimiter: footers of a part, whole parts. */
static gboolean
try_blocks_before(EmlBodyTrial *self, EmlSlice text, const GArray *starts, guint to)
{
	for (guint n = 1; n <= MIN(to, MOST_BLOCK) && self->work.left > 0; n++) {
		g_autoptr(EmlDigest) digest = NULL;

		if (!eml_work_take(&self->work, start_of(starts, to - n)))
			return FALSE;
		digest = digest_before(self, text, starts, to - n);
		if (try_without(self, digest, text, starts, to - n, to))
			return TRUE;
	}
	return FALSE;
}

static gboolean
try_blocks_from(EmlBodyTrial *self, EmlSlice text, const GArray *starts, guint from, guint most)
{
	g_autoptr(EmlDigest) digest = digest_before(self, text, starts, from);

	for (guint to = from + 1; to + 1 < starts->len && to - from <= most; to++)
		if (try_without(self, digest, text, starts, from, to))
			return TRUE;
	return FALSE;
}

/* Text taken out of canonical bytes: off the top, around delimiters, anywhere in a short body. */
gboolean
eml_body_blocks(EmlBodyTrial *self)
{
	g_autoptr(GByteArray) canonical = NULL;
	g_autoptr(GArray) starts = NULL;
	EmlSlice text;

	if (self->sig->has_length || !eml_work_take(&self->work, self->body.len))
		return FALSE;
	canonical = eml_body_canonical(self->sig->body_canon, self->body);
	text = slice_of(canonical);
	starts = line_starts(text);
	if (try_blocks_from(self, text, starts, 0, MOST_PREPENDED))
		return TRUE;
	for (guint line = 1; line + 1 < starts->len && self->parts->len > 1; line++)
		if (is_delimiter_line(self, text, starts, line) &&
		    (try_blocks_before(self, text, starts, line) ||
		     try_blocks_from(self, text, starts, line, MOST_BLOCK)))
			return TRUE;
	for (guint line = 1; line + 1 < starts->len && self->parts->len > 1; line++)
		if (begins_part(self, text, starts, line) &&
		    try_blocks_from(self, text, starts, line, MOST_BLOCK))
			return TRUE;
	for (guint line = 1; line + 1 < starts->len && starts->len <= MOST_LINES_OF_ANY_BLOCK;
	     line++)
		if (try_blocks_from(self, text, starts, line, MOST_BLOCK))
			return TRUE;
	return FALSE;
}

/* Bytes added to the last line that was signed: a body without a final line end was gone on with.
 */
gboolean
eml_body_tail(EmlBodyTrial *self)
{
	g_autoptr(GByteArray) canonical = NULL;
	g_autoptr(EmlDigest) digest = eml_digest_new(self->hash);

	if (self->sig->has_length || self->body.len > MOST_TAIL)
		return FALSE;
	canonical = eml_body_canonical(self->sig->body_canon, self->body);
	for (gsize at = 0; at < canonical->len; at++) {
		const char *byte = (const char *)canonical->data + at;
		g_autoptr(EmlDigest) ended = NULL;
		EmlHashValue value;

		eml_digest_update(digest, eml_slice_n(byte, 1));
		if (*byte == '\r' || *byte == '\n')
			continue;
		if (!eml_work_take(&self->work, 2 * EML_WORK_HASH))
			return FALSE;
		ended = eml_digest_copy(digest);
		eml_digest_update(ended, eml_slice_n("\r\n", 2));
		value = eml_digest_value(ended);
		if (!is_signed_hash(self, &value))
			continue;
		const EmlSlice tail = eml_slice_part(slice_of(canonical), at + 1, canonical->len);

		if (eml_slice_strip(tail).len == 0)
			eml_cause_arg(eml_body_cause(self, "white-space"),
				      "the body: blanks at its end");
		else
			eml_body_added(self, "body-tail", tail);
		return TRUE;
	}
	return FALSE;
}

/* A dot lost at the start of one line: the dots of SMTP were undone where none had been doubled
 * (RFC 5321 section 4.5.2). */
gboolean
eml_body_lost_dot(EmlBodyTrial *self)
{
	g_autoptr(GByteArray) canonical = NULL;
	g_autoptr(EmlDigest) before = eml_digest_new(self->hash);
	gsize next = 0;

	if (self->sig->has_length || !eml_work_take(&self->work, self->body.len))
		return FALSE;
	canonical = eml_body_canonical(self->sig->body_canon, self->body);
	for (gsize at = 0; at < canonical->len; at = next) {
		const EmlSlice rest = eml_slice_part(slice_of(canonical), at, canonical->len);
		g_autoptr(EmlDigest) whole = NULL;
		EmlHashValue value;

		next = line_after(slice_of(canonical), at);
		if (!eml_work_take(&self->work, rest.len + 2 * EML_WORK_HASH))
			return FALSE;
		whole = eml_digest_copy(before);
		eml_digest_update(whole, eml_slice("."));
		eml_digest_update(whole, rest);
		value = eml_digest_value(whole);
		if (is_signed_hash(self, &value)) {
			eml_cause_arg(eml_body_cause(self, "dot-stuffing"), ".");
			return TRUE;
		}
		eml_digest_update(before, eml_slice_part(rest, 0, next - at));
	}
	return FALSE;
}
