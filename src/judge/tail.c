#include "judge/tail.h"

#include "judge/forensics-mime.h"
#include "mail/meaning.h"
#include "mail/part-header.h"

#define SHOWN_COLUMNS 60

/* What is shown, and how it is written. */
typedef struct {
	EmlSlice text;
	EmlEncoding encoding;
	char *charset; /* owned; NULL: none is named */
	gboolean html;
} Shown;

gboolean
eml_tail_is_open(const EmlDkimResult *signature)
{
	return signature->tail_text != NULL;
}

static EmlSlice
take_line(EmlSlice *text)
{
	const gssize lf = eml_slice_find(*text, '\n');
	const gsize len = lf < 0 ? text->len : (gsize)lf + 1;
	const EmlSlice line = eml_slice_part(*text, 0, len);

	*text = eml_slice_part(*text, len, text->len);
	return line;
}

static void
describe(Shown *shown, const EmlPartHeader *header)
{
	const EmlMimeField *type = eml_part_header_type(header);
	const EmlMimeField *encoding = eml_part_header_encoding(header);
	const char *word = type != NULL && type->value != NULL ? type->value : "";

	g_free(shown->charset);
	shown->charset = type != NULL ? eml_mime_field_text(type, "charset") : NULL;
	shown->html = g_str_equal(word, "text/html");
	/* what stands behind the parts of a multipart is as it is */
	shown->encoding = eml_mime_encoding_of(
	    encoding != NULL && !g_str_has_prefix(word, "multipart/") ? encoding->value : NULL);
}

/* A delimiter line and the header behind it (RFC 2046 section 5.1.1): what is shown stands below
 * them. FALSE if it is none, or nothing follows. */
static gboolean
take_part_header(Shown *shown)
{
	EmlSlice rest = shown->text;
	const EmlSlice delimiter = eml_slice_strip(take_line(&rest));
	g_autoptr(EmlPartHeader) header = eml_part_header_new();

	if (!eml_slice_starts_with_ci(delimiter, "--") || delimiter.len == 2)
		return FALSE;
	while (rest.len > 0) {
		const EmlSlice line = take_line(&rest);

		if (eml_slice_strip(line).len == 0)
			break;
		eml_part_header_line(header, line);
	}
	eml_part_header_end(header);
	rest = eml_slice_strip(rest);
	if (rest.len == 0 || eml_part_header_broken(header))
		return FALSE;
	describe(shown, header);
	shown->text = rest;
	return TRUE;
}

/* Runs of white space become one blank, and so do tags of HTML: from '<' to '>', or to the end.
 * What could end the quotes around the words does not. */
static char *
flat(const char *text, gboolean html)
{
	GString *out = g_string_new(NULL);
	gboolean in_tag = FALSE;

	for (const char *c = text; *c != '\0'; c++) {
		const gboolean blank = strchr(" \t\r\n", *c) != NULL;

		in_tag = in_tag || (html && *c == '<');
		if (!in_tag && !blank)
			g_string_append_c(out, *c == '"' ? '\'' : *c);
		else if (out->len > 0 && out->str[out->len - 1] != ' ')
			g_string_append_c(out, ' ');
		in_tag = in_tag && *c != '>';
	}
	return g_string_free(out, FALSE);
}

static EmlPlain *
words_of(const char *text, gboolean html)
{
	g_autofree char *words = flat(text, html);
	g_autofree EmlPlain *plain = eml_plain(eml_slice_strip(eml_slice(words)));

	return eml_plain_cut(plain, SHOWN_COLUMNS);
}

EmlPlain *
eml_tail_words(const EmlMessage *message, const EmlDkimResult *signature)
{
	g_autoptr(EmlPartHeader) header = eml_part_header_of(message);
	gsize len = 0;
	const char *data = g_bytes_get_data(signature->tail_text, &len);
	Shown shown = {.text = eml_slice_n(data, len)};
	g_autoptr(GByteArray) decoded = NULL;
	g_autofree char *text = NULL;
	g_autofree char *as_it_stands = eml_slice_dup(shown.text);
	EmlPlain *words = NULL;

	describe(&shown, header);
	while (take_part_header(&shown))
		; /* ends: each takes a line */
	decoded = eml_mime_decode(shown.encoding, shown.text);
	text = eml_meaning_charset(eml_slice_n((const char *)decoded->data, decoded->len),
				   eml_slice(shown.charset));
	g_free(shown.charset);
	if (strstr(text, "\357\277\275") == NULL) /* U+FFFD: not what the header says */
		words = words_of(text, shown.html || *text == '<');
	if (words != NULL && *words != '\0')
		return words;
	g_free(words);
	return words_of(as_it_stands, FALSE); /* pictures alone, or no text at all */
}
