/* What check/dkim-canonical shows is what was signed: its hash is the one inside an RSA signature
 * that tests/lib/sign made, and the example of RFC 6376 section 3.4.5 comes out as it stands there.
 */
#include "check/dkim-canonical.h"

#include "check/crypto.h"
#include "sign.h"
#include "support.h"
#include "syntax/dkim-sig.h"

#define MESSAGE "A: X\nB : Y\t\n\tZ  \nFrom: a@example.org\nX-Twice: one\nX-Twice:  two\n\nbody\n"
#define TAGS "v=1; a=rsa-sha256; d=example.org; s=s;\r\n\tbh=@BH@; "

static const struct {
	const char *name, *tags;
	const char *fields; /* the canonical fields in front of the signature */
} rows[] = {
    {"relaxed", TAGS "c=relaxed/simple; h=a:b:from; b=@B@",
     "a:X\r\nb:Y Z\r\nfrom:a@example.org\r\n"},
    {"simple", TAGS "c=simple/simple; h=a:b:from; b=@B@",
     "A: X\r\nB : Y\t\r\n\tZ  \r\nFrom: a@example.org\r\n"},
    {"from-the-bottom", TAGS "c=relaxed/relaxed; h=x-twice:from:x-twice; b=@B@",
     "x-twice:two\r\nfrom:a@example.org\r\nx-twice:one\r\n"},
    {"oversigned", TAGS "c=relaxed/relaxed; h=from:from:subject; b=@B@", "from:a@example.org\r\n"},
    {"signature-inside", TAGS "c=simple; b=@B@; h=from", "From: a@example.org\r\n"},
};

static void
test_row(gconstpointer data)
{
	const gsize i = GPOINTER_TO_UINT(data);
	g_autofree char *text = test_sign(MESSAGE, rows[i].tags, TEST_KEY_RSA_2048);
	g_autoptr(EmlMessage) message = test_message(text);
	g_autoptr(GBytes) got = eml_dkim_canonical_header(message, 0);
	g_autoptr(EmlDkimSig) sig =
	    eml_dkim_sig_parse(eml_message_field(message, 0)->value, EML_SIG_DKIM);
	g_autoptr(GBytes) spki = test_key_spki(TEST_KEY_RSA_2048);
	g_autoptr(EmlPublicKey) key = eml_public_key_new_rsa(spki);
	EmlHashValue hash = {.len = 0};
	EmlHashValue signed_hash = {.len = 0};
	gsize len = 0;
	const char *bytes = NULL;

	g_assert_nonnull(got);
	bytes = g_bytes_get_data(got, &len);
	g_assert_cmpuint(len, >, strlen(rows[i].fields));
	g_assert_cmpmem(bytes, strlen(rows[i].fields), rows[i].fields, strlen(rows[i].fields));
	g_assert_cmpint(g_ascii_strncasecmp(bytes + strlen(rows[i].fields), "dkim-signature:", 15),
			==, 0);
	g_assert_true(bytes[len - 1] != '\n');
	hash = eml_hash_of(EML_HASH_SHA256, eml_slice_n(bytes, len));
	g_assert_true(eml_public_key_recover(key, EML_HASH_SHA256, sig->b, &signed_hash));
	g_assert_cmpmem(hash.bytes, hash.len, signed_hash.bytes, signed_hash.len);
}

/* A signature without h= covers nothing that could be shown. */
static void
test_unusable(void)
{
	g_autoptr(EmlMessage) message =
	    test_message("DKIM-Signature: v=1; a=rsa-sha256; d=example.org\nFrom: a@b\n\n");

	g_assert_null(eml_dkim_canonical_header(message, 0));
}

int
main(int argc, char **argv)
{
	g_test_init(&argc, &argv, NULL);
	for (gsize i = 0; i < G_N_ELEMENTS(rows); i++) {
		g_autofree char *path = g_strdup_printf("/dkim-canonical/%s", rows[i].name);

		g_test_add_data_func(path, GUINT_TO_POINTER((guint)i), test_row);
	}
	g_test_add_func("/dkim-canonical/unusable", test_unusable);
	return g_test_run();
}
