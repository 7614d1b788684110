#pragma once
/* Received-SPF (RFC 7208 section 9.1 with erratum 5436, and the deviations of standards B.8). */

#include "base/vocab.h"

typedef struct {
	char *key;   /* lower case */
	char *value; /* unquoted, without <> */
} EmlSpfPair;

typedef struct {
	EmlResult result; /* EML_RESULT_LAST if the first word is no result */
	char *result_raw; /* NULL if there is no word before the pairs */
	char *comment;	  /* without its outer parentheses; NULL if none */
	GPtrArray *pairs; /* EmlSpfPair in order */
} EmlReceivedSpf;

/* Never NULL. */
EmlReceivedSpf *eml_received_spf_parse(EmlSlice value);
void eml_received_spf_free(EmlReceivedSpf *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(EmlReceivedSpf, eml_received_spf_free)
/* Value of such a pair; NULL if there is none, and if two of them differ: then one may be a
 * sender's, out of a comment that he closed by his address. Borrowed. */
const char *eml_received_spf_get(const EmlReceivedSpf *self, const char *key);
