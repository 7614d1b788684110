#include "support.h"

#include "dns/zone.h"

EmlDnsStore *
test_store(const char *zone)
{
	g_autoptr(GError) error = NULL;
	EmlDnsSource *source = eml_dns_zone_parse("test", eml_slice(zone), &error);

	g_assert_no_error(error);
	return eml_dns_store_new(source);
}

EmlDns *
test_dns(EmlDnsStore *store)
{
	return eml_dns_new(store, g_get_monotonic_time() + 10 * G_USEC_PER_SEC);
}

static void
print_record(GString *out, const EmlDnsRecord *record)
{
	gsize len = 0;
	const guint8 *bytes = record->data != NULL ? g_bytes_get_data(record->data, &len) : NULL;

	if (record->type == EML_DNS_MX)
		g_string_append_printf(out, "%u ", record->preference);
	if (record->name != NULL)
		g_string_append(out, record->name);
	if (record->type == EML_DNS_TXT && len > 0)
		g_string_append_len(out, (const char *)bytes, (gssize)len);
	else
		for (gsize i = 0; i < len; i++)
			g_string_append_printf(out, "%s%02x", i > 0 ? "." : "", bytes[i]);
	for (guint i = 0;
	     record->lengths != NULL && record->lengths->len > 1 && i < record->lengths->len; i++)
		g_string_append_printf(out, " /%u", g_array_index(record->lengths, guint8, i));
}

char *
test_answer_text(const EmlDnsAnswer *answer)
{
	GString *out = g_string_new(eml_dns_outcome_word(answer->outcome));

	if (answer->reason != NULL)
		g_string_append_printf(out, " %s", answer->reason);
	for (guint i = 0; i < answer->via->len; i++)
		g_string_append_printf(out, " via %s", (char *)g_ptr_array_index(answer->via, i));
	if (answer->dnssec != EML_DNSSEC_UNKNOWN)
		g_string_append_printf(out, " %s", eml_dnssec_word(answer->dnssec));
	if (answer->ttl != 0 && answer->ttl != 3600)
		g_string_append_printf(out, " ttl %u", answer->ttl);
	for (guint i = 0; i < answer->records->len; i++) {
		g_string_append(out, i == 0 ? ": " : " | ");
		print_record(out, g_ptr_array_index(answer->records, i));
	}
	return g_string_free(out, FALSE);
}
