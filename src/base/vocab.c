#include "base/vocab.h"

/* RFC 8601 section 2.7 */
static const char *const words[EML_RESULT_LAST] = {
    [EML_RESULT_NONE] = "none",		  [EML_RESULT_PASS] = "pass",
    [EML_RESULT_FAIL] = "fail",		  [EML_RESULT_SOFTFAIL] = "softfail",
    [EML_RESULT_POLICY] = "policy",	  [EML_RESULT_NEUTRAL] = "neutral",
    [EML_RESULT_TEMPERROR] = "temperror", [EML_RESULT_PERMERROR] = "permerror",
};

const char *
eml_result_word(EmlResult result)
{
	return result < EML_RESULT_LAST ? words[result] : NULL;
}

EmlResult
eml_result_from_word(EmlSlice word)
{
	for (guint i = 0; i < EML_RESULT_LAST; i++)
		if (eml_slice_equal_ci(word, eml_slice(words[i])))
			return (EmlResult)i;
	return EML_RESULT_LAST;
}
