#include "check/dmarc-select.h"

#include "syntax/dmarc-record.h"

EmlDmarcSelected
eml_dmarc_select(const EmlDnsAnswer *answer)
{
	EmlDmarcSelected selected = {0, NULL, FALSE};

	for (guint i = 0; i < answer->records->len; i++) {
		const EmlDnsRecord *rr = g_ptr_array_index(answer->records, i);
		gsize len = 0;
		const char *data = g_bytes_get_data(rr->data, &len);
		g_autoptr(EmlDmarcRecord) record = eml_dmarc_record_parse(eml_slice_n(data, len));

		if (record == NULL)
			selected.nearly =
			    selected.nearly || eml_dmarc_record_nearly(eml_slice_n(data, len));
		else if (selected.n++ == 0)
			selected.first = rr->data;
	}
	return selected;
}
