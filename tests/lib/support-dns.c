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
