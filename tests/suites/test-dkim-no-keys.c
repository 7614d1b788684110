/* Messages whose keys are not published with them (zk-email, SpamAssassin, mailauth's fixtures):
 * without DNS the body hash is tested all the same, and nothing else is concluded. */
#include "dkim-suite.h"

#include "dns/offline.h"

static const char *const folders[] = {
    "dkim/mailauth/fixtures",
    "dkim/spamassassin",
    "dkim/spamassassin/arc",
    "dkim/spamassassin/nice-dkim",
    "dkim/zkemail/relayer-utils/tests/fixtures",
    "dkim/zkemail/zk-email-verify/packages/circuits/tests/test-emails",
    "dkim/zkemail/zk-email-verify/packages/helpers/tests/test-data",
    "dkim/zkemail/zkemail.nr/js/tests/test-data",
};

/* All others: each signature's body hash matches. */
#define SOUND "unknown not-asked match/not-tested"

static const struct {
	const char *ending, *wanted; /* how each outcome begins */
} rows[] = {
    {"/email-body-tampered.eml", "unknown not-asked mismatch/not-tested"},
    /* an empty body against the hash of another: it was not kept (interface contract, section 3) */
    {"/email-bodyless.eml", "unknown not-asked not-tested/not-tested"},
    /* drafts of 2005: c=nowsp, no bh=; with "v=DKIM1", without v= */
    {"/nice-dkim/AddedVtag_07", "neutral dkim-"},
    {"/nice-dkim/BasicTest_01", "neutral dkim-tag-missing not-tested/not-tested"},
    {"/nice-dkim/MIMEnowsp_05", "neutral dkim-tag-missing not-tested/not-tested"},
    {"/nice-dkim/MIMEsimple_04", "neutral dkim-tag-missing not-tested/not-tested"},
    {"/nice-dkim/MultipleReceived_08", "neutral dkim-tag-missing not-tested/not-tested"},
    {"/nice-dkim/MultipleSig_06", "neutral dkim-tag-missing not-tested/not-tested"},
    {"/nice-dkim/NonExistingHeader_09", "neutral dkim-tag-missing not-tested/not-tested"},
    {"/nice-dkim/Nowsp_03", "neutral dkim-tag-missing not-tested/not-tested"},
    {"/nice-dkim/Simple_02", "neutral dkim-tag-missing not-tested/not-tested"},
};

static const struct {
	const char *ending;
	guint n; /* signatures, where it is not one */
} counts[] = {
    {"/bimi.eml", 2},		{"/message1.eml", 0},	{"/message3.eml", 2},
    {"/MultipleAuthRes_10", 0}, {"/MultipleSig_06", 2}, {"/test-fail-01.msg", 0},
    {"/multi-dkim-sig.eml", 2},
};

static const char *
wanted_of(const char *under)
{
	for (guint i = 0; i < G_N_ELEMENTS(rows); i++)
		if (g_str_has_suffix(under, rows[i].ending))
			return rows[i].wanted;
	return SOUND;
}

static guint
count_of(const char *under)
{
	for (guint i = 0; i < G_N_ELEMENTS(counts); i++)
		if (g_str_has_suffix(under, counts[i].ending))
			return counts[i].n;
	return strstr(under, "/test-adsp-") != NULL ? 0 : 1;
}

static void
test_file_of(gconstpointer data)
{
	const char *under = data;
	g_autoptr(EmlMessage) message = dkim_suite_message(under);
	g_autoptr(EmlDnsStore) store = eml_dns_store_new(eml_dns_offline_new());
	g_autoptr(EmlDns) dns = test_dns(store);
	g_autoptr(GPtrArray) results = eml_dkim_verify(message, dns, DKIM_SUITE_MOMENT);
	const char *wanted = wanted_of(under);

	g_assert_cmpuint(eml_dkim_n_counting(results), ==, count_of(under));
	for (guint i = 0; i < results->len; i++) {
		g_autofree char *outcome = dkim_suite_outcome(g_ptr_array_index(results, i));
		g_autofree char *head = g_strndup(outcome, strlen(wanted));

		g_assert_cmpstr(head, ==, wanted);
	}
}

static void
add_folder(const char *folder)
{
	g_autofree char *part = g_build_filename("suites", folder, NULL);
	g_autofree char *path = test_shared_path(part);
	g_autoptr(GDir) dir = g_dir_open(path, 0, NULL);
	const char *file = NULL;

	while (dir != NULL && (file = g_dir_read_name(dir)) != NULL) {
		g_autofree char *under = g_build_filename(folder, file, NULL);
		g_autofree char *name = g_strdup_printf("/dkim-no-keys/%s", under);
		const gboolean is_message = g_str_has_suffix(file, ".eml") ||
					    g_str_has_suffix(file, ".msg") ||
					    g_str_has_suffix(folder, "/nice-dkim");

		if (is_message)
			g_test_add_data_func_full(name, g_steal_pointer(&under), test_file_of,
						  g_free);
	}
}

static void
test_absent(void)
{
	test_shared_or_skip();
}

int
main(int argc, char **argv)
{
	g_test_init(&argc, &argv, NULL);
	g_test_set_nonfatal_assertions();
	if (!dkim_suite_present("dkim"))
		g_test_add_func("/dkim-no-keys", test_absent);
	for (guint i = 0; i < G_N_ELEMENTS(folders); i++)
		add_folder(folders[i]);
	return g_test_run();
}
