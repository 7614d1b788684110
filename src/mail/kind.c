#include "mail/kind.h"

#include "base/error.h"
#include "base/limits.h"
#include "base/safe-text.h"

#define LEAST_UTF_16 8	 /* bytes that tell UTF-16 without its mark */
#define MOST_UTF_16 64	 /* bytes looked at for that */
#define SHOWN_COLUMNS 40 /* of a line that is named */

static gboolean
refuse(GError **error, const char *sentence)
{
	g_set_error_literal(error, EML_ERROR, EML_ERROR_DATA, sentence);
	return FALSE;
}

/* How files begin that people take for messages, or save in their place. */
static const struct {
	const char *magic;
	gsize len;
	const char *sentence;
} magics[] = {
#define MAGIC(bytes) bytes, sizeof bytes - 1
#define ARCHIVE "Unpack it, and open the .eml file that is in it."
#define SHOWN "If it shows a message, save that message itself as .eml, and open it."
    {MAGIC("\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"),
     "This is an Outlook .msg file. It is not the original message, so DKIM cannot be verified. "
     "Save the message as .eml, or paste its header fields."},
    {MAGIC("PK\x03\x04"), "This is a ZIP archive, or an Office document. " ARCHIVE},
    {MAGIC("PK\x05\x06"), "This is a ZIP archive with nothing in it. Save the message again."},
    {MAGIC("7z\xbc\xaf\x27\x1c"), "This is a 7z archive. " ARCHIVE},
    {MAGIC("Rar!\x1a\x07"), "This is a RAR archive. " ARCHIVE},
    {MAGIC("BZh"), "This file is packed by bzip2. " ARCHIVE},
    {MAGIC("\xfd\x37zXZ\x00"), "This file is packed by xz. " ARCHIVE},
    {MAGIC("\x28\xb5\x2f\xfd"), "This file is packed by zstd. " ARCHIVE},
    {MAGIC("!BDN"), "This is an Outlook data file. Open it in Outlook, and save the message that "
		    "you mean as .eml."},
    {MAGIC("\x78\x9f\x3e\x22"), "This is a winmail.dat, which Outlook put into a message. Save the "
				"message itself as .eml, and open that."},
    {MAGIC("SQLite format 3"), "This is a database. Open it in your mail program, and save the "
			       "message that you mean as .eml."},
    {MAGIC("bplist00"), "This is a property list of Apple, perhaps a saved web page. " SHOWN},
    {MAGIC("%PDF-"), "This is a PDF file. " SHOWN},
    {MAGIC("{\\rtf"), "This is an RTF document. " SHOWN},
    {MAGIC("\x89PNG"), "This is a picture. " SHOWN},
    {MAGIC("\xff\xd8\xff"), "This is a picture. " SHOWN},
    {MAGIC("GIF8"), "This is a picture. " SHOWN},
    {MAGIC("\x7f"
	   "ELF"),
     "This is a program. Give the name of a message."},
};

/* Takes the line from the text, without its line end. */
static EmlSlice
take_line(EmlSlice *text)
{
	const gssize lf = eml_slice_find(*text, '\n');
	const gsize len = lf < 0 ? text->len : (gsize)lf;
	const EmlSlice line = eml_slice_part(*text, 0, len);

	*text = eml_slice_part(*text, len + 1, text->len);
	return line;
}

/* Names without which nothing is a message, and beginnings of such names. What other texts have,
 * too ("Status", "Priority", "User-Agent"), is no sign of mail. */
static gboolean
is_mail_name(EmlSlice name)
{
	static const char *const names[] = {
	    "From",	    "To",	   "Cc",	   "Bcc",
	    "Date",	    "Subject",	   "Sender",	   "Reply-To",
	    "Message-ID",   "In-Reply-To", "References",   "Return-Path",
	    "Delivered-To", "Envelope-To", "MIME-Version", "Errors-To",
	};
	static const char *const beginnings[] = {
	    "X-",   "Content-",	  "Resent-", "List-", "Received", "Authentication-Results",
	    "DKIM", "DomainKey-", "ARC-",
	};
	const EmlSlice word = eml_slice_strip(name);

	for (gsize i = 0; i < G_N_ELEMENTS(names); i++)
		if (eml_slice_equal_ci(word, eml_slice(names[i])))
			return TRUE;
	for (gsize i = 0; i < G_N_ELEMENTS(beginnings); i++)
		if (eml_slice_starts_with_ci(word, beginnings[i]))
			return TRUE;
	return FALSE;
}

static gboolean
is_mail_line(EmlSlice line)
{
	const gssize colon = eml_slice_find(line, ':');

	return colon > 0 && !g_ascii_isspace(line.data[0]) &&
	       is_mail_name(eml_slice_part(line, 0, (gsize)colon));
}

/* A top-level tag, a comment or a declaration, or what a web server puts before them: no header
 * field begins so. */
