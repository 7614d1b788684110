/* What a reader shows and the message behind it: a message is always shown as itself. */
#include "mail/meaning.h"
#include "mail/rendered.h"

#include <stddef.h>
#include <stdint.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

/* As it is written; in memory, so of one piece. */
static EmlSlice
body_of(const EmlMessage *message)
{
	g_autoptr(EmlBodyReader) reader = eml_body_reader_new(message);
	EmlSlice piece = {0};

	return eml_body_reader_next(reader, &piece) ? piece : (EmlSlice){0};
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	static gsize ready = 0;
	g_autoptr(GBytes) bytes = g_bytes_new(data, size);
	g_autoptr(EmlMessage) message = NULL;
	g_autoptr(EmlRendered) shown = NULL;

	if (g_once_init_enter(&ready)) {
		eml_meaning_init();
		g_once_init_leave(&ready, 1);
	}
	message = eml_message_new(bytes, NULL);
	if (message == NULL)
		return 0;
	shown = eml_rendered_new(eml_message_header_block(message), body_of(message), "utf-8");
	if (shown != NULL)
		g_assert_cmpint(eml_rendered_match(shown, message), !=, EML_MATCH_NOT);
	return 0;
}
