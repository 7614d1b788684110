#include "support.h"

EmlMessage *
test_message(const char *text)
{
	g_autoptr(GError) error = NULL;
	g_autoptr(GBytes) bytes = NULL;
	GString *crlf = g_string_new(NULL);
	EmlMessage *message = NULL;

	for (const char *c = text; *c != '\0'; c++) {
		if (*c == '\n' && (c == text || c[-1] != '\r'))
			g_string_append_c(crlf, '\r');
		g_string_append_c(crlf, *c);
	}
	bytes = g_string_free_to_bytes(crlf);
	message = eml_message_new(bytes, &error);
	g_assert_no_error(error);
	return message;
}

EmlParts *
test_parts_of(const EmlMessage *message, gsize size)
{
	g_autoptr(EmlPartsReader) reader = eml_parts_reader_new(message);
	g_autoptr(EmlBodyReader) body = eml_body_reader_new(message);
	EmlSlice piece = {NULL, 0};

	while (eml_body_reader_next(body, &piece))
		for (gsize at = 0; at < piece.len; at += size)
			eml_parts_reader_feed(reader, eml_slice_part(piece, at, at + size));
	return eml_parts_reader_finish(reader, TRUE);
}
