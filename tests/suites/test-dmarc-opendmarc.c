/* The tables of OpenDMARC's own tests. They are of the time of RFC 7489; where RFC 9989 says
 * something else, the row stands in `differences` with what it says. */
#include "base/psl.h"
#include "check/dmarc.h"
#include "dmarc-suite.h"

static const char *
element(JsonArray *row, guint i)
{
	return json_array_get_string_element(row, i);
}

static JsonArray *
row_of(gconstpointer data)
{
	return json_node_get_array((JsonNode *)(gpointer)data); /* only read */
}

/* Names that are none: OpenDMARC drops the dots at both ends before it compares. */
static gboolean
is_no_name(const char *domain)
{
	return domain[0] == '.' || strstr(domain, "..") != NULL;
}

static gboolean
is_aligned(const char *from, const char *other, const char *mode, const char *zone)
{
	g_autoptr(EmlDnsStore) store = test_store(zone);
	g_autoptr(EmlDns) dns = test_dns(store);
	g_autoptr(GPtrArray) domains = g_ptr_array_new();
	EmlDmarcIdentifier dkim = {EML_RESULT_PASS, other, EML_ALIGNED_NO};
	EmlDmarcInput input = {domains, 1, NULL, &dkim, 1};
	g_autoptr(EmlDmarcResult) result = NULL;

	g_ptr_array_add(domains, (char *)(gpointer)from); /* only read */
	result = eml_dmarc_check(&input, dns);
	if (strcmp(mode, "DMARC_RECORD_A_STRICT") == 0)
		return dkim.aligned == EML_ALIGNED_STRICT;
	return result->dkim_aligned;
}

/* By the public suffix list, where no record applies, and by the tree walk with a record at the
 * registrable domain: both must agree here. */
static void
test_alignment(gconstpointer data)
{
	JsonArray *row = row_of(data);
	const char *from = element(row, 0), *other = element(row, 1), *mode = element(row, 2);
	const gboolean wanted = strcmp(element(row, 3), "0") == 0 && !is_no_name(from);
	g_autofree char *top = is_no_name(from) ? NULL : eml_psl_registrable(from);
	g_autofree char *zone = g_strdup_printf(
	    ";! complete\n_dmarc.%s. TXT \"v=DMARC1; p=none\"\n", top != NULL ? top : "invalid");

	g_assert_cmpint(is_aligned(from, other, mode, ";! complete\n"), ==, wanted);
	g_assert_cmpint(is_aligned(from, other, mode, zone), ==, wanted);
}

/* The last row is a C string with "\0xd8" for bytes, which is NUL and text: no name. */
static void
test_registrable(gconstpointer data)
{
	JsonArray *row = row_of(data);
	g_autofree char *got = eml_psl_registrable(element(row, 0));

	if (strchr(element(row, 0), '\\') == NULL)
		g_assert_cmpstr(got, ==, element(row, 1));
}

static gboolean
has_problem(const EmlDmarcRecord *record, EmlDmarcProblemCode code)
{
	for (guint i = 0; i < record->problems->len; i++)
		if (g_array_index(record->problems, EmlDmarcProblem, i).code == code)
			return TRUE;
	return FALSE;
}

static const char *
outcome_of(const EmlDmarcRecord *record, const char *text)
{
	if (record == NULL)
		return *text == '\0' ? "DMARC_PARSE_ERROR_EMPTY" : "DMARC_PARSE_ERROR_BAD_VERSION";
	if (!record->valid || has_problem(record, EML_DMARC_BAD_VALUE))
		return "DMARC_PARSE_ERROR_BAD_VALUE";
	if (has_problem(record, EML_DMARC_NO_POLICY))
		return "DMARC_PARSE_ERROR_NO_REQUIRED_P";
	return "DMARC_PARSE_OKAY";
}

/* RFC 9989: p must be a whole word; rf, ri and pct are historic, whatever they say. */
static const struct {
	const char *text, *outcome;
} differences[] = {
    {"v=DMARC1; p=n;", "DMARC_PARSE_ERROR_BAD_VALUE"},
    {"v=DMARC1; p=none; rf=bob;", "DMARC_PARSE_OKAY"},
    {"v=DMARC1; p=none; ri=bob;", "DMARC_PARSE_OKAY"},
    {"v=DMARC1; p=none; pct=500;", "DMARC_PARSE_OKAY"},
    {"v=DMARC1; p=none; rf=000000000000000000000000000000000", "DMARC_PARSE_OKAY"},
};

static void
test_record(gconstpointer data)
{
	JsonArray *row = row_of(data);
	const char *text = element(row, 0), *wanted = element(row, 1);
	g_autoptr(EmlDmarcRecord) record = eml_dmarc_record_parse(eml_slice(text));

	for (gsize i = 0; i < G_N_ELEMENTS(differences); i++)
		if (strcmp(differences[i].text, text) == 0)
			wanted = differences[i].outcome;
	g_assert_cmpstr(outcome_of(record, text), ==, wanted);
}

int
main(int argc, char **argv)
{
	g_autoptr(JsonNode) root = NULL;
	JsonObject *tables = NULL;

	g_test_init(&argc, &argv, NULL);
	if (!suite_present("suites/dmarc/opendmarc")) {
		g_test_add_func("/dmarc-opendmarc", suite_skip);
		return g_test_run();
	}
	root = suite_load("opendmarc/tables.json");
	tables = json_node_get_object(root);
	suite_add_cases(
	    "/dmarc-opendmarc/alignment",
	    suite_array(tables, "alignment (domain, other domain, mode, 0=aligned -1=not)"),
	    test_alignment);
	suite_add_cases("/dmarc-opendmarc/psl", suite_array(tables, "organizational domain by PSL"),
			test_registrable);
	suite_add_cases("/dmarc-opendmarc/record", suite_array(tables, "record parse"),
			test_record);
	return g_test_run();
}
