#include "base/clock.h"
#include "judge/display-name.h"
#include "judge/finding.h"
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
	date(self);
	age(self);
	form(self);
}
