#pragma once
/* The result words of RFC 8601 section 2.7, and their tables. */

#include "base/slice.h"

typedef enum {
	EML_RESULT_NONE,
	EML_RESULT_PASS,
	EML_RESULT_FAIL,
	EML_RESULT_SOFTFAIL,
	EML_RESULT_POLICY,
	EML_RESULT_NEUTRAL,
	EML_RESULT_TEMPERROR,
	EML_RESULT_PERMERROR,
	EML_RESULT_LAST, /* also: "not evaluated", which JSON writes as null */
} EmlResult;

/* The word, e.g. "softfail"; NULL for EML_RESULT_LAST. Static. */
const char *eml_result_word(EmlResult result);
/* EML_RESULT_LAST if the word is not one of the eight; ASCII case does not count. */
EmlResult eml_result_from_word(EmlSlice word);
