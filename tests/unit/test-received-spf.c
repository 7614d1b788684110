/* Rows for syntax/received-spf. Pairs are written "key=value|key=value". */
#include "syntax/received-spf.h"

static const struct {
	const char *name, *in;
	EmlResult result;
	const char *raw, *comment, *pairs;
} rows[] = {
#include "received-spf-rows.def"
};

static char *
pairs_text(const EmlReceivedSpf *spf)
{
	GString *out = g_string_new(NULL);

	for (guint i = 0; i < spf->pairs->len; i++) {
		const EmlSpfPair *pair = g_ptr_array_index(spf->pairs, i);

		g_string_append_printf(out, "%s%s=%s", i > 0 ? "|" : "", pair->key, pair->value);
	}
	return g_string_free(out, FALSE);
}

static void
test_row(gconstpointer data)
{
	const guint row = GPOINTER_TO_UINT(data);
	g_autoptr(EmlReceivedSpf) spf = eml_received_spf_parse(eml_slice(rows[row].in));
	g_autofree char *pairs = pairs_text(spf);

	g_assert_cmpint(spf->result, ==, rows[row].result);
	g_assert_cmpstr(spf->result_raw, ==, rows[row].raw);
	g_assert_cmpstr(spf->comment, ==, rows[row].comment);
	g_assert_cmpstr(pairs, ==, rows[row].pairs);
}

static void
test_truncated(gconstpointer data)
{
	const EmlSlice whole = eml_slice(rows[GPOINTER_TO_UINT(data)].in);

	for (gsize len = 0; len < whole.len; len++) {
		g_autofree char *copy = g_memdup2(whole.data, MAX(len, 1));
		g_autoptr(EmlReceivedSpf) spf = eml_received_spf_parse(eml_slice_n(copy, len));

		g_assert_cmpuint(spf->pairs->len, <=, len);
	}
}

static void
test_get(void)
{
	g_autoptr(EmlReceivedSpf) spf = eml_received_spf_parse(eml_slice(
	    "pass client-ip=192.0.2.1; helo=a; HELO=a; x=; identity=helo; identity=mailfrom"));

	g_assert_cmpstr(eml_received_spf_get(spf, "client-ip"), ==, "192.0.2.1");
	g_assert_cmpstr(eml_received_spf_get(spf, "helo"), ==, "a");
	g_assert_cmpstr(eml_received_spf_get(spf, "x"), ==, "");
	g_assert_cmpstr(eml_received_spf_get(spf, "receiver"), ==, NULL);
	g_assert_cmpstr(eml_received_spf_get(spf, "identity"), ==, NULL);
}

/* A MAIL FROM that closes the comment cannot choose the address. */
static void
test_escaped_comment(void)
{
	g_autoptr(EmlReceivedSpf) spf = eml_received_spf_parse(
	    eml_slice("pass (mx.example: domain of \"x) client-ip=192.0.2.9; (\"@evil.example "
		      "designates 203.0.113.9 as permitted sender) client-ip=203.0.113.9;"));

	g_assert_cmpstr(eml_received_spf_get(spf, "client-ip"), ==, NULL);
}

static void
test_bytes(void)
{
	const char in[] = "pass (a\0b) client-ip=\"\xff\"; helo=x\0y;";
	g_autoptr(EmlReceivedSpf) spf = eml_received_spf_parse(eml_slice_n(in, sizeof in - 1));

	g_assert_cmpstr(spf->comment, ==, "a\\u{0}b");
	g_assert_cmpstr(eml_received_spf_get(spf, "client-ip"), ==, "\xff");
	g_assert_cmpstr(eml_received_spf_get(spf, "helo"), ==, "x\\u{0}y");
}

static void
test_long(void)
{
	static const char *const units[] = {"(", "a=b;", ";=", "\"", "a= ", " \r\n", "()"};

	for (guint i = 0; i < G_N_ELEMENTS(units); i++) {
		GString *text = g_string_new("pass (x) ");
		g_autoptr(EmlReceivedSpf) spf = NULL;

		while (text->len < 1 << 20)
			g_string_append(text, units[i]);
		spf = eml_received_spf_parse(eml_slice_n(text->str, text->len));
		g_assert_cmpint(spf->result, ==, EML_RESULT_PASS);
		g_string_free(text, TRUE);
	}
}

int
main(int argc, char **argv)
{
	g_test_init(&argc, &argv, NULL);
	g_test_set_nonfatal_assertions();
	for (guint i = 0; i < G_N_ELEMENTS(rows); i++) {
		g_autofree char *path = g_strdup_printf("/received-spf/row/%s", rows[i].name);
		g_autofree char *cut = g_strdup_printf("/received-spf/truncated/%s", rows[i].name);

		g_test_add_data_func(path, GUINT_TO_POINTER(i), test_row);
		g_test_add_data_func(cut, GUINT_TO_POINTER(i), test_truncated);
	}
	g_test_add_func("/received-spf/get", test_get);
	g_test_add_func("/received-spf/escaped-comment", test_escaped_comment);
	g_test_add_func("/received-spf/bytes", test_bytes);
	g_test_add_func("/received-spf/long", test_long);
	return g_test_run();
}