static gboolean
is_markup(EmlSlice line)
{
	const EmlSlice text = eml_slice_strip(line);

	if (eml_slice_starts_with_ci(text, "HTTP/"))
		return TRUE;
	return text.len > 1 && text.data[0] == '<' &&
	       (g_ascii_isalpha(text.data[1]) || text.data[1] == '!' || text.data[1] == '?');
}

/* The table above the message on Gmail's page "Show original" has these rows in every language. */
static gboolean
is_row_of_original(EmlSlice line)
{
	static const char *const rows[] = {"SPF:\t", "DKIM:\t", "DMARC:\t"};
	const EmlSlice text = eml_slice_strip(line);

	for (gsize i = 0; i < G_N_ELEMENTS(rows); i++)
		if (eml_slice_starts_with_ci(text, rows[i]))
			return TRUE;
	return FALSE;
}

#define DOWNLOAD                                                                                   \
	"In Gmail choose \"Show original\" and there \"Download Original\"; in another mail "      \
	"program save the message as .eml. Open the file that you get."

/* A field of mail that such a table does not have. */
static gboolean
is_below_table(EmlSlice line)
{
	static const char *const rows[] = {"From:", "To:", "Cc:", "Reply-To:", "Subject:"};

	for (gsize i = 0; i < G_N_ELEMENTS(rows); i++)
		if (eml_slice_starts_with_ci(line, rows[i]))
			return FALSE;
	return is_mail_line(line);
}

/* Pages of web clients, saved or copied. */
static gboolean
refuse_page(EmlSlice start, GError **error)
{
	gboolean first = TRUE;

	while (start.len > 0) {
		const EmlSlice line = take_line(&start);

		if (eml_slice_strip(line).len == 0)
			continue;
		if (is_below_table(line))
			break;
		if (first && is_markup(line))
			return refuse(error,
				      "This is a web page, not the message itself. " DOWNLOAD);
		first = FALSE;
		if (is_row_of_original(line))
			return refuse(error, "This is the text of a web page that shows a message, "
					     "not the message itself. " DOWNLOAD);
	}
	return TRUE;
}

static gboolean
is_text_byte(char byte)
{
	return (byte >= ' ' && byte < 127) || byte == '\t' || byte == '\r' || byte == '\n';
}

/* The bytes at `text`, `text` + 2, … are ASCII and those beside them NUL. */
static gboolean
has_wide_letters(EmlSlice start, gsize text)
{
	const gsize n = MIN(start.len, MOST_UTF_16) & ~(gsize)1;

	for (gsize i = 0; i < n; i += 2)
		if (!is_text_byte(start.data[i + text]) || start.data[i + 1 - text] != '\0')
			return FALSE;
	return n >= LEAST_UTF_16;
}

static gboolean
has_mark(EmlSlice start, const char *mark)
{
	return start.len >= strlen(mark) && memcmp(start.data, mark, strlen(mark)) == 0;
}

static void
find_coding(EmlSlice start, EmlKind *kind)
{
	static const struct {
		const char *mark;
		EmlCoding coding;
		gsize text; /* which byte of two is the letter */
	} codings[] = {{"\xff\xfe", EML_CODING_UTF_16_LE, 0},
		       {"\xfe\xff", EML_CODING_UTF_16_BE, 1}};

	for (gsize i = 0; i < G_N_ELEMENTS(codings); i++) {
		if (has_mark(start, codings[i].mark))
			kind->mark = strlen(codings[i].mark);
		else if (!has_wide_letters(start, codings[i].text))
			continue;
		kind->coding = codings[i].coding;
		return;
	}
	if (has_mark(start, "\xef\xbb\xbf"))
		kind->mark = strlen("\xef\xbb\xbf");
}

/* Two fields of mail with nothing but a CR between them, and no LF anywhere. */
static gboolean
has_cr_lines(EmlSlice start)
{
	const gssize cr = eml_slice_find(start, '\r');

	return cr > 0 && eml_slice_find(start, '\n') < 0 && is_mail_line(start) &&
	       is_mail_line(eml_slice_part(start, (gsize)cr + 1, start.len));
}

/* Empty lines, if a field of mail or an mbox line stands below them. */
static void
find_empty_lines(EmlSlice start, EmlKind *kind)
{
	const char *begin = start.data;
	guint lines = 0;

	while (start.len > 0) {
		const char *at = start.data;
		const EmlSlice line = take_line(&start);

		if (eml_slice_strip(line).len == 0) {
			lines++;
			continue;
		}
		if (is_mail_line(line) || eml_slice_starts_with_ci(line, "From ")) {
			kind->empty = (gsize)(at - begin); /* in the same bytes */
			kind->lines = lines;
		}
		return;
	}
}

