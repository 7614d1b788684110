/* check/arc over any header: it ends, a pass has all it needs, and the trace holds the reason. The
 * keys are those of the corpus's chains, so that seals are really tested. */
#include "check/arc.h"
#include "sign.h"
#include "support.h"

int LLVMFuzzerTestOneInput(const guint8 *data, gsize size);

static gboolean
has_step(const GPtrArray *steps, EmlStepCode code)
{
	for (guint i = 0; i < steps->len; i++) {
		const EmlStep *step = g_ptr_array_index(steps, i);

		if (step->code == code || has_step(step->children, code))
			return TRUE;
	}
	return FALSE;
}

static void
check_pass(const EmlArcResult *result)
{
	g_assert(result->sets->len > 0 && result->oldest_pass <= result->sets->len);
	for (guint i = 0; i < result->sets->len; i++) {
		const EmlArcSet *set = g_ptr_array_index(result->sets, i);

		g_assert(set->instance == i + 1 && set->seal == EML_RESULT_PASS);
		g_assert(set->cv == (i == 0 ? EML_RESULT_NONE : EML_RESULT_PASS));
		g_assert(set->results != NULL && set->seal_domain != NULL);
		g_assert(i + 1 < result->sets->len || set->message_signature == EML_RESULT_PASS);
	}
}

int
LLVMFuzzerTestOneInput(const guint8 *data, gsize size)
{
	g_autoptr(GBytes) bytes = g_bytes_new(data, size);
	g_autoptr(EmlMessage) message = eml_message_new(bytes, NULL);
	g_autoptr(GString) zone = g_string_new(";! complete\n");
	g_autofree char *record = test_key_record(TEST_KEY_RSA_1024);
	g_autoptr(EmlDnsStore) store = NULL;
	g_autoptr(EmlDns) dns = NULL;
	g_autoptr(EmlArcResult) result = NULL;

	if (message == NULL)
		return 0;
	test_zone_txt(zone, "s._domainkey.hop1.example", eml_slice(record));
	test_zone_txt(zone, "s._domainkey.hop2.example", eml_slice(record));
	store = test_store(zone->str);
	dns = test_dns(store);
	result = eml_arc_verify(message, dns, 1700000000);
	g_assert(result->result == EML_RESULT_LAST || has_step(result->trace, result->reason));
	if (result->result == EML_RESULT_PASS)
		check_pass(result);
	return 0;
}
