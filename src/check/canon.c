#include "check/canon.h"

/* Runs below this are gathered before they are written: a hash is given many bytes at a time. */
#define STAGE_BYTES 4096
#define SMALL_RUN 512

/* Where canonical bytes go. */
typedef struct {
	EmlCanonWrite write;
	gpointer data;
	gsize used;
	char bytes[STAGE_BYTES];
} Stage;

static void
stage_flush(Stage *self)
{
	if (self->used > 0)
		self->write(eml_slice_n(self->bytes, self->used), self->data);
	self->used = 0;
}

static void
stage_put(Stage *self, const char *data, gsize len)
{
	if (len == 0)
		return;
	if (len > STAGE_BYTES - self->used || len > SMALL_RUN)
		stage_flush(self);
	if (len > SMALL_RUN) {
		self->write(eml_slice_n(data, len), self->data);
		return;
	}
	memcpy(self->bytes + self->used, data, len);
	self->used += len;
}

static gboolean
is_wsp(char c)
{
	return c == ' ' || c == '\t';
}

/* The first byte in [at, end) up to ' ' (SP, HTAB and the other control characters), or end. Eight
 * bytes at a time: a byte below 0x21 borrows from its high bit. A false hit above a real one does
 * no harm, since the loop behind looks again. */
static const char *
find_low_byte(const char *at, const char *end)
{
	const guint64 ones = G_GUINT64_CONSTANT(0x0101010101010101);

	while (end - at >= 8) {
		guint64 word = 0;

		memcpy(&word, at, sizeof(word));
		if (((word - ones * 0x21) & ~word & ones * 0x80) != 0)
			break;
		at += 8;
	}
	while (at < end && (guchar)*at > ' ')
		at++;
	return at;
}

/* The first WSP in [at, end) that relaxed canonicalization changes or that may be at the end of a
 * line: HTAB, and SP before another WSP or the end. A single SP between other bytes stays as it is.
 */
static const char *
find_odd_wsp(const char *at, const char *end)
{
	while ((at = find_low_byte(at, end)) < end) {
		if (*at == '\t' || (*at == ' ' && (end - at == 1 || is_wsp(at[1]))))
			return at;
		at++;
	}
	return end;
}

struct EmlCanonBody {
	Stage stage;
	gboolean relaxed;
	gboolean any;	 /* something was written */
	gboolean cr;	 /* the last piece ended with a CR of which it is not known what it is */
	gboolean wsp;	 /* relaxed: WSP in front of what comes next in this line */
	gsize line_ends; /* line ends that are written only if something follows */
	/* Bytes of the piece at hand that are canonical as they stand, not yet written: [run,
	 * run_end). `exact` says that what stands between run_end and the reading position is what
	 * wsp and line_ends would write. */
	const char *run, *run_end;
	gboolean exact;
};

EmlCanonBody *
eml_canon_body_new(EmlCanon canon, EmlCanonWrite write, gpointer data)
{
	EmlCanonBody *self = g_new0(EmlCanonBody, 1);

	self->stage.write = write;
	self->stage.data = data;
	self->relaxed = canon == EML_CANON_RELAXED;
	return self;
}

void
eml_canon_body_free(EmlCanonBody *self)
{
	g_free(self);
}

static void
flush_run(EmlCanonBody *self)
{
	if (self->run < self->run_end)
		stage_put(&self->stage, self->run, (gsize)(self->run_end - self->run));
	self->run = self->run_end = NULL;
	self->exact = FALSE;
}

static void
put_line_ends(EmlCanonBody *self)
{
	static const char crlfs[] =
	    "\r\n\r\n\r\n\r\n\r\n\r\n\r\n\r\n\r\n\r\n\r\n\r\n\r\n\r\n\r\n\r\n";
	const gsize most = (sizeof(crlfs) - 1) / 2;

	while (self->line_ends > 0) {
		const gsize n = MIN(self->line_ends, most);

		stage_put(&self->stage, crlfs, 2 * n);
		self->line_ends -= n;
	}
}

/* Content [from, to) of a line, as it stands. */
static void
put_content(EmlCanonBody *self, const char *from, const char *to)
{
	self->any = TRUE;
	if (self->exact) {
		self->line_ends = 0;
	} else {
		flush_run(self);
		put_line_ends(self);
		if (self->wsp)
			stage_put(&self->stage, " ", 1);
		self->run = from;
	}
	self->wsp = FALSE;
	self->run_end = to;
	self->exact = TRUE;
}

static void
put_line_end(EmlCanonBody *self, gboolean crlf)
{
	if (self->wsp || !crlf)
		self->exact = FALSE;
	self->wsp = FALSE; /* "Ignore all whitespace at the end of lines" */
	self->line_ends++;
}

/* "Reduce all sequences of WSP within a line to a single SP character" */
static void
put_relaxed(EmlCanonBody *self, const char *at, const char *end)
{
	while (self->wsp && at < end && is_wsp(*at)) /* more of what the last piece ended with */
		at++;
	while (at < end) {
		const char *odd = find_odd_wsp(at, end);
		const char *after = odd;

		if (odd > at)
			put_content(self, at, odd);
		while (after < end && is_wsp(*after))
			after++;
		if (after > odd) {
			self->exact = self->exact && after - odd == 1 && *odd == ' ';
			self->wsp = TRUE;
		}
		at = after;
	}
}

