/* The words of the table's cells: no result and a body that differs is never "undecided". */
#include "render/cells.h"

#include "dns/offline.h"
#include "sign.h"
#include "support.h"

#define MESSAGE "From: a@sender.example\nSubject: hello\n\nthe body\n"
#define TAGS(domain)                                                                               \
	"v=1; a=rsa-sha256; c=relaxed/relaxed; d=" domain "; s=s1; h=from:subject; bh=@BH@; b=@B@"

/* RFC 6376 section 6.1.3: a body hash that differs fails whatever the key is. */
static const struct {
	const char *name, *field, *tags;
	gboolean changed;
	const char *word, *uncounted;
} rows[] = {
    {"open", "DKIM-Signature", TAGS("sender.example"), FALSE, "undecided", NULL},
    {"changed", "DKIM-Signature", TAGS("sender.example"), TRUE, "cannot pass", NULL},
    {"google", "X-Google-DKIM-Signature", TAGS("1e100.net"), FALSE, "ignored",
     "Google's internal signature"},
    {"google-changed", "X-Google-DKIM-Signature", TAGS("1e100.net"), TRUE, "ignored",
     "Google's internal signature"},
    /* anybody can write the field */
    {"google-by-another", "X-Google-DKIM-Signature", TAGS("sender.example"), FALSE, "ignored",
     "a field that no standard names"},
};

static void
test_row(gconstpointer data)
{
	const gsize i = GPOINTER_TO_SIZE(data);
	g_autofree char *made =
	    test_sign_as(rows[i].field, MESSAGE, rows[i].tags, TEST_KEY_RSA_1024);
	g_autoptr(GString) text = g_string_new(made);
	g_autoptr(EmlMessage) message = NULL;
	g_autoptr(EmlDnsStore) store = eml_dns_store_new(eml_dns_offline_new());
	g_autoptr(EmlDns) dns = test_dns(store);
	g_autoptr(GPtrArray) results = NULL;
	const EmlDkimResult *signature = NULL;

	if (rows[i].changed)
		g_string_replace(text, "the body", "another body", 1);
	message = test_message(text->str);
	results = eml_dkim_verify(message, dns, 0);
	g_assert_cmpuint(results->len, ==, 1);
	signature = g_ptr_array_index(results, 0);
	g_assert_cmpint(signature->result, ==, EML_RESULT_LAST);
	g_assert_cmpstr(eml_cell_signature(signature), ==, rows[i].word);
	g_assert_cmpint(eml_cell_cannot_pass(signature), ==, rows[i].changed);
	if (rows[i].uncounted != NULL)
		g_assert_cmpstr(eml_cell_uncounted(signature), ==, rows[i].uncounted);
}

/* "undecided" is what a question could decide; without an address there is none to ask. */
static void
test_not_checked(void)
{
	const EmlSpfResult no_address = {.result = EML_RESULT_LAST,
					 .reason = EML_STEP_SPF_ADDRESS_UNKNOWN};
	const EmlSpfResult not_asked = {.result = EML_RESULT_LAST,
					.reason = EML_STEP_SPF_NOT_ASKED};
	const EmlIprevResult no_client = {.result = EML_RESULT_LAST,
					  .reason = EML_STEP_IPREV_ADDRESS_UNKNOWN};

	g_assert_cmpstr(eml_cell_spf(&no_address), ==, "not checked");
	g_assert_cmpstr(eml_cell_spf(&not_asked), ==, "undecided");
	g_assert_cmpstr(eml_cell_iprev(&no_client), ==, "not checked");
}

/* RFC 8617 section 5.2, step 4: the newest message signature decides. */
static void
test_arc(void)
{
	const TestArcSet set = {
	    .instance = 1, .cv = "none", .results = "spf=pass", .key = TEST_KEY_RSA_1024};
	g_autofree char *sealed = test_arc_seal(MESSAGE, &set);

	for (guint changed = 0; changed <= 1; changed++) {
		g_autoptr(GString) text = g_string_new(sealed);
		g_autoptr(EmlMessage) message = NULL;
		g_autoptr(EmlDnsStore) store = eml_dns_store_new(eml_dns_offline_new());
		g_autoptr(EmlDns) dns = test_dns(store);
		g_autoptr(EmlArcResult) result = NULL;

		if (changed)
			g_string_replace(text, "the body", "another body", 1);
		message = test_message(text->str);
		result = eml_arc_verify(message, dns, 0);
		g_assert_cmpstr(eml_cell_arc(result), ==, changed ? "cannot pass" : "undecided");
	}
}

/* Text and screen say it by the same words and with the same sign. */
static void
test_unsubscribe(void)
{
	static const struct {
		EmlStepCode outcome;
		EmlTone tone;
		const char *word;
	} outcomes[] = {
	    {EML_STEP_UNSUBSCRIBE_ABSENT, EML_TONE_NOTE, "none"},
	    {EML_STEP_UNSUBSCRIBE_BUTTON, EML_TONE_GOOD, "one-click"},
	    {EML_STEP_UNSUBSCRIBE_BY_MAIL, EML_TONE_NOTE, "by mail"},
	    {EML_STEP_UNSUBSCRIBE_BY_NOTHING, EML_TONE_WARN, "unusable"},
	    {EML_STEP_UNSUBSCRIBE_NO_BUTTON_NO_PASS, EML_TONE_WARN, "unsigned"},
	    {EML_STEP_UNSUBSCRIBE_NO_BUTTON_SPLIT, EML_TONE_WARN, "unsigned"},
	};

	for (gsize i = 0; i < G_N_ELEMENTS(outcomes); i++) {
		const EmlUnsubscribe one = {.outcome = outcomes[i].outcome};
		EmlTone tone = EML_TONE_PLAIN;
		const char *note = NULL;

		g_assert_cmpstr(eml_cell_unsubscribe(&one, &tone, &note), ==, outcomes[i].word);
		g_assert_cmpint(tone, ==, outcomes[i].tone);
		g_assert_nonnull(note);
	}
}

int
main(int argc, char **argv)
{
	g_test_init(&argc, &argv, NULL);
	for (gsize i = 0; i < G_N_ELEMENTS(rows); i++) {
		g_autofree char *path = g_strconcat("/cells/", rows[i].name, NULL);

		g_test_add_data_func(path, GSIZE_TO_POINTER(i), test_row);
	}
	g_test_add_func("/cells/arc", test_arc);
	g_test_add_func("/cells/not-checked", test_not_checked);
	g_test_add_func("/cells/unsubscribe", test_unsubscribe);
	return g_test_run();
}
