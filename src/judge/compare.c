#include "judge/compare.h"

#include "judge/comparison.h"

static void
comparison_free_cb(gpointer comparison)
{
	eml_comparison_free(comparison);
}

GPtrArray *
eml_compare(const EmlReport *report)
{
	GPtrArray *all = g_ptr_array_new_with_free_func(comparison_free_cb);
	g_autoptr(GArray) claims = eml_receiver_claims(report->claims);

	if (report->spf != NULL)
		g_ptr_array_add(all, eml_compare_spf(report, claims));
	if (report->dkim != NULL)
		eml_compare_dkim(report, claims, all);
	if (report->dmarc != NULL)
		g_ptr_array_add(all, eml_compare_dmarc(report, claims, all));
	return all;
}
