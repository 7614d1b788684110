#include "tui/rows-build.h"

#include "base/clock.h"
#include "judge/words.h"

/* The longest of the delays, 0 if no hop has one that can be true. */
static gint64
longest_delay(const EmlHops *hops)
{
	gint64 longest = 0;

	for (guint i = 0; i < hops->hops->len; i++) {
		const EmlHop *hop = g_ptr_array_index(hops->hops, i);

		if (hop->has_delay)
			longest = MAX(longest, hop->delay_s);
	}
	return longest;
}

gint
eml_path_slowest(const EmlHops *hops)
{
	const gint64 longest = longest_delay(hops);
	gint slowest = -1;

	for (guint i = 0; longest > 0 && i < hops->hops->len; i++) {
		const EmlHop *hop = g_ptr_array_index(hops->hops, i);

		if (!hop->has_delay || hop->delay_s != longest)
			continue;
		if (slowest >= 0)
			return -1; /* two took as long */
		slowest = (gint)i;
	}
	return slowest;
}

/* The bar is linear and the longest delay fills the column: what took the time is seen at once, and
 * the others show how little they matter beside it. */
static void
add_delay(EmlRow *row, const EmlHop *hop, gint64 longest)
{
	const EmlRole role =
	    longest > 0 && hop->delay_s == longest ? EML_ROLE_STRONG : EML_ROLE_TEXT;
	g_autofree char *delay = hop->has_delay ? eml_clock_delay(hop->delay_s) : NULL;

	if (!hop->has_time) {
		eml_row_text(row, 2, EML_ROLE_DIM, "no time");
	} else if (hop->has_delay && hop->delay_s < 0) {
		eml_row_text(row, 1, EML_ROLE_WARN, delay);
		eml_row_text(row, 2, EML_ROLE_WARN, "! skew");
		row->problem = TRUE;
	} else if (hop->has_delay) {
		eml_row_text(row, 1, role, delay);
		/* not more than 1000 */
		eml_row_bar(row, 2, role,
			    longest > 0 ? (guint)((gdouble)hop->delay_s / (gdouble)longest * 1000)
					: 0);
	}
}

static void
add_hop(EmlRows *self, guint index, guint number, gint64 longest)
{
	const EmlHop *hop = g_ptr_array_index(self->report->hops->hops, index);
	const EmlReceived *received = hop->received;
	g_autofree EmlPlain *servers = eml_words_servers(hop, FALSE);
	EmlRow *row = eml_rows_add(self, EML_SHAPE_HOP, 0);

	eml_row_textf(row, 0, EML_ROLE_DIM, "%u", number);
	add_delay(row, hop, longest);
	eml_row_text(row, 3, EML_ROLE_TEXT, servers);
	eml_row_text(row, 4, EML_ROLE_DIM, received->with);
	eml_row_text(row, 5, eml_words_tls(received->tls) != NULL ? EML_ROLE_WARN : EML_ROLE_DIM,
		     eml_words_protection(received));
	eml_row_name(row, eml_about(EML_ABOUT_HOP, index), "hop/%u", hop->field);
}

static const char *
below_id(const EmlHops *hops)
{
	return hops->doubt == EML_HOPS_SUBMITTED ? "shown-below-submitted" : "shown-below-border";
}

void
eml_rows_hops(EmlRows *self)
{
	const GPtrArray *hops = self->report->hops->hops;
	const gint64 longest = longest_delay(self->report->hops);
	g_autofree EmlPlain *no_border = eml_words_no_border(self->report->hops);

	for (guint i = 0; i < hops->len; i++) {
		if (eml_hops_is_below(self->report->hops, i) &&
		    !eml_hops_is_below(self->report->hops, i - 1))
			eml_rows_heading(self, eml_words_title(below_id(self->report->hops)));
		add_hop(self, i, hops->len - i, longest);
	}
	if (no_border != NULL)
		eml_rows_paragraph(self, 0, EML_ROLE_DIM, no_border);
	if (hops->len == 0)
		eml_rows_paragraph(
		    self, 0, EML_ROLE_DIM,
		    "No Received field: the message has not traveled, or they were removed.");
}

static void
add_originating(EmlRows *self)
{
	const gint field = eml_message_find(self->report->message, EML_ORIGINATING_FIELD, -1);
	g_autofree EmlPlain *line = NULL;

	if (field < 0)
		return;
	line = eml_words_originating(self->report->message, (guint)field); /* not negative here */
	eml_rows_paragraph(self, 0, EML_ROLE_DIM, line);
}

