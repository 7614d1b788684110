#include "sign.h"

#include <openssl/evp.h>
#include <openssl/pem.h>
#include <openssl/rsa.h>
#include <openssl/x509.h>

#include "naive-canon.h"
#include "syntax/dkim-sig.h"

/* Private keys as PKCS #8 in base64; for these tests only. */
static const char *const keys[TEST_KEY_LAST] = {
    [TEST_KEY_RSA_512] =
	"MIIBVAIBADANBgkqhkiG9w0BAQEFAASCAT4wggE6AgEAAkEArplHxqb0x2SlK7XOhEcIcd/0DNSO4E9toRRA"
	"BnHE1micpjD0T0dZuJIsIu1N4zsh0gP29q95+01DJSpZLe+WhwIDAQABAkEAjI/YKgSVQcUz+BmY1gM9uDed"
	"CYtCLzGix7A+zzFeT2F6d3CeGhrryGJr9UN/hcHNSBulDTl2X8H0PJ6e4QbqiQIhANUlGXd+63momeqchTX9"
	"sCdHXoK3aKJAYt3X19uVGS7rAiEA0bQmUBbAqbe9HgYilqfcn87vRw0Af9V2693VA4GRZ9UCICLzyYBR/NVf"
	"c5YIgsO+zTMzvejboLnyqwPMEGa+xXlvAiA0C1rK26q7NE+qSOmCrGxz+P6nipGKKGdYSHjaYui8dQIgdPMJ"
	"n4D19v3BItY4YqZ5Xae9nzvJhnpRMHV64HFXbgY=",
    [TEST_KEY_RSA_1024] =
	"MIICdQIBADANBgkqhkiG9w0BAQEFAASCAl8wggJbAgEAAoGBALk7vpOnkOvfImkOurh4UHrzJcQyNKpjfpOd"
	"kajErpcP/znnksenPMdUzb0nBcFd/i+MElJnjXbbVzLxnFzm48Ne8RETBy7WxMYtrJUAR729QUEx1AKHL8dH"
	"he1yMd+5J9dWQWoT2jbJvpfWP3nbhPBm8wTD23dqN2rGt0iLIZXtAgMBAAECgYAPe6T0Zp9AeAhCS87juHrR"
	"rB1OBvxL+cEMybDxMG9/hQDKcEbelWYJK1d/JhHfFeI3SzgE108FzlO9mGB/i3UiLO170sfPbLEFMKUZrni+"
	"Fuiu5nzBOkHb+2ftE52P0kH40KbKO9Go/MgMRRJGQrttzwKbOo/LPyVw4X2NWFM1qQJBAO+Qim2irSqrsCwB"
	"F9HZJtRp/CprcUSLixdCdn0XL/B2mYfWflvI7m/8x2e94tJfx2pZD0i7mdsBRE/K/81S9f8CQQDF8PzF73qj"
	"kmilIE4AbXESlWLKHJgJNBDy3ImUDtfLmXOE+QoRDQn9LbeEidiZ19bndX8Zl8orFCC4PBBjTqwTAkAd+l9o"
	"Msgqo8tq5kQdzWevgwe8Iy/MXQ3tvjJnmuQz2hOCTRQI1k8IEoC9eaSNoNCqfTSNbHRnVHRA6+0wu2XvAkA7"
	"eD3Zkiu8fT5nbh9BTaBNPwihRJoBGd2FufCzxQncp8vnRZNasBoyMMwUS/4BqrFsdQasv8gDzVZPQ+yAiaB1"
	"AkAicxEtSU74gCWsk+HXUfrWHXSSexKc7QFtCw90VRCYiiWFVRVBqAQdS6+4QAM/kyh5g9BzQODKYYi6sjVU"
	"0I/f",
    [TEST_KEY_RSA_1024_OTHER] =
	"MIICdwIBADANBgkqhkiG9w0BAQEFAASCAmEwggJdAgEAAoGBALMJbjHjXZ1p6NUu7wK/wMj5dnBNT0CM5Alw"
	"609HfgjFYH/4+1rKnoxEvAY6RuALIliWKhH1aW1yMUNz6KB3Ldg2Wac/cugMdWTDHTBZskJMJ3d2cm5pXvX7"
	"lGmJCQK1pmyYPlZpPN7GntKhQFtgW/ZGjCmc+QXJsLvCoELPHcwxAgMBAAECgYAjMFpRQd/3fYZ+yB/ACZJJ"
	"rgZiYj+Ob2KunFwTk/ionqqt3HEC0kpBRY0zKCcgB/AzOyh/qR2UnloiaNizGVmQDhRW44+wlM9FeDbtAHLr"
	"oTgV3ydBivmc8PosQ982SFkJhdCRWt03NwYUSZpSuwALPZwsTRrvQHaCzDcVAMkIcQJBAOZln13e4FQ6CI7f"
	"5zpXuAkxi3Xkn3gxrz5DHGNTycQynL3zEiVnhtjNzvAwPnZwNQfGIkUK8KMMRe9RcNK+khUCQQDG7rSCvyyd"
	"vhFEvz0rrV/TyjJfQIsbU7b6OtayK2Q87anWFDEY/jkjlx1V8oN6blLj9b+coWus6t6Wg9ciycStAkBBL1NN"
	"jbdOXTT6p2KWYScSgtAARPTRXs1EAlzPxW76cY9jNphVuNqwEFqSHjQt8kUus+ISQqwelWRb92DCX2SZAkEA"
	"ls/YoVZ1aJDzXn7szPP/NfyP+45e5zSr/0AkC6bBsz8qBlYAcsYoY0bowoO8EVEaHh/sR75IdysH3GvO6Vy1"
	"cQJBAJHx9MgI/hV8EUF64GKCl3nhqFRu1vs3r1icpYthtbfC/ze9IfFbArnvcdVsWdjg/V9Q5PqWFJEBl/E6"
	"EmjesbI=",
    [TEST_KEY_RSA_2048] =
	"MIIEvQIBADANBgkqhkiG9w0BAQEFAASCBKcwggSjAgEAAoIBAQC5s4/zKSZypA+h5GJwJ7ksl6p2fC8o+ssu"
	"JVsLrd9zgNNwA/FBGazPmxobStZ2Z/nfdT4TYBpbAE375ku1FzBleJpcfRfIZkA5ym4kC1Z+9dHtakXOu4HP"
	"Ueif0XwdX8CVnhOZNG+vOeSwanHHMaDQGam9e9Zcud1fCOiS6/U63VMiZnFQ6MI3DBy8Ra+4F+9duF69gEL7"
	"Odk/04/Ie6xVv5KHzysQ4ZkmrhhkOgGaODhdyhhSz9CjNef8Qa6WaSsoxha5DlWRW0zUbtqL3Pr1PpRF12aI"
	"WUJfJDQPZKa3q5+nP+0dkAfZ2A0jEWj29V5PAi4K5gbqWO+5smrmtpofAgMBAAECggEAAStXnV5a9vSALLLK"
	"yTisJShnUwurza7r7JnLnaKLT6eLV/SOZlc1DAbxU86q1GAJ5hWk6GuoftOHqi25uFAxu9HV7FMqp9ZiUnrV"
	"1WBE5n5sbfmcquqUrKuFXXbs4yUhNKVO1kjK6JLiv8GhKcdEOKCQvbgJPNg8GUcYannAjOL+doYDfijkWS9c"
	"f+gF9TVCi+yWo4hzs+ZD/7c7JWTWSyr47LUlG0U5RRJxSjeeRbX3pVb3UmbLtg3oEGu2WCyhXyPjZy8ggJ0s"
	"ksKY4DjklOUZthkos//wrgnUGLc7Z8IMdNq6LrIG9SGab5QqyethRlZjeE/E/KPfyqc05UN2QQKBgQDsE0IN"
	"638Tg1VRT4ATAcmTvFNVqMsQ+UhglIb0+FkMziCim6aL3CvyoWiAISwPYjHUztyD++77aPh4hJTaFpLYdrao"
	"UKa2ZDp9PqNEQNzEKP4HGJ+hCheo+gDU55bNlA8doY9UN+k8DxBlU3sejnuvuzuG/wQzS9EcnXyOuUrxcQKB"
	"gQDJX+f/NF9xCEMwylP27wlxpGmmKYlq3L3Wj6d4GVj+pdpvFky3wy+7beB1hrrtrBbqz+R76t0KdtvCZGBC"
	"KnNZCpwfKgpZcZFkgt9ALPQiqh+A2mChnvFbyVIFfJbErG2kM7BeHVqAN51TiVHS1SO+4bxux7OHRKpL9Yrs"
	"A9d8jwKBgDj5uOJ1KLlD5C54mnd74fOW6yHsV/4ju9UbY6rx2UQe5393Q23T2IN5cyghWWnpEA/FUTFFd3sT"
	"7Yvgq7Aq7IvzssfSlznD3N3nZS4O3Xk2T4DU74nFTsqIc/TuY9X/2toS6O2xhMfq9tENodRRHQbfkFFXcOMU"
	"dEaMt8gWbkDxAoGAQaXfZuY2+w1bgitjhgvVQ1P7ES1XXBwMU0dPrCpvRczh0fcuGXYrOGoQk5/RjqvcaL5P"
	"WUputvualtvMOaXHJs77qHk3GIOah27WwwAksqxNSt9mQyoiuu59q8Y7DHC96ZrkMzpUh5oZ0uLgZuAPICpN"
	"GLxHvaBX+B1bJaf29ucCgYEApvoif0gPSlBQxpZGwtaaVz8orlz5EKYIk+7KbZQWzv8MI41EJohTz67YW2s8"
	"Wepp8aXE1rOizHUMXJOcFPoZPKg3uDDPPQkCoMgLgMozFr0J7dBio6b78sJ876WeRSxJPtAEKd215vtvY+Z9"
	"Csut/10z0J9zOTZbgSJEeeuwjGQ=",
    [TEST_KEY_ED25519] = "MC4CAQAwBQYDK2VwBCIEIGBf1VkzgLxWUKcWsiyVNdPmgZKogAlZkoTqb62g9lM1",
};

