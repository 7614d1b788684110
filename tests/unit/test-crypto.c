/* Rows for check/crypto: hashes, keys in their two forms, and what a signature tells. */
#include "check/crypto.h"
#include "sign.h"

static char *
hex(const EmlHashValue *value)
{
	GString *out = g_string_new(NULL);

	for (gsize i = 0; i < value->len; i++)
		g_string_append_printf(out, "%02x", value->bytes[i]);
	return g_string_free(out, FALSE);
}

/* FIPS 180-4's well-known "abc", in pieces */
static void
test_hash(void)
{
	static const char *const expected[EML_HASH_LAST] = {
	    [EML_HASH_SHA256] = "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad",
	    [EML_HASH_SHA1] = "a9993e364706816aba3e25717850c26c9cd0d89d",
	};

	for (guint hash = 0; hash < EML_HASH_LAST; hash++) {
		g_autoptr(EmlDigest) digest = eml_digest_new((EmlHash)hash);
		EmlHashValue value;
		g_autofree char *early = NULL;
		g_autofree char *got = NULL;
		g_autofree char *at_once = NULL;

		eml_digest_update(digest, eml_slice("ab"));
		value = eml_digest_value(digest); /* more may follow */
		early = hex(&value);
		eml_digest_update(digest, eml_slice("c"));
		value = eml_digest_value(digest);
		got = hex(&value);
		value = eml_hash_of((EmlHash)hash, eml_slice("abc"));
		at_once = hex(&value);
		g_assert_cmpstr(got, ==, expected[hash]);
		g_assert_cmpstr(at_once, ==, expected[hash]);
		g_assert_cmpstr(early, !=, got);
	}
}

static void
test_equals(void)
{
	const EmlHashValue value = eml_hash_of(EML_HASH_SHA256, eml_slice("abc"));
	g_autoptr(GBytes) same = g_bytes_new(value.bytes, 32);
	g_autoptr(GBytes) shorter = g_bytes_new(value.bytes, 31);
	g_autoptr(GBytes) empty = g_bytes_new(NULL, 0);

	g_assert_true(eml_hash_equals(&value, same));
	g_assert_false(eml_hash_equals(&value, shorter));
	g_assert_false(eml_hash_equals(&value, empty));
	g_assert_false(eml_hash_equals(&value, NULL));
}

static const struct {
	const char *name;
	TestKey key;
	guint bits;
} sizes[] = {
    {"rsa-512", TEST_KEY_RSA_512, 512},
    {"rsa-1024", TEST_KEY_RSA_1024, 1024},
    {"rsa-2048", TEST_KEY_RSA_2048, 2048},
};

static GBytes *
changed(GBytes *bytes, gssize longer, guint flip)
{
	GByteArray *copy = g_byte_array_new();

	g_byte_array_append(copy, g_bytes_get_data(bytes, NULL), (guint)g_bytes_get_size(bytes));
	g_byte_array_set_size(copy, (guint)((gssize)copy->len + longer));
	if (longer > 0)
		copy->data[copy->len - 1] = 0;
	copy->data[flip % copy->len] ^= flip > 0 ? 0x10 : 0;
	return g_byte_array_free_to_bytes(copy);
}

/* Both forms give the same key; with a byte more or less neither is one. */
static void
test_forms(gconstpointer data)
{
	const guint i = GPOINTER_TO_UINT(data);
	g_autoptr(GBytes) spki = test_key_spki(sizes[i].key);
	g_autoptr(GBytes) bare = test_key_bare(sizes[i].key);
	GBytes *const forms[] = {spki, bare};

	for (guint form = 0; form < G_N_ELEMENTS(forms); form++) {
		g_autoptr(EmlPublicKey) key = eml_public_key_new_rsa(forms[form]);
		g_autoptr(GBytes) longer = changed(forms[form], 1, 0);
		g_autoptr(GBytes) shorter = changed(forms[form], -1, 0);

		g_assert_nonnull(key);
		g_assert_cmpuint(eml_public_key_bits(key), ==, sizes[i].bits);
		g_assert_null(eml_public_key_new_rsa(longer));
		g_assert_null(eml_public_key_new_rsa(shorter));
		g_assert_false(eml_is_ed25519_spki(forms[form]));
	}
}

