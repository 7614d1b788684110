#include "judge/forensics-mime.h"

#include "base/limits.h"
#include "judge/forensics-text.h"

EmlEncoding
eml_mime_encoding_of(const char *value)
{
	g_autofree char *word = g_strstrip(g_ascii_strdown(value != NULL ? value : "", -1));

	if (g_str_equal(word, "quoted-printable"))
		return EML_ENCODING_QP;
	return g_str_equal(word, "base64") ? EML_ENCODING_BASE64 : EML_ENCODING_IDENTITY;
}

const char *
eml_mime_reencoded_cause(EmlEncoding now)
{
	static const char *const causes[EML_ENCODING_LAST] = {
	    [EML_ENCODING_IDENTITY] = "reencoded-8bit",
	    [EML_ENCODING_QP] = "reencoded-qp",
	    [EML_ENCODING_BASE64] = "reencoded-base64",
	};

	return causes[now];
}

const char *const *
eml_mime_charsets(guint *ret_n)
{
	static const char *const charsets[] = {
	    "utf-8",	   "iso-8859-1",   "windows-1252", "us-ascii",	 "iso-8859-15",
	    "iso-2022-jp", "shift_jis",	   "euc-jp",	   "koi8-r",	 "windows-1251",
	    "iso-8859-2",  "windows-1250", "gb2312",	   "gbk",	 "gb18030",
	    "big5",	   "euc-kr",	   "iso-8859-9",   "iso-8859-7", "windows-1253",
	    "iso-8859-5",
	};

	*ret_n = G_N_ELEMENTS(charsets);
	return charsets;
}

static void
part_clear(gpointer data)
{
	EmlMimePart *self = data;

	g_free(self->type);
	g_free(self->boundary);
}

/* Where the line that begins at `at` ends, its line end among it. */
static gsize
line_after(EmlSlice text, gsize at)
{
	const gssize lf = eml_slice_find(eml_slice_part(text, at, text.len), '\n');

	return lf < 0 ? text.len : at + (gsize)lf + 1;
}

char *
eml_mime_part_field(const EmlMimePart *part, const char *name)
{
	const gsize name_len = strlen(name);

	for (gsize at = 0; at < part->header.len;) {
		gsize end = line_after(part->header, at);

		while (end < part->header.len &&
		       (part->header.data[end] == ' ' || part->header.data[end] == '\t'))
			end = line_after(part->header, end);
		const EmlSlice line = eml_slice_part(part->header, at, end);
		const EmlSlice rest = eml_slice_part(line, name_len, line.len);

		at = end;
		if (!eml_slice_starts_with_ci(line, name) || rest.len == 0 || rest.data[0] != ':')
			continue;
		return g_strchomp(eml_slice_dup(eml_slice_part(rest, 1, rest.len)));
	}
	return NULL;
}

gboolean
eml_mime_is_text(const EmlMimePart *part)
{
	return g_ascii_strncasecmp(part->type, "text/", 5) == 0;
}

static void
describe(EmlMimePart *self, const char *type, const char *encoding)
{
	self->type = type != NULL ? g_strstrip(g_strdup(type)) : g_strdup("text/plain");
	self->encoding = eml_mime_encoding_of(encoding);
	if (g_ascii_strncasecmp(self->type, "multipart/", 10) == 0)
		self->boundary = eml_text_parameter(self->type, "boundary");
}

/* TRUE if the line is a delimiter of that boundary (RFC 2046 section 5.1.1). */
static gboolean
is_delimiter(EmlSlice line, const char *boundary, gboolean *ret_last)
{
	const gsize len = strlen(boundary);
	EmlSlice rest;

	if (line.len < len + 2 || memcmp(line.data, "--", 2) != 0 ||
	    memcmp(line.data + 2, boundary, len) != 0)
		return FALSE;
	rest = eml_slice_strip(eml_slice_part(line, len + 2, line.len));
	*ret_last = rest.len == 2 && memcmp(rest.data, "--", 2) == 0;
	return rest.len == 0 || *ret_last;
}

