/* syntax/dmarc-record: every range lies inside the text, tags come in order, and a record that is
 * one is never "nearly" one. */
#include "base/limits.h"
#include "syntax/dmarc-record.h"

int LLVMFuzzerTestOneInput(const guint8 *data, gsize size);

int
LLVMFuzzerTestOneInput(const guint8 *data, gsize size)
{
	const EmlSlice in = eml_slice_n((const char *)data, size);
	g_autoptr(EmlDmarcRecord) record = eml_dmarc_record_parse(in);
	EmlPolicy p = EML_POLICY_LAST, sp = EML_POLICY_LAST, np = EML_POLICY_LAST;
	gsize at = 0;

	g_assert(!eml_dmarc_record_nearly(in) || record == NULL);
	if (record == NULL)
		return 0;
	g_assert(record->tags->len <= EML_MAX_TAGS && record->rua->len <= EML_MAX_REPORT_URIS);
	g_assert(!eml_dmarc_record_policies(record, &p, &sp, &np) || p < EML_POLICY_LAST);
	for (guint i = 0; i < record->tags->len; i++) {
		const EmlDmarcTag *tag = &g_array_index(record->tags, EmlDmarcTag, i);

		g_assert(tag->at_start >= at && tag->at_end >= tag->at_start);
		at = tag->at_end;
	}
	g_assert(at <= size);
	for (guint i = 0; i < record->problems->len; i++)
		g_assert(g_array_index(record->problems, EmlDmarcProblem, i).at_end <= size);
	return 0;
}
