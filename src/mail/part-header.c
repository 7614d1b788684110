#include "mail/part-header.h"

#include "base/limits.h"

enum { TYPE, ENCODING, DISPOSITION, N_NAMES };

static const char *const names[N_NAMES] = {
    [TYPE] = "Content-Type",
    [ENCODING] = "Content-Transfer-Encoding",
    [DISPOSITION] = "Content-Disposition",
};

struct EmlPartHeader {
	EmlMimeField *fields[N_NAMES];
	GString *value; /* of the field being read */
	guint name;	/* its index; N_NAMES: a field that says nothing here, or none */
	gboolean begun; /* a field is being read */
	gboolean repeats, broken, eight_bit;
	guint n_lines;
	GString *text;
};

EmlPartHeader *
eml_part_header_new(void)
{
	EmlPartHeader *self = g_new0(EmlPartHeader, 1);

	self->value = g_string_new(NULL);
	self->text = g_string_new(NULL);
	self->name = N_NAMES;
	return self;
}

void
eml_part_header_free(EmlPartHeader *self)
{
	if (self == NULL)
		return;
	for (guint i = 0; i < N_NAMES; i++)
		eml_mime_field_free(self->fields[i]);
	g_string_free(self->value, TRUE);
	g_string_free(self->text, TRUE);
	g_free(self);
}

static guint
index_of(EmlSlice name)
{
	guint i = 0;

	while (i < N_NAMES && !eml_slice_equal_ci(name, eml_slice(names[i])))
		i++;
	return i;
}

static void
take(EmlPartHeader *self, guint name, EmlSlice value)
{
	if (name == N_NAMES)
		return;
	for (gsize i = 0; i < value.len; i++)
		self->eight_bit = self->eight_bit || (guchar)value.data[i] >= 0x80;
	if (self->fields[name] != NULL)
		self->repeats = TRUE;
	else
		self->fields[name] =
		    eml_mime_field_new(eml_slice_part(value, 0, EML_MAX_PART_FIELD));
}

EmlPartHeader *
eml_part_header_of(const EmlMessage *message)
{
	EmlPartHeader *self = eml_part_header_new();

	for (guint i = 0; i < eml_message_n_fields(message); i++) {
		const EmlField *field = eml_message_field(message, i);

		take(self, index_of(eml_field_name(field)), field->value);
	}
	return self;
}

static void
append_capped(GString *text, EmlSlice bytes, gsize most)
{
	const EmlSlice part = eml_slice_part(bytes, 0, most - MIN(most, text->len));

	g_string_append_len(text, part.data, (gssize)part.len); /* at most `most` */
}

/* The name in front of the colon; empty if the line is no field (RFC 5322 section 2.2). */
static EmlSlice
name_of(EmlSlice line, gsize *ret_value)
{
	const gssize colon = eml_slice_find(line, ':');
	const EmlSlice name = eml_slice_strip(colon > 0 ? eml_slice_part(line, 0, (gsize)colon)
							: (EmlSlice){NULL, 0});

	for (gsize i = 0; i < name.len; i++)
		if (!g_ascii_isgraph(name.data[i]))
			return (EmlSlice){NULL, 0};
	*ret_value = (gsize)colon + 1; /* not used where the name is empty */
	return name;
}

/* "From " and ">From " stand in front of messages that come from an mbox. */
static gboolean
is_mbox_line(EmlSlice line)
{
	return eml_slice_starts_with_ci(line, "From ") || eml_slice_starts_with_ci(line, ">From ");
}

void
eml_part_header_line(EmlPartHeader *self, EmlSlice line)
{
	const gboolean folded = line.len > 0 && (line.data[0] == ' ' || line.data[0] == '\t');
	gsize value = 0;
	EmlSlice name;

	append_capped(self->text, line, EML_MAX_PART_HEADER);
	self->n_lines++;
	if (folded && self->begun) {
		append_capped(self->value, line, EML_MAX_PART_FIELD);
		return;
	}
	eml_part_header_end(self);
	name = name_of(line, &value);
	if (folded || name.len == 0) {
		self->broken = self->broken || self->n_lines > 1 || !is_mbox_line(line);
		return;
	}
	self->begun = TRUE;
	self->name = index_of(name);
	append_capped(self->value, eml_slice_part(line, value, line.len), EML_MAX_PART_FIELD);
}

void
eml_part_header_end(EmlPartHeader *self)
{
	if (self->begun)
		take(self, self->name, eml_slice_n(self->value->str, self->value->len));
	self->begun = FALSE;
	self->name = N_NAMES;
	g_string_truncate(self->value, 0);
}

const EmlMimeField *
eml_part_header_type(const EmlPartHeader *self)
{
	return self->fields[TYPE];
}

const EmlMimeField *
eml_part_header_disposition(const EmlPartHeader *self)
{
	return self->fields[DISPOSITION];
}

const EmlMimeField *
eml_part_header_encoding(const EmlPartHeader *self)
{
	return self->fields[ENCODING];
}

gboolean
eml_part_header_repeats(const EmlPartHeader *self)
{
	return self->repeats;
}

gboolean
eml_part_header_broken(const EmlPartHeader *self)
{
	return self->broken;
}

gboolean
eml_part_header_8bit(const EmlPartHeader *self)
{
	return self->eight_bit;
}

EmlSlice
eml_part_header_text(const EmlPartHeader *self)
{
	return eml_slice_n(self->text->str, self->text->len);
}
