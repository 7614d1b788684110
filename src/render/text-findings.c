/* What is remarkable, weightiest first, and what to do about it. */
#include "render/text-parts.h"

#include "judge/words.h"

#define MAX_FINDING_LINES 8U

void
eml_text_advice(EmlOut *out, const EmlPlain *advice)
{
	if (*advice == '\0')
		return;
	eml_out_plain(out, "    -> ");
	eml_out_wrapped(out, advice, 7, 7);
}

/* The lines of the header that it talks about, unless its title names them. */
static char *
with_lines(const EmlReport *report, const EmlFinding *finding, const char *title)
{
	GString *text = g_string_new(title);
	guint shown = 0;

	if (strstr(title, "ine ") != NULL && g_ascii_isdigit(strstr(title, "ine ")[4]))
		return g_string_free(text, FALSE);
	for (; shown < MIN(finding->fields->len, MAX_FINDING_LINES); shown++)
		g_string_append_printf(
		    text, "%s%u",
		    shown > 0 ? ", " : (finding->fields->len > 1 ? "  [lines " : "  [line "),
		    eml_report_line(report, (gint)g_array_index(finding->fields, guint, shown)));
	if (finding->fields->len > shown)
		g_string_append_printf(text, " and %u more", finding->fields->len - shown);
	g_string_append(text, shown > 0 ? "]" : "");
	return g_string_free(text, FALSE);
}

/* Cut behind the first sentence: what follows is for other people, or for those who have the time.
 */
static void
keep_first_sentence(EmlPlain *advice)
{
	char *end = strstr(advice, ". ");

	while (end != NULL && !g_ascii_isupper(end[2]))
		end = strstr(end + 1, ". ");
	if (end != NULL)
		end[1] = '\0';
}

static void
finding(EmlOut *out, const EmlReport *report, const EmlFinding *self, gboolean full)
{
	const EmlWords *words = eml_words_by_id(self->id);
	g_autofree EmlPlain *title = eml_words_expand(words->title, self->args);
	g_autofree char *line = full ? with_lines(report, self, title) : g_strdup(title);
	g_autofree EmlPlain *why = eml_words_expand(words->why, self->args);
	g_autofree EmlPlain *advice = eml_words_advice(self->id, self->args);

	if (!full)
		keep_first_sentence(advice);
	eml_out_sign(out, self->tone);
	eml_out_wrapped(out, line, 2, 1);
	if (full && *why != '\0')
		eml_out_wrapped(out, why, 4, 0);
	eml_text_advice(out, advice);
}

void
eml_text_findings(EmlOut *out, const EmlReport *report, gboolean full)
{
	if (report->findings->len > 0)
		eml_text_heading(out, "Findings");
	for (guint i = 0; i < report->findings->len; i++) {
		const EmlFinding *one = g_ptr_array_index(report->findings, i);

		if (eml_words_by_id(one->id) != NULL)
			finding(out, report, one, full);
	}
}
