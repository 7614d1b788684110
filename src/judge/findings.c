#include "judge/findings.h"

#include "judge/finding.h"

static void
finding_free_cb(gpointer finding)
{
	eml_finding_free(finding);
}

static void
bytes_unref_cb(gpointer bytes)
{
	g_bytes_unref(bytes);
}

EmlFinding *
eml_finding_add(EmlFindings *self, const char *id, EmlTone tone, EmlWeight weight, gint field)
{
	EmlFinding *finding = g_new0(EmlFinding, 1);

	finding->id = id;
	finding->tone = tone;
	finding->args = g_ptr_array_new_with_free_func(bytes_unref_cb);
	finding->fields = g_array_new(FALSE, FALSE, sizeof(guint));
	eml_finding_field(finding, field);
	if (self->all[tone][weight] == NULL)
		self->all[tone][weight] = g_ptr_array_new();
	g_ptr_array_add(self->all[tone][weight], finding);
	return finding;
}

void
eml_finding_field(EmlFinding *self, gint field)
{
	const guint index = (guint)field;

	if (field >= 0)
		g_array_append_val(self->fields, index);
}

EmlFinding *
eml_finding_with(EmlFinding *self, const char *arg)
{
	arg = arg != NULL ? arg : "?";
	g_ptr_array_add(self->args, g_bytes_new(arg, strlen(arg)));
	return self;
}

EmlFinding *
eml_finding_with_number(EmlFinding *self, guint64 number)
{
	g_autofree char *text = g_strdup_printf("%" G_GUINT64_FORMAT, number);

	return eml_finding_with(self, text);
}

GPtrArray *
eml_findings(const EmlReport *report)
{
	EmlFindings found = {.report = report};
	GPtrArray *sorted = g_ptr_array_new_with_free_func(finding_free_cb);

	eml_findings_message(&found);
	eml_findings_header(&found);
	eml_findings_checks(&found);
	eml_findings_claims(&found);
	eml_findings_arc(&found);
	for (guint tone = EML_TONE_LAST; tone-- > 0;)
		for (guint weight = 0; weight < EML_WEIGHT_LAST; weight++)
			if (found.all[tone][weight] != NULL)
				g_ptr_array_extend_and_steal(sorted, found.all[tone][weight]);
	return sorted;
}
