/* Changes of every line of a body: line ends, blanks, quoting of "From " and of dots. */
#include "judge/forensics-body.h"

#define LONG_LINE 900 /* bytes: from there on servers break lines */

/* Appends what the line was; line: without its line end. FALSE: there was no such line. */
typedef gboolean (*LineWas)(GByteArray *out, EmlSlice line, EmlSlice next);

static void
put(GByteArray *out, const char *bytes, gsize len)
{
	g_byte_array_append(out, (const guint8 *)bytes, (guint)len); /* of a body that is small */
}

static gboolean
starts_with(EmlSlice line, const char *text)
{
	return line.len >= strlen(text) && memcmp(line.data, text, strlen(text)) == 0;
}

static gboolean
has(EmlSlice line, char byte)
{
	return eml_slice_find(line, byte) >= 0;
}

static gboolean
keep(GByteArray *out, EmlSlice line)
{
	put(out, line.data, line.len);
	return TRUE;
}

static gboolean
without_end(GByteArray *out, EmlSlice line, EmlSlice next)
{
	(void)next;
	while (line.len > 0 && (line.data[line.len - 1] == ' ' || line.data[line.len - 1] == '\t'))
		line.len--;
	return keep(out, line);
}

/* The same but for lines that are nothing else than "-- " or marks of quoting and a blank. */
static gboolean
without_odd_end(GByteArray *out, EmlSlice line, EmlSlice next)
{
	EmlSlice rest = line;

	while (starts_with(rest, ">") || starts_with(rest, " "))
		rest = eml_slice_part(rest, 1, rest.len);
	if (rest.len == 0 || (line.len == 3 && starts_with(line, "-- ")))
		return keep(out, line);
	return without_end(out, line, next);
}

static gboolean
with_signature_blank(GByteArray *out, EmlSlice line, EmlSlice next)
{
	(void)next;
	keep(out, line);
	if (line.len == 2 && starts_with(line, "--"))
		put(out, " ", 1);
	return TRUE;
}

/* format=flowed (RFC 3676): a blank at the end of each line of a paragraph but the last. */
static gboolean
flowed(GByteArray *out, EmlSlice line, EmlSlice next)
{
	keep(out, line);
	if (line.len > 50 && next.len > 0 && line.data[line.len - 1] != ' ')
		put(out, " ", 1);
	return TRUE;
}

static gboolean
unstuffed(GByteArray *out, EmlSlice line, EmlSlice next)
{
	(void)next;
	return keep(out, starts_with(line, " ") ? eml_slice_part(line, 1, line.len) : line);
}

static gboolean
stuffed(GByteArray *out, EmlSlice line, EmlSlice next)
{
	(void)next;
	if (starts_with(line, " ") || starts_with(line, "From ") || starts_with(line, ">"))
		put(out, " ", 1);
	return keep(out, line);
}

static gboolean
tabs_expanded(GByteArray *out, EmlSlice line, EmlSlice next)
{
	(void)next;
	if (!has(line, '\t'))
		return keep(out, line);
	for (gsize i = 0; i < line.len; i++)
		put(out, line.data[i] == '\t' ? "        " : line.data + i,
		    line.data[i] == '\t' ? 8 : 1);
	return TRUE;
}

static gboolean
one_blank_for_tab(GByteArray *out, EmlSlice line, EmlSlice next)
{
	(void)next;
	if (!has(line, ' '))
		return keep(out, line);
	for (gsize i = 0; i < line.len; i++)
		put(out, line.data[i] == ' ' ? "\t" : line.data + i, 1);
	return TRUE;
}

static gboolean
tabs_made(GByteArray *out, EmlSlice line, gsize width)
{
	if (!has(line, ' '))
		return keep(out, line);
	for (gsize i = 0; i < line.len;) {
		const EmlSlice rest = eml_slice_part(line, i, line.len);
		const char *blanks = width == 8 ? "        " : "    ";

		if (starts_with(rest, blanks)) {
			put(out, "\t", 1);
			i += width;
			continue;
		}
		put(out, rest.data, 1);
		i++;
	}
	return TRUE;
}

