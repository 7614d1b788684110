#include "mail/content.h"

#include "base/limits.h"
#include "mail/auto-gmime.h"
#include "mail/meaning.h"

static void
content_free_cb(gpointer data)
{
	EmlContent *self = data;

	g_free(self->type);
	g_free(self->description);
	g_free(self->filename);
	g_free(self->subject);
	g_free(self->text);
	g_free(self->header);
	g_free(self->inner);
	g_free(self);
}

/* The message without an mbox's line in front. */
static GByteArray *
bytes_of(const EmlMessage *message)
{
	g_autoptr(GByteArray) bytes = g_byte_array_new();
	g_autoptr(EmlBodyReader) body = eml_body_reader_new(message);
	EmlSlice piece = eml_message_head(message);

	if (eml_message_size(message) > EML_MAX_COPIED_MESSAGE)
		return NULL;
	do
		g_byte_array_append(bytes, (const guint8 *)piece.data, (guint)piece.len);
	while (eml_body_reader_next(body, &piece));
	return eml_body_reader_failed(body) ? NULL : g_steal_pointer(&bytes);
}

/* ISO-8859-1 is what programs call the larger windows-1252 (WHATWG Encoding Standard, section 4.2);
 * without a name it may be UTF-8. */
static char *
text_of(GMimeObject *object)
{
	GMimeDataWrapper *content = g_mime_part_get_content(GMIME_PART(object));
	const char *charset = g_mime_object_get_content_type_parameter(object, "charset");
	g_autoptr(GMimeStream) decoded = g_mime_stream_mem_new();
	const GByteArray *bytes = NULL;

	if (content == NULL || g_mime_data_wrapper_write_to_stream(content, decoded) < 0)
		return NULL;
	bytes = g_mime_stream_mem_get_byte_array(GMIME_STREAM_MEM(decoded));
	if (charset != NULL && g_ascii_strcasecmp(charset, "iso-8859-1") == 0)
		charset = "windows-1252";
	return eml_meaning_charset(eml_slice_n((const char *)bytes->data, bytes->len),
				   eml_slice(charset));
}

static char *
words_of(const char *value)
{
	return value != NULL ? eml_meaning_words(eml_slice(value)) : NULL;
}

static EmlContent *
describe(GMimeObject *object, guint depth)
{
	const GMimeContentType *type = g_mime_object_get_content_type(object);
	g_autofree char *name = g_strdup_printf("%s/%s", type->type, type->subtype);
	EmlContent *self = g_new0(EmlContent, 1);

	self->depth = depth;
	self->header = depth > 0 ? g_mime_object_get_headers(object, NULL) : g_strdup("");
	self->type = g_ascii_strdown(name, -1);
	self->description = words_of(g_mime_object_get_header(object, "Content-Description"));
	self->subject = words_of(g_mime_object_get_header(object, "Subject"));
	self->attached = g_strcmp0(g_mime_object_get_disposition(object), "attachment") == 0;
	if (!GMIME_IS_PART(object))
		return self;
	self->filename = words_of(g_mime_part_get_filename(GMIME_PART(object)));
	if (g_str_has_prefix(self->type, "text/") || g_str_has_prefix(self->type, "message/"))
		self->text = text_of(object);
	return self;
}

/* FALSE if there are more than fit. */
static gboolean
add(GPtrArray *all, GMimeObject *object, guint depth)
{
	EmlContent *self = NULL;
	gboolean good = depth < EML_MAX_PART_DEPTH && all->len < EML_MAX_PARTS;

	if (!good || object == NULL)
		return good;
	self = describe(object, depth);
	g_ptr_array_add(all, self);
	if (GMIME_IS_MESSAGE_PART(object)) {
		GMimeMessage *inner = g_mime_message_part_get_message(GMIME_MESSAGE_PART(object));

		if (inner != NULL) {
			self->inner = g_mime_object_get_headers(GMIME_OBJECT(inner), NULL);
			good = add(all, g_mime_message_get_mime_part(inner), depth + 1);
		}
	} else if (GMIME_IS_MULTIPART(object)) {
		GMimeMultipart *multipart = GMIME_MULTIPART(object);

		for (int i = 0; good && i < g_mime_multipart_get_count(multipart); i++)
			good = add(all, g_mime_multipart_get_part(multipart, i), depth + 1);
	}
	return good;
}

GPtrArray *
eml_content_of(const EmlMessage *message)
{
	g_autoptr(GPtrArray) all = g_ptr_array_new_with_free_func(content_free_cb);
	g_autoptr(GByteArray) bytes = bytes_of(message);
	g_autoptr(GMimeStream) stream = NULL;
	g_autoptr(GMimeParser) parser = NULL;
	g_autoptr(GMimeMessage) parsed = NULL;

	if (bytes == NULL)
		return NULL;
	stream = g_mime_stream_mem_new_with_byte_array(g_steal_pointer(&bytes));
	parser = g_mime_parser_new_with_stream(stream);
	parsed = g_mime_parser_construct_message(parser, NULL);
	if (parsed == NULL || !add(all, g_mime_message_get_mime_part(parsed), 0))
		return NULL;
	return g_steal_pointer(&all);
}
