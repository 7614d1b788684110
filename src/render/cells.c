#include "render/cells.h"

#include "judge/words.h"
#include "render/out.h"

const char *
eml_cell_status(const EmlReport *report)
{
	static const char *const words[EML_STATUS_LAST][2] = {
	    [EML_STATUS_AUTHENTICATED] = {"PASS", "WOULD PASS"},
	    [EML_STATUS_UNAUTHENTICATED] = {"FAIL", "WOULD FAIL"},
	    [EML_STATUS_UNDECIDED] = {"UNDECIDED", "UNDECIDED"},
	};

	return words[report->verdict.status][eml_report_is_hypothetical(report) ? 1 : 0];
}

const char *
eml_cell_result(EmlResult result)
{
	return result < EML_RESULT_LAST ? eml_result_word(result)
					: eml_words_title("shown-undecided");
}

gboolean
eml_cell_cannot_pass(const EmlDkimResult *signature)
{
	return signature->result == EML_RESULT_LAST && signature->body_hash == EML_HALF_MISMATCH;
}

gboolean
eml_cell_arc_cannot_pass(const EmlArcResult *arc)
{
	const EmlArcSet *newest =
	    arc->sets->len > 0 ? g_ptr_array_index(arc->sets, arc->sets->len - 1) : NULL;

	return arc->result == EML_RESULT_LAST && newest != NULL &&
	       newest->signature_details != NULL && eml_cell_cannot_pass(newest->signature_details);
}

const char *
eml_cell_signature(const EmlDkimResult *signature)
{
	if (signature->reason == EML_STEP_DKIM2_DRAFT)
		return eml_words_title("shown-draft");
	if (!signature->counts)
		return eml_words_title("shown-ignored");
	return eml_cell_cannot_pass(signature) ? eml_words_title("shown-cannot-pass")
					       : eml_cell_result(signature->result);
}

const char *
eml_cell_arc(const EmlArcResult *arc)
{
	return eml_cell_arc_cannot_pass(arc) ? eml_words_title("shown-cannot-pass")
					     : eml_cell_result(arc->result);
}

const char *
eml_cell_spf(const EmlSpfResult *spf)
{
	const gboolean lacks = spf->reason == EML_STEP_SPF_ADDRESS_UNKNOWN ||
			       spf->reason == EML_STEP_SPF_ADDRESS_UNREADABLE ||
			       spf->reason == EML_STEP_SPF_SENDER_UNKNOWN;

	return spf->result == EML_RESULT_LAST && lacks ? eml_words_title("shown-not-checked")
						       : eml_cell_result(spf->result);
}

const char *
eml_cell_unchecked_spf(const EmlComparison *claim)
{
	return eml_words_title(g_strcmp0(claim->why, "compare-other-session") == 0
				   ? "shown-spf-earlier"
				   : "shown-spf");
}

const char *
eml_cell_iprev(const EmlIprevResult *iprev)
{
	if (iprev->reason == EML_STEP_IPREV_NO_NAME)
		return eml_result_word(EML_RESULT_NONE); /* "permerror" by RFC 8601 section 2.7.3 */
	return iprev->result == EML_RESULT_LAST && iprev->reason == EML_STEP_IPREV_ADDRESS_UNKNOWN
		   ? eml_words_title("shown-not-checked")
		   : eml_cell_result(iprev->result);
}

const char *
eml_cell_iprev_note(const EmlIprevResult *iprev)
{
	const GPtrArray *names = iprev->confirmed->len > 0 ? iprev->confirmed : iprev->names;

	if (names->len > 0)
		return g_ptr_array_index(names, 0);
	return iprev->reason == EML_STEP_IPREV_NO_NAME ? eml_words_title("shown-no-ptr") : "";
}

EmlTone
eml_cell_dmarc_tone(const EmlReport *report)
{
	const EmlDmarcResult *dmarc = report->dmarc;

	return dmarc->result == EML_RESULT_FAIL && (dmarc->applied == EML_POLICY_NONE ||
						    report->verdict.status == EML_STATUS_UNDECIDED)
		   ? EML_TONE_WARN
		   : eml_tone_of_result(dmarc->result);
}