static EVP_PKEY *
load(TestKey key)
{
	gsize len = 0;
	g_autofree guchar *der = g_base64_decode(keys[key], &len);
	const guchar *at = der;
	EVP_PKEY *loaded = d2i_AutoPrivateKey(NULL, &at, (long)len); /* a few kB */

	g_assert_nonnull(loaded);
	return loaded;
}

GBytes *
test_key_spki(TestKey key)
{
	EVP_PKEY *loaded = load(key);
	guchar *der = NULL;
	const int len = i2d_PUBKEY(loaded, &der);
	GBytes *bytes = NULL;

	g_assert_cmpint(len, >, 0);
	bytes = g_bytes_new(der, (gsize)len);
	OPENSSL_free(der);
	EVP_PKEY_free(loaded);
	return bytes;
}

GBytes *
test_key_bare(TestKey key)
{
	EVP_PKEY *loaded = load(key);
	guchar raw[32];
	gsize raw_len = sizeof(raw);
	guchar *der = NULL;
	GBytes *bytes = NULL;

	if (key == TEST_KEY_ED25519) {
		g_assert_cmpint(EVP_PKEY_get_raw_public_key(loaded, raw, &raw_len), ==, 1);
		bytes = g_bytes_new(raw, raw_len);
	} else {
		const int len = i2d_PublicKey(loaded, &der);

		g_assert_cmpint(len, >, 0);
		bytes = g_bytes_new(der, (gsize)len);
		OPENSSL_free(der);
	}
	EVP_PKEY_free(loaded);
	return bytes;
}

