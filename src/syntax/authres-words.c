#include "syntax/authres.h"

/* Words that are not those of RFC 8601 section 2.7 but are written for one of them: Yahoo
 * (dkim_pass, success, perm_fail), RFC 5451 (hardfail), Posteo (tempfail), Microsoft (timeout,
 * bestguesspass: no DMARC record is published). */
static const struct {
	const char *word;
	EmlResult meaning;
} odd_words[] = {
    {"bestguesspass", EML_RESULT_NONE},	  {"dkim_pass", EML_RESULT_PASS},
    {"hard_fail", EML_RESULT_FAIL},	  {"hardfail", EML_RESULT_FAIL},
    {"perm_error", EML_RESULT_PERMERROR}, {"perm_fail", EML_RESULT_PERMERROR},
    {"permfail", EML_RESULT_PERMERROR},	  {"soft_fail", EML_RESULT_SOFTFAIL},
    {"success", EML_RESULT_PASS},	  {"temp_error", EML_RESULT_TEMPERROR},
    {"temp_fail", EML_RESULT_TEMPERROR},  {"tempfail", EML_RESULT_TEMPERROR},
    {"timeout", EML_RESULT_TEMPERROR},
};

EmlResult
eml_authres_result_of_word(EmlSlice word)
{
	for (guint i = 0; i < G_N_ELEMENTS(odd_words); i++)
		if (eml_slice_equal_ci(word, eml_slice(odd_words[i].word)))
			return odd_words[i].meaning;
	return eml_result_from_word(word);
}