char *
eml_cell_dmarc_policy(const EmlReport *report)
{
	const EmlDmarcResult *dmarc = report->dmarc;
	const gboolean no_key = g_strcmp0(report->verdict.id, "verdict-key-gone") == 0;

	if (dmarc->policy >= EML_POLICY_LAST)
		return g_strdup(eml_cell_dmarc_note(dmarc));
	return g_strconcat("p=", eml_policy_word(dmarc->policy), no_key ? ", " : "",
			   no_key ? eml_words_title("shown-without-key") : "", NULL);
}

const char *
eml_cell_dmarc_note(const EmlDmarcResult *dmarc)
{
	if (dmarc->result == EML_RESULT_NONE)
		return eml_words_title("shown-no-record");
	if (dmarc->reason == EML_STEP_DMARC_NO_FROM_DOMAIN)
		return eml_words_title("shown-no-author");
	return dmarc->reason == EML_STEP_DMARC_SEVERAL_FROM_DOMAINS ||
		       dmarc->reason == EML_STEP_DMARC_SEVERAL_FROM_FIELDS
		   ? eml_words_title("shown-several-authors")
		   : "";
}

/* Google signs with this domain for itself; anybody can write the field with another one. */
static gboolean
is_google(const EmlDkimResult *signature)
{
	return g_strcmp0(signature->domain, "1e100.net") == 0 &&
	       g_str_equal(signature->header, "X-Google-DKIM-Signature");
}

const char *
eml_cell_uncounted(const EmlDkimResult *signature)
{
	if (signature->reason == EML_STEP_DKIM2_DRAFT)
		return signature->header;
	return eml_words_title(is_google(signature) ? "shown-google-own" : "shown-never-counts");
}

const char *
eml_cell_uncounted_why(const EmlDkimResult *signature)
{
	const char *id = signature->reason == EML_STEP_DKIM2_DRAFT ? "shown-draft"
			 : is_google(signature)			   ? "shown-google-own"
								   : "shown-never-counts";

	return eml_words_by_id(id)->why;
}

char *
eml_cell_length(const EmlDkimResult *signature)
{
	return signature->tail_text != NULL
		   ? g_strdup_printf("l=%" G_GUINT64_FORMAT " of %" G_GUINT64_FORMAT,
				     signature->length,
				     signature->length + signature->unsigned_tail)
		   : NULL;
}

const char *
eml_cell_unsubscribe(const EmlUnsubscribe *self, EmlTone *ret_tone, const char **ret_note)
{
	static const struct {
		EmlStepCode outcome; /* EML_STEP_LAST: any other, which all are of one kind */
		EmlTone tone;
		const char *word, *note;
	} outcomes[] = {
	    {EML_STEP_UNSUBSCRIBE_ABSENT, EML_TONE_NOTE, "none", "no List-Unsubscribe field"},
	    {EML_STEP_UNSUBSCRIBE_BUTTON, EML_TONE_GOOD, "one-click", "covered by DKIM"},
	    {EML_STEP_UNSUBSCRIBE_BUTTON_UNKNOWN, EML_TONE_NOTE, "one-click", "coverage not known"},
	    {EML_STEP_UNSUBSCRIBE_BY_MAIL, EML_TONE_NOTE, "by mail", "no one-click"},
	    {EML_STEP_UNSUBSCRIBE_BY_PAGE, EML_TONE_NOTE, "by page", "no one-click"},
	    {EML_STEP_UNSUBSCRIBE_BY_PAGE_OR_MAIL, EML_TONE_NOTE, "by hand",
	     "web page or mail, no one-click"},
	    {EML_STEP_UNSUBSCRIBE_BY_NOTHING, EML_TONE_WARN, "unusable",
	     "no address that a mail program could use"},
	    {EML_STEP_UNSUBSCRIBE_NO_BUTTON_RULE, EML_TONE_WARN, "by hand",
	     "a rule of one-click does not hold"},
	    {EML_STEP_UNSUBSCRIBE_POST_ALONE, EML_TONE_WARN, "unusable",
	     "List-Unsubscribe is missing"},
	    {EML_STEP_LAST, EML_TONE_WARN, "unsigned", "one-click, but no signature covers it"},
	};
	guint i = 0;

	while (outcomes[i].outcome != EML_STEP_LAST && outcomes[i].outcome != self->outcome)
		i++;
	*ret_tone = outcomes[i].tone;
	*ret_note = outcomes[i].note;
	return outcomes[i].word;
}