static void
test_ed25519_forms(void)
{
	g_autoptr(GBytes) spki = test_key_spki(TEST_KEY_ED25519);
	g_autoptr(GBytes) bare = test_key_bare(TEST_KEY_ED25519);
	g_autoptr(EmlPublicKey) key = eml_public_key_new_ed25519(bare);

	g_assert_nonnull(key);
	g_assert_cmpuint(eml_public_key_bits(key), ==, 256);
	g_assert_null(eml_public_key_new_ed25519(spki));
	g_assert_null(eml_public_key_new_rsa(spki));
	g_assert_null(eml_public_key_new_rsa(bare));
	g_assert_true(eml_is_ed25519_spki(spki));
	g_assert_false(eml_is_ed25519_spki(bare));
}

static void
test_no_key(void)
{
	g_autoptr(GBytes) empty = g_bytes_new(NULL, 0);
	g_autoptr(GBytes) text = g_bytes_new_static("hello", 5);

	g_assert_null(eml_public_key_new_rsa(empty));
	g_assert_null(eml_public_key_new_rsa(text));
	g_assert_null(eml_public_key_new_ed25519(empty));
}

/* Cut at every byte, in a block of its own. */
static void
test_truncated(void)
{
	g_autoptr(GBytes) spki = test_key_spki(TEST_KEY_RSA_1024);

	for (gsize len = 0; len < g_bytes_get_size(spki); len++) {
		g_autoptr(GBytes) part = g_bytes_new(g_bytes_get_data(spki, NULL), len);

		g_assert_null(eml_public_key_new_rsa(part));
	}
}

static const struct {
	const char *name;
	TestKey signer, verifier;
	EmlHash hash;	  /* in the signature */
	EmlHash expected; /* what the verifier wants */
	const char *text; /* signed; "text" is what is verified */
	gssize longer;
	guint flip;
	EmlVerify verify;
} rows[] = {
    {"rsa-512", TEST_KEY_RSA_512, TEST_KEY_RSA_512, EML_HASH_SHA256, EML_HASH_SHA256, "text", 0, 0,
     EML_VERIFY_MATCH},
    {"rsa-1024", TEST_KEY_RSA_1024, TEST_KEY_RSA_1024, EML_HASH_SHA256, EML_HASH_SHA256, "text", 0,
     0, EML_VERIFY_MATCH},
    {"rsa-2048", TEST_KEY_RSA_2048, TEST_KEY_RSA_2048, EML_HASH_SHA256, EML_HASH_SHA256, "text", 0,
     0, EML_VERIFY_MATCH},
    {"rsa-sha1", TEST_KEY_RSA_1024, TEST_KEY_RSA_1024, EML_HASH_SHA1, EML_HASH_SHA1, "text", 0, 0,
     EML_VERIFY_MATCH},
    {"rsa-other-text", TEST_KEY_RSA_1024, TEST_KEY_RSA_1024, EML_HASH_SHA256, EML_HASH_SHA256,
     "other", 0, 0, EML_VERIFY_OTHER_DIGEST},
    {"rsa-sha1-other-text", TEST_KEY_RSA_1024, TEST_KEY_RSA_1024, EML_HASH_SHA1, EML_HASH_SHA1,
     "other", 0, 0, EML_VERIFY_OTHER_DIGEST},
    {"rsa-other-hash", TEST_KEY_RSA_1024, TEST_KEY_RSA_1024, EML_HASH_SHA1, EML_HASH_SHA256, "text",
     0, 0, EML_VERIFY_NO_DIGEST},
    {"rsa-other-key", TEST_KEY_RSA_1024_OTHER, TEST_KEY_RSA_1024, EML_HASH_SHA256, EML_HASH_SHA256,
     "text", 0, 0, EML_VERIFY_NO_DIGEST},
    {"rsa-other-size", TEST_KEY_RSA_2048, TEST_KEY_RSA_1024, EML_HASH_SHA256, EML_HASH_SHA256,
     "text", 0, 0, EML_VERIFY_NO_DIGEST},
    {"rsa-damaged", TEST_KEY_RSA_1024, TEST_KEY_RSA_1024, EML_HASH_SHA256, EML_HASH_SHA256, "text",
     0, 17, EML_VERIFY_NO_DIGEST},
    {"rsa-short", TEST_KEY_RSA_1024, TEST_KEY_RSA_1024, EML_HASH_SHA256, EML_HASH_SHA256, "text",
     -1, 0, EML_VERIFY_NO_DIGEST},
    {"rsa-long", TEST_KEY_RSA_1024, TEST_KEY_RSA_1024, EML_HASH_SHA256, EML_HASH_SHA256, "text", 1,
     0, EML_VERIFY_NO_DIGEST},
    {"ed25519", TEST_KEY_ED25519, TEST_KEY_ED25519, EML_HASH_SHA256, EML_HASH_SHA256, "text", 0, 0,
     EML_VERIFY_MATCH},
    {"ed25519-other-text", TEST_KEY_ED25519, TEST_KEY_ED25519, EML_HASH_SHA256, EML_HASH_SHA256,
     "other", 0, 0, EML_VERIFY_MISMATCH},
    {"ed25519-damaged", TEST_KEY_ED25519, TEST_KEY_ED25519, EML_HASH_SHA256, EML_HASH_SHA256,
     "text", 0, 17, EML_VERIFY_MISMATCH},
    {"ed25519-short", TEST_KEY_ED25519, TEST_KEY_ED25519, EML_HASH_SHA256, EML_HASH_SHA256, "text",
     -1, 0, EML_VERIFY_MISMATCH},
    {"ed25519-of-rsa", TEST_KEY_RSA_1024, TEST_KEY_ED25519, EML_HASH_SHA256, EML_HASH_SHA256,
     "text", 0, 0, EML_VERIFY_MISMATCH},
};

