#include "render/text-parts.h"

#include "base/clock.h"
#include "judge/words.h"
#include "render/cells.h"

void
eml_text_heading(EmlOut *out, const char *title)
{
	const guint width = eml_plain_width(title) + 4;

	eml_out_newline(out);
	eml_out_plain(out, "-- ");
	eml_out_bold(out, title);
	eml_out_plain(out, " ");
	for (guint i = width; i < eml_out_columns(out); i++)
		eml_out_plain(out, "-");
	eml_out_newline(out);
}

void
eml_text_between(EmlOut *out)
{
	eml_out_newline(out);
	for (guint i = 0; i < eml_out_columns(out); i++)
		eml_out_plain(out, "=");
	eml_out_newline(out);
	eml_out_newline(out);
}

void
eml_text_line(EmlOut *out, const char *label, const char *bytes)
{
	g_autofree EmlPlain *text = eml_plain(eml_slice(bytes));

	eml_out_cell(out, EML_TONE_PLAIN, label, EML_TEXT_LABEL);
	eml_out_wrapped(out, text, EML_TEXT_LABEL, EML_TEXT_LABEL);
}

void
eml_text_hypothetical(EmlOut *out, const GPtrArray *records, const EmlEnvelope *envelope)
{
	g_autofree EmlPlain *text = eml_words_hypothetical(records, envelope);

	if (text == NULL)
		return;
	eml_out_sign(out, EML_TONE_WARN);
	eml_out_plain(out, " ");
	eml_out_wrapped(out, text, 2, 2);
}

/* Where the step printed last stands: what is the same for many in a row is told once. */
typedef struct {
	gint field;
	guint question;
} Place;

static void
step_line(EmlOut *out, const EmlReport *report, const EmlStep *step, guint depth, Place *last)
{
	g_autofree EmlPlain *text = eml_words_step_text(step);
	g_autoptr(GString) line = g_string_new(text);
	const Place place = {step->field, report != NULL ? eml_report_question(report, step) : 0};

	if (report != NULL && place.field >= 0 && place.field != last->field)
		g_string_append_printf(line, "  [line %u]", eml_report_line(report, place.field));
	if (place.question > 0 && place.question != last->question && eml_text_asked_dns(report))
		g_string_append_printf(line, "  [DNS %u]", place.question);
	*last = place;
	eml_out_pad(out, 2 * depth);
	eml_out_sign(out, step->tone);
	eml_out_wrapped(out, line->str, 2 * depth + 2, 2 * depth + 1);
}

static void
step_lines(EmlOut *out, const EmlReport *report, const GPtrArray *steps, guint depth, Place *last)
{
	for (guint i = 0; i < steps->len; i++) {
		const EmlStep *step = g_ptr_array_index(steps, i);

		step_line(out, report, step, depth, last);
		step_lines(out, report, step->children, MIN(depth + 1, 16), last);
	}
}

void
eml_text_steps(EmlOut *out, const EmlReport *report, const GPtrArray *steps)
{
	Place last = {-1, 0};

	step_lines(out, report, steps, 0, &last);
}

/* What was signed or is there now, its lines one below the other. */
static void
change_lines(EmlOut *out, const char *label, const char *bytes)
{
	g_auto(GStrv) lines = bytes != NULL ? g_strsplit(bytes, "\n", -1) : NULL;

	for (guint i = 0; lines != NULL && lines[i] != NULL; i++) {
		g_autofree EmlPlain *text = eml_plain(eml_slice(g_strchomp(lines[i])));

		if (i > 0 && *text == '\0' && lines[i + 1] == NULL)
			break;
		eml_out_pad(out, 4);
		eml_out_cell(out, EML_TONE_PLAIN, i == 0 ? label : "", 12);
		eml_out_wrapped(out, text, 16, 16);
	}
}

static void
why_lines(EmlOut *out, const GPtrArray *causes)
{
	for (guint i = 0; causes != NULL && i < causes->len; i++) {
		const EmlCause *cause = g_ptr_array_index(causes, i);
		g_autofree EmlPlain *text = eml_cause_text(cause);
		g_autofree char *line =
		    g_strdup_printf("Why (%s): %s", eml_cause_certainty(cause, causes), text);

		eml_out_sign(out, cause->proved ? EML_TONE_WARN : EML_TONE_NOTE);
		eml_out_wrapped(out, line, 2, 1);
		change_lines(out, "signed:", cause->before);
		change_lines(out, cause->before != NULL ? "now:" : "added:", cause->after);
	}
}

static void
dkim_details(EmlOut *out, const EmlReport *report)
{
	for (guint i = 0; report->dkim != NULL && i < report->dkim->len; i++) {
		const EmlDkimResult *signature = g_ptr_array_index(report->dkim, i);
		g_autofree char *title =
		    g_strdup_printf("DKIM #%u%s%s", i + 1, signature->counts ? "" : ", ",
				    signature->counts ? "" : signature->header);

		eml_text_heading(out, title);
		if (!signature->counts) {
			eml_out_sign(out, EML_TONE_PLAIN);
			eml_out_wrapped(out, eml_cell_uncounted_why(signature), 2, 1);
		}
		if (signature->signed_at >= 0) {
			g_autofree char *at = eml_clock_format(signature->signed_at);
			g_autofree char *line = g_strdup_printf("Signed at %s, by its t=", at);

			eml_out_sign(out, EML_TONE_PLAIN);
			eml_out_wrapped(out, line, 2, 1);
		}
		if (report->forensics != NULL)
			why_lines(out, g_ptr_array_index(report->forensics, i));
		eml_text_steps(out, report, signature->trace);
	}
}

