/* Rows for check/unsubscribe: RFC 2369 sections 2 and 3, RFC 8058 sections 3.1, 4 and 5. */
#include "check/unsubscribe.h"

#include "judge/words.h"
#include "support.h"

#define LU "List-Unsubscribe: <https://example.com/u?t=abc>\n"
#define POST "List-Unsubscribe-Post: List-Unsubscribe=One-Click\n"
#define BOTH "list-unsubscribe,list-unsubscribe-post"

/* signatures: "RESULT:DOMAIN:name,name …"; "-" as result is "not evaluated". problems: ids without
 * "unsubscribe-". covered: a result word or "null". */
static const struct {
	const char *name, *header, *signatures;
	gboolean one_click;
	const char *covered, *problems;
} rows[] = {
    {"absent", "Subject: x\n", "", FALSE, "fail", ""},
    {"one-click", LU POST, "pass:example.com:from," BOTH, TRUE, "pass", ""},
    {"with-mailto", "List-Unsubscribe: <mailto:u@example.com>,\n <https://example.com/u/1>\n" POST,
     "pass:example.com:" BOTH, TRUE, "pass", ""},
    {"signed-names-any-case", LU POST, "pass:example.com:List-Unsubscribe,LIST-UNSUBSCRIBE-POST",
     TRUE, "pass", ""},
    {"not-signed", LU POST, "", TRUE, "fail", "not-covered"},
    {"signature-fails", LU POST, "fail:example.com:" BOTH, TRUE, "fail", "not-covered"},
    {"only-one-named", LU POST, "pass:example.com:list-unsubscribe", TRUE, "fail", "not-covered"},
    {"union-of-two", LU POST,
     "pass:example.com:list-unsubscribe pass:example.com:list-unsubscribe-post", TRUE, "fail",
     "not-covered"},
    {"second-covers", LU POST,
     "pass:a.example:from temperror:c.example:" BOTH " pass:b.example:" BOTH, TRUE, "pass", ""},
    {"temperror", LU POST, "temperror:example.com:" BOTH, TRUE, "null", ""},
    {"offline", LU POST, "-:example.com:" BOTH, TRUE, "null", ""},
    {"temperror-could-not-cover", LU POST, "temperror:example.com:list-unsubscribe", TRUE, "fail",
     "not-covered"},
    {"no-post", LU, "pass:example.com:list-unsubscribe", FALSE, "fail", "post-missing"},
    {"no-post-but-oversigned", LU, "pass:example.com:" BOTH, FALSE, "pass", "post-missing"},
    {"post-alone", POST, "pass:example.com:" BOTH, FALSE, "fail", "post-alone"},
    {"post-wrong", LU "List-Unsubscribe-Post: One-Click\n", "pass:example.com:" BOTH, FALSE, "pass",
     "post-wrong"},
    {"post-other-case", LU "List-Unsubscribe-Post: list-unsubscribe=one-click\n",
     "pass:example.com:" BOTH, TRUE, "pass", "post-case"},
    {"post-twice", LU POST POST, "pass:example.com:" BOTH, FALSE, "pass", "post-several"},
    {"list-twice", LU LU POST, "pass:example.com:" BOTH, FALSE, "pass", "several"},
    {"http", "List-Unsubscribe: <http://example.com/u?t=1>\n" POST, "pass:example.com:" BOTH, FALSE,
     "pass", "http no-https"},
    {"http-beside-https",
     "List-Unsubscribe: <https://example.com/u?t=1>, <HTTP://example.com/u?t=1>\n" POST,
     "pass:example.com:" BOTH, FALSE, "pass", "http"},
    {"two-https", "List-Unsubscribe: <https://example.com/1>, <https://example.com/2>\n" POST,
     "pass:example.com:" BOTH, FALSE, "pass", "several-https"},
    {"mailto-only", "List-Unsubscribe: <mailto:u@example.com>\n" POST, "pass:example.com:" BOTH,
     FALSE, "pass", "no-https"},
    {"https-no-host", "List-Unsubscribe: <https:u>\n" POST, "pass:example.com:" BOTH, FALSE, "pass",
     "no-https"},
    {"not-a-url", "List-Unsubscribe: https://example.com/u?t=1\n" POST, "pass:example.com:" BOTH,
     FALSE, "pass", "ignored"},
    {"cut", "List-Unsubscribe: <https://example.com/u?t=1>, unsubscribe\n" POST,
     "pass:example.com:" BOTH, TRUE, "pass", "cut"},
};

static void
signed_header_free(gpointer data)
{
	EmlSignedHeader *header = data;

	g_free(header->name);
	g_free(header);
}

static void
signature_free(gpointer data)
{
	EmlDkimResult *signature = data;

	g_ptr_array_unref(signature->signed_headers);
	g_free(signature->domain);
	g_free(signature);
}

static EmlDkimResult *
signature_new(const char *text)
{
	EmlDkimResult *signature = g_new0(EmlDkimResult, 1);
	g_auto(GStrv) parts = g_strsplit(text, ":", 3);
	g_auto(GStrv) names = g_strsplit(parts[2], ",", -1);

	signature->result = eml_result_from_word(eml_slice(parts[0]));
	signature->domain = g_strdup(parts[1]);
	signature->signed_headers = g_ptr_array_new_with_free_func(signed_header_free);
	for (guint i = 0; names[i] != NULL; i++) {
		EmlSignedHeader *header = g_new0(EmlSignedHeader, 1);

		header->name = g_strdup(names[i]);
		header->n_signed = 1;
		g_ptr_array_add(signature->signed_headers, header);
	}
	return signature;
}

