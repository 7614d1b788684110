#include "judge/comparison.h"
#include "judge/override.h"

/* TRUE if the result hangs on something that could not be compared: then DMARC cannot either. */
static gboolean
hangs_on_uncomparable(const EmlReport *report, const GPtrArray *all)
{
	for (guint i = 0; i < all->len; i++) {
		const EmlComparison *one = g_ptr_array_index(all, i);
		const gboolean aligned = one->dkim >= 0 && report->dkim_aligned != NULL &&
					 g_array_index(report->dkim_aligned, EmlAlignment,
						       (guint)one->dkim) != EML_ALIGNED_NO;

		if (one->verdict == EML_COMPARE_NOT_COMPARABLE &&
		    (aligned || g_str_equal(one->method, "spf")))
			return TRUE;
	}
	return FALSE;
}

/* TRUE if SPF and the signatures are as the receiver found them, and one of them passes: then it is
 * alignment that differs. */
static gboolean
differs_in_alignment(const EmlReport *report, const GPtrArray *all)
{
	gboolean passes = report->spf != NULL && report->spf->result == EML_RESULT_PASS;

	for (guint i = 0; i < all->len; i++) {
		const EmlComparison *one = g_ptr_array_index(all, i);

		if (one->verdict != EML_COMPARE_AGREE && one->verdict != EML_COMPARE_RECHECK_ONLY)
			return FALSE;
		passes = passes || one->rechecked == EML_RESULT_PASS;
	}
	return passes;
}

/* "SPF and DKIM of a.example": what differs. */
static void
decide_follows(EmlComparison *self, EmlCompareVerdict verdict, const GPtrArray *all)
{
	g_autoptr(GString) names = g_string_new(NULL);

	for (guint i = 0; i < all->len; i++) {
		const EmlComparison *one = g_ptr_array_index(all, i);
		g_autofree char *method = g_ascii_strup(one->method, -1);
		const gsize domain = one->subject != NULL ? strcspn(one->subject, "/") : 0;

		if (one->verdict != EML_COMPARE_DISAGREE &&
		    one->verdict != EML_COMPARE_NOT_COMPARABLE)
			continue;
		g_string_append_printf(names, "%s%s", names->len > 0 ? " and " : "", method);
		if (one->dkim >= 0 && domain > 0)
			g_string_append_printf(names, " of %.*s", (int)domain, one->subject);
	}
	eml_comparison_decide(self, verdict, "compare-follows");
	eml_comparison_arg(self, names->len > 0 ? names->str : "SPF and DKIM");
}

/* The receiver says pass, the re-check does not. */
static void
decide_dmarc(EmlComparison *self,
	     const EmlReport *report,
	     const EmlReceiverClaim *claim,
	     const GPtrArray *all)
{
	g_autofree char *override = eml_override_of_pass(claim);

	if (report->dmarc->domain == NULL) {
		eml_comparison_decide(self, EML_COMPARE_DISAGREE, "compare-from-unusable");
	} else if (override != NULL) {
		eml_comparison_decide(self, EML_COMPARE_NOT_COMPARABLE, "compare-local-policy");
	} else if (hangs_on_uncomparable(report, all)) {
		decide_follows(self, EML_COMPARE_NOT_COMPARABLE, all);
	} else if (differs_in_alignment(report, all)) {
		eml_comparison_decide(self, EML_COMPARE_DISAGREE, "compare-unaligned");
	} else {
		decide_follows(self, EML_COMPARE_DISAGREE, all);
	}
}

/* Both say fail: the receiver may have let it through all the same, or forwarding broke it. */
static void
explain_fail(EmlComparison *self, const EmlReport *report, const EmlReceiverClaim *claim)
{
	g_autofree char *override = NULL;

	if (self->verdict != EML_COMPARE_AGREE || self->rechecked != EML_RESULT_FAIL)
		return;
	override = eml_override_of_fail(claim, report->dmarc->applied);
	if (override != NULL) {
		eml_comparison_decide(self, EML_COMPARE_AGREE, "compare-policy-override");
		eml_comparison_arg(self, override);
	} else {
		eml_comparison_explain_by_forwarding(self, report);
	}
}

/* Whether a record applies is the first thing that can differ. FALSE if it does not. */
static gboolean
decide_record(EmlComparison *self, const EmlReceiverClaim *claim)
{
	const EmlResult now = self->rechecked, then = claim->result;

	if (now == EML_RESULT_NONE && (then == EML_RESULT_PASS || then == EML_RESULT_FAIL))
		eml_comparison_decide(self, EML_COMPARE_DISAGREE, "compare-policy-gone");
	else if (then == EML_RESULT_NONE && (now == EML_RESULT_PASS || now == EML_RESULT_FAIL))
		eml_comparison_decide(self, EML_COMPARE_DISAGREE, "compare-policy-new");
	else
		return FALSE;
	return TRUE;
}

/* The domain that the claim is about; NULL if it does not say. The caller owns it. */
static char *
claimed_author(const EmlReceiverClaim *claim)
{
	return eml_comparison_domain(eml_receiver_claim_property(claim, "header", "from"));
}

/* Of several, as for a message of several authors, the first that is about this one. */
static EmlReceiverClaim *
find_claim(GArray *claims, const char *author)
{
	EmlReceiverClaim *first = eml_receiver_claim_first(claims, "dmarc");

	for (guint i = 0; first != NULL && author != NULL && i < claims->len; i++) {
		EmlReceiverClaim *claim = &g_array_index(claims, EmlReceiverClaim, i);
		g_autofree char *domain = NULL;

		if (claim->used || !g_str_equal(claim->method, "dmarc"))
			continue;
		domain = claimed_author(claim);
		if (domain == NULL || g_str_equal(domain, author))
			return claim;
	}
	return first;
}

EmlComparison *
eml_compare_dmarc(const EmlReport *report, GArray *claims, const GPtrArray *all)
{
	const char *author = report->dmarc->domain;
	EmlReceiverClaim *claim = find_claim(claims, author);
	EmlComparison *self = eml_comparison_new("dmarc", author, claim, report->dmarc->result);
	g_autofree char *domain = claim != NULL ? claimed_author(claim) : NULL;

	if (domain != NULL && author != NULL && !g_str_equal(domain, author)) {
		eml_comparison_decide(self, EML_COMPARE_NOT_COMPARABLE, "compare-other-author");
		eml_comparison_arg(self, domain);
	} else if (claim != NULL && decide_record(self, claim)) {
		return self;
	} else if (!eml_comparison_decide_common(self, claim)) {
		decide_dmarc(self, report, claim, all);
	} else if (claim != NULL) {
		explain_fail(self, report, claim);
	}
	return self;
}
