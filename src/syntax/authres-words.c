#include "syntax/authres-build.h"

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

/* IANA "Email Authentication Methods", and what large receivers write besides */
static const char *const methods[] = {
    "arc",	 "auth",     "bimi",  "compauth",   "dkim",	   "dkim-adsp",	    "dkim-atps",
    "dkim2",	 "dmarc",    "dnswl", "domainkeys", "gateway.spf", "iprev",	    "rrvs",
    "sender-id", "senderid", "smime", "spf",	    "vbr",	   "x-google-dkim",
};

/* IANA "Email Authentication Property Types" */
static const char *const ptypes[] = {"body", "dns", "header", "policy", "smtp"};

static const char *const pseudo_names[] = {
    "action",	 "client-ip", "envelope-from", "from",	   "helo",	    "identity",
    "mechanism", "problem",   "reason",	       "receiver", "x-conformance", "x-sender",
};

static gboolean
is_one_of(EmlSlice word, const char *const *words, guint n)
{
	for (guint i = 0; i < n; i++)
		if (eml_slice_equal_ci(word, eml_slice(words[i])))
			return TRUE;
	return FALSE;
}

EmlResult
eml_authres_result_of_word(EmlSlice word)
{
	for (guint i = 0; i < G_N_ELEMENTS(odd_words); i++)
		if (eml_slice_equal_ci(word, eml_slice(odd_words[i].word)))
			return odd_words[i].meaning;
	return eml_result_from_word(word);
}

gboolean
eml_authres_is_method(EmlSlice word)
{
	return is_one_of(word, methods, G_N_ELEMENTS(methods));
}

gboolean
eml_authres_is_ptype(EmlSlice word)
{
	return is_one_of(word, ptypes, G_N_ELEMENTS(ptypes));
}

gboolean
eml_authres_is_pseudo(EmlSlice word)
{
	return is_one_of(word, pseudo_names, G_N_ELEMENTS(pseudo_names));
}
