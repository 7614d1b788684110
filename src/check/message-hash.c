#include "check/message-hash.h"

#include "base/limits.h"
#include "check/crypto.h"

static char *
hex_of(const EmlHashValue *value)
{
	GString *hex = g_string_sized_new(2 * value->len);

	for (gsize i = 0; i < value->len; i++)
		g_string_append_printf(hex, "%02x", value->bytes[i]);
	return g_string_free(hex, FALSE);
}

char *
eml_message_sha256(const EmlMessage *message)
{
	g_autoptr(EmlDigest) digest = NULL;
	g_autoptr(EmlBodyReader) body = NULL;
	EmlHashValue value = {.len = 0};
	EmlSlice piece = {NULL, 0};

	if (eml_message_size(message) > EML_MAX_HASHED_FILE)
		return NULL;
	digest = eml_digest_new(EML_HASH_SHA256);
	body = eml_body_reader_new(message);
	eml_digest_update(digest, eml_message_head(message));
	while (eml_body_reader_next(body, &piece))
		eml_digest_update(digest, piece);
	value = eml_digest_value(digest);
	return eml_body_reader_failed(body) ? NULL : hex_of(&value);
}
