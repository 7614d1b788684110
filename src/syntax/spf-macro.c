#include "syntax/spf-macro.h"

#include "base/limits.h"

/* One macro-expand. */
typedef struct {
	char letter;	  /* lower case; 0 where `literal` says it all */
	gboolean escaped; /* written in upper case: the value is URL-escaped */
	guint parts;	  /* right-hand parts to keep; 0 = all */
	gboolean reverse;
	EmlSlice delimiters; /* empty = the dot */
	const char *literal; /* what "%%", "%_" and "%-" stand for; static */
} Macro;

static const char letters[] = "slodipvh";
static const char explanation_letters[] = "crt";
static const char delimiters[] = ".-+,/_=";

static gboolean
is_one_of(const char *set, int byte)
{
	return byte > 0 && strchr(set, byte) != NULL;
}

/* macro-letter, section 7.1, with the restriction of section 7.2 */
static gboolean
take_macro_letter(EmlCursor *c, EmlSpfPlace place, Macro *macro)
{
	const int byte = eml_cursor_peek(c);
	const int lower = byte > 0 ? g_ascii_tolower((char)byte) : -1;

	if (!is_one_of(letters, lower) &&
	    (place != EML_SPF_IN_EXPLANATION || !is_one_of(explanation_letters, lower)))
		return FALSE;
	macro->letter = (char)lower;
	macro->escaped = lower != byte;
	c->at++;
	return TRUE;
}

/* transformers = *DIGIT [ "r" ], section 7.1; a written number is not zero (section 7.3) */
static gboolean
take_transformers(EmlCursor *c, Macro *macro)
{
	const gsize start = c->at;

	for (; g_ascii_isdigit(eml_cursor_peek(c)); c->at++) {
		const guint digit = (guint)(eml_cursor_peek(c) - '0');

		macro->parts = MIN(macro->parts * 10 + digit, EML_SPF_MAX_EXPANSION);
	}
	if (c->at > start && macro->parts == 0)
		return FALSE;
	macro->reverse = eml_cursor_take_ci(c, "r");
	return TRUE;
}

/* "%%" / "%_" / "%-", section 7.1 */
static gboolean
take_escape(EmlCursor *c, Macro *macro)
{
	static const struct {
		const char *written, *meant;
	} escapes[] = {{"%%", "%"}, {"%_", " "}, {"%-", "%20"}};

	for (gsize i = 0; i < G_N_ELEMENTS(escapes); i++) {
		if (eml_cursor_take_ci(c, escapes[i].written)) {
			macro->literal = escapes[i].meant;
			return TRUE;
		}
	}
	return FALSE;
}

/* macro-expand = ( "%{" macro-letter transformers *delimiter "}" ) / "%%" / "%_" / "%-",
 * section 7.1 */
static gboolean
take_macro_expand(EmlCursor *c, EmlSpfPlace place, Macro *ret_macro)
{
	EmlCursor ahead = *c;
	Macro macro = {0};

	if (eml_cursor_take_ci(&ahead, "%{")) {
		gsize start = 0;

		if (!take_macro_letter(&ahead, place, &macro) || !take_transformers(&ahead, &macro))
			return FALSE;
		start = ahead.at;
		while (is_one_of(delimiters, eml_cursor_peek(&ahead)))
			ahead.at++;
		macro.delimiters = eml_cursor_since(&ahead, start);
		if (!eml_cursor_take(&ahead, '}'))
			return FALSE;
	} else if (!take_escape(&ahead, &macro)) {
		return FALSE;
	}
	*c = ahead;
	*ret_macro = macro;
	return TRUE;
}

/* macro-literal = %x21-24 / %x26-7E, section 7.1: visible characters except "%" */
static gboolean
is_macro_literal(int byte)
{
	return byte >= 0x21 && byte <= 0x7e && byte != '%';
}

/* macro-string = *( macro-expand / macro-literal ), section 7.1. ret_tail: where the literals
 * behind the last macro begin. */
static void
skip_macro_string(EmlCursor *c, EmlSpfPlace place, gsize *ret_tail)
{
	Macro macro;

	*ret_tail = c->at;
	for (;;) {
		if (is_macro_literal(eml_cursor_peek(c)))
			c->at++;
		else if (take_macro_expand(c, place, &macro))
			*ret_tail = c->at;
		else
			return;
	}
}

gboolean
eml_spf_is_macro_string(EmlSlice text, gsize *reterr_at)
{
	EmlCursor c = eml_cursor(text);
	gsize tail = 0;

	skip_macro_string(&c, EML_SPF_IN_TERM, &tail);
	if (eml_cursor_at_end(&c))
		return TRUE;
	*reterr_at = c.at;
	return FALSE;
}

/* explain-string = *( macro-string / SP ), section 7.1 */
gboolean
eml_spf_is_explain_string(EmlSlice text, gsize *reterr_at)
{
	EmlCursor c = eml_cursor(text);
	gsize tail = 0;

	do
		skip_macro_string(&c, EML_SPF_IN_EXPLANATION, &tail);
	while (eml_cursor_take(&c, ' '));
	if (eml_cursor_at_end(&c))
		return TRUE;
	*reterr_at = c.at;
	return FALSE;
}

/* toplabel = ( *alphanum ALPHA *alphanum ) / ( 1*alphanum "-" *( alphanum / "-" ) alphanum ),
 * section 7.1: letters, digits and inner hyphens, but not digits alone */
