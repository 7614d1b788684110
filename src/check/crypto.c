#include "check/crypto.h"

#include <openssl/err.h>
#include <openssl/rsa.h>
#include <openssl/x509.h>

#include "check/auto-openssl.h"

/* DigestInfo up to the hash: RFC 8017 section 9.2, note 1 */
static const guint8 sha256_info[] = {0x30, 0x31, 0x30, 0x0d, 0x06, 0x09, 0x60, 0x86, 0x48, 0x01,
				     0x65, 0x03, 0x04, 0x02, 0x01, 0x05, 0x00, 0x04, 0x20};
static const guint8 sha1_info[] = {0x30, 0x21, 0x30, 0x09, 0x06, 0x05, 0x2b, 0x0e,
				   0x03, 0x02, 0x1a, 0x05, 0x00, 0x04, 0x14};

static const struct {
	const EVP_MD *(*make)(void);
	gsize len;
	const guint8 *info;
	gsize info_len;
} hashes[EML_HASH_LAST] = {
    [EML_HASH_SHA256] = {EVP_sha256, 32, sha256_info, sizeof(sha256_info)},
    [EML_HASH_SHA1] = {EVP_sha1, 20, sha1_info, sizeof(sha1_info)},
};

struct EmlDigest {
	EVP_MD_CTX *context;
	EmlHash hash;
};

void
eml_crypto_init(void)
{
	OPENSSL_init_crypto(OPENSSL_INIT_LOAD_CONFIG, NULL);
}

EmlDigest *
eml_digest_new(EmlHash hash)
{
	EmlDigest *self = g_new0(EmlDigest, 1);
	gboolean ready = FALSE;

	self->hash = hash;
	self->context = EVP_MD_CTX_new();
	ready = self->context != NULL &&
		EVP_DigestInit_ex(self->context, hashes[hash].make(), NULL) == 1;
	g_assert(ready); /* like g_malloc(): without memory or without SHA-2 there is no going on */
	return self;
}

EmlDigest *
eml_digest_copy(const EmlDigest *self)
{
	EmlDigest *copy = g_new0(EmlDigest, 1);
	gboolean ready = FALSE;

	copy->hash = self->hash;
	copy->context = EVP_MD_CTX_new();
	ready = copy->context != NULL && EVP_MD_CTX_copy_ex(copy->context, self->context) == 1;
	g_assert(ready); /* as in eml_digest_new() */
	return copy;
}

void
eml_digest_free(EmlDigest *self)
{
	if (self == NULL)
		return;
	EVP_MD_CTX_free(self->context);
	g_free(self);
}

void
eml_digest_update(EmlDigest *self, EmlSlice bytes)
{
	const int done = EVP_DigestUpdate(self->context, bytes.data, bytes.len);

	g_assert(done == 1);
}

EmlHashValue
eml_digest_value(const EmlDigest *self)
{
	EmlHashValue value = {.len = hashes[self->hash].len};
	g_autoptr(EVP_MD_CTX) copy = EVP_MD_CTX_new();
	const gboolean done = copy != NULL && EVP_MD_CTX_copy_ex(copy, self->context) == 1 &&
			      EVP_DigestFinal_ex(copy, value.bytes, NULL) == 1;

	g_assert(done);
	return value;
}

EmlHashValue
eml_hash_of(EmlHash hash, EmlSlice bytes)
{
	g_autoptr(EmlDigest) digest = eml_digest_new(hash);

	eml_digest_update(digest, bytes);
	return eml_digest_value(digest);
}

gboolean
eml_hash_equals(const EmlHashValue *value, GBytes *bytes)
{
	return bytes != NULL && g_bytes_get_size(bytes) == value->len &&
	       memcmp(g_bytes_get_data(bytes, NULL), value->bytes, value->len) == 0;
}

struct EmlPublicKey {
	EVP_PKEY *key;
};

/* Takes the key. */
static EmlPublicKey *
public_key_new(EVP_PKEY *key)
{
	EmlPublicKey *self = g_new0(EmlPublicKey, 1);

	self->key = key;
	return self;
}

/* A key from DER if it is of that type and uses all bytes; NULL if not. */
static EVP_PKEY *
key_from_spki(GBytes *der, int type)
{
	const guint8 *at = g_bytes_get_data(der, NULL);
	const guint8 *end = at + g_bytes_get_size(der);
	g_autoptr(EVP_PKEY) key =
	    d2i_PUBKEY(NULL, &at, (long)g_bytes_get_size(der)); /* far below LONG_MAX */

	return key != NULL && at == end && EVP_PKEY_get_base_id(key) == type ? g_steal_pointer(&key)
									     : NULL;
}

static EVP_PKEY *
key_from_pkcs1(GBytes *der)
{
	const guint8 *at = g_bytes_get_data(der, NULL);
	const guint8 *end = at + g_bytes_get_size(der);
	g_autoptr(EVP_PKEY) key =
	    d2i_PublicKey(EVP_PKEY_RSA, NULL, &at, (long)g_bytes_get_size(der));

	return key != NULL && at == end ? g_steal_pointer(&key) : NULL;
}

