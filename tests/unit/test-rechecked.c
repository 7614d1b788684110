/* What verifying gave, kept as text, and the word for it beside the receiver's (interface contract,
 * section 3, filter). */
#include "judge/rechecked.h"

static const char whole[] =
    "emlens result 2\nstatus authenticated\ndmarc pass\nresults spf=fail dkim=pass dmarc=pass\n"
    "verdict verdict-pass-dkim\narg a.example\narg b%0A%25.example\nend\n";

static void
test_round_trip(void)
{
	g_autoptr(EmlRechecked) result = eml_rechecked_parse(eml_slice(whole));
	g_autofree char *text = NULL;

	g_assert_nonnull(result);
	g_assert_cmpint(result->status, ==, EML_STATUS_AUTHENTICATED);
	g_assert_cmpint(result->dmarc, ==, EML_RESULT_PASS);
	g_assert_cmpuint(result->args->len, ==, 2);
	text = eml_rechecked_print(result);
	g_assert_cmpstr(text, ==, whole);
}

/* A file that was cut anywhere, or has one byte more or another, is no result. */
static void
test_broken(void)
{
	static const char *const texts[] = {
	    "emlens result 1\nstatus authenticated\ndmarc pass\nresults x\nverdict "
	    "verdict-pass-dkim\nend\n",
	    "emlens result 2\nstatus fine\ndmarc pass\nresults x\nverdict verdict-pass-dkim\nend\n",
	    "emlens result 2\nstatus authenticated\ndmarc yes\nresults x\nverdict "
	    "verdict-pass-dkim\nend\n",
	    "emlens result 2\nstatus authenticated\ndmarc pass\nverdict verdict-pass-dkim\nresults "
	    "x\nend\n",
	    "emlens result 2\nstatus authenticated\ndmarc pass\nresults x\nverdict "
	    "dkim-verified\nend\n",
	    "emlens result 2\nstatus authenticated\ndmarc pass\nresults x\nverdict "
	    "verdict-no-such\nend\n",
	    "emlens result 2\nstatus authenticated\ndmarc pass\nresults \303\274\nverdict "
	    "verdict-pass-dkim\nend\n",
	    "emlens result 2\nstatus authenticated\ndmarc pass\nresults x\nverdict "
	    "verdict-pass-dkim\narg %zz\nend\n",
	    "emlens result 2\nstatus authenticated\ndmarc pass\nresults \177\nverdict "
	    "verdict-pass-dkim\nend\n",
	    "emlens result 2\nstatus authenticated\ndmarc pass\nresults x\nverdict "
	    "verdict-pass-dkim\nend\nend\n",
	};

	for (gsize len = 0; len < sizeof whole - 1; len++)
		g_assert_null(eml_rechecked_parse(eml_slice_n(whole, len)));
	for (gsize i = 0; i < G_N_ELEMENTS(texts); i++)
		g_assert_null(eml_rechecked_parse(eml_slice(texts[i])));
}

static const struct {
	const char *name;
	const char *claimed; /* word */
	EmlClaimedBasis basis;
	EmlStatus status;
	EmlResult dmarc;
	const char *word;
} words[] = {
    {"agrees", "pass", EML_CLAIMED_BY_DMARC, EML_STATUS_AUTHENTICATED, EML_RESULT_PASS, "pass"},
    {"both-fail", "fail", EML_CLAIMED_BY_DMARC, EML_STATUS_UNAUTHENTICATED, EML_RESULT_FAIL,
     "fail"},
    {"pass-then-fail", "pass", EML_CLAIMED_BY_DMARC, EML_STATUS_UNAUTHENTICATED, EML_RESULT_FAIL,
     "mismatch"},
    {"fail-then-pass", "fail", EML_CLAIMED_BY_DMARC, EML_STATUS_AUTHENTICATED, EML_RESULT_PASS,
     "mismatch"},
    {"record-is-gone", "pass", EML_CLAIMED_BY_DMARC, EML_STATUS_AUTHENTICATED, EML_RESULT_NONE,
     "mismatch"},
    {"none-twice", "none", EML_CLAIMED_BY_DMARC, EML_STATUS_UNAUTHENTICATED, EML_RESULT_NONE,
     "none"},
    {"undecided", "pass", EML_CLAIMED_BY_DMARC, EML_STATUS_UNDECIDED, EML_RESULT_TEMPERROR,
     "temperror"},
    {"undecided-by-facts", "pass", EML_CLAIMED_BY_DMARC, EML_STATUS_UNDECIDED, EML_RESULT_LAST,
     "unknown"},
    {"undecided-fail", "fail", EML_CLAIMED_BY_DMARC, EML_STATUS_UNDECIDED, EML_RESULT_TEMPERROR,
     "fail"},
    {"aligned-pass", "pass", EML_CLAIMED_BY_ALIGNED, EML_STATUS_AUTHENTICATED, EML_RESULT_NONE,
     "pass"},
    {"aligned-pass-then-not", "pass", EML_CLAIMED_BY_ALIGNED, EML_STATUS_UNAUTHENTICATED,
     EML_RESULT_FAIL, "mismatch"},
    {"aligned-softfail", "softfail", EML_CLAIMED_BY_ALIGNED, EML_STATUS_UNAUTHENTICATED,
     EML_RESULT_NONE, "softfail"},
    {"no-claim-pass", "unknown", EML_CLAIMED_NOTHING, EML_STATUS_AUTHENTICATED, EML_RESULT_PASS,
     "pass"},
    {"no-claim-fail", "unknown", EML_CLAIMED_NOTHING, EML_STATUS_UNAUTHENTICATED, EML_RESULT_FAIL,
     "fail"},
    {"no-claim-no-record", "unknown", EML_CLAIMED_NOTHING, EML_STATUS_UNAUTHENTICATED,
     EML_RESULT_NONE, "none"},
    {"no-claim-undecided", "unknown", EML_CLAIMED_NOTHING, EML_STATUS_UNDECIDED, EML_RESULT_NONE,
     "unknown"},
    {"other-claims", "none", EML_CLAIMED_UNALIGNED, EML_STATUS_AUTHENTICATED, EML_RESULT_PASS,
     "pass"},
    {"doubtful-pass", "unknown", EML_CLAIMED_DOUBTFUL, EML_STATUS_AUTHENTICATED, EML_RESULT_PASS,
     "pass"},
    {"doubtful-fail", "unknown", EML_CLAIMED_DOUBTFUL, EML_STATUS_UNAUTHENTICATED, EML_RESULT_FAIL,
     "fail"},
    {"doubtful-undecided", "unknown", EML_CLAIMED_DOUBTFUL, EML_STATUS_UNDECIDED,
     EML_RESULT_TEMPERROR, "unknown"},
    {"forged-stays", "forged", EML_CLAIMED_FORGED, EML_STATUS_AUTHENTICATED, EML_RESULT_PASS,
     "forged"},
};

