/* Any bytes are a message whose fields lie in order inside the header block, or an error. */
#include "mail/kind.h"

int LLVMFuzzerTestOneInput(const guint8 *data, gsize size);

int
LLVMFuzzerTestOneInput(const guint8 *data, gsize size)
{
	g_autoptr(GBytes) bytes = g_bytes_new(data, size);
	g_autoptr(EmlMessage) message = eml_message_new(bytes, NULL);
	const char *at = g_bytes_get_data(bytes, NULL);
	EmlKind kind = {0};

	for (guint i = 0; message != NULL && i < eml_message_n_fields(message); i++) {
		const EmlField *field = eml_message_field(message, i);

		g_assert_true(field->whole.data >= at && field->name.len > 0);
		g_assert_true(field->value.data == field->name.data + field->name.len + 1);
		at = field->whole.data + field->whole.len;
		g_assert_true(field->value.data + field->value.len <= at);
	}
	if (eml_kind_of(eml_slice_n(g_bytes_get_data(bytes, NULL), size), &kind, NULL))
		g_assert_true(kind.mark + kind.empty <= size);
	if (message != NULL)
		eml_kind_check(message, NULL);
	return 0;
}