/* TRUE if a finding says all that the steps say: what is not known of the session. */
static gboolean
is_finding(const EmlReport *report, const GPtrArray *trace)
{
	static const char *const ids[] = {"spf-address-unknown", "spf-sender-unknown",
					  "finding-spf-session-unknown",
					  "finding-spf-mail-from-unknown"};

	for (guint i = 0; i < trace->len; i++) {
		const EmlStepCode code = ((const EmlStep *)g_ptr_array_index(trace, i))->code;

		if (code != EML_STEP_SPF_ADDRESS_UNKNOWN && code != EML_STEP_SPF_SENDER_UNKNOWN)
			return FALSE;
	}
	for (guint i = 0; i < report->findings->len; i++)
		for (gsize k = 0; k < G_N_ELEMENTS(ids); k++)
			if (g_str_equal(
				((const EmlFinding *)g_ptr_array_index(report->findings, i))->id,
				ids[k]))
				return TRUE;
	return FALSE;
}

static void
spf_details(EmlOut *out, const EmlReport *report)
{
	if (report->spf != NULL && !is_finding(report, report->spf->trace)) {
		eml_text_heading(out, eml_report_spf_identity(report) == EML_SPF_HELO
					  ? "SPF of the HELO name"
					  : "SPF");
		eml_text_steps(out, report, report->spf->trace);
	}
	if (report->spf_helo != NULL) {
		eml_text_heading(out, "SPF of the HELO name");
		eml_text_steps(out, report, report->spf_helo->trace);
	}
}

/* Where nothing was asked, the last step says so for all of them. */
static void
dmarc_details(EmlOut *out, const EmlReport *report)
{
	const EmlDmarcResult *dmarc = report->dmarc;
	const gboolean not_asked = dmarc != NULL && dmarc->reason == EML_STEP_DMARC_NOT_ASKED;
	g_autoptr(GPtrArray) steps = g_ptr_array_new();

	for (guint i = 0; dmarc != NULL && i < dmarc->trace->len; i++) {
		EmlStep *step = g_ptr_array_index(dmarc->trace, i);

		if (!(not_asked && step->code == EML_STEP_DMARC_WALK && step->children->len == 1))
			g_ptr_array_add(steps, step);
	}
	if (dmarc == NULL)
		return;
	eml_text_heading(out, "DMARC");
	eml_text_steps(out, report, steps);
}

void
eml_text_report(EmlOut *out, const EmlReport *report)
{
	eml_text_summary(out, report);
	eml_text_findings(out, report, TRUE);
	eml_text_envelope(out, report);
	eml_text_claims(out, report);
	spf_details(out, report);
	dkim_details(out, report);
	if (report->arc != NULL && report->arc->result != EML_RESULT_NONE) {
		eml_text_heading(out, "ARC");
		eml_text_steps(out, report, report->arc->trace);
	}
	dmarc_details(out, report);
	/* what is not known the table says */
	if (report->iprev != NULL && report->iprev->result < EML_RESULT_LAST) {
		eml_text_heading(out, "Reverse DNS");
		eml_text_steps(out, report, report->iprev->trace);
	}
	if (report->bimi != NULL) {
		eml_text_heading(out, "Brand indicator (BIMI)");
		eml_text_steps(out, report, report->bimi->trace);
	}
	if (report->unsubscribe != NULL &&
	    report->unsubscribe->outcome != EML_STEP_UNSUBSCRIBE_ABSENT) {
		eml_text_heading(out, "Unsubscribe");
		eml_text_steps(out, report, report->unsubscribe->trace);
	}
	eml_text_mime(out, report);
	eml_text_dns(out, report);
}

void
eml_text_spf(EmlOut *out, const EmlSpfResult *spf, const GPtrArray *hypothetical)
{
	g_autofree EmlPlain *term = eml_plain(eml_slice(spf->mechanism));

	eml_out_sign(out, eml_tone_of_result(spf->result));
	eml_out_plain(out, " spf=");
	eml_out_toned(out, eml_tone_of_result(spf->result), eml_cell_result(spf->result));
	if (*term != '\0') {
		eml_out_plain(out, "  by ");
		eml_out_plain(out, term);
	}
	eml_out_newline(out);
	eml_text_hypothetical(out, hypothetical, NULL);
	if (spf->explanation != NULL)
		eml_text_line(out, "explanation", spf->explanation);
	eml_text_steps(out, NULL, spf->trace);
}

void
eml_text_dmarc(EmlOut *out, const EmlDmarcResult *dmarc, const GPtrArray *hypothetical)
{
	eml_out_sign(out, eml_tone_of_result(dmarc->result));
	eml_out_plain(out, " dmarc=");
	eml_out_toned(out, eml_tone_of_result(dmarc->result), eml_cell_result(dmarc->result));
	eml_out_newline(out);
	eml_text_hypothetical(out, hypothetical, NULL);
	eml_text_steps(out, NULL, dmarc->trace);
}
