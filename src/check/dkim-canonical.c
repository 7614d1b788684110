#include "check/dkim-canonical.h"

#include "check/dkim-hash.h"

static void
gather(EmlSlice bytes, gpointer data)
{
	g_byte_array_append(data, (const guint8 *)bytes.data, (guint)bytes.len); /* a part of it */
}

GBytes *
eml_dkim_canonical_header(const EmlMessage *message, guint signature)
{
	const EmlField *field = eml_message_field(message, signature);
	g_autoptr(EmlDkimSig) sig = eml_dkim_sig_parse(field->value, EML_SIG_DKIM);
	g_autoptr(EmlFieldIndex) index = NULL;
	GByteArray *bytes = NULL;

	if (sig->faults->len > 0)
		return NULL;
	index = eml_field_index_new(message);
	bytes = g_byte_array_new();
	eml_header_write(index, signature, sig, gather, bytes);
	return g_byte_array_free_to_bytes(bytes);
}
