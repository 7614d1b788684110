/* syntax/received-spf: a result is a word that stands there, and a value that is found is one of
 * the pairs. */
#include "base/limits.h"
#include "syntax/authres.h"
#include "syntax/received-spf.h"

int LLVMFuzzerTestOneInput(const guint8 *data, gsize size);

static void
check_pair(const EmlReceivedSpf *spf, const EmlSpfPair *pair)
{
	const char *found = eml_received_spf_get(spf, pair->key);
	g_autofree char *lower = g_ascii_strdown(pair->key, -1);

	g_assert(pair->key[0] != '\0' && pair->value != NULL);
	g_assert(strcmp(lower, pair->key) == 0);
	/* nothing is found where two of the name differ */
	g_assert(found == NULL || strcmp(found, pair->value) == 0);
}

int
LLVMFuzzerTestOneInput(const guint8 *data, gsize size)
{
	g_autoptr(EmlReceivedSpf) spf =
	    eml_received_spf_parse(eml_slice_n((const char *)data, size));

	g_assert(spf->pairs->len <= EML_MAX_SPF_PAIRS);
	g_assert(spf->result == EML_RESULT_LAST || spf->result_raw != NULL);
	if (spf->result != EML_RESULT_LAST)
		g_assert(eml_authres_result_of_word(eml_slice(spf->result_raw)) == spf->result);
	for (guint i = 0; i < spf->pairs->len; i++)
		check_pair(spf, g_ptr_array_index(spf->pairs, i));
	return 0;
}