char *
test_key_record(TestKey key)
{
	const gboolean ed25519 = key == TEST_KEY_ED25519;
	g_autoptr(GBytes) bytes = ed25519 ? test_key_bare(key) : test_key_spki(key);
	g_autofree char *base64 =
	    g_base64_encode(g_bytes_get_data(bytes, NULL), g_bytes_get_size(bytes));

	return g_strdup_printf("v=DKIM1; k=%s; p=%s", ed25519 ? "ed25519" : "rsa", base64);
}

static GBytes *
sign_rsa(EVP_PKEY *key, const guint8 *hash, gsize len)
{
	EVP_PKEY_CTX *context = EVP_PKEY_CTX_new(key, NULL);
	guint8 out[1024];
	gsize n = sizeof(out);

	g_assert_cmpint(EVP_PKEY_sign_init(context), ==, 1);
	g_assert_cmpint(EVP_PKEY_CTX_set_rsa_padding(context, RSA_PKCS1_PADDING), ==, 1);
	g_assert_cmpint(
	    EVP_PKEY_CTX_set_signature_md(context, len == 20 ? EVP_sha1() : EVP_sha256()), ==, 1);
	g_assert_cmpint(EVP_PKEY_sign(context, out, &n, hash, len), ==, 1);
	EVP_PKEY_CTX_free(context);
	return g_bytes_new(out, n);
}

