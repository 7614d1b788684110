#include "dkim-suite.h"

#include "judge/words.h"
#include "sign.h"

static char *
path_of(const char *under)
{
	g_autofree char *part = g_build_filename("suites", under, NULL);

	return test_shared_path(part);
}

gboolean
dkim_suite_present(const char *under)
{
	g_autofree char *path = path_of(under);

	return g_file_test(path, G_FILE_TEST_EXISTS);
}

char *
dkim_suite_text(const char *under)
{
	g_autofree char *path = path_of(under);
	g_autoptr(GBytes) bytes = test_file(path);
	gsize len = 0;
	const char *data = g_bytes_get_data(bytes, &len);

	return g_strstrip(g_strndup(data, len));
}

char **
dkim_suite_lines(const char *under)
{
	g_autofree char *text = dkim_suite_text(under);
	char **lines = g_strsplit(text, "\n", -1);

	for (guint i = 0; lines[i] != NULL; i++)
		g_strchomp(lines[i]);
	return lines;
}

GString *
dkim_suite_zone(void)
{
	return g_string_new(";! complete\n");
}

void
dkim_suite_add(GString *zone, const char *name, const char *text)
{
	test_zone_txt(zone, name, eml_slice(text));
}

void
dkim_suite_add_tsv(GString *zone, const char *under)
{
	g_auto(GStrv) lines = dkim_suite_lines(under);

	for (guint i = 0; lines[i] != NULL; i++) {
		g_auto(GStrv) cells = g_strsplit(lines[i], "\t", 2);

		if (lines[i][0] != '#' && g_strv_length(cells) == 2)
			dkim_suite_add(zone, cells[0], cells[1]);
	}
}

void
dkim_suite_add_pem(GString *zone, const char *name, const char *under)
{
	g_auto(GStrv) lines = dkim_suite_lines(under);
	g_autoptr(GString) text = g_string_new("v=DKIM1; k=rsa; p=");

	for (guint i = 0; lines[i] != NULL; i++)
		if (!g_str_has_prefix(lines[i], "-----"))
			g_string_append(text, lines[i]);
	dkim_suite_add(zone, name, text->str);
}

EmlMessage *
dkim_suite_message(const char *under)
{
	g_autofree char *path = path_of(under);
	g_autoptr(GBytes) bytes = test_file(path);
	g_autoptr(GError) error = NULL;
	EmlMessage *message = eml_message_new(bytes, &error);

	g_assert_no_error(error);
	return message;
}

GPtrArray *
dkim_suite_results(const EmlMessage *message, const char *zone, gint64 at)
{
	g_autoptr(EmlDnsStore) store = test_store(zone);
	g_autoptr(EmlDns) dns = test_dns(store);

	return eml_dkim_verify(message, dns, at);
}

char *
dkim_suite_outcome(const EmlDkimResult *result)
{
	const char *word = eml_result_word(result->result);

	if (result->result != EML_RESULT_PASS)
		return g_strdup_printf("%s %s %s/%s", word != NULL ? word : "unknown",
				       eml_words_step(result->reason)->id,
				       eml_half_word(result->body_hash),
				       eml_half_word(result->header_signature));
	g_assert_cmpint(result->body_hash, ==, EML_HALF_MATCH);
	g_assert_cmpint(result->header_signature, ==, EML_HALF_MATCH);
	return g_strdup("pass");
}

char *
dkim_suite_verify(const EmlMessage *message, const char *zone, gint64 at)
{
	g_autoptr(GPtrArray) results = dkim_suite_results(message, zone, at);
	GString *out = g_string_new(eml_dkim_n_counting(results) == 0 ? "-" : NULL);

	for (guint i = 0; i < results->len; i++) {
		const EmlDkimResult *result = g_ptr_array_index(results, i);
		g_autofree char *outcome = NULL;

		if (!result->counts)
			continue; /* the suites know of DKIM-Signature only */
		outcome = dkim_suite_outcome(result);
		g_string_append_printf(out, "%s%s/%s %s", out->len > 0 ? " | " : "",
				       result->domain != NULL ? result->domain : "?",
				       result->selector != NULL ? result->selector : "?", outcome);
	}
	return g_string_free(out, FALSE);
}
