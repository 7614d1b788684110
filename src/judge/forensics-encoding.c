/* The body written in another transfer encoding or another charset: each text is decoded and
 * encoded again in the ways that programs are known to write. */
#include "judge/forensics-body.h"
#include "judge/forensics-text.h"

#define MOST_SINGLE 8	/* parts that are also tried each alone */
#define MOST_DROPPED 40 /* lines taken off the end of a text in base64 */

/* One way of writing a text again. */
typedef struct {
	EmlEncoding to;
	EmlQpStyle qp;
	guint width;	     /* of base64 */
	gboolean line_feeds; /* the text inside base64 has line feeds alone */
	gint end;	     /* line ends added to (1) or taken off (-1) the text inside base64 */
	const char
	    *encoding; /* what Content-Transfer-Encoding of the part said; NULL: no such field */
	const char *charset; /* the text was in this one; NULL: the same */
	gboolean capitals;   /* of the charset's name */
} Recipe;

static const EmlQpStyle qp_styles[] = {
    {76, FALSE, FALSE}, {76, TRUE, FALSE},  {76, FALSE, TRUE},	{75, FALSE, FALSE},
    {73, FALSE, FALSE}, {72, FALSE, FALSE}, {74, FALSE, FALSE}, {73, TRUE, FALSE},
    {72, TRUE, FALSE},	{75, TRUE, FALSE},  {77, FALSE, FALSE}, {998, FALSE, FALSE},
};
static const guint widths[] = {76, 72, 64, 60};

static void
put(GByteArray *out, EmlSlice bytes)
{
	g_byte_array_append(out, (const guint8 *)bytes.data,
			    (guint)bytes.len); /* of a body that is small */
}

static EmlSlice
slice_of(const GByteArray *bytes)
{
	return eml_slice_n((const char *)bytes->data, bytes->len);
}

static GByteArray *
with_line_ends(EmlSlice text, const char *line_end)
{
	GByteArray *out = g_byte_array_sized_new((guint)text.len);

	for (gsize at = 0; at < text.len;) {
		const EmlSlice rest = eml_slice_part(text, at, text.len);
		const gssize lf = eml_slice_find(rest, '\n');
		gsize len = lf < 0 ? rest.len : (gsize)lf;

		at += lf < 0 ? len : len + 1;
		if (lf > 0 && rest.data[len - 1] == '\r')
			len--;
		put(out, eml_slice_part(rest, 0, len));
		if (lf >= 0)
			put(out, eml_slice(line_end));
	}
	return out;
}

/* The decoded text in the recipe's charset; NULL if that cannot write it. */
static GByteArray *
recoded(const EmlMimePart *part, const GByteArray *text, const Recipe *recipe)
{
	g_autofree char *now = eml_text_parameter(part->type, "charset");
	GByteArray *out = NULL;
	char *other = NULL;
	gsize len = 0;

	if (recipe->charset == NULL)
		return g_byte_array_ref((GByteArray *)text);
	other = eml_text_convert((const char *)text->data, text->len, recipe->charset,
				 now != NULL ? now : "us-ascii", &len);
	if (other == NULL)
		return NULL;
	out = g_byte_array_new_take((guint8 *)other, len);
	return out;
}

/* The body of the part as the recipe writes it; NULL if it cannot be. */
static GByteArray *
rewritten(const EmlMimePart *part, const Recipe *recipe)
{
	g_autoptr(GByteArray) decoded = eml_mime_decode(part->encoding, part->body);
	g_autoptr(GByteArray) text = recoded(part, decoded, recipe);
	g_autoptr(GByteArray) lines = NULL;

	if (text == NULL)
		return NULL;
	if (!eml_mime_is_text(part) && recipe->to == EML_ENCODING_BASE64)
		return eml_mime_encode_base64(slice_of(text), recipe->width);
	lines = with_line_ends(slice_of(text), recipe->line_feeds ? "\n" : "\r\n");
	if (recipe->to == EML_ENCODING_IDENTITY)
		return g_steal_pointer(&lines);
	if (recipe->to == EML_ENCODING_QP)
		return eml_mime_encode_qp(slice_of(lines), &recipe->qp);
	for (guint i = 0; i < (recipe->line_feeds ? 1U : 2U) && recipe->end < 0 && lines->len > 0;
	     i++)
		g_byte_array_set_size(lines, lines->len - 1);
	if (recipe->end > 0)
		put(lines, eml_slice(recipe->line_feeds ? "\n" : "\r\n"));
	return eml_mime_encode_base64(slice_of(lines), recipe->width);
}