static GBytes *
sign_ed25519(EVP_PKEY *key, const guint8 *hash, gsize len)
{
	EVP_MD_CTX *context = EVP_MD_CTX_new();
	guint8 out[64];
	gsize n = sizeof(out);

	g_assert_cmpint(EVP_DigestSignInit(context, NULL, NULL, NULL, key), ==, 1);
	g_assert_cmpint(EVP_DigestSign(context, out, &n, hash, len), ==, 1);
	EVP_MD_CTX_free(context);
	return g_bytes_new(out, n);
}

GBytes *
test_key_sign(TestKey key, const guint8 *hash, gsize len)
{
	EVP_PKEY *loaded = load(key);
	GBytes *signature =
	    key == TEST_KEY_ED25519 ? sign_ed25519(loaded, hash, len) : sign_rsa(loaded, hash, len);

	EVP_PKEY_free(loaded);
	return signature;
}

static char *
with_crlf(const char *text)
{
	g_auto(GStrv) lines = g_strsplit(text, "\n", -1);

	for (guint i = 0; lines[i] != NULL; i++)
		if (g_str_has_suffix(lines[i], "\r"))
			lines[i][strlen(lines[i]) - 1] = '\0';
	return g_strjoinv("\r\n", lines);
}

/* The field lines of a header block, each with its folded lines, without the last CRLF. */
static GPtrArray *
fields_of(const char *header)
{
	GPtrArray *fields = g_ptr_array_new_with_free_func(g_free);
	g_auto(GStrv) lines = g_strsplit(header, "\r\n", -1);

	for (guint i = 0; lines[i] != NULL; i++) {
		if ((lines[i][0] == ' ' || lines[i][0] == '\t') && fields->len > 0) {
			char **last = (char **)&fields->pdata[fields->len - 1];
			char *longer = g_strconcat(*last, "\r\n", lines[i], NULL);

			g_free(*last);
			*last = longer;
		} else if (lines[i][0] != '\0') {
			g_ptr_array_add(fields, g_strdup(lines[i]));
		}
	}
	return fields;
}

static void
append_field(GByteArray *out, EmlCanon canon, const char *field)
{
	const char *colon = strchr(field, ':');
	const EmlSlice name = eml_slice_n(field, (gsize)(colon - field));
	g_autoptr(GByteArray) text = naive_canon_field(canon, name, eml_slice(colon + 1));

	g_byte_array_append(out, text->data, text->len);
}

static gboolean
is_named(const char *field, const char *name)
{
	const EmlSlice written = eml_slice_n(field, (gsize)(strchr(field, ':') - field));

	return eml_slice_equal_ci(eml_slice_strip(written), eml_slice(name));
}

/* The fields that h= lists: each time the lowest one left, which is taken out of `fields`. */
static void
append_signed(GByteArray *out, const EmlDkimSig *sig, GPtrArray *fields)
{
	for (guint i = 0; i < sig->signed_names->len; i++) {
		for (guint at = fields->len; at > 0; at--) {
			if (!is_named(g_ptr_array_index(fields, at - 1),
				      g_ptr_array_index(sig->signed_names, i)))
				continue;
			append_field(out, sig->header_canon, g_ptr_array_index(fields, at - 1));
			g_byte_array_append(out, (const guint8 *)"\r\n", 2);
			g_ptr_array_remove_index(fields, at - 1);
			break;
		}
	}
}

