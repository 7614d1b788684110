#include "tui/head.h"

#include "base/clock.h"
#include "judge/words.h"
#include "render/cells.h"

#include <string.h>

EmlPlain *
eml_head_from(const EmlReport *report)
{
	const GPtrArray *mailboxes = report->facts->from;
	g_autoptr(GString) from = g_string_new(NULL);

	for (guint i = 0; i < mailboxes->len; i++) {
		g_autofree char *text = eml_meaning_mailbox_text(g_ptr_array_index(mailboxes, i));

		g_string_append_printf(from, "%s%s", i > 0 ? ", " : "", text);
	}
	return eml_plain(eml_slice(mailboxes->len > 0 ? from->str : "(none)"));
}

EmlPlain *
eml_head_subject(const EmlReport *report)
{
	return eml_plain(
	    eml_slice(report->facts->subject != NULL ? report->facts->subject : "(none)"));
}

EmlPlain *
eml_head_date(const EmlReport *report)
{
	return report->facts->has_date ? eml_clock_format(report->facts->date) : g_strdup("(none)");
}

EmlPlain *
eml_head_size(const EmlReport *report)
{
	g_autofree char *size =
	    g_format_size_full(eml_message_size(report->message), G_FORMAT_SIZE_IEC_UNITS);
	g_autofree char *text =
	    g_strdup_printf("%s, %u fields", size, eml_message_n_fields(report->message));

	return eml_plain(eml_slice(text));
}

EmlPlain *
eml_head_claimed(const EmlReport *report)
{
	const EmlClaims *claims = report->claims;
	g_autofree char *text = NULL;

	if (claims->authres->len + claims->received_spf->len == 0)
		return g_strdup(eml_words_title("shown-no-claims"));
	if (claims->receiver != NULL && eml_report_has_claims(report))
		text = g_strdup_printf("claimed by %s", claims->receiver);
	return eml_plain(eml_slice(text));
}

const char *
eml_head_status(const EmlReport *report, EmlTone *ret_tone)
{
	*ret_tone = report->done ? report->verdict.tone : EML_TONE_NOTE;
	return report->done ? eml_cell_status(report) : "CHECKING";
}

EmlPlain *
eml_head_sentence(const EmlReport *report)
{
	const EmlWords *words =
	    report->verdict.id != NULL ? eml_words_by_id(report->verdict.id) : NULL;

	if (!report->done)
		return g_strdup_printf("%u of %u DNS questions are answered.", report->dns_answered,
				       report->dns_asked);
	if (words == NULL)
		return eml_plain(eml_slice(report->verdict.id));
	return eml_words_expand(words->title, report->verdict.args);
}

EmlPlain *
eml_head_advice(const EmlReport *report)
{
	const EmlWords *words = eml_words_by_id(report->verdict.id);

	if (!report->done || words == NULL)
		return g_strdup("");
	/* here a key does what an option does elsewhere */
	if (report->offline && (words->flags & EML_WORDS_ASK_DNS) != 0)
		return g_strdup(eml_words_title("shown-press-o"));
	return eml_words_expand(words->advice, report->verdict.args);
}

static gboolean
is_problem(const EmlFinding *finding)
{
	return finding->tone == EML_TONE_WARN || finding->tone == EML_TONE_BAD;
}

EmlPlain *
eml_head_problem(const EmlReport *report, EmlTone *ret_tone)
{
	for (guint i = 0; report->done && i < report->findings->len; i++) {
		const EmlFinding *finding = g_ptr_array_index(report->findings, i);
		const EmlWords *words = is_problem(finding) ? eml_words_by_id(finding->id) : NULL;

		if (words == NULL || (words->flags & EML_WORDS_IN_VERDICT) != 0)
			continue;
		*ret_tone = finding->tone;
		return eml_words_expand(words->title, finding->args);
	}
	return NULL;
}

guint
eml_head_problems(const EmlReport *report)
{
	guint n = 0;

	for (guint i = 0; i < report->findings->len; i++)
		n += is_problem(g_ptr_array_index(report->findings, i));
	return n;
}