static gboolean
find_field(EmlSlice header, const char *name, gsize *ret_from, gsize *ret_to)
{
	for (gsize at = 0; at < header.len;) {
		gsize end = at;

		do {
			const gssize lf =
			    eml_slice_find(eml_slice_part(header, end, header.len), '\n');

			end = lf < 0 ? header.len : end + (gsize)lf + 1;
		} while (end < header.len && (header.data[end] == ' ' || header.data[end] == '\t'));
		if (eml_slice_starts_with_ci(eml_slice_part(header, at, end), name)) {
			*ret_from = at;
			*ret_to = end;
			return TRUE;
		}
		at = end;
	}
	return FALSE;
}

/* The header of the part with its encoding and charset as the recipe says. */
static GByteArray *
rewritten_header(const EmlMimePart *part, const Recipe *recipe)
{
	GByteArray *out = g_byte_array_new();
	gsize from = 0;
	gsize to = 0;
	g_autofree char *line =
	    recipe->encoding != NULL
		? g_strdup_printf("Content-Transfer-Encoding: %s\r\n", recipe->encoding)
		: g_strdup("");

	if (recipe->to == part->encoding) {
		put(out, part->header);
	} else if (find_field(part->header, "Content-Transfer-Encoding:", &from, &to)) {
		put(out, eml_slice_part(part->header, 0, from));
		put(out, eml_slice(line));
		put(out, eml_slice_part(part->header, to, part->header.len));
	} else {
		put(out, part->header);
		put(out, eml_slice(line));
	}
	return out;
}

/* The charset's name in the header, where the old one stands. */
static void
rename_charset(GByteArray *header, const EmlMimePart *part, const Recipe *recipe)
{
	g_autofree char *now = eml_text_parameter(part->type, "charset");
	g_autofree char *lower = g_ascii_strdown(now != NULL ? now : "", -1);
	g_autofree char *text =
	    g_ascii_strdown(header->len > 0 ? (const char *)header->data : "", header->len);
	g_autofree char *name = NULL;
	const char *at = recipe->charset != NULL && lower[0] != '\0' ? strstr(text, lower) : NULL;
	gsize from = 0;

	if (at == NULL)
		return;
	from = (gsize)(at - text);
	name = recipe->capitals ? g_ascii_strup(recipe->charset, -1)
				: g_ascii_strdown(recipe->charset, -1);
	g_autofree char *rest = g_strndup((const char *)header->data + from + strlen(lower),
					  header->len - from - strlen(lower));

	g_byte_array_set_size(header, (guint)from);
	put(header, eml_slice(name));
	put(header, eml_slice(rest));
}

static gboolean
is_chosen(const EmlMimePart *part, guint index, gint only)
{
	if (part->boundary != NULL)
		return FALSE;
	return only >= 0 ? index == (guint)only : eml_mime_is_text(part);
}

/* The whole body with the chosen parts written by the recipe. FALSE if a part cannot be. */
static gboolean
cook(const EmlBodyTrial *self, const Recipe *recipe, gint only, GByteArray *out)
{
	gsize done = 0;

	for (guint i = 0; i < self->parts->len; i++) {
		const EmlMimePart *part = &g_array_index(self->parts, EmlMimePart, i);
		const gsize body = (gsize)(part->body.data - self->body.data);
		g_autoptr(GByteArray) text = NULL;

		if (!is_chosen(part, i, only) || body < done || body > self->body.len)
			continue;
		text = rewritten(part, recipe);
		if (text == NULL)
			return FALSE;
		if (part->depth > 0) {
			g_autoptr(GByteArray) header = rewritten_header(part, recipe);
			const gsize at = (gsize)(part->header.data - self->body.data);

			rename_charset(header, part, recipe);
			put(out, eml_slice_part(self->body, done, at));
			put(out, slice_of(header));
			put(out, eml_slice_part(self->body, at + part->header.len, body));
		}
		put(out, slice_of(text));
		done = body + part->body.len;
	}
	put(out, eml_slice_part(self->body, done, self->body.len));
	return TRUE;
}

static gboolean
try_recipe(EmlBodyTrial *self, const Recipe *recipe, gint only)
{
	g_autoptr(GByteArray) body = g_byte_array_sized_new((guint)self->body.len);

	return eml_body_may_rewrite(self) && cook(self, recipe, only, body) &&
	       !eml_slice_equal(slice_of(body), self->body) && eml_body_try(self, slice_of(body));
}