static char *
replaced(const char *text, const char *what, const char *with)
{
	g_auto(GStrv) parts = g_strsplit(text, what, -1);

	return g_strjoinv(with, parts);
}

static void
hash(const EmlDkimSig *sig, const GByteArray *text, guint8 *out, gsize *len)
{
	g_autoptr(GChecksum) sum = g_checksum_new(
	    sig->algorithm == EML_ALGORITHM_RSA_SHA1 ? G_CHECKSUM_SHA1 : G_CHECKSUM_SHA256);

	g_checksum_update(sum, text->data, (gssize)text->len);
	*len = 32;
	g_checksum_get_digest(sum, out, len);
}

char *
test_sign(const char *message, const char *tags, TestKey key)
{
	return test_sign_as("DKIM-Signature", message, tags, key);
}

char *
test_sign_as(const char *name, const char *message, const char *tags, TestKey key)
{
	g_autofree char *text = with_crlf(message);
	g_autofree char *value = with_crlf(tags);
	g_autoptr(EmlDkimSig) sig = eml_dkim_sig_parse(eml_slice(value), EML_SIG_DKIM);
	const char *end = strstr(text, "\r\n\r\n");
	g_autofree char *header =
	    end != NULL ? g_strndup(text, (gsize)(end - text)) : g_strdup(text);
	g_autoptr(GByteArray) body =
	    naive_canon_body(sig->body_canon, eml_slice(end != NULL ? end + 4 : ""));
	g_autoptr(GPtrArray) fields = fields_of(header);
	g_autoptr(GByteArray) signed_text = g_byte_array_new();
	g_autofree char *bh = NULL;
	g_autofree char *with_bh = NULL;
	g_autofree char *without_b = NULL;
	g_autofree char *own_field = NULL;
	g_autofree char *b = NULL;
	g_autofree char *done = NULL;
	g_autoptr(GBytes) signature = NULL;
	guint8 digest[32];
	gsize len = 0;

	if (sig->has_length && sig->length < body->len)
		g_byte_array_set_size(body, (guint)sig->length); /* below body->len */
	hash(sig, body, digest, &len);
	bh = g_base64_encode(digest, len);
	with_bh = replaced(value, "@BH@", bh);
	without_b = replaced(with_bh, "@B@", "");
	append_signed(signed_text, sig, fields);
	own_field = g_strconcat(name, ":", without_b, NULL);
	append_field(signed_text, sig->header_canon, own_field);
	hash(sig, signed_text, digest, &len);
	signature = test_key_sign(key, digest, len);
	b = g_base64_encode(g_bytes_get_data(signature, NULL), g_bytes_get_size(signature));
	done = replaced(with_bh, "@B@", b);
	return g_strconcat(name, ":", done, "\r\n", text, NULL);
}

/* Adds the canonical form of a field; the last one has no line end. */
static void
append_relaxed(GByteArray *out, const char *field, gboolean last)
{
	append_field(out, EML_CANON_RELAXED, field);
	if (!last)
		g_byte_array_append(out, (const guint8 *)"\r\n", 2);
}

/* "NAME: TAGS" with "@B@" replaced by the signature over `before` and the field itself. */
static char *
signed_field(const char *field, const GByteArray *before, TestKey key)
{
	g_autoptr(GByteArray) text = g_byte_array_new();
	g_autoptr(GChecksum) sum = g_checksum_new(G_CHECKSUM_SHA256);
	g_autofree char *without_b = replaced(field, "@B@", "");
	g_autofree char *b = NULL;
	g_autoptr(GBytes) signature = NULL;
	guint8 digest[32];
	gsize len = sizeof(digest);

	g_byte_array_append(text, before->data, before->len);
	append_relaxed(text, without_b, TRUE);
	g_checksum_update(sum, text->data, (gssize)text->len);
	g_checksum_get_digest(sum, digest, &len);
	signature = test_key_sign(key, digest, len);
	b = g_base64_encode(g_bytes_get_data(signature, NULL), g_bytes_get_size(signature));
	return replaced(field, "@B@", b);
}

