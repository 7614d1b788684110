/* Received and Received-SPF: no crash, and nothing borrowed from outside the value. */
#include "syntax/received-spf.h"
#include "syntax/received.h"

int LLVMFuzzerTestOneInput(const guint8 *data, gsize len);

int
LLVMFuzzerTestOneInput(const guint8 *data, gsize len)
{
	const EmlSlice value = eml_slice_n((const char *)data, len);
	g_autoptr(EmlReceived) received = eml_received_parse(value);
	g_autoptr(EmlReceivedSpf) spf = eml_received_spf_parse(value);

	g_assert(received->date.len == 0 ||
		 (received->date.data >= value.data &&
		  received->date.data + received->date.len <= value.data + len));
	g_assert(spf->result_raw != NULL || spf->result == EML_RESULT_LAST);
	return 0;
}