/* Every way of writing towards one encoding. */
static gboolean
each_way(EmlBodyTrial *self, Recipe recipe, gint only)
{
	static const char *const identity[] = {"8bit", "7bit", NULL};

	if (recipe.to == EML_ENCODING_IDENTITY) {
		for (gsize i = 0; i < (self->parts->len > 1 ? G_N_ELEMENTS(identity) : 1); i++) {
			recipe.encoding = identity[i];
			if (try_recipe(self, &recipe, only))
				return TRUE;
		}
		return FALSE;
	}
	recipe.encoding = recipe.to == EML_ENCODING_QP ? "quoted-printable" : "base64";
	if (recipe.to == EML_ENCODING_QP) {
		for (gsize i = 0; i < G_N_ELEMENTS(qp_styles); i++) {
			recipe.qp = qp_styles[i];
			if (try_recipe(self, &recipe, only))
				return TRUE;
		}
		return FALSE;
	}
	for (gsize i = 0; i < 6 * G_N_ELEMENTS(widths); i++) {
		recipe.width = widths[i / 6];
		recipe.line_feeds = i % 2 == 1;
		recipe.end = (gint)(i % 6 / 2) - 1;
		if (try_recipe(self, &recipe, only))
			return TRUE;
	}
	return FALSE;
}

static const char *
encoding_word(EmlEncoding encoding)
{
	static const char *const words[EML_ENCODING_LAST] = {
	    [EML_ENCODING_IDENTITY] = "7bit or 8bit",
	    [EML_ENCODING_QP] = "quoted-printable",
	    [EML_ENCODING_BASE64] = "base64",
	};

	return words[encoding];
}

/* The encoding that the chosen parts have now: of the first of them. */
static EmlEncoding
encoding_now(const EmlBodyTrial *self, gint only)
{
	for (guint i = 0; i < self->parts->len; i++) {
		const EmlMimePart *part = &g_array_index(self->parts, EmlMimePart, i);

		if (is_chosen(part, i, only))
			return part->encoding;
	}
	return EML_ENCODING_IDENTITY;
}

static gboolean
try_encodings(EmlBodyTrial *self, gint only)
{
	const EmlEncoding now = encoding_now(self, only);

	for (guint to = 0; to < EML_ENCODING_LAST; to++) {
		const Recipe recipe = {.to = (EmlEncoding)to};

		if (!each_way(self, recipe, only))
			continue;
		eml_cause_arg(
		    eml_cause_arg(eml_cause_arg(eml_body_cause(self, eml_mime_reencoded_cause(now)),
						"the body"),
				  encoding_word(recipe.to)),
		    encoding_word(now));
		return TRUE;
	}
	return FALSE;
}

/* A text in base64: lines off its end, encoded again as wide as it is. */
static gboolean
try_base64_footer(EmlBodyTrial *self, guint index)
{
	const EmlMimePart *part = &g_array_index(self->parts, EmlMimePart, index);
	g_autoptr(GByteArray) text = eml_mime_decode(part->encoding, part->body);
	const gsize from = (gsize)(part->body.data - self->body.data);
	const gssize width = eml_slice_find(part->body, '\r');
	gsize end = text->len;

	for (guint n = 0; n < MOST_DROPPED && end > 1 && eml_body_may_rewrite(self); n++) {
		for (end--; end > 0 && text->data[end - 1] != '\n';)
			end--;
		/* with its line end, and without: a text need not have one at its end */
		for (gsize less = 0; less < 3 && less < end; less++) {
			g_autoptr(GByteArray) whole = g_byte_array_sized_new((guint)self->body.len);
			g_autoptr(GByteArray) shorter = eml_mime_encode_base64(
			    eml_slice_n((const char *)text->data, end - less),
			    width > 0 ? (guint)width : 76);

			put(whole, eml_slice_part(self->body, 0, from));
			put(whole, slice_of(shorter));
			put(whole,
			    eml_slice_part(self->body, from + part->body.len, self->body.len));
			if (!eml_body_try_exact(self, slice_of(whole), eml_slice_n("", 0)))
				continue;
			eml_body_added(self, "list-footer",
				       eml_slice_part(slice_of(text), end, text->len));
			return TRUE;
		}
	}
	return FALSE;
}

gboolean
eml_body_encodings(EmlBodyTrial *self)
{
	if (try_encodings(self, -1))
		return TRUE;
	for (guint i = 0; i < MIN(self->parts->len, MOST_SINGLE) && self->parts->len > 1; i++)
		if (try_encodings(self, (gint)i))
			return TRUE;
	for (guint i = 0; i < MIN(self->parts->len, MOST_SINGLE); i++) {
		const EmlMimePart *part = &g_array_index(self->parts, EmlMimePart, i);

		if (part->encoding == EML_ENCODING_BASE64 && eml_mime_is_text(part) &&
		    try_base64_footer(self, i))
			return TRUE;
	}
	return FALSE;
}

