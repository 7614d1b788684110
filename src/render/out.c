#include "render/out.h"

#include "base/error.h"

#include <errno.h>

struct EmlOut {
	FILE *stream;
	gboolean color, utf8;
	guint columns;
	int trouble; /* errno of the first write that failed, 0 = none */
};

#define PLAIN "\033[0m"

static const struct {
	const char *color; /* SGR of the 16-color set: readable on dark and on light */
	const char *utf8, *ascii;
} tones[EML_TONE_LAST] = {
    [EML_TONE_PLAIN] = {"", " ", " "},	       [EML_TONE_GOOD] = {"\033[32m", "✓", "+"},
    [EML_TONE_NOTE] = {"\033[36m", "·", "."},  [EML_TONE_WARN] = {"\033[35m", "!", "!"},
    [EML_TONE_BAD] = {"\033[1;31m", "✗", "x"},
};

const char *
eml_tone_sign(EmlTone tone, gboolean utf8)
{
	g_return_val_if_fail(tone < EML_TONE_LAST, "");
	return utf8 ? tones[tone].utf8 : tones[tone].ascii;
}

static const EmlTone result_tones[EML_RESULT_LAST] = {
    [EML_RESULT_NONE] = EML_TONE_NOTE,	    [EML_RESULT_PASS] = EML_TONE_GOOD,
    [EML_RESULT_FAIL] = EML_TONE_BAD,	    [EML_RESULT_SOFTFAIL] = EML_TONE_WARN,
    [EML_RESULT_POLICY] = EML_TONE_WARN,    [EML_RESULT_NEUTRAL] = EML_TONE_WARN,
    [EML_RESULT_TEMPERROR] = EML_TONE_WARN, [EML_RESULT_PERMERROR] = EML_TONE_BAD,
};

EmlTone
eml_tone_of_result(EmlResult result)
{
	return result < EML_RESULT_LAST ? result_tones[result] : EML_TONE_NOTE;
}

EmlTone
eml_tone_of_information(EmlResult result)
{
	return MIN(eml_tone_of_result(result), EML_TONE_WARN);
}

EmlTone
eml_tone_of_signature(const EmlDkimResult *signature)
{
	if (!signature->counts)
		return EML_TONE_NOTE;
	if (signature->result == EML_RESULT_LAST && signature->body_hash == EML_HALF_MISMATCH)
		return EML_TONE_BAD;
	if (signature->result == EML_RESULT_PASS && signature->tail_text != NULL)
		return EML_TONE_WARN; /* not of all that is read */
	return eml_tone_of_result(signature->result);
}

EmlOut *
eml_out_new(FILE *stream, gboolean color, gboolean utf8, guint columns)
{
	EmlOut *self = g_new0(EmlOut, 1);

	self->stream = stream;
	self->color = color;
	self->utf8 = utf8;
	self->columns = columns > 0 ? columns : 80;
	return self;
}

void
eml_out_free(EmlOut *self)
{
	g_free(self);
}

guint
eml_out_columns(const EmlOut *self)
{
	return self->columns;
}

static void
put(EmlOut *self, const char *text)
{
	if (self->trouble == 0 && fputs(text, self->stream) == EOF)
		self->trouble = errno != 0 ? errno : EIO;
}

/* The only way out: a control character that is left after safe-text is a defect, and still does
 * not get through. */
static void
put_plain(EmlOut *self, const char *text)
{
	g_autofree char *ascii = NULL;

	for (const char *c = text; *c != '\0'; c++)
		g_return_if_fail((guchar)*c >= ' ' && *c != 0x7f);
	if (!self->utf8) {
		ascii = g_str_to_ascii(text, "C");
		text = ascii;
	}
	put(self, text);
}

void
eml_out_plain(EmlOut *self, const EmlPlain *text)
{
	put_plain(self, text);
}

static void
colored(EmlOut *self, const char *sgr, const char *text)
{
	const gboolean on = self->color && *sgr != '\0';

	if (on)
		put(self, sgr);
	put_plain(self, text);
	if (on)
		put(self, PLAIN);
}

void
eml_out_toned(EmlOut *self, EmlTone tone, const EmlPlain *text)
{
	g_return_if_fail(tone < EML_TONE_LAST);
	colored(self, tones[tone].color, text);
}

void
eml_out_bold(EmlOut *self, const EmlPlain *text)
{
	colored(self, "\033[1m", text);
}

void
eml_out_dim(EmlOut *self, const EmlPlain *text)
{
	colored(self, "\033[2m", text);
}

void
eml_out_sign(EmlOut *self, EmlTone tone)
{
	colored(self, tones[tone].color, eml_tone_sign(tone, self->utf8));
}

void
eml_out_pad(EmlOut *self, guint columns)
{
	while (columns-- > 0)
		put(self, " ");
}

void
eml_out_cell(EmlOut *self, EmlTone tone, const EmlPlain *text, guint columns)
{
	g_autofree EmlPlain *cut = eml_plain_cut(text, columns);
	const guint width = eml_plain_width(cut);

	eml_out_toned(self, tone, cut);
	eml_out_pad(self, columns > width ? columns - width : 0);
}

static void
break_line(EmlOut *self, guint indent)
{
	put(self, "\n");
	eml_out_pad(self, indent);
}

/* The word, in pieces where it is wider than a line; returns the columns of the last. */
static guint
put_word(EmlOut *self, const EmlPlain *word, guint indent, guint limit)
{
	g_autofree EmlPlain *piece = eml_plain_start(word, limit - indent);

	while (strlen(piece) < strlen(word)) {
		put_plain(self, piece);
		break_line(self, indent);
		word += strlen(piece);
		g_free(piece);
		piece = eml_plain_start(word, limit - indent);
	}
	put_plain(self, piece);
	return eml_plain_width(piece);
}

void
eml_out_wrapped(EmlOut *self, const EmlPlain *text, guint indent, guint used)
{
	g_auto(GStrv) words = g_strsplit(text, " ", -1);
	const guint limit = MAX(self->columns, indent + 20);
	guint at = used;

	eml_out_pad(self, indent > used ? indent - used : 0);
	at = MAX(at, indent);
	for (guint i = 0; words[i] != NULL; i++) {
		const guint width = eml_plain_width(words[i]);

		if (*words[i] == '\0')
			continue;
		if (at > indent && at + 1 + width > limit) {
			break_line(self, indent);
			at = indent;
		} else if (at > indent) {
			put(self, " ");
			at++;
		}
		at += put_word(self, words[i], indent, limit);
	}
	put(self, "\n");
}

void
eml_out_newline(EmlOut *self)
{
	put(self, "\n");
}

gboolean
eml_out_finish(EmlOut *self, GError **error)
{
	if (self->trouble == 0 && fflush(self->stream) != 0)
		self->trouble = errno;
	if (self->trouble == 0)
		return TRUE;
	g_set_error(error, EML_ERROR, EML_ERROR_IO, "cannot write the report: %s",
		    g_strerror(self->trouble));
	return FALSE;
}
