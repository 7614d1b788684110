#include "judge/finding.h"
#include "judge/forwarded.h"
#include "judge/words.h"

/* TRUE if the first sealer says that DKIM passed, and no signature of the message does now. */
static gboolean
changed_since(const EmlReport *report, const EmlAuthres *results)
{
	gboolean passed = FALSE;

	for (guint i = 0; i < results->results->len; i++) {
		const EmlAuthresResult *one = g_ptr_array_index(results->results, i);

		passed =
		    passed || (g_str_equal(one->method, "dkim") && one->mapped == EML_RESULT_PASS);
	}
	for (gint i = eml_dkim_next(report->dkim, -1); i >= 0; i = eml_dkim_next(report->dkim, i)) {
		const EmlDkimResult *signature = g_ptr_array_index(report->dkim, (guint)i);

		if (signature->result != EML_RESULT_FAIL)
			return FALSE;
	}
	return passed && eml_dkim_next(report->dkim, -1) >= 0;
}

/* The oldest set says what the message was before any of the sealers touched it. */
static void
arc_pass(EmlFindings *found, const EmlArcResult *arc)
{
	const EmlArcSet *first = g_ptr_array_index(arc->sets, 0);
	const gboolean changed = changed_since(found->report, first->results);
	g_autofree char *saw = eml_forwarded_saw(first->results);
	g_autofree char *by = eml_arc_sealers(arc);

	eml_finding_with(
	    eml_finding_with(
		eml_finding_with(
		    eml_finding_add(found,
				    changed ? "finding-arc-before-change" : "finding-arc-says",
				    EML_TONE_NOTE, EML_WEIGHT_FORWARDED, first->results_field),
		    first->seal_domain),
		saw),
	    by);
}

/* Information only: a chain neither proves nor disproves the From address. Where DMARC passes, what
 * a sealer saw tells nothing new. */
void
eml_findings_arc(EmlFindings *found)
{
	const EmlArcResult *arc = found->report->arc;
	const EmlStep *step = NULL;
	g_autofree EmlPlain *cause = NULL;

	if (arc == NULL || (arc->result != EML_RESULT_PASS && arc->result != EML_RESULT_FAIL))
		return;
	if (arc->result == EML_RESULT_PASS) {
		if (found->report->dmarc != NULL && found->report->dmarc->result != EML_RESULT_PASS)
			arc_pass(found, arc);
		return;
	}
	step = eml_trace_find(arc->trace, arc->reason);
	g_return_if_fail(step != NULL); /* a fail has its cause in the trace */
	cause = eml_words_step_text(step);
	eml_finding_with(eml_finding_add(found, "finding-arc-broken", EML_TONE_NOTE,
					 EML_WEIGHT_FORWARDED, step->field),
			 cause);
}