static void
put_line(EmlCanonBody *self, const char *at, const char *end)
{
	if (self->relaxed)
		put_relaxed(self, at, end);
	else if (at < end)
		put_content(self, at, end);
}

/* The CR that the last piece ended with, now that the next byte is there. */
static void
settle_cr(EmlCanonBody *self, EmlSlice *piece)
{
	if (!self->cr)
		return;
	self->cr = FALSE;
	if (piece->data[0] == '\n') {
		put_line_end(self, TRUE);
		piece->data++;
		piece->len--;
		return;
	}
	put_content(self, "\r", &"\r"[1]);
	flush_run(self);
}

void
eml_canon_body_feed(EmlCanonBody *self, EmlSlice piece)
{
	const char *at = NULL;
	const char *end = NULL;

	if (piece.len == 0)
		return;
	settle_cr(self, &piece);
	at = piece.data;
	end = piece.data + piece.len;
	while (at < end) {
		const char *lf = memchr(at, '\n', (gsize)(end - at));
		const char *line_end = lf != NULL ? lf : end;
		const gboolean cr = line_end > at && line_end[-1] == '\r';

		put_line(self, at, cr ? line_end - 1 : line_end);
		if (lf != NULL)
			put_line_end(self, cr);
		else
			self->cr = cr;
		at = lf != NULL ? lf + 1 : end;
	}
	flush_run(self);
}

void
eml_canon_body_finish(EmlCanonBody *self)
{
	if (self->cr) {
		self->cr = FALSE;
		put_content(self, "\r", &"\r"[1]);
		flush_run(self);
	}
	/* simple: "*CRLF at the end of the body" is one CRLF, also where there is none; relaxed:
	 * only if there is a body */
	self->wsp = FALSE;
	self->line_ends = self->any || !self->relaxed ? 1 : 0;
	put_line_ends(self);
	stage_flush(&self->stage);
}

/* "Unfold all header field continuation lines", "Convert all sequences of one or more WSP
 * characters to a single SP", "Delete all WSP characters at the end of each unfolded header field
 * value" and around the colon. `wsp`: WSP came before; -1 where nothing was written yet. */
static void
put_relaxed_value(Stage *stage, EmlSlice value, int *wsp)
{
	const char *at = value.data;
	const char *end = value.len > 0 ? value.data + value.len : at;

	while (at < end) {
		const char *from = at;
		const gboolean line_end =
		    *at == '\n' || (*at == '\r' && end - at > 1 && at[1] == '\n');

		if (line_end || is_wsp(*at)) {
			*wsp = *wsp < 0 || (line_end && *wsp == 0) ? *wsp : 1;
			at += line_end && *at == '\r' ? 2 : 1;
			continue;
		}
		if (*at == '\r')
			at++; /* a lone CR is content */
		while (at < end && *at != '\r' && *at != '\n' && !is_wsp(*at))
			at++;
		if (*wsp == 1)
			stage_put(stage, " ", 1);
		*wsp = 0;
		stage_put(stage, from, (gsize)(at - from));
	}
}

static void
put_lower_name(Stage *stage, EmlSlice name)
{
	name = eml_slice_strip(name);
	for (gsize i = 0; i < name.len; i++) {
		const char c = g_ascii_tolower(name.data[i]);

		stage_put(stage, &c, 1);
	}
}

/* As it stands, but with CRLF for LF. */
static void
put_simple(Stage *stage, EmlSlice text)
{
	gssize lf = 0;

	while ((lf = eml_slice_find(text, '\n')) >= 0) {
		const gsize n = (gsize)lf; /* not negative here */

		stage_put(stage, text.data, n > 0 && text.data[n - 1] == '\r' ? n - 1 : n);
		stage_put(stage, "\r\n", 2);
		text = eml_slice_part(text, n + 1, text.len);
	}
	stage_put(stage, text.data, text.len);
}

static void
put_field(Stage *stage, EmlCanon canon, EmlSlice name, EmlSlice before, EmlSlice after)
{
	int wsp = -1;

	if (canon == EML_CANON_SIMPLE) {
		put_simple(stage, name);
		stage_put(stage, ":", 1);
		put_simple(stage, before);
		put_simple(stage, after);
		return;
	}
	put_lower_name(stage, name);
	stage_put(stage, ":", 1);
	put_relaxed_value(stage, before, &wsp);
	put_relaxed_value(stage, after, &wsp);
}

void
eml_canon_field(EmlCanon canon, const EmlField *field, EmlCanonWrite write, gpointer data)
{
	Stage stage = {.write = write, .data = data};

	put_field(&stage, canon, field->name, field->value, (EmlSlice){NULL, 0});
	stage_put(&stage, "\r\n", 2);
	stage_flush(&stage);
}

void
eml_canon_field_without(
    EmlCanon canon, const EmlField *field, gsize from, gsize to, EmlCanonWrite write, gpointer data)
{
	Stage stage = {.write = write, .data = data};

	put_field(&stage, canon, field->name, eml_slice_part(field->value, 0, from),
		  eml_slice_part(field->value, to, field->value.len));
	stage_flush(&stage);
}
