#include "judge/compare.h"

#include "base/limits.h"
#include "judge/comparison.h"

static void
comparison_free_cb(gpointer comparison)
{
	eml_comparison_free(comparison);
}

/* TRUE if an answer that --what-if laid over DNS is behind one of the steps. */
static gboolean
is_hypothetical(const EmlReport *report, const GPtrArray *trace)
{
	for (guint i = 0; i < trace->len; i++) {
		const EmlStep *step = g_ptr_array_index(trace, i);
		const guint number = eml_report_question(report, step);
		const EmlDnsLine *line = number > 0 && number <= report->dns->len
					     ? g_ptr_array_index(report->dns, number - 1)
					     : NULL;

		if ((line != NULL && line->answer != NULL && line->answer->hypothetical) ||
		    is_hypothetical(report, step->children))
			return TRUE;
	}
	return FALSE;
}

gboolean
eml_comparison_blames_records(const EmlComparison *self)
{
	static const char *const reasons[] = {
	    "compare-record-changed", "compare-record-gone", "compare-key-gone",
	    "compare-key-changed",    "compare-passes-now",  "compare-policy-gone",
	    "compare-policy-new",     "compare-unaligned",   "compare-follows",
	};

	for (gsize i = 0; i < G_N_ELEMENTS(reasons); i++)
		if (g_strcmp0(self->why, reasons[i]) == 0)
			return TRUE;
	return FALSE;
}

/* Where the user's own record is the cause, nothing was changed since. DMARC comes last and goes by
 * what the others are. */
static void
explain_by_what_if(const EmlReport *report, GPtrArray *all)
{
	gboolean any = FALSE;

	for (guint i = 0; report->hypothetical != NULL && i < all->len; i++) {
		EmlComparison *one = g_ptr_array_index(all, i);
		const gboolean is_dmarc = g_str_equal(one->method, "dmarc");
		const GPtrArray *trace = is_dmarc ? report->dmarc->trace : report->spf->trace;

		if (one->dkim >= 0)
			trace = ((const EmlDkimResult *)g_ptr_array_index(report->dkim,
									  (guint)one->dkim))
				    ->trace;
		if (!eml_comparison_blames_records(one) ||
		    !(is_hypothetical(report, trace) || (is_dmarc && any)))
			continue;
		eml_comparison_decide(one, one->verdict, "compare-what-if");
		any = TRUE;
	}
}

static GPtrArray *
compare(const EmlReport *report, GArray *claims)
{
	GPtrArray *all = g_ptr_array_new_with_free_func(comparison_free_cb);

	if (report->spf != NULL)
		g_ptr_array_add(all, eml_compare_spf(report, claims));
	if (report->dkim != NULL)
		eml_compare_dkim(report, claims, all);
	if (report->dmarc != NULL)
		g_ptr_array_add(all, eml_compare_dmarc(report, claims, all));
	if (report->spf != NULL)
		eml_compare_other_spf(report, claims, all);
	if (report->done)
		explain_by_what_if(report, all);
	return all;
}

GPtrArray *
eml_compare(const EmlReport *report)
{
	g_autoptr(GArray) claims = eml_receiver_claims(report->claims);

	return compare(report, claims);
}

GPtrArray *
eml_compare_field(const EmlReport *report, const EmlClaimField *field)
{
	g_autoptr(GArray) claims = eml_receiver_claims_of(field);

	for (guint i = 0; i < report->claims->authres->len; i++) {
		const EmlClaimField *other = g_ptr_array_index(report->claims->authres, i);
		g_autoptr(GArray) more = other != field && other->trust.trust == field->trust.trust
					     ? eml_receiver_claims_of(other)
					     : NULL;

		if (more != NULL && claims->len < EML_MAX_COMPARED_CLAIMS)
			g_array_append_vals(claims, more->data, more->len);
	}
	return compare(report, claims);
}
