#include "mail/header-index.h"

#include "base/error.h"
#include "base/limits.h"
#include "mail/kind.h"

/* The length of the empty line at that offset, 0 if there is none. */
static gsize
empty_line_at(EmlSlice bytes, gsize at)
{
	if (at < bytes.len && bytes.data[at] == '\n')
		return 1;
	if (at + 1 < bytes.len && bytes.data[at] == '\r' && bytes.data[at + 1] == '\n')
		return 2;
	return 0;
}

/* The offset after the line that begins at that offset. */
static gsize
line_after(EmlSlice bytes, gsize at)
{
	const gssize lf = eml_slice_find(eml_slice_part(bytes, at, bytes.len), '\n');

	return lf < 0 ? bytes.len : at + (gsize)lf + 1; /* lf is not negative here */
}

gboolean
eml_header_find_end(EmlSlice bytes, gsize *ret_end, gsize *ret_body)
{
	for (gsize at = 0; at < bytes.len; at = line_after(bytes, at)) {
		const gsize empty = empty_line_at(bytes, at);

		if (empty > 0) {
			*ret_end = at;
			*ret_body = at + empty;
			return TRUE;
		}
	}
	return FALSE;
}

static gboolean
is_blank_at(EmlSlice bytes, gsize at)
{
	return at < bytes.len && (bytes.data[at] == ' ' || bytes.data[at] == '\t');
}

/* field-name = 1*ftext, ftext = %d33-57 / %d59-126, RFC 5322 section 3.6.8; then *WSP and ":",
 * section 4.5. The length of the name with these blanks; -1 if the line is no field. */
static gssize
name_length(EmlSlice line)
{
	gsize name = 0;
	gsize at = 0;

	while (name < line.len && line.data[name] >= 33 && line.data[name] <= 126 &&
	       line.data[name] != ':')
		name++;
	at = name;
	while (is_blank_at(line, at))
		at++;
	if (name == 0 || at == line.len || line.data[at] != ':')
		return -1;
	return (gssize)at; /* at most a header block */
}

static EmlSlice
without_line_end(EmlSlice text)
{
	if (text.len > 0 && text.data[text.len - 1] == '\n') {
		text.len--;
		if (text.len > 0 && text.data[text.len - 1] == '\r')
			text.len--;
	}
	return text;
}

/* An mbox separator at the top, as mail programs and mail stores leave it: "From " or the quoted
 * ">From ". */
static gboolean
is_mbox_from_line(EmlSlice bytes)
{
	const char *data = bytes.data;
	gsize len = bytes.len;

	if (len > 0 && data[0] == '>') {
		data++;
		len--;
	}
	return len >= 5 && memcmp(data, "From ", 5) == 0 && name_length(eml_slice_n(data, len)) < 0;
}

typedef struct {
	EmlSlice block; /* the bytes up to the empty line */
	gsize at;
	guint line; /* number of the line at `at` */
} LineWalk;

/* The line at the walk and the folded lines that follow it. */
static EmlSlice
take_folded(LineWalk *walk)
{
	const gsize start = walk->at;

	do {
		walk->at = line_after(walk->block, walk->at);
		walk->line++;
	} while (is_blank_at(walk->block, walk->at));
	return eml_slice_part(walk->block, start, walk->at);
}

static gboolean
refuse_without_field(EmlSlice bytes, GError **error)
{
	return eml_kind_refuse(eml_slice_part(bytes, 0, EML_MAX_NO_FIELD_BYTES), error);
}

static gboolean
refuse_header_size(GError **error)
{
	g_set_error(error, EML_ERROR, EML_ERROR_DATA,
		    "The header block is larger than %u MiB, which is the limit. Is this a "
		    "message? Check the empty line that must follow the header fields.",
		    (guint)(EML_MAX_HEADER_BYTES >> 20));
	return FALSE;
}

static gboolean
refuse_field_count(guint line, GError **error)
{
	g_set_error(
	    error, EML_ERROR, EML_ERROR_DATA,
	    "The header block has more than %u fields, which is the limit (line %u is one too "
	    "many). Check the empty line that must follow the header fields.",
	    (guint)EML_MAX_FIELDS, line);
	return FALSE;
}

static void
add_stray(EmlStrayLine *stray, EmlSlice whole, guint line)
{
	if (stray->n++ > 0)
		return;
	stray->first = without_line_end(eml_slice_part(whole, 0, line_after(whole, 0)));
	stray->line = line;
}

