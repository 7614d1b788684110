#pragma once
/* Signs messages for tests, by means of its own (check/dkim is what is tested): the naive
 * canonicalization, OpenSSL for hashes and signatures, and keys that are the same on every run. */

#include "base/slice.h"

typedef enum {
	TEST_KEY_RSA_512,
	TEST_KEY_RSA_1024,
	TEST_KEY_RSA_1024_OTHER,
	TEST_KEY_RSA_2048,
	TEST_KEY_ED25519,
	TEST_KEY_LAST,
} TestKey;

/* The public key: SubjectPublicKeyInfo; RSAPublicKey or the bare 32 bytes. The caller owns it. */
GBytes *test_key_spki(TestKey key);
GBytes *test_key_bare(TestKey key);
/* "v=DKIM1; k=…; p=…", RSA as SubjectPublicKeyInfo. The caller owns it. */
char *test_key_record(TestKey key);
/* A signature over a hash (SHA-1 if it has 20 bytes, else SHA-256). */
GBytes *test_key_sign(TestKey key, const guint8 *hash, gsize len);

/* The message (LF becomes CRLF) with a DKIM-Signature on top. `tags` is the value of the field, in
 * which "@BH@" becomes the body hash and "@B@" the signature; it decides by its a=, c=, h= and l=,
 * c= being simple/simple where it is missing. */
char *test_sign(const char *message, const char *tags, TestKey key);
/* The same with a field of another name on top. */
char *test_sign_as(const char *name, const char *message, const char *tags, TestKey key);
/* One ARC set to be laid over a message. */
typedef struct {
	guint instance;
	const char *cv;	     /* of the seal */
	const char *results; /* what the set says it saw: "spf=pass" */
	TestKey key;
	gboolean alone;	     /* the seal covers its own set only */
	const char *headers; /* h= of the message signature; NULL: from:subject */
} TestArcSet;

/* The message (LF becomes CRLF) with the three ARC fields on top, sealed by hopN.example with
 * selector s. The sets of the instances below must be there, each with its three fields in the
 * order of this function, unless `alone`. */
char *test_arc_seal(const char *message, const TestArcSet *set);

/* "NAME TXT …" lines of a zone, cut and quoted as needed, are appended. */
void test_zone_txt(GString *zone, const char *name, EmlSlice text);