static GPtrArray *
signatures_of(const char *text)
{
	GPtrArray *dkim = g_ptr_array_new_with_free_func(signature_free);
	g_auto(GStrv) words = g_strsplit(text, " ", -1);

	for (guint i = 0; words[i] != NULL; i++)
		if (*words[i] != '\0')
			g_ptr_array_add(dkim, signature_new(words[i]));
	return dkim;
}

static EmlMessage *
message_of(const char *header)
{
	g_autofree char *text = g_strconcat("From: a@example.com\n", header, "\nbody\n", NULL);

	return test_message(text);
}

static char *
problems_of(const EmlUnsubscribe *result)
{
	GString *out = g_string_new(NULL);

	for (guint i = 0; i < result->problems->len; i++) {
		const char *id = g_ptr_array_index(result->problems, i);

		g_assert_nonnull(eml_words_by_id(id));
		g_assert_true(g_str_has_prefix(id, "unsubscribe-"));
		g_string_append_printf(out, "%s%s", i > 0 ? " " : "", id + strlen("unsubscribe-"));
	}
	return g_string_free(out, FALSE);
}

/* Every problem is a step of the trace too, and every sentence has all its arguments. */
static void
check_trace(const EmlUnsubscribe *result)
{
	guint n = 0;

	for (guint i = 0; i < result->trace->len; i++) {
		const EmlStep *step = g_ptr_array_index(result->trace, i);
		g_autofree EmlPlain *text = eml_words_step_text(step);
		const char *id = eml_words_step(step->code)->id;

		g_assert_null(strstr(text, "? "));
		if (n < result->problems->len &&
		    g_strcmp0(g_ptr_array_index(result->problems, n), id) == 0)
			n++;
	}
	g_assert_cmpuint(n, ==, result->problems->len);
}

static void
test_row(gconstpointer data)
{
	const gsize i = GPOINTER_TO_SIZE(data);
	g_autoptr(EmlMessage) message = message_of(rows[i].header);
	g_autoptr(GPtrArray) dkim = signatures_of(rows[i].signatures);
	g_autoptr(EmlUnsubscribe) result = eml_unsubscribe_check(message, dkim);
	g_autofree char *problems = problems_of(result);
	const char *covered = eml_result_word(result->covered);

	g_assert_cmpint(result->one_click, ==, rows[i].one_click);
	g_assert_cmpstr(covered != NULL ? covered : "null", ==, rows[i].covered);
	g_assert_cmpstr(problems, ==, rows[i].problems);
	g_assert_cmpint(result->present, ==, eml_message_count(message, "List-Unsubscribe") > 0);
	g_assert_cmpint(result->covered_by != NULL, ==, result->covered == EML_RESULT_PASS);
	check_trace(result);
}

static gboolean
has_step(const EmlUnsubscribe *result, EmlStepCode code)
{
	for (guint i = 0; i < result->trace->len; i++)
		if (((EmlStep *)g_ptr_array_index(result->trace, i))->code == code)
			return TRUE;
	return FALSE;
}

/* Whose signature covers them: the author's organization first, else said. */
static const struct {
	const char *signatures, *author, *covered_by;
	gboolean other;
} signer_rows[] = {
    {"pass:esp.net:" BOTH " pass:mail.example.com:" BOTH, "example.com", "mail.example.com", FALSE},
    {"pass:esp.net:" BOTH, "example.com", "esp.net", TRUE},
    {"pass:esp.net:" BOTH, NULL, "esp.net", FALSE},
    {"pass:co.uk:" BOTH, "co.uk", "co.uk", FALSE},
};

static void
test_signer(void)
{
	g_autoptr(EmlMessage) message = message_of(LU POST);

	for (gsize i = 0; i < G_N_ELEMENTS(signer_rows); i++) {
		g_autoptr(GPtrArray) dkim = signatures_of(signer_rows[i].signatures);
		g_autoptr(EmlUnsubscribe) result =
		    eml_unsubscribe_check_author(message, dkim, signer_rows[i].author);

		g_assert_cmpstr(result->covered_by, ==, signer_rows[i].covered_by);
		g_assert_cmpint(has_step(result, EML_STEP_UNSUBSCRIBE_OTHER_SIGNER), ==,
				signer_rows[i].other);
	}
}

static void
test_uris(void)
{
	g_autoptr(EmlMessage) message = message_of("List-Unsubscribe: <mailto:a@b> (by mail),\n"
						   " <https://example.com/>\n" POST);
	g_autoptr(GPtrArray) dkim = signatures_of("");
	g_autoptr(EmlUnsubscribe) result = eml_unsubscribe_check(message, dkim);

	g_assert_cmpuint(result->uris->len, ==, 2);
	g_assert_cmpstr(g_ptr_array_index(result->uris, 0), ==, "mailto:a@b");
	g_assert_cmpstr(g_ptr_array_index(result->uris, 1), ==, "https://example.com/");
	g_assert_cmpstr(result->post, ==, "List-Unsubscribe=One-Click");
	g_assert_true(has_step(result, EML_STEP_UNSUBSCRIBE_BARE_URI));
}

int
main(int argc, char **argv)
{
	g_test_init(&argc, &argv, NULL);
	for (gsize i = 0; i < G_N_ELEMENTS(rows); i++) {
		g_autofree char *path = g_strdup_printf("/unsubscribe/%s", rows[i].name);

		g_test_add_data_func(path, GSIZE_TO_POINTER(i), test_row);
	}
	g_test_add_func("/unsubscribe/signer", test_signer);
	g_test_add_func("/unsubscribe/uris", test_uris);
	return g_test_run();
}
