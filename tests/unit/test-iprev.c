/* check/iprev by RFC 8601 section 2.7.3: each of its four results, for both kinds of address. */
#include "check/iprev.h"

#include "base/limits.h"
#include "support-steps.h"
#include "support.h"

#define REVERSE4 "7.2.0.192.in-addr.arpa."
#define REVERSE6 "1.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.8.b.d.0.1.0.0.2.ip6.arpa."

static TestSteps *steps; /* of all rows */

typedef struct {
	const char *name, *ip, *zone;
	EmlResult result;
	EmlStepCode reason;
	const char *names, *confirmed; /* joined by blanks */
} Row;

static const Row rows[] = {
    /* pass: "results were returned and were in agreement" */
    {"pass", "192.0.2.7", ";! complete\n" REVERSE4 " PTR mx.example.\nmx.example. A 192.0.2.7\n",
     EML_RESULT_PASS, EML_STEP_IPREV_CONFIRMED, "mx.example", "mx.example"},
    {"pass-ipv6", "2001:db8::1",
     ";! complete\n" REVERSE6 " PTR mx.example.\nmx.example. AAAA 2001:db8::1\n", EML_RESULT_PASS,
     EML_STEP_IPREV_CONFIRMED, "mx.example", "mx.example"},
    {"pass-mapped", "::ffff:192.0.2.7",
     ";! complete\n" REVERSE4 " PTR mx.example.\nmx.example. A 192.0.2.7\n", EML_RESULT_PASS,
     EML_STEP_IPREV_CONFIRMED, "mx.example", "mx.example"},
    {"pass-one-of-two-addresses", "192.0.2.7",
     ";! complete\n" REVERSE4 " PTR mx.example.\nmx.example. A 192.0.2.9\n"
     "mx.example. A 192.0.2.7\n",
     EML_RESULT_PASS, EML_STEP_IPREV_CONFIRMED, "mx.example", "mx.example"},
    {"pass-second-name", "192.0.2.7",
     ";! complete\n" REVERSE4 " PTR a.example.\n" REVERSE4
     " PTR b.example.\na.example. A 192.0.2.8\nb.example. A 192.0.2.7\n",
     EML_RESULT_PASS, EML_STEP_IPREV_CONFIRMED, "a.example b.example", "b.example"},
    {"pass-through-cname", "192.0.2.7",
     ";! complete\n" REVERSE4 " CNAME 7.net.example.\n7.net.example. PTR mx.example.\n"
     "mx.example. CNAME real.example.\nreal.example. A 192.0.2.7\n",
     EML_RESULT_PASS, EML_STEP_IPREV_CONFIRMED, "mx.example", "mx.example"},
    {"pass-beside-failing-name", "192.0.2.7",
     ";! complete\n" REVERSE4 " PTR a.example.\n" REVERSE4
     " PTR b.example.\n;! failed a.example. A timeout\nb.example. A 192.0.2.7\n",
     EML_RESULT_PASS, EML_STEP_IPREV_CONFIRMED, "a.example b.example", "b.example"},
    /* fail: "not in agreement", or the forward query "produced no result" */
    {"fail-other-address", "192.0.2.7",
     ";! complete\n" REVERSE4 " PTR mx.example.\nmx.example. A 192.0.2.8\n", EML_RESULT_FAIL,
     EML_STEP_IPREV_DISAGREES, "mx.example", ""},
    {"fail-no-such-name", "192.0.2.7", ";! complete\n" REVERSE4 " PTR mx.example.\n",
     EML_RESULT_FAIL, EML_STEP_IPREV_DISAGREES, "mx.example", ""},
    {"fail-no-address", "192.0.2.7",
     ";! complete\n" REVERSE4 " PTR mx.example.\nmx.example. TXT \"x\"\n", EML_RESULT_FAIL,
     EML_STEP_IPREV_DISAGREES, "mx.example", ""},
    {"fail-other-kind-of-address", "192.0.2.7",
     ";! complete\n" REVERSE4 " PTR mx.example.\nmx.example. AAAA 2001:db8::1\n", EML_RESULT_FAIL,
     EML_STEP_IPREV_DISAGREES, "mx.example", ""},
    /* temperror: "SERVFAIL, or other error" */
    {"temperror-reverse", "192.0.2.7", ";! complete\n;! failed " REVERSE4 " PTR servfail\n",
     EML_RESULT_TEMPERROR, EML_STEP_IPREV_DNS_FAILED, "", ""},
    {"temperror-forward", "192.0.2.7",
     ";! complete\n" REVERSE4 " PTR mx.example.\n;! failed mx.example. A timeout\n",
     EML_RESULT_TEMPERROR, EML_STEP_IPREV_DNS_FAILED, "mx.example", ""},
    {"temperror-one-of-two", "192.0.2.7",
     ";! complete\n" REVERSE4 " PTR a.example.\n" REVERSE4
     " PTR b.example.\na.example. A 192.0.2.8\n;! failed b.example. A timeout\n",
     EML_RESULT_TEMPERROR, EML_STEP_IPREV_DNS_FAILED, "a.example b.example", ""},
    {"temperror-not-in-snapshot", "192.0.2.7", "x.example. A 192.0.2.1\n", EML_RESULT_TEMPERROR,
     EML_STEP_IPREV_NOT_IN_SNAPSHOT, "", ""},
    /* permerror: "no PTR data are published" */
    {"permerror-no-name", "192.0.2.7", ";! complete\n", EML_RESULT_PERMERROR,
     EML_STEP_IPREV_NO_NAME, "", ""},
    {"permerror-no-data", "192.0.2.7", ";! complete\n;! no-data " REVERSE4 " PTR\n",
     EML_RESULT_PERMERROR, EML_STEP_IPREV_NO_NAME, "", ""},
    /* nothing to check */
    {"no-address", NULL, ";! complete\n", EML_RESULT_LAST, EML_STEP_IPREV_ADDRESS_UNKNOWN, "", ""},
    {"bad-address", "mx.example", ";! complete\n", EML_RESULT_LAST,
     EML_STEP_IPREV_ADDRESS_UNREADABLE, "", ""},
};