static void
test_word(gconstpointer data)
{
	const gsize i = GPOINTER_TO_SIZE(data);
	g_autoptr(EmlRechecked) result = eml_rechecked_parse(eml_slice(whole));
	EmlPlain line[] = "claimed by mx";
	EmlPlain untrue[] = "not confirmed";
	const EmlClaimed claimed = {words[i].claimed,
				    words[i].basis,
				    line,
				    {line, NULL},
				    words[i].basis == EML_CLAIMED_DOUBTFUL ? untrue : NULL};
	g_autoptr(EmlClaimed) both = NULL;

	result->status = words[i].status;
	result->dmarc = words[i].dmarc;
	both = eml_rechecked_beside(result, &claimed, "2 min ago");
	g_assert_cmpstr(both->word, ==, words[i].word);
	g_assert_nonnull(strstr(both->text, "2 min ago"));
	g_assert_cmpstr(both->details[1], ==,
			claimed.untrue != NULL && result->status == EML_STATUS_UNAUTHENTICATED
			    ? "not confirmed"
			    : "claimed by mx");
	/* what is shown to be forged is not covered up by what passes */
	if (claimed.basis == EML_CLAIMED_FORGED)
		g_assert_cmpstr(both->text, ==, "(verified 2 min ago) claimed by mx");
}

/* That the end of the body is not signed is an answer, and never "pass" (terminal review H1). */
static void
test_tail(void)
{
	static const struct {
		const char *claimed;
		EmlClaimedBasis basis;
		const char *word;
	} rows[] = {
	    {"pass", EML_CLAIMED_BY_DMARC, "mismatch"},
	    {"fail", EML_CLAIMED_BY_DMARC, "mismatch"},
	    {"unknown", EML_CLAIMED_NOTHING, "mismatch"},
	    {"forged", EML_CLAIMED_FORGED, "forged"},
	};

	for (gsize i = 0; i < G_N_ELEMENTS(rows); i++) {
		g_autoptr(EmlRechecked) result = eml_rechecked_parse(eml_slice(whole));
		EmlPlain faked[] = "the sender faked it";
		const EmlClaimed claimed = {
		    rows[i].claimed, rows[i].basis, faked, {NULL, NULL}, NULL};
		g_autoptr(EmlClaimed) both = NULL;

		result->status = EML_STATUS_UNDECIDED;
		result->id = "verdict-unsigned-tail";
		g_assert_false(eml_rechecked_is_open(result));
		both = eml_rechecked_beside(result, &claimed, "now");
		g_assert_cmpstr(both->word, ==, rows[i].word);
		g_assert_true(
		    g_str_has_prefix(both->text, rows[i].basis == EML_CLAIMED_FORGED
						     ? "(verified now) the sender faked it"
						     : "(verified now) a.example signed this"));
	}
}

/* What is only supposed changes no word, and says so. */
static void
test_hypothetical(void)
{
	static const struct {
		const char *claimed;
		EmlStatus status;
	} rows[] = {{"fail", EML_STATUS_AUTHENTICATED},
		    {"pass", EML_STATUS_UNAUTHENTICATED},
		    {"unknown", EML_STATUS_AUTHENTICATED}};

	for (gsize i = 0; i < G_N_ELEMENTS(rows); i++) {
		g_autoptr(EmlRechecked) result = eml_rechecked_parse(eml_slice(whole));
		const EmlClaimed claimed = {.word = rows[i].claimed, .basis = EML_CLAIMED_BY_DMARC};
		g_autoptr(EmlClaimed) both = NULL;

		result->status = rows[i].status;
		result->id = "verdict-pass-spf-what-if";
		result->hypothetical = TRUE;
		both = eml_rechecked_beside(result, &claimed, "now");
		g_assert_cmpstr(both->word, ==, rows[i].claimed);
		g_assert_cmpstr(both->text, ==,
				"(hypothetical, by options given) DMARC would pass for a.example, "
				"by SPF for b\u240a%.example.");
	}
}

int
main(int argc, char **argv)
{
	g_test_init(&argc, &argv, NULL);
	g_test_add_func("/rechecked/round-trip", test_round_trip);
	g_test_add_func("/rechecked/broken", test_broken);
	g_test_add_func("/rechecked/unsigned-tail", test_tail);
	g_test_add_func("/rechecked/hypothetical", test_hypothetical);
	for (gsize i = 0; i < G_N_ELEMENTS(words); i++) {
		g_autofree char *path = g_strdup_printf("/rechecked/word/%s", words[i].name);

		g_test_add_data_func(path, GSIZE_TO_POINTER(i), test_word);
	}
	return g_test_run();
}