/* The text came in another charset, in the encoding it has now or in any other. */
gboolean
eml_body_charsets(EmlBodyTrial *self)
{
	guint n = 0;
	const char *const *charsets = eml_mime_charsets(&n);
	const EmlEncoding now = encoding_now(self, -1);

	for (guint i = 0; i < 2 * EML_ENCODING_LAST * n && self->work.left > 0; i++) {
		const guint which = i % (2 * n);
		const guint to = (now + i / (2 * n)) % EML_ENCODING_LAST;
		const Recipe recipe = {.to = (EmlEncoding)to,
				       .charset = charsets[which / 2],
				       .capitals = which % 2 == 1};

		if (recipe.capitals && self->parts->len == 1)
			continue; /* the name is in the header of the message */
		if (!each_way(self, recipe, -1))
			continue;
		g_autofree char *was = g_ascii_strdown(recipe.charset, -1);

		eml_cause_arg(eml_cause_arg(eml_body_cause(self, "charset"), "the body"), was);
		return TRUE;
	}
	return FALSE;
}

/* The body was one part of what it is now, or had no such part. */
static gboolean
try_part(EmlBodyTrial *self, const EmlMimePart *part)
{
	const gsize from = (gsize)(part->outer.data - self->body.data);
	const gsize to = MIN(from + part->outer.len + 2, self->body.len);
	g_autofree char *type = g_strndup(part->type, strcspn(part->type, "; \t\r\n"));

	if (eml_body_try(self, part->body)) {
		eml_cause_arg(eml_cause_arg(eml_body_cause(self, "part-added"), "around the body"),
			      type);
		return TRUE;
	}
	if (!eml_body_try_exact(self, eml_slice_part(self->body, 0, from),
				eml_slice_part(self->body, to, self->body.len)))
		return FALSE;
	eml_cause_arg(eml_cause_arg(eml_body_cause(self, "part-added"), "to the body"), type);
	return TRUE;
}

/* The delimiter that the body has now: the first line that begins with "--" and comes again. */
static char *
delimiter_of(EmlSlice body)
{
	for (gsize at = 0; at < body.len;) {
		const EmlSlice rest = eml_slice_part(body, at, body.len);
		const gssize lf = eml_slice_find(rest, '\n');
		const gsize len = lf < 0 ? rest.len : (gsize)lf;
		const EmlSlice line = eml_slice_strip(eml_slice_part(rest, 0, len));

		if (line.len > 2 && line.len < 80 && memcmp(line.data, "--", 2) == 0 &&
		    line.data[2] != ' ') {
			g_autofree char *text = g_strdup_printf("\n%.*s", (int)line.len, line.data);

			if (strspn(text + 1, "-") < line.len &&
			    g_strstr_len(rest.data + len, (gssize)(rest.len - len), text) != NULL)
				return g_strndup(line.data + 2, line.len - 2);
		}
		at += len + 1;
	}
	return NULL;
}

/* Content-Type names a boundary that the body does not have. */
static gboolean
try_boundary(EmlBodyTrial *self)
{
	const EmlMimePart *root = &g_array_index(self->parts, EmlMimePart, 0);
	g_autofree char *now =
	    root->boundary != NULL && self->parts->len == 1 ? delimiter_of(self->body) : NULL;
	g_autoptr(GByteArray) out = g_byte_array_new();

	if (now == NULL || !eml_body_may_rewrite(self))
		return FALSE;
	for (gsize at = 0; at < self->body.len;) {
		const EmlSlice rest = eml_slice_part(self->body, at, self->body.len);
		const gboolean here = rest.len >= strlen(now) + 2 &&
				      memcmp(rest.data, "--", 2) == 0 &&
				      memcmp(rest.data + 2, now, strlen(now)) == 0;

		put(out, here ? eml_slice("--") : eml_slice_part(rest, 0, 1));
		if (here)
			put(out, eml_slice(root->boundary));
		at += here ? strlen(now) + 2 : 1;
	}
	if (!eml_body_try(self, slice_of(out)))
		return FALSE;
	eml_cause_arg(eml_cause_arg(eml_body_cause(self, "boundary"), root->boundary), now);
	return TRUE;
}

gboolean
eml_body_structure(EmlBodyTrial *self)
{
	for (guint i = 1; i < self->parts->len; i++)
		if (try_part(self, &g_array_index(self->parts, EmlMimePart, i)))
			return TRUE;
	return try_boundary(self);
}