static void
test_verify(gconstpointer data)
{
	const guint i = GPOINTER_TO_UINT(data);
	const EmlHashValue signed_hash = eml_hash_of(rows[i].hash, eml_slice(rows[i].text));
	const EmlHashValue wanted = eml_hash_of(rows[i].expected, eml_slice("text"));
	g_autoptr(GBytes) signature =
	    test_key_sign(rows[i].signer, signed_hash.bytes, signed_hash.len);
	g_autoptr(GBytes) given = changed(signature, rows[i].longer, rows[i].flip);
	g_autoptr(GBytes) bare = test_key_bare(rows[i].verifier);
	g_autoptr(EmlPublicKey) key = rows[i].verifier == TEST_KEY_ED25519
					  ? eml_public_key_new_ed25519(bare)
					  : eml_public_key_new_rsa(bare);

	g_assert_cmpint(eml_public_key_verify(key, rows[i].expected, &wanted, given), ==,
			rows[i].verify);
}

static void
add(const char *folder, const char *name, guint i, GTestDataFunc func)
{
	g_autofree char *path = g_strdup_printf("/crypto/%s/%s", folder, name);

	g_test_add_data_func(path, GUINT_TO_POINTER(i), func);
}

int
main(int argc, char **argv)
{
	g_test_init(&argc, &argv, NULL);
	g_test_add_func("/crypto/hash", test_hash);
	g_test_add_func("/crypto/equals", test_equals);
	for (guint i = 0; i < G_N_ELEMENTS(sizes); i++)
		add("forms", sizes[i].name, i, test_forms);
	g_test_add_func("/crypto/forms/ed25519", test_ed25519_forms);
	g_test_add_func("/crypto/no-key", test_no_key);
	g_test_add_func("/crypto/truncated", test_truncated);
	for (guint i = 0; i < G_N_ELEMENTS(rows); i++)
		add("verify", rows[i].name, i, test_verify);
	return g_test_run();
}
