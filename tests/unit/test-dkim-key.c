/* Rows for syntax/dkim-key: RFC 6376 section 3.6.1. */
#include "syntax/dkim-key.h"

#define SLICE(text)                                                                                \
	{                                                                                          \
		text, sizeof(text) - 1                                                             \
	}

/* What the record says, as words: type, h, s, t. */
static const struct {
	const char *name;
	EmlSlice in;
	EmlKeyFault fault;
	const char *says;
} rows[] = {
    {"minimal", SLICE("p=Zm9v"), EML_KEY_FINE, "rsa sha1 sha256 email"},
    {"usual", SLICE("v=DKIM1; k=rsa; p=Zm9v"), EML_KEY_FINE, "rsa sha1 sha256 email"},
    {"ed25519", SLICE("v=DKIM1; k=ed25519; p=Zm9v"), EML_KEY_FINE, "ed25519 sha1 sha256 email"},
    {"type-in-any-case", SLICE("k=RSA; p=Zm9v"), EML_KEY_FINE, "rsa sha1 sha256 email"},
    {"trailing-semicolon", SLICE("k=rsa; p=Zm9v;"), EML_KEY_FINE, "rsa sha1 sha256 email"},
    {"space-after-joined-string", SLICE("v=DKIM1; p=Zm9v YmFy "), EML_KEY_FINE,
     "rsa sha1 sha256 email"},
    {"hashes", SLICE("v=DKIM1; h=sha256; p=Zm9v"), EML_KEY_FINE, "rsa sha256 email"},
    {"hashes-several", SLICE("v=DKIM1; h=md5 : sha1:sha256; p=Zm9v"), EML_KEY_FINE,
     "rsa sha1 sha256 email"},
    {"hashes-with-comma", SLICE("v=DKIM1; h=sha1,sha256; p=Zm9v"), EML_KEY_FINE, "rsa email"},
    {"hashes-as-algorithm", SLICE("v=DKIM1; h=rsa-sha256; p=Zm9v"), EML_KEY_FINE, "rsa email"},
    {"hashes-empty", SLICE("v=DKIM1; h=; p=Zm9v"), EML_KEY_FINE, "rsa email"},
    {"service-star", SLICE("v=DKIM1; s=*; p=Zm9v"), EML_KEY_FINE, "rsa sha1 sha256 email"},
    {"service-list", SLICE("v=DKIM1; s=web : email; p=Zm9v"), EML_KEY_FINE,
     "rsa sha1 sha256 email"},
    {"service-other", SLICE("v=DKIM1; s=tlsrpt; p=Zm9v"), EML_KEY_FINE, "rsa sha1 sha256"},
    {"testing", SLICE("v=DKIM1; t=y; p=Zm9v"), EML_KEY_FINE, "rsa sha1 sha256 email testing"},
    {"strict", SLICE("v=DKIM1; t=s; p=Zm9v"), EML_KEY_FINE, "rsa sha1 sha256 email strict"},
    {"flags", SLICE("v=DKIM1; t = y : z : s ; p=Zm9v"), EML_KEY_FINE,
     "rsa sha1 sha256 email testing strict"},
    {"granularity", SLICE("v=DKIM1; g=joe*; p=Zm9v"), EML_KEY_FINE, "rsa sha1 sha256 email"},
    {"note", SLICE("v=DKIM1; n=old=20key; p=Zm9v"), EML_KEY_FINE,
     "rsa sha1 sha256 email n=old key"},
    {"note-undecodable", SLICE("v=DKIM1; n=a=b; p=Zm9v"), EML_KEY_FINE,
     "rsa sha1 sha256 email n=a=b"},
    {"note-8-bit", SLICE("v=DKIM1; n=\xc3\xbc; p=Zm9v"), EML_KEY_FINE,
     "rsa sha1 sha256 email n=\xc3\xbc"},
    {"unknown-tag", SLICE("v=DKIM1; zz=1; p=Zm9v"), EML_KEY_FINE, "rsa sha1 sha256 email"},
    {"revoked", SLICE("v=DKIM1; p="), EML_KEY_REVOKED, "rsa sha1 sha256 email"},
    {"revoked-alone", SLICE("p="), EML_KEY_REVOKED, "rsa sha1 sha256 email"},
    {"revoked-with-quotes-in-note", SLICE("v=DKIM1; n=\"old\"; p="), EML_KEY_REVOKED,
     "rsa sha1 sha256 email n=\"old\""},
    {"version-lower-case", SLICE("v=dkim1; p=Zm9v"), EML_KEY_VERSION, "rsa sha1 sha256 email"},
    {"version-2", SLICE("v=DKIM2; p=Zm9v"), EML_KEY_VERSION, "rsa sha1 sha256 email"},
    {"version-not-first", SLICE("k=rsa; v=DKIM1; p=Zm9v"), EML_KEY_VERSION,
     "rsa sha1 sha256 email"},
    {"type-unknown", SLICE("v=DKIM1; k=dsa; p=Zm9v"), EML_KEY_TYPE, "? sha1 sha256 email"},
    {"type-empty", SLICE("v=DKIM1; k=; p=Zm9v"), EML_KEY_TYPE, "? sha1 sha256 email"},
    {"no-p", SLICE("v=DKIM1; k=rsa"), EML_KEY_NO_DATA, "rsa sha1 sha256 email"},
    {"no-p-no-v", SLICE("k=rsa"), EML_KEY_NO_DATA, "rsa sha1 sha256 email"},
    {"p-bad", SLICE("v=DKIM1; p=Zm9"), EML_KEY_BASE64, "rsa sha1 sha256 email"},
    {"p-comma", SLICE("v=DKIM1; p=Zm9v,"), EML_KEY_BASE64, "rsa sha1 sha256 email"},
    {"duplicate", SLICE("v=DKIM1; p=Zm9v; p=Zm9v"), EML_KEY_DUPLICATE, "rsa sha1 sha256 email"},
    {"syntax", SLICE("v=DKIM1; k; p=Zm9v"), EML_KEY_SYNTAX, "rsa sha1 sha256 email"},
    {"double-semicolon", SLICE("v=DKIM1;; p=Zm9v"), EML_KEY_SYNTAX, "rsa sha1 sha256 email"},
    {"nul", SLICE("v=DKIM1; p=Zm\0v"), EML_KEY_SYNTAX, "rsa sha1 sha256 email"},
    {"escaped-semicolons", SLICE("v=DKIM1\\; k=rsa\\; p=Zm9v"), EML_KEY_QUOTING,
     "? sha1 sha256 email"},
    {"quoted", SLICE("\"v=DKIM1; k=rsa; p=Zm9v\""), EML_KEY_QUOTING, "rsa sha1 sha256 email"},
    {"quotes-inside", SLICE("v=DKIM1; k=rsa; p=Zm9v\" \"YmFy"), EML_KEY_QUOTING,
     "rsa sha1 sha256 email"},
    {"empty", SLICE(""), EML_KEY_OTHER_RECORD, "rsa sha1 sha256 email"},
    {"spf", SLICE("v=spf1 include:example.org -all"), EML_KEY_OTHER_RECORD,
     "rsa sha1 sha256 email"},
    {"dmarc", SLICE("v=DMARC1; p=none; s=x"), EML_KEY_OTHER_RECORD, "rsa sha1 sha256"},
    {"verification", SLICE("google-site-verification=abc"), EML_KEY_OTHER_RECORD,
     "rsa sha1 sha256 email"},
    {"text", SLICE("hello world"), EML_KEY_OTHER_RECORD, "rsa sha1 sha256 email"},
    {"adsp", SLICE("dkim=all"), EML_KEY_OTHER_RECORD, "rsa sha1 sha256 email"},
};

