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

void
eml_finding_with_all(EmlFinding *self, const GPtrArray *args)
{
	for (guint i = 0; i < args->len; i++)
		g_ptr_array_add(self->args, g_bytes_ref(g_ptr_array_index(args, i)));
}

/* -1: none is there. */
static gint
find(const GPtrArray *list, const char *id)
{
	for (guint i = 0; list != NULL && i < list->len; i++)
		if (g_str_equal(((const EmlFinding *)g_ptr_array_index(list, i))->id, id))
			return (gint)i; /* there are few findings */
	return -1;
}

/* That lists change messages is said of the list, where it is named. */
static void
name_list_once(EmlFindings *found)
{
	GPtrArray *causes = found->all[EML_TONE_NOTE][EML_WEIGHT_CHECK];
	const GPtrArray *forwarded = found->all[EML_TONE_NOTE][EML_WEIGHT_FORWARDED];
	gint at =
	    find(forwarded, "finding-forwarded-list") >= 0 ? find(causes, "mailing-list") : -1;

	for (; at >= 0; at = find(causes, "mailing-list"))
		eml_finding_free(g_ptr_array_steal_index(causes, (guint)at));
}

GPtrArray *
eml_findings(const EmlReport *report)
{
	EmlFindings found = {.report = report};
	GPtrArray *sorted = g_ptr_array_new_with_free_func(finding_free_cb);

	eml_findings_signed(&found);
	eml_findings_message(&found);
	eml_findings_header(&found);
	eml_findings_mime(&found);
	eml_findings_checks(&found);
	eml_findings_claims(&found);
	eml_findings_arc(&found);
	name_list_once(&found);
	for (guint tone = EML_TONE_LAST; tone-- > 0;)
		for (guint weight = 0; weight < EML_WEIGHT_LAST; weight++)
			if (found.all[tone][weight] != NULL)
				g_ptr_array_extend_and_steal(sorted, found.all[tone][weight]);
	return sorted;
}
