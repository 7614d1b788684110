#include "render/text-parts.h"

#include "base/clock.h"
#include "judge/words.h"

static void
fact(EmlOut *out,
     const char *label,
     const EmlFact *self,
     const char *what,
     const EmlMessage *message)
{
	g_autofree EmlPlain *text = eml_words_fact(self, what, message);

	eml_text_line(out, label, text);
}

/* When, where it stands and what is remarkable, indented below the servers. */
static void
hop_place(EmlOut *out, const EmlReport *report, const EmlHop *hop, const char *id)
{
	g_autofree char *time = hop->has_time ? eml_clock_format(hop->time) : g_strdup("no time");
	g_autoptr(GString) text = g_string_new(NULL);

	g_string_append_printf(text, "%s  [line %u]", time,
			       eml_report_line(report, (gint)hop->field));
	if (id != NULL)
		g_string_append_printf(text, ": %s", eml_words_title(id));
	if (hop->has_delay && hop->delay_s < 0)
		g_string_append_printf(text, "  (%s)", eml_words_title("shown-clocks"));
	eml_out_wrapped(out, text->str, 15, 0);
}

static void
hop_lines(EmlOut *out, const EmlReport *report, const EmlHop *hop, gboolean submitted)
{
	const EmlReceived *r = hop->received;
	g_autofree EmlPlain *servers = eml_words_servers(hop, TRUE);
	g_autofree char *delay = hop->has_delay ? eml_clock_delay(hop->delay_s) : g_strdup("");
	g_autoptr(GString) text = g_string_new(servers);

	if (r->with != NULL)
		g_string_append_printf(text, " with %s", r->with);
	if (r->tls != NULL)
		g_string_append_printf(text, ", %s", r->tls);
	if (eml_words_tls(r->tls) != NULL)
		g_string_append_printf(text, " (%s)", eml_words_title(eml_words_tls(r->tls)));
	eml_text_line(out, delay, text->str);
	hop_place(out, report, hop, eml_words_hop(hop, submitted));
}

/* When it came in, and the moment against which it is judged. */
static void
moments(EmlOut *out, const EmlReport *report)
{
	g_autofree EmlPlain *came_in = eml_words_came_in(report->hops, report->at, report->message);
	g_autofree EmlPlain *judged =
	    eml_words_judged_at(report->hops, report->at, report->message);

	eml_text_line(out, "received", came_in);
	if (judged != NULL)
		eml_text_line(out, "judged as of", judged);
}

/* What analysts look for under the path, and nothing goes by. */
static void
originating(EmlOut *out, const EmlMessage *message)
{
	const gint field = eml_message_find(message, EML_ORIGINATING_FIELD, -1);
	g_autofree EmlPlain *line = NULL;

	if (field < 0)
		return;
	line = eml_words_originating(message, (guint)field); /* not negative here */
	eml_out_sign(out, EML_TONE_NOTE);
	eml_out_wrapped(out, line, 2, 1);
}

void
eml_text_envelope(EmlOut *out, const EmlReport *report)
{
	const GPtrArray *hops = report->hops->hops;
	const gboolean submitted = report->hops->doubt == EML_HOPS_SUBMITTED;
	g_autofree EmlPlain *no_border = eml_words_no_border(report->hops);
	g_autofree EmlPlain *mail_from =
	    eml_words_mail_from(report->envelope, report->hops, report->message);

	eml_text_heading(out, "Envelope");
	fact(out, "client", &report->envelope->ip, eml_words_client(report->envelope),
	     report->message);
	fact(out, "HELO", &report->envelope->helo, "shown-helo", report->message);
	eml_text_line(out, "MAIL FROM", mail_from);
	fact(out, "receiver", &report->envelope->receiver, "shown-receiver", report->message);
	moments(out, report);
	if (hops->len > 0)
		eml_text_heading(out, "Path, newest first, with the time each step took");
	for (guint i = 0; i < hops->len; i++) {
		if (i > 0 && eml_hops_is_below(report->hops, i) &&
		    !eml_hops_is_below(report->hops, i - 1))
			eml_out_wrapped(out,
					eml_words_title(submitted ? "shown-below-submitted"
								  : "shown-below-border"),
					13, 0);
		hop_lines(out, report, g_ptr_array_index(hops, i), submitted);
	}
	if (no_border != NULL) {
		eml_out_sign(out, EML_TONE_NOTE);
		eml_out_wrapped(out, no_border, 2, 1);
	}
	originating(out, report->message);
}

