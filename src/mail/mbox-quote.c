#include "mail/mbox-quote.h"

#define FROM_LEN 5 /* of "From " */

static const char from[] = "From ";

struct EmlMboxQuote {
	EmlMboxHabit habit;
	EmlMboxWrite write;
	gpointer data;
	gboolean at_start; /* all since the last line end is `marks` and `letters` */
	guint64 marks;	   /* ">" held back */
	gsize letters;	   /* of "From " held back */
	gboolean changed;  /* a mark was taken away */
};

EmlMboxQuote *
eml_mbox_quote_new(EmlMboxHabit habit, EmlMboxWrite write, gpointer data)
{
	EmlMboxQuote *self = g_new0(EmlMboxQuote, 1);

	self->habit = habit;
	self->write = write;
	self->data = data;
	self->at_start = TRUE;
	return self;
}

void
eml_mbox_quote_free(EmlMboxQuote *self)
{
	g_free(self);
}

static void
put(EmlMboxQuote *self, EmlSlice bytes)
{
	if (bytes.len > 0)
		self->write(bytes, self->data);
}

/* Writes what was held back; `quoted`: it is a whole "From " behind marks. */
static void
release(EmlMboxQuote *self, gboolean quoted)
{
	static const char row[] = ">>>>>>>>>>>>>>>>>>>>>>>>>>>>>>>>";

	if (quoted && self->marks > 0 && (self->habit == EML_MBOX_EVERY || self->marks == 1)) {
		self->marks--;
		self->changed = TRUE;
	}
	while (self->marks > 0) {
		const gsize n = (gsize)MIN(self->marks, sizeof row - 1);

		put(self, eml_slice_n(row, n));
		self->marks -= n;
	}
	put(self, eml_slice_n(from, self->letters));
	self->letters = 0;
	self->at_start = FALSE;
}

/* Holds back what may be the quoted beginning of a line; gives how many bytes that took. */
static gsize
take_start(EmlMboxQuote *self, EmlSlice piece)
{
	gsize at = 0;

	for (; at < piece.len && self->at_start; at++) {
		if (piece.data[at] == '>' && self->letters == 0)
			self->marks++;
		else if (piece.data[at] == from[self->letters])
			self->letters++;
		else
			break;
		if (self->letters == FROM_LEN)
			release(self, TRUE);
	}
	if (at < piece.len && self->at_start)
		release(self, FALSE);
	return at;
}

void
eml_mbox_quote_feed(EmlMboxQuote *self, EmlSlice piece)
{
	while (piece.len > 0) {
		gsize end = take_start(self, piece);
		gssize lf = 0;

		piece = eml_slice_part(piece, end, piece.len);
		lf = eml_slice_find(piece, '\n');
		end = lf < 0 ? piece.len : (gsize)lf + 1;
		put(self, eml_slice_part(piece, 0, end));
		self->at_start = self->at_start || lf >= 0;
		piece = eml_slice_part(piece, end, piece.len);
	}
}

void
eml_mbox_quote_finish(EmlMboxQuote *self)
{
	release(self, FALSE);
}

static void
ignore(EmlSlice bytes, gpointer data)
{
	(void)bytes;
	(void)data;
}

gboolean
eml_mbox_is_quoted(const EmlMessage *message)
{
	g_autoptr(EmlMboxQuote) quote = eml_mbox_quote_new(EML_MBOX_EVERY, ignore, NULL);
	g_autoptr(EmlBodyReader) body = NULL;
	EmlSlice piece = {NULL, 0};

	if (!g_strv_contains(eml_message_anomalies(message), "mbox-from-line"))
		return FALSE;
	body = eml_body_reader_new(message);
	while (!quote->changed && eml_body_reader_next(body, &piece))
		eml_mbox_quote_feed(quote, piece);
	return quote->changed;
}
