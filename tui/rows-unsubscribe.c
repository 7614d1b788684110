/* Unsubscribe: whether the addresses can be trusted, then what the header fields are worth. */
#include "tui/rows-check.h"
#include "tui/rows-overview.h"

typedef enum {
	EML_USE_NOT_KNOWN,
	EML_USE_BETTER_NOT,
	EML_USE_WITH_CARE,
	EML_USE_BY_BUTTON,
	EML_USE_BY_HAND,
} EmlUse;

static void
add_coverage(EmlRows *self, const EmlUnsubscribe *unsubscribe)
{
	if (unsubscribe->covered == EML_RESULT_PASS)
		eml_rows_pair(self, "signed", EML_TONE_GOOD,
			      "yes: a passing DKIM signature covers both fields");
	else if (unsubscribe->covered == EML_RESULT_LAST)
		eml_rows_pair(self, "signed", EML_TONE_NOTE,
			      "not known: signatures could not be verified");
	else
		eml_rows_pair(self, "signed", EML_TONE_WARN,
			      "no passing DKIM signature covers both fields");
}

/* A passing signature that counts holds the addresses, whatever one-click asks besides. */
static gboolean
is_signed(const EmlReport *report)
{
	for (guint i = 0; report->dkim != NULL && i < report->dkim->len; i++) {
		const EmlDkimResult *signature = g_ptr_array_index(report->dkim, i);

		if (signature->counts && signature->result == EML_RESULT_PASS &&
		    eml_dkim_covers(signature, "List-Unsubscribe"))
			return TRUE;
	}
	return FALSE;
}

/* What somebody who reads the mail wants to know before anything else. */
static const struct {
	EmlTone tone;
	const char *brief, *sentence;
} answers[] = {
    [EML_USE_NOT_KNOWN] = {EML_TONE_NOTE, "use: not known",
			   "Not known: the sender could not be verified."},
    [EML_USE_BETTER_NOT] = {EML_TONE_WARN, "better not use it",
			    "Better not: nothing shows who sent this, so nobody answers for these "
			    "addresses."},
    [EML_USE_WITH_CARE] = {EML_TONE_WARN, "use it with care",
			   "With care: the sender is verified, but the addresses are not signed "
			   "and could have been changed on the way."},
    [EML_USE_BY_BUTTON] = {EML_TONE_GOOD, "the sender's own",
			   "Safe: the sender is verified and the addresses are signed. Use your "
			   "mail program's unsubscribe button."},
    [EML_USE_BY_HAND] = {EML_TONE_GOOD, "the sender's own",
			 "Safe: the sender is verified and the addresses are signed. Without "
			 "one-click a web page opens or a mail is sent."},
};

static EmlUse
use_of(const EmlReport *report)
{
	if (report->verdict.status == EML_STATUS_UNDECIDED)
		return EML_USE_NOT_KNOWN;
	if (report->verdict.status != EML_STATUS_AUTHENTICATED)
		return EML_USE_BETTER_NOT;
	if (!is_signed(report))
		return EML_USE_WITH_CARE;
	return report->unsubscribe->one_click ? EML_USE_BY_BUTTON : EML_USE_BY_HAND;
}

const char *
eml_unsubscribe_use(const EmlReport *report)
{
	return report->done ? answers[use_of(report)].brief : "";
}

static void
add_answer(EmlRows *self)
{
	const EmlReport *report = self->report;
	EmlUse use = EML_USE_NOT_KNOWN;

	if (!report->done) {
		eml_row_glyph(eml_rows_pair(self, "use it?", EML_TONE_PLAIN, ""), 2, EML_ROLE_WAIT,
			      EML_GLYPH_WAIT);
		return;
	}
	use = use_of(report);
	eml_rows_pair(self, "use it?", answers[use].tone, answers[use].sentence);
}

void
eml_rows_unsubscribe(EmlRows *self)
{
	const EmlUnsubscribe *unsubscribe = self->report->unsubscribe;

	if (unsubscribe == NULL) {
		eml_check_waiting(self);
		return;
	}
	if (!unsubscribe->present) {
		eml_rows_pair(self, "present", EML_TONE_NOTE, "no List-Unsubscribe field");
		eml_check_steps(self, unsubscribe->trace, "unsubscribe");
		return;
	}
	add_answer(self);
	eml_rows_pair(self, "one-click", unsubscribe->one_click ? EML_TONE_GOOD : EML_TONE_WARN,
		      unsubscribe->one_click ? "yes, by the rules of RFC 8058" : "no");
	add_coverage(self, unsubscribe);
	for (guint i = 0; i < unsubscribe->problems->len; i++) {
		const char *id = g_ptr_array_index(unsubscribe->problems, i);

		eml_check_problem(self, i == 0 ? "problems" : "", id, unsubscribe->trace);
	}
	for (guint i = 0; i < unsubscribe->uris->len; i++)
		eml_rows_pair(self, i == 0 ? "addresses" : "", EML_TONE_PLAIN,
			      g_ptr_array_index(unsubscribe->uris, i));
	eml_rows_pair(self, "POST", EML_TONE_PLAIN, unsubscribe->post);
	eml_rows_paragraph(self, 0, EML_ROLE_DIM, "These addresses are never contacted.");
	eml_check_steps(self, unsubscribe->trace, "unsubscribe");
}