static gboolean
eight_to_tab(GByteArray *out, EmlSlice line, EmlSlice next)
{
	(void)next;
	return tabs_made(out, line, 8);
}

static gboolean
four_to_tab(GByteArray *out, EmlSlice line, EmlSlice next)
{
	(void)next;
	return tabs_made(out, line, 4);
}

static gboolean
single_blanks(GByteArray *out, EmlSlice line, EmlSlice next)
{
	(void)next;
	if (!has(line, ' '))
		return keep(out, line);
	for (gsize i = 0; i < line.len; i++)
		if (line.data[i] != ' ' || i == 0 || line.data[i - 1] != ' ')
			put(out, line.data + i, 1);
	return TRUE;
}

static gboolean
from_unquoted(GByteArray *out, EmlSlice line, EmlSlice next)
{
	EmlSlice rest = line;

	(void)next;
	while (starts_with(rest, ">"))
		rest = eml_slice_part(rest, 1, rest.len);
	return keep(out, rest.len < line.len && starts_with(rest, "From ")
			     ? eml_slice_part(line, 1, line.len)
			     : line);
}

/* Only ">From ", as mboxo writes it: ">>From " stays. */
static gboolean
from_unquoted_once(GByteArray *out, EmlSlice line, EmlSlice next)
{
	(void)next;
	return keep(out, starts_with(line, ">From ") ? eml_slice_part(line, 1, line.len) : line);
}

static gboolean
from_quoted(GByteArray *out, EmlSlice line, EmlSlice next)
{
	(void)next;
	if (starts_with(line, "From "))
		put(out, ">", 1);
	return keep(out, line);
}

static gboolean
from_encoded(GByteArray *out, EmlSlice line, EmlSlice next)
{
	(void)next;
	if (!starts_with(line, "From "))
		return keep(out, line);
	put(out, "=46", 3);
	return keep(out, eml_slice_part(line, 1, line.len));
}

static gboolean
from_decoded(GByteArray *out, EmlSlice line, EmlSlice next)
{
	(void)next;
	if (!starts_with(line, "=46rom "))
		return keep(out, line);
	put(out, "F", 1);
	return keep(out, eml_slice_part(line, 3, line.len));
}

static gboolean
dots_unstuffed(GByteArray *out, EmlSlice line, EmlSlice next)
{
	(void)next;
	return keep(out, starts_with(line, "..") ? eml_slice_part(line, 1, line.len) : line);
}

static gboolean
dots_stuffed(GByteArray *out, EmlSlice line, EmlSlice next)
{
	(void)next;
	if (starts_with(line, "."))
		put(out, ".", 1);
	return keep(out, line);
}

/* ".line" became "line" where a server took off a dot too many: only a line that is "." alone ends
 * the message then, and is gone. */
static gboolean
dots_lost(GByteArray *out, EmlSlice line, EmlSlice next)
{
	(void)next;
	return keep(out, starts_with(line, ".") ? eml_slice_part(line, 1, line.len) : line);
}

static gboolean
cr_removed(GByteArray *out, EmlSlice line, EmlSlice next)
{
	(void)next;
	if (!has(line, '\r'))
		return keep(out, line);
	for (gsize i = 0; i < line.len; i++)
		if (line.data[i] != '\r')
			put(out, line.data + i, 1);
	return TRUE;
}

static gboolean
cr_made_line_end(GByteArray *out, EmlSlice line, EmlSlice next)
{
	(void)next;
	if (!has(line, '\r'))
		return keep(out, line);
	for (gsize i = 0; i < line.len; i++)
		put(out, line.data[i] == '\r' ? "\r\n" : line.data + i,
		    line.data[i] == '\r' ? 2 : 1);
	return TRUE;
}

static gboolean
doubled(GByteArray *out, EmlSlice line, EmlSlice next)
{
	(void)next;
	keep(out, line);
	put(out, "\r\n", 2);
	return TRUE;
}

static gboolean
without_empty(GByteArray *out, EmlSlice line, EmlSlice next)
{
	(void)next;
	return line.len > 0 && keep(out, line);
}