void
eml_rows_path(EmlRows *self)
{
	EmlRow *titles = eml_rows_titles(self, EML_SHAPE_HOP);

	eml_row_text(titles, 0, EML_ROLE_DIM, "hop");
	eml_row_text(titles, 1, EML_ROLE_DIM, "delay");
	eml_row_text(titles, 3, EML_ROLE_DIM, "from > by, newest first");
	eml_row_text(titles, 4, EML_ROLE_DIM, "with");
	eml_row_text(titles, 5, EML_ROLE_DIM, "TLS");
	eml_rows_hops(self);
	add_originating(self);
}

static void
add_words(EmlRows *self, const char *id)
{
	const EmlWords *words = eml_words_by_id(id);

	eml_rows_paragraph(self, 0, EML_ROLE_STRONG, words->title);
	eml_rows_paragraph(self, 0, EML_ROLE_TEXT, words->why);
}

static void
add_delay_words(EmlRows *self, guint index)
{
	const EmlHops *hops = self->report->hops;
	const EmlHop *hop = g_ptr_array_index(hops->hops, index);
	g_autofree char *delay = hop->has_delay ? eml_clock_delay(hop->delay_s) : NULL;

	if (!hop->has_time)
		eml_rows_pair(self, "time", EML_TONE_PLAIN,
			      "not written, or in a form that cannot be read");
	else if (!hop->has_delay)
		eml_rows_pair(self, "delay", EML_TONE_PLAIN, "not known: no older hop has a time");
	else if (hop->delay_s < 0)
		eml_rows_pairf(self, "delay", EML_TONE_WARN, "%s, skew: %s", delay,
			       eml_words_title("shown-clocks"));
	else
		eml_rows_pairf(self, "delay", EML_TONE_PLAIN, "%s%s", delay,
			       eml_path_slowest(hops) == (gint)index ? ", the longest of this path"
								     : "");
}

static void
add_tls(EmlRows *self, const char *tls)
{
	const char *id = eml_words_tls(tls);

	if (id == NULL) {
		eml_rows_pair(self, "TLS", EML_TONE_PLAIN, tls);
		return;
	}
	eml_rows_pairf(self, "TLS", EML_TONE_WARN, "%s, %s", tls, eml_words_title(id));
	eml_rows_paragraph(self, 0, EML_ROLE_TEXT, eml_words_by_id(id)->why);
}

void
eml_rows_hop(EmlRows *self, guint index)
{
	const EmlHop *hop = g_ptr_array_index(self->report->hops->hops, index);
	const EmlReceived *received = hop->received;
	const EmlHops *hops = self->report->hops;
	const char *id = eml_words_hop(hop, hops->doubt == EML_HOPS_SUBMITTED);
	g_autofree char *time = hop->has_time ? eml_clock_format(hop->time) : NULL;
	const gboolean judged = hop == eml_hops_timed(hops) && hop->time == self->report->at;

	if (id != NULL)
		add_words(self, id);
	if (eml_hops_is_below(hops, index))
		eml_rows_paragraph(self, 0, EML_ROLE_TEXT, eml_words_by_id(below_id(hops))->why);
	eml_rows_pair(self,
		      eml_words_says_helo(received) ? eml_words_title("shown-helo-name") : "from",
		      EML_TONE_PLAIN, received->from);
	eml_rows_pair(self, "client IP", EML_TONE_PLAIN, received->from_ip);
	eml_rows_pair(self, "its name", EML_TONE_PLAIN, received->from_name);
	eml_rows_pair(self, "by", EML_TONE_PLAIN, received->by);
	eml_rows_pair(self, "via", EML_TONE_PLAIN, received->via);
	eml_rows_pair(self, "comment", EML_TONE_PLAIN, received->comment);
	eml_rows_pair(self, "with", EML_TONE_PLAIN, received->with);
	add_tls(self, received->tls);
	eml_rows_pair(self, "cipher", EML_TONE_PLAIN, received->cipher);
	eml_rows_pair(self, "id", EML_TONE_PLAIN, received->id);
	eml_rows_pair(self, "for", EML_TONE_PLAIN, received->for_);
	if (judged)
		eml_rows_pairf(self, "time", EML_TONE_PLAIN, "%s; %s", time,
			       eml_words_title("shown-judged"));
	else
		eml_rows_pair(self, "time", EML_TONE_PLAIN, time);
	add_delay_words(self, index);
	eml_rows_pairf(self, "in", EML_TONE_PLAIN, "line %u",
		       eml_report_line(self->report, (gint)hop->field))
	    ->about = eml_about(EML_ABOUT_FIELD, hop->field);
	eml_rows_field_lines(self, hop->field, 0, 0);
}
