#include "tui/rows-overview.h"

#include "base/clock.h"
#include "judge/words.h"
#include "tui/head.h"

/* Seconds from the oldest to the newest time of the path; FALSE if fewer than two are known. */
static gboolean
path_time(const GPtrArray *hops, gint64 *ret_seconds, gboolean *ret_disagree)
{
	const EmlHop *newest = NULL, *oldest = NULL;

	*ret_disagree = FALSE;
	for (guint i = 0; i < hops->len; i++) {
		const EmlHop *hop = g_ptr_array_index(hops, i);

		*ret_disagree = *ret_disagree || (hop->has_delay && hop->delay_s < 0);
		if (!hop->has_time)
			continue;
		newest = newest != NULL ? newest : hop;
		oldest = hop;
	}
	if (newest == oldest)
		return FALSE;
	*ret_seconds = newest->time - oldest->time;
	return TRUE;
}

static void
add_path(EmlRows *self)
{
	const GPtrArray *hops = self->report->hops->hops;
	EmlRow *row = eml_overview_row(self, EML_VIEW_PATH, 0, "Path");
	gint64 seconds = 0;
	gboolean disagree = FALSE;
	const gboolean known = path_time(hops, &seconds, &disagree);
	const gint slowest = eml_path_slowest(self->report->hops);
	g_autofree char *total = eml_clock_delay(seconds); /* with its sign */

	eml_row_sign(row, SIGN, disagree ? EML_TONE_NOTE : EML_TONE_PLAIN);
	eml_row_textf(row, VERIFIED, EML_ROLE_TEXT, hops->len == 1 ? "%u hop" : "%u hops",
		      hops->len);
	if (known && seconds >= 0 && slowest >= 0)
		eml_row_textf(row, NOTE, EML_ROLE_DIM, "%s, %shop %u%s", total + 1,
			      disagree ? "" : "most at ", hops->len - (guint)slowest,
			      disagree ? ", skew" : "");
	else if (known && seconds >= 0)
		eml_row_text(row, NOTE, EML_ROLE_DIM, total + 1);
	else if (disagree)
		eml_row_text(row, NOTE, EML_ROLE_DIM, "clocks disagree");
}

static void
add_claims(EmlRows *self)
{
	const EmlClaims *claims = self->report->claims;
	const GPtrArray *lists[] = {claims->authres, claims->received_spf};
	EmlRow *row = eml_overview_row(self, EML_VIEW_CLAIMS, 0, "Claims");
	guint n = 0, forged = 0, doubtful = 0, own = 0;

	for (gsize l = 0; l < G_N_ELEMENTS(lists); l++) {
		n += lists[l]->len;
		for (guint i = 0; i < lists[l]->len; i++) {
			const EmlClaimField *claim = g_ptr_array_index(lists[l], i);

			const EmlForged *judged = eml_report_forged(self->report, claim);

			forged += judged != NULL && eml_report_shows_forged(judged->kind);
			doubtful += judged != NULL && !eml_report_shows_forged(judged->kind);
			own += claim->trust.trust == EML_TRUST_RECEIVER;
		}
	}
	eml_row_sign(row, SIGN,
		     forged > 0	    ? EML_TONE_BAD
		     : doubtful > 0 ? EML_TONE_WARN
				    : EML_TONE_PLAIN);
	eml_row_textf(row, VERIFIED, EML_ROLE_TEXT, n == 1 ? "%u field" : "%u fields", n);
	if (forged > 0)
		eml_row_textf(row, NOTE, EML_ROLE_DIM, "%u forged", forged);
	else if (doubtful > 0)
		eml_row_textf(row, NOTE, EML_ROLE_DIM, "%u doubtful", doubtful);
	else
		eml_row_textf(row, NOTE, EML_ROLE_DIM, "%u by the receiver", own);
}