static EmlSlice
without_line_end(EmlSlice text)
{
	return text.len >= 2 && text.data[text.len - 2] == '\r' && text.data[text.len - 1] == '\n'
		   ? eml_slice_part(text, 0, text.len - 2)
		   : text;
}

static void
add_part(GArray *parts, EmlSlice outer, guint depth)
{
	EmlMimePart part = {.depth = depth, .outer = outer};
	const gsize start = line_after(outer, 0);
	gsize at = start;
	gsize empty = outer.len;

	while (at < outer.len && empty == outer.len) {
		const gsize end = line_after(outer, at);

		if (eml_slice_strip(eml_slice_part(outer, at, end)).len == 0)
			empty = at;
		at = end;
	}
	part.header = eml_slice_part(outer, start, empty);
	part.body = eml_slice_part(outer, at, outer.len);
	g_autofree char *type = eml_mime_part_field(&part, "Content-Type");
	g_autofree char *encoding = eml_mime_part_field(&part, "Content-Transfer-Encoding");

	describe(&part, type, encoding);
	g_array_append_val(parts, part);
}

/* The parts right below part `parent`. */
static void
add_parts_of(GArray *parts, guint parent)
{
	const EmlMimePart whole = g_array_index(parts, EmlMimePart, parent);
	gsize start = G_MAXSIZE;
	gboolean last = FALSE;

	for (gsize at = 0; at < whole.body.len && !last && parts->len < EML_FORENSICS_MAX_PARTS;) {
		const gsize end = line_after(whole.body, at);

		if (is_delimiter(eml_slice_part(whole.body, at, end), whole.boundary, &last)) {
			if (start != G_MAXSIZE)
				add_part(parts,
					 without_line_end(eml_slice_part(whole.body, start, at)),
					 whole.depth + 1);
			start = at;
		}
		at = end;
	}
	if (start != G_MAXSIZE && !last && parts->len < EML_FORENSICS_MAX_PARTS)
		add_part(parts, without_line_end(eml_slice_part(whole.body, start, whole.body.len)),
			 whole.depth + 1);
}

/* Unfolded. */
static char *
message_field(const EmlMessage *message, const char *name)
{
	const gint field = eml_message_find(message, name, -1);
	g_autofree char *value =
	    field >= 0 ? eml_slice_dup(eml_message_field(message, (guint)field)->value) : NULL;
	g_auto(GStrv) lines = value != NULL ? g_strsplit_set(value, "\r\n", -1) : NULL;

	return lines != NULL ? g_strjoinv("", lines) : NULL;
}

GArray *
eml_mime_parts(const EmlMessage *message, EmlSlice body)
{
	GArray *parts = g_array_new(FALSE, TRUE, sizeof(EmlMimePart));
	EmlMimePart root = {.outer = body, .body = body};
	g_autofree char *type = message_field(message, "Content-Type");
	g_autofree char *encoding = message_field(message, "Content-Transfer-Encoding");

	g_array_set_clear_func(parts, part_clear);
	describe(&root, type, encoding);
	g_array_append_val(parts, root);
	for (guint i = 0; i < parts->len; i++) { /* at most EML_FORENSICS_MAX_PARTS */
		const EmlMimePart *part = &g_array_index(parts, EmlMimePart, i);

		if (part->boundary != NULL && part->boundary[0] != '\0' && part->depth < 8)
			add_parts_of(parts, i);
	}
	return parts;
}

static void
put(GByteArray *out, const char *bytes, gsize len)
{
	g_byte_array_append(out, (const guint8 *)bytes, (guint)len); /* of a body that is small */
}

static GByteArray *
decode_qp(EmlSlice text)
{
	GByteArray *out = g_byte_array_sized_new((guint)text.len);

	for (gsize i = 0; i < text.len; i++) {
		const char *at = text.data + i;
		const gsize left = text.len - i;
		gsize blanks = 1;

		if (*at != '=') {
			const gssize run = eml_slice_find(eml_slice_n(at, left), '=');

			put(out, at, run < 0 ? left : (gsize)run);
			i += (run < 0 ? left : (gsize)run) - 1;
			continue;
		}
		while (blanks < left && (at[blanks] == ' ' || at[blanks] == '\t'))
			blanks++;
		if (left >= 3 && g_ascii_isxdigit(at[1]) && g_ascii_isxdigit(at[2])) {
			const char byte =
			    (char)(g_ascii_xdigit_value(at[1]) * 16 + g_ascii_xdigit_value(at[2]));

			put(out, &byte, 1);
			i += 2;
		} else if (left >= blanks + 2 && at[blanks] == '\r' && at[blanks + 1] == '\n') {
			i += blanks + 1;
		} else if (blanks < left) {
			put(out, at, 1);
		}
	}
	return out;
}