static char *
says(const EmlDkimKey *key)
{
	GString *out = g_string_new(key->type < EML_KEY_LAST ? eml_key_type_word(key->type) : "?");

	g_string_append(out, key->sha1 ? " sha1" : "");
	g_string_append(out, key->sha256 ? " sha256" : "");
	g_string_append(out, key->email ? " email" : "");
	g_string_append(out, key->testing ? " testing" : "");
	g_string_append(out, key->strict ? " strict" : "");
	if (key->note != NULL)
		g_string_append_printf(out, " n=%.*s", (int)g_bytes_get_size(key->note),
				       (const char *)g_bytes_get_data(key->note, NULL));
	return g_string_free(out, FALSE);
}

static void
test_row(gconstpointer data)
{
	const guint i = GPOINTER_TO_UINT(data);
	g_autoptr(EmlDkimKey) key = eml_dkim_key_parse(rows[i].in);
	g_autofree char *got = says(key);

	g_assert_cmpint(key->fault, ==, rows[i].fault);
	g_assert_cmpstr(got, ==, rows[i].says);
	g_assert_cmpuint(key->at_start, <=, key->at_end);
	g_assert_cmpuint(key->at_end, <=, rows[i].in.len);
	if (key->fault == EML_KEY_FINE)
		g_assert_nonnull(key->data);
}

/* Cut at every byte, in a block of its own. */
static void
test_truncated(void)
{
	static const char whole[] = "v=DKIM1; h=sha256; k=rsa; n=a=20b; s=email; t=y:s; p=Zm9vYmFy";

	for (gsize len = 0; len < sizeof(whole); len++) {
		g_autofree char *copy = g_memdup2(whole, MAX(len, 1));
		g_autoptr(EmlDkimKey) key = eml_dkim_key_parse(eml_slice_n(copy, len));

		if (len == sizeof(whole) - 1 || len == sizeof(whole) - 5)
			g_assert_cmpint(key->fault, ==, EML_KEY_FINE);
		else
			g_assert_cmpint(key->fault, !=, EML_KEY_FINE);
	}
}

int
main(int argc, char **argv)
{
	g_test_init(&argc, &argv, NULL);
	for (guint i = 0; i < G_N_ELEMENTS(rows); i++) {
		g_autofree char *path = g_strdup_printf("/dkim-key/row/%s", rows[i].name);

		g_test_add_data_func(path, GUINT_TO_POINTER(i), test_row);
	}
	g_test_add_func("/dkim-key/truncated", test_truncated);
	return g_test_run();
}
