#include "judge/finding.h"
#include "judge/words.h"

static void
author(EmlFindings *found)
{
	const EmlFacts *facts = found->report->facts;
	const gint from = eml_message_find(found->report->message, "From", -1);

	if (facts->from_domains->len > 1 || facts->n_from_fields > 1)
		eml_finding_add(found, "finding-from-several", EML_TONE_BAD, EML_WEIGHT_ANSWER,
				from);
	else if (facts->from_domains->len == 0)
		eml_finding_add(found, "finding-from-missing", EML_TONE_BAD, EML_WEIGHT_ANSWER,
				from);
}

static gboolean
any_signature_passes(const EmlReport *report)
{
	for (guint i = 0; report->dkim != NULL && i < report->dkim->len; i++) {
		const EmlDkimResult *signature = g_ptr_array_index(report->dkim, i);

		if (signature->counts && signature->result == EML_RESULT_PASS)
			return TRUE;
	}
	return FALSE;
}

static void
duplicate_fields(EmlFindings *found)
{
	/* RFC 5322 section 3.6: at most one of each; From is its own finding */
	static const char *const single[] = {"Sender",	   "Reply-To",	   "To",      "Cc",
					     "Bcc",	   "Message-ID",   "Subject", "In-Reply-To",
					     "References", "Content-Type", "Date"};

	if (!any_signature_passes(found->report))
		return;
	for (gsize i = 0; i < G_N_ELEMENTS(single); i++) {
		const guint n = eml_message_count(found->report->message, single[i]);

		if (n > 1)
			eml_finding_with_number(
			    eml_finding_with(
				eml_finding_add(
				    found, "finding-duplicate-field", EML_TONE_BAD,
				    EML_WEIGHT_SHOWN,
				    eml_message_find(found->report->message, single[i], -1)),
				single[i]),
			    n);
	}
}

static void
open_length(EmlFindings *found)
{
	const EmlReport *report = found->report;

	for (guint i = 0; report->dkim != NULL && i < report->dkim->len; i++) {
		const EmlDkimResult *signature = g_ptr_array_index(report->dkim, i);

		if (signature->result != EML_RESULT_PASS || !signature->has_length)
			continue;
		if (signature->unsigned_tail > 0)
			eml_finding_with_number(
			    eml_finding_with(eml_finding_add(found, "finding-unsigned-tail",
							     EML_TONE_BAD, EML_WEIGHT_SHOWN,
							     (gint)signature->field),
					     signature->domain),
			    signature->unsigned_tail);
		if (!eml_dkim_covers(signature, "Content-Type"))
			eml_finding_add(found, "finding-length-content-type", EML_TONE_BAD,
					EML_WEIGHT_SHOWN, (gint)signature->field);
	}
}

/* Form anomalies that have words; a leading mbox line is none of the message's. */
static void
form(EmlFindings *found)
{
	const char *const *anomalies = eml_message_anomalies(found->report->message);

	for (guint i = 0; anomalies[i] != NULL; i++) {
		g_autofree char *id = g_strdup_printf("finding-form-%s", anomalies[i]);
		const EmlWords *words = eml_words_by_id(id);

		if (words != NULL)
			eml_finding_add(found, words->id, EML_TONE_NOTE, EML_WEIGHT_FORM, -1);
	}
}

void
eml_findings_message(EmlFindings *self)
{
	author(self);
	duplicate_fields(self);
	open_length(self);
	form(self);
}
