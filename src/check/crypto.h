#pragma once
/* Hashes and signatures: the only user of OpenSSL. Everything here is about bytes; what they mean
 * is in check/dkim. Objects belong to whoever made them and to one thread at a time. */

#include "base/slice.h"

/* Has OpenSSL read its settings, which it does at its first use otherwise. */
void eml_crypto_init(void);

typedef enum { EML_HASH_SHA256, EML_HASH_SHA1, EML_HASH_LAST } EmlHash;
#define EML_HASH_MAX_BYTES 32

typedef struct {
	guint8 bytes[EML_HASH_MAX_BYTES];
	gsize len;
} EmlHashValue;

typedef struct EmlDigest EmlDigest;
EmlDigest *eml_digest_new(EmlHash hash);
/* Another one that goes on from the same bytes; the caller owns it. */
EmlDigest *eml_digest_copy(const EmlDigest *self);
void eml_digest_free(EmlDigest *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(EmlDigest, eml_digest_free)
void eml_digest_update(EmlDigest *self, EmlSlice bytes);
/* The hash of what was given so far; more may be given. */
EmlHashValue eml_digest_value(const EmlDigest *self);
/* The hash of these bytes. */
EmlHashValue eml_hash_of(EmlHash hash, EmlSlice bytes);
gboolean eml_hash_equals(const EmlHashValue *value, GBytes *bytes);

typedef struct EmlPublicKey EmlPublicKey;
/* From DER: SubjectPublicKeyInfo (RFC 5280 section 4.1, as openssl writes it) or RSAPublicKey (RFC
 * 8017 appendix A.1.1, as RFC 6376 section 3.6.1 asks). NULL if it is neither or bytes follow. */
EmlPublicKey *eml_public_key_new_rsa(GBytes *der);
/* From the 32 bytes of RFC 8463 section 4.2; NULL if there are not so many. */
EmlPublicKey *eml_public_key_new_ed25519(GBytes *raw);
void eml_public_key_free(EmlPublicKey *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(EmlPublicKey, eml_public_key_free)
/* Modulus bits of RSA; 256 for Ed25519. */
guint eml_public_key_bits(const EmlPublicKey *self);
/* TRUE if the bytes are the DER SubjectPublicKeyInfo of an Ed25519 key, which is what RFC 8463 does
 * not want. */
gboolean eml_is_ed25519_spki(GBytes *der);

typedef enum {
	EML_VERIFY_MATCH,
	EML_VERIFY_OTHER_DIGEST, /* RSA: made with this key, over something else */
	EML_VERIFY_NO_DIGEST,	 /* RSA: no such digest comes out: another key, or b= is damaged */
	EML_VERIFY_MISMATCH,	 /* Ed25519: one of the two */
	EML_VERIFY_LAST,
} EmlVerify;

/* RSASSA-PKCS1-v1_5 over a hash (RFC 8017 section 8.2.2), or PureEdDSA over the 32 bytes of the
 * hash (RFC 8463 section 3). */
EmlVerify eml_public_key_verify(const EmlPublicKey *self,
				EmlHash hash,
				const EmlHashValue *value,
				GBytes *signature);

/* RSA: the hash that the signature was made over (RFC 8017 section 8.2.2). FALSE if none comes out:
 * another key, another hash algorithm, or the signature is damaged; always for Ed25519. */
gboolean eml_public_key_recover(const EmlPublicKey *self,
				EmlHash hash,
				GBytes *signature,
				EmlHashValue *ret_value);