static void
add_findings(EmlRows *self)
{
	const GPtrArray *findings = self->report->findings;
	EmlRow *row = eml_overview_row(self, EML_VIEW_FINDINGS, 0, "Findings");
	const EmlFinding *first = findings->len > 0 ? g_ptr_array_index(findings, 0) : NULL;
	const EmlWords *words = first != NULL ? eml_words_by_id(first->id) : NULL;
	const guint problems = eml_head_problems(self->report);

	if (!self->report->done) {
		eml_overview_wait(row);
		return;
	}
	if (problems > 0)
		eml_row_textf(row, VERIFIED, EML_ROLE_TEXT,
			      problems == 1 ? "%u problem" : "%u problems", problems);
	else
		eml_row_textf(row, VERIFIED, EML_ROLE_TEXT,
			      findings->len == 1 ? "%u note" : "%u notes", findings->len);
	if (first != NULL)
		eml_row_sign(row, SIGN, first->tone);
	if (words != NULL)
		eml_row_take(row, NOTE, EML_ROLE_DIM, eml_words_expand(words->title, first->args));
}

static void
add_headers(EmlRows *self)
{
	const guint n = eml_message_n_fields(self->report->message);
	EmlRow *row = eml_overview_row(self, EML_VIEW_HEADERS, 0, "Headers");

	eml_row_textf(row, VERIFIED, EML_ROLE_TEXT, n == 1 ? "%u field" : "%u fields", n);
}

/* What it is, and the files in it. */
static void
add_parts(EmlRows *self)
{
	const EmlParts *parts = self->report->parts;
	EmlRow *row = eml_overview_row(self, EML_VIEW_PARTS, 0, "Parts");
	const EmlPart *first = NULL;
	guint files = 0, odd = 0;

	if (parts == NULL) {
		eml_overview_wait(row);
		return;
	}
	for (guint i = 0; i < parts->parts->len; i++) {
		const EmlPart *part = g_ptr_array_index(parts->parts, i);

		odd |= part->oddities;
		first = first == NULL && part->filename != NULL ? part : first;
		files += part->filename != NULL;
	}
	eml_row_sign(row, SIGN, odd != 0 ? EML_TONE_WARN : EML_TONE_PLAIN);
	eml_row_textf(row, VERIFIED, EML_ROLE_TEXT, parts->parts->len == 1 ? "%u part" : "%u parts",
		      parts->parts->len);
	if (files > 1)
		eml_row_textf(row, NOTE, EML_ROLE_DIM, "%u files", files);
	else if (files == 1)
		eml_row_textf(row, NOTE, EML_ROLE_DIM, "\"%s\"", first->filename);
	else
		eml_row_text(row, NOTE, EML_ROLE_DIM,
			     ((EmlPart *)g_ptr_array_index(parts->parts, 0))->type);
}

static void
add_dns(EmlRows *self)
{
	const EmlReport *report = self->report;
	EmlRow *row = eml_overview_row(self, EML_VIEW_DNS, 0, "DNS log");
	guint failed = 0;

	for (guint i = 0; i < report->dns->len; i++) {
		const EmlDnsLine *line = g_ptr_array_index(report->dns, i);

		failed += line->answer != NULL && line->answer->outcome == EML_DNS_FAILED;
	}
	if (report->done)
		eml_row_textf(row, VERIFIED, EML_ROLE_TEXT, "%u", report->dns->len);
	else
		eml_row_textf(row, VERIFIED, EML_ROLE_TEXT, "%u/%u", report->dns_answered,
			      report->dns_asked);
	eml_row_sign(row, SIGN, failed > 0 ? EML_TONE_WARN : EML_TONE_PLAIN);
	if (failed > 0)
		eml_row_textf(row, NOTE, EML_ROLE_DIM, "%u failed", failed);
	else
		eml_row_text(row, NOTE, EML_ROLE_DIM,
			     report->offline ? "offline: nothing asked" : "questions");
}

void
eml_overview_lists(EmlRows *self)
{
	add_path(self);
	add_claims(self);
	add_findings(self);
	add_headers(self);
	add_parts(self);
	add_dns(self);
}