/* Cuts [walk.at, end of block) into fields and counts what is none. */
static gboolean
split_fields(LineWalk *walk, EmlHeaderIndex *index, GError **error)
{
	while (walk->at < walk->block.len) {
		const guint line = walk->line;
		const gsize start = walk->at;
		const gboolean orphan = is_blank_at(walk->block, start);
		const EmlSlice whole = take_folded(walk);
		const gssize name = orphan ? -1 : name_length(whole);
		EmlField field = {0};

		if (name < 0) {
			index->anomalies |= 1u << EML_ANOMALY_NO_COLON;
			add_stray(&index->stray, whole, line);
			continue;
		}
		if (index->fields->len == 0 && start >= EML_MAX_NO_FIELD_BYTES)
			break;
		if (index->fields->len == EML_MAX_FIELDS)
			return refuse_field_count(line, error);
		field.whole = whole;
		field.name = eml_slice_part(whole, 0, (gsize)name); /* not negative here */
		field.value = without_line_end(eml_slice_part(whole, (gsize)name + 1, whole.len));
		field.line = line;
		g_array_append_val(index->fields, field);
	}
	return TRUE;
}

static gboolean
has_8bit(EmlSlice bytes)
{
	for (gsize i = 0; i < bytes.len; i++)
		if ((guchar)bytes.data[i] >= 0x80)
			return TRUE;
	return FALSE;
}

gboolean
eml_header_index(EmlSlice bytes, EmlHeaderIndex *ret_index, GError **error)
{
	g_autoptr(GArray) fields = g_array_new(FALSE, FALSE, sizeof(EmlField));
	EmlHeaderIndex index = {.fields = fields};
	LineWalk walk = {.line = 1};

	index.has_empty_line = eml_header_find_end(bytes, &index.end, &index.body);
	if (!index.has_empty_line) {
		index.end = index.body = bytes.len;
		index.anomalies |= 1u << EML_ANOMALY_NO_EMPTY_LINE;
	}
	if (index.end > EML_MAX_HEADER_BYTES)
		return refuse_header_size(error);
	if (index.end == 0) /* also: begins with an empty line */
		return refuse_without_field(bytes, error);
	walk.block = eml_slice_part(bytes, 0, index.end);
	if (is_mbox_from_line(walk.block)) {
		index.anomalies |= 1u << EML_ANOMALY_MBOX_FROM_LINE;
		index.start = walk.at = line_after(walk.block, 0);
		walk.line = 2;
	}
	if (!split_fields(&walk, &index, error))
		return FALSE;
	if (fields->len == 0)
		return refuse_without_field(bytes, error);
	if (has_8bit(eml_slice_part(bytes, index.start, index.end)))
		index.anomalies |= 1u << EML_ANOMALY_8BIT_HEADER;
	*ret_index = index;
	ret_index->fields = g_steal_pointer(&fields);
	return TRUE;
}

/* At most TALLIED bytes, none of them the first of all: its neighbor is looked at. Counted in
 * bytes without a branch, so that compilers make a few vector instructions of it. */
#define TALLIED 240

static void
tally(EmlByteScan *self, const char *bytes, gsize len)
{
	guint8 cr = 0, lf = 0, crlf = 0, nul = 0;

	for (gsize i = 0; i < len; i++) {
		const char *at = bytes + i;

		cr = (guint8)(cr + (*at == '\r'));
		lf = (guint8)(lf + (*at == '\n'));
		crlf = (guint8)(crlf + ((*at == '\n') & (at[-1] == '\r')));
		nul = (guint8)(nul + (*at == '\0'));
	}
	self->cr += cr;
	self->lf += lf;
	self->crlf += crlf;
	self->nul += nul;
}

void
eml_byte_scan_feed(EmlByteScan *self, EmlSlice piece)
{
	char border[2] = {self->last, '\0'};
	gsize at = 1;

	if (piece.len == 0)
		return;
	border[1] = piece.data[0];
	tally(self, border + 1, 1);
	for (; piece.len - at >= TALLIED; at += TALLIED)
		tally(self, piece.data + at, TALLIED);
	tally(self, piece.data + at, piece.len - at);
	self->last = piece.data[piece.len - 1];
}

guint
eml_byte_scan_found(const EmlByteScan *header, const EmlByteScan *body)
{
	guint found = 0;

	if (header->cr > header->crlf)
		found |= 1u << EML_ANOMALY_BARE_CR;
	if (header->nul > 0)
		found |= 1u << EML_ANOMALY_NUL;
	if (body->cr > body->crlf)
		found |= 1u << EML_ANOMALY_BODY_BARE_CR;
	if (body->nul > 0)
		found |= 1u << EML_ANOMALY_BODY_NUL;
	if (header->crlf + body->crlf > 0 && header->lf + body->lf > header->crlf + body->crlf)
		found |= 1u << EML_ANOMALY_MIXED_LINE_ENDS;
	return found;
}