/* The ARC fields that the message has, from the lowest up, each three as results, signature, seal.
 */
static void
append_sets(GByteArray *out, const GPtrArray *fields)
{
	for (guint at = fields->len; at > 0; at--) {
		const char *field = g_ptr_array_index(fields, at - 1);

		if (g_str_has_prefix(field, "ARC-"))
			append_relaxed(out, field, FALSE);
	}
}

static char *
message_signature(const TestArcSet *set, const char *text, GPtrArray *fields, const char *algorithm)
{
	const char *end = strstr(text, "\r\n\r\n");
	const char *headers = set->headers != NULL ? set->headers : "from:subject";
	g_autoptr(GByteArray) body =
	    naive_canon_body(EML_CANON_RELAXED, eml_slice(end != NULL ? end + 4 : ""));
	g_autoptr(GChecksum) sum = g_checksum_new(G_CHECKSUM_SHA256);
	g_autoptr(GByteArray) signed_text = g_byte_array_new();
	g_autofree char *bh = NULL;
	g_autofree char *field = NULL;
	g_autoptr(EmlDkimSig) sig = NULL;
	guint8 digest[32];
	gsize len = sizeof(digest);

	g_checksum_update(sum, body->data, (gssize)body->len);
	g_checksum_get_digest(sum, digest, &len);
	bh = g_base64_encode(digest, len);
	field = g_strdup_printf("ARC-Message-Signature: i=%u; a=%s; c=relaxed/relaxed; "
				"d=hop%u.example; s=s; h=%s; bh=%s; b=@B@",
				set->instance, algorithm, set->instance, headers, bh);
	sig = eml_dkim_sig_parse(eml_slice(strchr(field, ':') + 1), EML_SIG_ARC_MESSAGE);
	append_signed(signed_text, sig, fields);
	return signed_field(field, signed_text, set->key);
}

char *
test_arc_seal(const char *message, const TestArcSet *set)
{
	const char *algorithm = set->key == TEST_KEY_ED25519 ? "ed25519-sha256" : "rsa-sha256";
	g_autofree char *text = with_crlf(message);
	const char *end = strstr(text, "\r\n\r\n");
	g_autofree char *header =
	    end != NULL ? g_strndup(text, (gsize)(end - text)) : g_strdup(text);
	g_autoptr(GPtrArray) fields = fields_of(header);
	g_autoptr(GPtrArray) left = fields_of(header);
	g_autoptr(GByteArray) sealed = g_byte_array_new();
	g_autofree char *results =
	    g_strdup_printf("ARC-Authentication-Results: i=%u; hop%u.example; %s", set->instance,
			    set->instance, set->results);
	g_autofree char *signature = message_signature(set, text, left, algorithm);
	g_autofree char *open = NULL;
	g_autofree char *seal = NULL;

	if (!set->alone)
		append_sets(sealed, fields);
	append_relaxed(sealed, results, FALSE);
	append_relaxed(sealed, signature, FALSE);
	open = g_strdup_printf("ARC-Seal: i=%u; a=%s; cv=%s; d=hop%u.example; s=s; b=@B@",
			       set->instance, algorithm, set->cv, set->instance);
	seal = signed_field(open, sealed, set->key);
	return g_strconcat(seal, "\r\n", signature, "\r\n", results, "\r\n", text, NULL);
}

void
test_zone_txt(GString *zone, const char *name, EmlSlice text)
{
	g_string_append_printf(zone, "%s. 300 IN TXT", name);
	for (gsize i = 0; i < MAX(text.len, 1); i += 255) {
		const EmlSlice part = eml_slice_part(text, i, i + 255);

		g_string_append(zone, " \"");
		for (gsize at = 0; at < part.len; at++) {
			const guchar c = (guchar)part.data[at];

			if (c == '"' || c == '\\')
				g_string_append_printf(zone, "\\%c", c);
			else if (c < ' ' || c > '~')
				g_string_append_printf(zone, "\\%03u", c);
			else
				g_string_append_c(zone, (char)c);
		}
		g_string_append_c(zone, '"');
	}
	g_string_append_c(zone, '\n');
}