static gboolean
is_toplabel(EmlSlice label)
{
	gboolean only_digits = TRUE;

	if (label.len == 0 || label.data[0] == '-' || label.data[label.len - 1] == '-')
		return FALSE;
	for (gsize i = 0; i < label.len; i++) {
		if (!g_ascii_isalnum(label.data[i]) && label.data[i] != '-')
			return FALSE;
		only_digits = only_digits && g_ascii_isdigit(label.data[i]);
	}
	return !only_digits;
}

/* domain-end = ( "." toplabel [ "." ] ) / macro-expand, section 7.1; tail = the literals behind the
 * last macro */
static gboolean
is_domain_end(EmlSlice tail)
{
	gsize start = 0;

	if (tail.len > 0 && tail.data[tail.len - 1] == '.')
		tail.len--;
	for (start = tail.len; start > 0 && tail.data[start - 1] != '.'; start--)
		;
	return start > 0 && is_toplabel(eml_slice_part(tail, start, tail.len));
}

/* domain-spec = macro-string domain-end, section 7.1 */
gboolean
eml_spf_is_domain_spec(EmlSlice text, gsize *reterr_at)
{
	EmlCursor c = eml_cursor(text);
	gsize tail = 0;

	skip_macro_string(&c, EML_SPF_IN_TERM, &tail);
	if (eml_cursor_at_end(&c) && text.len > 0 &&
	    (tail == text.len || is_domain_end(eml_slice_part(text, tail, text.len))))
		return TRUE;
	*reterr_at = c.at;
	return FALSE;
}

gboolean
eml_spf_macro_uses(EmlSlice text, char letter)
{
	EmlCursor c = eml_cursor(text);
	Macro macro;

	while (!eml_cursor_at_end(&c)) {
		if (!take_macro_expand(&c, EML_SPF_IN_EXPLANATION, &macro))
			c.at++;
		else if (macro.letter == letter)
			return TRUE;
	}
	return FALSE;
}

/* The parts of a value between the delimiters, section 7.3: leading, trailing and repeated
 * delimiters make empty parts. */
static GArray *
split_value(EmlSlice value, EmlSlice at)
{
	GArray *parts = g_array_new(FALSE, FALSE, sizeof(EmlSlice));
	gsize start = 0;

	if (at.len == 0)
		at = eml_slice(".");
	for (gsize i = 0; i <= value.len; i++) {
		if (i == value.len || eml_slice_find(at, value.data[i]) >= 0) {
			const EmlSlice part = eml_slice_part(value, start, i);

			g_array_append_val(parts, part);
			start = i + 1;
		}
	}
	return parts;
}

/* URL escaping of everything but the unreserved characters of RFC 3986 section 2.3 (RFC 7208
 * section 7.3) */
static void
append_escaped(GString *out, EmlSlice bytes)
{
	for (gsize i = 0; i < bytes.len; i++) {
		const char byte = bytes.data[i];

		if (g_ascii_isalnum(byte) || is_one_of("-._~", byte))
			g_string_append_c(out, byte);
		else
			g_string_append_printf(out, "%%%02X", (guint)(guchar)byte);
	}
}

static void
append_part(GString *out, const Macro *macro, EmlSlice part)
{
	if (macro->escaped)
		append_escaped(out, part);
	else
		g_string_append_len(out, part.data, (gssize)part.len);
}

/* Section 7.3: split, reverse, keep the right-hand parts, join with dots. Without transformers and
 * delimiters the value stays as it is. */
static void
append_value(GString *out, const Macro *macro, EmlSlice value)
{
	g_autoptr(GArray) parts = NULL;
	guint first = 0;

	if (macro->parts == 0 && !macro->reverse && macro->delimiters.len == 0) {
		append_part(out, macro, value);
		return;
	}
	parts = split_value(value, macro->delimiters);
	if (macro->parts > 0 && macro->parts < parts->len)
		first = parts->len - macro->parts;
	for (guint i = first; i < parts->len; i++) {
		const guint from = macro->reverse ? parts->len - 1 - i : i;

		if (i > first)
			g_string_append_c(out, '.');
		append_part(out, macro, g_array_index(parts, EmlSlice, from));
	}
}

/* One macro, or one literal byte. */
static gboolean
expand_one(EmlCursor *c, EmlSpfPlace place, const EmlSpfMacroValues *values, GString *out)
{
	const int byte = eml_cursor_peek(c);
	Macro macro;

	if (is_macro_literal(byte) || (byte == ' ' && place == EML_SPF_IN_EXPLANATION)) {
		g_string_append_c(out, (char)byte);
		c->at++;
		return TRUE;
	}
	if (!take_macro_expand(c, place, &macro))
		return FALSE;
	if (macro.literal != NULL) {
		g_string_append(out, macro.literal);
	} else {
		const EmlSlice value = values->value[macro.letter - 'a'];

		if (value.len > EML_SPF_MAX_EXPANSION)
			return FALSE;
		append_value(out, &macro, value);
	}
	return TRUE;
}

GString *
eml_spf_macro_expand(EmlSlice text, EmlSpfPlace place, const EmlSpfMacroValues *values)
{
	EmlCursor c = eml_cursor(text);
	GString *out = g_string_new(NULL);

	while (!eml_cursor_at_end(&c)) {
		if (!expand_one(&c, place, values, out) || out->len > EML_SPF_MAX_EXPANSION) {
			g_string_free(out, TRUE);
			return NULL;
		}
	}
	return out;
}