static GByteArray *
decode_base64(EmlSlice text)
{
	GByteArray *out = g_byte_array_sized_new((guint)(text.len / 4 * 3 + 3));
	gint state = 0;
	guint save = 0;

	out->len = (guint)g_base64_decode_step(text.data, text.len, out->data, &state, &save);
	return out;
}

GByteArray *
eml_mime_decode(EmlEncoding encoding, EmlSlice text)
{
	GByteArray *out = NULL;

	if (encoding == EML_ENCODING_QP)
		return decode_qp(text);
	if (encoding == EML_ENCODING_BASE64)
		return decode_base64(text);
	out = g_byte_array_sized_new((guint)text.len);
	put(out, text.data, text.len);
	return out;
}

/* The characters that stand for this byte of a line. */
static gsize
qp_of(EmlSlice line, gsize i, const EmlQpStyle *style, char out[4])
{
	const guchar c = (guchar)line.data[i];
	const gboolean last = i + 1 == line.len;
	const EmlSlice rest = eml_slice_part(line, i, line.len);
	const gboolean odd =
	    style->careful && i == 0 &&
	    ((c == '.' && line.len == 1) || (rest.len > 4 && memcmp(rest.data, "From ", 5) == 0));

	if (c == '=' || c > 126 || (c < 32 && c != '\t') || odd ||
	    (last && (c == ' ' || c == '\t'))) {
		g_snprintf(out, 4, "=%02X", c);
		return 3;
	}
	out[0] = (char)c;
	return 1;
}

/* Breaks what is too long; `*column` counts the characters of the line so far. */
static void
put_qp_line(GByteArray *out, EmlSlice line, const EmlQpStyle *style)
{
	gsize column = 0;
	gsize blank = 0; /* where the last blank of this line ends in `out`, 0 = none */

	for (gsize i = 0; i < line.len; i++) {
		char text[4] = "";
		const gsize n = qp_of(line, i, style, text);
		const gsize room = i + 1 == line.len ? style->most : style->most - 1;

		if (column + n > room && style->at_blank && blank > 0) {
			g_autofree char *rest =
			    g_strndup((const char *)out->data + blank, out->len - blank);

			column = out->len - blank;
			g_byte_array_set_size(out, (guint)blank);
			put(out, "=\r\n", 3);
			put(out, rest, column);
			blank = 0;
		} else if (column + n > room) {
			put(out, "=\r\n", 3);
			column = 0;
			blank = 0;
		}
		put(out, text, n);
		column += n;
		if (text[0] == ' ')
			blank = out->len;
	}
}

GByteArray *
eml_mime_encode_qp(EmlSlice text, const EmlQpStyle *style)
{
	GByteArray *out = g_byte_array_sized_new((guint)text.len);

	for (gsize at = 0; at < text.len;) {
		const gsize end = line_after(text, at);
		const EmlSlice whole = eml_slice_part(text, at, end);
		const EmlSlice line = without_line_end(whole);

		put_qp_line(out, line, style);
		if (line.len < whole.len)
			put(out, "\r\n", 2);
		at = end;
	}
	return out;
}

GByteArray *
eml_mime_encode_base64(EmlSlice bytes, guint width)
{
	g_autofree char *text = g_base64_encode((const guchar *)bytes.data, bytes.len);
	const gsize len = strlen(text);
	GByteArray *out = g_byte_array_sized_new((guint)(len + len / width * 2 + 2));

	for (gsize at = 0; at < len; at += width) {
		if (at > 0)
			put(out, "\r\n", 2);
		put(out, text + at, MIN(width, len - at));
	}
	return out;
}
