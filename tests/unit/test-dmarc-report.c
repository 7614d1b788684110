/* Rows for check/dmarc-report: the verification of external destinations, RFC 9990. */
#include "check/dmarc-report.h"

#include "judge/words.h"
#include "support.h"

#define RECORD(tags) "_dmarc.example.com. TXT \"v=DMARC1; p=none; " tags "\"\n"
#define AGREED(host) "example.com._report._dmarc." host ". TXT \"v=DMARC1\"\n"

/* expected: ids and destinations, in order */
static const struct {
	const char *name, *zone, *expected;
} rows[] = {
    {"own-domain", RECORD("rua=mailto:a@example.com"), ""},
    {"own-organization", RECORD("rua=mailto:a@reports.example.com"), ""},
    {"agreed", RECORD("rua=mailto:a@collector.net") AGREED("collector.net"),
     "dmarc-report-agreed collector.net"},
    {"wildcard",
     RECORD("rua=mailto:a@collector.net") "*._report._dmarc.collector.net. TXT \"v=DMARC1\"\n",
     "dmarc-report-agreed collector.net"},
    {"not-agreed", RECORD("rua=mailto:a@collector.net"), "dmarc-report-not-agreed collector.net"},
    {"other-text",
     RECORD("rua=mailto:a@collector.net") "example.com._report._dmarc.collector.net. TXT \"yes\"\n",
     "dmarc-report-not-agreed collector.net"},
    {"failed",
     RECORD("rua=mailto:a@collector.net") ";! failed example.com._report._dmarc.collector.net. TXT "
					  "servfail\n",
     "dmarc-report-unknown collector.net"},
    {"each-once",
     RECORD("rua=mailto:a@collector.net,mailto:b@COLLECTOR.net,mailto:c@other.org; "
	    "ruf=mailto:d@other.org") AGREED("other.org"),
     "dmarc-report-not-agreed collector.net dmarc-report-agreed other.org"},
    {"no-mail", RECORD("rua=https://collector.net/in"), ""},
    {"size", RECORD("rua=mailto:a@collector.net!10m") AGREED("collector.net"),
     "dmarc-report-agreed collector.net"},
    {"no-record", "", ""},
};

static char *
reports_of(const EmlStep *conclusion)
{
	g_autoptr(GString) out = g_string_new(NULL);

	for (guint i = 0; i < conclusion->children->len; i++) {
		const EmlStep *step = g_ptr_array_index(conclusion->children, i);
		gsize len = 0;
		const char *destination = g_bytes_get_data(g_ptr_array_index(step->args, 0), &len);

		g_string_append_printf(out, "%s%s %.*s", out->len > 0 ? " " : "",
				       eml_words_step(step->code)->id, (int)len, destination);
	}
	return g_string_free(g_steal_pointer(&out), FALSE);
}

static void
test_row(gconstpointer data)
{
	const gsize i = GPOINTER_TO_SIZE(data);
	g_autofree char *zone = g_strconcat(";! complete\n", rows[i].zone, NULL);
	g_autoptr(EmlDnsStore) store = test_store(zone);
	g_autoptr(EmlDns) dns = test_dns(store);
	g_autoptr(GPtrArray) from = g_ptr_array_new();
	EmlDmarcInput input = {from, 1, NULL, NULL, 0};
	g_autoptr(EmlDmarcResult) result = NULL;
	g_autofree char *got = NULL;

	g_ptr_array_add(from, (gpointer) "example.com");
	result = eml_dmarc_check(&input, dns);
	eml_dmarc_report_check(result, dns);
	got = reports_of(g_ptr_array_index(result->trace, result->trace->len - 1));
	g_assert_cmpstr(got, ==, rows[i].expected);
}

int
main(int argc, char **argv)
{
	g_test_init(&argc, &argv, NULL);
	for (gsize i = 0; i < G_N_ELEMENTS(rows); i++) {
		g_autofree char *path = g_strconcat("/dmarc-report/", rows[i].name, NULL);

		g_test_add_data_func(path, GSIZE_TO_POINTER(i), test_row);
	}
	return g_test_run();
}
