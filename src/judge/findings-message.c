#include "judge/display-name.h"
#include "judge/finding.h"
#include "judge/words.h"

#define STRAY_COLUMNS 40 /* of a line that is no field */

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

/* A display name that shows another address or domain than the one behind it. */
static void
display_names(EmlFindings *found)
{
	const GPtrArray *from = found->report->facts->from;

	for (guint i = 0; i < from->len; i++) {
		const EmlMailbox *mailbox = g_ptr_array_index(from, i);
		g_autofree char *shown = eml_display_other(mailbox);

		if (shown == NULL)
			continue;
		eml_finding_with(
		    eml_finding_with(
			eml_finding_add(found, "finding-display-name", EML_TONE_WARN,
					EML_WEIGHT_SHOWN,
					eml_message_find(found->report->message, "From", -1)),
			shown),
		    mailbox->address);
		return;
	}
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

static gboolean
leaves_tail(const EmlDkimResult *signature)
{
	return signature->unsigned_tail > 0;
}

static gboolean
leaves_type(const EmlDkimResult *signature)
{
	return !eml_dkim_covers(signature, "Content-Type");
}

/* Passing signatures with l= of which the test holds: EmlDkimResult, borrowed. */
static GPtrArray *
signatures_with_length(const EmlReport *report, gboolean (*test)(const EmlDkimResult *signature))
{
	GPtrArray *all = g_ptr_array_new();

	for (guint i = 0; report->dkim != NULL && i < report->dkim->len; i++) {
		EmlDkimResult *signature = g_ptr_array_index(report->dkim, i);

		if (signature->counts && signature->result == EML_RESULT_PASS &&
		    signature->has_length && test(signature))
			g_ptr_array_add(all, signature);
	}
	return all;
}

/* "a.example and b.example", each name once. */
static char *
domains_of(const GPtrArray *signatures)
{
	g_autoptr(GPtrArray) names = g_ptr_array_new();

	for (guint i = 0; i < signatures->len; i++) {
		const EmlDkimResult *signature = g_ptr_array_index(signatures, i);

		if (!g_ptr_array_find_with_equal_func(names, signature->domain, g_str_equal, NULL))
			g_ptr_array_add(names, signature->domain);
	}
	g_ptr_array_add(names, NULL);
	return g_strjoinv(" and ", (char **)names->pdata);
}

/* One finding, however many signatures leave it open. */
static EmlFinding *
length_finding(EmlFindings *found, const char *id, const GPtrArray *signatures)
{
	EmlFinding *one = NULL;

	if (signatures->len == 0)
		return NULL;
	one = eml_finding_add(found, id, EML_TONE_BAD, EML_WEIGHT_SHOWN, -1);
	for (guint i = 0; i < signatures->len; i++)
		eml_finding_field(
		    one, (gint)((const EmlDkimResult *)g_ptr_array_index(signatures, i))->field);
	return one;
}

/* l=: what none of those signatures covers is the smallest of their tails. */
static void
open_length(EmlFindings *found)
{
	g_autoptr(GPtrArray) tails = signatures_with_length(found->report, leaves_tail);
	g_autoptr(GPtrArray) types = signatures_with_length(found->report, leaves_type);
	g_autofree char *domains = domains_of(tails);
	EmlFinding *tail = length_finding(found, "finding-unsigned-tail", tails);
	guint64 least = G_MAXUINT64;

	for (guint i = 0; i < tails->len; i++)
		least =
		    MIN(least, ((const EmlDkimResult *)g_ptr_array_index(tails, i))->unsigned_tail);
	if (tail != NULL)
		eml_finding_with_number(eml_finding_with(tail, domains), least);
	length_finding(found, "finding-length-content-type", types);
}

/* %1 is the line, %2 how it begins, %3 how many there are. */
static void
add_stray(EmlFinding *one, const EmlStrayLine *stray)
{
	/* before it is made safe: it may be megabytes long */
	const EmlSlice start =
	    eml_slice_part(stray->first, 0, MIN(stray->first.len, 4 * STRAY_COLUMNS));
	g_autofree EmlPlain *plain = eml_plain(start);
	g_autofree EmlPlain *cut = eml_plain_cut(plain, STRAY_COLUMNS);

	eml_finding_with_number(eml_finding_with(eml_finding_with_number(one, stray->line), cut),
				stray->n);
}

/* Form anomalies that have words; a leading mbox line is none of the message's. */
static void
form(EmlFindings *found)
{
	const char *const *anomalies = eml_message_anomalies(found->report->message);

	for (guint i = 0; anomalies[i] != NULL; i++) {
		g_autofree char *id = g_strdup_printf("finding-form-%s", anomalies[i]);
		const EmlWords *words = eml_words_by_id(id);
		EmlFinding *one = NULL;

		if (words == NULL)
			continue;
		one = eml_finding_add(found, words->id, EML_TONE_NOTE, EML_WEIGHT_FORM, -1);
		if (g_str_equal(anomalies[i], "no-colon"))
			add_stray(one, eml_message_stray(found->report->message));
	}
}

void
eml_findings_message(EmlFindings *self)
{
	author(self);
	display_names(self);
	duplicate_fields(self);
	open_length(self);
	form(self);
}