/* `"invoice.pdf" application/pdf, base64, 1.2 MiB` */
static void
part_line(EmlOut *out, const EmlPart *part)
{
	const guint indent = 2 * MIN(part->depth, 16);
	g_auto(GStrv) pieces = g_strsplit(part->filename != NULL ? part->filename : "", "\"", -1);
	g_autofree char *escaped = g_strjoinv("\\\"", pieces); /* nothing in it ends the quotes */
	g_autofree char *size = g_format_size_full(part->size, G_FORMAT_SIZE_IEC_UNITS);
	g_autofree EmlPlain *name = eml_plain(eml_slice(escaped));
	g_autofree EmlPlain *charset = eml_plain(eml_slice(part->charset));
	g_autofree EmlPlain *encoding = eml_plain(eml_slice(part->encoding));
	const gboolean named = part->filename != NULL;
	g_autofree char *line =
	    g_strdup_printf("%s%s%s%s%s%s%s%s, %s", named ? "\"" : "", name, named ? "\" " : "",
			    part->type, *charset != '\0' ? "; charset " : "", charset,
			    *encoding != '\0' ? ", " : "", encoding, size);

	eml_out_pad(out, indent);
	eml_out_wrapped(out, line, indent, indent);
	for (guint i = 0; i < EML_PART_ODDITY_LAST; i++) {
		const EmlWords *words = eml_words_by_id(eml_part_oddity_id((EmlPartOddity)i));

		if ((part->oddities & 1u << i) == 0 || words == NULL)
			continue;
		eml_out_pad(out, indent + 2);
		eml_out_sign(out, EML_TONE_WARN);
		eml_out_wrapped(out, words->title, indent + 4, indent + 3);
	}
}

/* A body of which there is nothing to tell. A single file is told, since it is all of the message.
 */
static gboolean
is_plain_text(const EmlPart *part)
{
	return part->oddities == 0 && part->filename == NULL &&
	       g_str_equal(part->type, "text/plain");
}

void
eml_text_mime(EmlOut *out, const EmlReport *report)
{
	const EmlParts *parts = report->parts;
	const EmlPart *first = parts != NULL ? g_ptr_array_index(parts->parts, 0) : NULL;

	if (first == NULL || (parts->parts->len == 1 && is_plain_text(first)))
		return;
	eml_text_heading(out, "Parts");
	for (guint i = 0; i < parts->parts->len; i++)
		part_line(out, g_ptr_array_index(parts->parts, i));
}

static void
dns_line(EmlOut *out, const EmlDnsLine *line)
{
	const EmlDnsAnswer *answer = line->answer;
	g_autofree EmlPlain *name = eml_plain(eml_slice(line->question->name));
	g_autoptr(GString) text = g_string_new(NULL);

	g_string_append_printf(text, "%3u  %s %s  ", line->number, name,
			       eml_dns_type_word(line->question->type));
	g_string_append(text, answer != NULL ? eml_dns_outcome_word(answer->outcome) : "waiting");
	if (answer != NULL && answer->reason != NULL)
		g_string_append_printf(text, " (%s)", answer->reason);
	if (answer != NULL && answer->outcome == EML_DNS_FOUND)
		g_string_append_printf(text, "  TTL %u", answer->ttl);
	if (answer != NULL && answer->detail != NULL) {
		g_autofree EmlPlain *detail = eml_plain(eml_slice(answer->detail));

		g_string_append_printf(text, "  %s", detail);
	}
	eml_out_wrapped(out, text->str, 0, 0);
}

gboolean
eml_text_asked_dns(const EmlReport *report)
{
	for (guint i = 0; i < report->dns->len; i++) {
		const EmlDnsLine *line = g_ptr_array_index(report->dns, i);

		if (line->answer == NULL || line->answer->outcome != EML_DNS_NOT_ASKED)
			return TRUE;
	}
	return !report->offline;
}

void
eml_text_dns(EmlOut *out, const EmlReport *report)
{
	if (report->dns->len == 0)
		return;
	eml_text_heading(out, "DNS");
	if (!eml_text_asked_dns(report)) {
		eml_out_wrapped(out, "No DNS question was asked (--offline).", 0, 0);
		return;
	}
	for (guint i = 0; i < report->dns->len; i++)
		dns_line(out, g_ptr_array_index(report->dns, i));
}
