/* Envelope senders: no crash, and an address and its maker exactly where a form was recognised. */
#include "syntax/sender-rewrite.h"

int LLVMFuzzerTestOneInput(const guint8 *data, gsize len);

int
LLVMFuzzerTestOneInput(const guint8 *data, gsize len)
{
	EmlSenderRewrite rewrite;

	eml_sender_rewrite_parse(eml_slice_n((const char *)data, len), &rewrite);
	g_assert((rewrite.kind == EML_SENDER_PLAIN) == (rewrite.address == NULL));
	g_assert((rewrite.address == NULL) == (rewrite.by == NULL));
	g_assert((rewrite.first_forwarder != NULL) == (rewrite.kind == EML_SENDER_SRS1));
	eml_sender_rewrite_clear(&rewrite);
	return 0;
}