static const struct {
	const char *cause;
	const char *what;
	LineWas was;
} changes[] = {
    {"white-space", "the body: blanks at the end of lines", without_end},
    {"white-space", "the body: blanks at the end of lines", without_odd_end},
    {"white-space", "the body: the blank after the line --", with_signature_blank},
    {"white-space", "the body: blanks at the end of lines", flowed},
    {"white-space", "the body: a blank at the start of lines", unstuffed},
    {"white-space", "the body: a blank at the start of lines", stuffed},
    {"white-space", "the body: tabs", eight_to_tab},
    {"white-space", "the body: tabs", four_to_tab},
    {"white-space", "the body: tabs", tabs_expanded},
    {"white-space", "the body: tabs", one_blank_for_tab},
    {"white-space", "the body: blanks between words", single_blanks},
    {"line-ends", "a carriage return was added to lines", cr_removed},
    {"line-ends", "carriage returns alone were line ends", cr_made_line_end},
    {"line-ends", "empty lines were removed", doubled},
    {"line-ends", "empty lines were added", without_empty},
    {"from-quoting", ">From ", from_unquoted},
    {"from-quoting", ">From ", from_unquoted_once},
    {"from-quoting", "From ", from_quoted},
    {"from-quoting", "From ", from_encoded},
    {"from-quoting", "=46rom ", from_decoded},
    {"dot-stuffing", "..", dots_unstuffed},
    {"dot-stuffing", ".", dots_stuffed},
    {"dot-stuffing", ".", dots_lost},
};

/* The line that begins at `at` without its CRLF; *ret_after: where the next one begins. */
static EmlSlice
line_at(EmlSlice body, gsize at, gsize *ret_after)
{
	const EmlSlice rest = eml_slice_part(body, at, body.len);
	const gssize lf = eml_slice_find(rest, '\n');
	gsize len = lf < 0 ? rest.len : (gsize)lf;

	*ret_after = at + (lf < 0 ? rest.len : (gsize)lf + 1);
	if (lf > 0 && rest.data[len - 1] == '\r')
		len--;
	return eml_slice_part(rest, 0, len);
}

static GByteArray *
changed(EmlSlice body, LineWas was)
{
	GByteArray *out = g_byte_array_sized_new((guint)body.len);
	gsize at = 0;

	while (at < body.len) {
		gsize after = 0;
		gsize end = 0;
		const EmlSlice line = line_at(body, at, &after);
		const EmlSlice next =
		    after < body.len ? line_at(body, after, &end) : eml_slice_n("", 0);

		if (was(out, line, next))
			put(out, "\r\n", 2);
		at = after;
	}
	return out;
}

/* Every second line, if those between are all empty: line ends were doubled. */
static gboolean
try_halved(EmlBodyTrial *self)
{
	g_autoptr(GByteArray) out = g_byte_array_new();
	guint n = 0;

	if (!eml_body_may_rewrite(self))
		return FALSE;
	for (gsize at = 0; at < self->body.len; n++) {
		gsize after = 0;
		const EmlSlice line = line_at(self->body, at, &after);

		at = after;
		if (n % 2 == 1 && line.len > 0)
			return FALSE;
		if (n % 2 == 1)
			continue;
		keep(out, line);
		put(out, "\r\n", 2);
	}
	if (!eml_body_try(self, eml_slice_n((const char *)out->data, out->len)))
		return FALSE;
	eml_cause_arg(eml_body_cause(self, "line-ends"), "each was doubled");
	return TRUE;
}

/* Hashed with line feeds alone, by a signer that read a file. */
static gboolean
try_line_feeds(EmlBodyTrial *self)
{
	g_autoptr(GByteArray) canonical = NULL;
	g_autoptr(GByteArray) out = g_byte_array_new();

	if (!eml_body_may_rewrite(self))
		return FALSE;
	canonical = eml_body_canonical(self->sig->body_canon, self->body);

	for (guint i = 0; i < canonical->len; i++)
		if (canonical->data[i] != '\r' || i + 1 == canonical->len ||
		    canonical->data[i + 1] != '\n')
			g_byte_array_append(out, canonical->data + i, 1);
	if (!eml_body_matches(self, eml_slice_n((const char *)out->data, out->len)))
		return FALSE;
	eml_cause_arg(eml_body_cause(self, "line-ends"), "the signer hashed line feeds alone");
	return TRUE;
}