EmlPublicKey *
eml_public_key_new_rsa(GBytes *der)
{
	g_autoptr(EVP_PKEY) key = key_from_spki(der, EVP_PKEY_RSA);

	if (key == NULL)
		key = key_from_pkcs1(der);
	ERR_clear_error();
	return key != NULL ? public_key_new(g_steal_pointer(&key)) : NULL;
}

EmlPublicKey *
eml_public_key_new_ed25519(GBytes *raw)
{
	g_autoptr(EVP_PKEY) key = NULL;

	if (g_bytes_get_size(raw) != 32)
		return NULL;
	key = EVP_PKEY_new_raw_public_key(EVP_PKEY_ED25519, NULL, g_bytes_get_data(raw, NULL), 32);
	ERR_clear_error();
	return key != NULL ? public_key_new(g_steal_pointer(&key)) : NULL;
}

void
eml_public_key_free(EmlPublicKey *self)
{
	if (self == NULL)
		return;
	EVP_PKEY_free(self->key);
	g_free(self);
}

guint
eml_public_key_bits(const EmlPublicKey *self)
{
	const int bits = EVP_PKEY_get_base_id(self->key) == EVP_PKEY_ED25519
			     ? 256
			     : EVP_PKEY_get_bits(self->key);

	return (guint)MAX(bits, 0);
}

gboolean
eml_is_ed25519_spki(GBytes *der)
{
	g_autoptr(EVP_PKEY) key = key_from_spki(der, EVP_PKEY_ED25519);

	ERR_clear_error();
	return key != NULL;
}

/* Takes the padding off and looks at the DigestInfo itself: the right prefix with another hash
 * tells that the key is right. OpenSSL is not told the hash, since it would report another one as a
 * wrong key. */
static gboolean
recover_rsa(EVP_PKEY *key, EmlHash hash, GBytes *signature, EmlHashValue *ret_value)
{
	const gsize info_len = hashes[hash].info_len;
	const gsize room = (gsize)EVP_PKEY_get_size(key); /* positive for a key that was read */
	g_autoptr(EVP_PKEY_CTX) context = EVP_PKEY_CTX_new(key, NULL);
	g_autofree guint8 *out = g_malloc(room);
	gsize len = room;

	if (context == NULL || EVP_PKEY_verify_recover_init(context) != 1 ||
	    EVP_PKEY_CTX_set_rsa_padding(context, RSA_PKCS1_PADDING) != 1 ||
	    EVP_PKEY_verify_recover(context, out, &len, g_bytes_get_data(signature, NULL),
				    g_bytes_get_size(signature)) != 1)
		return FALSE;
	if (len != info_len + hashes[hash].len || memcmp(out, hashes[hash].info, info_len) != 0)
		return FALSE;
	ret_value->len = hashes[hash].len;
	memcpy(ret_value->bytes, out + info_len, ret_value->len);
	return TRUE;
}

static EmlVerify
verify_rsa(EVP_PKEY *key, EmlHash hash, const EmlHashValue *value, GBytes *signature)
{
	EmlHashValue inside = {.len = 0};

	if (!recover_rsa(key, hash, signature, &inside))
		return EML_VERIFY_NO_DIGEST;
	return memcmp(inside.bytes, value->bytes, value->len) == 0 ? EML_VERIFY_MATCH
								   : EML_VERIFY_OTHER_DIGEST;
}

static EmlVerify
verify_ed25519(EVP_PKEY *key, const EmlHashValue *value, GBytes *signature)
{
	g_autoptr(EVP_MD_CTX) context = EVP_MD_CTX_new();

	if (context == NULL || EVP_DigestVerifyInit(context, NULL, NULL, NULL, key) != 1 ||
	    EVP_DigestVerify(context, g_bytes_get_data(signature, NULL),
			     g_bytes_get_size(signature), value->bytes, value->len) != 1)
		return EML_VERIFY_MISMATCH;
	return EML_VERIFY_MATCH;
}

EmlVerify
eml_public_key_verify(const EmlPublicKey *self,
		      EmlHash hash,
		      const EmlHashValue *value,
		      GBytes *signature)
{
	const EmlVerify verified = EVP_PKEY_get_base_id(self->key) == EVP_PKEY_ED25519
				       ? verify_ed25519(self->key, value, signature)
				       : verify_rsa(self->key, hash, value, signature);

	ERR_clear_error(); /* what OpenSSL says of a wrong signature is no error of ours */
	return verified;
}

gboolean
eml_public_key_recover(const EmlPublicKey *self,
		       EmlHash hash,
		       GBytes *signature,
		       EmlHashValue *ret_value)
{
	const gboolean done = EVP_PKEY_get_base_id(self->key) != EVP_PKEY_ED25519 &&
			      recover_rsa(self->key, hash, signature, ret_value);

	ERR_clear_error();
	return done;
}
