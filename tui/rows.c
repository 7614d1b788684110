#include "tui/rows-build.h"

#include "judge/words.h"

/* What a view is called and which key opens it: the ten digits stand for kinds of check and what
 * else people look for; what decides nothing has a letter. */
static const struct {
	const char *title;
	char digit;
	void (*make)(EmlRows *self);
} views[EML_VIEW_LAST] = {
    [EML_VIEW_OVERVIEW] = {"Overview", 0, NULL},
    [EML_VIEW_SPF] = {"SPF", '1', NULL},
    [EML_VIEW_DKIM] = {"DKIM", '2', NULL},
    [EML_VIEW_DMARC] = {"DMARC", '3', eml_rows_dmarc},
    [EML_VIEW_ARC] = {"ARC", '4', eml_rows_arc},
    [EML_VIEW_UNSUBSCRIBE] = {"Unsubscribe", '5', eml_rows_unsubscribe},
    [EML_VIEW_IPREV] = {"Reverse DNS", 'r', eml_rows_iprev},
    [EML_VIEW_PATH] = {"Path", '6', eml_rows_path},
    [EML_VIEW_CLAIMS] = {"Claims", '7', eml_rows_claims},
    [EML_VIEW_FINDINGS] = {"Findings", '8', eml_rows_findings},
    [EML_VIEW_HEADERS] = {"Headers", '9', eml_rows_headers},
    [EML_VIEW_PARTS] = {"Parts", 'p', eml_rows_parts},
    [EML_VIEW_DNS] = {"DNS log", '0', eml_rows_dns},
    [EML_VIEW_VERDICT] = {"Verdict", 'V', eml_rows_verdict},
    [EML_VIEW_HELP] = {"Help", 0, eml_rows_help},
};

/* Details by index; the kinds without a function are made elsewhere. */
static const struct {
	const char *title;
	gboolean numbered; /* the index is a name that people know */
	void (*make)(EmlRows *self, guint index);
} details[EML_ABOUT_LAST] = {
    [EML_ABOUT_FIELD] = {"Line", TRUE, eml_rows_field},
    [EML_ABOUT_HOP] = {"Hop", FALSE, eml_rows_hop},
    [EML_ABOUT_CLAIM] = {"Claim in line", TRUE, eml_rows_claim},
    [EML_ABOUT_FINDING] = {"Finding", FALSE, eml_rows_finding},
    [EML_ABOUT_QUESTION] = {"DNS", TRUE, eml_rows_question},
    [EML_ABOUT_TAIL] = {"Unsigned tail", FALSE, eml_rows_tail},
    [EML_ABOUT_PART] = {"Part", FALSE, eml_rows_part},
};

EmlAbout
eml_about(EmlAboutKind kind, guint index)
{
	return (EmlAbout){.kind = kind, .index = index};
}

EmlAbout
eml_about_view(EmlViewKind view, guint index)
{
	return (EmlAbout){.kind = EML_ABOUT_VIEW, .view = view, .index = index};
}

gboolean
eml_about_same(EmlAbout a, EmlAbout b)
{
	return a.kind == b.kind && a.view == b.view && a.index == b.index && a.step == b.step;
}

EmlViewKind
eml_view_of_digit(char digit)
{
	for (guint i = 0; i < EML_VIEW_LAST; i++)
		if (digit != 0 && views[i].digit == digit)
			return (EmlViewKind)i;
	return EML_VIEW_LAST;
}

char
eml_view_digit(EmlViewKind view)
{
	return views[view].digit;
}

static void
make_view(EmlRows *self, EmlAbout about)
{
	if (about.view == EML_VIEW_OVERVIEW)
		eml_rows_overview(self);
	else if (about.view == EML_VIEW_DKIM)
		eml_rows_dkim(self, about.index);
	else if (about.view == EML_VIEW_SPF && about.index == 0)
		eml_rows_spf(self);
	else if (about.view == EML_VIEW_SPF)
		eml_rows_spf_helo(self);
	else
		views[about.view].make(self);
}

EmlRows *
eml_rows_make(EmlReport *report, EmlAbout about, guint how)
{
	EmlRows *self = eml_rows_new(report);

	self->how = how;
	if (about.kind == EML_ABOUT_VIEW)
		make_view(self, about);
	else if (about.kind == EML_ABOUT_STEP)
		eml_rows_step(self, about.step);
	else if (about.kind != EML_ABOUT_NOTHING)
		details[about.kind].make(self, about.index);
	eml_rows_find_branches(self);
	return self;
}

EmlPlain *
eml_rows_title(const EmlReport *report, EmlAbout about)
{
	g_autofree char *text = NULL;

	if (about.kind == EML_ABOUT_STEP)
		text = g_strdup("Step");
	else if (about.kind == EML_ABOUT_VIEW && about.view == EML_VIEW_DKIM &&
		 (report->dkim == NULL || report->dkim->len > 0))
		text = g_strdup_printf("DKIM #%u", about.index + 1);
	else if (about.kind == EML_ABOUT_VIEW && about.view == EML_VIEW_SPF && about.index > 0)
		text = g_strdup(eml_words_title("shown-spf-helo"));
	else if (about.kind == EML_ABOUT_VIEW)
		text = g_strdup(views[about.view].title);
	else if (about.kind == EML_ABOUT_FIELD || about.kind == EML_ABOUT_CLAIM)
		text = g_strdup_printf("%s %u", details[about.kind].title,
				       eml_report_line(report, (gint)about.index));
	else if (details[about.kind].numbered)
		text = g_strdup_printf("%s %u", details[about.kind].title, about.index);
	else
		text = g_strdup(details[about.kind].title);
	return eml_plain(eml_slice(text));
}