static gboolean
has_long_line(EmlSlice body)
{
	gsize after = 0;

	for (gsize at = 0; at < body.len; at = after)
		if (line_at(body, at, &after).len >= LONG_LINE)
			return TRUE;
	return FALSE;
}

/* Lines longer than servers take (RFC 5321 section 4.5.3.1.6) were broken: "!" and a blank by
 * sendmail, a blank by others. */
static gboolean
try_long_lines(EmlBodyTrial *self)
{
	static const char *const breaks[] = {"!\r\n ", "\r\n ", "\r\n", "!\r\n"};

	for (gsize i = 0; i < G_N_ELEMENTS(breaks) && has_long_line(self->body); i++) {
		g_autoptr(GByteArray) out = g_byte_array_sized_new((guint)self->body.len);
		gsize column = 0;
		gboolean any = FALSE;

		if (!eml_body_may_rewrite(self))
			return FALSE;
		for (gsize at = 0; at < self->body.len; at++) {
			const EmlSlice rest = eml_slice_part(self->body, at, self->body.len);

			if (column >= LONG_LINE && starts_with(rest, breaks[i])) {
				at += strlen(breaks[i]) - 1;
				column = 0;
				any = TRUE;
				continue;
			}
			column = rest.data[0] == '\n' ? 0 : column + 1;
			put(out, rest.data, 1);
		}
		if (any && eml_body_try(self, eml_slice_n((const char *)out->data, out->len))) {
			eml_cause_arg(eml_body_cause(self, "line-ends"), "long lines were broken");
			return TRUE;
		}
	}
	return FALSE;
}

/* An empty line at the top was lost. */
static gboolean
try_empty_line(EmlBodyTrial *self)
{
	g_autoptr(GByteArray) out = g_byte_array_new();

	for (guint n = 1; n <= 3; n++) {
		if (!eml_body_may_rewrite(self))
			return FALSE;
		g_byte_array_set_size(out, 0);
		for (guint i = 0; i < n; i++)
			put(out, "\r\n", 2);
		keep(out, self->body);
		if (!eml_body_try(self, eml_slice_n((const char *)out->data, out->len)))
			continue;
		eml_cause_arg(eml_body_cause(self, "white-space"),
			      "the body: empty lines at its start");
		return TRUE;
	}
	return FALSE;
}

/* The first line that differs, as it was and as it is. */
static void
show_difference(EmlCause *cause, EmlSlice before, EmlSlice after)
{
	gsize a = 0;
	gsize b = 0;

	while (a < before.len && b < after.len) {
		const EmlSlice was = line_at(before, a, &a);
		const EmlSlice is = line_at(after, b, &b);

		if (eml_slice_equal(was, is))
			continue;
		cause->before = eml_slice_dup(eml_slice_part(was, 0, 200));
		cause->after = eml_slice_dup(eml_slice_part(is, 0, 200));
		return;
	}
}

gboolean
eml_body_lines(EmlBodyTrial *self)
{
	for (gsize i = 0; i < G_N_ELEMENTS(changes) && eml_body_may_rewrite(self); i++) {
		g_autoptr(GByteArray) out = changed(self->body, changes[i].was);
		const EmlSlice before = eml_slice_n((const char *)out->data, out->len);

		if (eml_slice_equal(before, self->body) || !eml_body_try(self, before))
			continue;
		EmlCause *cause = eml_body_cause(self, changes[i].cause);

		eml_cause_arg(cause, changes[i].what);
		show_difference(cause, before, self->body);
		return TRUE;
	}
	return try_halved(self) || try_line_feeds(self) || try_long_lines(self) ||
	       try_empty_line(self);
}
