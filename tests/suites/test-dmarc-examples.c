/* RFC 9989 appendix B: the examples of alignment and of the tree walk. */
#include "check/dmarc.h"
#include "check/orgdomain.h"
#include "dmarc-suite.h"

/* "_dmarc.bank.example (psd=y)" stands for a record with that tag. */
static void
add_record(GString *zone, const char *text)
{
	g_auto(GStrv) words = g_strsplit_set(text, " ()", -1);
	const char *psd = words[1] != NULL ? words[2] : "";
	g_autofree char *record = g_strdup_printf("v=DMARC1; p=none; %s", psd);

	suite_add_txt(zone, words[0], record);
}

/* The examples of alignment (B.1) name no records: each organization has one at its top. */
static EmlDnsStore *
store_of(JsonObject *object)
{
	g_autoptr(GString) zone = g_string_new(";! complete\n");
	JsonArray *records = suite_array(object, "records_at");

	for (guint i = 0; i < suite_length(records); i++)
		add_record(zone, json_array_get_string_element(records, i));
	if (records == NULL) {
		add_record(zone, "_dmarc.example.com");
		add_record(zone, "_dmarc.example.net");
	}
	return test_store(zone->str);
}

static void
check_alignment(JsonObject *object, const char *name, EmlAlignment aligned)
{
	const char *wanted = suite_string(object, name);

	if (wanted != NULL)
		g_assert_cmpstr(eml_alignment_word(aligned), ==,
				strcmp(wanted, "none") == 0 ? "no" : wanted);
}

static void
check_flag(JsonObject *object, const char *name, gboolean got)
{
	if (json_object_has_member(object, name))
		g_assert_cmpint(got, ==, json_object_get_boolean_member(object, name));
}

static void
check_organizational(JsonObject *object, EmlDns *dns)
{
	JsonObject *wanted = json_object_has_member(object, "org")
				 ? json_object_get_object_member(object, "org")
				 : NULL;
	g_autoptr(GList) names = wanted != NULL ? json_object_get_members(wanted) : NULL;
	g_autoptr(GPtrArray) trace = eml_trace_new();

	for (GList *at = names; at != NULL; at = at->next) {
		g_autoptr(EmlOrgdomain) walk = eml_orgdomain_find(at->data, dns, trace);

		g_assert_cmpstr(walk->organizational, ==, suite_string(wanted, at->data));
	}
}

/* The names asked for the author domain, in order. */
static void
check_queries(JsonObject *object, EmlDnsStore *store)
{
	JsonArray *wanted = suite_array(object, "queries_for_from");
	g_autoptr(EmlDns) dns = test_dns(store);
	g_autoptr(GPtrArray) trace = eml_trace_new();
	g_autoptr(EmlOrgdomain) walk = eml_orgdomain_find(suite_string(object, "from"), dns, trace);
	g_autoptr(GPtrArray) log = eml_dns_store_log(store);
	const GArray *used = eml_dns_used(dns);

	g_assert_nonnull(walk);
	if (wanted == NULL)
		return;
	g_assert_cmpuint(used->len, ==, suite_length(wanted));
	for (guint i = 0; i < used->len; i++) {
		const EmlDnsLogEntry *entry =
		    g_ptr_array_index(log, g_array_index(used, guint, i) - 1);
		g_autofree char *name =
		    g_strconcat(json_array_get_string_element(wanted, i), ".", NULL);

		g_assert_cmpstr(entry->question->name, ==, name);
	}
}

static void
test_case(gconstpointer data)
{
	JsonObject *object = json_node_get_object((JsonNode *)(gpointer)data); /* only read */
	g_autoptr(EmlDnsStore) store = store_of(object);
	g_autoptr(EmlDns) dns = test_dns(store);
	g_autoptr(GPtrArray) from = g_ptr_array_new();
	EmlDmarcIdentifier spf = {EML_RESULT_PASS, suite_string(object, "mail_from"),
				  EML_ALIGNED_NO};
	EmlDmarcIdentifier dkim = {EML_RESULT_PASS, suite_string(object, "dkim_d"), EML_ALIGNED_NO};
	EmlDmarcInput input = {from, 1, &spf, &dkim, 1};
	g_autoptr(EmlDmarcResult) result = NULL;

	g_ptr_array_add(from, (char *)(gpointer)suite_string(object, "from")); /* only read */
	result = eml_dmarc_check(&input, dns);
	check_alignment(object, "spf_alignment", spf.aligned);
	check_alignment(object, "dkim_alignment", dkim.aligned);
	check_flag(object, "spf_aligned", result->spf_aligned);
	check_flag(object, "dkim_aligned", result->dkim_aligned);
	if (suite_string(object, "policy_domain") != NULL)
		g_assert_cmpstr(result->policy_domain, ==, suite_string(object, "policy_domain"));
	check_organizational(object, dns);
	check_queries(object, store);
}

int
main(int argc, char **argv)
{
	g_autoptr(JsonNode) root = NULL;

	g_test_init(&argc, &argv, NULL);
	if (!suite_present("suites/dmarc/dmarcbis-examples")) {
		g_test_add_func("/dmarc-examples", suite_skip);
		return g_test_run();
	}
	root = suite_load("dmarcbis-examples/cases.json");
	suite_add_cases("/dmarc-examples", json_node_get_array(root), test_case);
	return g_test_run();
}
