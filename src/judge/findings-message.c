#include "base/clock.h"
#include "judge/display-name.h"
#include "judge/finding.h"
#include "judge/tail.h"
#include "judge/words.h"

#define STRAY_COLUMNS 40 /* of a line that is no field */
/* Date may be ahead by a time zone that was forgotten, and behind by a moderator's holidays. */
#define DATE_AHEAD_S (24 * 60 * 60)
#define DATE_BEHIND_S (366 * 24 * 60 * 60)
#define OLD_S (366 * 24 * 60 * 60)
#define DAY_CHARACTERS 10   /* of "2026-11-24T10:00:00Z" */
#define FIRST_MAIL 31536000 /* 1971 */

/* Years of 32 digits do not overflow. */
static gboolean
is_later(gint64 a, gint64 b, gint64 by)
{
	gint64 difference = 0;

	return a > b && (__builtin_sub_overflow(a, b, &difference) || difference > by);
}

static void
author(EmlFindings *found)
{
	const EmlFacts *facts = found->report->facts;
	const gint from = eml_message_find(found->report->message, "From", -1);

	if (facts->from_domains->len > 1 || facts->n_from_fields > 1)
		eml_finding_add(found, "finding-from-several", EML_TONE_BAD, EML_WEIGHT_ANSWER,
				from);
	else if (facts->from_domains->len == 0)
		eml_finding_with(eml_finding_add(found, "finding-from-missing", EML_TONE_BAD,
						 EML_WEIGHT_ANSWER, from),
				 from < 0 ? "From field" : "usable From address");
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

static void
add_date(EmlFindings *found, const char *id, EmlTone tone, gint64 other)
{
	g_autofree char *says = eml_clock_format(found->report->facts->date);
	g_autofree char *than = eml_clock_format(other);

	eml_finding_with(
	    eml_finding_with(eml_finding_add(found, id, tone, EML_WEIGHT_SHOWN,
					     eml_message_find(found->report->message, "Date", -1)),
			     says),
	    than);
}

/* Date beside the time when the message came in, as the receiver's own Received says; where none
 * says it, beside the moment of the check. */
static void
date(EmlFindings *found)
{
	const EmlReport *report = found->report;
	const gint64 says = report->facts->date;
	gint64 came_in = 0;

	if (!report->facts->has_date)
		return;
	if (!eml_hops_time(report->hops, &came_in)) {
		if (says < FIRST_MAIL)
			add_date(found, "finding-date-before-mail", EML_TONE_NOTE, report->at);
		else if (is_later(says, report->at, DATE_AHEAD_S))
			add_date(found, "finding-date-future-now", EML_TONE_WARN, report->at);
	} else if (is_later(says, came_in, DATE_AHEAD_S)) {
		add_date(found, "finding-date-future", EML_TONE_WARN, came_in);
	} else if (is_later(came_in, says, DATE_BEHIND_S)) {
		add_date(found, "finding-date-past", EML_TONE_NOTE, came_in);
	}
}

/* Records of today say little about a message of long ago (standards 0.8). The receiver's own clock
 * says when it came in. */
static void
age(EmlFindings *found)
{
	const EmlReport *report = found->report;
	gint64 came_in = 0;
	g_autofree char *then = NULL;
	g_autofree char *asked = NULL;

	if (report->dns_moment == 0 || !eml_hops_time(report->hops, &came_in) ||
	    !is_later(report->dns_moment, came_in, OLD_S))
		return;
	then = eml_clock_format(came_in);
	asked = eml_clock_format(report->dns_moment);
	then[DAY_CHARACTERS] = asked[DAY_CHARACTERS] = '\0';
	eml_finding_with(eml_finding_with(eml_finding_add(found, "finding-old", EML_TONE_NOTE,
							  EML_WEIGHT_DIFFERENCE, -1),
					  then),
			 asked);
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
length_finding(EmlFindings *found, const char *id, EmlTone tone, const GPtrArray *signatures)
{
	EmlFinding *one = NULL;

	if (signatures->len == 0)
		return NULL;
	one = eml_finding_add(found, id, tone, EML_WEIGHT_SHOWN, -1);
	for (guint i = 0; i < signatures->len; i++)
		eml_finding_field(
		    one, (gint)((const EmlDkimResult *)g_ptr_array_index(signatures, i))->field);
	return one;
}

/* An aligned signature that passes and leaves nothing open; NULL if there is none. */
static const EmlDkimResult *
covers_all(const EmlReport *report)
{
	for (guint i = 0; report->dkim_aligned != NULL && i < report->dkim->len; i++) {
		const EmlDkimResult *signature = g_ptr_array_index(report->dkim, i);

		if (signature->counts && signature->result == EML_RESULT_PASS &&
		    !eml_tail_is_open(signature) &&
		    g_array_index(report->dkim_aligned, EmlAlignment, i) != EML_ALIGNED_NO)
			return signature;
	}
	return NULL;
}

/* l=: what none of those signatures covers is the smallest of their tails. Red where the answer
 * hangs on them. */
static void
unsigned_tail(EmlFindings *found)
{
	g_autoptr(GPtrArray) tails = signatures_with_length(found->report, eml_tail_is_open);
	g_autofree char *domains = domains_of(tails);
	const EmlDkimResult *least = tails->len > 0 ? g_ptr_array_index(tails, 0) : NULL;
	const EmlDkimResult *whole = covers_all(found->report);
	const gboolean alone = g_str_equal(found->report->verdict.id, "verdict-unsigned-tail");
	EmlFinding *one = length_finding(
	    found, whole != NULL ? "finding-unsigned-tail-covered" : "finding-unsigned-tail",
	    alone ? EML_TONE_BAD : EML_TONE_WARN, tails);
	g_autofree EmlPlain *words = NULL;

	if (one == NULL)
		return;
	for (guint i = 1; i < tails->len; i++) {
		const EmlDkimResult *other = g_ptr_array_index(tails, i);

		least = other->unsigned_tail < least->unsigned_tail ? other : least;
	}
	words = eml_tail_words(found->report->message, least);
	eml_finding_with_number(eml_finding_with(one, domains), least->unsigned_tail);
	eml_finding_with(one, words);
	if (whole != NULL)
		eml_finding_with(one, whole->domain);
}

static void
open_length(EmlFindings *found)
{
	g_autoptr(GPtrArray) types = signatures_with_length(found->report, leaves_type);

	unsigned_tail(found);
	length_finding(found, "finding-length-content-type", EML_TONE_BAD, types);
}

/* Without l= too: whoever changes the type of the body, or where its parts end, changes what is
 * shown. One passing signature that covers the field is enough. */
static void
unsigned_type(EmlFindings *found)
{
	const EmlReport *report = found->report;
	const gint field = eml_message_find(report->message, "Content-Type", -1);
	g_autoptr(GPtrArray) open = g_ptr_array_new();
	g_autofree char *domains = NULL;
	EmlFinding *one = NULL;

	for (guint i = 0; field >= 0 && report->dkim != NULL && i < report->dkim->len; i++) {
		EmlDkimResult *signature = g_ptr_array_index(report->dkim, i);

		if (!signature->counts || signature->result != EML_RESULT_PASS)
			continue;
		if (signature->has_length || eml_dkim_covers(signature, "Content-Type"))
			return; /* with l= it is said in stronger words */
		g_ptr_array_add(open, signature);
	}
	domains = domains_of(open);
	one = length_finding(found, "finding-content-type-unsigned", EML_TONE_BAD, open);
	if (one == NULL)
		return;
	eml_finding_with(one, domains);
	eml_finding_field(one, field);
}

/* %1 is the line, %2 how it begins, %3 how many there are. */
static void
add_stray(EmlFinding *one, const EmlStrayLine *stray)
{
	/* before it is made safe: it may be megabytes long, and begin with as many blanks */
	const EmlSlice text = eml_slice_strip(stray->first);
	const EmlSlice start = eml_slice_part(text, 0, MIN(text.len, 4 * STRAY_COLUMNS));
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
		const gboolean changed = g_str_equal(anomalies[i], "partial") ||
					 g_str_equal(anomalies[i], "utf-16");
		EmlFinding *one = NULL;

		if (words == NULL || g_str_equal(anomalies[i], "8bit-header")) /* by field */
			continue;
		one = eml_finding_add(found, words->id, changed ? EML_TONE_WARN : EML_TONE_NOTE,
				      EML_WEIGHT_FORM, -1);
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
	unsigned_type(self);
	date(self);
	age(self);
	form(self);
}
