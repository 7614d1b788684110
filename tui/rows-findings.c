#include "tui/rows-build.h"

#include "judge/words.h"

void
eml_rows_findings(EmlRows *self)
{
	const GPtrArray *findings = self->report->findings;

	for (guint i = 0; i < findings->len; i++) {
		const EmlFinding *finding = g_ptr_array_index(findings, i);
		const EmlWords *words = eml_words_by_id(finding->id);
		EmlRow *row = eml_rows_add(self, EML_SHAPE_FINDING, 0);

		eml_row_sign(row, 0, finding->tone);
		if (words != NULL)
			eml_row_take(row, 1, EML_ROLE_TEXT,
				     eml_words_expand(words->title, finding->args));
		else
			eml_row_text(row, 1, EML_ROLE_TEXT, finding->id);
		eml_row_name(row, eml_about(EML_ABOUT_FINDING, i), "finding/%s/%u", finding->id, i);
	}
	if (!self->report->done)
		eml_rows_paragraph(self, 0, EML_ROLE_WAIT,
				   "More may follow when all checks are done.");
	else if (findings->len == 0)
		eml_rows_paragraph(self, 0, EML_ROLE_DIM, "Nothing to remark.");
}

void
eml_rows_finding(EmlRows *self, guint index)
{
	const GPtrArray *findings = self->report->findings;
	const EmlFinding *finding =
	    index < findings->len ? g_ptr_array_index(findings, index) : NULL;
	const EmlWords *words = finding != NULL ? eml_words_by_id(finding->id) : NULL;
	g_autofree EmlPlain *title = NULL;
	EmlRow *row = NULL;

	if (words == NULL)
		return;
	title = eml_words_expand(words->title, finding->args);
	row = eml_rows_add(self, EML_SHAPE_FINDING, 0);
	eml_row_sign(row, 0, finding->tone);
	eml_row_text(row, 1, EML_ROLE_STRONG, title);
	eml_row_name(row, (EmlAbout){0}, "title");
	eml_rows_words(self, words->why, words->advice, words->rfc, finding->args);
	for (guint i = 0; i < finding->fields->len; i++) {
		const guint field = g_array_index(finding->fields, guint, i);

		eml_rows_pairf(self, "in", EML_TONE_PLAIN, "line %u",
			       eml_report_line(self->report, (gint)field))
		    ->about = eml_about(EML_ABOUT_FIELD, field);
		if (strcmp(finding->id, "finding-unsigned-tail") == 0)
			eml_rows_tail_of(self, field);
		eml_rows_field_lines(self, field, 0, 0);
	}
}