static char *
joined(const GPtrArray *names)
{
	GString *out = g_string_new(NULL);

	for (guint i = 0; i < names->len; i++)
		g_string_append_printf(out, "%s%s", i > 0 ? " " : "",
				       (const char *)g_ptr_array_index(names, i));
	return g_string_free(out, FALSE);
}

static void
test_row(gconstpointer data)
{
	const Row *row = data;
	g_autoptr(EmlDnsStore) store = test_store(row->zone);
	g_autoptr(EmlDns) dns = test_dns(store);
	g_autoptr(EmlIprevResult) result = NULL;
	g_autofree char *names = NULL;
	g_autofree char *confirmed = NULL;
	guint before = 0;
	guint after = 0;
	guint answered = 0;

	eml_iprev_prefetch(row->ip, dns);
	eml_dns_store_counts(store, &before, &answered);
	result = eml_iprev_check(row->ip, dns);
	test_steps_take(steps, result->trace);
	eml_dns_store_counts(store, &after, &answered);
	g_assert_cmpuint(after, ==, before); /* a zone answers at once: all was asked ahead */
	names = joined(result->names);
	confirmed = joined(result->confirmed);
	g_assert_cmpstr(eml_result_word(result->result), ==, eml_result_word(row->result));
	g_assert_cmpint(result->reason, ==, row->reason);
	g_assert_cmpstr(names, ==, row->names);
	g_assert_cmpstr(confirmed, ==, row->confirmed);
}

/* Section 3 asks for a limit of names; ours is ten. */
static void
test_limit(void)
{
	g_autoptr(GString) zone = g_string_new(";! complete\n");
	g_autoptr(EmlDnsStore) store = NULL;
	g_autoptr(EmlDns) dns = NULL;
	g_autoptr(EmlIprevResult) result = NULL;
	guint asked = 0;
	guint answered = 0;

	for (guint i = 0; i < 12; i++)
		g_string_append_printf(zone, REVERSE4 " PTR n%u.example.\n", i);
	g_string_append(zone, "n11.example. A 192.0.2.7\n"); /* beyond the limit */
	store = test_store(zone->str);
	dns = test_dns(store);
	result = eml_iprev_check("192.0.2.7", dns);
	test_steps_take(steps, result->trace);
	eml_dns_store_counts(store, &asked, &answered);
	g_assert_cmpuint(EML_MAX_REVERSE_NAMES, ==, 10);
	g_assert_cmpuint(result->names->len, ==, 10);
	g_assert_cmpuint(asked, ==, 11);
	g_assert_cmpint(result->result, ==, EML_RESULT_FAIL);
}

/* The last test. */
static void
test_each_step(void)
{
	test_steps_assert_all(steps, "iprev-");
}

int
main(int argc, char **argv)
{
	int status = 0;

	g_test_init(&argc, &argv, NULL);
	steps = test_steps_new();
	for (gsize i = 0; i < G_N_ELEMENTS(rows); i++) {
		g_autofree char *path = g_strconcat("/iprev/", rows[i].name, NULL);

		g_test_add_data_func(path, &rows[i], test_row);
	}
	g_test_add_func("/iprev/limit", test_limit);
	g_test_add_func("/iprev/zz-each-step", test_each_step);
	status = g_test_run();
	test_steps_free(steps);
	return status;
}