gboolean
eml_kind_of(EmlSlice start, EmlKind *ret_kind, GError **error)
{
	EmlKind kind = {0};
	EmlSlice text = {0};

	for (gsize i = 0; i < G_N_ELEMENTS(magics); i++)
		if (start.len >= magics[i].len &&
		    memcmp(start.data, magics[i].magic, magics[i].len) == 0)
			return refuse(error, magics[i].sentence);
	find_coding(start, &kind);
	text = eml_slice_part(start, kind.mark, start.len);
	if (kind.coding == EML_CODING_MAIL) {
		if (!refuse_page(text, error))
			return FALSE;
		if (has_cr_lines(text))
			kind.coding = EML_CODING_CR_LINES;
		find_empty_lines(text, &kind);
	}
	*ret_kind = kind;
	return TRUE;
}

/* Without the blanks, ">" and "|" that quoting and copying put before it. */
static EmlSlice
unquoted(EmlSlice line)
{
	while (line.len > 0 && strchr(" \t>|", line.data[0]) != NULL && line.data[0] != '\0')
		line = eml_slice_part(line, 1, line.len);
	return line;
}

/* The first of two lines in a row that are fields of mail but for what stands before them, as
 * numbered from 1; 0 if there is none. */
static guint
find_header(EmlSlice start, EmlSlice *ret_line)
{
	EmlSlice before = {0};

	for (guint number = 1; start.len > 0; number++) {
		const EmlSlice line = take_line(&start);

		if (is_mail_line(unquoted(line)) && is_mail_line(unquoted(before))) {
			*ret_line = before;
			return number - 1;
		}
		before = line;
	}
	return 0;
}

gboolean
eml_kind_refuse(EmlSlice start, GError **error)
{
	EmlSlice line = {0};
	const guint number = find_header(start, &line);
	const EmlSlice text = eml_slice_strip(line);
	const EmlSlice begin = eml_slice_part(text, 0, MIN(text.len, 4 * SHOWN_COLUMNS));
	g_autofree EmlPlain *plain = eml_plain(begin);
	g_autofree EmlPlain *shown = eml_plain_cut(plain, SHOWN_COLUMNS);

	if (start.len == 0)
		return refuse(error, "This is not a message: it is empty. Save the message again, "
				     "as source (.eml).");
	if (number > 0)
		g_set_error(
		    error, EML_ERROR, EML_ERROR_DATA,
		    "This is not a message: line %u may be its first header field (%s), but "
		    "other text stands above it or before it. Take that away, and open it "
		    "again.",
		    number, shown);
	else if (eml_slice_strip(take_line(&start)).len == 0)
		refuse(error,
		       "This is not a message: it begins with an empty line, and no header "
		       "field of mail stands below. Save the message again, as source (.eml).");
	else
		g_set_error(
		    error, EML_ERROR, EML_ERROR_DATA,
		    "This is not a message: no line of the first %u KiB is a header field of "
		    "mail, such as From or Received. Save the message as source (.eml, "
		    "\"show original\") and open that.",
		    (guint)(EML_MAX_NO_FIELD_BYTES >> 10));
	return FALSE;
}

static gboolean
value_begins(const EmlMessage *message, const char *name, const char *text)
{
	const gint field = eml_message_find(message, name, -1);

	return field >= 0 &&
	       eml_slice_starts_with_ci(
		   eml_slice_strip(eml_message_field(message, (guint)field)->value), text);
}

static gboolean
has_field(const EmlMessage *message, const char *name)
{
	return eml_message_find(message, name, -1) >= 0;
}

/* A page that a browser saved as one file is MIME. */
static gboolean
is_saved_page(const EmlMessage *message)
{
	return has_field(message, "Snapshot-Content-Location") ||
	       value_begins(message, "From", "<Saved by ") ||
	       value_begins(message, "From", "\"Saved by ");
}

/* "From, Sent, To, Subject": as Outlook shows and copies a message. */
static gboolean
is_shown_head(const EmlMessage *message)
{
	return has_field(message, "Sent") && has_field(message, "From") &&
	       !has_field(message, "Date") && !has_field(message, "Message-ID");
}

gboolean
eml_kind_check(const EmlMessage *message, GError **error)
{
	gboolean known = g_strv_contains(eml_message_anomalies(message), "mbox-from-line");

	for (guint i = 0; !known && i < eml_message_n_fields(message); i++)
		known = is_mail_name(eml_message_field(message, i)->name);
	if (!known)
		return eml_kind_refuse(
		    eml_slice_part(eml_message_head(message), 0, EML_MAX_NO_FIELD_BYTES), error);
	if (has_field(message, "Received")) /* came by mail, whatever its sender wrote */
		return TRUE;
	if (is_saved_page(message))
		return refuse(error, "This is a web page, not the message itself. " DOWNLOAD);
	if (is_shown_head(message))
		return refuse(error, "These are lines that a mail program shows in place of the "
				     "header fields. Save the message as .eml, and open that.");
	return TRUE;
}
