/* The verdict in full: what the overview says above its table, of which a small window shows only
 * the beginning. */
#include "tui/head.h"
#include "tui/rows-build.h"

#include "judge/words.h"

void
eml_rows_verdict(EmlRows *self)
{
	const EmlReport *report = self->report;
	EmlTone tone = EML_TONE_NOTE, problem_tone = EML_TONE_NOTE;
	const char *status = eml_head_status(report, &tone);
	g_autofree EmlPlain *sentence = eml_head_sentence(report);
	g_autofree EmlPlain *advice = eml_head_advice(report);
	g_autofree EmlPlain *problem = eml_head_problem(report, &problem_tone);
	g_autofree EmlPlain *supposed =
	    eml_words_hypothetical(report->hypothetical, report->envelope);
	g_autofree EmlPlain *from = eml_head_from(report);
	g_autofree EmlPlain *subject = eml_head_subject(report);
	g_autofree EmlPlain *date = eml_head_date(report);
	g_autofree EmlPlain *size = eml_head_size(report);

	eml_rows_pairf(self, "verdict", tone, "%s: %s", status, sentence);
	if (supposed != NULL)
		eml_rows_pair(self, "what if", EML_TONE_WARN, supposed);
	if (*advice != '\0')
		eml_rows_pair(self, "what to do", EML_TONE_PLAIN, advice);
	if (problem != NULL)
		eml_rows_pairf(self, "findings", problem_tone, "%u, such as: %s",
			       eml_head_problems(report), problem)
		    ->about = eml_about_view(EML_VIEW_FINDINGS, 0);
	eml_rows_heading(self, "The message");
	eml_rows_pair(self, "From", EML_TONE_PLAIN, from);
	eml_rows_pair(self, "Subject", EML_TONE_PLAIN, subject);
	eml_rows_pair(self, "Date", EML_TONE_PLAIN, date);
	eml_rows_pair(self, "size", EML_TONE_PLAIN, size);
}
