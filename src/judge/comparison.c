#include "judge/comparison.h"

#include "base/idna.h"
#include "judge/compare.h"

#include "judge/forwarded.h"

static void
bytes_unref_cb(gpointer bytes)
{
	g_bytes_unref(bytes);
}

void
eml_comparison_arg(EmlComparison *self, const char *text)
{
	g_ptr_array_add(self->args, g_bytes_new(text, strlen(text)));
}

EmlComparison *
eml_comparison_new(const char *method,
		   const char *subject,
		   EmlReceiverClaim *claim,
		   EmlResult rechecked)
{
	EmlComparison *self = g_new0(EmlComparison, 1);

	self->method = method;
	self->subject = g_strdup(subject);
	self->dkim = -1;
	self->claimed = claim != NULL ? g_strdup(claim->word) : NULL;
	self->claimed_by = claim != NULL ? g_strdup(claim->who) : NULL;
	self->claimed_field = claim != NULL ? (gint)claim->field : -1;
	self->claimed_guess = claim != NULL && claim->guess;
	self->rechecked = rechecked;
	self->args = g_ptr_array_new_with_free_func(bytes_unref_cb);
	eml_comparison_arg(self, claim != NULL ? claim->word : "nothing");
	eml_comparison_arg(self,
			   rechecked < EML_RESULT_LAST ? eml_result_word(rechecked) : "undecided");
	if (claim != NULL)
		claim->used = TRUE;
	return self;
}

void
eml_comparison_decide(EmlComparison *self, EmlCompareVerdict verdict, const char *why)
{
	self->verdict = verdict;
	self->why = why;
}

gboolean
eml_comparison_decide_common(EmlComparison *self, const EmlReceiverClaim *claim)
{
	const gboolean claimed_pass = claim != NULL && claim->result == EML_RESULT_PASS;

	if (claim == NULL)
		eml_comparison_decide(self, EML_COMPARE_RECHECK_ONLY, "compare-no-claim");
	else if (self->rechecked == EML_RESULT_LAST)
		eml_comparison_decide(self, EML_COMPARE_CLAIM_ONLY, "compare-not-rechecked");
	else if (self->rechecked == EML_RESULT_TEMPERROR)
		eml_comparison_decide(self, EML_COMPARE_NOT_COMPARABLE, "compare-dns-failed");
	else if (claim->result == EML_RESULT_TEMPERROR || claim->result == EML_RESULT_LAST)
		eml_comparison_decide(self, EML_COMPARE_NOT_COMPARABLE, "compare-claim-unclear");
	else if (claim->result == self->rechecked)
		eml_comparison_decide(self, EML_COMPARE_AGREE, "compare-same");
	else if (!claimed_pass && self->rechecked != EML_RESULT_PASS)
		eml_comparison_decide(self, EML_COMPARE_AGREE, "compare-other-word");
	else if (self->rechecked == EML_RESULT_PASS)
		eml_comparison_decide(self, EML_COMPARE_DISAGREE, "compare-passes-now");
	else
		return FALSE;
	return TRUE;
}

void
eml_comparison_explain_by_forwarding(EmlComparison *self, const EmlReport *report)
{
	EmlForwarded sign;

	if (self->verdict != EML_COMPARE_AGREE || self->rechecked == EML_RESULT_PASS ||
	    self->rechecked == EML_RESULT_NONE || !eml_forwarded_first(report, &sign))
		return;
	eml_comparison_decide(self, EML_COMPARE_AGREE, "compare-forwarded");
	eml_comparison_arg(self, sign.shown);
}

gboolean
eml_comparison_is_of_other_author(const EmlComparison *self)
{
	return g_strcmp0(self->why, "compare-other-author") == 0;
}

char *
eml_comparison_domain(const char *text)
{
	const char *at = text != NULL ? strrchr(text, '@') : NULL;
	const char *name = at != NULL ? at + 1 : text;

	return name != NULL && *name != '\0' ? eml_idna_to_ascii(eml_slice(name)) : NULL;
}
